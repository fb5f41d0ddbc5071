package scipix

// #include <scipix.h>
import "C"

import (
	"context"
	"runtime"
	"strings"
	"unsafe"
)

// Status is the kind of a failure. It is an error itself, so that errors can be compared with it:
//
//	errors.Is(err, scipix.StatusQueueFull)
type Status int32

// The statuses have the numbers of the C library, which never change.
const (
	// StatusNullPointer means that a required slice is empty or a value is nil.
	StatusNullPointer Status = C.SCIPIX_STATUS_NULL_POINTER
	// StatusInvalidArgument means that an argument is invalid, such as a zero size or a forbidden overlap.
	StatusInvalidArgument Status = C.SCIPIX_STATUS_INVALID_ARGUMENT
	// StatusSizeMismatch means that two arguments disagree about a size.
	StatusSizeMismatch Status = C.SCIPIX_STATUS_SIZE_MISMATCH
	// StatusOutOfRange means that an index, region or length is outside what it refers to.
	StatusOutOfRange Status = C.SCIPIX_STATUS_OUT_OF_RANGE
	// StatusOverflow means that a product or sum of sizes exceeds the address space.
	StatusOverflow Status = C.SCIPIX_STATUS_OVERFLOW
	// StatusOutOfMemory means that an allocation failed. The call can be repeated.
	StatusOutOfMemory Status = C.SCIPIX_STATUS_OUT_OF_MEMORY
	// StatusUnsupported means that the operation does not support these valid arguments or this processor.
	StatusUnsupported Status = C.SCIPIX_STATUS_UNSUPPORTED
	// StatusIO means that the operating system reported an error.
	StatusIO Status = C.SCIPIX_STATUS_IO
	// StatusNotFound means that no item has the given name or number.
	StatusNotFound Status = C.SCIPIX_STATUS_NOT_FOUND
	// StatusMalformed means that the content of a file is invalid.
	StatusMalformed Status = C.SCIPIX_STATUS_MALFORMED
	// StatusQueueFull means that a bounded queue is full.
	StatusQueueFull Status = C.SCIPIX_STATUS_QUEUE_FULL
	// StatusTimeout means that a wait timed out.
	StatusTimeout Status = C.SCIPIX_STATUS_TIMEOUT
	// StatusClosed means that the object was closed.
	StatusClosed Status = C.SCIPIX_STATUS_CLOSED
	// StatusCancelled means that the item was cancelled.
	StatusCancelled Status = C.SCIPIX_STATUS_CANCELLED
	// StatusDeadlineMissed means that an item was not processed by its deadline.
	StatusDeadlineMissed Status = C.SCIPIX_STATUS_DEADLINE_MISSED
	// StatusCallbackFailed means that the function that processes batches failed.
	StatusCallbackFailed Status = C.SCIPIX_STATUS_CALLBACK_FAILED
	// StatusNotSet means that the function that processes batches did not answer the item.
	StatusNotSet Status = C.SCIPIX_STATUS_NOT_SET
	// StatusWrongOwner means that a value does not belong to the object, or was released before.
	StatusWrongOwner Status = C.SCIPIX_STATUS_WRONG_OWNER
	// StatusDeadlock means that the call would have waited for itself.
	StatusDeadlock Status = C.SCIPIX_STATUS_DEADLOCK
	// StatusPanic means that the library has a bug. It stays usable.
	StatusPanic Status = C.SCIPIX_STATUS_PANIC
)

// String returns the name of the status, such as "OUT_OF_RANGE".
func (s Status) String() string { return C.GoString(C.scipix_status_name(C.ScipixStatus(s))) }

// Error returns the status in words, such as "out of range".
func (s Status) Error() string {
	return "scipix: " + strings.ToLower(strings.ReplaceAll(s.String(), "_", " "))
}

// Error is a failure of the library. [errors.Is] matches its [Status]; StatusDeadlineMissed also matches
// [context.DeadlineExceeded].
type Error struct {
	// Status is the kind of the failure.
	Status Status
	// Message names the argument and the numbers, such as "dst: is 3x3, src is 4x4"; it may be empty.
	Message string
}

// Error returns the status in words and the message.
func (e *Error) Error() string {
	if e.Message == "" {
		return e.Status.Error()
	}
	return e.Status.Error() + ": " + e.Message
}

// Unwrap returns the status.
func (e *Error) Unwrap() error { return e.Status }

// Is reports whether the failure is a missed deadline and target is [context.DeadlineExceeded].
func (e *Error) Is(target error) bool {
	return e.Status == StatusDeadlineMissed && target == context.DeadlineExceeded
}

// call makes one call of the library. The library keeps the message of a failure per thread, so the goroutine is locked
// to its thread until the message is read.
func call(f func() C.ScipixStatus) error {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	status := f()
	if status == C.SCIPIX_STATUS_OK {
		return nil
	}
	return &Error{Status(status), lastMessage()}
}

func lastMessage() string {
	buf := make([]byte, 256)
	for {
		var length C.size_t
		C.scipix_last_error_copy((*C.char)(unsafe.Pointer(&buf[0])), C.size_t(len(buf)), &length)
		if int(length) < len(buf) {
			return string(buf[:length])
		}
		buf = make([]byte, length+1)
	}
}
