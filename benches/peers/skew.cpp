#include "families.hpp"
#include "peers.hpp"

namespace bench {
namespace {

constexpr double kPi = 3.14159265358979323846, kDegrees = 2, kBound = 0.2;

// Draws words of random length on lines that fall to the right by 2 degrees.
struct Page {
  explicit Page(const Size &size) : gray(size.pixels()), row_bytes((size.width + 7) / 8), bits(row_bytes * size.height) {
    std::fill(bits.begin(), bits.end(), 0);
    Buffer<uint8_t> words(1 << 16);
    fill_noise(words);
    double slope = std::tan(kDegrees * kPi / 180), width = static_cast<double>(size.width);
    for (size_t y = 0; y < size.height; ++y)
      for (size_t x = 0; x < size.width; ++x) {
        double below = static_cast<double>(y) + slope * (static_cast<double>(x) - width / 2) + 1000;
        size_t line = static_cast<size_t>(below) / 24;
        bool text = x > size.width / 10 && x < size.width - size.width / 10 && below - 24.0 * static_cast<double>(line) < 9;
        bool black = text && words[(line * 131 + x / 7) % words.size()] > 90;
        gray[y * size.width + x] = black ? 20 : 230;
        if (black) bits[y * row_bytes + x / 8] |= static_cast<uint8_t>(0x80 >> x % 8);
      }
  }
  Buffer<uint8_t> gray;
  size_t row_bytes;
  Buffer<uint8_t> bits;
  float found = 0, confidence = 0;
};

Case make(const char *family, const Size &size, ScipixPixelFormat format) {
  auto io = std::make_shared<Page>(size);
  Case which(family, size);
  which.reset = [io] { io->found = 99; };
  which.difference = [io] {
    double by = std::fabs(double(io->found) - kDegrees);
    return Difference{by > kBound ? 1.0 : 0.0, by};
  };
  bool bits = format == SCIPIX_PIXEL_FORMAT_BIT1;
  ScipixImage src = view(bits ? io->bits : io->gray, size, format);
  which.ours([io, src] { return scipix_image_skew(&src, &io->found, &io->confidence); });
#ifdef HAVE_LEPTONICA
  std::shared_ptr<Pix> gray(pix_of(io->gray, size));
  if (bits) {
    std::shared_ptr<Pix> page(pixThresholdToBinary(gray.get(), 128), PixFree());
    which.peer("Leptonica FindSkew", [io, page] { pixFindSkew(page.get(), &io->found, &io->confidence); });
  } else {
    which.peer("Leptonica ThresholdToBinary, FindSkew", [io, gray] {
      PixOwner page(pixThresholdToBinary(gray.get(), 128));
      pixFindSkew(page.get(), &io->found, &io->confidence);
    });
  }
#endif
  return which;
}

}  // namespace

std::vector<Family> skew_families() {
  // The smallest size has fewer than three lines of text.
  std::vector<Size> sizes = page_sizes();
  return {{"skew_bits", "Skew of a page in black and white",
           [](const Size &size) { return make("skew_bits", size, SCIPIX_PIXEL_FORMAT_BIT1); }, sizes},
          {"skew_gray", "Skew of a gray page",
           [](const Size &size) { return make("skew_gray", size, SCIPIX_PIXEL_FORMAT_GRAY8); }, sizes}};
}

}  // namespace bench
