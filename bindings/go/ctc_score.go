package scipix

// #include <scipix.h>
// #include <stdint.h>
import "C"

import (
	"errors"
	"runtime/cgo"
	"unsafe"
)

// scipixGoScore runs the CTCScore that userData stands for. A panic in it becomes a status: it must not cross C.
//
//export scipixGoScore
func scipixGoScore(
	userData unsafe.Pointer, prefix *C.uint32_t, prefixLen C.size_t, next *C.uint32_t, nextCount C.size_t, terms *C.float,
) (status C.ScipixStatus) {
	defer func() {
		if recover() != nil {
			status = C.SCIPIX_STATUS_CALLBACK_FAILED
		}
	}()
	score := cgo.Handle(uintptr(userData)).Value().(CTCScore)
	before := unsafe.Slice((*uint32)(unsafe.Pointer(prefix)), int(prefixLen))
	after := unsafe.Slice((*uint32)(unsafe.Pointer(next)), int(nextCount))
	err := score(before, after, unsafe.Slice((*float32)(unsafe.Pointer(terms)), int(nextCount)))
	if err == nil {
		return C.SCIPIX_STATUS_OK
	}
	var known Status
	var failure *Error
	switch {
	case errors.As(err, &known) && known != 0:
		return C.ScipixStatus(known)
	case errors.As(err, &failure) && failure.Status != 0:
		return C.ScipixStatus(failure.Status)
	}
	return C.SCIPIX_STATUS_CALLBACK_FAILED
}
