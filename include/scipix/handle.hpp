/// @file
/// Building blocks of the classes in the other files.
#ifndef SCIPIX_HANDLE_HPP
#define SCIPIX_HANDLE_HPP

#include <scipix/error.hpp>

#include <exception>
#include <memory>

namespace scipix {
inline namespace SCIPIX_MODE {

/// A struct of scipix.h whose constructor fills in the defaults.
/// @tparam Raw   the struct
/// @tparam Init  its `_init` function
template <class Raw, auto Init>
struct WithDefaults : Raw {
  /// Fills in the defaults.
  WithDefaults() noexcept : Raw{} { Init(this); }
};

namespace detail {

template <auto Free>
struct Deleter {
  template <class T>
  void operator()(T *raw) const noexcept {
    Free(raw);
  }
};

// For handles whose threads run callbacks of the owner. If the handle cannot be freed, those threads would go on
// calling objects that are being destroyed, so the program is terminated.
template <auto Free>
struct DeleterOrTerminate {
  template <class T>
  void operator()(T *raw) const noexcept {
    if (Free(raw) != SCIPIX_STATUS_OK) std::terminate();
  }
};

template <class T, auto Free>
using Handle = std::unique_ptr<T, Deleter<Free>>;

template <class T, auto Free>
using ThreadedHandle = std::unique_ptr<T, DeleterOrTerminate<Free>>;

// A zeroed output struct with its `struct_size` set.
template <class Out>
Out with_struct_size() noexcept {
  Out out = {};
  out.struct_size = sizeof out;
  return out;
}

}  // namespace detail

}  // namespace SCIPIX_MODE
}  // namespace scipix

#endif
