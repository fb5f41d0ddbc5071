/// @file
/// The result of one item among many.
#ifndef SCIPIX_ITEM_RESULT_HPP
#define SCIPIX_ITEM_RESULT_HPP

#include <scipix/error.hpp>

#include <exception>
#include <optional>
#include <utility>

namespace scipix {
inline namespace SCIPIX_MODE {

/// The result of one item of a loop, a pipeline or a batch: a value, or the failure of this item alone.
template <class R>
struct ItemResult {
  ScipixStatus status = SCIPIX_STATUS_NOT_SET;  ///< OK, or the status of the failure.
  std::optional<R> value;                       ///< The value; set if the status is OK.
  std::optional<Error> error;                   ///< The failure with its message; set if a callback gave one.
#ifndef SCIPIX_NO_EXCEPTIONS
  std::exception_ptr exception;  ///< The exception; set if a callback threw one.
#endif

  /// Whether there is a value.
  explicit operator bool() const noexcept { return status == SCIPIX_STATUS_OK; }
};

namespace detail {

// Copies the failure of a callback, if it failed.
template <class R>
void set_failure(ItemResult<R> &result, const CallbackEnd &end) noexcept {
  result.status = end.status;
  result.error = end.error;
#ifndef SCIPIX_NO_EXCEPTIONS
  result.exception = end.exception;
#endif
}

}  // namespace detail

}  // namespace SCIPIX_MODE
}  // namespace scipix

#endif
