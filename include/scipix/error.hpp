/// @file
/// Errors: a status that is not OK, as an exception or, where there are none, as a value.
#ifndef SCIPIX_ERROR_HPP
#define SCIPIX_ERROR_HPP

#include <scipix.h>

#include <exception>
#include <new>
#include <optional>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <utility>
#include <variant>

// Define SCIPIX_NO_EXCEPTIONS to have results instead of exceptions. Under -fno-exceptions it is defined here.
#if !defined(SCIPIX_NO_EXCEPTIONS)
#if (defined(__GNUC__) && !defined(__cpp_exceptions)) || (defined(_MSC_VER) && !defined(_CPPUNWIND))
#define SCIPIX_NO_EXCEPTIONS
#endif
#endif

#ifdef SCIPIX_NO_EXCEPTIONS
#define SCIPIX_MODE no_exceptions
#else
/// The namespace inside `scipix` whose functions report failures in one way: a program may have files of both kinds.
#define SCIPIX_MODE exceptions
#endif

namespace scipix {

/// What a function of the library came to, with its words: `"OUT_OF_RANGE: data_len: ..."`.
class Error : public std::runtime_error {
 public:
  /// With the words of this thread's last failing call.
  /// @param status  what that call returned
  explicit Error(ScipixStatus status) : Error(status, scipix_last_error_message()) {}
  /// With words of one's own; a callback may report any status, or a code of its own from 1000 on.
  /// @param status  not OK
  /// @param words   what went wrong
  Error(ScipixStatus status, const std::string &words)
      : std::runtime_error(scipix_status_name(status) + (": " + words)), status_(status) {}
  /// The status.
  ScipixStatus status() const noexcept { return status_; }

 private:
  ScipixStatus status_;
};

inline namespace SCIPIX_MODE {

namespace detail {

[[noreturn]] inline void raise(const Error &error) {
#ifdef SCIPIX_NO_EXCEPTIONS
  static_cast<void>(error);
  std::terminate();
#else
  throw error;
#endif
}

}  // namespace detail

/// A value, or the error that is there instead.
template <class T>
class [[nodiscard]] Result {
 public:
  /// All went well.
  /// @param value  what came of it
  Result(const T &value) : state_(std::in_place_index<0>, value) {}
  /// All went well.
  /// @param value  what came of it
  Result(T &&value) : state_(std::in_place_index<0>, std::move(value)) {}
  /// It failed.
  /// @param error  how
  Result(Error error) : state_(std::in_place_index<1>, std::move(error)) {}

  /// Whether there is a value.
  explicit operator bool() const noexcept { return state_.index() == 0; }
  /// OK, or the status of the error.
  ScipixStatus status() const noexcept { return *this ? SCIPIX_STATUS_OK : error().status(); }
  /// The error; only where there is no value.
  const Error &error() const noexcept { return *std::get_if<1>(&state_); }

  /// The value; only where there is one.
  T &operator*() & noexcept { return *std::get_if<0>(&state_); }
  /// The value; only where there is one.
  const T &operator*() const & noexcept { return *std::get_if<0>(&state_); }
  /// The value; only where there is one.
  T &&operator*() && noexcept { return std::move(*std::get_if<0>(&state_)); }
  /// A member of the value; only where there is one.
  T *operator->() noexcept { return std::get_if<0>(&state_); }
  /// A member of the value; only where there is one.
  const T *operator->() const noexcept { return std::get_if<0>(&state_); }
  /// The value. Where there is none the error is thrown or, without exceptions, the program ended.
  T value() && {
    if (!*this) detail::raise(error());
    return std::move(**this);
  }
  /// The value. Where there is none the error is thrown or, without exceptions, the program ended.
  const T &value() const & {
    if (!*this) detail::raise(error());
    return **this;
  }

 private:
  std::variant<T, Error> state_;
};

/// Nothing, or the error of what should have been done. A callback may return it to report a failure without throwing.
template <>
class [[nodiscard]] Result<void> {
 public:
  /// All went well.
  Result() noexcept = default;
  /// It failed.
  /// @param error  how
  Result(Error error) : error_(std::move(error)) {}

  /// Whether all went well.
  explicit operator bool() const noexcept { return !error_; }
  /// OK, or the status of the error.
  ScipixStatus status() const noexcept { return error_ ? error_->status() : SCIPIX_STATUS_OK; }
  /// The error; only where there is one.
  const Error &error() const noexcept { return *error_; }
  /// Throws an error or, without exceptions, ends the program, where there is one.
  void value() const {
    if (error_) detail::raise(*error_);
  }

 private:
  std::optional<Error> error_;
};

#ifdef SCIPIX_NO_EXCEPTIONS
/// What a function that can fail returns: the value itself, failures being thrown; without exceptions a Result.
template <class T>
using Outcome = Result<T>;
#else
/// What a function that can fail returns: the value itself, failures being thrown; without exceptions a Result.
template <class T>
using Outcome = T;
#endif

/// Throws, or returns, the error where `status` is not OK.
/// @param status  what a function of scipix.h just returned on this thread
inline Outcome<void> check(ScipixStatus status) {
#ifdef SCIPIX_NO_EXCEPTIONS
  if (status != SCIPIX_STATUS_OK) return Error(status);
  return {};
#else
  if (status != SCIPIX_STATUS_OK) throw Error(status);
#endif
}

namespace detail {

template <class T>
Outcome<T> failure(Error error) {
#ifdef SCIPIX_NO_EXCEPTIONS
  return error;
#else
  throw error;
#endif
}

template <class T>
Outcome<T> failure(ScipixStatus status, const std::string &words) {
  return failure<T>(Error(status, words));
}

// What `make` makes, where `status` is OK.
template <class Make>
auto outcome(ScipixStatus status, Make &&make) -> Outcome<std::decay_t<decltype(make())>> {
#ifdef SCIPIX_NO_EXCEPTIONS
  if (status != SCIPIX_STATUS_OK) return Error(status);
#else
  if (status != SCIPIX_STATUS_OK) throw Error(status);
#endif
  return make();
}

// What `next` makes of the value of a step before, where that has one.
#ifdef SCIPIX_NO_EXCEPTIONS
template <class T, class Next>
auto then(Result<T> before, Next &&next) -> decltype(next(std::move(*before))) {
  if (!before) return before.error();
  return next(std::move(*before));
}
#else
template <class T, class Next>
auto then(T before, Next &&next) {
  return next(std::move(before));
}
#endif

template <class T>
struct Unwrap {
  using Type = T;
  static constexpr bool is_result = false;
};
template <class T>
struct Unwrap<Result<T>> {
  using Type = T;
  static constexpr bool is_result = true;
};

// A failure must not pass for a success, whatever a callback calls it.
inline ScipixStatus failed(ScipixStatus status) noexcept {
  return status == SCIPIX_STATUS_OK ? SCIPIX_STATUS_CALLBACK_FAILED : status;
}

// Calls `body`, which may return a Result<void>; anything else it returns is passed over.
template <class Body>
ScipixStatus status_of(Body &&body) {
  if constexpr (Unwrap<std::decay_t<decltype(body())>>::is_result) {
    const auto result = body();
    return result ? SCIPIX_STATUS_OK : failed(result.status());
  } else {
    body();
    return SCIPIX_STATUS_OK;
  }
}

// Runs `body` where nothing may unwind: the status of a scipix::Error, OUT_OF_MEMORY for std::bad_alloc, and
// CALLBACK_FAILED for anything else. `keep` gets the exception.
template <class Body, class Keep>
ScipixStatus contain(Body &&body, Keep &&keep) noexcept {
#ifdef SCIPIX_NO_EXCEPTIONS
  static_cast<void>(keep);
  return status_of(body);
#else
  try {
    return status_of(body);
  } catch (const Error &error) {
    keep(std::current_exception());
    return failed(error.status());
  } catch (const std::bad_alloc &) {
    keep(std::current_exception());
    return SCIPIX_STATUS_OUT_OF_MEMORY;
  } catch (...) {
    keep(std::current_exception());
    return SCIPIX_STATUS_CALLBACK_FAILED;
  }
#endif
}

template <class Body>
ScipixStatus contain(Body &&body) noexcept {
  return contain(std::forward<Body>(body), [](const auto &) {});
}

}  // namespace detail

}  // namespace SCIPIX_MODE
}  // namespace scipix

#endif
