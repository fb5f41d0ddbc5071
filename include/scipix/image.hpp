/// @file
/// Views of pixels in the caller's memory, and images that own their pixels.
#ifndef SCIPIX_IMAGE_HPP
#define SCIPIX_IMAGE_HPP

#include <scipix/pool.hpp>
#include <scipix/span.hpp>

#include <cstddef>
#include <cstdint>
#include <type_traits>
#include <utility>

namespace scipix {
inline namespace SCIPIX_MODE {

namespace detail {

// Whether T is a view, whose elements may outlive it.
template <class T>
struct IsView : std::false_type {};
template <class T>
struct IsView<Span<T>> : std::true_type {};
#ifdef __cpp_lib_span
template <class T, std::size_t Extent>
struct IsView<std::span<T, Extent>> : std::true_type {};
#endif

// Enables an overload for temporaries that own their bytes, such as the result of a function that returns a vector.
template <class Owner>
using IfTemporary =
    std::enable_if_t<!std::is_lvalue_reference_v<Owner> && !IsView<std::decay_t<Owner>>::value &&
                     std::is_convertible_v<Owner, Span<const std::uint8_t>>>;

}  // namespace detail

/// A read-only view of an image. Borrows the pixels; cheap to copy.
class ImageView {
 public:
  /// Makes an empty view, which every operation refuses.
  ImageView() noexcept = default;
  /// Copies a view of the C functions. The caller vouches for the memory behind a struct that was filled by hand.
  /// @param raw  the view
  ImageView(const ScipixImage &raw) noexcept : raw_(raw) {}
  /// Makes a view of a buffer, which must hold all of the pixels and outlive the view.
  /// @param pixels  the buffer, which begins with the first row
  /// @param width   width in pixels, at least 1
  /// @param height  height in rows, at least 1
  /// @param format  a `SCIPIX_PIXEL_FORMAT_*`
  /// @param stride  bytes from one row to the next; 0: rows without gaps
  static Outcome<ImageView> make(Span<const std::uint8_t> pixels, std::size_t width, std::size_t height,
                                 ScipixPixelFormat format, std::size_t stride = 0) {
    ScipixImage raw = {};
    return detail::outcome(scipix_image_view(pixels.data(), pixels.size(), width, height, stride, format, &raw),
                           [&] { return ImageView(raw); });
  }
#ifndef SCIPIX_NO_EXCEPTIONS
  /// Calls `make`, and throws its error.
  /// @param pixels  the buffer, which begins with the first row
  /// @param width   width in pixels, at least 1
  /// @param height  height in rows, at least 1
  /// @param format  a `SCIPIX_PIXEL_FORMAT_*`
  /// @param stride  bytes from one row to the next; 0: rows without gaps
  ImageView(Span<const std::uint8_t> pixels, std::size_t width, std::size_t height, ScipixPixelFormat format,
            std::size_t stride = 0)
      : ImageView(make(pixels, width, height, format, stride)) {}
  /// Refuses a temporary container: the view would outlive its pixels.
  template <class Owner, class = detail::IfTemporary<Owner>>
  ImageView(Owner &&pixels, std::size_t width, std::size_t height, ScipixPixelFormat format,
            std::size_t stride = 0) = delete;
#endif
  /// Refuses a temporary container: the view would outlive its pixels.
  template <class Owner, class = detail::IfTemporary<Owner>>
  static Outcome<ImageView> make(Owner &&pixels, std::size_t width, std::size_t height, ScipixPixelFormat format,
                                 std::size_t stride = 0) = delete;

  /// Makes a view of a region, in constant time.
  /// @param x       first column; a multiple of 8 for BIT1
  /// @param y       first row
  /// @param width   number of columns, at least 1
  /// @param height  number of rows, at least 1
  Outcome<ImageView> subview(std::size_t x, std::size_t y, std::size_t width, std::size_t height) const {
    ScipixImage region = {};
    return detail::outcome(scipix_image_subview(&raw_, x, y, width, height, &region),
                           [&] { return ImageView(region); });
  }
  /// Returns the address of a pixel. BIT1 is not supported.
  /// @param x  column
  /// @param y  row
  Outcome<const std::uint8_t *> pixel(std::size_t x, std::size_t y) const {
    const std::uint8_t *address = nullptr;
    return detail::outcome(scipix_image_pixel(&raw_, x, y, &address), [&] { return address; });
  }

  /// The first byte of the first row.
  const std::uint8_t *data() const noexcept { return raw_.data; }
  /// The first byte of a row. `y` is not checked.
  /// @param y  below `height()`
  const std::uint8_t *row(std::size_t y) const noexcept { return raw_.data + y * raw_.stride; }
  /// The width in pixels.
  std::size_t width() const noexcept { return raw_.width; }
  /// The height in rows.
  std::size_t height() const noexcept { return raw_.height; }
  /// The number of bytes from one row to the next.
  std::size_t stride() const noexcept { return raw_.stride; }
  /// The format, a `SCIPIX_PIXEL_FORMAT_*`.
  ScipixPixelFormat format() const noexcept { return raw_.format; }
  /// The struct that the C functions take.
  const ScipixImage &raw() const noexcept { return raw_; }
  /// The struct that the C functions take.
  operator const ScipixImage &() const noexcept { return raw_; }

 private:
  ScipixImage raw_ = {};
};

/// A writable view of an image. Borrows the pixels; cheap to copy.
class MutImageView {
 public:
  /// Makes an empty view, which every operation refuses.
  MutImageView() noexcept = default;
  /// Copies a view of the C functions. The caller vouches for the memory behind a struct that was filled by hand.
  /// @param raw  the view
  MutImageView(const ScipixImageMut &raw) noexcept : raw_(raw) {}
  /// Makes a view of a buffer, which must hold all of the pixels and outlive the view.
  /// @param pixels  the buffer, which begins with the first row
  /// @param width   width in pixels, at least 1
  /// @param height  height in rows, at least 1
  /// @param format  a `SCIPIX_PIXEL_FORMAT_*`
  /// @param stride  bytes from one row to the next; 0: rows without gaps
  static Outcome<MutImageView> make(Span<std::uint8_t> pixels, std::size_t width, std::size_t height,
                                    ScipixPixelFormat format, std::size_t stride = 0) {
    ScipixImageMut raw = {};
    return detail::outcome(scipix_image_view_mut(pixels.data(), pixels.size(), width, height, stride, format, &raw),
                           [&] { return MutImageView(raw); });
  }
#ifndef SCIPIX_NO_EXCEPTIONS
  /// Calls `make`, and throws its error.
  /// @param pixels  the buffer, which begins with the first row
  /// @param width   width in pixels, at least 1
  /// @param height  height in rows, at least 1
  /// @param format  a `SCIPIX_PIXEL_FORMAT_*`
  /// @param stride  bytes from one row to the next; 0: rows without gaps
  MutImageView(Span<std::uint8_t> pixels, std::size_t width, std::size_t height, ScipixPixelFormat format,
               std::size_t stride = 0)
      : MutImageView(make(pixels, width, height, format, stride)) {}
#endif

  /// Makes a view of a region, in constant time. Threads may write regions that share no pixel at the same time.
  /// @param x       first column; a multiple of 8 for BIT1
  /// @param y       first row
  /// @param width   number of columns, at least 1
  /// @param height  number of rows, at least 1
  Outcome<MutImageView> subview(std::size_t x, std::size_t y, std::size_t width, std::size_t height) const {
    ScipixImageMut region = {};
    return detail::outcome(scipix_image_subview_mut(&raw_, x, y, width, height, &region),
                           [&] { return MutImageView(region); });
  }

  /// Converts to a read-only view.
  operator ImageView() const noexcept {
    return ScipixImage{raw_.data, raw_.width, raw_.height, raw_.stride, raw_.format};
  }
  /// The first byte of the first row.
  std::uint8_t *data() const noexcept { return raw_.data; }
  /// The first byte of a row. `y` is not checked.
  /// @param y  below `height()`
  std::uint8_t *row(std::size_t y) const noexcept { return raw_.data + y * raw_.stride; }
  /// The width in pixels.
  std::size_t width() const noexcept { return raw_.width; }
  /// The height in rows.
  std::size_t height() const noexcept { return raw_.height; }
  /// The number of bytes from one row to the next.
  std::size_t stride() const noexcept { return raw_.stride; }
  /// The format, a `SCIPIX_PIXEL_FORMAT_*`.
  ScipixPixelFormat format() const noexcept { return raw_.format; }
  /// The struct that the C functions take.
  const ScipixImageMut &raw() const noexcept { return raw_; }
  /// The struct that the C functions take.
  operator const ScipixImageMut &() const noexcept { return raw_; }

 private:
  ScipixImageMut raw_ = {};
};

/// An image that owns its pixels, in pooled memory and in rows without gaps. Movable, not copyable.
class Image {
 public:
  /// Makes an empty object.
  Image() noexcept = default;
  /// Makes an image. Its pixels are not initialised.
  /// @param width   width in pixels, at least 1
  /// @param height  height in rows, at least 1
  /// @param format  a `SCIPIX_PIXEL_FORMAT_*`
  static Outcome<Image> make(std::size_t width, std::size_t height, ScipixPixelFormat format) {
    const std::size_t bits = bits_of(format);
    if (width > (SIZE_MAX - 7) / bits || (height != 0 && (width * bits + 7) / 8 > SIZE_MAX / height)) {
      return detail::failure<Image>(SCIPIX_STATUS_OVERFLOW, "width, height: the image exceeds the address space");
    }
    const std::size_t bytes = (width * bits + 7) / 8 * height;
    return detail::and_then(Buffer::make(bytes), [&](Buffer pixels) {
      const Span<std::uint8_t> all(pixels.data(), bytes);
      return detail::and_then(MutImageView::make(all, width, height, format),
                          [&](MutImageView view) -> Outcome<Image> { return Image(std::move(pixels), view); });
    });
  }
#ifndef SCIPIX_NO_EXCEPTIONS
  /// Calls `make`, and throws its error.
  /// @param width   width in pixels, at least 1
  /// @param height  height in rows, at least 1
  /// @param format  a `SCIPIX_PIXEL_FORMAT_*`
  Image(std::size_t width, std::size_t height, ScipixPixelFormat format) : Image(make(width, height, format)) {}
#endif

  /// Returns a read-only view, valid as long as the image.
  ImageView view() const noexcept { return ScipixImage{pixels_.data(), width_, height_, stride_, format_}; }
  /// Returns a writable view, valid as long as the image.
  MutImageView view() noexcept { return ScipixImageMut{pixels_.data(), width_, height_, stride_, format_}; }
  /// Converts to a read-only view.
  operator ImageView() const noexcept { return view(); }
  /// Converts to a writable view.
  operator MutImageView() noexcept { return view(); }
  /// All bytes, row by row.
  Span<std::uint8_t> bytes() noexcept { return pixels_.bytes(); }
  /// All bytes, row by row.
  Span<const std::uint8_t> bytes() const noexcept { return pixels_.bytes(); }

 private:
  Image(Buffer pixels, const MutImageView &view) noexcept
      : pixels_(std::move(pixels)),
        width_(view.width()),
        height_(view.height()),
        stride_(view.stride()),
        format_(view.format()) {
    static_cast<void>(pixels_.resize(stride_ * height_));
  }
  static std::size_t bits_of(ScipixPixelFormat format) noexcept {
    switch (format) {
      case SCIPIX_PIXEL_FORMAT_BIT1: return 1;
      case SCIPIX_PIXEL_FORMAT_GRAY16: return 16;
      case SCIPIX_PIXEL_FORMAT_RGB8:
      case SCIPIX_PIXEL_FORMAT_BGR8: return 24;
      case SCIPIX_PIXEL_FORMAT_RGBA8:
      case SCIPIX_PIXEL_FORMAT_BGRA8: return 32;
      default: return 8;
    }
  }

  Buffer pixels_;
  std::size_t width_ = 0, height_ = 0, stride_ = 0;
  ScipixPixelFormat format_ = 0;
};

}  // namespace SCIPIX_MODE
}  // namespace scipix

#endif
