// Package scipix gives an OCR engine everything around its model: pixels in any layout become gray, black and white or
// tensors; floats become bytes and back; single requests become batches. It calls the C library of the same name, which
// pkg-config has to find.
//
// Slices are handed to the library without a copy and are borrowed for the call. What the library owns, such as the bytes
// of a [Buffer] or of a [Tensor], is a slice of its memory: it must not be used after its owner was closed. Nothing is
// closed by the garbage collector.
//
// All functions, and the methods of all types but [Arena] and [Buffer], may be called from any number of goroutines at
// once. A method of a closed value returns an error that is [StatusClosed].
//
// The library's own parallel loops and pipelines are not here: Go has goroutines. Large operations still use its threads;
// SetThreadCount(1) keeps each call on the goroutine that makes it.
package scipix

// #cgo pkg-config: scipix
// #include <scipix.h>
import "C"
