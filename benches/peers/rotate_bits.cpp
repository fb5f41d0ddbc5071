#include "families.hpp"
#include "native.h"
#include "peers.hpp"

namespace bench {
namespace {

constexpr double kDegrees = 3.3, kPi = 3.14159265358979323846;
constexpr uint8_t kLevel = 127, kWhite = 255;

struct Page {
  explicit Page(const Size &size)
      : size(size), row_bytes((size.width + 7) / 8), gray(size.pixels()), src(row_bytes * size.height), dst(src.size()),
        reference(src.size()) {
    fill_page(gray, size);
    native_bits(gray.data(), size.width, size.height, kLevel, src.data());
    std::fill(reference.begin(), reference.end(), 0);
    double sine = std::sin(kDegrees * kPi / 180), cosine = std::cos(kDegrees * kPi / 180);
    double width = static_cast<double>(size.width), height = static_cast<double>(size.height);
    for (size_t i = 0; i < size.pixels(); ++i) {
      double dx = static_cast<double>(i % size.width) - (width - 1) / 2;
      double dy = static_cast<double>(i / size.width) - (height - 1) / 2;
      double x = std::floor(width / 2 + cosine * dx + sine * dy), y = std::floor(height / 2 - sine * dx + cosine * dy);
      if (x < 0 || y < 0 || x >= width || y >= height) continue;
      bool black = gray[static_cast<size_t>(y) * size.width + static_cast<size_t>(x)] <= kLevel;
      if (black) reference[i / size.width * row_bytes + i % size.width / 8] |= static_cast<uint8_t>(0x80 >> i % size.width % 8);
    }
  }
  Size size;
  size_t row_bytes;
  Buffer<uint8_t> gray, src, dst, reference;
};

#ifdef HAVE_LEPTONICA
// Copies the bytes of the rows, of which Leptonica makes words.
void copy(Pix *bits, const Page &io) {
  for (size_t i = 0; i < io.dst.size(); ++i) {
    const l_uint32 *line = pixGetData(bits) + i / io.row_bytes * static_cast<size_t>(pixGetWpl(bits));
    io.dst[i] = static_cast<uint8_t>(GET_DATA_BYTE(line, i % io.row_bytes));
  }
}
#endif

Case make(const Size &size) {
  auto io = std::make_shared<Page>(size);
  Case which("rotate_bits", size);
  which.reset = [io] { std::fill(io->dst.begin(), io->dst.end(), 0xCC); };
  which.difference = [io] { return compare(io->dst, io->reference); };
  ScipixImage src = view(io->src, size, SCIPIX_PIXEL_FORMAT_BIT1);
  ScipixImageMut dst = view_mut(io->dst, size, SCIPIX_PIXEL_FORMAT_BIT1);
  // A position halfway between two pixels may be rounded either way.
  which.ours([src, dst] { return scipix_image_rotate(&src, kDegrees, kWhite, &dst); }, {0.01, "", {}});
#ifdef HAVE_LEPTONICA
  PixOwner gray(pix_of(io->gray, size));
  std::shared_ptr<Pix> page(pixThresholdToBinary(gray.get(), kLevel + 1), PixFree());
  setMsgSeverity(L_SEVERITY_WARNING);
  float angle = static_cast<float>(kDegrees * kPi / 180);
  int cx = static_cast<int>(size.width / 2), cy = static_cast<int>(size.height / 2);
  auto turned = std::make_shared<PixOwner>();
  auto keep = [io, turned] { copy(turned->get(), *io); };
  which.peer("Leptonica RotateBySampling", [=] {
    turned->reset(pixRotateBySampling(page.get(), cx, cy, angle, L_BRING_IN_WHITE));
  }, {1, "around the corner of a pixel, in a new image", keep});
  which.peer("Leptonica Rotate", [=] {
    turned->reset(pixRotate(page.get(), angle, L_ROTATE_SAMPLING, L_BRING_IN_WHITE, 0, 0));
  }, {1, "by shears, which move whole words, in a new image", keep});
#endif
  return which;
}

}  // namespace

std::vector<Family> rotate_bits_families() {
  return {{"rotate_bits", "Turned by 3.3 degrees, black and white", make, sizes_with_parts()}};
}

}  // namespace bench
