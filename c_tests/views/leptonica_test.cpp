// Tests scipix/leptonica.hpp: views of a PIX, which swap its bytes for their lifetime, and copies in both directions.
#include "../hpp.hpp"

#include <scipix/leptonica.hpp>

namespace {

// Reads a pixel with Leptonica's own function.
l_uint32 value_at(PIX *pix, int x, int y) {
  l_uint32 value = 0;
  CHECK(pixGetPixel(pix, x, y, &value) == 0);
  return value;
}

scipix::PixPtr counted(int width, int height, int depth) {
  scipix::PixPtr pix(pixCreate(width, height, depth));
  const l_uint32 mask = depth == 32 ? 0xffffffff : (1u << depth) - 1;
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) pixSetPixel(pix.get(), x, y, (2654435761u * static_cast<l_uint32>(x + 1000 * y)) & mask);
  }
  return pix;
}

// Reads a pixel of a view as the number that Leptonica gives.
l_uint32 value_of(const scipix::ImageView &view, std::size_t x, std::size_t y) {
  const std::uint8_t *row = view.row(y);
  switch (view.format()) {
    case SCIPIX_PIXEL_FORMAT_BIT1: return row[x / 8] >> (7 - x % 8) & 1;
    case SCIPIX_PIXEL_FORMAT_GRAY8: return row[x];
    default: return l_uint32{row[4 * x]} << 24 | row[4 * x + 1] << 16 | row[4 * x + 2] << 8 | row[4 * x + 3];
  }
}

int different(const scipix::ImageView &view, PIX *pix) {
  int wrong = 0;
  for (std::size_t y = 0; y < view.height(); ++y) {
    for (std::size_t x = 0; x < view.width(); ++x) {
      wrong += value_of(view, x, y) != value_at(pix, static_cast<int>(x), static_cast<int>(y));
    }
  }
  return wrong;
}

void pixels_are_the_same_viewed_and_copied(int depth, ScipixPixelFormat format) {
  for (int width : {1, 7, 8, 33, 64}) {
    const scipix::PixPtr pix = counted(width, 5, depth);
    const scipix::PixPtr before(pixCopy(nullptr, pix.get()));
    {
      scipix::PixView made = take(scipix::PixView::make(pix.get())), view = std::move(made);
      CHECK(view.view().format() == format && view.view().width() == static_cast<std::size_t>(width));
      CHECK(view.view().data() == reinterpret_cast<std::uint8_t *>(pixGetData(pix.get())));
      CHECK_EQUAL(different(view, before.get()), 0);
    }
    l_int32 same = 0;
    CHECK(pixEqual(pix.get(), before.get(), &same) == 0 && same == 1);

    scipix::Image copy = take(scipix::to_image(pix.get()));
    CHECK_EQUAL(different(copy, pix.get()), 0);
    const scipix::PixPtr back = take(scipix::to_pix(copy));
    CHECK(pixGetDepth(back.get()) == depth);
    CHECK_EQUAL(different(copy, back.get()), 0);
  }
}

void operations_write_into_a_pix() {
  const scipix::PixPtr gray = counted(50, 20, 8), black(pixCreate(50, 20, 1));
  {
    scipix::PixView src = take(scipix::PixView::make(gray.get())), dst = take(scipix::PixView::make(black.get()));
    CHECK_DONE(scipix::threshold(src, 99, dst));
  }
  int wrong = 0;
  for (int y = 0; y < 20; ++y) {
    for (int x = 0; x < 50; ++x) wrong += value_at(black.get(), x, y) != (value_at(gray.get(), x, y) <= 99);
  }
  CHECK_EQUAL(wrong, 0);
}

void other_pixes_are_refused() {
  const scipix::PixPtr deep(pixCreate(4, 4, 16)), mapped(pixCreate(4, 4, 8));
  pixSetColormap(mapped.get(), pixcmapCreate(8));
  for (PIX *pix : {deep.get(), mapped.get(), static_cast<PIX *>(nullptr)}) {
    CHECK_REFUSED(scipix::PixView::make(pix), SCIPIX_STATUS_UNSUPPORTED);
    CHECK_REFUSED(scipix::to_image(pix), SCIPIX_STATUS_UNSUPPORTED);
  }
  scipix::Image rgb = take(scipix::Image::make(4, 4, SCIPIX_PIXEL_FORMAT_RGB8));
  CHECK_REFUSED(scipix::to_pix(rgb), SCIPIX_STATUS_UNSUPPORTED);
  scipix::Image gray = take(scipix::Image::make(4, 4, SCIPIX_PIXEL_FORMAT_GRAY8)), moved = std::move(gray);
  CHECK_REFUSED(scipix::to_pix(gray), SCIPIX_STATUS_NULL_POINTER);
  CHECK_DONE(scipix::invert(moved, moved));
}

}  // namespace

int main() {
  pixels_are_the_same_viewed_and_copied(1, SCIPIX_PIXEL_FORMAT_BIT1);
  pixels_are_the_same_viewed_and_copied(8, SCIPIX_PIXEL_FORMAT_GRAY8);
  pixels_are_the_same_viewed_and_copied(32, SCIPIX_PIXEL_FORMAT_RGBA8);
  operations_write_into_a_pix();
  other_pixes_are_refused();
  return check_report("leptonica_test");
}
