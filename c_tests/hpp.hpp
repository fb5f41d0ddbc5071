// Helpers for the tests of scipix.hpp. Each test is built with exceptions and without, and behaves alike.
#ifndef HPP_HPP
#define HPP_HPP

#include "check.h"

#include <scipix.hpp>

#include <cstring>
#include <utility>

inline ScipixStatus status_of(const scipix::Error &error) {
  const char *name = scipix_status_name(error.status());
  CHECK(std::strncmp(error.what(), name, std::strlen(name)) == 0);
  return error.status();
}

#ifdef SCIPIX_NO_EXCEPTIONS

// Returns the status of a call: that of its error, or OK.
template <class Call>
ScipixStatus failure_of(Call &&call) {
  const auto result = call();
  return result ? SCIPIX_STATUS_OK : status_of(result.error());
}

// Returns the value of a call that must not fail. Any thread may use it.
template <class T>
T take(scipix::Result<T> result) {
  return std::move(result).value();
}

// Makes a callback fail with `status`: a returned error here, an exception below.
inline scipix::Result<void> fail(ScipixStatus status) { return scipix::Error(status, "on purpose"); }

#else

template <class Call>
ScipixStatus failure_of(Call &&call) {
  try {
    static_cast<void>(call());
    return SCIPIX_STATUS_OK;
  } catch (const scipix::Error &error) {
    return status_of(error);
  }
}

template <class T>
T take(T value) {
  return value;
}

inline scipix::Result<void> fail(ScipixStatus status) { throw scipix::Error(status, "on purpose"); }

#endif

// Checks a call that must not fail and has no value, and one that must fail.
#define CHECK_DONE(call) CHECK_EQUAL(failure_of([&] { return call; }), SCIPIX_STATUS_OK)
#define CHECK_REFUSED(call, status) CHECK_EQUAL(failure_of([&] { return call; }), status)

#endif
