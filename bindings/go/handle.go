package scipix

// #include <scipix.h>
import "C"

import "sync"

// handle is an object of the library: any number of goroutines may use it, and none after it was closed.
type handle[T any] struct {
	mu  sync.RWMutex
	ptr *T
}

// use makes a call with the object, which is not closed meanwhile.
func (h *handle[T]) use(f func(*T) C.ScipixStatus) error {
	h.mu.RLock()
	defer h.mu.RUnlock()
	if h.ptr == nil {
		return StatusClosed
	}
	return call(func() C.ScipixStatus { return f(h.ptr) })
}

// get asks what cannot fail; of a closed object it is the zero value.
func get[T, R any](h *handle[T], f func(*T) R) (value R) {
	h.mu.RLock()
	defer h.mu.RUnlock()
	if h.ptr != nil {
		value = f(h.ptr)
	}
	return value
}

// close frees the object once, when nobody uses it.
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

// made gives what a constructor made, and nil where it failed.
func made[T any](value *T, err error) (*T, error) {
	if err != nil {
		return nil, err
	}
	return value, nil
}
