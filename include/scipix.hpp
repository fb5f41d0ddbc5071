/// @file
/// The header-only C++17 interface of scipix. It covers all of scipix.h with classes that own their resources, views
/// that know their size, and callables.
///
/// - Arguments are in the order `(src, params, dst)`: the source, the parameters, the destination.
/// - A `...Config` configures an object when it is made; a `...Params` belongs to one operation.
/// - A function that can fail returns Outcome<T>, which is T itself: failures are thrown as scipix::Error. With
///   SCIPIX_NO_EXCEPTIONS, which -fno-exceptions defines, Outcome<T> is a Result<T> that holds the value or the error,
///   and objects are made by `make` or `open` instead of constructors. A program may link files of both kinds.
/// - Handles are movable and not copyable. Any call on a handle that was moved from fails with NULL_POINTER.
/// - A callback is any callable. If it throws, the exception becomes a status with a message; it may return a Result
///   instead. With SCIPIX_NO_EXCEPTIONS a Result is the only way to fail: an exception terminates the program.
/// - Memory for callbacks comes from `operator new`, whose failure is std::bad_alloc.
/// - `<scipix/opencv.hpp>` and `<scipix/leptonica.hpp>` make views of a `cv::Mat` and of a `PIX`. This header does not
///   include them; include the ones whose library you use.
#ifndef SCIPIX_HPP
#define SCIPIX_HPP

#include <scipix/arena.hpp>
#include <scipix/batcher.hpp>
#include <scipix/components.hpp>
#include <scipix/cpu.hpp>
#include <scipix/crop.hpp>
#include <scipix/ctc.hpp>
#include <scipix/ctc_decoder.hpp>
#include <scipix/error.hpp>
#include <scipix/executor.hpp>
#include <scipix/flat.hpp>
#include <scipix/geometry.hpp>
#include <scipix/image.hpp>
#include <scipix/item_result.hpp>
#include <scipix/model.hpp>
#include <scipix/operations.hpp>
#include <scipix/page.hpp>
#include <scipix/page_clean.hpp>
#include <scipix/parallel.hpp>
#include <scipix/pipeline.hpp>
#include <scipix/plain_operations.hpp>
#include <scipix/plan.hpp>
#include <scipix/pool.hpp>
#include <scipix/qtensor.hpp>
#include <scipix/quant.hpp>
#include <scipix/span.hpp>
#include <scipix/tensor.hpp>
#include <scipix/text_boxes.hpp>

/// The C++ interface of scipix.
namespace scipix {

/// The part that reports failures by exceptions. Without exceptions it is called `no_exceptions` and returns results.
inline namespace SCIPIX_MODE {}

}  // namespace scipix

#endif
