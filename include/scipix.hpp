/// @file
/// scipix for C++17, header-only: all of scipix.h but in classes that own, views that carry their size, and callables.
///
/// - What can fail returns Outcome<T>: the value itself, failures being thrown as scipix::Error. With
///   SCIPIX_NO_EXCEPTIONS, which -fno-exceptions defines, it is a Result<T> that holds the value or the error; classes
///   are then made by their `make` or `open` instead of constructors. Files of both kinds may be in one program.
/// - Handles move and do not copy. One that was moved away is refused with NULL_POINTER by whatever is called on it.
/// - Callbacks are any callables. What they throw becomes a status; they may return a Result instead. With
///   SCIPIX_NO_EXCEPTIONS they fail only by a Result: what they throw ends the program.
/// - What this header allocates for callbacks comes from `operator new`, whose failure is std::bad_alloc.
/// - `<scipix/opencv.hpp>` and `<scipix/leptonica.hpp>` make views of a `cv::Mat` and of a `PIX`. They are not part of
///   this header: including one says that its library is to be used.
#ifndef SCIPIX_HPP
#define SCIPIX_HPP

#include <scipix/arena.hpp>
#include <scipix/batcher.hpp>
#include <scipix/cpu.hpp>
#include <scipix/ctc.hpp>
#include <scipix/error.hpp>
#include <scipix/executor.hpp>
#include <scipix/flat.hpp>
#include <scipix/image.hpp>
#include <scipix/model.hpp>
#include <scipix/operations.hpp>
#include <scipix/parallel.hpp>
#include <scipix/pipeline.hpp>
#include <scipix/plan.hpp>
#include <scipix/pool.hpp>
#include <scipix/qtensor.hpp>
#include <scipix/quant.hpp>
#include <scipix/span.hpp>
#include <scipix/tensor.hpp>

/// All of scipix for C++.
namespace scipix {

/// What reports failures by exceptions; without them it is called `no_exceptions` and returns results.
inline namespace SCIPIX_MODE {}

}  // namespace scipix

#endif
