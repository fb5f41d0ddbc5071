package scipix

// #include <scipix.h>
import "C"

import (
	"context"
	"runtime"
	"strings"
	"unsafe"
)

// Status is what went wrong, without the words. It is an error, so that a failure can be compared with it:
//
//	errors.Is(err, scipix.StatusQueueFull)
type Status int32

// What can go wrong. The numbers are those of the C library and never change.
const (
	// StatusNullPointer: a required slice is empty or a value is nil.
	StatusNullPointer Status = C.SCIPIX_STATUS_NULL_POINTER
	// StatusInvalidArgument: not one that the function takes, such as a zero size or a forbidden overlap.
	StatusInvalidArgument Status = C.SCIPIX_STATUS_INVALID_ARGUMENT
	// StatusSizeMismatch: two arguments disagree about a size.
	StatusSizeMismatch Status = C.SCIPIX_STATUS_SIZE_MISMATCH
	// StatusOutOfRange: an index, region or length lies outside what it refers to.
	StatusOutOfRange Status = C.SCIPIX_STATUS_OUT_OF_RANGE
	// StatusOverflow: a product or sum of sizes exceeds the address space.
	StatusOverflow Status = C.SCIPIX_STATUS_OVERFLOW
	// StatusOutOfMemory: memory could not be had, and nothing is lost.
	StatusOutOfMemory Status = C.SCIPIX_STATUS_OUT_OF_MEMORY
	// StatusUnsupported: valid, but not offered for these arguments or by this processor.
	StatusUnsupported Status = C.SCIPIX_STATUS_UNSUPPORTED
	// StatusIO: the operating system refused.
	StatusIO Status = C.SCIPIX_STATUS_IO
	// StatusNotFound: what was asked for does not exist.
	StatusNotFound Status = C.SCIPIX_STATUS_NOT_FOUND
	// StatusMalformed: a file's content breaks its format.
	StatusMalformed Status = C.SCIPIX_STATUS_MALFORMED
	// StatusQueueFull: a bounded queue is full.
	StatusQueueFull Status = C.SCIPIX_STATUS_QUEUE_FULL
	// StatusTimeout: the time is up.
	StatusTimeout Status = C.SCIPIX_STATUS_TIMEOUT
	// StatusClosed: it was closed.
	StatusClosed Status = C.SCIPIX_STATUS_CLOSED
	// StatusCancelled: it was cancelled.
	StatusCancelled Status = C.SCIPIX_STATUS_CANCELLED
	// StatusDeadlineMissed: an item could not be answered by its deadline.
	StatusDeadlineMissed Status = C.SCIPIX_STATUS_DEADLINE_MISSED
	// StatusCallbackFailed: the function that processes batches failed.
	StatusCallbackFailed Status = C.SCIPIX_STATUS_CALLBACK_FAILED
	// StatusNotSet: the function that processes batches left this item without an answer.
	StatusNotSet Status = C.SCIPIX_STATUS_NOT_SET
	// StatusWrongOwner: a value does not belong to what it was given to, or was given back before.
	StatusWrongOwner Status = C.SCIPIX_STATUS_WRONG_OWNER
	// StatusDeadlock: the call would wait for itself.
	StatusDeadlock Status = C.SCIPIX_STATUS_DEADLOCK
	// StatusPanic: a fault inside the library, which stays usable.
	StatusPanic Status = C.SCIPIX_STATUS_PANIC
)

// String is the name of the status, such as "OUT_OF_RANGE".
func (s Status) String() string { return C.GoString(C.scipix_status_name(C.ScipixStatus(s))) }

// Error is the name of the status in words, such as "out of range".
func (s Status) Error() string {
	return "scipix: " + strings.ToLower(strings.ReplaceAll(s.String(), "_", " "))
}

// Error is a failure of the library. [errors.Is] finds its [Status] in it; a missed deadline is also
// [context.DeadlineExceeded].
type Error struct {
	// Status is what went wrong.
	Status Status
	// Message names the argument and the numbers, such as "dst: is 3x3, src is 4x4"; it may be empty.
	Message string
}

// Error is status and message.
func (e *Error) Error() string {
	if e.Message == "" {
		return e.Status.Error()
	}
	return e.Status.Error() + ": " + e.Message
}

// Unwrap gives the status.
func (e *Error) Unwrap() error { return e.Status }

// Is tells that a missed deadline is one, whatever kept it.
func (e *Error) Is(target error) bool {
	return e.Status == StatusDeadlineMissed && target == context.DeadlineExceeded
}

// call runs one call of the library. The message of a failure belongs to the thread that made the call, so the goroutine
// stays on it until the message is read.
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
