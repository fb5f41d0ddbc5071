package scipix

// #include <scipix.h>
import "C"

import "sync"

// handle holds an object of the library. Several goroutines may use it at once, and none after it was closed.
type handle[T any] struct {
	mu  sync.RWMutex
	ptr *T
}

// use makes a call with the object and keeps it from being closed meanwhile.
func (h *handle[T]) use(f func(*T) C.ScipixStatus) error {
	h.mu.RLock()
	defer h.mu.RUnlock()
	if h.ptr == nil {
		return StatusClosed
	}
	return call(func() C.ScipixStatus { return f(h.ptr) })
}

// get returns what f returns, or the zero value if the object is closed.
func get[T, R any](h *handle[T], f func(*T) R) (value R) {
	h.mu.RLock()
	defer h.mu.RUnlock()
	if h.ptr != nil {
		value = f(h.ptr)
	}
	return value
}

// close frees the object once, when no call uses it any more.
func (h *handle[T]) close(free func(*T) C.ScipixStatus) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.ptr == nil {
		return nil
	}
	err := call(func() C.ScipixStatus { return free(h.ptr) })
	if err == nil {
		h.ptr = nil
	}
	return err
}

// made returns the result of a constructor, or nil if it failed.
func made[T any](value *T, err error) (*T, error) {
	if err != nil {
		return nil, err
	}
	return value, nil
}
