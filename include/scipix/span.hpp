/// @file
/// A borrowed range of contiguous elements.
#ifndef SCIPIX_SPAN_HPP
#define SCIPIX_SPAN_HPP

#include <cstddef>
#include <iterator>
#include <type_traits>
#include <utility>
#if __cplusplus >= 202002L && __has_include(<span>)
#include <span>
#endif

namespace scipix {

/// A pointer and a count. Converts from an array, a `std::vector`, a `std::span` or any type with `data()` and
/// `size()`, and to a `std::span` from C++20 on. It is one type in every standard, so that files of C++17 and C++20 can
/// be linked.
template <class T>
class Span {
 public:
  using element_type = T;                  ///< The type of the elements.
  using value_type = std::remove_cv_t<T>;  ///< The type of the elements without const.
  using size_type = std::size_t;           ///< The type of counts.
  using difference_type = std::ptrdiff_t;  ///< The type of distances.
  using pointer = T *;                     ///< The pointer type.
  using reference = T &;                   ///< The reference type.
  using iterator = T *;                    ///< The iterator type.

  /// Makes an empty span.
  constexpr Span() noexcept = default;
  /// Borrows `size` elements at `data`.
  /// @param data  the first element; may be NULL if `size` is 0
  /// @param size  number of elements
  constexpr Span(T *data, std::size_t size) noexcept : data_(data), size_(size) {}
  /// Borrows all elements of an array.
  /// @param array  the array
  template <std::size_t Size>
  constexpr Span(T (&array)[Size]) noexcept : data_(array), size_(Size) {}
  /// Borrows all elements of a container, which must outlive the span.
  /// @param range  the container
  template <class Range, class Element = std::remove_pointer_t<decltype(std::data(std::declval<Range &>()))>,
            class = std::enable_if_t<std::is_convertible_v<Element (*)[], T (*)[]> &&
                                     std::is_convertible_v<decltype(std::size(std::declval<Range &>())), std::size_t> &&
                                     !std::is_array_v<std::remove_reference_t<Range>> &&
                                     (std::is_const_v<T> || std::is_lvalue_reference_v<Range &&> ||
                                      std::is_same_v<std::decay_t<Range>, Span<Element>>)>>
  constexpr Span(Range &&range) noexcept : data_(std::data(range)), size_(std::size(range)) {}

  /// The first element.
  constexpr T *data() const noexcept { return data_; }
  /// The number of elements.
  constexpr std::size_t size() const noexcept { return size_; }
  /// The size of the elements in bytes.
  constexpr std::size_t size_bytes() const noexcept { return size_ * sizeof(T); }
  /// Whether there are no elements.
  constexpr bool empty() const noexcept { return size_ == 0; }
  /// The first element.
  constexpr T *begin() const noexcept { return data_; }
  /// One past the last element.
  constexpr T *end() const noexcept { return data_ + size_; }
  /// Returns an element. `index` is not checked.
  /// @param index  below `size()`
  constexpr T &operator[](std::size_t index) const noexcept { return data_[index]; }
  /// Returns the first elements.
  /// @param count  at most `size()`
  constexpr Span first(std::size_t count) const noexcept { return {data_, count}; }
  /// Returns the elements from `offset` on.
  /// @param offset  at most `size()`
  constexpr Span subspan(std::size_t offset) const noexcept { return {data_ + offset, size_ - offset}; }
  /// Returns `count` elements from `offset` on.
  /// @param offset  at most `size()`
  /// @param count   at most `size() - offset`
  constexpr Span subspan(std::size_t offset, std::size_t count) const noexcept { return {data_ + offset, count}; }

 private:
  T *data_ = nullptr;
  std::size_t size_ = 0;
};

}  // namespace scipix

#ifdef __cpp_lib_span
template <class T>
inline constexpr bool std::ranges::enable_borrowed_range<scipix::Span<T>> = true;
#endif

#endif
