/// @file
/// Images: views on pixels in the caller's memory, and pixels of one's own.
#ifndef SCIPIX_IMAGE_HPP
#define SCIPIX_IMAGE_HPP

#include <scipix/pool.hpp>
#include <scipix/span.hpp>

#include <cstddef>
#include <cstdint>
#include <utility>

namespace scipix {
inline namespace SCIPIX_MODE {

/// An image to read. Borrows its pixels; a value to be copied.
class ImageView {
 public:
  /// No image: every operation refuses it.
  ImageView() noexcept = default;
  /// Takes over a view of the C functions, or one filled by hand, whose length is then the caller's promise.
  /// @param raw  the view
  ImageView(const ScipixImage &raw) noexcept : raw_(raw) {}
  /// A view on pixels, all of which lie inside the buffer.
  /// @param pixels  from the first row on
  /// @param width   pixels in a row, at least 1
  /// @param height  rows, at least 1
  /// @param format  a `SCIPIX_PIXEL_FORMAT_*`
  /// @param stride  bytes from one row to the next; 0: no gaps
  static Outcome<ImageView> make(Span<const std::uint8_t> pixels, std::size_t width, std::size_t height,
                                 ScipixPixelFormat format, std::size_t stride = 0) {
    ScipixImage raw = {};
    return detail::outcome(scipix_image_view(pixels.data(), pixels.size(), width, height, stride, format, &raw),
                           [&] { return ImageView(raw); });
  }
#ifndef SCIPIX_NO_EXCEPTIONS
  /// As `make`.
  /// @param pixels  from the first row on
  /// @param width   pixels in a row, at least 1
  /// @param height  rows, at least 1
  /// @param format  a `SCIPIX_PIXEL_FORMAT_*`
  /// @param stride  bytes from one row to the next; 0: no gaps
  ImageView(Span<const std::uint8_t> pixels, std::size_t width, std::size_t height, ScipixPixelFormat format,
            std::size_t stride = 0)
      : ImageView(make(pixels, width, height, format, stride)) {}
#endif

  /// A region of it, in constant time.
  /// @param x       first column; for BIT1 a multiple of 8
  /// @param y       first row
  /// @param width   columns, at least 1
  /// @param height  rows, at least 1
  Outcome<ImageView> subview(std::size_t x, std::size_t y, std::size_t width, std::size_t height) const {
    ScipixImage region = {};
    return detail::outcome(scipix_image_subview(&raw_, x, y, width, height, &region),
                           [&] { return ImageView(region); });
  }
  /// The address of a pixel's first byte; not of BIT1.
  /// @param x  column
  /// @param y  row
  Outcome<const std::uint8_t *> pixel(std::size_t x, std::size_t y) const {
    const std::uint8_t *address = nullptr;
    return detail::outcome(scipix_image_pixel(&raw_, x, y, &address), [&] { return address; });
  }

  /// First byte of the first row.
  const std::uint8_t *data() const noexcept { return raw_.data; }
  /// First byte of a row, unchecked.
  /// @param y  below `height()`
  const std::uint8_t *row(std::size_t y) const noexcept { return raw_.data + y * raw_.stride; }
  /// Pixels in a row.
  std::size_t width() const noexcept { return raw_.width; }
  /// Rows.
  std::size_t height() const noexcept { return raw_.height; }
  /// Bytes from one row to the next.
  std::size_t stride() const noexcept { return raw_.stride; }
  /// A `SCIPIX_PIXEL_FORMAT_*`.
  ScipixPixelFormat format() const noexcept { return raw_.format; }
  /// For the C functions.
  const ScipixImage &raw() const noexcept { return raw_; }
  /// For the C functions.
  operator const ScipixImage &() const noexcept { return raw_; }

 private:
  ScipixImage raw_ = {};
};

/// An image to write. Borrows its pixels; a value to be copied.
class MutImageView {
 public:
  /// No image: every operation refuses it.
  MutImageView() noexcept = default;
  /// Takes over a view of the C functions, or one filled by hand, whose length is then the caller's promise.
  /// @param raw  the view
  MutImageView(const ScipixImageMut &raw) noexcept : raw_(raw) {}
  /// A view on memory for pixels, all of which lies inside the buffer.
  /// @param pixels  from the first row on
  /// @param width   pixels in a row, at least 1
  /// @param height  rows, at least 1
  /// @param format  a `SCIPIX_PIXEL_FORMAT_*`
  /// @param stride  bytes from one row to the next; 0: no gaps
  static Outcome<MutImageView> make(Span<std::uint8_t> pixels, std::size_t width, std::size_t height,
                                    ScipixPixelFormat format, std::size_t stride = 0) {
    ScipixImageMut raw = {};
    return detail::outcome(scipix_image_view_mut(pixels.data(), pixels.size(), width, height, stride, format, &raw),
                           [&] { return MutImageView(raw); });
  }
#ifndef SCIPIX_NO_EXCEPTIONS
  /// As `make`.
  /// @param pixels  from the first row on
  /// @param width   pixels in a row, at least 1
  /// @param height  rows, at least 1
  /// @param format  a `SCIPIX_PIXEL_FORMAT_*`
  /// @param stride  bytes from one row to the next; 0: no gaps
  MutImageView(Span<std::uint8_t> pixels, std::size_t width, std::size_t height, ScipixPixelFormat format,
               std::size_t stride = 0)
      : MutImageView(make(pixels, width, height, format, stride)) {}
#endif

  /// A region of it, in constant time. Regions that share no pixel may be written at once.
  /// @param x       first column; for BIT1 a multiple of 8
  /// @param y       first row
  /// @param width   columns, at least 1
  /// @param height  rows, at least 1
  Outcome<MutImageView> subview(std::size_t x, std::size_t y, std::size_t width, std::size_t height) const {
    ScipixImageMut region = {};
    return detail::outcome(scipix_image_subview_mut(&raw_, x, y, width, height, &region),
                           [&] { return MutImageView(region); });
  }

  /// The same pixels, to be read.
  operator ImageView() const noexcept {
    return ScipixImage{raw_.data, raw_.width, raw_.height, raw_.stride, raw_.format};
  }
  /// First byte of the first row.
  std::uint8_t *data() const noexcept { return raw_.data; }
  /// First byte of a row, unchecked.
  /// @param y  below `height()`
  std::uint8_t *row(std::size_t y) const noexcept { return raw_.data + y * raw_.stride; }
  /// Pixels in a row.
  std::size_t width() const noexcept { return raw_.width; }
  /// Rows.
  std::size_t height() const noexcept { return raw_.height; }
  /// Bytes from one row to the next.
  std::size_t stride() const noexcept { return raw_.stride; }
  /// A `SCIPIX_PIXEL_FORMAT_*`.
  ScipixPixelFormat format() const noexcept { return raw_.format; }
  /// For the C functions.
  const ScipixImageMut &raw() const noexcept { return raw_; }
  /// For the C functions.
  operator const ScipixImageMut &() const noexcept { return raw_; }

 private:
  ScipixImageMut raw_ = {};
};

/// An image with pixels of its own, in pooled memory, rows without gaps. Moves; does not copy.
class Image {
 public:
  /// No image.
  Image() noexcept = default;
  /// Memory for an image; what it shows is undefined.
  /// @param width   pixels in a row, at least 1
  /// @param height  rows, at least 1
  /// @param format  a `SCIPIX_PIXEL_FORMAT_*`
  static Outcome<Image> make(std::size_t width, std::size_t height, ScipixPixelFormat format) {
    const std::size_t bits = bits_of(format);
    if (width > (SIZE_MAX - 7) / bits || (height != 0 && (width * bits + 7) / 8 > SIZE_MAX / height)) {
      return detail::failure<Image>(SCIPIX_STATUS_OVERFLOW, "width, height: the image exceeds the address space");
    }
    const std::size_t bytes = (width * bits + 7) / 8 * height;
    return detail::then(Buffer::make(bytes), [&](Buffer pixels) {
      const Span<std::uint8_t> all(pixels.data(), bytes);
      return detail::then(MutImageView::make(all, width, height, format),
                          [&](MutImageView view) -> Outcome<Image> { return Image(std::move(pixels), view); });
    });
  }
#ifndef SCIPIX_NO_EXCEPTIONS
  /// As `make`.
  /// @param width   pixels in a row, at least 1
  /// @param height  rows, at least 1
  /// @param format  a `SCIPIX_PIXEL_FORMAT_*`
  Image(std::size_t width, std::size_t height, ScipixPixelFormat format) : Image(make(width, height, format)) {}
#endif

  /// Its pixels, to be read.
  ImageView view() const noexcept { return ScipixImage{pixels_.data(), width_, height_, stride_, format_}; }
  /// Its pixels, to be written.
  MutImageView view() noexcept { return ScipixImageMut{pixels_.data(), width_, height_, stride_, format_}; }
  /// Its pixels, to be read.
  operator ImageView() const noexcept { return view(); }
  /// Its pixels, to be written.
  operator MutImageView() noexcept { return view(); }
  /// Its bytes, row by row.
  Span<std::uint8_t> bytes() noexcept { return pixels_.bytes(); }
  /// Its bytes, row by row.
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
