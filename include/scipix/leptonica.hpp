/// @file
/// Views of Leptonica's images, and copies. Including this header says that Leptonica is used; scipix.hpp does not.
///
/// Leptonica packs pixels into words of 32 bits from the most significant end, so that on a little-endian processor
/// every four bytes of a PIX are in reverse order. What there is without a copy is a PixView, of 1 bit (BIT1), 8 bits
/// (GRAY8) or 32 bits (RGBA8) a pixel: it swaps the bytes in place when it is made, and back when it goes; meanwhile
/// Leptonica must not look at them. On a big-endian processor it swaps nothing. What must not be touched even for a
/// moment is copied by `to_image`; `to_pix` makes a new PIX. Other depths, and colour maps, are for Leptonica to
/// convert first: pixConvertTo8, pixConvertTo32, pixRemoveColormap.
#ifndef SCIPIX_LEPTONICA_HPP
#define SCIPIX_LEPTONICA_HPP

#if __has_include(<leptonica/allheaders.h>)
#include <leptonica/allheaders.h>
#elif __has_include(<allheaders.h>)
#include <allheaders.h>
#else
#error "scipix/leptonica.hpp is for programs that use Leptonica, whose headers are not found"
#endif

#include <scipix/image.hpp>

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <string>
#include <utility>

namespace scipix {
inline namespace SCIPIX_MODE {

namespace detail {

struct PixDestroy {
  void operator()(PIX *pix) const noexcept { pixDestroy(&pix); }
};

// What the bytes of a PIX are once they are in order; 0 for other PIXes.
inline ScipixPixelFormat format_of(PIX *pix) noexcept {
  if (pix == nullptr || pixGetColormap(pix) != nullptr) return 0;
  switch (pixGetDepth(pix)) {
    case 1: return SCIPIX_PIXEL_FORMAT_BIT1;
    case 8: return SCIPIX_PIXEL_FORMAT_GRAY8;
    case 32: return SCIPIX_PIXEL_FORMAT_RGBA8;
    default: return 0;
  }
}

inline int depth_of(ScipixPixelFormat format) noexcept {
  switch (format) {
    case SCIPIX_PIXEL_FORMAT_BIT1: return 1;
    case SCIPIX_PIXEL_FORMAT_GRAY8: return 8;
    case SCIPIX_PIXEL_FORMAT_RGBA8: return 32;
    default: return 0;
  }
}

// Bytes of a row that are pixels.
inline std::size_t row_bytes(const ImageView &image) noexcept {
  const std::size_t bits = image.width() * static_cast<std::size_t>(depth_of(image.format()));
  return bits / 8 + (bits % 8 != 0);
}

inline Span<std::uint8_t> bytes_of(PIX *pix) noexcept {
  const std::size_t words = static_cast<std::size_t>(pixGetWpl(pix)) * static_cast<std::size_t>(pixGetHeight(pix));
  return {reinterpret_cast<std::uint8_t *>(pixGetData(pix)), words * 4};
}

// The view of a PIX whose bytes are in order.
inline Outcome<MutImageView> ordered_view(PIX *pix) {
  const ScipixPixelFormat format = format_of(pix);
  if (format == 0) {
    return failure<MutImageView>(SCIPIX_STATUS_UNSUPPORTED, "pix: is none of 1, 8 or 32 bits without a colour map");
  }
  return MutImageView::make(bytes_of(pix), static_cast<std::size_t>(pixGetWidth(pix)),
                            static_cast<std::size_t>(pixGetHeight(pix)), format,
                            static_cast<std::size_t>(pixGetWpl(pix)) * 4);
}

}  // namespace detail

/// A PIX that is destroyed with it.
using PixPtr = std::unique_ptr<PIX, detail::PixDestroy>;

/// The pixels of a PIX in the order that views have, as long as it lives; then in Leptonica's own again. Nothing is
/// copied. One PIX must not have two of them at once.
class PixView {
 public:
  /// Puts the bytes in order.
  /// @param pix  1 bit (BIT1), 8 bits (GRAY8) or 32 bits (RGBA8) a pixel, without a colour map; UNSUPPORTED for others.
  ///             Borrowed, and not for Leptonica to touch, as long as the view lives
  static Outcome<PixView> make(PIX *pix) {
    return detail::then(detail::ordered_view(pix), [&](MutImageView view) -> Outcome<PixView> {
      pixEndianByteSwap(pix);
      return PixView(pix, view);
    });
  }
#ifndef SCIPIX_NO_EXCEPTIONS
  /// As `make`.
  /// @param pix  1, 8 or 32 bits a pixel, without a colour map
  explicit PixView(PIX *pix) : PixView(make(pix)) {}
#endif
  /// Leaves `other` without a PIX.
  /// @param other  gives its PIX up
  PixView(PixView &&other) noexcept
      : pix_(std::exchange(other.pix_, nullptr)), view_(std::exchange(other.view_, MutImageView())) {}
  PixView &operator=(PixView &&) = delete;
  ~PixView() {
    if (pix_ != nullptr) pixEndianByteSwap(pix_);
  }

  /// The pixels.
  MutImageView view() const noexcept { return view_; }
  /// The pixels, to be read.
  operator ImageView() const noexcept { return view_; }
  /// The pixels, to be written.
  operator MutImageView() const noexcept { return view_; }

 private:
  PixView(PIX *pix, const MutImageView &view) noexcept : pix_(pix), view_(view) {}

  PIX *pix_;
  MutImageView view_;
};

/// Copies the pixels of a PIX, which stays as it is.
/// @param pix  1 bit (BIT1), 8 bits (GRAY8) or 32 bits (RGBA8) a pixel, without a colour map; UNSUPPORTED for others
inline Outcome<Image> to_image(PIX *pix) {
  return detail::then(detail::ordered_view(pix), [&](const MutImageView &whole) {
    return detail::then(Image::make(whole.width(), whole.height(), whole.format()), [&](Image image) -> Outcome<Image> {
      const std::size_t width = detail::row_bytes(whole);
      for (std::size_t y = 0; y < whole.height(); ++y) {
        const l_uint32 *words = pixGetData(pix) + y * static_cast<std::size_t>(pixGetWpl(pix));
        std::uint8_t *row = image.view().row(y);
        for (std::size_t i = 0; i < width; ++i) {
          row[i] = static_cast<std::uint8_t>(words[i / 4] >> (24 - 8 * (i % 4)));
        }
      }
      return image;
    });
  });
}

/// A new PIX with a copy of the pixels.
/// @param image  BIT1, GRAY8 or RGBA8; UNSUPPORTED for others
inline Outcome<PixPtr> to_pix(const ImageView &image) {
  const int depth = detail::depth_of(image.format());
  constexpr std::size_t most = 0x7fffffff;
  if (depth == 0 || image.width() > most || image.height() > most) {
    return detail::failure<PixPtr>(SCIPIX_STATUS_UNSUPPORTED, "image: is not BIT1, GRAY8 or RGBA8, or too large");
  }
  if (image.data() == nullptr) return detail::failure<PixPtr>(SCIPIX_STATUS_NULL_POINTER, "image: data is NULL");
  PixPtr pix(pixCreate(static_cast<int>(image.width()), static_cast<int>(image.height()), depth));
  if (!pix) return detail::failure<PixPtr>(SCIPIX_STATUS_OUT_OF_MEMORY, "image: no PIX can be made for it");
  if (depth == 32) pixSetSpp(pix.get(), 4);
  for (std::size_t y = 0; y < image.height(); ++y) {
    const std::size_t stride = static_cast<std::size_t>(pixGetWpl(pix.get())) * 4;
    std::memcpy(detail::bytes_of(pix.get()).data() + y * stride, image.row(y), detail::row_bytes(image));
  }
  pixEndianByteSwap(pix.get());
  return pix;
}

}  // namespace SCIPIX_MODE
}  // namespace scipix

#endif
