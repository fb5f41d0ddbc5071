// Package scipix does the work around an OCR model: it turns pixels into clean pages and tensors, finds text boxes, decodes
// recognised text, manages memory and threads, quantises weights, and gathers requests into batches. It calls the C library of the same name, which
// pkg-config must find when the package is built, and the loader when the program runs.
//
// # Conventions
//
// The destination comes first, as in Go's copy, then the source, then parameters: Rotate(dst, src, degrees, fill).
//
// A Params struct has the numbers of an operation, a Config struct those of something that is made, such as a [Pool]. A
// field that is zero means its default, so the zero struct is the defaults. If you want a real zero, start with the
// function DefaultXxx: fields of its result are taken as they are.
//
// Slices are passed to the library without a copy and are borrowed for the call. The bytes of a [Buffer], a [Tensor] or
// another object of the library are slices of its memory: do not use them after closing their owner. The garbage
// collector closes nothing.
//
// All functions, and the methods of all types but [Arena] and [Buffer], may be called by several goroutines at once. A
// method of a closed object returns an error that is [StatusClosed].
//
// The library's parallel loops and pipelines are not part of this package, because Go has goroutines. Large operations
// still use the library's threads; SetThreadCount(1) keeps each call on its goroutine.
package scipix

// #cgo pkg-config: scipix
// #include <scipix.h>
import "C"
