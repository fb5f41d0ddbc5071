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
 * - @ref library "Library: version and what its numbers promise"
 * - @ref status "Status: what every function that can fail returns"
 * - @ref cpu "CPU and optimization level: what the processor can do, and how much of it to use"
 * - @ref element "Elements: the types of the numbers in a tensor"
 * - @ref flat "Flat operations: the simple chapter, for tight buffers"
 * - @ref pixel_format "Pixels: formats, and images in the caller's memory"
 * - @ref image "Images: views on pixels and on regions of them"
 * - @ref operations "Image operations, from gray to a page of black and white"
 * - @ref gray16 "16-bit gray, as scanners, cameras and X-ray detectors give it"
 * - @ref morphology "Morphology by rectangles, of gray and of 1-bit images"
 * - @ref background "Background normalisation"
 * - @ref filters "Filters: median, contrast by tiles, Gaussian blur and unsharp mask"
 * - @ref page "Page cleaning steps: specks, borders, polarity"
 * - @ref page_lines "Ruling lines"
 * - @ref page_clean "Page cleaning in one call, and page orientation"
 * - @ref resize "Resize"
 * - @ref tensor "Images to tensors"
 * - @ref plan "Fused plans: several operations described once, then run on page after page"
 * - @ref plan_many "Plans on many images"
 * - @ref components "Connected components: which pixels of a page touch each other"
 * - @ref geometry "Plane geometry of boxes and polygons, as OpenCV and Clipper compute it"
 * - @ref reading_order "Reading order of boxes of text"
 * - @ref text_box_params "Parameters of text boxes: thresholds, growth and shape, as known engines set them"
 * - @ref text_boxes "Text boxes: from a detector's map to boxes of text on the page"
 * - @ref crop "Crops of lines of text: quadrilaterals of a page become upright images, or one tensor"
 * - @ref line_groups "Groups of text lines for a recogniser that reads several lines in one tensor"
 * - @ref ctc "Greedy CTC decoding"
 * - @ref ctc_texts "Texts of decoded lines: their symbols, where those stand, and what else they may be"
 * - @ref ctc_decoder "CTC decoders: many lines at once, steps and alternatives of each symbol, weights of classes, beam search"
 * - @ref word_boxes "Word and character boxes: where on the page the symbols of a line stand"
 * - @ref batch_item "Batches: what is processed, and the callbacks"
 * - @ref batcher "Batcher: single items, from any number of threads, become batches, and each gets its own answer"
 * - @ref batch_stats "Batcher: statistics"
 * - @ref pull "Batches and answers without callbacks: for runtimes that want no foreign thread to call them"
 * - @ref parallel "Parallel work: the caller's own loops, on the library's threads or on the host's"
 * - @ref pipeline "Pipelines: stages that overlap, each with its own threads and a bounded queue; what comes out is in order"
 * - @ref executor "Executors: threads that run jobs, a bounded number at once, and keep each status until it is waited for"
 * - @ref pool "Pools: buffers that are used again instead of allocated again"
 * - @ref arena "Arenas: memory for many small things that go all at once"
 * - @ref model "Models: files mapped into memory, and the tensors of safetensors files found by name"
 * - @ref quant "Quantisation: floats as bytes"
 * - @ref quant_error "Quantisation error: the difference between floats and the bytes that stand for them"
 * - @ref qtensor "Quantised tensors: bytes with their shape and params"
 * - @ref linear "Integer products: linear layers and plain matrices"
 */
#ifndef SCIPIX_H
#define SCIPIX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * @defgroup library Library: version and what its numbers promise
 *
 * @code{.c}
 * if (scipix_abi_version() != SCIPIX_ABI_VERSION) {
 *   fprintf(stderr, "this program needs another libscipix than %s\n", scipix_version_string());
 *   return 1;
 * }
 * @endcode
 * @{
 */

#define SCIPIX_VERSION_MAJOR 0 /**< Major version of this header. */
/**
 * Minor version of this header. While the major version is 0, each minor version may break the ABI and has a soname
 * of its own.
 */
#define SCIPIX_VERSION_MINOR 1
#define SCIPIX_VERSION_PATCH 0 /**< Patch version of this header. */
#define SCIPIX_ABI_VERSION 1 /**< Version of the ABI of this header: raised by every incompatible change. */
/**
 * Waits without end, where a function takes a timeout. A timeout of 0 does not wait; one too long for the clock has no
 * end.
 */
#define SCIPIX_WAIT_FOREVER UINT64_MAX

/**
 * Returns the version of the loaded library: `major << 16 | minor << 8 | patch`. @threadsafe
 *
 * @return the number; compare it with the `SCIPIX_VERSION_*` of the header
 */
uint32_t scipix_version(void);

/**
 * Returns the version of the loaded library as `"major.minor.patch"`. @threadsafe
 *
 * @return a string that lives for ever
 */
const char *scipix_version_string(void);

/**
 * Returns the ABI version of the loaded library. A program built with another `SCIPIX_ABI_VERSION` must not use it.
 * @threadsafe
 *
 * @return the number
 */
uint32_t scipix_abi_version(void);

/** @} */

/**
 * @defgroup status Status: what every function that can fail returns
 *
 * The numbers are fixed for ever; retired ones are not used again.
 *
 * @code{.c}
 * uint8_t gray[4] = {0}, rgba[12] = {0};
 * ScipixStatus status = scipix_grayscale(rgba, sizeof rgba, gray, sizeof gray); // 12 bytes are three pixels, not four
 * assert(status == SCIPIX_STATUS_SIZE_MISMATCH);
 * printf("%s: %s\n", scipix_status_name(status), scipix_last_error_message());
 * @endcode
 * @{
 */

/**
 * The outcome of a function: `SCIPIX_STATUS_OK` or the reason of its failure. A callback may return any of these, or a
 * code of its own from 1000 on, which comes back unchanged; any other number it returns comes back as CALLBACK_FAILED.
 */
typedef int32_t ScipixStatus;
#define SCIPIX_STATUS_OK 0 /**< All went well. */
#define SCIPIX_STATUS_NULL_POINTER 1 /**< A required pointer is NULL. */
/** An argument is not one that the function takes: an unknown enumerator, a zero size, a forbidden overlap. */
#define SCIPIX_STATUS_INVALID_ARGUMENT 2
#define SCIPIX_STATUS_SIZE_MISMATCH 3 /**< Two arguments disagree about a size. */
#define SCIPIX_STATUS_OUT_OF_RANGE 4 /**< An index, region or length lies outside what it refers to. */
#define SCIPIX_STATUS_OVERFLOW 5 /**< A product or sum of sizes exceeds the address space. */
#define SCIPIX_STATUS_OUT_OF_MEMORY 6 /**< Memory could not be had. Nothing is lost: the call may be made again. */
#define SCIPIX_STATUS_UNSUPPORTED 7 /**< Valid, but not offered for these arguments or by this processor. */
#define SCIPIX_STATUS_IO 8 /**< The operating system reported an error, or a path is not that of a regular file. */
#define SCIPIX_STATUS_NOT_FOUND 9 /**< The requested item does not exist. */
#define SCIPIX_STATUS_MALFORMED 10 /**< A file's content breaks its format. */
#define SCIPIX_STATUS_QUEUE_FULL 11 /**< A bounded queue is full. */
#define SCIPIX_STATUS_TIMEOUT 12 /**< The timeout passed before there was room, a batch or a result. */
#define SCIPIX_STATUS_CLOSED 13 /**< The object was closed, or belongs to the parent of this forked process. */
#define SCIPIX_STATUS_CANCELLED 14 /**< The item or job was cancelled before it began. */
#define SCIPIX_STATUS_DEADLINE_MISSED 15 /**< An item was given up because of its deadline. */
#define SCIPIX_STATUS_CALLBACK_FAILED 16 /**< A callback failed, or returned a number below 1000 that is no status. */
#define SCIPIX_STATUS_NOT_SET 17 /**< A callback left this result unset. */
#define SCIPIX_STATUS_WRONG_OWNER 18 /**< A value does not belong to what it was given to, or was given back before. */
/** The call would wait for itself: freeing, draining or waiting inside the object's own callback. */
#define SCIPIX_STATUS_DEADLOCK 19
#define SCIPIX_STATUS_PANIC 20 /**< A fault inside the library; it stays usable. */

/**
 * Returns the name of a status without its prefix: `"OUT_OF_RANGE"`; `"UNKNOWN"` for other numbers. @threadsafe
 *
 * @param status  any number
 * @return a string that lives for ever
 */
const char *scipix_status_name(ScipixStatus status);

/**
 * Returns the message of this thread's last failure, which names the argument and the numbers, such as `"dst: is 3x3, src
 * is 4x4"`. It is empty before the first failure, and cut after 1023 bytes. @threadsafe
 *
 * @return never NULL; borrowed until this thread's next failing call of the library, or its end
 */
const char *scipix_last_error_message(void);

/**
 * Copies this thread's last failure, for runtimes that move between threads: lock the thread around the failing call
 * and this one. As `snprintf` does, it writes what fits and a closing zero, and says how long the whole message is.
 * Leaves the message as it is, even when it fails itself. @threadsafe
 *
 * @param buf      where to write, `cap` bytes; NULL where `cap` is 0
 * @param cap      bytes at `buf`, the closing zero included
 * @param out_len  NULL, or receives the length of the whole message without the closing zero
 * @return OK, also for a cut message; NULL_POINTER where `buf` is NULL and `cap` is not 0; INVALID_ARGUMENT where
 *         `out_len` is misaligned
 */
ScipixStatus scipix_last_error_copy(char *buf, size_t cap, size_t *out_len);

/** @} */

/**
 * @defgroup cpu CPU and optimization level: what the processor can do, and how much of it to use
 *
 * Results do not depend on any of these settings; speed does. They hold for the whole process.
 *
 * @code{.c}
 * ScipixCpuInfo info;
 * info.struct_size = sizeof info;
 * if (scipix_cpu_detect(&info) == SCIPIX_STATUS_OK) {
 *   printf("%u processors, AVX2: %s\n", info.logical_cpus, info.features & SCIPIX_CPU_AVX2 ? "yes" : "no");
 * }
 * scipix_set_thread_count(2); // image operations use at most two threads from now on
 * @endcode
 * @{
 */

#define SCIPIX_CPU_SSE4_2 (1ull << 0) /**< x86-64: SSE4.2 and POPCNT. */
#define SCIPIX_CPU_AVX2 (1ull << 1) /**< x86-64: AVX2. */
#define SCIPIX_CPU_FMA (1ull << 2) /**< x86-64: fused multiply-add. */
#define SCIPIX_CPU_AVX512F (1ull << 3) /**< x86-64: AVX-512 Foundation. */
#define SCIPIX_CPU_AVX512BW (1ull << 4) /**< x86-64: AVX-512 on bytes and words. */
#define SCIPIX_CPU_AVX512VL (1ull << 5) /**< x86-64: AVX-512 on shorter vectors. */
#define SCIPIX_CPU_AVX512VBMI (1ull << 6) /**< x86-64: AVX-512 byte permutes. */
#define SCIPIX_CPU_AVX512VNNI (1ull << 7) /**< x86-64: AVX-512 dot products of bytes. */
#define SCIPIX_CPU_AVXVNNI (1ull << 8) /**< x86-64: dot products of bytes on 256 bits, without AVX-512. */
#define SCIPIX_CPU_AMX_INT8 (1ull << 9) /**< x86-64: AMX tiles of bytes. */
#define SCIPIX_CPU_NEON (1ull << 32) /**< aarch64: NEON. */
#define SCIPIX_CPU_DOTPROD (1ull << 33) /**< aarch64: dot products of bytes. */
#define SCIPIX_CPU_I8MM (1ull << 34) /**< aarch64: products of byte matrices. */
#define SCIPIX_CPU_SIMD128 (1ull << 48) /**< WebAssembly: 128-bit SIMD. */

/** The processor. */
typedef struct ScipixCpuInfo {
  uint32_t struct_size; /**< In: `sizeof(ScipixCpuInfo)`. */
  uint32_t logical_cpus; /**< Processors that this process may use: affinity and cgroup quota respected. */
  uint64_t features; /**< `SCIPIX_CPU_*` bits, less those that the environment variable `SCIPIX_CPU_MASK` hides. */
  uint64_t l1d_bytes; /**< Bytes of a core's first-level data cache; 0 where unknown. */
  uint64_t l2_bytes; /**< Bytes of a core's second-level cache; 0 where unknown. */
  uint64_t l3_bytes; /**< Bytes of the third-level cache; 0 where there is none or it is unknown. */
  uint32_t cache_line_bytes; /**< Bytes of a cache line. */
  uint32_t reserved; /**< Zero. */
} ScipixCpuInfo;

/** Which instructions the kernels use. */
typedef int32_t ScipixSimdLevel;
#define SCIPIX_SIMD_LEVEL_SCALAR 0 /**< Portable code, on every processor. */
#define SCIPIX_SIMD_LEVEL_SSE42 1 /**< x86-64: SSE4.2. */
#define SCIPIX_SIMD_LEVEL_AVX2 2 /**< x86-64: AVX2 and FMA, with AVX-VNNI where the processor has it. */
#define SCIPIX_SIMD_LEVEL_AVX512 3 /**< x86-64: AVX-512 F, BW and VL, with VNNI where the processor has it. */
/** x86-64: AVX-512 with VNNI, and AMX where an operation has it: products of quantised matrices. */
#define SCIPIX_SIMD_LEVEL_AMX 4
/** aarch64: NEON, with dot products and products of byte matrices where the processor has them. */
#define SCIPIX_SIMD_LEVEL_NEON 16
#define SCIPIX_SIMD_LEVEL_SIMD128 32 /**< WebAssembly: 128-bit SIMD, in a module that was built with it. */

/** How much an operation may use. Each includes the ones before it. */
typedef int32_t ScipixOptLevel;
#define SCIPIX_OPT_LEVEL_NONE 0 /**< Scalar and sequential. */
#define SCIPIX_OPT_LEVEL_SIMD 1 /**< SIMD kernels. */
#define SCIPIX_OPT_LEVEL_PARALLEL 2 /**< SIMD kernels and, above about 100 microseconds of work, threads. */
#define SCIPIX_OPT_LEVEL_FULL 3 /**< All of it, pooled memory included: the default. */

/**
 * Tells what the processor has. @threadsafe
 *
 * @param out_info  `struct_size` set by the caller; the rest is filled
 * @return OK, or a general status
 */
ScipixStatus scipix_cpu_detect(struct ScipixCpuInfo *out_info);

/**
 * Returns whether the processor has all of `features`. @threadsafe
 *
 * @param features  `SCIPIX_CPU_*` bits
 * @return true where all are there; true for 0; false where a bit is unknown
 */
bool scipix_cpu_has(uint64_t features);

/**
 * Returns the name of a feature, as `SCIPIX_CPU_MASK` takes it. @threadsafe
 *
 * @param feature  one `SCIPIX_CPU_*` bit
 * @return a string that lives for ever; `"unknown"` for anything else
 */
const char *scipix_cpu_feature_name(uint64_t feature);

/**
 * Returns the SIMD level that operations use now. @threadsafe
 *
 * At start it is the best, or what the environment variable `SCIPIX_SIMD` names (`scalar`, `sse42`, `avx2`, `avx512`,
 * `amx`, `neon`, `simd128`), lowered to what the processor has. At optimization level NONE it is SCALAR.
 *
 * @return a `SCIPIX_SIMD_LEVEL_*`
 */
ScipixSimdLevel scipix_simd_level(void);

/**
 * Returns the best SIMD level that processor and library have. @threadsafe
 *
 * @return a `SCIPIX_SIMD_LEVEL_*`
 */
ScipixSimdLevel scipix_simd_best_level(void);

/**
 * Lowers or restores the SIMD level, for every later call of any thread. @threadsafe
 *
 * @param level  a `SCIPIX_SIMD_LEVEL_*`
 * @return OK; UNSUPPORTED, changing nothing, where the processor has less or no operation uses the level
 */
ScipixStatus scipix_simd_set_level(ScipixSimdLevel level);

/**
 * Returns the name of a SIMD level, as `SCIPIX_SIMD` takes it. @threadsafe
 *
 * @param level  any number
 * @return a string that lives for ever; `"unknown"` for other numbers
 */
const char *scipix_simd_level_name(ScipixSimdLevel level);

/**
 * Sets the optimization level, for every later call of any thread. @threadsafe
 *
 * @param level  a `SCIPIX_OPT_LEVEL_*`
 * @return OK, or a general status
 */
ScipixStatus scipix_set_opt_level(ScipixOptLevel level);

/**
 * Returns the optimization level in force. @threadsafe
 *
 * @return a `SCIPIX_OPT_LEVEL_*`
 */
ScipixOptLevel scipix_opt_level(void);

/**
 * Sets how many threads one operation may use, the calling one included, before or after the first parallel call. With
 * 1 no operation starts a thread. Work in flight keeps the number that it began with. @threadsafe
 *
 * @param count  1 or more; 0 for all that affinity and cgroup quota allow, the default
 * @return OK; OUT_OF_RANGE above 4096
 */
ScipixStatus scipix_set_thread_count(size_t count);

/**
 * Returns how many threads one operation may use, the calling one included. @threadsafe
 *
 * @return 1 or more
 */
size_t scipix_thread_count(void);

/** @} */

/**
 * @defgroup element Elements: the types of the numbers in a tensor
 * @{
 */

/** Type of a tensor's elements. */
typedef int32_t ScipixElement;
#define SCIPIX_ELEMENT_OTHER -1 /**< A type that the library does not compute with. */
#define SCIPIX_ELEMENT_F32 0 /**< 32-bit floats. */
/** 16-bit floats (IEEE 754 binary16). Probability maps may have them; tensors are not written in them. */
#define SCIPIX_ELEMENT_F16 1
#define SCIPIX_ELEMENT_U8 3 /**< Unsigned bytes. */
#define SCIPIX_ELEMENT_I8 4 /**< Signed bytes. */

/** @} */

/**
 * @defgroup flat Flat operations: the simple chapter, for tight buffers
 *
 * Each is thread-safe, borrows its buffers for the call only, and splits large work over threads (see
 * `scipix_set_opt_level`).
 *
 * @code{.c}
 * uint8_t rgba[2 * 4] = {255, 255, 255, 255, 0, 0, 0, 255}; // a white pixel and a black one
 * uint8_t gray[2];
 * ScipixStatus status = scipix_grayscale(rgba, sizeof rgba, gray, sizeof gray);
 * if (status == SCIPIX_STATUS_OK) status = scipix_threshold(gray, sizeof gray, 127, gray); // in place
 * assert(status == SCIPIX_STATUS_OK && gray[0] == 255 && gray[1] == 0);
 * @endcode
 * @{
 */

/**
 * Converts RGBA pixels to gray, as OpenCV does: `(9798 R + 19235 G + 3735 B + 16384) >> 15`. Alpha is ignored.
 * @threadsafe
 *
 * @param rgba      pixels of 4 bytes: red, green, blue, alpha
 * @param rgba_len  bytes at `rgba`
 * @param gray      receives a byte a pixel; must not overlap `rgba`
 * @param gray_len  bytes at `gray`: `rgba_len / 4`
 * @return OK, also for two empty buffers; SIZE_MISMATCH where `rgba_len` is not `4 * gray_len`
 */
ScipixStatus scipix_grayscale(const uint8_t *rgba, size_t rgba_len, uint8_t *gray, size_t gray_len);

/**
 * Writes 255 for each byte above `threshold`, 0 for any other. Works in place, with `out == gray`. @threadsafe
 *
 * @param gray       pixels of one byte
 * @param len        bytes at `gray` and at `out`
 * @param threshold  the highest value that becomes 0
 * @param out        receives `len` bytes; `gray` itself, or memory that does not overlap it
 * @return OK, also for two empty buffers
 */
ScipixStatus scipix_threshold(const uint8_t *gray, size_t len, uint8_t threshold, uint8_t *out);

/**
 * Normalises in place to mean 0 and standard deviation 1: `(x - mean) / (std + 1e-8)`, with the population's standard
 * deviation. Constant data becomes 0; one value that is not finite makes all NaN. With `u = 2^-24`, each of up to 2^32
 * results is within `5 * u * (|z| + u * |mean| / std) + 2^-33` of `z`, the result without rounding.
 * @threadsafe
 *
 * @param data  `len` values, aligned to 4 bytes
 * @param len   how many; 0 is OK and does nothing
 * @return OK, or a general status
 */
ScipixStatus scipix_normalize(float *data, size_t len);

/**
 * Normalises in place as `scipix_normalize` does, and gives the mean and standard deviation that it found. @threadsafe
 *
 * @param data      `len` values, aligned to 4 bytes
 * @param len       how many; of none, mean and standard deviation are 0
 * @param out_mean  NULL, or receives the mean
 * @param out_std   NULL, or receives the population's standard deviation
 * @return OK; INVALID_ARGUMENT for a result that lies in `data`
 */
ScipixStatus scipix_normalize_stats(float *data, size_t len, float *out_mean, float *out_std);

/** @} */

/**
 * @defgroup pixel_format Pixels: formats, and images in the caller's memory
 *
 * A view owns nothing: it is valid as long as the memory it points to. Odd widths, one pixel, padded rows and unaligned
 * data are ordinary input to every operation.
 * @{
 */

/** How a pixel is stored. */
typedef int32_t ScipixPixelFormat;
#define SCIPIX_PIXEL_FORMAT_GRAY8 1 /**< One byte, 0 black to 255 white. */
#define SCIPIX_PIXEL_FORMAT_RGB8 2 /**< Three bytes: red, green, blue. */
#define SCIPIX_PIXEL_FORMAT_BGR8 3 /**< Three bytes: blue, green, red. */
/**
 * Four bytes: red, green, blue, alpha. Alpha is copied where both images have one, and ignored by what does not say
 * otherwise; `scipix_image_flatten` composites.
 */
#define SCIPIX_PIXEL_FORMAT_RGBA8 4
#define SCIPIX_PIXEL_FORMAT_BGRA8 5 /**< Four bytes: blue, green, red, alpha, which is treated as that of RGBA8. */
/**
 * One bit, the most significant of a byte first, 1 = black; each row starts at a byte. Bits beyond the width are kept.
 * Tesseract's 1-bit `SetImage` wants 1 = white: invert. A Leptonica PIX wants a stride of 4 bytes and swapped words.
 */
#define SCIPIX_PIXEL_FORMAT_BIT1 6
/**
 * Two bytes, a `uint16_t` in the byte order of the machine, 0 black to 65535 white. Neither pixels nor rows need
 * alignment. Operations that convert to gray read it as GRAY8, the sample divided by 257 and rounded: grayscale, binarize,
 * otsu, skew, tensors, and plans that begin with one of them; `scipix_image_gray16_to_gray8` maps another range.
 * Operations that move pixels or invert them keep 16 bits. Those that mix pixels, or compare them with a threshold, return
 * UNSUPPORTED.
 */
#define SCIPIX_PIXEL_FORMAT_GRAY16 7

/**
 * An image to read. Fill it with `scipix_image_view`, which checks that it lies inside a buffer, or by hand: then its
 * length is the caller's promise.
 */
typedef struct ScipixImage {
  const uint8_t *data; /**< First byte of the first row. */
  size_t width; /**< Pixels in a row, at least 1. */
  size_t height; /**< Rows, at least 1. */
  size_t stride; /**< Bytes from one row to the next; 0 where nothing lies between rows. */
  ScipixPixelFormat format; /**< A `SCIPIX_PIXEL_FORMAT_*`. */
} ScipixImage;

/** An image to write; see `ScipixImage`. */
typedef struct ScipixImageMut {
  uint8_t *data; /**< First byte of the first row. */
  size_t width; /**< Pixels in a row, at least 1. */
  size_t height; /**< Rows, at least 1. */
  size_t stride; /**< Bytes from one row to the next; 0 where nothing lies between rows. */
  ScipixPixelFormat format; /**< A `SCIPIX_PIXEL_FORMAT_*`. */
} ScipixImageMut;

/** @} */

/**
 * @defgroup image Images: views on pixels and on regions of them
 *
 * @code{.c}
 * static uint8_t page[480 * 640 * 3]; // RGB, rows without gaps
 * ScipixImage whole, line;
 * ScipixStatus status = scipix_image_view(page, sizeof page, 640, 480, 0, SCIPIX_PIXEL_FORMAT_RGB8, &whole);
 * if (status == SCIPIX_STATUS_OK) status = scipix_image_subview(&whole, 40, 100, 560, 32, &line);
 * assert(status == SCIPIX_STATUS_OK && line.width == 560 && line.stride == 640 * 3);
 * @endcode
 * @{
 */

/**
 * Makes a view, checking that all of it lies inside the buffer. No pixel is touched. @threadsafe
 *
 * @param data      first byte of the first row; borrowed as long as the view is used
 * @param data_len  bytes at `data`
 * @param width     pixels in a row, at least 1
 * @param height    rows, at least 1
 * @param stride    bytes from one row to the next; 0: no gaps
 * @param format    a `SCIPIX_PIXEL_FORMAT_*`
 * @param out_view  receives the view, its stride filled in
 * @return OK; INVALID_ARGUMENT for a zero size; OUT_OF_RANGE where the buffer is too short
 */
ScipixStatus scipix_image_view(const uint8_t *data,
                               size_t data_len,
                               size_t width,
                               size_t height,
                               size_t stride,
                               ScipixPixelFormat format,
                               ScipixImage *out_view);

/**
 * Makes a view on a region of another, in constant time and without a copy. @threadsafe
 *
 * @param view      the whole
 * @param x         first column; for BIT1 a multiple of 8
 * @param y         first row
 * @param width     columns, at least 1
 * @param height    rows, at least 1
 * @param out_view  receives the region; may be `view` itself
 * @return OK; INVALID_ARGUMENT for a zero size; OUT_OF_RANGE where the region leaves the view; UNSUPPORTED where a BIT1
 *         region does not start at a byte
 */
ScipixStatus scipix_image_subview(const ScipixImage *view,
                                  size_t x,
                                  size_t y,
                                  size_t width,
                                  size_t height,
                                  ScipixImage *out_view);

/**
 * Makes a view to write, checked as `scipix_image_view` checks. @threadsafe
 *
 * @param data      first byte of the first row; borrowed as long as the view is used
 * @param data_len  bytes at `data`
 * @param width     pixels in a row, at least 1
 * @param height    rows, at least 1
 * @param stride    bytes from one row to the next; 0: no gaps
 * @param format    a `SCIPIX_PIXEL_FORMAT_*`
 * @param out_view  receives the view, its stride filled in
 * @return as `scipix_image_view`
 */
ScipixStatus scipix_image_view_mut(uint8_t *data,
                                   size_t data_len,
                                   size_t width,
                                   size_t height,
                                   size_t stride,
                                   ScipixPixelFormat format,
                                   ScipixImageMut *out_view);

/**
 * Makes a view to write on a region of another, as `scipix_image_subview` does to read. Several threads may write to
 * regions that share no pixel. @threadsafe
 *
 * @param view      the whole
 * @param x         first column; for BIT1 a multiple of 8
 * @param y         first row
 * @param width     columns, at least 1
 * @param height    rows, at least 1
 * @param out_view  receives the region; may be `view` itself
 * @return as `scipix_image_subview`
 */
ScipixStatus scipix_image_subview_mut(const ScipixImageMut *view,
                                      size_t x,
                                      size_t y,
                                      size_t width,
                                      size_t height,
                                      ScipixImageMut *out_view);

/**
 * Gets the address of a pixel. @threadsafe
 *
 * @param view       the image
 * @param x          column
 * @param y          row
 * @param out_pixel  receives the address of the pixel's first byte, borrowed from the image
 * @return OK; OUT_OF_RANGE outside the image; UNSUPPORTED for BIT1, whose pixels have no address
 */
ScipixStatus scipix_image_pixel(const ScipixImage *view, size_t x, size_t y, const uint8_t **out_pixel);

/** @} */

/**
 * @defgroup operations Image operations, from gray to a page of black and white
 *
 * Each is thread-safe, borrows its images for the call only, and takes views of any stride, alignment and region.
 * Results are the same, bit for bit, at every SIMD level and thread count. Unless it says that it works in place, `dst`
 * must not overlap `src`; regions of one image that share no pixel do not overlap.
 *
 * @code{.c}
 * uint8_t rgb[64 * 48 * 3], bits[64 / 8 * 48];
 * ScipixImage src;
 * ScipixImageMut dst;
 * ScipixBinarizeParams params;
 * memset(rgb, 200, sizeof rgb);
 * scipix_binarize_params_init(&params);
 * params.method = SCIPIX_BINARIZE_METHOD_SAUVOLA;
 * params.window = 31;
 * ScipixStatus status = scipix_image_view(rgb, sizeof rgb, 64, 48, 0, SCIPIX_PIXEL_FORMAT_RGB8, &src);
 * if (status == SCIPIX_STATUS_OK) {
 *   status = scipix_image_view_mut(bits, sizeof bits, 64, 48, 0, SCIPIX_PIXEL_FORMAT_BIT1, &dst);
 * }
 * if (status == SCIPIX_STATUS_OK) status = scipix_image_binarize(&src, &params, &dst);
 * assert(status == SCIPIX_STATUS_OK && bits[0] == 0); // white paper: no black bit
 * @endcode
 * @{
 */

/** How colour becomes gray. */
typedef int32_t ScipixLuma;
/** BT.601 as OpenCV computes it: `(9798 R + 19235 G + 3735 B + 16384) >> 15`. The default. */
#define SCIPIX_LUMA_BT601 0
/** BT.601 in 8 bits as libyuv's J400 computes it: `(77 R + 150 G + 29 B + 128) >> 8`. The fastest. */
#define SCIPIX_LUMA_BT601_8BIT 1
#define SCIPIX_LUMA_BT709 2 /**< BT.709: `(6966 R + 23436 G + 2366 B + 16384) >> 15`. */

/** How a page becomes black and white. */
typedef int32_t ScipixBinarizeMethod;
#define SCIPIX_BINARIZE_METHOD_FIXED 0 /**< White above `threshold`. */
#define SCIPIX_BINARIZE_METHOD_OTSU 1 /**< White above the level of `scipix_image_otsu`. For evenly lit pages. */
/** White above `m - offset`, with `m` the mean of the window around the pixel. */
#define SCIPIX_BINARIZE_METHOD_ADAPTIVE_MEAN 2
/**
 * White above `m (1 + k (s / r - 1))`, with `m` and `s` mean and population's standard deviation of the window around
 * the pixel (J. Sauvola and M. Pietikäinen, Adaptive document image binarization, 2000). For shaded pages.
 */
#define SCIPIX_BINARIZE_METHOD_SAUVOLA 3

/** Method and numbers of a binarisation; fill it with `scipix_binarize_params_init`. */
typedef struct ScipixBinarizeParams {
  uint32_t struct_size; /**< In: `sizeof(ScipixBinarizeParams)`. */
  ScipixBinarizeMethod method; /**< A `SCIPIX_BINARIZE_METHOD_*`; default OTSU. */
  /**
   * ADAPTIVE_MEAN, SAUVOLA: side of the square window in pixels, odd; about a third of the DPI. It is clipped at the
   * border: mean and deviation are of the pixels that exist. Default 51.
   */
  uint32_t window;
  uint8_t threshold; /**< FIXED: the highest value that becomes black. Default 127. */
  uint8_t reserved[3]; /**< Zero. */
  float offset; /**< ADAPTIVE_MEAN: how far below the mean white begins, in gray levels. Default 10. */
  float k; /**< SAUVOLA: the higher, the more is white. Default 0.34, Tesseract's. */
  float r; /**< SAUVOLA: the range of the standard deviation, above 0. Default 128. */
} ScipixBinarizeParams;

/** The direction in which an image is flipped. */
typedef int32_t ScipixFlip;
#define SCIPIX_FLIP_HORIZONTAL 0 /**< Left and right change places. */
#define SCIPIX_FLIP_VERTICAL 1 /**< Top and bottom change places. */
#define SCIPIX_FLIP_BOTH 2 /**< Both: half a turn. */

/**
 * Converts to gray. @threadsafe
 *
 * @param src   any format; GRAY8 is copied, BIT1 becomes 0 and 255, GRAY16 is divided by 257 and rounded
 * @param luma  a `SCIPIX_LUMA_*`
 * @param dst   GRAY8 of the same size
 * @return OK; SIZE_MISMATCH; UNSUPPORTED for another format of `dst`
 */
ScipixStatus scipix_image_grayscale(const ScipixImage *src, ScipixLuma luma, const ScipixImageMut *dst);

/**
 * Converts to gray after compositing over a colour, as `scipix_image_flatten` and then `scipix_image_grayscale` would, with no
 * image between them. `scipix_image_grayscale` ignores alpha. @threadsafe
 *
 * @param src    any format; those without alpha are only converted
 * @param luma   a `SCIPIX_LUMA_*`
 * @param red    red of the colour
 * @param green  green of the colour
 * @param blue   blue of the colour
 * @param dst    GRAY8 of the same size
 * @return OK; SIZE_MISMATCH; UNSUPPORTED for another format of `dst`
 */
ScipixStatus scipix_image_grayscale_over(const ScipixImage *src,
                                         ScipixLuma luma,
                                         uint8_t red,
                                         uint8_t green,
                                         uint8_t blue,
                                         const ScipixImageMut *dst);

/**
 * Composites an image with alpha over a colour: each colour `c` becomes `(a c + (255 - a) b) / 255`, rounded to the nearest
 * integer, with `a` the alpha and `b` the colour behind. The result is opaque: alpha, where `dst` has it, is 255. Works in
 * place, to the same format. @threadsafe
 *
 * @param src    RGBA8 or BGRA8
 * @param red    red of the colour
 * @param green  green of the colour
 * @param blue   blue of the colour
 * @param dst    RGB8, BGR8, RGBA8 or BGRA8 of the same size
 * @return OK; SIZE_MISMATCH; UNSUPPORTED for other formats
 */
ScipixStatus scipix_image_flatten(const ScipixImage *src,
                                  uint8_t red,
                                  uint8_t green,
                                  uint8_t blue,
                                  const ScipixImageMut *dst);

/**
 * Makes pixels above `threshold` white and any other black. Works in place, GRAY8 to the same GRAY8. @threadsafe
 *
 * @param src        GRAY8
 * @param threshold  the highest value that becomes black
 * @param dst        GRAY8 (255, 0) or BIT1 (0, 1) of the same size
 * @return OK; SIZE_MISMATCH; UNSUPPORTED for other formats
 */
ScipixStatus scipix_image_threshold(const ScipixImage *src, uint8_t threshold, const ScipixImageMut *dst);

/**
 * Inverts: 255 - x for each colour or gray byte, alpha copied; each bit of BIT1; 65535 - x for GRAY16. Works in
 * place. @threadsafe
 *
 * @param src  any format
 * @param dst  the same format and size
 * @return OK; SIZE_MISMATCH; UNSUPPORTED where the formats differ
 */
ScipixStatus scipix_image_invert(const ScipixImage *src, const ScipixImageMut *dst);

/**
 * Finds Otsu's level: the one that best parts dark from light pixels, the lowest of equals (N. Otsu, A threshold
 * selection method from gray-level histograms, 1979). Pixels above it are white. Arithmetic is exact; Intel IPP finds the
 * same level, and so does OpenCV with two exceptions: among equally good levels its rounding errors decide, and it skips
 * levels that leave less than FLT_EPSILON (1.2e-7) of all pixels on one side. @threadsafe
 *
 * @param src        any format; colour through BT601
 * @param out_level  receives the level; 0 for an image of one value; must not lie in a pixel of `src`
 * @return OK, or a general status
 */
ScipixStatus scipix_image_otsu(const ScipixImage *src,
                               uint8_t *out_level);

/**
 * Fills `params` with the defaults. @threadsafe
 *
 * @param params  receives `struct_size` and the default of each field
 * @return OK, or a general status
 */
ScipixStatus scipix_binarize_params_init(struct ScipixBinarizeParams *params);

/**
 * Makes a page black and white. Extra memory: a few rows for each thread. @threadsafe
 *
 * @param src     any format; colour through BT601
 * @param params  method and numbers
 * @param dst     GRAY8 (255, 0) or BIT1 (0, 1) of the same size
 * @return OK; INVALID_ARGUMENT for an even window, a number that is not finite, or an `r` not above 0, where
 *         the method uses it;
 *         SIZE_MISMATCH; UNSUPPORTED for another format of `dst`, or `reserved` not 0
 */
ScipixStatus scipix_image_binarize(const ScipixImage *src,
                                   const struct ScipixBinarizeParams *params,
                                   const ScipixImageMut *dst);

/**
 * Finds by how much a page has to be turned for its lines of text to be level, with the method of Leptonica's pixFindSkew
 * (D. Bloomberg, G. Kopec and L. Dasari, Measuring document image skew and orientation, 1995): the page, reduced to at
 * most 1280x2560, made black and white by local means and freed of areas that are all black, is sheared until adjacent
 * rows differ most. Angles from -45 to 45 degrees are found, to within a tenth of a degree on this project's test pages.
 * Text on its side is not told from level text, and a table or frame is level by either of its two directions. Extra
 * memory: a few megabytes at most. @threadsafe
 *
 * @param src             any format; colour through BT601
 * @param out_degrees     receives the angle to give to scipix_image_rotate: clockwise, negative for anticlockwise; the
 *                        sign of pixFindSkew
 * @param out_confidence  receives 0 to 1: how far the score of the angle is above that of any angle more than 2 degrees
 *                        away, as a share of it. The page cleaner turns a page from 0.4 on. Below 0.1 on blank pages,
 *                        noise and most photos, and if the lines are turned by more than 45 degrees; exactly 0, and the
 *                        angle too, if nothing can be measured. On images of less than 208 columns, on which few lines
 *                        look alike at many angles, it falls: to 0 below 112. Neither may lie in a pixel of `src`
 * @return OK, also where nothing was found
 */
ScipixStatus scipix_image_skew(const ScipixImage *src,
                               float *out_degrees,
                               float *out_confidence);

/**
 * Flips an image: pixels move and do not change. Works in place. @threadsafe
 *
 * @param src        any format
 * @param direction  a `SCIPIX_FLIP_*`
 * @param dst        the same format and size
 * @return OK; SIZE_MISMATCH; UNSUPPORTED where the formats differ
 */
ScipixStatus scipix_image_flip(const ScipixImage *src, ScipixFlip direction, const ScipixImageMut *dst);

/**
 * Turns clockwise; the centre of `src` goes to the centre of `dst`. A `dst` of the size of `src` cuts corners off, one of
 * the rotated size keeps them. Pixel (X, Y) of `dst` shows `src` at `x = cx + c (X - CX) + s (Y - CY)`,
 * `y = cy - s (X - CX) + c (Y - CY)`, with `c` and `s` the cosine and sine of `degrees`, where the centres are (cx, cy)
 * and (CX, CY), each `((width - 1) / 2, (height - 1) / 2)`. That is sampled bilinearly at positions rounded to 1/256 of a
 * pixel; of BIT1 it is the nearest pixel, halfway the one at the right or below. Multiples of 90 degrees into a `dst` of
 * the turned size, width and height swapped for odd multiples, move pixels without a change. @threadsafe
 *
 * @param src      any format; GRAY16 by multiples of 90 degrees alone
 * @param degrees  clockwise, negative for anticlockwise, finite
 * @param fill     every byte of what `src` does not cover, alpha too; of BIT1 it makes white from 128 on, black below
 * @param dst      the same format, any size
 * @return OK; INVALID_ARGUMENT for an angle that is not finite; UNSUPPORTED where the formats differ, and for GRAY16 and
 *         for sides beyond 2^29 pixels of `src` or 2^30 of `dst` unless pixels only move
 */
ScipixStatus scipix_image_rotate(const ScipixImage *src,
                                 float degrees,
                                 uint8_t fill,
                                 const ScipixImageMut *dst);

/**
 * Tells the size of the smallest `dst` in which `scipix_image_rotate` cuts nothing off: `ceil(w |cos| + h |sin|)` columns and
 * `ceil(w |sin| + h |cos|)` rows for `src` of w x h. That is the usual recipe with OpenCV, rounded up instead of down;
 * Pillow's `expand` gives the same or one more. For multiples of 90 degrees it is w x h or h x w, exactly. @threadsafe
 *
 * @param src         an image of the size; its pixels are not read
 * @param degrees     the angle, finite
 * @param out_width   receives the columns
 * @param out_height  receives the rows
 * @return OK; INVALID_ARGUMENT for an angle that is not finite; UNSUPPORTED for a side beyond 2^29 pixels at an angle that is
 *         no multiple of 90
 */
ScipixStatus scipix_image_rotated_size(const ScipixImage *src,
                                       float degrees,
                                       size_t *out_width,
                                       size_t *out_height);

/**
 * Fills `dst` with what `src` shows in a quadrilateral, seen in perspective: a line of text in a photo becomes an upright
 * crop. Corners are points of the plane in which pixel (x, y) covers [x, x + 1) x [y, y + 1): the corners (x, y),
 * (x + w, y), (x + w, y + h), (x, y + h) are those of a subview of w x h, and a `dst` of that size is a copy of it. Each
 * pixel's centre is mapped, rounded to 1/256 of a pixel and sampled bilinearly; beyond the border is the nearest pixel.
 * Only pixels around the quadrilateral are read. There is no smoothing: a crop much smaller than its quadrilateral skips
 * pixels. `scipix_image_crop_quad_with` interpolates in other ways. @threadsafe
 *
 * @param src      any format but BIT1 and GRAY16
 * @param quad_xy  8 numbers: x and y of the corners that become top left, top right, bottom right and bottom left
 * @param dst      the same format, any size
 * @return OK; INVALID_ARGUMENT for corners that are not finite or not those of a convex quadrilateral with an area;
 *         UNSUPPORTED for BIT1 and GRAY16, or where the formats differ
 */
ScipixStatus scipix_image_crop_quad(const ScipixImage *src,
                                    const float *quad_xy,
                                    const ScipixImageMut *dst);

/** @} */

/**
 * @defgroup gray16 16-bit gray, as scanners, cameras and X-ray detectors give it
 *
 * Operations that convert to gray read GRAY16 and map its full range, 0 to 65535. Where the samples of an image cover only
 * a part of that, as those of a 12-bit detector do, its own range keeps more of the contrast:
 *
 * @code{.c}
 * uint16_t page[64 * 48] = {0}, low, high;
 * uint8_t gray[64 * 48];
 * ScipixImage src;
 * ScipixImageMut dst;
 * page[7] = 4095;
 * ScipixStatus status =
 *     scipix_image_view((const uint8_t *)page, sizeof page, 64, 48, 0, SCIPIX_PIXEL_FORMAT_GRAY16, &src);
 * if (status == SCIPIX_STATUS_OK) {
 *   status = scipix_image_view_mut(gray, sizeof gray, 64, 48, 0, SCIPIX_PIXEL_FORMAT_GRAY8, &dst);
 * }
 * if (status == SCIPIX_STATUS_OK) status = scipix_image_min_max(&src, &low, &high);
 * if (status == SCIPIX_STATUS_OK && low < high) status = scipix_image_gray16_to_gray8(&src, low, high, &dst);
 * assert(status == SCIPIX_STATUS_OK && gray[7] == 255);
 * @endcode
 * @{
 */

/**
 * Maps the samples `low` to `high` of 16-bit gray to 0 to 255: a sample `x` is clamped to that range and becomes
 * `(255 (x - low) + (high - low) / 2) / (high - low)` in integers, which is rounded to the nearest, halves up. The range 0 to
 * 65535 is that of a conversion to gray; the minimum and maximum of the image make the most of its contrast. @threadsafe
 *
 * @param src   GRAY16
 * @param low   the sample that becomes 0, and those below it; less than `high`
 * @param high  the sample that becomes 255, and those above it
 * @param dst   GRAY8 of the same size
 * @return OK; SIZE_MISMATCH; UNSUPPORTED for other formats; INVALID_ARGUMENT unless `low` is less than `high`
 */
ScipixStatus scipix_image_gray16_to_gray8(const ScipixImage *src,
                                          uint16_t low,
                                          uint16_t high,
                                          const ScipixImageMut *dst);

/**
 * Finds the least and the greatest sample of a gray image. @threadsafe
 *
 * @param src      GRAY16 or GRAY8
 * @param out_min  receives the least sample
 * @param out_max  receives the greatest sample; neither may lie in a pixel of `src`
 * @return OK; UNSUPPORTED for other formats
 */
ScipixStatus scipix_image_min_max(const ScipixImage *src, uint16_t *out_min, uint16_t *out_max);

/** @} */

/**
 * @defgroup morphology Morphology by rectangles, of gray and of 1-bit images
 *
 * Strokes that a threshold broke are joined by closing, specks are removed by opening. In BIT1, where 1 is black ink, dilation
 * makes strokes thicker; in GRAY8 it makes light areas larger, so that ink on white paper grows by erosion.
 *
 * @code{.c}
 * uint8_t page[8 * 8] = {0}, closed[8 * 8]; // 64 x 8 pixels
 * ScipixImage src;
 * ScipixImageMut dst;
 * page[0] = 0xE7; // a stroke with a gap of two pixels
 * ScipixStatus status = scipix_image_view(page, sizeof page, 64, 8, 0, SCIPIX_PIXEL_FORMAT_BIT1, &src);
 * if (status == SCIPIX_STATUS_OK) {
 *   status = scipix_image_view_mut(closed, sizeof closed, 64, 8, 0, SCIPIX_PIXEL_FORMAT_BIT1, &dst);
 * }
 * if (status == SCIPIX_STATUS_OK) {
 *   status = scipix_image_morphology(&src, SCIPIX_MORPHOLOGY_CLOSE, 3, 1, SCIPIX_MORPHOLOGY_RULES_OPENCV, &dst);
 * }
 * assert(status == SCIPIX_STATUS_OK && closed[0] == 0xFF);
 * @endcode
 * @{
 */

/** The operation on a pixel and its neighbours under a rectangle. */
typedef int32_t ScipixMorphology;
#define SCIPIX_MORPHOLOGY_DILATE 0 /**< Their maximum: of BIT1, ink grows; of GRAY8, light does. */
#define SCIPIX_MORPHOLOGY_ERODE 1 /**< Their minimum: of BIT1, ink shrinks; of GRAY8, light does. */
/** Erosion and then dilation: ink of BIT1, or light of GRAY8, that the rectangle does not fit into goes. */
#define SCIPIX_MORPHOLOGY_OPEN 2
/** Dilation and then erosion: gaps that the rectangle does not fit into are filled. */
#define SCIPIX_MORPHOLOGY_CLOSE 3

/** The library whose rules hold at the border and for even sizes. */
typedef int32_t ScipixMorphologyRules;
/**
 * OpenCV's with its default anchor and border: pixels outside the image never decide. The rectangle is the same for both steps,
 * so opening and closing by an even size also move the image by a pixel.
 */
#define SCIPIX_MORPHOLOGY_RULES_OPENCV 0
/**
 * Leptonica's bricks with its default, asymmetric border: pixels outside the image are 0, no ink. The rectangle of a dilation
 * is mirrored, so nothing moves.
 */
#define SCIPIX_MORPHOLOGY_RULES_LEPTONICA 1
/**
 * Leptonica's bricks with its symmetric border: pixels outside never decide. Equals OPENCV where width and height are odd.
 */
#define SCIPIX_MORPHOLOGY_RULES_LEPTONICA_SYMMETRIC 2

/**
 * Dilates, erodes, opens or closes an image by a rectangle of any size, bit for bit as OpenCV's `morphologyEx` and Leptonica's
 * `pixDilateBrick` and its like do. A size of `n` covers `n / 2` pixels before the pixel and `n - 1 - n / 2` after it; where
 * the rules mirror the rectangle, the two change places. Time grows with the logarithm of the sizes. Extra memory of each
 * thread: a few times the rows that the rectangle covers. @threadsafe
 *
 * @param src        GRAY8 or BIT1
 * @param operation  a `SCIPIX_MORPHOLOGY_*`
 * @param width      of the rectangle, at least 1; it may be larger than the image
 * @param height     of the rectangle, at least 1
 * @param rules      a `SCIPIX_MORPHOLOGY_RULES_*`
 * @param dst        the same format and size
 * @return OK; INVALID_ARGUMENT for a width or height of 0; SIZE_MISMATCH; UNSUPPORTED for other formats, or where they
 *         differ; OUT_OF_MEMORY
 */
ScipixStatus scipix_image_morphology(const ScipixImage *src,
                                     ScipixMorphology operation,
                                     uint32_t width,
                                     uint32_t height,
                                     ScipixMorphologyRules rules,
                                     const ScipixImageMut *dst);

/** @} */

/**
 * @defgroup background Background normalisation
 *
 * Paper that is shaded, yellow or gray becomes evenly light, so that one threshold suits all of a page.
 *
 * @code{.c}
 * uint8_t page[60 * 90];
 * ScipixImage src;
 * ScipixImageMut dst;
 * ScipixBackgroundParams params;
 * size_t i;
 * for (i = 0; i < sizeof page; ++i) page[i] = (uint8_t)(i % 60 < 30 ? 120 : 220); // the left half lies in the shade
 * scipix_background_params_init(&params);
 * ScipixStatus status = scipix_image_view(page, sizeof page, 60, 90, 0, SCIPIX_PIXEL_FORMAT_GRAY8, &src);
 * if (status == SCIPIX_STATUS_OK) {
 *   status = scipix_image_view_mut(page, sizeof page, 60, 90, 0, SCIPIX_PIXEL_FORMAT_GRAY8, &dst);
 * }
 * if (status == SCIPIX_STATUS_OK) status = scipix_image_normalize_background(&src, &params, &dst); // in place
 * assert(status == SCIPIX_STATUS_OK && page[5] == 199 && page[55] == 199);
 * @endcode
 * @{
 */

/**
 * Numbers of a background normalisation; fill it with `scipix_background_params_init`. The defaults are those of Leptonica's
 * pixBackgroundNormSimple, for pages of about 300 DPI.
 */
typedef struct ScipixBackgroundParams {
  uint32_t struct_size; /**< In: `sizeof(ScipixBackgroundParams)`. */
  uint32_t tile_width; /**< Columns of a tile, at least 4. Default 10. */
  uint32_t tile_height; /**< Rows of a tile, at least 4. Default 15. */
  /** The fewest pixels of paper that a tile is measured by, from 1 to `tile_width * tile_height`. Default 40. */
  uint32_t min_count;
  /** Tiles to either side over which the background is averaged. If this or `smooth_y` is 0, it is not. Default 2. */
  uint32_t smooth_x;
  uint32_t smooth_y; /**< Tiles above and below over which the background is averaged. Default 1. */
  uint8_t threshold; /**< Pixels below this, and those near one, are not paper. Default 60. */
  uint8_t target; /**< The gray that paper gets, at least 1. Default 200. */
  uint8_t reserved[2]; /**< Zero. */
} ScipixBackgroundParams;

/**
 * Fills `params` with the defaults. @threadsafe
 *
 * @param params  receives `struct_size` and the default of each field
 * @return OK, or a general status
 */
ScipixStatus scipix_background_params_init(struct ScipixBackgroundParams *params);

/**
 * Divides a page by its background, with the result of Leptonica's pixBackgroundNorm, bit for bit (D. Bloomberg,
 * http://www.leptonica.org/binarization.html): each pixel `v` becomes `min(255, v g >> 8)` with the gain
 * `g = 256 target / b` of its tile, cut off to an integer.
 *
 * The background `b` of a tile is the truncated mean of its paper pixels. A pixel is paper if no pixel within 3 columns
 * and 3 rows is below `threshold`. A tile with fewer than `min_count` of them takes the background of the nearest measured
 * tile above, else below; in a column of tiles without any, that of the column to the left, else to the right. Columns and
 * rows of pixels that are left over at the right and at the bottom belong to tiles that are not measured but filled in
 * this way. Then `b` becomes the mean of the `2 smooth_x + 1` by `2 smooth_y + 1` tiles around, without the first row and
 * column of tiles; windows that do not fit into the page's tiles are made smaller.
 *
 * Where Leptonica has no result there is one: a page smaller than a tile is one tile. Where it copies the page so does
 * this: if no tile has enough paper, as on a black page, the result is the page's gray. Extra memory: three bytes for each
 * tile, which are kept for the next call up to 6 MiB. Works in place, GRAY8 to the same GRAY8. @threadsafe
 *
 * @param src     any format; colour through BT601
 * @param params  the numbers
 * @param dst     GRAY8 of the same size
 * @return OK; INVALID_ARGUMENT for a number that ScipixBackgroundParams does not allow; SIZE_MISMATCH; UNSUPPORTED for another
 *         format of `dst`, or `reserved` not 0
 */
ScipixStatus scipix_image_normalize_background(const ScipixImage *src,
                                               const struct ScipixBackgroundParams *params,
                                               const ScipixImageMut *dst);

/** @} */

/**
 * @defgroup filters Filters: median, contrast by tiles, Gaussian blur and unsharp mask
 *
 * A median removes specks, equalisation by tiles shows what lies in the shade of a photo, and an unsharp mask makes soft strokes
 * hard.
 *
 * @code{.c}
 * uint8_t page[16 * 16], clean[16 * 16];
 * ScipixImage src;
 * ScipixImageMut dst;
 * memset(page, 220, sizeof page);
 * page[100] = 0; // a speck
 * ScipixStatus status = scipix_image_view(page, sizeof page, 16, 16, 0, SCIPIX_PIXEL_FORMAT_GRAY8, &src);
 * if (status == SCIPIX_STATUS_OK) {
 *   status = scipix_image_view_mut(clean, sizeof clean, 16, 16, 0, SCIPIX_PIXEL_FORMAT_GRAY8, &dst);
 * }
 * if (status == SCIPIX_STATUS_OK) status = scipix_image_median(&src, 3, &dst);
 * assert(status == SCIPIX_STATUS_OK && clean[100] == 220);
 * @endcode
 * @{
 */

/** The values of pixels beyond the image's border. */
typedef int32_t ScipixBorder;
/** Those at the same distance within it, `dcb|abcd|cba`: OpenCV's default, BORDER_REFLECT_101. */
#define SCIPIX_BORDER_REFLECT_101 0
#define SCIPIX_BORDER_REPLICATE 1 /**< The nearest one, `aaa|abcd|ddd`: OpenCV's BORDER_REPLICATE. */

/**
 * Replaces each pixel by the median of the square around it, each channel by itself, bit for bit as OpenCV's `medianBlur`.
 * Pixels beyond the border equal the nearest one. @threadsafe
 *
 * @param src   GRAY8, RGB8, BGR8, RGBA8 or BGRA8
 * @param size  pixels of a side of the square: 3 or 5
 * @param dst   the same format and size
 * @return OK; INVALID_ARGUMENT for another size of the square; SIZE_MISMATCH; UNSUPPORTED for other formats, or where they
 *         differ
 */
ScipixStatus scipix_image_median(const ScipixImage *src,
                                 uint32_t size,
                                 const ScipixImageMut *dst);

/**
 * Equalises the contrast of an image tile by tile (contrast-limited adaptive histogram equalisation), with the arithmetic of
 * OpenCV's `createCLAHE`, whose defaults are a limit of 40 and 8x8 tiles.
 *
 * The histogram of each tile makes a table of grays. In it a gray counts at most as `clip_limit` times the mean of all
 * grays, and what is cut off is shared out to all of them. A pixel becomes what the tables of the four nearest tiles make
 * of it, blended by the distance to their centres. Where the image is not a whole number of tiles wide and high, reflected
 * pixels fill the last ones up. Extra memory: at most five bytes of each gray of each tile, and four bytes a column. Works
 * in place. @threadsafe
 *
 * @param src         GRAY8
 * @param clip_limit  how far above the mean a gray may count; 0 or less: no limit
 * @param tiles_x     tiles in a row, from 1 to 256
 * @param tiles_y     tiles in a column, from 1 to 256
 * @param dst         GRAY8 of the same size
 * @return OK; INVALID_ARGUMENT for tiles out of range, or for a limit that is not a number; SIZE_MISMATCH; UNSUPPORTED for
 *         other formats; OUT_OF_MEMORY
 */
ScipixStatus scipix_image_clahe(const ScipixImage *src,
                                double clip_limit,
                                uint32_t tiles_x,
                                uint32_t tiles_y,
                                const ScipixImageMut *dst);

/**
 * Blurs by a normal distribution, each channel by itself, bit for bit as OpenCV's `GaussianBlur` does bytes. Sizes and
 * standard deviations follow from each other: a size of 0 is `6 sigma + 1`, made odd, and a sigma of 0 or less is
 * `0.15 size + 0.35`. Sizes 3, 5, 7 and 9 without a sigma have OpenCV's weights, 1 2 1 and so on. Weights are 256ths, and
 * only the sum over the whole square is rounded, halves up. Extra memory of each thread: four bytes a column and for each
 * channel. @threadsafe
 *
 * @param src      GRAY8, RGB8, BGR8, RGBA8 or BGRA8
 * @param width    pixels of the blur in a row: odd and at most 1023; 0: from `sigma_x`
 * @param height   pixels of the blur in a column: odd and at most 1023; 0: from `sigma_y`
 * @param sigma_x  standard deviation across; 0 or less: from `width`
 * @param sigma_y  standard deviation down; 0 or less: as `sigma_x`
 * @param border   a `SCIPIX_BORDER_*`
 * @param dst      the same format and size
 * @return OK; INVALID_ARGUMENT for a size that is even or too large, for neither a size nor a sigma, and for a sigma that
 *         is not finite; SIZE_MISMATCH; UNSUPPORTED for other formats, or where they differ; OUT_OF_MEMORY
 */
ScipixStatus scipix_image_gaussian_blur(const ScipixImage *src,
                                        uint32_t width,
                                        uint32_t height,
                                        double sigma_x,
                                        double sigma_y,
                                        ScipixBorder border,
                                        const ScipixImageMut *dst);

/**
 * Sharpens: each byte becomes `src + amount (src - blurred)`, rounded, halves to even, and at least 0 and at most 255.
 * `blurred` is what `scipix_image_gaussian_blur` of `sigma` makes of it. Within 1 of OpenCV's
 * `addWeighted(src, 1 + amount, blurred, -amount, 0)`; with the threshold of Pillow's `UnsharpMask`. Extra memory of each
 * thread: four bytes a column and for each channel. @threadsafe
 *
 * @param src        GRAY8, RGB8, BGR8, RGBA8 or BGRA8
 * @param sigma      standard deviation of the blur, above 0 and at most 170
 * @param amount     how much of the difference is added, from 0 to 1000; 1.5 is Pillow's default of 150 percent
 * @param threshold  the greatest difference that is noise and stays
 * @param dst        the same format and size
 * @return OK; INVALID_ARGUMENT for a number out of range; SIZE_MISMATCH; UNSUPPORTED for other formats, or where they
 *         differ; OUT_OF_MEMORY
 */
ScipixStatus scipix_image_unsharp_mask(const ScipixImage *src,
                                       double sigma,
                                       double amount,
                                       uint8_t threshold,
                                       const ScipixImageMut *dst);

/** @} */

/**
 * @defgroup page Page cleaning steps: specks, borders, polarity
 *
 * The ink of a page is its black pixels, for BIT1, or its pixels up to a threshold. What is removed becomes white, or, of
 * gray, the gray of the paper around it. Alpha is ignored: first composite transparent pictures by `scipix_image_flatten`.
 * Functions that write a page make colour gray (BT601); they write nothing if they fail. Scratch memory is kept from call to
 * call, so that calls for pages no larger than before allocate nothing; after a page with more than 32 MiB of it, it is given
 * back.
 *
 * @code{.c}
 * uint8_t page[200 * 100];
 * ScipixImage src;
 * ScipixImageMut dst;
 * ScipixSpeckParams params;
 * ScipixSpecks specks;
 * size_t i;
 * for (i = 0; i < sizeof page; ++i) page[i] = 255;
 * for (i = 0; i < 20 * 48; ++i) page[(i / 48 + 30) * 200 + i % 48] = (uint8_t)(i % 12 < 4 ? 0 : 255); // upright strokes
 * page[80 * 200 + 180] = 0; // a speck
 * scipix_speck_params_init(&params);
 * ScipixStatus status = scipix_image_view(page, sizeof page, 200, 100, 0, SCIPIX_PIXEL_FORMAT_GRAY8, &src);
 * if (status == SCIPIX_STATUS_OK) {
 *   status = scipix_image_view_mut(page, sizeof page, 200, 100, 0, SCIPIX_PIXEL_FORMAT_GRAY8, &dst);
 * }
 * if (status == SCIPIX_STATUS_OK) status = scipix_page_despeckle(&src, &params, &dst, &specks); // in place
 * assert(status == SCIPIX_STATUS_OK && specks.removed == 1 && page[80 * 200 + 180] == 255);
 * @endcode
 * @{
 */

/**
 * A threshold between ink and paper that the function finds by Otsu's method. Paper on which nothing stands out has no ink.
 */
#define SCIPIX_PAGE_THRESHOLD_AUTO -1

/** Numbers of a despeckling; fill it with `scipix_speck_params_init`. */
typedef struct ScipixSpeckParams {
  uint32_t struct_size; /**< In: `sizeof(ScipixSpeckParams)`. */
  /** The longest side of a speck in pixels; 0, the default, takes it from the size of the page's text. */
  uint32_t max_side;
  /**
   * The gray up to which a pixel is ink, 0 to 255, or SCIPIX_PAGE_THRESHOLD_AUTO, the default. BIT1 does not need it.
   */
  int32_t threshold;
} ScipixSpeckParams;

/** Numbers of a search for borders; fill it with `scipix_border_params_init`. */
typedef struct ScipixBorderParams {
  uint32_t struct_size; /**< In: `sizeof(ScipixBorderParams)`. */
  /**
   * The gray up to which a pixel is ink, 0 to 255, or SCIPIX_PAGE_THRESHOLD_AUTO, the default. BIT1 does not need it.
   */
  int32_t threshold;
} ScipixBorderParams;

/** Result of a despeckling. */
typedef struct ScipixSpecks {
  uint64_t components; /**< Connected components of the ink, specks included. */
  uint64_t removed; /**< Components that were removed. */
  uint64_t removed_px; /**< Pixels of these. */
  uint32_t max_side; /**< The longest side that a speck might have. */
  uint32_t reserved; /**< Zero. */
} ScipixSpecks;

/** A rectangle of pixels on a page; empty if a side is 0. */
typedef struct ScipixPageBox {
  uint32_t x; /**< Leftmost column. */
  uint32_t y; /**< Top row. */
  uint32_t width; /**< Columns. */
  uint32_t height; /**< Rows. */
} ScipixPageBox;

/** Result of a search for borders. */
typedef struct ScipixBorders {
  uint64_t areas; /**< Number of dark areas along the edges. */
  uint64_t area_px; /**< Pixels of these areas. */
  /**
   * The rectangle around everything else that is larger than a speck, in whole cells of 8 x 8 pixels; empty for a page without
   * ink.
   */
  struct ScipixPageBox content;
} ScipixBorders;

/** Whether text is light on dark. */
typedef struct ScipixPolarity {
  uint32_t light_on_dark; /**< 1: it is; 0: it is not, or there is no text. */
  float confidence; /**< From 0, no text or as much of one kind as of the other, to 1, all of one kind. */
} ScipixPolarity;

/**
 * Fills `params` with the defaults. @threadsafe
 *
 * @param params  receives `struct_size` and the default of each field
 * @return OK, or a general status
 */
ScipixStatus scipix_speck_params_init(struct ScipixSpeckParams *params);

/**
 * Fills `params` with the defaults. @threadsafe
 *
 * @param params  receives `struct_size` and the default of each field
 * @return OK, or a general status
 */
ScipixStatus scipix_border_params_init(struct ScipixBorderParams *params);

/**
 * Removes specks: small connected components (8 neighbours) of the ink that belong to no text. @threadsafe
 *
 * A component is small if no side is longer than `max_side`, by default two fifths of the height of the page's letters. Far from
 * larger components, by about that height, every small one is a speck that is neither one of a row of dots at equal distances nor
 * in line with marks of its size, as leaders, bullets and the hyphens of a table's empty cells are. Near them dots, accents and
 * pieces of broken strokes are kept: small components of some area are specks only where they are as many as their density far
 * from text predicts, as dirt is. A page with nothing higher than 5 pixels has no text, and all of it is specks. Works in place,
 * GRAY8 to the same GRAY8 or BIT1 to the same BIT1.
 *
 * @param src         any format; colour through BT601
 * @param params      the numbers
 * @param dst         BIT1 if `src` is, else GRAY8, of the same size
 * @param out_specks  NULL, or receives what was found
 * @return OK; INVALID_ARGUMENT for a threshold that ScipixSpeckParams does not allow; SIZE_MISMATCH; UNSUPPORTED for another
 *         format of `dst` and sides above 2^24
 */
ScipixStatus scipix_page_despeckle(const ScipixImage *src,
                                   const struct ScipixSpeckParams *params,
                                   const ScipixImageMut *dst,
                                   struct ScipixSpecks *out_specks);

/**
 * Removes dark borders, which scanners leave around a page: dark areas that reach an edge, lie along at least a twelfth of
 * it, and are, on average, no deeper than an eighth of the page's shorter side. Bands with light text and pictures are
 * kept. The ink next to a border, within 8 to 16 pixels, goes with it. Works in place, GRAY8 to the same GRAY8 or BIT1 to
 * the same BIT1. @threadsafe
 *
 * @param src          any format; colour through BT601
 * @param params       the numbers
 * @param dst          BIT1 if `src` is, else GRAY8, of the same size
 * @param out_borders  NULL, or receives what was found
 * @return OK; INVALID_ARGUMENT for a threshold that ScipixBorderParams does not allow; SIZE_MISMATCH; UNSUPPORTED for another
 *         format of `dst` and sides above 2^24
 */
ScipixStatus scipix_page_remove_borders(const ScipixImage *src,
                                        const struct ScipixBorderParams *params,
                                        const ScipixImageMut *dst,
                                        struct ScipixBorders *out_borders);

/**
 * Finds the borders that scipix_page_remove_borders() removes, and the rectangle of the page's content. @threadsafe
 *
 * @param src          any format; colour through BT601
 * @param params       the numbers
 * @param out_borders  receives what was found
 * @return OK; INVALID_ARGUMENT for a threshold that ScipixBorderParams does not allow; UNSUPPORTED for sides above 2^24
 */
ScipixStatus scipix_page_find_borders(const ScipixImage *src,
                                      const struct ScipixBorderParams *params,
                                      struct ScipixBorders *out_borders);

/**
 * Tells whether the text of a page, or of a part of it (a view made by scipix_image_subview()), is light on dark. Tiles of
 * 64 by 64 pixels vote, each for the colour that it has less of, with the number of its changes of colour along the rows.
 * @threadsafe
 *
 * @param src           any format; colour through BT601
 * @param out_polarity  receives the polarity
 * @return OK; UNSUPPORTED for sides above 2^24
 */
ScipixStatus scipix_page_polarity(const ScipixImage *src,
                                  struct ScipixPolarity *out_polarity);

/**
 * Finds the dark boxes with light text on a page whose other text is dark on light. Such a box is at least 48 by 24
 * pixels, dark all around its rim, and half or more of it is ink. Inverted by scipix_image_invert(), it reads like the
 * rest of the page. @threadsafe
 *
 * @param src        any format; colour through BT601
 * @param out_boxes  NULL, or receives the boxes
 * @param cap        boxes that fit at `out_boxes`
 * @param out_len    receives the number of boxes
 * @return OK; SIZE_MISMATCH where `out_boxes` is given and there are more than `cap`: then `out_len` has their number, and
 *         nothing else is written; UNSUPPORTED for sides above 2^24
 */
ScipixStatus scipix_page_inverted_regions(const ScipixImage *src,
                                          struct ScipixPageBox *out_boxes,
                                          size_t cap,
                                          size_t *out_len);

/** @} */

/**
 * @defgroup page_lines Ruling lines
 *
 * Lines of forms and tables, and underlines, are found by their length, and erased except where strokes cross them.
 * Alpha is ignored: first composite transparent pictures by `scipix_image_flatten`.
 *
 * @code{.c}
 * uint8_t page[200 * 40];
 * ScipixImage src;
 * ScipixImageMut dst;
 * ScipixLineParams params;
 * ScipixRuledLine lines[4];
 * size_t count, i;
 * for (i = 0; i < sizeof page; ++i) page[i] = (uint8_t)(i / 200 == 20 || i % 200 == 90 ? 0 : 255); // a line, and a stroke
 * scipix_line_params_init(&params);
 * ScipixStatus status = scipix_image_view(page, sizeof page, 200, 40, 0, SCIPIX_PIXEL_FORMAT_GRAY8, &src);
 * if (status == SCIPIX_STATUS_OK) {
 *   status = scipix_image_view_mut(page, sizeof page, 200, 40, 0, SCIPIX_PIXEL_FORMAT_GRAY8, &dst);
 * }
 * if (status == SCIPIX_STATUS_OK) status = scipix_page_remove_lines(&src, &params, &dst, lines, 4, &count); // in place
 * assert(status == SCIPIX_STATUS_OK && count == 1 && lines[0].bounds.y == 20 && lines[0].thickness == 1);
 * assert(page[20 * 200 + 50] == 255 && page[20 * 200 + 90] == 0);
 * @endcode
 * @{
 */

/** Numbers of a search for ruling lines; fill it with `scipix_line_params_init`. */
typedef struct ScipixLineParams {
  uint32_t struct_size; /**< In: `sizeof(ScipixLineParams)`. */
  /** The least length in pixels; 0, the default, takes it from the width of the text's strokes. */
  uint32_t min_length;
  /** The greatest thickness in pixels; 0, the default, takes it from the width of the text's strokes. */
  uint32_t max_thickness;
  /**
   * The gray up to which a pixel is ink, 0 to 255, or SCIPIX_PAGE_THRESHOLD_AUTO, the default. BIT1 does not need it.
   */
  int32_t threshold;
  uint8_t horizontal; /**< 1, the default: lines from left to right count; 0: they do not. */
  uint8_t vertical; /**< 1: lines from top to bottom count; 0, the default: they do not. */
  uint8_t reserved[2]; /**< Zero. */
} ScipixLineParams;

/** A ruling line of a page. */
typedef struct ScipixRuledLine {
  ScipixPageBox bounds; /**< The rectangle that it lies in. */
  uint32_t thickness; /**< Its mean thickness in pixels, rounded. */
  uint32_t vertical; /**< 1: it runs from top to bottom; 0: from left to right. */
} ScipixRuledLine;

/**
 * Fills `params` with the defaults. @threadsafe
 *
 * @param params  receives `struct_size` and the default of each field
 * @return OK, or a general status
 */
ScipixStatus scipix_line_params_init(struct ScipixLineParams *params);

/**
 * Removes ruling lines, such as those of forms and tables, and underlines. @threadsafe
 *
 * A line is a chain of long runs of ink, in rows that touch or continue each other with small gaps; it may be tilted by
 * about a degree, and bent. Strokes that reach out of it, above or below, by two pixels or more are kept where they cross
 * it. Lines from top to bottom are those of the page turned over its diagonal, after the lines from left to right were
 * erased. By default a line is at least 32 times as long as the text's strokes are wide, and at most about twice as thick.
 * Works in place, GRAY8 to the same GRAY8 or BIT1 to the same BIT1.
 *
 * @param src        any format; colour through BT601
 * @param params     the numbers
 * @param dst        BIT1 if `src` is, else GRAY8, of the same size
 * @param out_lines  NULL, or receives the lines
 * @param cap        lines that fit at `out_lines`
 * @param out_len    receives the number of lines
 * @return OK; INVALID_ARGUMENT for a number that ScipixLineParams does not allow; SIZE_MISMATCH, also where `out_lines` is given
 *         and there are more than `cap`: then `out_len` has their number, and nothing else is written; UNSUPPORTED for another
 *         format of `dst`, sides above 2^24, or `reserved` not 0
 */
ScipixStatus scipix_page_remove_lines(const ScipixImage *src,
                                      const struct ScipixLineParams *params,
                                      const ScipixImageMut *dst,
                                      struct ScipixRuledLine *out_lines,
                                      size_t cap,
                                      size_t *out_len);

/**
 * Finds the lines that scipix_page_remove_lines() removes. @threadsafe
 *
 * @param src        any format; colour through BT601
 * @param params     the numbers
 * @param out_lines  NULL, or receives the lines
 * @param cap        lines that fit at `out_lines`
 * @param out_len    receives the number of lines
 * @return OK; INVALID_ARGUMENT for a number that ScipixLineParams does not allow; SIZE_MISMATCH where `out_lines` is given and
 *         there are more than `cap`: then `out_len` has their number, and nothing else is written; UNSUPPORTED for sides above
 *         2^24, or `reserved` not 0
 */
ScipixStatus scipix_page_find_lines(const ScipixImage *src,
                                    const struct ScipixLineParams *params,
                                    struct ScipixRuledLine *out_lines,
                                    size_t cap,
                                    size_t *out_len);

/** @} */

/**
 * @defgroup page_clean Page cleaning in one call, and page orientation
 *
 * A ScipixPageCleaner cleans page after page and holds the last result, whose size depends on what was found. It keeps its
 * memory, about three bytes for each pixel of the largest page. Use one for each thread. Alpha is ignored: first composite a
 * transparent picture by `scipix_image_flatten`, or what is hidden in it counts.
 *
 * @code{.c}
 * uint8_t page[200 * 300];
 * ScipixImage src, clean;
 * ScipixPageCleanParams params;
 * ScipixPageCleanReport report;
 * ScipixPageCleaner *cleaner = NULL;
 * size_t i;
 * for (i = 0; i < sizeof page; ++i) page[i] = (uint8_t)(i % 200 < 100 ? 80 : 240); // the left half lies in the shade
 * report.struct_size = sizeof report;
 * ScipixStatus status = scipix_image_view(page, sizeof page, 200, 300, 0, SCIPIX_PIXEL_FORMAT_GRAY8, &src);
 * if (status == SCIPIX_STATUS_OK) status = scipix_page_clean_params_init(&params);
 * if (status == SCIPIX_STATUS_OK) status = scipix_page_cleaner_new(&cleaner);
 * if (status == SCIPIX_STATUS_OK) status = scipix_page_clean(cleaner, &src, &params, &report);
 * if (status == SCIPIX_STATUS_OK) status = scipix_page_cleaner_image(cleaner, &clean);
 * assert(status == SCIPIX_STATUS_OK && clean.width == report.width && report.background_normalized);
 * assert(clean.data[10] > 250 && clean.data[190] > 250); // evenly light
 * scipix_page_cleaner_free(cleaner);
 * @endcode
 * @{
 */

/**
 * Cleans pages and holds the last one. Opaque; made by `scipix_page_cleaner_new`, freed by `scipix_page_cleaner_free`.
 */
typedef struct ScipixPageCleaner ScipixPageCleaner;

/** By which quarter turn a page stands upright. */
typedef struct ScipixPageOrientation {
  int32_t degrees; /**< Degrees for `scipix_image_rotate`: 0, 90, 180 or 270 clockwise; -1 where it is not known. */
  /**
   * From 0 to 1: the excess of pairs of neighbouring letters aligned at the baseline over pairs aligned at the top (or the
   * reverse), as a share of both. About 0.5 for English text.
   */
  float confidence;
  size_t letters; /**< Components that may be letters. */
} ScipixPageOrientation;

/** Whether a step of the cleaning is done. */
typedef int32_t ScipixCleanStep;
#define SCIPIX_CLEAN_STEP_AUTO 0 /**< Where the page shows that it is needed. The default of every step. */
#define SCIPIX_CLEAN_STEP_OFF 1 /**< Never. */
#define SCIPIX_CLEAN_STEP_ON 2 /**< Always, even if the page shows little of it. */

/**
 * Parameters of `scipix_page_clean`; fill it with `scipix_page_clean_params_init`. The defaults leave a clean page as it is.
 */
typedef struct ScipixPageCleanParams {
  uint32_t struct_size; /**< In: `sizeof(ScipixPageCleanParams)`. */
  ScipixPixelFormat format; /**< Format of the result, GRAY8 or BIT1; default GRAY8. */
  ScipixCleanStep polarity; /**< Light text on dark becomes dark on light. ON inverts without a look at the page. */
  /**
   * Turns by 90, 180 or 270 degrees. ON takes the likelier side where the orientation is not known. OFF is right for scripts
   * other than Latin, of which `scipix_page_orientation` may be wrong.
   */
  ScipixCleanStep orientation;
  ScipixCleanStep skew; /**< Makes lines of text level. ON trusts every angle. */
  ScipixCleanStep borders; /**< Paints black borders of the scan with paper. */
  /**
   * Makes the light on the paper even. Dark areas within the page that have edges are pictures, and no paper in the shade. A
   * BIT1 page has no light, and stays as it is.
   */
  ScipixCleanStep background;
  ScipixCleanStep denoise; /**< Smooths noise, as that of a camera in poor light, and removes salt and pepper. */
  /**
   * Removes ruling lines and keeps letters that they cross. AUTO leaves what may be the bar of a fraction or of a root:
   * without a min_line_length it takes lines as long as half of the page's side along them and as 100 strokes of its text
   * are wide, and three or more with the same ends; but none with gaps from which letters hang or on which they stand, as in
   * Devanagari and Arabic.
   */
  ScipixCleanStep lines;
  /**
   * Removes specks that are no points of the text. Without a max_speck_side, AUTO leaves up to eleven that are as large as
   * a full stop: they may be bullets, or dashes in a table.
   */
  ScipixCleanStep despeckle;
  /** 1: a page that is made level keeps its size, and corners may be cut off. 0, the default: it grows. */
  uint32_t keep_size;
  uint32_t max_speck_side; /**< Largest side of a speck in pixels; 0, the default: from the size of the text. */
  uint32_t min_line_length; /**< Least length of a ruling line in pixels; 0, the default: from the size of the text. */
} ScipixPageCleanParams;

/**
 * Report of `scipix_page_clean`: its findings and actions. The numbers of a step that is OFF are 0. Orientation and skew
 * are found together: theirs are filled in unless both are OFF, and then `orientation_degrees` is -1.
 */
typedef struct ScipixPageCleanReport {
  uint32_t struct_size; /**< In: `sizeof(ScipixPageCleanReport)`. */
  uint32_t width; /**< Columns of the result. */
  uint32_t height; /**< Rows of the result. */
  uint32_t light_on_dark; /**< 1: text is light on dark. */
  float polarity_confidence; /**< Confidence in that, from 0 to 1. */
  uint32_t inverted; /**< 1: the page was inverted. */
  int32_t orientation_degrees; /**< The degrees of ScipixPageOrientation; -1 where they are not known. */
  float orientation_confidence; /**< The confidence of ScipixPageOrientation. */
  int32_t turned_degrees; /**< The quarter turn that was made, in degrees clockwise: 0, 90, 180 or 270. */
  float skew_degrees; /**< Skew after that turn, as `scipix_image_skew` gives it. */
  float skew_confidence; /**< Confidence in it. */
  float levelled_degrees; /**< Degrees clockwise by which the page was made level; 0 if it was not. */
  uint32_t content_x; /**< Left column of the part of the result that has ink, in whole cells of 8 x 8 pixels. */
  uint32_t content_y; /**< Top row of that part. */
  uint32_t content_width; /**< Columns of that part; 0 on a blank page. */
  uint32_t content_height; /**< Rows of that part. */
  uint32_t evenness_percent; /**< Light of the darkest paper in per cent of that of the lightest; 0 for a BIT1 page. */
  uint32_t background_normalized; /**< 1: the light was made even. */
  float noise; /**< Standard deviation of the noise, in gray levels. */
  uint32_t denoised; /**< 1: the noise was smoothed, or salt and pepper removed. */
  uint32_t lines; /**< Ruling lines that were removed. */
  uint32_t components; /**< Components of ink before specks were removed. */
  uint32_t specks; /**< Specks that were removed. */
  uint32_t reserved; /**< Zero. */
  uint64_t border_px; /**< Pixels of borders that were painted with paper. */
  uint64_t speck_px; /**< Pixels of the specks. */
} ScipixPageCleanReport;

/**
 * Finds by which quarter turn a page of Latin text, dark on light, has to be rotated to be upright. Letters stand closer
 * to the next one of their line than to the next line; and more letters rise above their neighbours, as b, d and capitals, than
 * hang below them, as g and p, which Leptonica's pixOrientDetect rests on too. The page may also be askew by up to 15 degrees.
 *
 * The orientation is not known for fewer than 10 letters, for lines without a direction, and where as many letters hang as
 * rise: in text of capitals alone, of digits alone and of Chinese. Nor is it where few letters rise, where some hang and none
 * rises, or the reverse, without a dot of an i that says more, and where dots and accents are on the other side: so mostly for
 * Cyrillic and Greek. Such text without accents, or too small for them to be apart from their letters, may appear upside down;
 * so may Arabic, Hebrew, Armenian and Georgian. Letters should be 8 pixels high, and twice that for dots, on the page of at
 * most 1280x2560 pixels to which the page is reduced. Extra memory: a few megabytes. @threadsafe
 *
 * @param src              any format; colour through BT601
 * @param out_orientation  receives the result; must not lie in a pixel of `src`
 * @return OK, also where the orientation is not known
 */
ScipixStatus scipix_page_orientation(const ScipixImage *src,
                                     struct ScipixPageOrientation *out_orientation);

/**
 * Fills `params` with the defaults. @threadsafe
 *
 * @param params  receives `struct_size` and the default of each field
 * @return OK, or a general status
 */
ScipixStatus scipix_page_clean_params_init(struct ScipixPageCleanParams *params);

/**
 * Makes an object without a page. @threadsafe
 *
 * @param out_cleaner  receives the object, NULL on failure; owned: free it with `scipix_page_cleaner_free`
 * @return OK, or a general status
 */
ScipixStatus scipix_page_cleaner_new(struct ScipixPageCleaner **out_cleaner);

/**
 * Cleans a page for an OCR engine: polarity, black borders, the light on the paper, the quarter turn and the skew as one
 * rotation, ruling lines and specks, each of them as `params` say. `scipix_page_cleaner_image` gives the result, which takes the
 * place of that before. The orientation is that of Latin text: pages in other scripts may be turned wrongly, as
 * `scipix_page_orientation` says. @onethread
 *
 * @param cleaner     receives the page; none after a failure
 * @param src         any format; colour through BT601; not the result that `cleaner` holds
 * @param params      which steps are done
 * @param out_report  NULL, or receives what was found and done; its `struct_size` is set by the caller
 * @return OK; INVALID_ARGUMENT for a step that is none; UNSUPPORTED for another format and for sides above 2^24
 */
ScipixStatus scipix_page_clean(struct ScipixPageCleaner *cleaner,
                               const ScipixImage *src,
                               const struct ScipixPageCleanParams *params,
                               struct ScipixPageCleanReport *out_report);

/**
 * Gives the page that was cleaned last. @onethread
 *
 * @param cleaner    the cleaner
 * @param out_image  receives the page, rows without gaps; its pixels are borrowed until the next call that cleans or frees
 * @return OK; NOT_FOUND before the first page and after a failure
 */
ScipixStatus scipix_page_cleaner_image(const struct ScipixPageCleaner *cleaner,
                                       ScipixImage *out_image);

/**
 * Frees the cleaner and its page.
 *
 * @param cleaner  the cleaner, which nobody uses any more; NULL is OK and does nothing
 * @return OK, or a general status
 */
ScipixStatus scipix_page_cleaner_free(struct ScipixPageCleaner *cleaner);

/** @} */

/**
 * @defgroup resize Resize
 *
 * Thread-safe; borrows its images for the call only, and takes views of any stride, alignment and region. Results are the
 * same, bit for bit, at every SIMD level and thread count.
 *
 * @code{.c}
 * uint8_t page[64 * 64] = {0}, line[32 * 48];
 * ScipixImage src;
 * ScipixImageMut dst;
 * ScipixStatus status = scipix_image_view(page, sizeof page, 64, 64, 0, SCIPIX_PIXEL_FORMAT_GRAY8, &src);
 * if (status == SCIPIX_STATUS_OK) {
 *   status = scipix_image_view_mut(line, sizeof line, 48, 32, 0, SCIPIX_PIXEL_FORMAT_GRAY8, &dst);
 * }
 * if (status == SCIPIX_STATUS_OK) status = scipix_image_resize(&src, SCIPIX_FILTER_AREA, &dst);
 * assert(status == SCIPIX_STATUS_OK);
 * @endcode
 * @{
 */

/** How a resize computes a pixel between those of the source. */
typedef int32_t ScipixFilter;
/**
 * The pixel that holds the centre of the new one: column `floor((x + 0.5) * src_width / dst_width)`, in integers, and rows
 * alike.
 */
#define SCIPIX_FILTER_NEAREST 0
/**
 * Two pixels each way: bit for bit OpenCV's INTER_LINEAR of 8-bit images (checked with OpenCV 5.0), which recognisers are
 * trained on. No antialiasing: below half the size pixels are left out.
 */
#define SCIPIX_FILTER_BILINEAR 1
/**
 * The mean of what a pixel covers of the source, each pixel weighed by how much of it: exact, and rounded once, halves up.
 * Where no side grows, within 1 of OpenCV's INTER_AREA, and equal where nothing lies halfway. Each axis counts on its own: on
 * one that grows, a pixel covers the length of a source pixel around its centre `(x + 0.5) * src_width / dst_width`, moved into
 * the image, which is linear interpolation. BILINEAR where no side shrinks.
 */
#define SCIPIX_FILTER_AREA 2
/**
 * The windowed sinc with three lobes, widened where the image shrinks, so that no pixel is left out: bit for bit the
 * LANCZOS of Pillow 12.0; 13.0 resizes columns first for some sizes. Rows are resized first and rounded to bytes, then columns,
 * with weights of 22 bits.
 */
#define SCIPIX_FILTER_LANCZOS3 3
/**
 * Linear interpolation, widened where the image shrinks, so that no pixel is left out: Pillow's BILINEAR within 1 where no
 * side shrinks more than a hundred times. Weights have 14 bits and add up to one: flat areas stay flat, and at greater factors
 * what the weights are off adds up.
 */
#define SCIPIX_FILTER_BILINEAR_AA 4
/**
 * Cubic interpolation with `a = -0.5`, widened where the image shrinks, so that no pixel is left out: bit for bit
 * the BICUBIC of Pillow 12.0, computed like LANCZOS3.
 */
#define SCIPIX_FILTER_BICUBIC 5

/**
 * Resamples `src` to the size of `dst`. Alpha is a channel like the others: colours of transparent pixels mix into their
 * neighbours unless the image is premultiplied; `scipix_image_resize_by_alpha` weighs them. Extra memory: tables of the
 * width and height, and a few rows for each thread; for LANCZOS3 and BICUBIC, 64 rows of the source and about 200 of the
 * result. @threadsafe
 *
 * @param src     any format; BIT1 and GRAY16 by NEAREST alone
 * @param filter  a `SCIPIX_FILTER_*`
 * @param dst     the same format, any size; must not overlap `src`. Of BIT1, bits beyond the width stay
 * @return OK; UNSUPPORTED for BIT1 and GRAY16 by another filter than NEAREST, or where the formats differ
 */
ScipixStatus scipix_image_resize(const ScipixImage *src,
                                 ScipixFilter filter,
                                 const ScipixImageMut *dst);

/**
 * Resamples like `scipix_image_resize`, but colours weigh as much as their alpha, so that those of transparent pixels do not mix
 * into their neighbours. As Pillow does for RGBA, each colour becomes `a c / 255`, rounded to the nearest integer, before the
 * resize, and `255 c / a`, cut off and at most 255, after it. LANCZOS3, BILINEAR_AA and BICUBIC then give the bytes of Pillow
 * 12.0: BILINEAR_AA has weights of 22 bits here. It is a function of its own because OpenCV, whose bytes BILINEAR gives, resizes
 * alpha as a channel like the others. @threadsafe
 *
 * @param src     any format; BIT1 and GRAY16 by NEAREST alone. Formats without alpha are resized by `scipix_image_resize`
 * @param filter  a `SCIPIX_FILTER_*`; NEAREST mixes no pixels and weighs nothing
 * @param dst     the same format, any size; must not overlap `src`
 * @return as `scipix_image_resize`
 */
ScipixStatus scipix_image_resize_by_alpha(const ScipixImage *src,
                                          ScipixFilter filter,
                                          const ScipixImageMut *dst);

/** @} */

/**
 * @defgroup tensor Images to tensors
 *
 * Thread-safe; images are borrowed for the call only, of any stride, alignment and region, and need not come from one page.
 * Each element is `px * scale + bias`, the product rounded to float, and then the sum. `scale` is `1 / (255 * std_dev)` and
 * `bias` is `-mean / std_dev`, both made in double and rounded to float once. That is the same bits at every SIMD level and
 * thread count, within `2^-24 * (3 * 255 * scale + 2 * |bias| + |value|)` of `(px / 255 - mean) / std_dev`.
 *
 * @code{.c}
 * uint8_t line[32 * 100 * 3] = {0};
 * ScipixImage image;
 * ScipixTensorParams params;
 * size_t shape[4], bytes;
 * scipix_tensor_params_init(&params);
 * params.height = 48; // a recogniser's input: 48 rows, 320 columns, narrower lines padded
 * params.width = 320;
 * params.fit = SCIPIX_TENSOR_FIT_HEIGHT;
 * ScipixStatus status = scipix_image_view(line, sizeof line, 100, 32, 0, SCIPIX_PIXEL_FORMAT_RGB8, &image);
 * if (status == SCIPIX_STATUS_OK) status = scipix_image_tensor_shape(&image, 1, &params, shape, &bytes);
 * assert(status == SCIPIX_STATUS_OK && shape[1] == 3 && shape[2] == 48 && shape[3] == 320);
 * float *tensor = (float *)malloc(bytes);
 * status = scipix_image_to_tensor(&image, 1, &params, tensor, bytes);
 * assert(status == SCIPIX_STATUS_OK);
 * free(tensor);
 * @endcode
 * @{
 */

/** Order of a tensor's dimensions. */
typedef int32_t ScipixTensorLayout;
#define SCIPIX_TENSOR_LAYOUT_NCHW 0 /**< Image, channel, row, column: a plane for each channel. */
#define SCIPIX_TENSOR_LAYOUT_NHWC 1 /**< Image, row, column, channel: channels side by side. */

/** How an image of `w` x `h` pixels is scaled to the size of a tensor. Scaled sides are rounded up. */
typedef int32_t ScipixTensorFit;
#define SCIPIX_TENSOR_FIT_STRETCH 0 /**< To the width and height of the tensor. */
/**
 * To the height, and by as much across: to `ceil(w * height / h)` columns, but not above `width`. For recognisers of lines.
 */
#define SCIPIX_TENSOR_FIT_HEIGHT 1
/**
 * Both sides by one factor, the largest with which the image fits: to `ceil(w * height / h)` columns if those are at most
 * `width`, else to `width` columns and `ceil(h * width / w)` rows. For detectors; often called letterbox. Where the image then
 * lies, `scipix_image_tensor_regions` tells.
 */
#define SCIPIX_TENSOR_FIT_INSIDE 2

/** How a tensor of F32 is written. Its values do not depend on it. */
typedef int32_t ScipixStores;
#define SCIPIX_STORES_AUTO 0 /**< Past the cache where the tensor is larger than the last-level cache. */
#define SCIPIX_STORES_CACHED 1 /**< Through the cache. */
#define SCIPIX_STORES_NON_TEMPORAL 2 /**< Past the cache, where the processor can. */

/** Where a scaled image lies in a larger tensor. */
typedef int32_t ScipixTensorPlacement;
/** In the top left corner: the padding is at the right and at the bottom. */
#define SCIPIX_TENSOR_PLACEMENT_TOP_LEFT 0
/** In the middle: an odd number of padded columns or rows has one more at the right or at the bottom. */
#define SCIPIX_TENSOR_PLACEMENT_CENTER 1

/** Padding around a scaled image that is smaller than its tensor. */
typedef int32_t ScipixTensorPadding;
#define SCIPIX_TENSOR_PADDING_CONSTANT 0 /**< The value `fill`. */
#define SCIPIX_TENSOR_PADDING_EDGE 1 /**< The nearest pixel of the scaled image, normalised like the others. */

/** Conversion of each image to a tensor; fill it with `scipix_tensor_params_init`. */
typedef struct ScipixTensorParams {
  uint32_t struct_size; /**< In: `sizeof(ScipixTensorParams)`. */
  ScipixTensorLayout layout; /**< A `SCIPIX_TENSOR_LAYOUT_*`; default NCHW. */
  ScipixElement element; /**< F32 (the default), U8 or I8. */
  /**
   * RGB8 (the default), BGR8 or GRAY8: what the model wants. Gray of colour is BT601, made before the resize; gray as
   * colour is three times the same.
   */
  ScipixPixelFormat channels;
  float mean[3]; /**< Mean of each channel, in units of 0 to 1; default 0. GRAY8 uses the first. */
  float std_dev[3]; /**< Standard deviation of each channel in the same units, not 0; default 1. */
  /** U8, I8: the element is `saturate(round_half_even(value / scale) + zero_point)`. Above 0; default 1. */
  float scale;
  int32_t zero_point; /**< U8, I8: in the range of the element; default 0. */
  ScipixFilter filter; /**< Used where height or width differ from the source; default BILINEAR. */
  ScipixTensorFit fit; /**< A `SCIPIX_TENSOR_FIT_*`; default STRETCH. */
  uint32_t height; /**< Rows; 0, the default: the images' own. */
  /**
   * Columns; 0, the default: the images' own, with another fit than STRETCH what the widest of
   * them comes to when it is scaled to `height`.
   */
  uint32_t width;
  float fill; /**< CONSTANT padding: its value, after normalisation and before quantisation; default 0. */
  ScipixStores stores; /**< A `SCIPIX_STORES_*`; default AUTO. */
  ScipixTensorPlacement placement; /**< A `SCIPIX_TENSOR_PLACEMENT_*`; default TOP_LEFT. */
  ScipixTensorPadding padding; /**< A `SCIPIX_TENSOR_PADDING_*`; default CONSTANT. */
  /**
   * 1: composite images with alpha over `background` before anything else, as `scipix_image_flatten`. 0, the default: ignore
   * alpha.
   */
  int32_t flatten;
  uint8_t background[3]; /**< Red, green and blue that `flatten` composites over; default 255, white. */
  uint8_t reserved; /**< Zero. */
} ScipixTensorParams;

/** The columns and rows of a tensor that hold a scaled image; the others are padding. */
typedef struct ScipixTensorRegion {
  size_t x; /**< First column. */
  size_t y; /**< First row. */
  size_t width; /**< Columns, at least 1. */
  size_t height; /**< Rows, at least 1. */
} ScipixTensorRegion;

/**
 * Fills `params` with the defaults. @threadsafe
 *
 * @param params  receives `struct_size` and the default of each field
 * @return OK, or a general status
 */
ScipixStatus scipix_tensor_params_init(struct ScipixTensorParams *params);

/**
 * Tells the shape and bytes of what `scipix_image_to_tensor` will write. @threadsafe
 *
 * @param images     `count` images of any format; their pixels are not read
 * @param count      how many
 * @param params     what is made of each
 * @param out_shape  receives the four dimensions in the order of the layout
 * @param out_bytes  NULL, or receives the size of the tensor
 * @return OK; INVALID_ARGUMENT for a number that is not finite, a `std_dev` of 0 or so near to it that
 *         `1 / (255 * std_dev)` or `mean / std_dev` is not finite, a scale not above 0 or a zero point out
 *         of range; UNSUPPORTED for other channels; SIZE_MISMATCH where a size is the images' own and they disagree
 */
ScipixStatus scipix_image_tensor_shape(const ScipixImage *images,
                                       size_t count,
                                       const struct ScipixTensorParams *params,
                                       size_t *out_shape,
                                       size_t *out_bytes);

/**
 * Tells where each image lies in what `scipix_image_to_tensor` will write, so that a detector's map can be cropped and points
 * come back to the page: the point (x, y) of the tensor is
 * `((x - region.x) * image.width / region.width, (y - region.y) * image.height / region.height)` of the image. In a map with
 * half or a quarter of the tensor's sides, the region is divided by as much. @threadsafe
 *
 * @param images       `count` images of any format; their pixels are not read
 * @param count        how many; 0 is OK and writes nothing
 * @param params       what is made of each
 * @param out_regions  receives `count` regions in the order of the images; must not overlap `images`
 * @return OK; those of `scipix_image_tensor_shape`
 */
ScipixStatus scipix_image_tensor_regions(const ScipixImage *images,
                                         size_t count,
                                         const struct ScipixTensorParams *params,
                                         struct ScipixTensorRegion *out_regions);

/**
 * Writes images as one tensor: each has its channels chosen, is resized, normalised and padded, in one pass. Extra memory: a
 * few rows for each thread. @threadsafe
 *
 * @param images     `count` images of any format: whole pages, or regions of them
 * @param count      how many; 0 is OK and writes nothing
 * @param params     what is made of each
 * @param out        receives the tensor; aligned to its elements; must not overlap any image
 * @param out_bytes  bytes at `out`: as `scipix_image_tensor_shape` tells
 * @return OK; those of `scipix_image_tensor_shape`; SIZE_MISMATCH for another `out_bytes`
 */
ScipixStatus scipix_image_to_tensor(const ScipixImage *images,
                                    size_t count,
                                    const struct ScipixTensorParams *params,
                                    void *out,
                                    size_t out_bytes);

/** @} */

/**
 * @defgroup plan Fused plans: several operations described once, then run on page after page
 *
 * A plan has flatten, grayscale and resize once at most, in any order, then binarize or tensor, or neither. A run gives, bit for
 * bit, what its operations give one after another, with no image between them: rows go through all steps while they are
 * in cache, on as many threads as the optimization level and the thread count allow. Of Otsu's method the gray is made and
 * counted in one pass and decided in a second. Tables and scratch rows stay with the plan from run to run: once it has
 * seen a size, a run on one thread allocates nothing.
 *
 * Some steps see the whole image at once: normalize_background, deskew, morphology, median, gaussian_blur, clahe, unsharp_mask
 * and despeckle. They may stand anywhere but after a tensor, and any number of times; what comes before each is stored in a page
 * of the plan, and after each the plan takes the others once more. So gray, background, deskew, binarize and despeckle are one
 * plan. After a binarize they read BIT1, which only deskew, morphology, despeckle and normalize_background take.
 *
 * Runs are thread-safe: many threads may run one plan at once. Adding steps is one thread at a time, before the first run.
 *
 * @code{.c}
 * uint8_t page[100 * 80 * 3] = {0}, small[50 * 40];
 * ScipixPlan *plan = NULL;
 * ScipixImage src;
 * ScipixImageMut dst;
 * ScipixStatus status = scipix_plan_new(&plan);
 * if (status == SCIPIX_STATUS_OK) status = scipix_plan_add_grayscale(plan, SCIPIX_LUMA_BT601);
 * if (status == SCIPIX_STATUS_OK) status = scipix_plan_add_resize(plan, SCIPIX_FILTER_AREA, 50, 0);
 * assert(status == SCIPIX_STATUS_OK); // from here on the plan runs on page after page, from any thread
 * scipix_image_view(page, sizeof page, 100, 80, 0, SCIPIX_PIXEL_FORMAT_RGB8, &src);
 * scipix_image_view_mut(small, sizeof small, 50, 40, 0, SCIPIX_PIXEL_FORMAT_GRAY8, &dst);
 * status = scipix_plan_run(plan, &src, &dst);
 * assert(status == SCIPIX_STATUS_OK);
 * scipix_plan_free(plan);
 * @endcode
 * @{
 */

/** A plan. */
typedef struct ScipixPlan ScipixPlan;

/**
 * Makes a plan without steps. @threadsafe
 *
 * @param out_plan  receives the plan, owned: `scipix_plan_free`; NULL on failure
 * @return OK, or a general status
 */
ScipixStatus scipix_plan_new(struct ScipixPlan **out_plan);

/**
 * Adds a step that makes gray, as `scipix_image_grayscale`: any format. @onethread
 *
 * @param plan  the plan
 * @param luma  a `SCIPIX_LUMA_*`
 * @return OK; INVALID_ARGUMENT for a second grayscale, after binarize or tensor or after the first run
 */
ScipixStatus scipix_plan_add_grayscale(struct ScipixPlan *plan, ScipixLuma luma);

/**
 * Adds a step that composites images with alpha over a colour, as `scipix_image_flatten`, and leaves other formats as they
 * are. The image keeps its four channels: what a later rotation fills, it fills in all of them. After grayscale there is no
 * alpha left: flatten stands before it. @onethread
 *
 * @param plan   the plan
 * @param red    red of the colour
 * @param green  green of the colour
 * @param blue   blue of the colour
 * @return OK; INVALID_ARGUMENT for a second flatten, after binarize or tensor or after the first run
 */
ScipixStatus scipix_plan_add_flatten(struct ScipixPlan *plan,
                                     uint8_t red,
                                     uint8_t green,
                                     uint8_t blue);

/**
 * Adds a resize, as `scipix_image_resize`: BIT1 and GRAY16 by NEAREST alone, unless grayscale before it makes them
 * GRAY8. @onethread
 *
 * @param plan    the plan
 * @param filter  a `SCIPIX_FILTER_*`
 * @param width   columns of the result; 0: `ceil(width of the source * height / height of the source)`
 * @param height  rows of the result; 0: `ceil(height of the source * width / width of the source)`
 * @return OK; INVALID_ARGUMENT for a width and a height of 0, a second resize, after binarize or tensor or after the first
 *         run
 */
ScipixStatus scipix_plan_add_resize(struct ScipixPlan *plan,
                                    ScipixFilter filter,
                                    size_t width,
                                    size_t height);

/**
 * Adds a binarisation, as `scipix_image_binarize`: any format, colour through BT601. It is the last step, or one that sees the
 * whole image follows. @onethread
 *
 * @param plan    the plan
 * @param params  method and numbers; copied
 * @return OK; those of `scipix_image_binarize` for `params`; INVALID_ARGUMENT after binarize or tensor, or after the first
 *         run
 */
ScipixStatus scipix_plan_add_binarize(struct ScipixPlan *plan,
                                      const ScipixBinarizeParams *params);

/**
 * Adds the making of a tensor, as `scipix_image_to_tensor` of one image: any format. It is the last step. @onethread
 *
 * @param plan    the plan
 * @param params  what is made of the image; copied
 * @return OK; those of `scipix_image_tensor_shape` for `params`; INVALID_ARGUMENT after binarize or tensor, or after the
 *         first run
 */
ScipixStatus scipix_plan_add_tensor(struct ScipixPlan *plan,
                                    const ScipixTensorParams *params);

/**
 * Adds a normalisation of the background, as `scipix_image_normalize_background`: any format, and GRAY8 after it. It sees the
 * whole image. @onethread
 *
 * @param plan    the plan
 * @param params  the numbers; copied
 * @return OK; those of `scipix_image_normalize_background` for `params`; INVALID_ARGUMENT after a tensor or after the first
 *         run
 */
ScipixStatus scipix_plan_add_normalize_background(struct ScipixPlan *plan,
                                                  const ScipixBackgroundParams *params);

/**
 * Adds a deskew: the angle of `scipix_image_skew`, and the rotation of `scipix_image_rotate` to the same size. Where the
 * confidence of the angle is below 0.1, which says that no direction of lines stands out, the image stays as it is. It sees
 * the whole image; any format but GRAY16. The skew of a run allocates a few megabytes. @onethread
 *
 * @param plan  the plan
 * @param fill  the value of pixels that the page does not cover, in each channel; of BIT1 ink if below 128
 * @return OK; INVALID_ARGUMENT after a tensor or after the first run
 */
ScipixStatus scipix_plan_add_deskew(struct ScipixPlan *plan,
                                    uint8_t fill);

/**
 * Adds a morphology by a rectangle, as `scipix_image_morphology`: GRAY8 or BIT1. It sees the whole image. @onethread
 *
 * @param plan       the plan
 * @param operation  a `SCIPIX_MORPHOLOGY_*`
 * @param width      of the rectangle, at least 1
 * @param height     of the rectangle, at least 1
 * @param rules      a `SCIPIX_MORPHOLOGY_RULES_*`
 * @return OK; INVALID_ARGUMENT for a width or height of 0, after a tensor or after the first run
 */
ScipixStatus scipix_plan_add_morphology(struct ScipixPlan *plan,
                                        ScipixMorphology operation,
                                        uint32_t width,
                                        uint32_t height,
                                        ScipixMorphologyRules rules);

/**
 * Adds a median of squares, as `scipix_image_median`: formats with channels of a byte. It sees the whole image. @onethread
 *
 * @param plan  the plan
 * @param size  pixels of a side of the square: 3 or 5
 * @return OK; INVALID_ARGUMENT for another size, after a tensor or after the first run
 */
ScipixStatus scipix_plan_add_median(struct ScipixPlan *plan,
                                    uint32_t size);

/**
 * Adds a blur by a normal distribution, as `scipix_image_gaussian_blur`: formats with channels of a byte. It sees the whole
 * image. @onethread
 *
 * @param plan     the plan
 * @param width    pixels of the blur in a row; 0: from `sigma_x`
 * @param height   pixels of the blur in a column; 0: from `sigma_y`
 * @param sigma_x  standard deviation across; 0 or less: from `width`
 * @param sigma_y  standard deviation down; 0 or less: as `sigma_x`
 * @param border   a `SCIPIX_BORDER_*`
 * @return OK; those of `scipix_image_gaussian_blur` for the numbers; INVALID_ARGUMENT after a tensor or after the first run
 */
ScipixStatus scipix_plan_add_gaussian_blur(struct ScipixPlan *plan,
                                           uint32_t width,
                                           uint32_t height,
                                           double sigma_x,
                                           double sigma_y,
                                           ScipixBorder border);

/**
 * Adds an equalisation of the contrast tile by tile, as `scipix_image_clahe`: GRAY8. It sees the whole image. @onethread
 *
 * @param plan        the plan
 * @param clip_limit  how far above the mean a gray may count; 0 or less: no limit
 * @param tiles_x     tiles in a row, from 1 to 256
 * @param tiles_y     tiles in a column, from 1 to 256
 * @return OK; INVALID_ARGUMENT for numbers that `scipix_image_clahe` refuses, after a tensor or after the first run
 */
ScipixStatus scipix_plan_add_clahe(struct ScipixPlan *plan,
                                   double clip_limit,
                                   uint32_t tiles_x,
                                   uint32_t tiles_y);

/**
 * Adds a sharpening, as `scipix_image_unsharp_mask`: formats with channels of a byte. It sees the whole image. @onethread
 *
 * @param plan       the plan
 * @param sigma      standard deviation of the blur, above 0 and at most 170
 * @param amount     how much of the difference is added, from 0 to 1000
 * @param threshold  the greatest difference that is noise and stays
 * @return OK; INVALID_ARGUMENT for a number out of range, after a tensor or after the first run
 */
ScipixStatus scipix_plan_add_unsharp_mask(struct ScipixPlan *plan,
                                          double sigma,
                                          double amount,
                                          uint8_t threshold);

/**
 * Adds a removal of specks, as `scipix_page_despeckle`: any format; BIT1 stays BIT1, and all others are GRAY8 after it. It sees
 * the whole image. A plan keeps the memory of the step, a few megabytes for a page. @onethread
 *
 * @param plan    the plan
 * @param params  the numbers; copied
 * @return OK; INVALID_ARGUMENT for a threshold that ScipixSpeckParams does not allow, after a tensor or after the first run
 */
ScipixStatus scipix_plan_add_despeckle(struct ScipixPlan *plan,
                                       const ScipixSpeckParams *params);

/**
 * Tells the size of what a run will write. @threadsafe
 *
 * @param plan        the plan
 * @param src         an image of the size and format; its pixels are not read
 * @param out_width   NULL, or receives the columns
 * @param out_height  NULL, or receives the rows
 * @param out_bytes   NULL, or receives the bytes of the tensor, or of the image in rows without gaps: where binarize is the
 *                    last step as GRAY8, while BIT1 takes `height * ((width + 7) / 8)`
 * @return OK; INVALID_ARGUMENT for a plan without steps; UNSUPPORTED for a step that does not take the format of what comes
 *         before it, and for a despeckle of sides above 2^24
 */
ScipixStatus scipix_plan_output_size(const struct ScipixPlan *plan,
                                     const ScipixImage *src,
                                     size_t *out_width,
                                     size_t *out_height,
                                     size_t *out_bytes);

/**
 * Runs a plan that gives an image. Extra memory, kept with the plan: tables of the sizes, a few rows for each thread, of
 * binarisations by windows after another step the gray rows that a window covers, of Otsu's method to BIT1 a gray image, up to
 * two images before steps that see the whole image, and what a despeckle needs. @threadsafe
 *
 * @param plan  the plan
 * @param src   any format that the steps take
 * @param dst   as `scipix_plan_output_size` tells, in the format that the last step gives: GRAY8 or BIT1 where binarize is
 *              the last step, else that which it gives; must not overlap `src`
 * @return OK; those of `scipix_plan_output_size`; INVALID_ARGUMENT for a plan that ends in a tensor; SIZE_MISMATCH;
 *         OUT_OF_MEMORY; UNSUPPORTED for another format of `dst`
 */
ScipixStatus scipix_plan_run(const struct ScipixPlan *plan,
                             const ScipixImage *src,
                             const ScipixImageMut *dst);

/**
 * Runs a plan that ends in a tensor. Extra memory, kept with the plan: tables of the sizes and a few rows for each thread.
 * @threadsafe
 *
 * @param plan       the plan
 * @param src        any format that the steps take
 * @param out        receives the tensor; aligned to its elements; must not overlap `src`
 * @param out_bytes  bytes at `out`: as `scipix_plan_output_size` tells
 * @return OK; those of `scipix_plan_output_size`; INVALID_ARGUMENT for a plan that does not end in a tensor; SIZE_MISMATCH
 *         for another `out_bytes`
 */
ScipixStatus scipix_plan_run_tensor(const struct ScipixPlan *plan,
                                    const ScipixImage *src,
                                    void *out,
                                    size_t out_bytes);

/**
 * Frees a plan, which no thread uses any more; NULL is no plan and fine.
 *
 * @param plan  the plan, or NULL
 * @return OK, or a general status
 */
ScipixStatus scipix_plan_free(struct ScipixPlan *plan);

/** @} */

/**
 * @defgroup plan_many Plans on many images
 *
 * Where images are small, as the crops of a page, a call for each costs as much as its pixels. These functions run one
 * plan on many images of any sizes in one call, to images or to one tensor, with the bits that a call for each gives.
 * Everything is checked before the first pixel is written, so that an image at fault, which the message names, loses none
 * of the others. Threads, as many as pay off, take an image each; an image that is large among the others is shared out by
 * rows. Images of one size follow one another, whatever their order, and share the tables and scratch rows of the plan.
 *
 * Thread-safe: many threads may run one plan at once. Extra memory, given back at the end: some 300 bytes for each image.
 *
 * @code{.c}
 * uint8_t page[600 * 400] = {0};
 * ScipixImage whole, crops[3];
 * ScipixTensorParams params;
 * ScipixPlan *plan = NULL;
 * size_t shape[4], bytes;
 * scipix_image_view(page, sizeof page, 600, 400, 0, SCIPIX_PIXEL_FORMAT_GRAY8, &whole);
 * for (size_t i = 0; i < 3; ++i) { // lines of 24 rows, of several widths
 *   ScipixStatus cut = scipix_image_subview(&whole, 10, 30 * i, 100 + 50 * i, 24, &crops[i]);
 *   assert(cut == SCIPIX_STATUS_OK);
 * }
 * scipix_tensor_params_init(&params);
 * params.height = 48; // rows of the recogniser; the widest line decides how many columns there are
 * params.fit = SCIPIX_TENSOR_FIT_HEIGHT;
 * ScipixStatus status = scipix_plan_new(&plan);
 * if (status == SCIPIX_STATUS_OK) status = scipix_plan_add_clahe(plan, 2, 8, 8);
 * if (status == SCIPIX_STATUS_OK) status = scipix_plan_add_tensor(plan, &params);
 * if (status == SCIPIX_STATUS_OK) status = scipix_plan_tensor_shape(plan, crops, 3, shape, &bytes);
 * assert(status == SCIPIX_STATUS_OK && shape[0] == 3 && shape[2] == 48 && shape[3] == 400);
 * float *tensor = (float *)malloc(bytes);
 * status = scipix_plan_run_tensor_many(plan, crops, 3, tensor, bytes);
 * assert(status == SCIPIX_STATUS_OK);
 * free(tensor);
 * scipix_plan_free(plan);
 * @endcode
 * @{
 */

/**
 * Runs a plan that gives an image on many images. @threadsafe
 *
 * @param plan   the plan
 * @param srcs   `count` images of any formats that the steps take, and of any sizes
 * @param count  how many; 0 is OK
 * @param dsts   `count` images, each as for `scipix_plan_run` with the image of `srcs` at its place; none shares a byte with
 *               another, nor with one of `srcs`
 * @return OK; those of `scipix_plan_run`: but for OUT_OF_MEMORY before anything is written
 */
ScipixStatus scipix_plan_run_many(const ScipixPlan *plan,
                                  const ScipixImage *srcs,
                                  size_t count,
                                  const ScipixImageMut *dsts);

/**
 * Tells the shape and bytes of what `scipix_plan_run_tensor_many` will write. @threadsafe
 *
 * @param plan       the plan
 * @param srcs       `count` images; their pixels are not read
 * @param count      how many
 * @param out_shape  receives the four dimensions in the order of the layout
 * @param out_bytes  NULL, or receives the size of the tensor
 * @return OK; those of `scipix_plan_output_size`; INVALID_ARGUMENT for a plan that does not end in a tensor; SIZE_MISMATCH where
 *         a size of the tensor is the images' own and they disagree
 */
ScipixStatus scipix_plan_tensor_shape(const ScipixPlan *plan,
                                      const ScipixImage *srcs,
                                      size_t count,
                                      size_t *out_shape,
                                      size_t *out_bytes);

/**
 * Runs a plan that ends in a tensor on many images, and writes one tensor: what `scipix_image_to_tensor` makes of the results of
 * the steps before it. A width of 0 with another fit than STRETCH is that of the widest. @threadsafe
 *
 * @param plan       the plan
 * @param srcs       `count` images of any formats that the steps take
 * @param count      how many; 0 is OK and writes nothing
 * @param out        receives the tensor; aligned to its elements, and apart from every image
 * @param out_bytes  bytes at `out`: as `scipix_plan_tensor_shape` tells
 * @return OK; those of `scipix_plan_tensor_shape`; SIZE_MISMATCH for another `out_bytes`; OUT_OF_MEMORY, also when some is
 *         written
 */
ScipixStatus scipix_plan_run_tensor_many(const ScipixPlan *plan,
                                         const ScipixImage *srcs,
                                         size_t count,
                                         void *out,
                                         size_t out_bytes);

/** @} */

/**
 * @defgroup components Connected components: which pixels of a page touch each other
 *
 * Thread-safe. Scratch memory is kept from call to call, so that calls with no more content than before allocate nothing; a
 * page with more than 32 MiB of it gives it back.
 *
 * @code{.c}
 * const uint8_t page[3 * 5] = {1, 1, 0, 0, 1, // three groups of ink, two of which touch at a corner
 *                              0, 0, 1, 0, 0,
 *                              0, 0, 1, 0, 0};
 * ScipixImage src;
 * ScipixComponent components[8];
 * uint32_t labels[3 * 5];
 * size_t count;
 * ScipixStatus status = scipix_image_view(page, sizeof page, 5, 3, 0, SCIPIX_PIXEL_FORMAT_GRAY8, &src);
 * if (status == SCIPIX_STATUS_OK) {
 *   status = scipix_image_components(&src, SCIPIX_CONNECTIVITY_EIGHT, labels, 0, components, 8, &count);
 * }
 * assert(status == SCIPIX_STATUS_OK && count == 2 && components[0].area == 4 && labels[4] == 2);
 * @endcode
 * @{
 */

/** Number of the neighbours of a pixel that touch it. */
typedef int32_t ScipixConnectivity;
#define SCIPIX_CONNECTIVITY_FOUR 4 /**< The pixels to the left, to the right, above and below. */
#define SCIPIX_CONNECTIVITY_EIGHT 8 /**< The diagonal neighbours too. */

/** Bounding box and area of a component. */
typedef struct ScipixComponent {
  uint32_t x; /**< Leftmost column. */
  uint32_t y; /**< Top row. */
  uint32_t width; /**< Columns of the box. */
  uint32_t height; /**< Rows of the box. */
  uint64_t area; /**< Number of pixels. */
} ScipixComponent;

/**
 * Finds the connected components of the black pixels of a BIT1 image, or of the pixels of a GRAY8 image that are not 0:
 * the partition of OpenCV's connectedComponentsWithStats. Components come in the order of their first pixels, from top to
 * bottom and left to right; the pixels of component `i` get label `i + 1`, all others 0. @threadsafe
 *
 * @param src             GRAY8 or BIT1
 * @param connectivity    a `SCIPIX_CONNECTIVITY_*`
 * @param out_labels      NULL, or receives a label for each pixel, row by row
 * @param labels_stride   bytes from one row of labels to the next, a multiple of 4; 0: no gaps
 * @param out_components  NULL, or receives boxes and areas
 * @param cap             components that fit at `out_components`
 * @param out_len         receives the number of components
 * @return OK; SIZE_MISMATCH where `out_components` is given and there are more than `cap`: then `out_len` has their
 *         number, and nothing else is written; UNSUPPORTED for other formats and sides above 2^24. No result may overlap
 *         `src` or another
 */
ScipixStatus scipix_image_components(const ScipixImage *src,
                                     ScipixConnectivity connectivity,
                                     uint32_t *out_labels,
                                     size_t labels_stride,
                                     struct ScipixComponent *out_components,
                                     size_t cap,
                                     size_t *out_len);

/** @} */

/**
 * @defgroup geometry Plane geometry of boxes and polygons, as OpenCV and Clipper compute it
 *
 * Points are whole pixels, x and y side by side, with y downwards; polygons are closed and may run in either direction. Hulls,
 * areas, perimeters, offsets and fills take coordinates up to 2^24 as they are; the least rectangle is computed in floats, as
 * OpenCV's is, so that its middle is off by up to a pixel there. Thread-safe; scratch memory is kept from call to call, so
 * that calls with no more points than before allocate nothing.
 *
 * @code{.c}
 * const int32_t triangle[3 * 2] = {0, 0, 40, 0, 0, 30};
 * ScipixRotatedRect rect;
 * double area, perimeter;
 * int32_t grown[2 * 64];
 * size_t count;
 * ScipixStatus status = scipix_points_min_area_rect(triangle, 3, &rect);
 * if (status == SCIPIX_STATUS_OK) status = scipix_polygon_area(triangle, 3, &area);
 * if (status == SCIPIX_STATUS_OK) status = scipix_polygon_perimeter(triangle, 3, &perimeter);
 * assert(status == SCIPIX_STATUS_OK && area == 600 && perimeter == 120 && rect.width * rect.height <= 1201);
 * status = scipix_polygon_offset(triangle, 3, area * 1.5 / perimeter, grown, 64, &count); // as PaddleOCR grows boxes
 * assert(status == SCIPIX_STATUS_OK && count > 3);
 * @endcode
 * @{
 */

/** A rectangle at an angle. */
typedef struct ScipixRotatedRect {
  float center_x; /**< x of the centre. */
  float center_y; /**< y of the centre. */
  float width; /**< Length of the side along the angle. */
  float height; /**< Length of the side across the angle. */
  /** Angle of the width in degrees, clockwise; from -90 up to but not including 0 where the library finds it. */
  float angle;
} ScipixRotatedRect;

/**
 * Finds the convex hull of points: clockwise from the point with the greatest x, of these the greatest y, and no corner
 * between two others. Points on a line have its two ends for a hull, equal ones one point. @threadsafe
 *
 * @param points_xy      x and y of each point
 * @param count          how many points; 0 is OK and has an empty hull
 * @param out_points_xy  receives the corners; must not overlap `points_xy`
 * @param cap            points that fit at `out_points_xy`; `count` are enough
 * @param out_len        receives the number of corners
 * @return OK; SIZE_MISMATCH where there are more than `cap`: then `out_len` has their number, and nothing else is written
 */
ScipixStatus scipix_points_convex_hull(const int32_t *points_xy,
                                       size_t count,
                                       int32_t *out_points_xy,
                                       size_t cap,
                                       size_t *out_len);

/**
 * Finds the rectangle of least area around points, as OpenCV's minAreaRect. @threadsafe
 *
 * @param points_xy  x and y of each point
 * @param count      how many points, at least 1
 * @param out_rect   receives the rectangle; that of one point, or of points on a line, is flat
 * @return OK; INVALID_ARGUMENT without points
 */
ScipixStatus scipix_points_min_area_rect(const int32_t *points_xy, size_t count, struct ScipixRotatedRect *out_rect);

/**
 * Computes the corners of a rectangle in the order that text boxes have: of the two leftmost, the upper is the first (top
 * left) and the lower the fourth; of the two rightmost, the upper is the second and the lower the third. @threadsafe
 *
 * @param rect            the rectangle
 * @param out_corners_xy  receives 8 numbers: x and y of each corner
 * @return OK, or a general status
 */
ScipixStatus scipix_rotated_rect_corners(const struct ScipixRotatedRect *rect,
                                         float *out_corners_xy);

/**
 * Computes the area of a polygon. @threadsafe
 *
 * @param points_xy  x and y of each corner
 * @param count      how many corners
 * @param out_area   receives the area in pixels, never negative; 0 for fewer than three corners
 * @return OK, or a general status
 */
ScipixStatus scipix_polygon_area(const int32_t *points_xy, size_t count, double *out_area);

/**
 * Computes the length of the closed border of a polygon. @threadsafe
 *
 * @param points_xy      x and y of each corner
 * @param count          how many corners
 * @param out_perimeter  receives the length in pixels
 * @return OK, or a general status
 */
ScipixStatus scipix_polygon_perimeter(const int32_t *points_xy, size_t count, double *out_perimeter);

/**
 * Offsets a polygon outwards with round joins, rounded to pixels where Clipper 6 (pyclipper) rounds; an arc is at most a
 * quarter of a pixel from its chords. Where the border turns inwards, the parts of the offset that it crosses are left out.
 * @threadsafe
 *
 * @param points_xy      x and y of each corner, from -2^28 to 2^28
 * @param count          how many corners; fewer than three different ones have no offset
 * @param distance       how far outwards, from 0 to 2^28
 * @param out_points_xy  receives the outer border, clockwise; must not overlap `points_xy`
 * @param cap            points that fit at `out_points_xy`; 4096 are enough unless the polygon crosses itself
 * @param out_len        receives the number of points
 * @return OK; SIZE_MISMATCH where there are more than `cap`: then `out_len` has their number, and nothing else is written;
 *         INVALID_ARGUMENT for a distance that is negative or not finite; OUT_OF_RANGE for coordinates or a distance above
 *         2^28; UNSUPPORTED for an offset of more than 4096 points: simplify the polygon first
 */
ScipixStatus scipix_polygon_offset(const int32_t *points_xy,
                                   size_t count,
                                   double distance,
                                   int32_t *out_points_xy,
                                   size_t cap,
                                   size_t *out_len);

/**
 * Drops corners of a polygon that are near the sides that are left, as OpenCV's approxPolyDP (D. Douglas and T. Peucker,
 * 1973): within `tolerance`, or up to 1.71 times as far where its last pass straightens sides. @threadsafe
 *
 * @param points_xy      x and y of each corner
 * @param count          how many corners; 0 is OK
 * @param tolerance      in pixels, 0 or more; PaddleOCR takes 0.002 of the perimeter
 * @param out_points_xy  receives the corners that are left; must not overlap `points_xy`
 * @param cap            points that fit at `out_points_xy`; `count` are enough
 * @param out_len        receives their number
 * @return OK; SIZE_MISMATCH where there are more than `cap`: then `out_len` has their number, and nothing else is written;
 *         INVALID_ARGUMENT for a tolerance that is negative or not finite
 */
ScipixStatus scipix_polygon_simplify(const int32_t *points_xy,
                                     size_t count,
                                     double tolerance,
                                     int32_t *out_points_xy,
                                     size_t cap,
                                     size_t *out_len);

/** @} */

/**
 * @defgroup reading_order Reading order of boxes of text
 *
 * Thread-safe. Scratch memory is kept from call to call, so that calls with no more boxes than before allocate nothing.
 *
 * @code{.c}
 * // Two words of a line that descends, the right one first, and a line below.
 * const float corners[3 * 8] = {300, 20, 500, 40, 498, 70,  298, 50, 0,   0,  200, 10,
 *                               198, 40, 0,   30, 0,   60, 500, 85, 498, 115, 0,   90};
 * ScipixReadingOrderParams params;
 * uint32_t order[3];
 * scipix_reading_order_params_init(&params);
 * ScipixStatus status = scipix_reading_order(corners, 3, &params, order);
 * assert(status == SCIPIX_STATUS_OK && order[0] == 1 && order[1] == 0 && order[2] == 2);
 * @endcode
 * @{
 */

/** Rule by which boxes are ordered. */
typedef int32_t ScipixOrderRule;
/**
 * By columns and lines, on pages at up to 45 degrees: the page is cut along white gaps into columns and bands, and what cannot
 * be cut is read by lines. A page that is turned further is read as it is seen. The default.
 */
#define SCIPIX_ORDER_RULE_LAYOUT 0
/**
 * By the rule of PaddleOCR and RapidOCR: from top to bottom by the first corners, and from left to right where neighbours
 * differ by less than 10 pixels. It knows neither columns nor angles nor other directions.
 */
#define SCIPIX_ORDER_RULE_TEN_PIXELS 1

/** Direction of lines, and of the way from line to line. */
typedef int32_t ScipixWritingDirection;
#define SCIPIX_WRITING_DIRECTION_LEFT_TO_RIGHT 0 /**< Lines run from left to right, the next one below. The default. */
#define SCIPIX_WRITING_DIRECTION_RIGHT_TO_LEFT 1 /**< Lines run from right to left, the next one below. */
/** Lines run from top to bottom, the next one to the left, as in Japanese. */
#define SCIPIX_WRITING_DIRECTION_VERTICAL_RIGHT_TO_LEFT 2
/** Lines run from top to bottom, the next one to the right, as in Mongolian. */
#define SCIPIX_WRITING_DIRECTION_VERTICAL_LEFT_TO_RIGHT 3

/** Options of a reading order; fill it with `scipix_reading_order_params_init`. */
typedef struct ScipixReadingOrderParams {
  uint32_t struct_size; /**< In: `sizeof(ScipixReadingOrderParams)`. */
  ScipixOrderRule rule; /**< A `SCIPIX_ORDER_RULE_*`; default LAYOUT. */
  /** A `SCIPIX_WRITING_DIRECTION_*`; default LEFT_TO_RIGHT. TEN_PIXELS ignores it. */
  ScipixWritingDirection direction;
} ScipixReadingOrderParams;

/**
 * Fills `params` with the defaults. @threadsafe
 *
 * @param params  receives `struct_size` and the default of each field
 * @return OK, or a general status
 */
ScipixStatus scipix_reading_order_params_init(struct ScipixReadingOrderParams *params);

/**
 * Finds the order in which boxes of text are read. Boxes that compare equal keep their order; boxes with coordinates that
 * are not finite get any place. `scipix_text_boxes_sort` orders what a detector found. @threadsafe
 *
 * @param corners_xy  8 numbers for each box: x and y of its corners top left, top right, bottom right and bottom left
 * @param count       how many boxes, at most 2^32 - 1; 0 is OK and writes nothing
 * @param params      rule and direction
 * @param out_order   receives the index of the box at each place, `count` of them; must not overlap `corners_xy`
 * @return OK, or a general status
 */
ScipixStatus scipix_reading_order(const float *corners_xy,
                                  size_t count,
                                  const struct ScipixReadingOrderParams *params,
                                  uint32_t *out_order);

/** @} */

/**
 * @defgroup text_box_params Parameters of text boxes: thresholds, growth and shape, as known engines set them
 *
 * They are plain structs, which functions read during a call alone and which own nothing. The functions that fill them are
 * thread-safe. Begin with the engine whose detector made the map, and change what differs:
 *
 * @code{.c}
 * ScipixTextBoxParams params;
 * ScipixStatus status = scipix_text_box_params_preset(SCIPIX_TEXT_BOX_PRESET_PADDLE, &params);
 * assert(status == SCIPIX_STATUS_OK && params.unclip_ratio == 1.5);
 * params.min_page_side = 4;     // as PaddleOCR does afterwards: boxes of 3 pixels and less are dropped
 * params.max_candidates = 3000; // of a page with more than 1000 lines
 * @endcode
 * @{
 */

/** Shape of a box. */
typedef int32_t ScipixBoxShape;
#define SCIPIX_BOX_SHAPE_QUAD 0 /**< The rectangle of least area, at any angle. */
#define SCIPIX_BOX_SHAPE_UPRIGHT 1 /**< The upright bounding rectangle. */
/** A polygon, for curved lines of text; its rectangle of least area is given too. */
#define SCIPIX_BOX_SHAPE_POLYGON 2

/** The pixels whose mean probability is the score of a box. */
typedef int32_t ScipixBoxScore;
/**
 * The pixels of the box before it is grown. PaddleOCR may give a box with corners beyond the map another score, since
 * OpenCV clips its edges before it draws them.
 */
#define SCIPIX_BOX_SCORE_FAST 0
#define SCIPIX_BOX_SCORE_SLOW 1 /**< The pixels within the border of the component: right for thin and curved lines. */

/** The way in which a rectangle is grown to the size of the text. */
typedef int32_t ScipixBoxGrowth;
/** By an offset with round joins, rounded where PaddleOCR and RapidOCR round: off by up to a pixel of the map. */
#define SCIPIX_BOX_GROWTH_REFERENCE 0
#define SCIPIX_BOX_GROWTH_EXACT 1 /**< By exact geometry. */

/**
 * Parameters of `scipix_text_boxes_find`; fill it with `scipix_text_box_params_init` or `scipix_text_box_params_preset`.
 * The defaults are RapidOCR's.
 */
typedef struct ScipixTextBoxParams {
  uint32_t struct_size; /**< In: `sizeof(ScipixTextBoxParams)`. */
  ScipixBoxShape shape; /**< A `SCIPIX_BOX_SHAPE_*`; default QUAD. */
  ScipixBoxScore score; /**< A `SCIPIX_BOX_SCORE_*`; default FAST. */
  /** A `SCIPIX_BOX_GROWTH_*`; default REFERENCE. Polygons and upright boxes are always grown as by REFERENCE. */
  ScipixBoxGrowth growth;
  double box_threshold; /**< Least score of a box; default 0.5. */
  /**
   * How much a box is grown, from 0 to 8: its sides move outwards by area / perimeter times this, because detectors mark
   * only the middle of a line; default 1.6.
   */
  double unclip_ratio;
  float threshold; /**< Probability above which a pixel is text; default 0.3. */
  float min_side; /**< Least shorter side of a component's rectangle, in pixels of the map; default 3. */
  float min_grown_side; /**< Least shorter side of a grown box, in pixels of the map; default 5. */
  /** The most components and holes that are looked at, from the bottom of the map up; 0: all. Default 1000. */
  uint32_t max_candidates;
  /** 1, the default: the mask is dilated by a square of 2x2 pixels, which joins what is torn apart. 0: it is not. */
  uint32_t dilate;
  /** 1: the mask is opened with a square of 3x3 pixels first, which drops specks. 0, the default: it is not. */
  uint32_t open;
  /**
   * Least length of a box's upper and left side on the page, in whole pixels; 0 (the default of all presets) means no limit.
   * If it is not 0, corners are clipped to the last pixel instead of to width and height, and boxes left without area are
   * dropped, so every box can be cropped. 4 reproduces PaddleOCR's and RapidOCR's `filter_det_res`.
   */
  uint32_t min_page_side;
  uint32_t reserved; /**< Zero. */
} ScipixTextBoxParams;

/** Engine whose parameters of text boxes are taken. Fields that are not named are those of PADDLE. */
typedef int32_t ScipixTextBoxPreset;
/** RapidOCR (its class DBPostProcess): box threshold 0.5, grown by 1.6, the mask dilated. The default. */
#define SCIPIX_TEXT_BOX_PRESET_RAPIDOCR 0
/**
 * PaddleOCR (its class DBPostProcess): threshold 0.3, box threshold 0.6, grown by 1.5; sides of at least 3 pixels of the map,
 * and of 5 once grown; 1000 candidates; rectangles at any angle, scored by the pixels of the rectangle.
 */
#define SCIPIX_TEXT_BOX_PRESET_PADDLE 1
/**
 * docTR on straight pages (its class DBPostProcessor): box threshold 0.1, sides of at least 2 pixels, any number of candidates,
 * the mask opened first; upright boxes.
 */
#define SCIPIX_TEXT_BOX_PRESET_DOCTR 2

/**
 * Parameters of `scipix_text_boxes_find_craft`; fill it with `scipix_craft_params_init`. The defaults are EasyOCR's.
 */
typedef struct ScipixCraftParams {
  uint32_t struct_size; /**< In: `sizeof(ScipixCraftParams)`. */
  float text_threshold; /**< A component is kept if its greatest text value is at least this; default 0.7. */
  float low_text; /**< Text value above which a pixel belongs to a component; default 0.4. */
  float link_threshold; /**< Link value above which a pixel belongs to a component; default 0.4. */
  uint32_t min_area; /**< Least number of pixels of a component; default 10. */
} ScipixCraftParams;

/**
 * Fills `params` with the defaults, which are RapidOCR's. @threadsafe
 *
 * @param params  receives `struct_size` and the default of each field
 * @return OK, or a general status
 */
ScipixStatus scipix_text_box_params_init(struct ScipixTextBoxParams *params);

/**
 * Fills `params` with the parameters of an engine. @threadsafe
 *
 * @param preset  a `SCIPIX_TEXT_BOX_PRESET_*`
 * @param params  receives `struct_size` and every field
 * @return OK, or a general status
 */
ScipixStatus scipix_text_box_params_preset(ScipixTextBoxPreset preset, struct ScipixTextBoxParams *params);

/**
 * Fills `params` with the defaults. @threadsafe
 *
 * @param params  receives `struct_size` and the default of each field
 * @return OK, or a general status
 */
ScipixStatus scipix_craft_params_init(struct ScipixCraftParams *params);

/** @} */

/**
 * @defgroup text_boxes Text boxes: from a detector's map to boxes of text on the page
 *
 * A ScipixTextBoxes finds boxes in map after map and holds those of the last one. It keeps its scratch memory: once it has
 * grown to the content of the maps, finding boxes allocates nothing. Use one for each thread.
 *
 * @code{.c}
 * // A map in which 60 x 10 pixels are text, of a page twice as wide and high.
 * static float map[80 * 100];
 * for (int i = 0; i < 600; ++i) map[(30 + i / 60) * 100 + 20 + i % 60] = .9f;
 * ScipixProbabilityMap view = {map, sizeof map, 100, 80, 0, SCIPIX_ELEMENT_F32};
 * ScipixTextBoxParams params;
 * ScipixTextBoxes *boxes = NULL;
 * scipix_text_box_params_preset(SCIPIX_TEXT_BOX_PRESET_PADDLE, &params);
 * ScipixStatus status = scipix_text_boxes_new(&boxes);
 * if (status == SCIPIX_STATUS_OK) status = scipix_text_boxes_find(boxes, &view, 200, 160, &params);
 * assert(status == SCIPIX_STATUS_OK && scipix_text_boxes_len(boxes) == 1);
 * const ScipixTextBox *line = scipix_text_boxes_data(boxes); // grown to the height of the text
 * assert(line->score > .89f && line->corners_xy[0] < 40 && line->corners_xy[1] < 60);
 * scipix_text_boxes_free(boxes);
 * @endcode
 * @{
 */

/**
 * Boxes of text, and the scratch memory to find them. Opaque; made by `scipix_text_boxes_new`, freed by
 * `scipix_text_boxes_free`.
 */
typedef struct ScipixTextBoxes ScipixTextBoxes;

/** A map of probabilities, as a detector gives it. */
typedef struct ScipixProbabilityMap {
  const void *data; /**< First value of the first row, aligned to its element; borrowed for the call. */
  size_t data_bytes; /**< Bytes at `data`. */
  size_t width; /**< Values in a row, from 1 to 2^24. */
  size_t height; /**< Rows, from 1 to 2^24. */
  size_t stride; /**< Bytes from one row to the next, a multiple of those of an element; 0: no gaps. */
  ScipixElement element; /**< F32, F16 or U8, of which 255 stands for 1. */
} ScipixProbabilityMap;

/** A box of text on the page. */
typedef struct ScipixTextBox {
  /**
   * x and y of the corners in pixels of the page, from 0 to its width and height: top left, top right, bottom right,
   * bottom left. Some may coincide where the page is smaller than the map: such a box cannot be cropped. `min_page_side`
   * leaves it out, and `pad_flat` lets it be padding in a tensor of crops.
   */
  int32_t corners_xy[8];
  float score; /**< Mean probability of the pixels of the box before it was grown; of CRAFT, the greatest. */
  uint32_t reserved; /**< Zero. */
  size_t polygon_len; /**< Points of the polygon; 0 unless polygons were asked for. */
  /** x and y of each point, clockwise in pixels of the page; NULL without a polygon. Borrowed as the box itself. */
  const int32_t *polygon_xy;
} ScipixTextBox;

/**
 * Makes an object without boxes. @threadsafe
 *
 * @param out_boxes  receives the object, NULL on failure; owned: free it with `scipix_text_boxes_free`
 * @return OK, or a general status
 */
ScipixStatus scipix_text_boxes_new(struct ScipixTextBoxes **out_boxes);

/**
 * Finds the boxes of text in the map of a DB detector (M. Liao et al., Real-time scene text detection with differentiable
 * binarization, 2020), as the Python of PaddleOCR, RapidOCR and docTR does, in its order: from the bottom of the map up.
 * They take the place of those that `boxes` held before. Values that are not numbers are not text and count as 0 in
 * scores. A box with infinite values of both signs has no score and is left out. Extra memory, kept until the boxes are
 * freed, but for that beyond 32 MiB, which each call gives back: an eighth of a byte for each value of the map; 28 bytes
 * for each run of text pixels in a row, 76 where each ends at a hole; and some for polygons. Of maps with more than 2^18
 * runs only the lower rows are looked at that hold `max_candidates` components and holes, so that no map takes more than
 * 2^22 runs or 320 MB. @onethread
 *
 * @param boxes        receives the boxes; none after a failure
 * @param map          probability that a pixel is text, of the page alone: where the detector's input was padded, `data`, `width`
 *                     and `height` leave the padding out, as `scipix_image_tensor_regions` tells it, and `stride` remains that
 *                     of the whole map
 * @param page_width   width of the page, from 1 to 2^24: boxes are scaled from the map to it
 * @param page_height  height of the page, in the same range
 * @param params       thresholds, growth and shape
 * @return OK, also where there are none; INVALID_ARGUMENT for a map or page without pixels, a stride below the width or no
 *         multiple of the element, and parameters out of their range; OUT_OF_RANGE for a map that does not fit in its
 *         bytes; UNSUPPORTED for a side above 2^24 or where `reserved` is not 0; OUT_OF_MEMORY also where more than 2^22
 *         runs would have to be looked at
 */
ScipixStatus scipix_text_boxes_find(struct ScipixTextBoxes *boxes,
                                    const struct ScipixProbabilityMap *map,
                                    size_t page_width,
                                    size_t page_height,
                                    const ScipixTextBoxParams *params);

/**
 * Finds the boxes of words in the maps of CRAFT (Y. Baek et al., Character region awareness for text detection, 2019), as
 * EasyOCR does. They take the place of those that `boxes` held before, and come from the top down. Extra memory: that of
 * `scipix_text_boxes_find`, with at most 2^22 runs in the rows of both maps together. @onethread
 *
 * @param boxes        receives the boxes; none after a failure
 * @param text         where characters are
 * @param link         where gaps between the characters of a word are; the size of `text`
 * @param page_width   width of the page, from 1 to 2^24: boxes are scaled from the map to it
 * @param page_height  height of the page, in the same range
 * @param params       thresholds
 * @return OK, also where there are none; SIZE_MISMATCH for maps of different sizes; those of `scipix_text_boxes_find`
 */
ScipixStatus scipix_text_boxes_find_craft(struct ScipixTextBoxes *boxes,
                                          const struct ScipixProbabilityMap *text,
                                          const struct ScipixProbabilityMap *link,
                                          size_t page_width,
                                          size_t page_height,
                                          const ScipixCraftParams *params);

/**
 * Sorts the boxes in the order in which they are read, as `scipix_reading_order` finds it. @onethread
 *
 * @param boxes   the boxes; unchanged after a failure
 * @param params  rule and direction
 * @return OK, or a general status
 */
ScipixStatus scipix_text_boxes_sort(struct ScipixTextBoxes *boxes, const ScipixReadingOrderParams *params);

/**
 * Returns the boxes. Never fails. @onethread
 *
 * @param boxes  the boxes
 * @return `scipix_text_boxes_len` boxes, borrowed until the next call that finds, sorts or frees; NULL for NULL
 */
const struct ScipixTextBox *scipix_text_boxes_data(const struct ScipixTextBoxes *boxes);

/**
 * Returns the number of boxes. Never fails. @onethread
 *
 * @param boxes  the boxes
 * @return a count; 0 for NULL
 */
size_t scipix_text_boxes_len(const struct ScipixTextBoxes *boxes);

/**
 * Frees the boxes and the scratch memory.
 *
 * @param boxes  the boxes, which nobody uses any more; NULL is OK and does nothing
 * @return OK, or a general status
 */
ScipixStatus scipix_text_boxes_free(struct ScipixTextBoxes *boxes);

/** @} */

/**
 * @defgroup crop Crops of lines of text: quadrilaterals of a page become upright images, or one tensor
 *
 * Thread-safe. Corners are the centres of pixels, as for OpenCV, PaddleOCR and RapidOCR, or their edges, as for
 * `scipix_image_crop_quad`, which crops bilinearly at any size: `corners` says which. Crops of upright rectangles are the
 * same by both; those of skewed lines lie up to a pixel apart. The default parameters give the crops of PaddleOCR and
 * RapidOCR within a gray level. They take the corners of a line from the top left one on: their engines turn a line that
 * stands on its head after it was cropped, and its crop by corners that begin at the lower right one lies a pixel aside of
 * that, as in OpenCV.
 *
 * @code{.c}
 * static uint8_t page[300 * 400 * 3], crop[48 * 400 * 3];
 * const float line[8] = {20, 30, 220, 40, 218, 72, 18, 62}; // top left, top right, bottom right, bottom left
 * ScipixCropParams params;
 * ScipixCropSize size;
 * ScipixImage src;
 * ScipixImageMut dst;
 * scipix_crop_params_init(&params); // cubic, and tall crops are turned, as in PaddleOCR
 * ScipixStatus status = scipix_image_view(page, sizeof page, 400, 300, 0, SCIPIX_PIXEL_FORMAT_RGB8, &src);
 * if (status == SCIPIX_STATUS_OK) status = scipix_crop_quad_size(line, &params, &size);
 * assert(status == SCIPIX_STATUS_OK && size.width == 200 && size.height == 32);
 * status = scipix_image_view_mut(crop, sizeof crop, size.width, size.height, 0, SCIPIX_PIXEL_FORMAT_RGB8, &dst);
 * if (status == SCIPIX_STATUS_OK) status = scipix_image_crop_quad_with(&src, line, &params, &dst);
 * assert(status == SCIPIX_STATUS_OK);
 * @endcode
 * @{
 */

/** The way in which pixels are computed from those around a position. */
typedef int32_t ScipixInterpolation;
#define SCIPIX_INTERPOLATION_NEAREST 0 /**< The nearest pixel. */
#define SCIPIX_INTERPOLATION_BILINEAR 1 /**< Two by two pixels, at positions rounded to 1/256 of a pixel. */
/**
 * Four by four pixels by the cubic kernel with a = -0.75, at positions rounded to 1/2048 of a pixel: within a gray level of
 * OpenCV 5's INTER_CUBIC with BORDER_REPLICATE at equal positions. OpenCV 4 rounds positions to 1/32 of a pixel.
 */
#define SCIPIX_INTERPOLATION_CUBIC 2

/** Coordinate convention of a quadrilateral's corners. */
typedef int32_t ScipixQuadCorners;
/**
 * The plane in which (x, y) is the centre of pixel (x, y), and the first corner the centre of the crop's first pixel: the
 * rule of OpenCV's getPerspectiveTransform and warpPerspective, and thus of PaddleOCR and RapidOCR.
 */
#define SCIPIX_QUAD_CORNERS_PIXEL_CENTRES 0
/**
 * The plane in which pixel (x, y) covers [x, x + 1) x [y, y + 1): the crop is what lies within the corners, as that of
 * `scipix_image_crop_quad`.
 */
#define SCIPIX_QUAD_CORNERS_PIXEL_EDGES 1

/** Parameters of a crop; fill it with `scipix_crop_params_init`. The defaults are those of PaddleOCR and RapidOCR. */
typedef struct ScipixCropParams {
  uint32_t struct_size; /**< In: `sizeof(ScipixCropParams)`. */
  ScipixInterpolation interpolation; /**< A `SCIPIX_INTERPOLATION_*`; default CUBIC. */
  /**
   * A crop that is at least this many times as high as wide is turned by 90 degrees anticlockwise, for vertical lines of
   * text. 0: none is. Default 1.5.
   */
  float turn_ratio;
  ScipixQuadCorners corners; /**< A `SCIPIX_QUAD_CORNERS_*`; default PIXEL_CENTRES. */
  /**
   * 1: `scipix_image_crops_to_tensor` writes padding for a quadrilateral that is not convex or has no area, as a box of text
   * may have on a small page. 0, the default: the call fails. Other functions do not look at it.
   */
  uint32_t pad_flat;
} ScipixCropParams;

/** Size of a crop in pixels. */
typedef struct ScipixCropSize {
  size_t width; /**< Columns. */
  size_t height; /**< Rows. */
} ScipixCropSize;

/**
 * Fills `params` with the defaults. @threadsafe
 *
 * @param params  receives `struct_size` and the default of each field
 * @return OK, or a general status
 */
ScipixStatus scipix_crop_params_init(struct ScipixCropParams *params);

/**
 * Computes the size of a crop by the rule of PaddleOCR and RapidOCR: its width is the longer one of the two horizontal
 * sides, its height that of the two vertical ones, both truncated to whole pixels and at least 1. A crop that is turned
 * has the two swapped. @threadsafe
 *
 * @param quad_xy   8 numbers: x and y of the corners top left, top right, bottom right and bottom left
 * @param params    `turn_ratio`, from which on the crop is turned
 * @param out_size  receives the size
 * @return OK; INVALID_ARGUMENT for corners that are not finite or a `turn_ratio` that is negative or not finite;
 *         OUT_OF_RANGE for a side above 2^24
 */
ScipixStatus scipix_crop_quad_size(const float *quad_xy,
                                   const struct ScipixCropParams *params,
                                   struct ScipixCropSize *out_size);

/**
 * Fills `dst` with what `src` shows in a quadrilateral, seen in perspective. Pixels are interpolated as `params` say; beyond
 * the border is the nearest pixel. There is no smoothing: a crop much smaller than its quadrilateral skips pixels.
 * @threadsafe
 *
 * @param src      any format but BIT1 and GRAY16
 * @param quad_xy  8 numbers: x and y of the corners that become top left, top right, bottom right and bottom left; of a
 *                 crop that is turned bottom left, top left, top right and bottom right
 * @param params   interpolation, what corners are, and `turn_ratio`, from which on the crop is turned
 * @param dst      the same format and any size, such as that of `scipix_crop_quad_size`
 * @return OK; INVALID_ARGUMENT for corners that are not finite or not those of a convex quadrilateral with an area, and for
 *         a `turn_ratio` that is negative or not finite; OUT_OF_RANGE for a side above 2^24 where `turn_ratio` is not 0;
 *         UNSUPPORTED for BIT1 and GRAY16, or where the formats differ
 */
ScipixStatus scipix_image_crop_quad_with(const ScipixImage *src,
                                         const float *quad_xy,
                                         const struct ScipixCropParams *params,
                                         const ScipixImageMut *dst);

/**
 * Tells the shape and bytes of what `scipix_image_crops_to_tensor` will write. @threadsafe
 *
 * @param src        any format but BIT1 and GRAY16; its pixels are not read
 * @param quads_xy   8 numbers for each quadrilateral: x and y of the corners that become top left, top right, bottom right
 *                   and bottom left
 * @param count      how many quadrilaterals
 * @param crop       interpolation, what corners are, the `turn_ratio` from which on a crop is turned, and `pad_flat`
 * @param params     what is made of each crop
 * @param out_shape  receives the four dimensions in the order of the layout
 * @param out_bytes  NULL, or receives the size of the tensor
 * @return OK; those of `scipix_crop_quad_size` and `scipix_image_tensor_shape`
 */
ScipixStatus scipix_image_crops_tensor_shape(const ScipixImage *src,
                                             const float *quads_xy,
                                             size_t count,
                                             const struct ScipixCropParams *crop,
                                             const ScipixTensorParams *params,
                                             size_t *out_shape,
                                             size_t *out_bytes);

/**
 * Writes quadrilaterals of a page, such as all of its lines of text, as one tensor: each is cropped as
 * `scipix_image_crop_quad_with` does, at the size of `scipix_crop_quad_size`, and converted as `scipix_image_to_tensor`
 * does. One quadrilateral that cannot be cropped fails the call, whose message names its index, and nothing is written.
 * With `pad_flat`, the image in the tensor of one that is not convex or has no area is `fill` instead, and does not count
 * for the tensor's size; corners that are not finite always fail. Extra memory: the crops, kept for the next call up to 32
 * MiB; up to 4 MiB of tables and rows for each of up to 8 threads, kept; and 80 bytes for each quadrilateral. Once calls
 * have seen the sizes of their crops, they allocate only the latter, but for filters other than NEAREST, BILINEAR and AREA
 * by whole factors, which allocate tables for each crop. @threadsafe
 *
 * @param src        any format but BIT1 and GRAY16
 * @param quads_xy   8 numbers for each quadrilateral: x and y of the corners that become top left, top right, bottom right
 *                   and bottom left
 * @param count      how many quadrilaterals; 0 is OK and writes nothing
 * @param crop       interpolation, what corners are, the `turn_ratio` from which on a crop is turned, and `pad_flat`
 * @param params     what is made of each crop
 * @param out        receives the tensor; aligned to its elements; must not overlap `src` or `quads_xy`
 * @param out_bytes  bytes at `out`: as `scipix_image_crops_tensor_shape` tells
 * @return OK; those of `scipix_image_crop_quad_with` and `scipix_image_to_tensor`
 */
ScipixStatus scipix_image_crops_to_tensor(const ScipixImage *src,
                                          const float *quads_xy,
                                          size_t count,
                                          const struct ScipixCropParams *crop,
                                          const ScipixTensorParams *params,
                                          void *out,
                                          size_t out_bytes);

/** @} */

/**
 * @defgroup line_groups Groups of text lines for a recogniser that reads several lines in one tensor
 *
 * Lines of one tensor are padded to the widest, which costs time and can change the text that is read. Thread-safe; allocates
 * nothing.
 *
 * @code{.c}
 * const ScipixCropSize lines[4] = {{100, 24}, {320, 48}, {96, 24}, {310, 48}};
 * ScipixLineGroupParams params;
 * ScipixLineGroup groups[4];
 * uint32_t order[4];
 * size_t count;
 * scipix_line_group_params_init(&params); // 48 rows, at most a tenth of a group is padding
 * ScipixStatus status = scipix_line_groups(lines, 4, &params, order, groups, &count);
 * assert(status == SCIPIX_STATUS_OK && count == 2);
 * assert(groups[0].width == 320 && order[groups[0].first] == 1 && order[groups[0].first + 1] == 3);
 * assert(groups[1].width == 200 && groups[1].len == 2); // the result at place i belongs to line order[i]
 * @endcode
 * @{
 */

/** Limits of groups of lines; fill it with `scipix_line_group_params_init`. */
typedef struct ScipixLineGroupParams {
  uint32_t struct_size; /**< In: `sizeof(ScipixLineGroupParams)`. */
  uint32_t height; /**< Height to which the recogniser's input scales a line, at least 1; default 48. */
  /** The most columns of a group, `len * width`; a wider line is a group of its own. 0, the default: no limit. */
  uint32_t max_columns;
  uint32_t max_lines; /**< The most lines of a group. 0, the default: no limit. */
  /**
   * The largest part of a group's columns that is padding, from 0, which groups lines of one width, to 1; default 0.1.
   */
  float max_padding;
  /** Widths are rounded up to a multiple of this, for models that need one. 0 and 1, the default, leave them. */
  uint32_t width_multiple;
  uint32_t min_width; /**< Narrower lines are padded to this width; default 0. */
  /** Wider lines are squeezed to this width, a multiple of `width_multiple`. 0, the default: no limit. */
  uint32_t max_width;
} ScipixLineGroupParams;

/** Lines that share a tensor. */
typedef struct ScipixLineGroup {
  size_t first; /**< Place of the first line in the order. */
  size_t len; /**< Number of lines. */
  size_t width; /**< Columns of the tensor: those of the widest line. */
} ScipixLineGroup;

/**
 * Fills `params` with the defaults. @threadsafe
 *
 * @param params  receives `struct_size` and the default of each field
 * @return OK, or a general status
 */
ScipixStatus scipix_line_group_params_init(struct ScipixLineGroupParams *params);

/**
 * Plans groups of lines of similar width: lines are sorted by the columns that they have at the recogniser's height,
 * `width * params.height / height` rounded up, and cut into groups from the widest down. @threadsafe
 *
 * @param sizes       width and height of each line's crop, as `scipix_crop_quad_size` gives them
 * @param count       how many lines; 0 is OK
 * @param params      height and limits
 * @param out_order   receives the line at each place, `count` of them: the result at place `i` belongs to line
 *                    `out_order[i]`, which undoes the order
 * @param out_groups  receives the groups; room for `count` is needed
 * @param out_len     receives the number of groups
 * @return OK; INVALID_ARGUMENT for a line without pixels, a height of 0, a padding that is not from 0 to 1, a `min_width`
 *         above `max_width`, or a `max_width` that is no multiple of `width_multiple`; OUT_OF_RANGE for 2^32 lines or
 *         more, or for a line with more columns than the address space. The results must not overlap `sizes` or each other
 */
ScipixStatus scipix_line_groups(const ScipixCropSize *sizes,
                                size_t count,
                                const struct ScipixLineGroupParams *params,
                                uint32_t *out_order,
                                struct ScipixLineGroup *out_groups,
                                size_t *out_len);

/** @} */

/**
 * @defgroup ctc Greedy CTC decoding
 *
 * Thread-safe; borrows its buffers for the call only, and splits large work over threads. The ids are the same at every SIMD
 * level and thread count, and so is every bit of the probabilities.
 *
 * @code{.c}
 * // Four steps of three classes, the first the blank: 1, 1 again, blank, 2.
 * const float scores[4 * 3] = {.1f, .8f, .1f, .2f, .7f, .1f, .9f, .05f, .05f, 0, .1f, .9f};
 * uint32_t ids[4];
 * float probabilities[4];
 * size_t count;
 * ScipixStatus status =
 *     scipix_ctc_greedy(scores, 4, 3, 0, SCIPIX_SCORES_PROBABILITIES, ids, probabilities, 4, &count);
 * assert(status == SCIPIX_STATUS_OK && count == 2 && ids[0] == 1 && ids[1] == 2);
 * @endcode
 * @{
 */

/** Kind of a recogniser's scores. */
typedef int32_t ScipixScores;
#define SCIPIX_SCORES_LOGITS 0 /**< Any numbers: their softmax are the probabilities. */
#define SCIPIX_SCORES_PROBABILITIES 1 /**< Probabilities, taken as they are. */

/**
 * Decodes the output of a CTC recogniser greedily: the class with the greatest score of each step, the first of equals; then
 * each run of one class becomes one symbol, and runs of `blank` none. NaN never wins; a step of nothing but NaN is a blank.
 *
 * The probability of a symbol is the mean over its run. Of logits a step's is `1 / sum(exp(score - greatest))`, with a
 * relative error of at most 2^-17; NaN adds nothing to the sum, and scores that are infinite count as the limit does: `n`
 * classes at +infinity have `1 / n` each. Source of the decoding: Graves et al., Connectionist Temporal Classification,
 * 2006, section 3.2 (best path).
 *
 * Extra memory: 8 bytes a step, above 256 steps. @threadsafe
 *
 * @param scores             `steps` rows of `classes` scores, aligned to 4 bytes
 * @param steps              how many rows; 0 is OK and gives no symbol
 * @param classes            scores in a row, up to 2^32
 * @param blank              the class that stands for no symbol: 0 for most models
 * @param kind               a `SCIPIX_SCORES_*`
 * @param out_ids            receives the symbols; NULL where `cap` is 0
 * @param out_probabilities  NULL, or receives a probability for each; room for `cap`
 * @param cap                ids that fit at `out_ids`; `steps` are enough
 * @param out_len            receives the number of symbols
 * @return OK; SIZE_MISMATCH where there are more than `cap`: then `out_len` has their number, and nothing else is written;
 *         INVALID_ARGUMENT for a `blank` that is no class or more than 2^32 classes
 */
ScipixStatus scipix_ctc_greedy(const float *scores,
                               size_t steps,
                               size_t classes,
                               size_t blank,
                               ScipixScores kind,
                               uint32_t *out_ids,
                               float *out_probabilities,
                               size_t cap,
                               size_t *out_len);

/** @} */

/**
 * @defgroup ctc_texts Texts of decoded lines: their symbols, where those stand, and what else they may be
 *
 * A ScipixCtcTexts is what `scipix_ctc_decoder_decode` writes to. It holds the texts of all lines of one decode, with
 * their symbols and alternatives, and what is got from it is borrowed: it lies in that memory until the next decode into
 * it, or until it is freed. Its memory is kept from decode to decode. Use one for each thread that decodes; a list that is
 * no longer decoded into may be read by several threads, one at a time. During a decode, the scoring function cannot read
 * or free the texts that are being written. The chapter of CTC decoders has an example:
 *
 * @code{.c}
 * ScipixCtcTexts *texts = NULL;
 * ScipixStatus status = scipix_ctc_texts_new(&texts);
 * assert(status == SCIPIX_STATUS_OK && scipix_ctc_texts_len(texts) == 0 && scipix_ctc_texts_count(texts, 0) == 0);
 * // ... decode lines, and look at their texts ...
 * scipix_ctc_texts_free(texts);
 * @endcode
 * @{
 */

/** Texts of decoded lines. Opaque; made by `scipix_ctc_texts_new`, freed by `scipix_ctc_texts_free`. */
typedef struct ScipixCtcTexts ScipixCtcTexts;

/** A decoded symbol. */
typedef struct ScipixCtcSymbol {
  uint32_t id; /**< Its class. */
  uint32_t first_step; /**< The first of its steps. */
  uint32_t last_step; /**< The last of its steps. */
  float probability; /**< The mean of its probability over its steps. */
} ScipixCtcSymbol;

/** A class that may stand in place of a symbol. */
typedef struct ScipixCtcAlternative {
  uint32_t id; /**< Class, or the blank where there are no more alternatives. */
  float probability; /**< Its probability in the step in which the symbol is most probable. */
} ScipixCtcAlternative;

/** A text that a line may read. Pointers are borrowed until the texts are decoded into again or freed. */
typedef struct ScipixCtcText {
  uint32_t struct_size; /**< In: `sizeof(ScipixCtcText)`. */
  float mean_probability; /**< Mean of the probabilities of the symbols; 0 without symbols. */
  const struct ScipixCtcSymbol *symbols; /**< The symbols in order. */
  size_t symbol_count; /**< Number of symbols. */
  /**
   * The alternatives of all symbols: those of symbol `i` begin at `i * alternatives_per_symbol`, the most probable
   * first.
   */
  const struct ScipixCtcAlternative *alternatives;
  size_t alternatives_per_symbol; /**< Number of alternatives of each symbol, as the config asked for. */
  /**
   * Natural logarithm of the text's probability: of the best path without a beam, else of all paths of the beam that
   * read so.
   */
  double log_probability;
  double score; /**< Sum of `log_probability` and what the scoring function added: texts are ordered by it. */
} ScipixCtcText;

/**
 * Makes an empty list of texts, which keeps the memory of what is decoded into it. @threadsafe
 *
 * @param out_texts  receives the list, NULL on failure; owned: free it with `scipix_ctc_texts_free`
 * @return OK, or a general status
 */
ScipixStatus scipix_ctc_texts_new(struct ScipixCtcTexts **out_texts);

/**
 * Returns the number of lines of the last decode. @onethread
 *
 * @param texts  the texts
 * @return the number; 0 for NULL
 */
size_t scipix_ctc_texts_len(const struct ScipixCtcTexts *texts);

/**
 * Returns the number of texts of a line: 1 without a beam; with one up to `texts` of the config. @onethread
 *
 * @param texts  the texts
 * @param line   index of the line
 * @return the number; 0 for NULL and for a line that there is not
 */
size_t scipix_ctc_texts_count(const struct ScipixCtcTexts *texts, size_t line);

/**
 * Tells a text of a line. @onethread
 *
 * @param texts     the texts
 * @param line      index of the line
 * @param rank      0 for the best text, then in the order of their scores
 * @param out_text  `struct_size` set by the caller; receives the rest
 * @return OK; OUT_OF_RANGE for a line or a text that there is not; DEADLOCK inside the decode that writes the texts
 */
ScipixStatus scipix_ctc_texts_get(const struct ScipixCtcTexts *texts,
                                  size_t line,
                                  size_t rank,
                                  struct ScipixCtcText *out_text);

/**
 * Frees texts.
 *
 * @param texts  the texts; NULL is OK and does nothing
 * @return OK; DEADLOCK inside the decode that writes them, and they live on
 */
ScipixStatus scipix_ctc_texts_free(struct ScipixCtcTexts *texts);

/** @} */

/**
 * @defgroup ctc_decoder CTC decoders: many lines at once, steps and alternatives of each symbol, weights of classes, beam search
 *
 * A decoder holds parameters and scratch memory, and texts hold results: once both have grown to the lines that they
 * see, a decode on one thread allocates nothing. Texts are the same at every SIMD level and thread count.
 *
 * @code{.c}
 * // Four steps of three classes, the first the blank: 1 or 2, 1, blank, 2.
 * const float scores[4 * 3] = {.1f, .5f, .4f, .2f, .7f, .1f, .9f, .05f, .05f, 0, .1f, .9f};
 * ScipixCtcLine line = {scores, 4, 0};
 * ScipixCtcConfig config;
 * ScipixCtcDecoder *decoder = NULL;
 * ScipixCtcTexts *texts = NULL;
 * ScipixCtcText best = {sizeof best, 0, NULL, 0, NULL, 0, 0, 0}, second = best;
 * scipix_ctc_config_init(&config);
 * config.classes = 3;
 * config.kind = SCIPIX_SCORES_PROBABILITIES;
 * config.beam_width = 10;
 * config.texts = 2;
 * ScipixStatus status = scipix_ctc_decoder_new(&config, &decoder);
 * if (status == SCIPIX_STATUS_OK) status = scipix_ctc_texts_new(&texts);
 * if (status == SCIPIX_STATUS_OK) status = scipix_ctc_decoder_decode(decoder, &line, 1, texts);
 * if (status == SCIPIX_STATUS_OK) status = scipix_ctc_texts_get(texts, 0, 0, &best);
 * if (status == SCIPIX_STATUS_OK) status = scipix_ctc_texts_get(texts, 0, 1, &second);
 * assert(status == SCIPIX_STATUS_OK && best.log_probability > second.log_probability);
 * assert(best.symbol_count == 2 && best.symbols[0].id == 1 && best.symbols[0].last_step == 1);
 * assert(second.symbol_count == 3 && second.symbols[0].id == 2); // 2 1 2
 * scipix_ctc_texts_free(texts);
 * scipix_ctc_decoder_free(decoder);
 * @endcode
 * @{
 */

/** A decoder. Opaque; made by `scipix_ctc_decoder_new`, freed by `scipix_ctc_decoder_free`. */
typedef struct ScipixCtcDecoder ScipixCtcDecoder;

/** A set of words. Opaque; made by `scipix_ctc_lexicon_new`, freed by `scipix_ctc_lexicon_free`. */
typedef struct ScipixCtcLexicon ScipixCtcLexicon;

/**
 * Scores symbols after a prefix, for instance by an n-gram model: writes a term for each of `next`, which is added to
 * the score of the texts that go on so. `-INFINITY` forbids the symbol; NaN and `INFINITY` fail the decode. For the
 * end of the text `next` is the blank alone. Returns OK, another status, or a code of its own from 1000 on.
 */
typedef ScipixStatus (*ScipixCtcScoreFn)(void *user_data,
                                         const uint32_t *prefix,
                                         size_t prefix_len,
                                         const uint32_t *next,
                                         size_t next_count,
                                         float *out_terms);

/** Parameters of a decoder. */
typedef struct ScipixCtcConfig {
  uint32_t struct_size; /**< `sizeof(ScipixCtcConfig)`. */
  ScipixScores kind; /**< A `SCIPIX_SCORES_*`; LOGITS by default. */
  ScipixElement element; /**< SCIPIX_ELEMENT_F32, the default, or SCIPIX_ELEMENT_F16: the type of the scores. */
  uint32_t alternatives; /**< Alternatives to list for each symbol, usually itself among them: 0, the default, to 64. */
  size_t classes; /**< Scores in a row, up to 2^32; to be set. */
  size_t blank; /**< The class that stands for no symbol; 0 by default. */
  /**
   * NULL, or the classes that may appear: bit `i % 32` of word `i / 32` for class `i`, in `(classes + 31) / 32`
   * words. The blank always may.
   */
  const uint32_t *allowed;
  /**
   * NULL, or `classes` factors for the probabilities of the classes: finite, not negative; 0 forbids a class, but
   * not the blank. Probabilities are not divided by their new sum, so factors above 1 can make some exceed 1.
   */
  const float *weights;
  uint32_t beam_width; /**< Prefixes that a beam search keeps, up to 65536; 0, the default, decodes by the best path. */
  uint32_t texts; /**< The most texts of a line, with a beam; 1 by default. */
  /** The most symbols that a step may add to a prefix, those with the greatest scores; 40 by default. */
  uint32_t max_symbols;
  /**
   * A step adds only symbols whose log probability is at most this far below the step's best; 7 by default, INFINITY
   * for all.
   */
  float symbol_bound;
  /** Prefixes are kept only if their score is at most this far below the best; 10 by default, INFINITY for all. */
  float beam_bound;
  uint32_t reserved; /**< Zero. */
  /** NULL, or the words that texts consist of, with a beam. It may be freed when the decoder is made. */
  const struct ScipixCtcLexicon *lexicon;
  /**
   * NULL, or a scoring function, with a beam. It is called on the calling thread and, if there are several lines, on
   * others, several at once.
   */
  ScipixCtcScoreFn score;
  void *user_data; /**< Given to `score`; it must live until the decoder is freed. */
} ScipixCtcConfig;

/** A recogniser's output for one line: a row of scores for each time step. */
typedef struct ScipixCtcLine {
  const void *scores; /**< Scores of the decoder's `element`, aligned to it. */
  size_t steps; /**< Number of rows; 0 gives a text without symbols. */
  /**
   * Scores from the start of a row to that of the next; 0 for rows without gaps. A tensor of shape [steps, lines,
   * classes] has a stride of `lines * classes`.
   */
  size_t stride;
} ScipixCtcLine;

/**
 * Builds a lexicon. @threadsafe
 *
 * @param symbols      the symbols of all words, one word after the other
 * @param lens         the number of symbols of each word, at least 1; a word may come twice. The empty text
 *                     fits every lexicon
 * @param count        number of words
 * @param separator    class of the symbol between words, of which a text may also end in one; UINT32_MAX: a text is
 *                     one word
 * @param out_lexicon  receives the lexicon, NULL on failure; owned: free it with `scipix_ctc_lexicon_free`
 * @return OK; INVALID_ARGUMENT for an empty word; UNSUPPORTED for 2^32 - 1 symbols and more
 */
ScipixStatus scipix_ctc_lexicon_new(const uint32_t *symbols,
                                    const size_t *lens,
                                    size_t count,
                                    uint32_t separator,
                                    struct ScipixCtcLexicon **out_lexicon);

/**
 * Frees a lexicon. Decoders that were made with it keep its words.
 *
 * @param lexicon  the lexicon; NULL is OK and does nothing
 * @return OK, or a general status
 */
ScipixStatus scipix_ctc_lexicon_free(struct ScipixCtcLexicon *lexicon);

/**
 * Fills a config with the defaults. @threadsafe
 *
 * @param config  receives the defaults
 * @return OK, or a general status
 */
ScipixStatus scipix_ctc_config_init(struct ScipixCtcConfig *config);

/**
 * Makes a decoder. @threadsafe
 *
 * @param config       the parameters, whose arrays are copied
 * @param out_decoder  receives the decoder, NULL on failure; owned: free it with `scipix_ctc_decoder_free`
 * @return OK; INVALID_ARGUMENT for parameters out of range, an `element` that is neither F32 nor F16, a lexicon or a
 *         scoring function without a beam, or a lexicon with the blank or a class that there is not; UNSUPPORTED where
 *         `reserved` is not 0
 */
ScipixStatus scipix_ctc_decoder_new(const struct ScipixCtcConfig *config, struct ScipixCtcDecoder **out_decoder);

/**
 * Decodes lines, several at once on the library's threads. @threadsafe
 *
 * NaN never wins. Without a beam, steps are decoded as by `scipix_ctc_greedy`. With one, a step in which no class has
 * a probability above 0 is a blank, and probabilities above 1 count as 1. A line that no text of the lexicon fits has
 * no texts.
 *
 * @param decoder  the decoder
 * @param lines    `count` lines
 * @param count    how many; 0 is OK
 * @param texts    receives the texts of each line in place of what it had; used by no other thread meanwhile. Empty on
 *                 failure
 * @return OK; INVALID_ARGUMENT for a stride below the classes, or a scoring function that gave NaN or INFINITY;
 *         UNSUPPORTED for a beam whose text has more than about 2^27 / steps symbols, as only lines of more than 10,000
 *         steps have; DEADLOCK where a decode, of this thread or another, is writing the texts; the failure of the
 *         scoring function for the first line, in order, for which it failed, a code of its own unchanged
 */
ScipixStatus scipix_ctc_decoder_decode(const struct ScipixCtcDecoder *decoder,
                                       const struct ScipixCtcLine *lines,
                                       size_t count,
                                       ScipixCtcTexts *texts);

/**
 * Frees a decoder, which no thread uses any more.
 *
 * @param decoder  the decoder; NULL is OK and does nothing
 * @return OK; DEADLOCK inside its own scoring function, and the decoder lives on
 */
ScipixStatus scipix_ctc_decoder_free(struct ScipixCtcDecoder *decoder);

/** @} */

/**
 * @defgroup word_boxes Word and character boxes: where on the page the symbols of a line stand
 *
 * @code{.c}
 * // Classes: blank, A, B, space. Steps 0 and 2 read A and B, step 6 a space, step 8 A.
 * const uint32_t characters[] = {0, 'A', 'B', ' '};
 * const ScipixCtcSymbol symbols[] = {{1, 0, 0, 1}, {2, 2, 2, 1}, {3, 6, 6, 1}, {1, 8, 8, 1}};
 * const float quad_xy[8] = {100, 50, 200, 50, 200, 70, 100, 70};
 * ScipixWordBoxParams params;
 * ScipixWordBox boxes[4];
 * size_t count = 0;
 * scipix_word_box_params_init(&params);
 * params.columns = 10; // the crop is as wide as 10 steps
 * ScipixStatus status = scipix_word_boxes(symbols, 4, characters, 4, quad_xy, &params, boxes, 4, &count);
 * assert(status == SCIPIX_STATUS_OK && count == 2 && boxes[0].symbol_count == 2 && boxes[1].first_symbol == 3);
 * assert(boxes[1].corners_xy[0] == 175 && boxes[1].corners_xy[2] == 195);
 * @endcode
 * @{
 */

/** Unit of text that a word box holds. */
typedef int32_t ScipixWordUnit;
/**
 * A word. It ends at spaces, at gaps, and where Chinese or Japanese characters meet others; a run of those is one
 * word.
 */
#define SCIPIX_WORD_UNIT_WORDS 0
#define SCIPIX_WORD_UNIT_CHARACTERS 1 /**< A character other than a space. */
/**
 * A word if the line has no Chinese characters, else a character: what RapidOCR 3 gives, within a pixel. Its boxes reach
 * past the line by a few pixels where opposite sides of it differ in length.
 */
#define SCIPIX_WORD_UNIT_RAPIDOCR 2
#define SCIPIX_WORD_UNIT_RAPIDOCR_CHARACTERS 3 /**< A character, with the boxes of RapidOCR. */

/** Parameters of word boxes. */
typedef struct ScipixWordBoxParams {
  uint32_t struct_size; /**< `sizeof(ScipixWordBoxParams)`. */
  ScipixWordUnit unit; /**< A `SCIPIX_WORD_UNIT_*`; WORDS by default. */
  /**
   * Number of steps that the crop takes up; to be set. It is the number of the line's steps if the crop fills the
   * tensor, and else `steps * crop_width * tensor_height / (crop_height * tensor_width)`, with the crop's size as
   * `scipix_crop_quad_size` gives it.
   */
  double columns;
  /**
   * A word ends where the first step of the next symbol is more than this many after that of the last one; 5 by
   * default.
   */
  uint32_t gap;
  /**
   * Width in pixels of the crop that was read, before it was scaled to the height of the tensor; 0, the default: the
   * longer side of the quadrilateral along the line, in whole pixels.
   */
  uint32_t crop_width;
  /**
   * Quarter turns to the left by which the crop was turned before it was read: 0, the default, 1 for a vertical
   * line, such as one that `turn_ratio` turned, 2 for a line that stands on its head, 3 for a vertical one that does.
   */
  uint32_t quarter_turns;
  uint32_t reserved; /**< Zero. */
} ScipixWordBoxParams;

/** The box of a word or of a character. */
typedef struct ScipixWordBox {
  uint32_t first_symbol; /**< The first of its symbols. */
  uint32_t symbol_count; /**< Number of its symbols. */
  float probability; /**< Mean of their probabilities. */
  /** Corners on the page: x and y of the top left, top right, bottom right and bottom left, as the text is read. */
  float corners_xy[8];
} ScipixWordBox;

/**
 * Fills params with the defaults. @threadsafe
 *
 * @param params  receives the defaults
 * @return OK, or a general status
 */
ScipixStatus scipix_word_box_params_init(struct ScipixWordBoxParams *params);

/**
 * Computes the boxes of the words or characters of a line, in the order of the text. A character is as wide as
 * characters of the line's words are apart on average, and lies around the middle of its first step, within the crop;
 * where two boxes overlap, both end in the middle. From the crop, boxes are brought to the page in its perspective.
 * Spaces have no box. Corners are what those of `quad_xy` are, the centres of pixels or their edges: a crop of a box shows
 * the columns of the line's crop, with the same `corners`. @threadsafe
 *
 * Extra memory, kept for later calls: 44 bytes a symbol.
 *
 * @param symbols          `symbol_count` symbols of a text
 * @param symbol_count     how many; there are never more boxes
 * @param characters       code points of the classes: that of class `i` at `i`
 * @param character_count  number of classes
 * @param quad_xy          8 numbers, x and y of the corners of the line on the page, in the order that
 *                         `scipix_image_crop_quad` takes them
 * @param params           the parameters
 * @param out_boxes        receives the boxes; NULL where `cap` is 0
 * @param cap              boxes that fit at `out_boxes`
 * @param out_len          receives the number of boxes
 * @return OK; SIZE_MISMATCH where there are more than `cap`: then `out_len` has their number, and nothing else is
 *         written; INVALID_ARGUMENT for params out of range, or corners that are not those of a convex quadrilateral
 *         with an area; OUT_OF_RANGE for a symbol that `characters` does not have; UNSUPPORTED where `reserved` is not 0
 */
ScipixStatus scipix_word_boxes(const ScipixCtcSymbol *symbols,
                               size_t symbol_count,
                               const uint32_t *characters,
                               size_t character_count,
                               const float *quad_xy,
                               const struct ScipixWordBoxParams *params,
                               struct ScipixWordBox *out_boxes,
                               size_t cap,
                               size_t *out_len);

/** @} */

/**
 * @defgroup batch_item Batches: what is processed, and the callbacks
 *
 * The batcher below collects items into batches and gives each item its result.
 * @{
 */

/** An item to be processed. */
typedef struct ScipixBatchItem {
  uint64_t id; /**< Names the item for the caller. */
  void *data; /**< Belongs to the caller; the library does not look at it. */
  uint64_t group; /**< Only items of equal groups share a batch, such as lines of one width. */
  uint32_t cost; /**< Counts against `max_batch_cost`, such as the width of a line. */
  /** Its level: 1 is the highest, `priority_levels` of the batcher the lowest; 0 is `default_priority`. */
  uint32_t priority;
} ScipixBatchItem;

/** The answer of an item. */
typedef struct ScipixBatchResult {
  void *data; /**< Set by the processing function; NULL where the item was not processed. */
  ScipixStatus status; /**< OK, or why the item failed. */
} ScipixBatchResult;

/**
 * Processes `count` items. It sets `data` and `status` of the result of each, at the same index; they are preset to NULL
 * and NOT_SET. It runs on a thread of the batcher, on several at once where there are several workers. It must not unwind.
 */
typedef void (*ScipixBatchFn)(void *user_data,
                              const struct ScipixBatchItem *items,
                              size_t count,
                              struct ScipixBatchResult *out_results);

/**
 * Receives the answer of an item; `item` is borrowed for the call. It runs on a thread of the batcher, or on one that
 * cancels, takes or completes batches, polls, or frees. It must not unwind.
 */
typedef void (*ScipixDoneFn)(void *user_data, const struct ScipixBatchItem *item, struct ScipixBatchResult result);

/** @} */

/**
 * @defgroup batcher Batcher: single items, from any number of threads, become batches, and each gets its own answer
 *
 * An accepted item is answered exactly once, whatever happens; a rejected one stays the caller's. `data` of an item is
 * borrowed from its submission until its answer. Answers of one batch come in the order of its items, which is that of
 * submission, with priorities within each level.
 *
 * Failures: a result that the processing function leaves as it was is NOT_SET; another status stands for that item
 * alone. Closing refuses new items and runs those that are queued.
 *
 * An item whose deadline passes while it is queued is answered DEADLINE_MISSED at that time, whatever the workers do. A
 * thread of the batcher sleeps until the next deadline and gives these answers. An item whose deadline comes before its
 * window ends waits for no others: an idle worker takes it at once. With `target_latency_us`, a batch's items that are
 * expected to be answered after their deadline (from measured batch times) are answered DEADLINE_MISSED when the batch is
 * taken.
 *
 * With `priority_levels`, a worker takes queued items of a higher level first. Items of one level keep the order of
 * submission. An item that has waited `priority_aging_us` in its level moves up to the end of the next higher one, so
 * that no item starves. Groups, windows, costs and deadlines work as without priorities: of the groups that may be
 * taken, the one with the first item by priority is next, and its batch begins with that item. A batch that is being
 * processed is not interrupted.
 *
 * Callbacks run without any lock of the library: they may submit, cancel and close. Freeing, draining or waiting inside
 * a callback of the same batcher is DEADLOCK and changes nothing, and BLOCK acts as REJECT there.
 *
 * A batcher belongs to the process that made it: in a forked child its functions return CLOSED.
 *
 * @code{.c}
 * static void recognise(void *user_data, const ScipixBatchItem *items, size_t count, ScipixBatchResult *out_results) {
 *   (void)user_data;
 *   for (size_t i = 0; i < count; ++i) {
 *     out_results[i].data = items[i].data; // a model would run on all of them at once
 *     out_results[i].status = SCIPIX_STATUS_OK;
 *   }
 * }
 *
 * ScipixBatcherConfig config;
 * ScipixBatcher *batcher = NULL;
 * int page = 7;
 * ScipixBatchItem item = {1, &page, 0, 0, 1}; // of priority 1, the highest
 * ScipixBatchResult result;
 * scipix_batcher_config_init(&config);
 * config.max_wait_us = 2000;
 * config.priority_levels = 2; // 1 for a waiting user, 2, the default, for the rest
 * ScipixStatus status = scipix_batcher_new(&config, recognise, NULL, &batcher);
 * if (status == SCIPIX_STATUS_OK) {
 *   status = scipix_batcher_submit_wait(batcher, &item, SCIPIX_WAIT_FOREVER, &result);
 * }
 * assert(status == SCIPIX_STATUS_OK && result.data == &page);
 * scipix_batcher_free(batcher);
 * @endcode
 * @{
 */

/** A batcher. Opaque; made by `scipix_batcher_new`, freed by `scipix_batcher_free`. */
typedef struct ScipixBatcher ScipixBatcher;

/** When an incomplete batch is dispatched. */
typedef int32_t ScipixBatchMode;
/**
 * Incomplete batches are dispatched when `preferred_batch_size` items of a group are queued and a worker is idle, or when
 * the oldest item of the group has waited `max_wait_us` since it was submitted.
 */
#define SCIPIX_BATCH_MODE_WINDOW 0
#define SCIPIX_BATCH_MODE_GREEDY 1 /**< Incomplete batches are dispatched as soon as a worker is idle. */

/** How a submission to a full queue is treated. */
typedef int32_t ScipixQueuePolicy;
#define SCIPIX_QUEUE_POLICY_REJECT 0 /**< It returns QUEUE_FULL. */
/** It waits for room, and returns TIMEOUT where there is none within `block_timeout_us`. */
#define SCIPIX_QUEUE_POLICY_BLOCK 1

/** Configuration of a batcher. Fill it with `scipix_batcher_config_init`, then change what should differ. */
typedef struct ScipixBatcherConfig {
  uint32_t struct_size; /**< `sizeof(ScipixBatcherConfig)`. */
  ScipixBatchMode mode; /**< A `SCIPIX_BATCH_MODE_*`. Default WINDOW. */
  ScipixQueuePolicy queue_policy; /**< A `SCIPIX_QUEUE_POLICY_*`. Default REJECT. */
  uint32_t workers; /**< Threads that process batches, 1 to 1024; where batches are pulled none starts. Default 1. */
  size_t max_batch_size; /**< Most items in a batch; below 16, lower `preferred_batch_size` too. Default 32. */
  /** When this many items of a group are queued, an idle worker takes them without waiting for more. Default 16. */
  size_t preferred_batch_size;
  /**
   * Most items queued and answers that wait to be polled, together. Items being processed are not counted. Default
   * 1000.
   */
  size_t max_queue_size;
  /**
   * WINDOW: how long the oldest item of a group waits for others; with a target, at most half of what processing
   * leaves of `target_latency_us`. Default 50000.
   */
  uint64_t max_wait_us;
  uint64_t max_batch_cost; /**< Greatest sum of the costs in a batch; 0 is no limit. Default 0. */
  /**
   * Above 0: batches are kept so small that items are answered within this time of their submission, as far as the
   * time that the processing takes allows. Default 0.
   */
  uint64_t target_latency_us;
  uint64_t block_timeout_us; /**< How long BLOCK waits for room. Default `SCIPIX_WAIT_FOREVER`. */
  /**
   * 1: items that can no longer be answered within `target_latency_us`, which must be above 0, are answered
   * DEADLINE_MISSED instead of being processed. Default 0.
   */
  uint32_t shed_late;
  uint32_t reserved; /**< Zero. */
  /** Levels of priority, 16 at most, of which 1 is the highest; 0 or 1: items have no priorities. Default 0. */
  uint32_t priority_levels;
  uint32_t default_priority; /**< The level of items whose `priority` is 0; 0 is the lowest level. Default 0. */
  /**
   * How long an item waits in one level before it moves up to the end of the next higher one, at least 1;
   * `SCIPIX_WAIT_FOREVER`: it never does. Default 1000000.
   */
  uint64_t priority_aging_us;
} ScipixBatcherConfig;

/**
 * Fills a config with its defaults. @threadsafe
 *
 * @param config  receives `struct_size` and every default
 * @return OK, or a general status
 */
ScipixStatus scipix_batcher_config_init(struct ScipixBatcherConfig *config);

/**
 * Makes a batcher and starts its threads. @threadsafe
 *
 * @param config       NULL for the defaults
 * @param fn           processes batches, on threads of the batcher; NULL: batches are pulled with
 *                     `scipix_batcher_next_batch`, and its only thread is the one that keeps deadlines
 * @param user_data    handed to `fn`; must be usable on any thread until the batcher is freed
 * @param out_batcher  receives the batcher, to be freed with `scipix_batcher_free`; NULL on failure
 * @return OK; INVALID_ARGUMENT for a zero size, `workers` of 0 or above 1024, `preferred_batch_size` above
 *         `max_batch_size`, `shed_late` above 1 or without a target, `priority_levels` above 16, `default_priority` above
 *         them, or several levels with a `priority_aging_us` of 0; UNSUPPORTED for a field that this release does not have, or
 *         `reserved` not 0, and on a platform without threads; IO where a thread cannot be started
 */
ScipixStatus scipix_batcher_new(const struct ScipixBatcherConfig *config,
                                ScipixBatchFn fn,
                                void *user_data,
                                struct ScipixBatcher **out_batcher);

/**
 * Submits an item. @threadsafe
 *
 * @param batcher      the batcher
 * @param item         copied; what its `data` points to is borrowed until the answer
 * @param deadline_us  from now: an item that is not dispatched by then is answered DEADLINE_MISSED; 0 for none
 * @param done         takes the answer, exactly once, perhaps before this returns; NULL: it is to be polled with
 *                     `scipix_batcher_poll_done`
 * @param user_data    handed to `done`; must be usable on any thread until then
 * @param out_ticket   NULL, or receives a number for `scipix_batcher_cancel`, never 0
 * @return OK; QUEUE_FULL; TIMEOUT where BLOCK waited in vain; CLOSED; INVALID_ARGUMENT for a cost above `max_batch_cost` or
 *         a priority above `priority_levels`; OUT_OF_MEMORY. If not OK the item was not accepted
 */
ScipixStatus scipix_batcher_submit(struct ScipixBatcher *batcher,
                                   const ScipixBatchItem *item,
                                   uint64_t deadline_us,
                                   ScipixDoneFn done,
                                   void *user_data,
                                   uint64_t *out_ticket);

/**
 * Submits many items at little more than the cost of one. Accepts as many as it can, from the first on. @threadsafe
 *
 * @param batcher       the batcher
 * @param items         copied, as by `scipix_batcher_submit`
 * @param count         how many
 * @param deadline_us   from now, for each; 0 for none
 * @param done          takes each answer; NULL: they are to be polled
 * @param user_data     handed to `done`
 * @param out_accepted  receives how many were accepted, also on failure
 * @return OK where all were accepted; otherwise why the first of the others was not, as `scipix_batcher_submit`
 */
ScipixStatus scipix_batcher_submit_many(struct ScipixBatcher *batcher,
                                        const ScipixBatchItem *items,
                                        size_t count,
                                        uint64_t deadline_us,
                                        ScipixDoneFn done,
                                        void *user_data,
                                        size_t *out_accepted);

/**
 * Submits an item and waits for its answer. Once the item is dispatched the call waits for the answer however long it
 * takes, so that `item.data` is never in use after it returns. @threadsafe
 *
 * @param batcher     the batcher
 * @param item        what to process
 * @param timeout_us  how long to wait for its dispatch; what is not dispatched by then is withdrawn
 * @param out_result  receives the answer, whose status is the item's; written only on OK
 * @return OK where there is an answer; TIMEOUT where it was withdrawn, or there was no room; DEADLOCK inside a callback
 *         of this batcher; otherwise as `scipix_batcher_submit`
 */
ScipixStatus scipix_batcher_submit_wait(struct ScipixBatcher *batcher,
                                        const ScipixBatchItem *item,
                                        uint64_t timeout_us,
                                        ScipixBatchResult *out_result);

/**
 * Answers an item that is still queued with CANCELLED, on this thread. @threadsafe
 *
 * @param batcher  the batcher
 * @param ticket   as `scipix_batcher_submit` gave it
 * @return OK; NOT_FOUND where it is being processed, was answered, or never was
 */
ScipixStatus scipix_batcher_cancel(struct ScipixBatcher *batcher, uint64_t ticket);

/**
 * Returns how many items a batch may have now: `max_batch_size`, or fewer where `target_latency_us` asks for it.
 * @threadsafe
 *
 * @param batcher  the batcher
 * @return the number; 0 for NULL
 */
size_t scipix_batcher_current_batch_limit(const struct ScipixBatcher *batcher);

/**
 * Refuses new items from now on, and lets those that are queued wait no longer. Calls that wait for room return
 * CLOSED; those that wait for a batch or an answer do so once none are left. Does not wait. @threadsafe
 *
 * @param batcher  the batcher
 * @return OK, also where it was closed before
 */
ScipixStatus scipix_batcher_close(struct ScipixBatcher *batcher);

/**
 * Runs all items that are queued now, without letting them wait for others, and waits until they and those being processed
 * are answered. Others may submit meanwhile; their items are not waited for. Where batches are pulled, another thread must
 * pull them. @threadsafe
 *
 * @param batcher     the batcher
 * @param timeout_us  how long to wait
 * @return OK; TIMEOUT, after which they still run; DEADLOCK inside a callback of this batcher
 */
ScipixStatus scipix_batcher_drain(struct ScipixBatcher *batcher,
                                  uint64_t timeout_us);

/**
 * Closes, runs what is queued, and ends the threads, waiting for callbacks that still run. Where batches are pulled,
 * answers what is queued CANCELLED; batches that were taken stay usable. Answers that were not polled are lost: close,
 * and poll until CLOSED, to have them all. Callbacks on its threads and on this one may use the handle until the last
 * of them has returned; no other thread may, but for waiting in a call that began before.
 *
 * @param batcher  the batcher; NULL does nothing
 * @return OK; DEADLOCK inside a callback of this batcher, which stays as it is
 */
ScipixStatus scipix_batcher_free(struct ScipixBatcher *batcher);

/** @} */

/**
 * @defgroup batch_stats Batcher: statistics
 * @{
 */

/** Summary of a histogram. */
typedef struct ScipixHistogram {
  uint64_t count; /**< Number of values. */
  uint64_t mean; /**< Mean of the values, rounded to the nearest. */
  uint64_t p50; /**< Half of them are not above this, to 1/32. */
  uint64_t p95; /**< 95 % of them are not above this, to 1/32. */
  uint64_t p99; /**< 99 % of them are not above this, to 1/32. */
  uint64_t max; /**< The largest. */
} ScipixHistogram;

/**
 * Counts since a batcher was made, and its present state. `submitted` is the sum of `completed`, `failed`, `shed`,
 * `cancelled` and of the items that are not answered yet.
 */
typedef struct ScipixBatcherStats {
  uint32_t struct_size; /**< In: `sizeof(ScipixBatcherStats)`. */
  uint32_t reserved; /**< Zero. */
  uint64_t submitted; /**< Items accepted. */
  uint64_t completed; /**< Items answered OK. */
  uint64_t failed; /**< Items processed and answered with another status. */
  uint64_t rejected; /**< Items refused with QUEUE_FULL, CLOSED, or TIMEOUT for want of room. */
  uint64_t shed; /**< Items answered DEADLINE_MISSED. */
  uint64_t cancelled; /**< Items answered CANCELLED, or withdrawn by `scipix_batcher_submit_wait`. */
  uint64_t batches; /**< Batches dispatched. */
  uint64_t queue_depth; /**< Items queued now. */
  uint64_t oldest_wait_us; /**< How long the oldest of them has waited. */
  /** Batches dispatched because they had as many items, or as much cost, as a batch may have. */
  uint64_t dispatched_full;
  uint64_t dispatched_preferred; /**< Batches dispatched at the preferred size because a worker was idle. */
  uint64_t dispatched_timeout; /**< Batches dispatched because their oldest item had waited long enough. */
  uint64_t dispatched_idle; /**< Batches dispatched because a worker was idle, in mode GREEDY. */
  uint64_t dispatched_drain; /**< Batches dispatched because the batcher was closed or drained. */
  struct ScipixHistogram queue_wait_us; /**< How long items waited for their batch. */
  struct ScipixHistogram service_us; /**< How long batches took. */
  struct ScipixHistogram batch_size; /**< How many items batches had. */
  /**
   * Items queued now by the level that they were submitted to, at index 0 those of priority 1. Without priorities all
   * are there.
   */
  uint64_t level_depths[16];
} ScipixBatcherStats;

/**
 * Reads the statistics of a batcher. @threadsafe
 *
 * @param batcher    the batcher
 * @param out_stats  `struct_size` set by the caller; the rest is filled
 * @return OK, or a general status
 */
ScipixStatus scipix_batcher_stats(const ScipixBatcher *batcher, struct ScipixBatcherStats *out_stats);

/** @} */

/**
 * @defgroup pull Batches and answers without callbacks: for runtimes that want no foreign thread to call them
 *
 * On the side of the work, threads of the caller take batches of a batcher made with `fn` NULL and complete them. On the
 * side of the requests, answers of items submitted with `done` NULL are polled, woken by a file descriptor if need be.
 *
 * @code{.c}
 * ScipixBatcherConfig config;
 * ScipixBatcher *batcher = NULL;
 * ScipixBatch *batch = NULL;
 * int page = 7;
 * ScipixBatchItem item = {1, &page, 0, 0, 0};
 * ScipixDone done;
 * size_t count;
 * scipix_batcher_config_init(&config);
 * config.mode = SCIPIX_BATCH_MODE_GREEDY;
 * ScipixStatus status = scipix_batcher_new(&config, NULL, NULL, &batcher); // no function: batches are pulled
 * if (status == SCIPIX_STATUS_OK) status = scipix_batcher_submit(batcher, &item, 0, NULL, NULL, NULL);
 * if (status == SCIPIX_STATUS_OK) status = scipix_batcher_next_batch(batcher, SCIPIX_WAIT_FOREVER, &batch);
 * if (status == SCIPIX_STATUS_OK) {
 *   ScipixBatchResult result = {scipix_batch_items(batch, &count)[0].data, SCIPIX_STATUS_OK};
 *   status = scipix_batch_complete(batch, &result, 1);
 * }
 * if (status == SCIPIX_STATUS_OK) status = scipix_batcher_poll_done(batcher, SCIPIX_WAIT_FOREVER, &done, 1, &count);
 * assert(status == SCIPIX_STATUS_OK && count == 1 && done.result.data == &page);
 * scipix_batcher_free(batcher);
 * @endcode
 * @{
 */

/** A batch that was taken. Owned: given back by `scipix_batch_complete` or `scipix_batch_free`. @onethread */
typedef struct ScipixBatch ScipixBatch;

/** An answer that was polled. */
typedef struct ScipixDone {
  ScipixBatchItem item; /**< The item, as it was submitted. */
  ScipixBatchResult result; /**< The answer. */
} ScipixDone;

/**
 * Takes the next batch, of a batcher made with `fn` NULL. Any number of threads may take batches and work on them at
 * once; `workers` does not count here. @threadsafe
 *
 * @param batcher     the batcher
 * @param timeout_us  how long to wait for a batch
 * @param out_batch   receives the batch; NULL on failure
 * @return OK; TIMEOUT; CLOSED when there is nothing left and nothing will come; INVALID_ARGUMENT where the batcher has
 *         threads of its own; DEADLOCK for waiting inside a callback of this batcher
 */
ScipixStatus scipix_batcher_next_batch(ScipixBatcher *batcher, uint64_t timeout_us, struct ScipixBatch **out_batch);

/**
 * Returns the items of a batch, in the order of their submission. @onethread
 *
 * @param batch      the batch
 * @param out_count  NULL, or receives how many
 * @return the items, borrowed until the batch is completed or freed; NULL for NULL
 */
const ScipixBatchItem *scipix_batch_items(const struct ScipixBatch *batch, size_t *out_count);

/**
 * Answers the items of a batch, on this thread. Works after the batcher was freed, too. @onethread
 *
 * @param batch    the batch; gone where the call returns OK, as it was otherwise
 * @param results  one for each item, at the same index
 * @param count    how many
 * @return OK; SIZE_MISMATCH where `count` is not that of the items; CLOSED in a forked child
 */
ScipixStatus scipix_batch_complete(struct ScipixBatch *batch, const ScipixBatchResult *results, size_t count);

/**
 * Gives up a batch: its items are answered CALLBACK_FAILED, on this thread. @onethread
 *
 * @param batch  the batch; NULL does nothing
 * @return OK, or a general status
 */
ScipixStatus scipix_batch_free(struct ScipixBatch *batch);

/**
 * Takes answers of items submitted with `done` NULL, in the order in which they came. Works after closing. @threadsafe
 *
 * @param batcher     the batcher
 * @param timeout_us  how long to wait for the first answer
 * @param out_done    receives the answers
 * @param cap         how many it has room for; where it is 0 the call does nothing
 * @param out_count   receives how many there were, also on failure
 * @return OK; TIMEOUT; CLOSED when there is none left and none will come; DEADLOCK for waiting inside a callback of this
 *         batcher
 */
ScipixStatus scipix_batcher_poll_done(ScipixBatcher *batcher,
                                      uint64_t timeout_us,
                                      struct ScipixDone *out_done,
                                      size_t cap,
                                      size_t *out_count);

/**
 * Returns a file descriptor that is readable while answers wait to be polled, for `poll`, `epoll` and event loops. It must
 * not be read, written or closed. @threadsafe
 *
 * @param batcher  the batcher
 * @return the descriptor, borrowed until the batcher is freed; -1 where there is none, which is everywhere but on Linux
 */
int scipix_batcher_done_fd(const ScipixBatcher *batcher);

/**
 * Returns an event object of Windows that is set while answers wait to be polled, for `WaitForSingleObject`,
 * `WaitForMultipleObjects` and event loops. It must not be set, reset or closed. @threadsafe
 *
 * @param batcher  the batcher
 * @return the `HANDLE`, borrowed until the batcher is freed; NULL where there is none, which is everywhere but on Windows
 */
void *scipix_batcher_done_event(const ScipixBatcher *batcher);

/** @} */

/**
 * @defgroup parallel Parallel work: the caller's own loops, on the library's threads or on the host's
 *
 * The calling thread always works too, and waits only for helpers that have begun. At thread count 1, or an optimization
 * level below PARALLEL, it works alone. Callbacks hold no lock of the library, may call any function of it, and must not
 * unwind.
 *
 * @code{.c}
 * static ScipixStatus square(void *user_data, size_t begin, size_t end) {
 *   long *numbers = (long *)user_data;
 *   for (size_t i = begin; i < end; ++i) numbers[i] *= numbers[i];
 *   return SCIPIX_STATUS_OK;
 * }
 *
 * long numbers[1000];
 * for (long i = 0; i < 1000; ++i) numbers[i] = i;
 * ScipixStatus status = scipix_parallel_for(1000, 0, square, numbers);
 * assert(status == SCIPIX_STATUS_OK && numbers[999] == 999 * 999);
 * @endcode
 * @{
 */

/** Works on the items `begin` to `end - 1`; returns OK, another status, or a code of its own from 1000 on. */
typedef ScipixStatus (*ScipixRangeFn)(void *user_data, size_t begin, size_t end);

/** Makes `*out_result`, NULL at first, of one item; returns OK, another status, or a code of its own from 1000 on. */
typedef ScipixStatus (*ScipixMapFn)(void *user_data, void *item, void **out_result);

/** A task that the host's threads run: one of `count`. */
typedef void (*ScipixTaskFn)(void *task_data, size_t index);

/**
 * Executor of the host, for `scipix_set_executor`: it runs tasks of the library on the host's threads, and is no
 * ScipixExecutor, which runs jobs of the caller. It calls `task(task_data, i)` once for each i below `count`, in any order
 * and on any threads, the calling one included, and returns OK when all have returned. On failure none may run any more:
 * the library then does the work on the calling thread. Tasks never wait for each other.
 */
typedef ScipixStatus (*ScipixExecutorFn)(void *user_data, ScipixTaskFn task, void *task_data, size_t count);

/**
 * Calls `fn` with ranges that together hold every number below `count` once, from several threads, and returns when all
 * calls have returned. The first failure stops what has not begun. Calls may nest. @threadsafe
 *
 * @param count      how many items; 0 is OK and does nothing
 * @param grain      items to a call, the last one fewer; 1 suits items of very different cost. 0: automatic, large ranges
 *                   first and single items at the end
 * @param fn         called on the calling thread and on others, several at once
 * @param user_data  given to `fn`
 * @return OK; the failure of `fn` for the first range, in order, that failed, a code of its own unchanged
 */
ScipixStatus scipix_parallel_for(size_t count,
                                 size_t grain,
                                 ScipixRangeFn fn,
                                 void *user_data);

/**
 * Calls `fn` once for each item, from several threads, and returns when all calls have returned. A failure stops nothing:
 * each item has its own result and status, in the order of the items. Calls may nest. @threadsafe
 *
 * @param items         `count` pointers, given to `fn`
 * @param count         how many; 0 is OK and does nothing
 * @param grain         items that a thread takes at once; 0: automatic
 * @param fn            called on the calling thread and on others, several at once
 * @param user_data     given to `fn`
 * @param out_results   receives `count` pointers, NULL for an item that failed; may be `items`
 * @param out_statuses  NULL, or receives `count` statuses
 * @return OK; else the status of the first item, in order, that failed
 */
ScipixStatus scipix_parallel_map(void *const *items,
                                 size_t count,
                                 size_t grain,
                                 ScipixMapFn fn,
                                 void *user_data,
                                 void **out_results,
                                 ScipixStatus *out_statuses);

/**
 * Has `parallel_for`, `parallel_map` and image operations run on the host's threads instead of the library's, for every
 * later call of any thread. A ScipixExecutor and its jobs are not concerned. Work in flight ends where it began: keep
 * `user_data` until those calls have returned. Inside a task parallel work stays on its thread. @threadsafe
 *
 * @param run          called on threads that call the library, several at once; NULL goes back to the library's threads
 * @param concurrency  how many tasks the host can run at once, the calling thread included; takes the place of the thread
 *                     count, except that a thread count of 1 still means none but the caller's
 * @param user_data    given to `run`
 * @return OK; INVALID_ARGUMENT where `run` is given and `concurrency` is 0
 */
ScipixStatus scipix_set_executor(ScipixExecutorFn run,
                                 size_t concurrency,
                                 void *user_data);

/** @} */

/**
 * @defgroup pipeline Pipelines: stages that overlap, each with its own threads and a bounded queue; what comes out is in order
 *
 * While stage 2 works on one item, stage 1 works on the next. A pipeline holds as many items as all stages have workers
 * and queue places. An item occupies a place from push to fetch, which bounds memory and makes a slow stage block the
 * producer.
 *
 * A pipeline's threads are its own; the thread count has no say in them. Callbacks run on them, hold no lock of the
 * library, and must not unwind. Inside a callback of a pipeline, waiting for it, fetching from it, and freeing it are
 * DEADLOCK. In a forked child the pipelines of its parent are CLOSED; it may make its own.
 *
 * @code{.c}
 * static ScipixStatus twice(void *user_data, void *item, void **out_result) {
 *   (void)user_data;
 *   *(int *)item *= 2;
 *   *out_result = item;
 *   return SCIPIX_STATUS_OK;
 * }
 *
 * ScipixStage stages[2] = {{0}};
 * int pages[3] = {1, 2, 3};
 * void *items[3] = {&pages[0], &pages[1], &pages[2]};
 * ScipixPipeline *pipeline = NULL;
 * stages[0].fn = stages[1].fn = twice;
 * stages[0].workers = stages[1].workers = 1;
 * ScipixStatus status = scipix_pipeline_new(stages, 2, &pipeline);
 * if (status == SCIPIX_STATUS_OK) status = scipix_pipeline_run(pipeline, items, 3, items, NULL);
 * assert(status == SCIPIX_STATUS_OK && pages[2] == 12);
 * scipix_pipeline_free(pipeline);
 * @endcode
 * @{
 */

/** A pipeline. Opaque; made by `scipix_pipeline_new`, freed by `scipix_pipeline_free`. */
typedef struct ScipixPipeline ScipixPipeline;

/** Frees an item that will not be delivered. */
typedef void (*ScipixDropFn)(void *user_data, void *item);

/** One stage of a pipeline. Zero what is not set. */
typedef struct ScipixStage {
  ScipixMapFn fn; /**< Makes the item that the next stage gets; several at once where `workers` is above 1. */
  void *user_data; /**< Given to `fn` and `drop`. */
  /**
   * NULL, or frees an item that entered this stage, or as the last stage's result left it, and will not be delivered:
   * called by `scipix_pipeline_free` alone, on the thread that calls it.
   */
  ScipixDropFn drop;
  uint32_t workers; /**< Threads of this stage: at most so many of its items at once. 1 to 1024. */
  uint32_t queue; /**< Items that may wait before it; 0: twice the workers. */
  uint64_t reserved[2]; /**< Must be 0. */
} ScipixStage;

/** Counters of a stage since the pipeline was made. */
typedef struct ScipixStageStats {
  uint32_t struct_size; /**< Set by the caller to `sizeof(ScipixStageStats)`. */
  uint32_t reserved; /**< 0. */
  uint64_t items; /**< Items that it has worked on. */
  uint64_t failed; /**< Those of them that failed. */
  uint64_t busy_us; /**< Time of its threads in `fn`, added up. */
  uint64_t waiting_us; /**< Time of its threads waiting for an item, or for room in the next stage, added up. */
  uint64_t queue_depth; /**< Items that wait before it now. */
} ScipixStageStats;

/**
 * Makes a pipeline and starts its threads. @threadsafe
 *
 * @param stages        `count` stages, copied
 * @param count         1 to 16
 * @param out_pipeline  receives the pipeline, NULL on failure; owned: free it with `scipix_pipeline_free`
 * @return OK; NULL_POINTER, also for a stage without `fn`; INVALID_ARGUMENT for no or too many stages or workers;
 *         UNSUPPORTED where `reserved` is not 0, and on a platform without threads; IO where a thread cannot be started
 */
ScipixStatus scipix_pipeline_new(const struct ScipixStage *stages, size_t count, struct ScipixPipeline **out_pipeline);

/**
 * Runs a list of items: pushes every item and fetches every result, in order. An item that fails skips the later stages,
 * and its result is the pointer that entered the failing stage. One run at a time per pipeline. @threadsafe
 *
 * @param pipeline      the pipeline, with no pushed items unfetched
 * @param items         `count` pointers, given to the first stage
 * @param count         how many; 0 runs no callback, and fails where other counts would
 * @param out_results   receives `count` pointers; may be `items`
 * @param out_statuses  NULL, or receives `count` statuses
 * @return OK; INVALID_ARGUMENT while pushed items are unfetched or another run is in progress; CLOSED; DEADLOCK inside a
 *         callback of this pipeline; else the status of the first item, in order, that failed
 */
ScipixStatus scipix_pipeline_run(struct ScipixPipeline *pipeline,
                                 void *const *items,
                                 size_t count,
                                 void **out_results,
                                 ScipixStatus *out_statuses);

/**
 * Takes an item in; waits while the pipeline is full. @threadsafe
 *
 * @param pipeline    the pipeline
 * @param item        given to the first stage; the caller's again where this fails
 * @param timeout_us  how long to wait for room; 0 does not wait, `SCIPIX_WAIT_FOREVER` waits without end
 * @return OK; TIMEOUT; CLOSED; INVALID_ARGUMENT while a run is in progress; DEADLOCK where it would wait inside a callback
 *         of this pipeline
 */
ScipixStatus scipix_pipeline_push(struct ScipixPipeline *pipeline,
                                  void *item,
                                  uint64_t timeout_us);

/**
 * Fetches the result of the next item in the order of pushing; waits for it. @threadsafe
 *
 * @param pipeline    the pipeline
 * @param timeout_us  how long to wait; 0 does not wait, `SCIPIX_WAIT_FOREVER` waits without end
 * @param out_result  receives the last stage's result; for an item that failed, the pointer that entered that stage
 * @param out_status  receives the item's status
 * @return OK, whatever the item's status; TIMEOUT; CLOSED when the pipeline is closed and everything was fetched;
 *         INVALID_ARGUMENT while a run is in progress; DEADLOCK inside a callback of this pipeline
 */
ScipixStatus scipix_pipeline_next(struct ScipixPipeline *pipeline,
                                  uint64_t timeout_us,
                                  void **out_result,
                                  ScipixStatus *out_status);

/**
 * Reads a stage's counters. The stage that is busy while the others wait is the bottleneck. @threadsafe
 *
 * @param pipeline   the pipeline
 * @param stage      which, from 0
 * @param out_stats  `struct_size` set by the caller; receives the rest
 * @return OK; OUT_OF_RANGE for no such stage
 */
ScipixStatus scipix_pipeline_stage_stats(const struct ScipixPipeline *pipeline,
                                         size_t stage,
                                         struct ScipixStageStats *out_stats);

/**
 * Refuses further items. What is inside goes on, and `scipix_pipeline_next` still delivers it; a push that waits returns
 * CLOSED. May be called again, and inside a callback. @threadsafe
 *
 * @param pipeline  the pipeline
 * @return OK; CLOSED in a forked child
 */
ScipixStatus scipix_pipeline_close(struct ScipixPipeline *pipeline);

/**
 * Lets running callbacks end, begins none, gives what was not fetched to its stage's `drop`, in no order, and frees the
 * pipeline. Nobody else may be using it.
 *
 * @param pipeline  the pipeline; NULL is OK and does nothing
 * @return OK; DEADLOCK inside a callback of this pipeline, which then lives on
 */
ScipixStatus scipix_pipeline_free(struct ScipixPipeline *pipeline);

/** @} */

/**
 * @defgroup executor Executors: threads that run jobs, a bounded number at once, and keep each status until it is waited for
 *
 * An executor's threads are its own, started as jobs come; `scipix_set_thread_count` does not limit them. Callbacks
 * run on them and hold no lock of the library; they may submit and cancel, and must not unwind. Inside a callback of
 * an executor, waiting for it and freeing it are DEADLOCK. In a forked child the executors of its parent are CLOSED;
 * the child may make its own.
 *
 * @code{.c}
 * static ScipixStatus increment(void *user_data) {
 *   ++*(int *)user_data;
 *   return SCIPIX_STATUS_OK;
 * }
 *
 * int count = 0;
 * uint64_t ticket;
 * ScipixExecutor *executor = NULL;
 * ScipixStatus status = scipix_executor_new(2, 0, &executor), job = SCIPIX_STATUS_OK;
 * if (status == SCIPIX_STATUS_OK) status = scipix_executor_submit(executor, increment, NULL, &count, &ticket);
 * if (status == SCIPIX_STATUS_OK) status = scipix_executor_wait(executor, ticket, SCIPIX_WAIT_FOREVER, &job);
 * assert(status == SCIPIX_STATUS_OK && job == SCIPIX_STATUS_OK && count == 1);
 * scipix_executor_free(executor);
 * @endcode
 * @{
 */

/**
 * An executor, which runs the caller's jobs on threads of its own; the host's executor of `scipix_set_executor` is another
 * thing. Opaque; made by `scipix_executor_new`, freed by `scipix_executor_free`.
 */
typedef struct ScipixExecutor ScipixExecutor;

/** Runs a job. Returns OK, another status, or a code of its own from 1000 on. */
typedef ScipixStatus (*ScipixJobFn)(void *user_data);

/**
 * Receives the status of a job that has ended, once, before those who wait for the job are woken. Runs on the job's
 * thread; for a cancelled job on the thread that cancels.
 */
typedef void (*ScipixJobDoneFn)(void *user_data, ScipixStatus status);

/**
 * Makes an executor. Its threads start when jobs need them. @threadsafe
 *
 * @param max_concurrent  most jobs that run at once, their `done` included; 0: no bound, and a new thread for each job
 *                        that finds no idle one
 * @param max_queued      most jobs that wait for a thread, besides those that run; 0: no bound
 * @param out_executor    receives the executor, NULL on failure; owned: free it with `scipix_executor_free`
 * @return OK; UNSUPPORTED on a platform without threads
 */
ScipixStatus scipix_executor_new(size_t max_concurrent, size_t max_queued, struct ScipixExecutor **out_executor);

/**
 * Queues a job. Jobs begin in the order of submission. @threadsafe
 *
 * @param executor    the executor
 * @param fn          called once on a thread of the executor, unless the job is cancelled
 * @param done        NULL, or called once when the job has ended or was cancelled
 * @param user_data   given to `fn` and `done`
 * @param out_ticket  receives a number above 0 for `_wait` and `_cancel`; the job's status is kept until a wait takes it.
 *                    NULL: nothing is kept
 * @return OK; QUEUE_FULL; CLOSED while it is being freed; IO where no thread can be started. On failure no callback is called
 */
ScipixStatus scipix_executor_submit(struct ScipixExecutor *executor,
                                    ScipixJobFn fn,
                                    ScipixJobDoneFn done,
                                    void *user_data,
                                    uint64_t *out_ticket);

/**
 * Waits until a job has ended, its `done` included. Success consumes the ticket. @threadsafe
 *
 * @param executor    the executor
 * @param ticket      as `scipix_executor_submit` gave it
 * @param timeout_us  how long to wait; 0 does not wait, `SCIPIX_WAIT_FOREVER` waits without end
 * @param out_status  receives the job's status; CANCELLED for a cancelled one
 * @return OK, whatever the job's status; TIMEOUT, after which the ticket is still valid; NOT_FOUND for a ticket that
 *         was waited for already, or never given; DEADLOCK inside a callback of this executor
 */
ScipixStatus scipix_executor_wait(struct ScipixExecutor *executor,
                                  uint64_t ticket,
                                  uint64_t timeout_us,
                                  ScipixStatus *out_status);

/**
 * Waits until no job is queued or running. Tickets stay valid. @threadsafe
 *
 * @param executor    the executor
 * @param timeout_us  how long to wait; 0 does not wait, `SCIPIX_WAIT_FOREVER` waits without end
 * @return OK; TIMEOUT; DEADLOCK inside a callback of this executor
 */
ScipixStatus scipix_executor_wait_all(struct ScipixExecutor *executor, uint64_t timeout_us);

/**
 * Cancels a job that has not begun: its status is CANCELLED, `fn` is never called, `done` is called on this thread.
 * @threadsafe
 *
 * @param executor  the executor
 * @param ticket    as `scipix_executor_submit` gave it; its status is kept until a wait takes it
 * @return OK; NOT_FOUND where the job has begun or ended, or never was
 */
ScipixStatus scipix_executor_cancel(struct ScipixExecutor *executor, uint64_t ticket);

/**
 * Takes no more jobs, runs all that are queued, and frees the executor; statuses that nobody waited for are lost. No
 * other thread may use it meanwhile, except its callbacks until the last has returned.
 *
 * @param executor  the executor; NULL is OK and does nothing
 * @return OK; DEADLOCK inside a callback of this executor, which then lives on
 */
ScipixStatus scipix_executor_free(struct ScipixExecutor *executor);

/** @} */

/**
 * @defgroup pool Pools: buffers that are used again instead of allocated again
 *
 * Every buffer's address is aligned to 64 bytes or more, from 2 MiB on to a huge page. The content of a fresh buffer is
 * undefined. Each thread caches a few idle buffers of the pools that it uses, at most 2 MiB for each pool; when the thread
 * ends they go back to their pools. The other idle buffers of a pool are shared by all threads. The buffer released last is
 * acquired first.
 *
 * After `fork` the child can use all pools, but not the buffers that other threads of the parent had cached. At optimization
 * levels below FULL each acquire allocates and each release frees, with the same results.
 *
 * @code{.c}
 * ScipixPoolConfig config;
 * ScipixPool *pool = NULL;
 * ScipixBuffer buffer = {NULL, 0, 0, 0};
 * scipix_pool_config_init(&config);
 * config.buffer_size = 4096;
 * ScipixStatus status = scipix_pool_new(&config, &pool);
 * if (status == SCIPIX_STATUS_OK) status = scipix_pool_acquire(pool, &buffer);
 * if (status == SCIPIX_STATUS_OK) status = scipix_buffer_append(&buffer, (const uint8_t *)"page", 4);
 * assert(status == SCIPIX_STATUS_OK && buffer.len == 4 && buffer.capacity == 4096);
 * scipix_buffer_release(&buffer); // on any thread; the next acquire takes it again
 * scipix_pool_free(pool);
 * @endcode
 * @{
 */

/** A pool of buffers of one size. Opaque; made by `scipix_pool_new`, freed by `scipix_pool_free`. */
typedef struct ScipixPool ScipixPool;

/** The size, alignment and limits of a pool's buffers. */
typedef struct ScipixPoolConfig {
  uint32_t struct_size; /**< `sizeof(ScipixPoolConfig)`. */
  /** 1: the whole buffer is overwritten with zeros when it is released, for secrets. Default 0. */
  uint32_t zero_on_release;
  size_t buffer_size; /**< Bytes of each buffer. Default 65536. */
  /** Alignment of each buffer's address: a power of two up to 2 MiB; 0 and powers below 64 mean 64. Default 64. */
  size_t alignment;
  size_t preallocate; /**< Buffers allocated when the pool is made. Default 0. */
  /** Most idle buffers; 0 keeps none. Up to half of them may be in the caches of threads. Default 1024. */
  size_t max_idle;
  /**
   * Most bytes of all buffers, held and idle. The caches of threads take up to a quarter of them. 0 is no limit. Default 0.
   */
  uint64_t max_bytes;
} ScipixPoolConfig;

/** Class of a global pool, which the whole process shares. */
typedef int32_t ScipixPoolClass;
#define SCIPIX_POOL_CLASS_SMALL 0 /**< Buffers of 1 KiB. */
#define SCIPIX_POOL_CLASS_MEDIUM 1 /**< Buffers of 64 KiB. */
#define SCIPIX_POOL_CLASS_LARGE 2 /**< Buffers of 1 MiB. */

/**
 * A buffer that a caller holds: a value that may be copied. Give one copy to `scipix_buffer_release`, once: the token names
 * the buffer and this acquire, so that a second release of any copy is reported and harmless.
 */
typedef struct ScipixBuffer {
  uint8_t *data; /**< `capacity` bytes to use until the release; NULL in an empty value. */
  size_t len; /**< Bytes in use, 0 at first: for the caller to set, at most `capacity`. */
  size_t capacity; /**< Number of bytes at `data`. */
  uint64_t token; /**< For the library. */
} ScipixBuffer;

/** Statistics of a pool's use. While other threads use the pool they are a view of a moment. */
typedef struct ScipixPoolStats {
  uint32_t struct_size; /**< In: `sizeof(ScipixPoolStats)`. */
  uint32_t reserved; /**< Zero. */
  uint64_t acquired; /**< Buffers handed out. */
  uint64_t released; /**< Buffers given back. */
  uint64_t hits; /**< Buffers handed out without an allocation. */
  uint64_t misses; /**< Buffers handed out with an allocation. */
  uint64_t refused; /**< Acquires that failed: `max_bytes` was reached, or there was no memory. */
  uint64_t live; /**< Buffers held by callers. */
  uint64_t idle; /**< Idle buffers, including those in the caches of threads. */
  uint64_t live_bytes; /**< Bytes of the held buffers. */
  uint64_t idle_bytes; /**< Bytes of the idle buffers. */
  uint64_t peak_live_bytes; /**< Most bytes held at once; lags behind by up to what the caches of threads hold. */
} ScipixPoolStats;

/**
 * Fills a configuration with the defaults. @threadsafe
 *
 * @param config  receives them
 * @return OK, or a general status
 */
ScipixStatus scipix_pool_config_init(struct ScipixPoolConfig *config);

/**
 * Makes a pool. @threadsafe
 *
 * @param config    the configuration; NULL for the defaults
 * @param out_pool  receives the pool, NULL on failure; owned: free it with `scipix_pool_free`
 * @return OK; INVALID_ARGUMENT for a size of 0, an alignment that is no power of two up to 2 MiB, or limits that contradict
 *         each other; OVERFLOW also for preallocated buffers that exceed the address space together
 */
ScipixStatus scipix_pool_new(const struct ScipixPoolConfig *config,
                             struct ScipixPool **out_pool);

/**
 * Returns one of the global pools, which the whole process shares. @threadsafe
 *
 * @param pool_class  a `SCIPIX_POOL_CLASS_*`
 * @param out_pool    receives the pool, NULL on failure; borrowed for ever
 * @return OK, or a general status
 */
ScipixStatus scipix_pool_global(ScipixPoolClass pool_class, struct ScipixPool **out_pool);

/**
 * Acquires a buffer of the pool. @threadsafe
 *
 * @param pool        the pool
 * @param out_buffer  receives the buffer, empty on failure; owned: release it with `scipix_buffer_release`, on any thread,
 *                    also after the pool was freed
 * @return OK; OUT_OF_MEMORY also where `max_bytes` is reached
 */
ScipixStatus scipix_pool_acquire(struct ScipixPool *pool,
                                 struct ScipixBuffer *out_buffer);

/**
 * Returns the statistics of the pool. @threadsafe
 *
 * @param pool       the pool
 * @param out_stats  its `struct_size` set; the rest is filled
 * @return OK, or a general status
 */
ScipixStatus scipix_pool_stats(const struct ScipixPool *pool, struct ScipixPoolStats *out_stats);

/**
 * Frees the idle buffers of the pool and of this thread's cache. The caches of other threads keep theirs. @threadsafe
 *
 * @param pool  the pool
 * @return OK, or a general status
 */
ScipixStatus scipix_pool_trim(struct ScipixPool *pool);

/**
 * Frees the pool. Buffers that callers hold stay good, and are freed when they are released. What the caches of other threads
 * keep idle is freed when those threads end, or first use a buffer of one more pool.
 *
 * @param pool  the pool, which nobody uses any more; NULL is OK and does nothing
 * @return OK; INVALID_ARGUMENT for a pool of `scipix_pool_global`
 */
ScipixStatus scipix_pool_free(struct ScipixPool *pool);

/**
 * Acquires a buffer for `size` bytes from the global pool of the smallest class that is large enough: 1 KiB, 64 KiB, 1 MiB,
 * and the powers of two from there to 64 MiB. A larger buffer has memory of its own, freed at its release. @threadsafe
 *
 * @param size        bytes; may be 0
 * @param out_buffer  receives the buffer, empty on failure; owned: release it with `scipix_buffer_release`, on any thread
 * @return OK, or a general status
 */
ScipixStatus scipix_buffer_acquire(size_t size,
                                   struct ScipixBuffer *out_buffer);

/**
 * Appends bytes to those in use, and raises `len`. @onethread
 *
 * @param buffer  a held buffer
 * @param data    `len` bytes, which may lie in the buffer
 * @param len     number of bytes
 * @return OK; OUT_OF_RANGE, changing nothing, past the capacity; WRONG_OWNER for a buffer that is not held
 */
ScipixStatus scipix_buffer_append(struct ScipixBuffer *buffer, const uint8_t *data, size_t len);

/**
 * Releases a buffer. Of copies that are released at once, one succeeds. @threadsafe
 *
 * @param buffer  the buffer, made empty on OK; NULL and an empty one are OK and do nothing
 * @return OK; WRONG_OWNER, changing nothing, for a buffer that was released before or is not one of a pool
 */
ScipixStatus scipix_buffer_release(struct ScipixBuffer *buffer);

/** @} */

/**
 * @defgroup arena Arenas: memory for many small things that go all at once
 *
 * A block stays where it is until a rewind, a reset or the end of the arena; none is freed by itself. An arena takes memory
 * in chunks of growing size, and a large block gets a chunk of its own. `scipix.hpp` bumps the cursor inline and calls the
 * library only when a chunk is used up.
 *
 * @code{.c}
 * ScipixArena *arena = NULL;
 * ScipixArenaMark before_line;
 * void *words = NULL, *boxes = NULL;
 * ScipixStatus status = scipix_arena_new(65536, 0, &arena);
 * if (status == SCIPIX_STATUS_OK) status = scipix_arena_alloc(arena, 200, 1, &words); // kept for the page
 * if (status == SCIPIX_STATUS_OK) status = scipix_arena_mark(arena, &before_line);
 * if (status == SCIPIX_STATUS_OK) status = scipix_arena_alloc(arena, 64 * sizeof(float), 16, &boxes);
 * if (status == SCIPIX_STATUS_OK) status = scipix_arena_rewind(arena, &before_line); // boxes are given up, words stay
 * assert(status == SCIPIX_STATUS_OK && scipix_arena_usage(arena) == 200);
 * scipix_arena_free(arena);
 * @endcode
 * @{
 */

/** An arena. Opaque; made by `scipix_arena_new`, freed by `scipix_arena_free`. */
typedef struct ScipixArena ScipixArena;

/** A state of an arena to come back to. */
typedef struct ScipixArenaMark {
  uint64_t opaque[2]; /**< For the library. */
} ScipixArenaMark;

/**
 * The free part of an arena's chunk, for inline allocation: round `cur` up to the alignment. Where that is not past
 * `end`, and `size` bytes remain before `end`, the block is there: set `cur` to its end. Otherwise call
 * `scipix_arena_alloc`.
 */
typedef struct ScipixArenaCursor {
  uint8_t *cur; /**< Where free memory begins. */
  uint8_t *end; /**< Where it ends. */
} ScipixArenaCursor;

/**
 * Makes an arena. @threadsafe
 *
 * @param capacity   bytes of the first chunk; 0 for none until the first block
 * @param max_bytes  most bytes of all chunks; 0 is no limit
 * @param out_arena  receives the arena, NULL on failure; owned: free it with `scipix_arena_free`
 * @return OK; INVALID_ARGUMENT where `max_bytes` is below `capacity`
 */
ScipixStatus scipix_arena_new(size_t capacity, size_t max_bytes, struct ScipixArena **out_arena);

/**
 * Allocates a block, its content undefined. On failure the arena is as it was. @onethread
 *
 * @param arena    the arena
 * @param size     bytes; 0 gives an address that is not NULL
 * @param align    alignment of the block's address: a power of two up to 4096
 * @param out_ptr  receives the block, NULL on failure; borrowed until a rewind past it, a reset, or the arena's end
 * @return OK; INVALID_ARGUMENT for another alignment; OUT_OF_MEMORY also where `max_bytes` is reached
 */
ScipixStatus scipix_arena_alloc(struct ScipixArena *arena, size_t size, size_t align, void **out_ptr);

/**
 * Notes the state of the arena. @onethread
 *
 * @param arena     the arena
 * @param out_mark  receives the state
 * @return OK, or a general status
 */
ScipixStatus scipix_arena_mark(const struct ScipixArena *arena, struct ScipixArenaMark *out_mark);

/**
 * Gives up all blocks made after the mark, and keeps their memory for later ones. @onethread
 *
 * @param arena  the arena
 * @param mark   a state of this arena that it has not been rewound past; it stays good
 * @return OK; INVALID_ARGUMENT for a mark that was rewound past, also where something was allocated since; WRONG_OWNER for a
 *         mark of another arena
 */
ScipixStatus scipix_arena_rewind(struct ScipixArena *arena,
                                 const struct ScipixArenaMark *mark);

/**
 * Gives up all blocks, and keeps all memory for later ones. @onethread
 *
 * @param arena  the arena
 * @return OK, or a general status
 */
ScipixStatus scipix_arena_reset(struct ScipixArena *arena);

/**
 * Returns the arena's cursor, to make blocks without a call. Never fails. @onethread
 *
 * @param arena  the arena
 * @return the cursor, borrowed until the arena is freed; NULL for NULL and for another handle
 */
struct ScipixArenaCursor *scipix_arena_cursor(struct ScipixArena *arena);

/**
 * Returns the bytes in use, padding included. Never fails. @onethread
 *
 * @param arena  the arena
 * @return bytes; 0 for NULL
 */
size_t scipix_arena_usage(const struct ScipixArena *arena);

/**
 * Returns the bytes of all chunks. Never fails. @onethread
 *
 * @param arena  the arena
 * @return bytes; 0 for NULL
 */
size_t scipix_arena_capacity(const struct ScipixArena *arena);

/**
 * Frees the arena and all its blocks.
 *
 * @param arena  the arena, which nobody uses any more; NULL is OK and does nothing
 * @return OK, or a general status
 */
ScipixStatus scipix_arena_free(struct ScipixArena *arena);

/** @} */

/**
 * @defgroup model Models: files mapped into memory, and the tensors of safetensors files found by name
 *
 * A file is mapped, not read: opening one of any size takes microseconds, and its pages come in as they are used and
 * are shared with other processes. Any file may be opened as plain bytes. A file whose name ends in `.safetensors`, or
 * that begins like such a file, is checked when it is opened: every offset, size and name. Many threads may use one
 * model.
 *
 * While a file is mapped other processes must not shorten it: touching a page that has gone raises SIGBUS, which ends
 * the process. Where that cannot be ruled out, set `private_copy`. To replace a model file, rename a new one over it.
 *
 * @code{.c}
 * ScipixModel *model = NULL;
 * ScipixTensorInfo info = {sizeof info, 0, NULL, NULL, NULL, 0, NULL, 0, 0};
 * ScipixStatus status = scipix_model_open("weights.safetensors", NULL, &model);
 * if (status == SCIPIX_STATUS_OK) status = scipix_model_tensor(model, "head.weight", &info);
 * if (status != SCIPIX_STATUS_OK) puts(scipix_last_error_message()); // here there is no such file
 * scipix_model_free(model); // info.data and info.shape end with the model
 * @endcode
 * @{
 */

/** An open model file. Opaque; opened by `scipix_model_open`, freed by `scipix_model_free`. */
typedef struct ScipixModel ScipixModel;

/** Options for opening a model. Each is 0 or 1, by default 0. */
typedef struct ScipixModelConfig {
  uint32_t struct_size; /**< `sizeof(ScipixModelConfig)`. */
  uint32_t populate; /**< 1: bring in all pages during the call, so that no later use waits for the disk. */
  uint32_t huge_pages; /**< 1: ask for huge pages. Few file systems have them; without them nothing changes. */
  uint32_t private_copy; /**< 1: read the file into memory of this process, which no change of the file reaches. */
} ScipixModelConfig;

/** The way in which bytes of a model will be used. */
typedef int32_t ScipixAdvice;
#define SCIPIX_ADVICE_NORMAL 0 /**< No particular way. */
#define SCIPIX_ADVICE_SEQUENTIAL 1 /**< From front to back. */
#define SCIPIX_ADVICE_RANDOM 2 /**< Single bytes, far from each other. */
#define SCIPIX_ADVICE_WILL_NEED 3 /**< The bytes are used soon: reading begins in the background. */
/** The bytes are not used soon: their memory may be dropped, and a later use reads the file again. */
#define SCIPIX_ADVICE_DONT_NEED 4

/** A tensor of a model. All pointers are borrowed until the model is freed. */
typedef struct ScipixTensorInfo {
  uint32_t struct_size; /**< In: `sizeof(ScipixTensorInfo)`. */
  ScipixElement element; /**< A `SCIPIX_ELEMENT_*`; OTHER for any other type, which `dtype_name` tells. */
  const char *name; /**< Name of the tensor, UTF-8. */
  const char *dtype_name; /**< Type of the elements as the file names it: `"F32"`, `"BF16"`. */
  const size_t *shape; /**< `rank` extents, the outermost first. */
  size_t rank; /**< Number of extents; 0 for a single number. */
  const uint8_t *data; /**< Elements in row-major order, in the file's memory. */
  size_t data_len; /**< Number of bytes at `data`. */
  /** The largest power of two that divides the address `data`, at most 4096: the file format promises no alignment. */
  size_t alignment;
} ScipixTensorInfo;

/**
 * Fills a config with the defaults. @threadsafe
 *
 * @param options  receives `struct_size` and every default
 * @return OK, or a general status
 */
ScipixStatus scipix_model_config_init(struct ScipixModelConfig *options);

/**
 * Opens a model file, read-only. @threadsafe
 *
 * @param path       the file; on Windows UTF-8, elsewhere as the system has it
 * @param options    the configuration; NULL for the defaults
 * @param out_model  receives the model, NULL on failure; owned: free it with `scipix_model_free`
 * @return OK; INVALID_ARGUMENT for an option that is neither 0 nor 1; IO where `path` is no regular file or cannot be
 *         read; MALFORMED for a file that is named or begins like a safetensors file and is not a valid one; UNSUPPORTED on
 *         a platform without files
 */
ScipixStatus scipix_model_open(const char *path,
                               const struct ScipixModelConfig *options,
                               struct ScipixModel **out_model);

/**
 * Returns the bytes of the whole file. Never fails. @threadsafe
 *
 * @param model  the model
 * @return `scipix_model_len` bytes, borrowed until the model is freed; NULL for NULL
 */
const uint8_t *scipix_model_data(const struct ScipixModel *model);

/**
 * Returns the length of the file. Never fails. @threadsafe
 *
 * @param model  the model
 * @return bytes; 0 for NULL
 */
size_t scipix_model_len(const struct ScipixModel *model);

/**
 * Advises the system how a part of the file will be used. A private copy, and a system without such advice, ignore it.
 * @threadsafe
 *
 * @param model   the model
 * @param offset  start of the part
 * @param len     number of its bytes
 * @param advice  a `SCIPIX_ADVICE_*`
 * @return OK; OUT_OF_RANGE past the file; IO where the system refuses
 */
ScipixStatus scipix_model_advise(const struct ScipixModel *model, size_t offset, size_t len, ScipixAdvice advice);

/**
 * Starts to read a part of the file into memory, and does not wait for it: `scipix_model_advise` with WILL_NEED.
 * @threadsafe
 *
 * @param model   the model
 * @param offset  start of the part
 * @param len     number of its bytes
 * @return OK; OUT_OF_RANGE past the file; IO where the system refuses
 */
ScipixStatus scipix_model_prefetch(const struct ScipixModel *model, size_t offset, size_t len);

/**
 * Returns the number of tensors in the file. Never fails. @threadsafe
 *
 * @param model  the model
 * @return a count; 0 for a file that is just bytes, and for NULL
 */
size_t scipix_model_tensor_count(const struct ScipixModel *model);

/**
 * Finds a tensor by its place in the file's header. @threadsafe
 *
 * @param model     the model
 * @param index     below `scipix_model_tensor_count`
 * @param out_info  `struct_size` set by the caller; the rest is filled
 * @return OK; OUT_OF_RANGE for an index beyond the tensors
 */
ScipixStatus scipix_model_tensor_at(const struct ScipixModel *model, size_t index, struct ScipixTensorInfo *out_info);

/**
 * Finds a tensor by its name. @threadsafe
 *
 * @param model     the model
 * @param name      UTF-8
 * @param out_info  `struct_size` set by the caller; the rest is filled
 * @return OK; NOT_FOUND where no tensor has that name
 */
ScipixStatus scipix_model_tensor(const struct ScipixModel *model, const char *name, struct ScipixTensorInfo *out_info);

/**
 * Returns the file's metadata. Never fails. @threadsafe
 *
 * @param model  the model
 * @return a JSON object of strings as the file has it, `"{}"` where there is none and for NULL; borrowed until the model
 *         is freed
 */
const char *scipix_model_metadata(const struct ScipixModel *model);

/**
 * Closes the file. All pointers borrowed from it are invalid from then on. Quantised tensors that were opened from it
 * keep its memory alive.
 *
 * @param model  the model, which nobody uses any more; NULL is OK and does nothing
 * @return OK, or a general status
 */
ScipixStatus scipix_model_free(struct ScipixModel *model);

/** @} */

/**
 * @defgroup quant Quantisation: floats as bytes
 *
 * `x` becomes `q = saturate(round(x / scale) + zero_point)`, half to even, and comes back as `(q - zero_point) * scale`:
 * ONNX QuantizeLinear and DequantizeLinear, bit for bit as ONNX Runtime computes them. NaN becomes the least byte,
 * infinities the least and the greatest. Large work is split over threads.
 *
 * @code{.c}
 * const float values[4] = {-1.0f, 0.0f, 0.5f, 1.0f};
 * float back[4];
 * int8_t bytes[4];
 * ScipixQuantParams params;
 * ScipixStatus status = scipix_quant_params_from_data(values, 4, SCIPIX_ELEMENT_I8, &params);
 * if (status == SCIPIX_STATUS_OK) status = scipix_quantize_i8(values, 4, params, bytes);
 * if (status == SCIPIX_STATUS_OK) status = scipix_dequantize_i8(bytes, 4, params, back);
 * assert(status == SCIPIX_STATUS_OK && bytes[1] == params.zero_point && back[1] == 0.0f); // 0 is exact
 * @endcode
 * @{
 */

/** Scale and zero point: `x = (q - zero_point) * scale`. */
typedef struct ScipixQuantParams {
  float scale; /**< The value of one step: finite, above 0. */
  int32_t zero_point; /**< The byte that stands for 0, from -128 to 127 for I8, from 0 to 255 for U8. */
} ScipixQuantParams;

/**
 * Makes params for values from `min` to `max`, as ONNX DynamicQuantizeLinear does: the range is made to include 0, which is
 * exact. The range 0 to 0 has scale 1 and zero point 0. @threadsafe
 *
 * Finite values come back finite: where the range is so wide that a byte would stand for infinity, the scale is the greatest
 * by which none does.
 *
 * @param min         finite
 * @param max         finite, not below `min`
 * @param element     SCIPIX_ELEMENT_I8 or SCIPIX_ELEMENT_U8
 * @param out_params  receives the params
 * @return OK; INVALID_ARGUMENT for an end that is not finite, `min` above `max`, or another element
 */
ScipixStatus scipix_quant_params_from_range(float min,
                                            float max,
                                            ScipixElement element,
                                            struct ScipixQuantParams *out_params);

/**
 * Makes params for the range from the least to the greatest of `data`, as `scipix_quant_params_from_range` does. @threadsafe
 *
 * @param data        `len` finite values
 * @param len         number of values; none have scale 1 and zero point 0
 * @param element     SCIPIX_ELEMENT_I8 or SCIPIX_ELEMENT_U8
 * @param out_params  receives the params
 * @return OK; INVALID_ARGUMENT for a value that is not finite, or another element
 */
ScipixStatus scipix_quant_params_from_data(const float *data,
                                           size_t len,
                                           ScipixElement element,
                                           struct ScipixQuantParams *out_params);

/**
 * Makes params with zero in the middle: scale `abs_max / 127`, zero point 0 (I8) or 128 (U8). `abs_max` 0 has scale 1. Where
 * the least byte would stand for infinity the scale is the greatest by which it does not. @threadsafe
 *
 * @param abs_max     the greatest magnitude: finite, not negative
 * @param element     SCIPIX_ELEMENT_I8 or SCIPIX_ELEMENT_U8
 * @param out_params  receives the params
 * @return OK; INVALID_ARGUMENT for a magnitude that is negative or not finite, or another element
 */
ScipixStatus scipix_quant_params_symmetric(float abs_max,
                                           ScipixElement element,
                                           struct ScipixQuantParams *out_params);

/**
 * Quantises floats to signed bytes. @threadsafe
 *
 * @param data    `len` values
 * @param len     elements at `data` and at `out`
 * @param params  scale and zero point
 * @param out     receives `len` bytes; must not overlap `data`
 * @return OK; INVALID_ARGUMENT for a scale that is not finite and above 0, or a zero point outside the bytes
 */
ScipixStatus scipix_quantize_i8(const float *data, size_t len, struct ScipixQuantParams params, int8_t *out);

/**
 * Quantises floats to unsigned bytes. @threadsafe
 *
 * @param data    `len` values
 * @param len     elements at `data` and at `out`
 * @param params  scale and zero point
 * @param out     receives `len` bytes; must not overlap `data`
 * @return OK; INVALID_ARGUMENT for a scale that is not finite and above 0, or a zero point outside the bytes
 */
ScipixStatus scipix_quantize_u8(const float *data, size_t len, struct ScipixQuantParams params, uint8_t *out);

/**
 * Turns signed bytes back into floats. @threadsafe
 *
 * @param data    `len` bytes
 * @param len     elements at `data` and at `out`
 * @param params  scale and zero point
 * @param out     receives `len` values; must not overlap `data`
 * @return OK; INVALID_ARGUMENT for a scale that is not finite and above 0, or a zero point outside the bytes
 */
ScipixStatus scipix_dequantize_i8(const int8_t *data, size_t len, struct ScipixQuantParams params, float *out);

/**
 * Turns unsigned bytes back into floats. @threadsafe
 *
 * @param data    `len` bytes
 * @param len     elements at `data` and at `out`
 * @param params  scale and zero point
 * @param out     receives `len` values; must not overlap `data`
 * @return OK; INVALID_ARGUMENT for a scale that is not finite and above 0, or a zero point outside the bytes
 */
ScipixStatus scipix_dequantize_u8(const uint8_t *data, size_t len, struct ScipixQuantParams params, float *out);

/**
 * Quantises a tensor to signed bytes, each channel by its own params. @threadsafe
 *
 * @param data      `outer * channels * inner` values
 * @param outer     product of the extents before the channel's axis
 * @param channels  extent of the channel's axis
 * @param inner     product of the extents after it
 * @param params    `channels` of them
 * @param out       receives as many bytes as there are values; must not overlap `data`
 * @return OK; INVALID_ARGUMENT for a scale that is not finite and above 0, or a zero point outside the bytes
 */
ScipixStatus scipix_quantize_i8_channels(const float *data,
                                         size_t outer,
                                         size_t channels,
                                         size_t inner,
                                         const struct ScipixQuantParams *params,
                                         int8_t *out);

/**
 * Quantises a tensor to unsigned bytes, each channel by its own params. @threadsafe
 *
 * @param data      `outer * channels * inner` values
 * @param outer     product of the extents before the channel's axis
 * @param channels  extent of the channel's axis
 * @param inner     product of the extents after it
 * @param params    `channels` of them
 * @param out       receives as many bytes as there are values; must not overlap `data`
 * @return OK; INVALID_ARGUMENT for a scale that is not finite and above 0, or a zero point outside the bytes
 */
ScipixStatus scipix_quantize_u8_channels(const float *data,
                                         size_t outer,
                                         size_t channels,
                                         size_t inner,
                                         const struct ScipixQuantParams *params,
                                         uint8_t *out);

/**
 * Turns signed bytes of a tensor back into floats, each channel by its own params. @threadsafe
 *
 * @param data      `outer * channels * inner` bytes
 * @param outer     product of the extents before the channel's axis
 * @param channels  extent of the channel's axis
 * @param inner     product of the extents after it
 * @param params    `channels` of them
 * @param out       receives as many values as there are bytes; must not overlap `data`
 * @return OK; INVALID_ARGUMENT for a scale that is not finite and above 0, or a zero point outside the bytes
 */
ScipixStatus scipix_dequantize_i8_channels(const int8_t *data,
                                           size_t outer,
                                           size_t channels,
                                           size_t inner,
                                           const struct ScipixQuantParams *params,
                                           float *out);

/**
 * Turns unsigned bytes of a tensor back into floats, each channel by its own params. @threadsafe
 *
 * @param data      `outer * channels * inner` bytes
 * @param outer     product of the extents before the channel's axis
 * @param channels  extent of the channel's axis
 * @param inner     product of the extents after it
 * @param params    `channels` of them
 * @param out       receives as many values as there are bytes; must not overlap `data`
 * @return OK; INVALID_ARGUMENT for a scale that is not finite and above 0, or a zero point outside the bytes
 */
ScipixStatus scipix_dequantize_u8_channels(const uint8_t *data,
                                           size_t outer,
                                           size_t channels,
                                           size_t inner,
                                           const struct ScipixQuantParams *params,
                                           float *out);

/** @} */

/**
 * @defgroup quant_error Quantisation error: the difference between floats and the bytes that stand for them
 *
 * @code{.c}
 * const float values[4] = {-1.0f, -0.25f, 0.5f, 1.0f};
 * ScipixQuantParams params;
 * ScipixQuantError error = {sizeof error, 0, 0, 0, 0, 0};
 * uint8_t bytes[4];
 * ScipixStatus status = scipix_quant_params_from_range(-1.0f, 1.0f, SCIPIX_ELEMENT_U8, &params);
 * if (status == SCIPIX_STATUS_OK) status = scipix_quantize_u8(values, 4, params, bytes);
 * if (status == SCIPIX_STATUS_OK) status = scipix_quant_error(values, bytes, SCIPIX_ELEMENT_U8, 4, params, &error);
 * assert(status == SCIPIX_STATUS_OK && error.max_abs <= params.scale / 2 * 1.001 && error.sqnr_db > 40);
 * @endcode
 * @{
 */

/** Measures of the difference between floats and the bytes that stand for them. */
typedef struct ScipixQuantError {
  uint32_t struct_size; /**< In: `sizeof(ScipixQuantError)`. */
  uint32_t reserved; /**< Zero. */
  double mse; /**< Mean square of the differences; 0 for no values. */
  /**
   * Signal-to-quantisation-noise ratio in decibels; infinite where nothing is lost, minus infinity where all values
   * are 0 and a byte does not stand for 0.
   */
  double sqnr_db;
  double max_abs; /**< The greatest absolute difference. */
  /**
   * Cosine of the angle between the values and the dequantised values, as vectors: 1 where both are zero, 0 where
   * one is.
   */
  double cosine;
} ScipixQuantError;

/**
 * Measures the error of quantised values in one pass. Where a value is not finite, no number of the result is finite.
 * @threadsafe
 *
 * @param original   `len` values
 * @param quantized  `len` bytes
 * @param element    SCIPIX_ELEMENT_I8 or SCIPIX_ELEMENT_U8: the type of the bytes
 * @param len        number of values and of bytes
 * @param params     the params that the values were quantised with
 * @param out_error  `struct_size` set by the caller; the rest is filled
 * @return OK; INVALID_ARGUMENT for a scale that is not finite and above 0, or a zero point outside the element's range
 */
ScipixStatus scipix_quant_error(const float *original,
                                const uint8_t *quantized,
                                ScipixElement element,
                                size_t len,
                                ScipixQuantParams params,
                                struct ScipixQuantError *out_error);

/**
 * Measures the mean square error of signed bytes. @threadsafe
 *
 * @param original   `len` values
 * @param quantized  `len` bytes
 * @param len        number of values and of bytes; the mean of none is 0
 * @param params     the params that the values were quantised with
 * @param out_mse    receives the mean square
 * @return OK; INVALID_ARGUMENT for a scale that is not finite and above 0, or a zero point outside the element's range
 */
ScipixStatus scipix_quant_mse(const float *original,
                              const int8_t *quantized,
                              size_t len,
                              ScipixQuantParams params,
                              double *out_mse);

/**
 * Measures the signal-to-quantisation-noise ratio of signed bytes: `10 log10(sum x^2 / sum (x - x')^2)`, with
 * `x'` the dequantised values. @threadsafe
 *
 * @param original   `len` values
 * @param quantized  `len` bytes
 * @param len        number of values and of bytes
 * @param params     the params that the values were quantised with
 * @param out_db     receives the ratio in decibels; infinite as `sqnr_db` of `ScipixQuantError`
 * @return OK; INVALID_ARGUMENT for a scale that is not finite and above 0, or a zero point outside the element's range
 */
ScipixStatus scipix_quant_sqnr_db(const float *original,
                                  const int8_t *quantized,
                                  size_t len,
                                  ScipixQuantParams params,
                                  double *out_db);

/** @} */

/**
 * @defgroup qtensor Quantised tensors: bytes with their shape and params
 *
 * A tensor never changes, so that any thread may use it at any time until it is freed.
 *
 * @code{.c}
 * const float weights[2 * 3] = {-1.0f, 0.0f, 1.0f, -100.0f, 0.0f, 100.0f};
 * const size_t shape[2] = {2, 3};
 * ScipixQuantConfig config;
 * ScipixQTensor *tensor = NULL;
 * scipix_quant_config_init(&config); // I8, symmetric, params for each row
 * ScipixStatus status = scipix_qtensor_from_f32(weights, shape, 2, &config, &tensor);
 * assert(status == SCIPIX_STATUS_OK && scipix_qtensor_params_count(tensor) == 2);
 * assert(((const int8_t *)scipix_qtensor_data(tensor))[5] == 127);
 * scipix_qtensor_free(tensor);
 * @endcode
 * @{
 */

/**
 * A quantised tensor. Opaque; made by `scipix_qtensor_from_f32` or `scipix_qtensor_open`, freed by `scipix_qtensor_free`.
 */
typedef struct ScipixQTensor ScipixQTensor;

/** Place of zero in the range of the bytes. */
typedef int32_t ScipixQuantScheme;
/**
 * The whole range from the least to the greatest value is used; the zero point lies wherever 0 falls. For activations.
 */
#define SCIPIX_QUANT_SCHEME_AFFINE 0
/** Zero is in the middle: zero point 0 (I8) or 128 (U8). For weights. The default. */
#define SCIPIX_QUANT_SCHEME_SYMMETRIC 1

/** The part of a tensor that shares a scale and a zero point. */
typedef int32_t ScipixQuantGranularity;
#define SCIPIX_QUANT_GRANULARITY_TENSOR 0 /**< The whole tensor. */
#define SCIPIX_QUANT_GRANULARITY_CHANNEL 1 /**< Each index of one axis. The default. */

/** The way in which the range of values that the bytes cover is found. */
typedef int32_t ScipixCalibration;
#define SCIPIX_CALIBRATION_MINMAX 0 /**< From the least to the greatest value. The default. */
/** All but a few values: see `ScipixQuantConfig.percentile`. Takes a few passes, no sort. */
#define SCIPIX_CALIBRATION_PERCENTILE 1
/** The range of MINMAX times the factor, 1 or below, of least mean square error. Takes some 46 passes. */
#define SCIPIX_CALIBRATION_MSE 2

/** The way in which a tensor is quantised; fill it with `scipix_quant_config_init`. */
typedef struct ScipixQuantConfig {
  uint32_t struct_size; /**< In: `sizeof(ScipixQuantConfig)`. */
  ScipixElement element; /**< SCIPIX_ELEMENT_I8, the default, or SCIPIX_ELEMENT_U8. */
  ScipixQuantScheme scheme; /**< A `SCIPIX_QUANT_SCHEME_*`; default SYMMETRIC. */
  ScipixQuantGranularity granularity; /**< A `SCIPIX_QUANT_GRANULARITY_*`; default CHANNEL. */
  ScipixCalibration calibration; /**< A `SCIPIX_CALIBRATION_*`; default MINMAX. */
  int32_t axis; /**< CHANNEL: the axis; negative counts from the end. Default 0. */
  uint32_t narrow_range; /**< 1: the least byte is not used, which leaves -127 to 127 or 1 to 255. Default 0. */
  /**
   * PERCENTILE: percentage of the values within the range, above 50 and up to 100. Half of the others are beyond each end;
   * with SYMMETRIC all are beyond it in magnitude. Default 99.9.
   */
  float percentile;
} ScipixQuantConfig;

/**
 * Fills `config` with the defaults. @threadsafe
 *
 * @param config  receives `struct_size` and the default of each field
 * @return OK, or a general status
 */
ScipixStatus scipix_quant_config_init(struct ScipixQuantConfig *config);

/**
 * Quantises a tensor. Large work is split over threads. Finite values come back finite: where a range is so wide that a byte
 * would stand for infinity, the scale is the greatest by which none does. @threadsafe
 *
 * @param data        the product of `shape` values, the last axis changing fastest; borrowed for the call
 * @param shape       extent of each axis; an extent of 0 makes an empty tensor
 * @param rank        number of axes, up to 8; 0 is one value
 * @param config      the way
 * @param out_tensor  receives the tensor, NULL on failure; owned: free it with `scipix_qtensor_free`
 * @return OK; INVALID_ARGUMENT for a percentile that is not above 50 and up to 100, or a value that is not finite;
 *         OUT_OF_RANGE for an axis that the shape does not have; UNSUPPORTED for more than 8 axes
 */
ScipixStatus scipix_qtensor_from_f32(const float *data,
                                     const size_t *shape,
                                     size_t rank,
                                     const struct ScipixQuantConfig *config,
                                     struct ScipixQTensor **out_tensor);

/**
 * Writes the values that the tensor's bytes stand for. @threadsafe
 *
 * @param tensor   the tensor
 * @param out      receives `out_len` values
 * @param out_len  as many as the tensor has elements
 * @return OK; SIZE_MISMATCH for another length
 */
ScipixStatus scipix_qtensor_to_f32(const struct ScipixQTensor *tensor, float *out, size_t out_len);

/**
 * Returns the tensor's bytes. Never fails. @threadsafe
 *
 * @param tensor  the tensor
 * @return `scipix_qtensor_len` of them, borrowed until the tensor is freed; NULL for NULL
 */
const void *scipix_qtensor_data(const struct ScipixQTensor *tensor);

/**
 * Returns how many elements the tensor has. Never fails. @threadsafe
 *
 * @param tensor  the tensor
 * @return the product of its extents; 0 for NULL
 */
size_t scipix_qtensor_len(const struct ScipixQTensor *tensor);

/**
 * Returns how many axes the tensor has. Never fails. @threadsafe
 *
 * @param tensor  the tensor
 * @return their number; 0 for NULL
 */
size_t scipix_qtensor_rank(const struct ScipixQTensor *tensor);

/**
 * Returns the extents of the tensor's axes. Never fails. @threadsafe
 *
 * @param tensor  the tensor
 * @return `scipix_qtensor_rank` of them, borrowed until the tensor is freed; NULL for NULL
 */
const size_t *scipix_qtensor_shape(const struct ScipixQTensor *tensor);

/**
 * Returns how many params the tensor has. Never fails. @threadsafe
 *
 * @param tensor  the tensor
 * @return 1, or one for each channel; 0 for NULL
 */
size_t scipix_qtensor_params_count(const struct ScipixQTensor *tensor);

/**
 * Returns scale and zero point of a channel. @threadsafe
 *
 * @param tensor      the tensor
 * @param index       below `scipix_qtensor_params_count`
 * @param out_params  receives them
 * @return OK; OUT_OF_RANGE for an index beyond the channels
 */
ScipixStatus scipix_qtensor_params(const struct ScipixQTensor *tensor, size_t index, ScipixQuantParams *out_params);

/**
 * Returns the size of the tensor: its bytes, and 8 for each of its params. Never fails. @threadsafe
 *
 * @param tensor  the tensor
 * @return bytes; 0 for NULL
 */
size_t scipix_qtensor_size_bytes(const struct ScipixQTensor *tensor);

/**
 * Returns the size of the floats divided by that of the tensor. Never fails. @threadsafe
 *
 * @param tensor  the tensor
 * @return somewhat less than 4, as the params take memory too; 0 for NULL and for a tensor of no size
 */
double scipix_qtensor_compression_ratio(const struct ScipixQTensor *tensor);

/**
 * Measures the error of the tensor in one pass. @threadsafe
 *
 * @param tensor     the tensor
 * @param original   the `len` values that it was made of
 * @param len        as many as the tensor has elements
 * @param out_error  its `struct_size` set; receives the numbers
 * @return OK; SIZE_MISMATCH for another length
 */
ScipixStatus scipix_qtensor_error(const struct ScipixQTensor *tensor,
                                  const float *original,
                                  size_t len,
                                  ScipixQuantError *out_error);

/**
 * Writes tensors to a safetensors file. @threadsafe
 *
 * The file takes the place of one at `path` once it is complete; of a link, the place of the file that it leads to. On
 * Unix it gets that file's mode. On Windows a file that is open or mapped cannot be replaced: others get a second to close
 * it. Beside each tensor lie `name.scale` (F32) and `name.zero_point` (I32), with as many axes as the tensor, all of
 * extent 1 but for that of the channels; or with none.
 *
 * @param tensors  `count` tensors
 * @param names    a name for each, UTF-8
 * @param count    number of tensors
 * @param path     the file; on Windows UTF-8, elsewhere as the system has it
 * @return OK; INVALID_ARGUMENT for a name that is empty, `__metadata__`, not UTF-8 or given twice, those of scales and zero
 *         points included; IO, also where something is at `path` that is no regular file, such as a pipe or a device, or a
 *         link that leads nowhere: nothing is written then
 */
ScipixStatus scipix_qtensor_save(const struct ScipixQTensor *const *tensors,
                                 const char *const *names,
                                 size_t count,
                                 const char *path);

/**
 * Opens a tensor of a file that `scipix_qtensor_save` wrote. Its bytes stay in the model's memory, which lives until both
 * are freed. @threadsafe
 *
 * @param model       the file
 * @param name        the tensor's name, UTF-8
 * @param out_tensor  receives the tensor, NULL on failure; owned: free it with `scipix_qtensor_free`
 * @return OK; NOT_FOUND where the tensor, its scale or its zero point is missing; UNSUPPORTED for elements other than I8 and
 *         U8; MALFORMED for params that do not fit
 */
ScipixStatus scipix_qtensor_open(const ScipixModel *model,
                                 const char *name,
                                 struct ScipixQTensor **out_tensor);

/**
 * Frees a tensor that nobody uses any more.
 *
 * @param tensor  the tensor; NULL is OK and does nothing
 * @return OK, or a general status
 */
ScipixStatus scipix_qtensor_free(struct ScipixQTensor *tensor);

/** @} */

/**
 * @defgroup linear Integer products: linear layers and plain matrices
 *
 * A layer never changes, so that any number of threads may run it at once. Large work is split over threads by rows.
 *
 * @code{.c}
 * const int8_t b_transposed[2 * 3] = {1, 0, 0, 0, 1, 1}; // two columns of three values
 * const uint8_t a[1 * 3] = {10, 20, 30};
 * int32_t out[1 * 2];
 * ScipixStatus status = scipix_matmul_u8i8(a, 1, 3, b_transposed, 2, out);
 * assert(status == SCIPIX_STATUS_OK && out[0] == 10 && out[1] == 50);
 * @endcode
 * @{
 */

/** A linear layer: weights and bias, packed. Opaque; made by `scipix_linear_new`, freed by `scipix_linear_free`. */
typedef struct ScipixLinear ScipixLinear;

/**
 * Packs the weights of a linear layer. @threadsafe
 *
 * @param weights       of shape [n, k], per tensor or per channel along axis 0; may be freed afterwards. SYMMETRIC ones
 *                      make the layer a little faster
 * @param bias_or_null  n values, or NULL for none
 * @param out_linear    receives the layer, NULL on failure; owned: free it with `scipix_linear_free`
 * @return OK; INVALID_ARGUMENT for weights of another number of axes, or with channels along axis 1; OUT_OF_RANGE for k above
 *         65793, or 33025 where weights have zero points: sums might exceed 32 bits
 */
ScipixStatus scipix_linear_new(const ScipixQTensor *weights,
                               const float *bias_or_null,
                               struct ScipixLinear **out_linear);

/**
 * Multiplies `m` rows of activations by the weights and adds the bias. @threadsafe
 *
 * Each row is quantised to unsigned bytes by its own range; sums are exact in 32 bits. The result is the same, bit for bit, at
 * every SIMD level and thread count. A row whose scale times that of a column exceeds the greatest float, with activations or
 * weights beyond 1e21, gives infinity, or NaN where the sum is 0.
 *
 * For more than 16 rows it allocates 8 bytes a row. If the rows take more than 8192 bytes, or several threads share the
 * work, it also allocates, for each thread (plus once more if there are several), about the larger of 96 KiB and six rows
 * (32 at level AMX).
 *
 * @param linear       the layer
 * @param activations  [m, k], finite
 * @param m            number of rows
 * @param k            values of a row, as the weights have it
 * @param out          receives [m, n]; must not overlap `activations`
 * @param n            values of a row of the result, as the weights have it
 * @return OK; INVALID_ARGUMENT for activations that are not finite; SIZE_MISMATCH for another k or n
 */
ScipixStatus scipix_linear_run(const struct ScipixLinear *linear,
                               const float *activations,
                               size_t m,
                               size_t k,
                               float *out,
                               size_t n);

/**
 * Multiplies `m` rows of unsigned bytes by the weights, adds the bias and quantises the result, so that between two layers
 * there are no floats. @threadsafe
 *
 * With `sa` and `za` for scale and zero point of `params`, `sw` and `zw` for those of the weights, the bytes are what
 * `scipix_quantize_u8` makes, by `out_params`, of the sums of `(a - za) * (w - zw)`, exact in 32 bits, times `sa * sw` and
 * with the bias added. They are the same at every SIMD level and thread count. Memory as for `scipix_linear_run`, without
 * the 8 bytes a row.
 *
 * @param linear       the layer
 * @param activations  [m, k]
 * @param params       what the activations stand for
 * @param m            number of rows
 * @param k            values of a row, as the weights have it
 * @param out          receives [m, n]; must not overlap `activations`
 * @param out_params   what the result is to stand for
 * @param n            values of a row of the result, as the weights have it
 * @return OK; INVALID_ARGUMENT for params with a scale that is not finite and above 0, or a zero point that is no byte of
 *         the type; SIZE_MISMATCH for another k or n
 */
ScipixStatus scipix_linear_run_u8(const struct ScipixLinear *linear,
                                  const uint8_t *activations,
                                  ScipixQuantParams params,
                                  size_t m,
                                  size_t k,
                                  uint8_t *out,
                                  ScipixQuantParams out_params,
                                  size_t n);

/**
 * Multiplies rows of signed bytes by the weights, as `scipix_linear_run_u8` does those of unsigned ones. @threadsafe
 *
 * @param linear       the layer
 * @param activations  [m, k]
 * @param params       what the activations stand for
 * @param m            number of rows
 * @param k            values of a row, as the weights have it
 * @param out          receives [m, n]; must not overlap `activations`
 * @param out_params   what the result is to stand for
 * @param n            values of a row of the result, as the weights have it
 * @return as `scipix_linear_run_u8`
 */
ScipixStatus scipix_linear_run_i8(const struct ScipixLinear *linear,
                                  const int8_t *activations,
                                  ScipixQuantParams params,
                                  size_t m,
                                  size_t k,
                                  int8_t *out,
                                  ScipixQuantParams out_params,
                                  size_t n);

/**
 * Frees a layer that nobody uses any more.
 *
 * @param linear  the layer; NULL is OK and does nothing
 * @return OK, or a general status
 */
ScipixStatus scipix_linear_free(struct ScipixLinear *linear);

/**
 * Multiplies unsigned by signed bytes: `out[i][j]` is the sum of `a[i][l] * b_transposed[j][l]` over `l`, exact. Packs
 * `b_transposed` and copies `a` for the call, unless `m` is less than 4. @threadsafe
 *
 * @param a             [m, k]
 * @param m             rows of `a` and of `out`
 * @param k             values of each sum, up to 65793
 * @param b_transposed  [n, k]
 * @param n             columns of `out`
 * @param out           receives [m, n]; must not overlap the others
 * @return OK; OUT_OF_RANGE for a larger k, whose sums might exceed 32 bits
 */
ScipixStatus scipix_matmul_u8i8(const uint8_t *a,
                                size_t m,
                                size_t k,
                                const int8_t *b_transposed,
                                size_t n,
                                int32_t *out);

/**
 * Multiplies signed by signed bytes: `out[i][j]` is the sum of `a[i][l] * b_transposed[j][l]` over `l`, exact. Packs
 * `b_transposed` and copies `a` for the call, unless `m` is less than 4. @threadsafe
 *
 * @param a             [m, k]
 * @param m             rows of `a` and of `out`
 * @param k             values of each sum, up to 65793
 * @param b_transposed  [n, k]
 * @param n             columns of `out`
 * @param out           receives [m, n]; must not overlap the others
 * @return OK; OUT_OF_RANGE for a larger k, whose sums might exceed 32 bits
 */
ScipixStatus scipix_matmul_i8i8(const int8_t *a,
                                size_t m,
                                size_t k,
                                const int8_t *b_transposed,
                                size_t n,
                                int32_t *out);

/** @} */

#ifdef __cplusplus
}
#endif

#endif /* SCIPIX_H */
