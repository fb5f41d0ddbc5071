/// @file
/// What the classes of the other files are made of.
#ifndef SCIPIX_HANDLE_HPP
#define SCIPIX_HANDLE_HPP

#include <scipix/error.hpp>

#include <exception>
#include <memory>

namespace scipix {
inline namespace SCIPIX_MODE {

/// A struct of scipix.h that begins with its defaults.
/// @tparam Raw   the struct
/// @tparam Init  the function that fills it
template <class Raw, auto Init>
struct Filled : Raw {
  /// The defaults.
  Filled() noexcept : Raw{} { Init(this); }
};

namespace detail {

template <auto Free>
struct Freer {
  template <class T>
  void operator()(T *raw) const noexcept {
    Free(raw);
  }
};

// For handles whose threads run the owner's code: where one cannot be freed, they would go on with what is destroyed.
template <auto Free>
struct FreerOrEnd {
  template <class T>
  void operator()(T *raw) const noexcept {
    if (Free(raw) != SCIPIX_STATUS_OK) std::terminate();
  }
};

template <class T, auto Free>
using Handle = std::unique_ptr<T, Freer<Free>>;

template <class T, auto Free>
using ThreadedHandle = std::unique_ptr<T, FreerOrEnd<Free>>;

// An empty struct for the library to write to.
template <class Out>
Out sized() noexcept {
  Out out = {};
  out.struct_size = sizeof out;
  return out;
}

}  // namespace detail

}  // namespace SCIPIX_MODE
}  // namespace scipix

#endif
