// Misuse that scipix.hpp does not let compile. `tests/hpp.rs` compiles each case of REFUSED; case 0 must compile.
#include <scipix.hpp>

#include <cstdint>
#include <vector>

std::vector<std::uint8_t> pixels();

void refused() {
  const std::vector<std::uint8_t> owned = pixels();
  const scipix::Span<const std::uint8_t> borrowed(owned);
  static_cast<void>(borrowed);  // an unused variable would be refused in every case
#if REFUSED == 0
  static_cast<void>(scipix::ImageView::make(owned, 2, 2, SCIPIX_PIXEL_FORMAT_GRAY8));
  static_cast<void>(scipix::ImageView::make(borrowed.first(4), 2, 2, SCIPIX_PIXEL_FORMAT_GRAY8));
#ifndef SCIPIX_NO_EXCEPTIONS
  static_cast<void>(scipix::ImageView(owned, 2, 2, SCIPIX_PIXEL_FORMAT_GRAY8));
  static_cast<void>(scipix::ImageView(borrowed.first(4), 2, 2, SCIPIX_PIXEL_FORMAT_GRAY8));
#endif
#elif REFUSED == 1  // a view of a temporary
  static_cast<void>(scipix::ImageView::make(pixels(), 2, 2, SCIPIX_PIXEL_FORMAT_GRAY8));
#elif REFUSED == 2  // a view of a temporary
  static_cast<void>(scipix::ImageView(std::vector<std::uint8_t>(4), 2, 2, SCIPIX_PIXEL_FORMAT_GRAY8));
#elif REFUSED == 3  // a writable view of a temporary
  static_cast<void>(scipix::MutImageView::make(pixels(), 2, 2, SCIPIX_PIXEL_FORMAT_GRAY8));
#elif REFUSED == 4  // a writable view of constant pixels
  static_cast<void>(scipix::MutImageView::make(owned, 2, 2, SCIPIX_PIXEL_FORMAT_GRAY8));
#elif REFUSED == 5  // the destination before the parameters
  scipix::Image page(2, 2, SCIPIX_PIXEL_FORMAT_GRAY8);
  static_cast<void>(scipix::binarize(page, page, scipix::BinarizeParams()));
#endif
}
