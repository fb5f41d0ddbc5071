/// @file
/// Conversions between Leptonica's PIX and scipix images. Include this header to use Leptonica; scipix.hpp does not
/// include it.
///
/// Leptonica packs pixels into 32-bit words, starting at the most significant bit, so that on a little-endian processor
/// every four bytes of a PIX are in reverse order. A PixView works without a copy, for PIXes of 1 bit (BIT1), 8 bits
/// (GRAY8) or 32 bits (RGBA8) per pixel. It swaps the bytes in place when it is made, and back when it is destroyed;
/// Leptonica must not use the PIX in between. On a big-endian processor it swaps nothing. `to_image` copies a PIX
/// without changing it, and `to_pix` makes a new PIX. Convert other depths and colour maps with Leptonica first:
/// pixConvertTo8, pixConvertTo32, pixRemoveColormap.
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

// The format of a PIX while its bytes are swapped; 0 if it is not supported.
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

// The bytes of a row without padding.
inline std::size_t row_bytes(const ImageView &image) noexcept {
  const std::size_t bits = image.width() * static_cast<std::size_t>(depth_of(image.format()));
  return bits / 8 + (bits % 8 != 0);
}

inline Span<std::uint8_t> bytes_of(PIX *pix) noexcept {
  const std::size_t words = static_cast<std::size_t>(pixGetWpl(pix)) * static_cast<std::size_t>(pixGetHeight(pix));
  return {reinterpret_cast<std::uint8_t *>(pixGetData(pix)), words * 4};
}

// Makes the view of a PIX that is valid while its bytes are swapped.
inline Outcome<MutImageView> swapped_view(PIX *pix) {
  const ScipixPixelFormat format = format_of(pix);
  if (format == 0) {
    return failure<MutImageView>(SCIPIX_STATUS_UNSUPPORTED,
                                 "pix: must have 1, 8 or 32 bits per pixel and no colour map");
  }
  return MutImageView::make(bytes_of(pix), static_cast<std::size_t>(pixGetWidth(pix)),
                            static_cast<std::size_t>(pixGetHeight(pix)), format,
                            static_cast<std::size_t>(pixGetWpl(pix)) * 4);
}

}  // namespace detail

/// A pointer that owns a PIX.
using PixPtr = std::unique_ptr<PIX, detail::PixDestroy>;

/// Gives access to the pixels of a PIX without a copy, by swapping its bytes to the order of scipix for as long as this
/// object lives. A PIX must not have two PixViews at once.
class PixView {
 public:
  /// Swaps the bytes of a PIX in place.
  /// @param pix  1 bit (BIT1), 8 bits (GRAY8) or 32 bits (RGBA8) per pixel, without a colour map; UNSUPPORTED
  ///             otherwise. Borrowed; Leptonica must not use it while the PixView lives
  static Outcome<PixView> make(PIX *pix) {
    return detail::and_then(detail::swapped_view(pix), [&](MutImageView view) -> Outcome<PixView> {
      pixEndianByteSwap(pix);
      return PixView(pix, view);
    });
  }
#ifndef SCIPIX_NO_EXCEPTIONS
  /// Calls `make`, and throws its error.
  /// @param pix  1, 8 or 32 bits per pixel, without a colour map
  explicit PixView(PIX *pix) : PixView(make(pix)) {}
#endif
  /// Moves the PixView; `other` becomes empty.
  /// @param other  the source
  PixView(PixView &&other) noexcept
      : pix_(std::exchange(other.pix_, nullptr)), view_(std::exchange(other.view_, MutImageView())) {}
  PixView &operator=(PixView &&) = delete;
  ~PixView() {
    if (pix_ != nullptr) pixEndianByteSwap(pix_);
  }

  /// Returns a writable view.
  MutImageView view() const noexcept { return view_; }
  /// Converts to a read-only view.
  operator ImageView() const noexcept { return view_; }
  /// Converts to a writable view.
  operator MutImageView() const noexcept { return view_; }

 private:
  PixView(PIX *pix, const MutImageView &view) noexcept : pix_(pix), view_(view) {}

  PIX *pix_;
  MutImageView view_;
};

/// Copies a PIX to an image. The PIX does not change.
/// @param pix  1 bit (BIT1), 8 bits (GRAY8) or 32 bits (RGBA8) per pixel, without a colour map; UNSUPPORTED otherwise
inline Outcome<Image> to_image(PIX *pix) {
  return detail::and_then(detail::swapped_view(pix), [&](const MutImageView &pixels) {
    auto made = Image::make(pixels.width(), pixels.height(), pixels.format());
    return detail::and_then(std::move(made), [&](Image image) -> Outcome<Image> {
      const std::size_t width = detail::row_bytes(pixels);
      for (std::size_t y = 0; y < pixels.height(); ++y) {
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

/// Copies an image to a new PIX.
/// @param image  BIT1, GRAY8 or RGBA8; UNSUPPORTED otherwise
inline Outcome<PixPtr> to_pix(const ImageView &image) {
  const int depth = detail::depth_of(image.format());
  constexpr std::size_t max_size = 0x7fffffff;
  if (depth == 0 || image.width() > max_size || image.height() > max_size) {
    return detail::failure<PixPtr>(SCIPIX_STATUS_UNSUPPORTED,
                                   "image: must be BIT1, GRAY8 or RGBA8 and not too large for Leptonica");
  }
  if (image.data() == nullptr) return detail::failure<PixPtr>(SCIPIX_STATUS_NULL_POINTER, "image: data is NULL");
  PixPtr pix(pixCreate(static_cast<int>(image.width()), static_cast<int>(image.height()), depth));
  if (!pix) return detail::failure<PixPtr>(SCIPIX_STATUS_OUT_OF_MEMORY, "image: Leptonica cannot allocate a PIX");
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
