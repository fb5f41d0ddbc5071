/// @file
/// Elements that lie side by side, borrowed.
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

/// A pointer and a count. Made of an array, a `std::vector`, a `std::span` or whatever has `data()` and `size()`; turns
/// into a `std::span` where there is one. It is the same type before C++20 and after, so that both can be linked.
template <class T>
class Span {
 public:
  using element_type = T;                  ///< What it is made of.
  using value_type = std::remove_cv_t<T>;  ///< The same, not const.
  using size_type = std::size_t;           ///< Of counts.
  using difference_type = std::ptrdiff_t;  ///< Of distances.
  using pointer = T *;                     ///< To an element.
  using reference = T &;                   ///< To an element.
  using iterator = T *;                    ///< Through the elements.

  /// No elements.
  constexpr Span() noexcept = default;
  /// `size` elements at `data`.
  /// @param data  the first; may be NULL where `size` is 0
  /// @param size  how many
  constexpr Span(T *data, std::size_t size) noexcept : data_(data), size_(size) {}
  /// All of an array.
  /// @param array  the array
  template <std::size_t Size>
  constexpr Span(T (&array)[Size]) noexcept : data_(array), size_(Size) {}
  /// All of a container, which must outlive the span.
  /// @param range  has `data()` and `size()`
  template <class Range, class Element = std::remove_pointer_t<decltype(std::data(std::declval<Range &>()))>,
            class = std::enable_if_t<std::is_convertible_v<Element (*)[], T (*)[]> &&
                                     std::is_convertible_v<decltype(std::size(std::declval<Range &>())), std::size_t> &&
                                     !std::is_array_v<std::remove_reference_t<Range>> &&
                                     (std::is_const_v<T> || std::is_lvalue_reference_v<Range &&> ||
                                      std::is_same_v<std::decay_t<Range>, Span<Element>>)>>
  constexpr Span(Range &&range) noexcept : data_(std::data(range)), size_(std::size(range)) {}

  /// The first element.
  constexpr T *data() const noexcept { return data_; }
  /// How many there are.
  constexpr std::size_t size() const noexcept { return size_; }
  /// How many bytes they take.
  constexpr std::size_t size_bytes() const noexcept { return size_ * sizeof(T); }
  /// Whether there are none.
  constexpr bool empty() const noexcept { return size_ == 0; }
  /// The first element.
  constexpr T *begin() const noexcept { return data_; }
  /// Behind the last element.
  constexpr T *end() const noexcept { return data_ + size_; }
  /// An element, unchecked.
  /// @param index  below `size()`
  constexpr T &operator[](std::size_t index) const noexcept { return data_[index]; }
  /// The first ones.
  /// @param count  at most `size()`
  constexpr Span first(std::size_t count) const noexcept { return {data_, count}; }
  /// Those from one on.
  /// @param offset  at most `size()`
  constexpr Span subspan(std::size_t offset) const noexcept { return {data_ + offset, size_ - offset}; }
  /// Some of them.
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
