/* scipix: what an OCR engine needs around its model. Generated from the sources in src; do not edit.
 *
 * The law: what holds for every function, and is not repeated at each.
 *
 * Results. A function that can fail returns a ScipixStatus and writes its results to out_ arguments. After a failure
 * scipix_last_error_message() names the argument and the numbers. An out_ argument for a handle then receives NULL; on
 * an argument error nothing else is written.
 *
 * Statuses. Besides the statuses that its own comment lists, any function may return
 *   OK                success,
 *   NULL_POINTER      for a NULL pointer, unless its comment says that the argument may be NULL; (NULL, 0) is an empty buffer,
 *   INVALID_ARGUMENT  for a handle of another type, a misaligned pointer, an invalid image (a zero size, a stride shorter than
 *                     a row, an unknown format), an unknown enumerator, a struct_size that was not set, or memory that
 *                     overlaps where that is not allowed,
 *   OVERFLOW          for sizes whose product or sum exceeds the address space,
 *   OUT_OF_MEMORY     where memory could not be allocated,
 *   PANIC             for a fault inside the library, which stays usable.
 * A dangling pointer, a freed handle, or a length that promises more memory than there is cannot be detected.
 *
 * Threads. Functions marked @threadsafe may be called from any thread at any time, for one handle too. Functions marked
 * @onethread may be called by one thread at a time for each handle. A _free takes the handle for good: no other thread
 * may use it then or later, unless its comment says otherwise.
 *
 * Memory. Pointers are borrowed for the call, unless the comment says otherwise. What _new, _open or _acquire gives is owned
 * by the caller, until _free or _release takes it back; NULL to these is OK and does nothing. Where memory is short the
 * program ends only at requests of a few bytes, inside the C and Rust standard libraries and rayon: while a thread uses its
 * first pool, helpers of parallel work are started or given work, a link is followed, the environment read, or processors
 * counted.
 *
 * Callbacks. No panic and no C++ exception crosses this boundary, and a C callback must not unwind. Waiting for an object
 * inside its own callback is DEADLOCK.
 *
 * Structs that begin with struct_size are filled by their _init, or have it set to their sizeof by the caller, so that
 * programs and libraries of different releases understand each other. The others never change.
 *
 * Units are in the name: _bytes, _us (microseconds). Sizes of images are in pixels, strides in bytes.
 */
#ifndef SCIPIX_H
#define SCIPIX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif
