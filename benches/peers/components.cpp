#include "families.hpp"
#include "native.h"
#include "peers.hpp"

#include <algorithm>
#include <array>

namespace bench {
namespace {

using Box = std::array<size_t, 4>;

// Lines of letters, each of three by five squares of ink, and what was found on them.
struct Page {
  explicit Page(const Size &size)
      : size(size), gray(size.pixels()), mask(size.pixels()), bits((size.width + 7) / 8 * size.height),
        labels(size.pixels()), components(size.pixels() / 4 + 1) {
    Buffer<uint8_t> letters(1 << 16);
    fill_noise(letters);
    for (size_t i = 0; i < size.pixels(); ++i) {
      size_t x = i % size.width, y = i / size.width, column = x % 14 / 3, row = y % 40 / 3;
      size_t square = (y / 40 * 977 + x / 14) * 15 + row * 3 + column;
      bool black = column < 3 && row < 5 && letters[square % letters.size()] < 150;
      gray[i] = black ? 20 : 230, mask[i] = black ? 255 : 0;
    }
    native_bits(gray.data(), size.width, size.height, 127, bits.data());
  }

  void keep() {
    found.clear();
    for (size_t i = 0; i < count; ++i) {
      const ScipixComponent &one = components[i];
      found.push_back({one.x, one.y, one.width, one.height});
    }
  }

  Size size;
  Buffer<uint8_t> gray, mask, bits;
  Buffer<uint32_t> labels;
  Buffer<ScipixComponent> components;
  size_t count = 0;
  std::vector<Box> found, reference;
};

void add_opencv(Case &which, std::shared_ptr<Page> io, bool labels) {
#ifdef HAVE_OPENCV
  auto stats = std::make_shared<cv::Mat>();
  which.peer("OpenCV connectedComponentsWithStats",
             [io, stats, src = mat(io->mask, io->size, CV_8UC1), centres = cv::Mat(),
              into = cv::Mat(static_cast<int>(io->size.height), static_cast<int>(io->size.width), CV_32S, io->labels.data())]() mutable {
               cv::connectedComponentsWithStats(src, into, *stats, centres, 8, CV_32S);
             },
             {0, labels ? "" : "writes labels too: it has no call without", [io, stats] {
                io->found.clear();
                auto at = [&](int i, int column) { return static_cast<size_t>(stats->at<int>(i, column)); };
                for (int i = 1; i < stats->rows; ++i)
                  io->found.push_back({at(i, cv::CC_STAT_LEFT), at(i, cv::CC_STAT_TOP), at(i, cv::CC_STAT_WIDTH), at(i, cv::CC_STAT_HEIGHT)});
              }});
#else
  (void)which, (void)io, (void)labels;
#endif
}

void add_leptonica(Case &which, std::shared_ptr<Page> io) {
#ifdef HAVE_LEPTONICA
  PixOwner gray(pix_of(io->gray, io->size));
  std::shared_ptr<Pix> page(pixThresholdToBinary(gray.get(), 128), PixFree());
  auto boxes = std::make_shared<std::shared_ptr<Boxa>>();
  which.peer("Leptonica ConnComp", [page, boxes] {
    boxes->reset(pixConnComp(page.get(), nullptr, 8), [](Boxa *all) { boxaDestroy(&all); });
  }, {0, "boxes without areas", [io, boxes] {
    io->found.clear();
    for (int i = 0; i < boxaGetCount(boxes->get()); ++i) {
      l_int32 x, y, w, h;
      boxaGetBoxGeometry(boxes->get(), i, &x, &y, &w, &h);
      io->found.push_back({static_cast<size_t>(x), static_cast<size_t>(y), static_cast<size_t>(w), static_cast<size_t>(h)});
    }
  }});
#else
  (void)which, (void)io;
#endif
}

Case make(const char *family, const Size &size, bool bits, bool labels) {
  auto io = std::make_shared<Page>(size);
  Case which(family, size);
  which.reset = [io] { io->found.clear(), io->count = 0; };
  // Every library has an order of its own.
  which.difference = [io] {
    std::sort(io->found.begin(), io->found.end());
    return Difference{io->found == io->reference ? 0.0 : 1.0, std::fabs(double(io->found.size()) - double(io->reference.size()))};
  };
  ScipixImage src = view(bits ? io->bits : io->mask, size, bits ? SCIPIX_PIXEL_FORMAT_BIT1 : SCIPIX_PIXEL_FORMAT_GRAY8);
  uint32_t *to = labels ? io->labels.data() : nullptr;
  auto find = [io, src, to] {
    return scipix_image_components(&src, SCIPIX_CONNECTIVITY_EIGHT, to, 0, io->components.data(), io->components.size(), &io->count);
  };
  which.ours(find, {0, "", [io] { io->keep(); }});
  bits ? add_leptonica(which, io) : add_opencv(which, io, labels);
  // What the first peer finds is the reference.
  const Contender &reference = which.contenders.back();
  reference.enter(), reference.repeat(1), reference.terms.finish();
  std::sort(io->found.begin(), io->found.end());
  io->reference = io->found;
  return which;
}

}  // namespace

std::vector<Family> components_families() {
  std::vector<Size> sizes = all_sizes();
  return {{"components_bits", "Boxes of connected components, black and white",
           [](const Size &size) { return make("components_bits", size, true, false); }, sizes},
          {"components_gray", "Boxes and areas of connected components, gray",
           [](const Size &size) { return make("components_gray", size, false, false); }, sizes},
          {"components_labels", "Boxes, areas and labels of connected components, gray",
           [](const Size &size) { return make("components_labels", size, false, true); }, sizes}};
}

}  // namespace bench
