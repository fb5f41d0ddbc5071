/* The C API of scipix. Generated from the sources in src; do not edit. */

/**
 * @page conventions Conventions
 *
 * scipix does the work around an OCR model: it turns pixels into clean pages and tensors, finds text boxes, decodes recognised
 * text, manages memory and threads, quantises weights, and gathers requests into batches.
 *
 * These conventions hold for every function and are not repeated.
 *
 * Results. A function that can fail returns a ScipixStatus and writes its results to `out_` arguments. After a failure
 * scipix_last_error_message() names the argument and the numbers. An `out_` argument for a handle then receives NULL; on
 * an argument error nothing else is written.
 *
 * General statuses. Besides the statuses that its own comment lists, any function may return
 * - OK for success,
 * - NULL_POINTER for a NULL pointer, unless its comment says that the argument may be NULL; (NULL, 0) is an empty buffer,
 * - INVALID_ARGUMENT for a handle of another type, a misaligned pointer, an invalid image (a zero size, a stride shorter than a
 *   row, an unknown format), an unknown enumerator, a struct_size that was not set, or memory that overlaps where that is not
 *   allowed,
 * - OVERFLOW for sizes whose product or sum exceeds the address space,
 * - OUT_OF_MEMORY where memory could not be allocated,
 * - PANIC for a fault inside the library, which stays usable.
 *
 * A dangling pointer, a freed handle, or a length that promises more memory than there is cannot be detected.
 *
 * Threads. Functions marked `@threadsafe` may be called from any thread at any time, for one handle too. Functions marked
 * `@onethread` may be called by one thread at a time for each handle. A `_free` takes the handle for good: no other thread
 * may use it then or later, unless its comment says otherwise. If two threads call `@onethread` functions of a handle at once,
 * page cleaners, text boxes and plans refuse one of them with INVALID_ARGUMENT, and lists of decoded texts with DEADLOCK; their
 * functions without a status return NULL or 0. With arenas, buffers and pulled batches it is undefined behaviour.
 *
 * Memory. Pointers are borrowed for the call, unless the comment says otherwise. What `_new`, `_open` or `_acquire` gives is
 * owned by the caller, until `_free` or `_release` takes it back; NULL to these is OK and does nothing. Only a few requests of
 * some bytes inside the C and Rust standard libraries and rayon end the program if memory runs out: on a thread's first use of
 * a pool; when helper threads of parallel work start or receive work; when a symbolic link, the environment or the processor
 * count is read.
 *
 * Callbacks. No panic and no C++ exception crosses this boundary, and a C callback must not unwind. Waiting for an object
 * inside its own callback is DEADLOCK.
 *
 * Structs that begin with `struct_size` are filled by their `_init`, or have it set to their sizeof by the caller, so that
 * programs and libraries of different releases understand each other. The others never change.
 *
 * Units are in the name: `_bytes`, `_us` (microseconds). Sizes of images are in pixels, strides in bytes.
 *
 * Chapters:
 */
#ifndef SCIPIX_H
#define SCIPIX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif
