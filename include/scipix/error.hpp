/// @file
/// Errors: a failure is thrown as an exception, or returned as a value where exceptions are off.
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

// Define SCIPIX_NO_EXCEPTIONS to get results instead of exceptions. With -fno-exceptions it is defined here.
#if !defined(SCIPIX_NO_EXCEPTIONS)
#if (defined(__GNUC__) && !defined(__cpp_exceptions)) || (defined(_MSC_VER) && !defined(_CPPUNWIND))
#define SCIPIX_NO_EXCEPTIONS
#endif
#endif

#ifdef SCIPIX_NO_EXCEPTIONS
#define SCIPIX_MODE no_exceptions
#else
/// The inline namespace of `scipix` for this way of reporting failures. A program may link files of both kinds.
#define SCIPIX_MODE exceptions
#endif

namespace scipix {

/// A failed call: its status and a message, such as `"OUT_OF_RANGE: data_len: ..."`.
class Error : public std::runtime_error {
 public:
  /// Takes the message of this thread's last failing call.
  /// @param status  the status that call returned
  explicit Error(ScipixStatus status) : Error(status, scipix_last_error_message()) {}
  /// Takes a message of your own. A callback may report any status, or its own code from 1000 on.
  /// @param status   not OK
  /// @param message  what went wrong
  Error(ScipixStatus status, const std::string &message)
      : std::runtime_error(scipix_status_name(status) + (": " + message)), status_(status) {}
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

/// A value, or the error that explains why there is none.
template <class T>
class [[nodiscard]] Result {
 public:
  /// Makes a success.
  /// @param value  the value
  Result(const T &value) : state_(std::in_place_index<0>, value) {}
  /// Makes a success.
  /// @param value  the value
  Result(T &&value) : state_(std::in_place_index<0>, std::move(value)) {}
  /// Makes a failure.
  /// @param error  why there is no value
  Result(Error error) : state_(std::in_place_index<1>, std::move(error)) {}

  /// Whether there is a value.
  explicit operator bool() const noexcept { return state_.index() == 0; }
  /// Returns OK or the status of the error.
  ScipixStatus status() const noexcept { return *this ? SCIPIX_STATUS_OK : error().status(); }
  /// The error. There must be no value.
  const Error &error() const noexcept { return *std::get_if<1>(&state_); }

  /// The value. There must be one.
  T &operator*() & noexcept { return *std::get_if<0>(&state_); }
  /// The value. There must be one.
  const T &operator*() const & noexcept { return *std::get_if<0>(&state_); }
  /// The value. There must be one.
  T &&operator*() && noexcept { return std::move(*std::get_if<0>(&state_)); }
  /// Accesses a member of the value. There must be one.
  T *operator->() noexcept { return std::get_if<0>(&state_); }
  /// Accesses a member of the value. There must be one.
  const T *operator->() const noexcept { return std::get_if<0>(&state_); }
  /// Returns the value. If there is none, throws the error; without exceptions, terminates the program.
  T value() && {
    if (!*this) detail::raise(error());
    return std::move(**this);
  }
  /// Returns the value. If there is none, throws the error; without exceptions, terminates the program.
  const T &value() const & {
    if (!*this) detail::raise(error());
    return **this;
  }

 private:
  std::variant<T, Error> state_;
};

/// Success, or an error. A callback may return it to report a failure without throwing.
template <>
class [[nodiscard]] Result<void> {
 public:
  /// Makes a success.
  Result() noexcept = default;
  /// Makes a failure.
  /// @param error  why there is no value
  Result(Error error) : error_(std::move(error)) {}

  /// Whether this is a success.
  explicit operator bool() const noexcept { return !error_; }
  /// Returns OK or the status of the error.
  ScipixStatus status() const noexcept { return error_ ? error_->status() : SCIPIX_STATUS_OK; }
  /// The error. There must be one.
  const Error &error() const noexcept { return *error_; }
  /// Throws the error if there is one; without exceptions, terminates the program.
  void value() const {
    if (error_) detail::raise(*error_);
  }

 private:
  std::optional<Error> error_;
};

#ifdef SCIPIX_NO_EXCEPTIONS
/// The return type of a function that can fail: T itself if failures are thrown, Result<T> without exceptions.
template <class T>
using Outcome = Result<T>;
#else
/// The return type of a function that can fail: T itself if failures are thrown, Result<T> without exceptions.
template <class T>
using Outcome = T;
#endif

/// Throws or returns an Error if `status` is not OK.
/// @param status  the status that a function of scipix.h has just returned on this thread
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
Outcome<T> failure(ScipixStatus status, const std::string &message) {
  return failure<T>(Error(status, message));
}

// Returns `make()` if `status` is OK, otherwise fails with it.
template <class Make>
auto outcome(ScipixStatus status, Make &&make) -> Outcome<std::decay_t<decltype(make())>> {
#ifdef SCIPIX_NO_EXCEPTIONS
  if (status != SCIPIX_STATUS_OK) return Error(status);
#else
  if (status != SCIPIX_STATUS_OK) throw Error(status);
#endif
  return make();
}

// Passes the value of one step to `next`; an error skips `next`.
#ifdef SCIPIX_NO_EXCEPTIONS
template <class T, class Next>
auto and_then(Result<T> previous, Next &&next) -> decltype(next(std::move(*previous))) {
  if (!previous) return previous.error();
  return next(std::move(*previous));
}
#else
template <class T, class Next>
auto and_then(T previous, Next &&next) {
  return next(std::move(previous));
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

// A callback that reports a failure with the status OK has still failed.
inline ScipixStatus failure_status(ScipixStatus status) noexcept {
  return status == SCIPIX_STATUS_OK ? SCIPIX_STATUS_CALLBACK_FAILED : status;
}

// How a callback ended. After a failure `error` has the message, unless there was no memory for it.
struct CallbackEnd {
  ScipixStatus status = SCIPIX_STATUS_OK;
  std::optional<Error> error;
#ifndef SCIPIX_NO_EXCEPTIONS
  std::exception_ptr exception;  // set if the callback threw
#endif
};

inline void set_failure(CallbackEnd &end, ScipixStatus status, const char *message) noexcept {
  end.status = status;
#ifdef SCIPIX_NO_EXCEPTIONS
  end.error.emplace(status, message);
#else
  try {
    end.error.emplace(status, message);
  } catch (...) {
    end.error.reset();
  }
#endif
}

inline void set_failure(CallbackEnd &end, const Error &error) noexcept {
  end.status = failure_status(error.status());
  if (end.status == error.status()) {
    end.error.emplace(error);
  } else {
    set_failure(end, end.status, error.what());
  }
}

// Calls `body`, which may return a Result<void>; any other return value is ignored.
template <class Body>
void call(Body &&body, CallbackEnd &end) {
  if constexpr (Unwrap<std::decay_t<decltype(body())>>::is_result) {
    const auto result = body();
    if (!result) set_failure(end, result.error());
  } else {
    body();
  }
}

// Calls `body` and lets no exception out. The status is that of a scipix::Error, OUT_OF_MEMORY for std::bad_alloc, and
// CALLBACK_FAILED for anything else.
template <class Body>
CallbackEnd run_callback(Body &&body) noexcept {
  CallbackEnd end;
#ifdef SCIPIX_NO_EXCEPTIONS
  call(body, end);
#else
  try {
    call(body, end);
  } catch (const Error &error) {
    end.exception = std::current_exception();
    set_failure(end, error);
  } catch (const std::bad_alloc &error) {
    end.exception = std::current_exception();
    set_failure(end, SCIPIX_STATUS_OUT_OF_MEMORY, error.what());
  } catch (const std::exception &error) {
    end.exception = std::current_exception();
    set_failure(end, SCIPIX_STATUS_CALLBACK_FAILED, error.what());
  } catch (...) {
    end.exception = std::current_exception();
    set_failure(end, SCIPIX_STATUS_CALLBACK_FAILED, "the callback threw something that is not a std::exception");
  }
#endif
  return end;
}

}  // namespace detail

}  // namespace SCIPIX_MODE
}  // namespace scipix

#endif
