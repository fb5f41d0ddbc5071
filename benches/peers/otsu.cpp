#include "families.hpp"
#include "native.h"
#include "peers.hpp"

namespace bench {
namespace {

struct Buffers {
  explicit Buffers(const Size &size) : gray(size.pixels()), out(size.pixels()) {}
  Buffer<uint8_t> gray, out;
  uint8_t level = 0, reference = 0;
};

Case make(const char *family, const Size &size, std::shared_ptr<Buffers> io) {
  Case which(family, size);
  io->reference = native_otsu(io->gray.data(), io->gray.size());
  which.reset = [io] { io->level = static_cast<uint8_t>(~io->reference); };
  which.difference = [io] {
    return Difference{io->level == io->reference ? 0.0 : 1.0, std::fabs(double(io->level) - double(io->reference))};
  };
  ScipixImage src = view(io->gray, size, SCIPIX_PIXEL_FORMAT_GRAY8);
  which.ours([io, src] { return scipix_image_otsu(&src, &io->level); });
  which.peer("plain C", [io] { io->level = native_otsu(io->gray.data(), io->gray.size()); });
#ifdef HAVE_OPENCV
  which.peer("OpenCV threshold OTSU",
             [io, src = mat(io->gray, size, CV_8UC1), dst = mat(io->out, size, CV_8UC1)]() mutable {
               io->level = static_cast<uint8_t>(cv::threshold(src, dst, 0, 255, cv::THRESH_BINARY | cv::THRESH_OTSU));
             },
             {0, "writes the binary image too: it has no call for the level alone", {}});
#endif
#ifdef HAVE_IPP
  which.peer("IPP ComputeThreshold_Otsu", [io, step = static_cast<int>(size.width), area = roi(size)] {
    ippiComputeThreshold_Otsu_8u_C1R(io->gray.data(), step, area, &io->level);
  });
#endif
  return which;
}

Case make_noisy(const Size &size) {
  auto io = std::make_shared<Buffers>(size);
  fill_page(io->gray, size);
  return make("otsu_noisy", size, io);
}

// Fills a clean scan, where nearly every pixel counts into the same histogram bin.
Case make_white(const Size &size) {
  auto io = std::make_shared<Buffers>(size);
  std::fill(io->gray.begin(), io->gray.end(), 255);
  for (size_t i = 0; i < io->gray.size(); i += 97) io->gray[i] = 10;
  return make("otsu_white", size, io);
}

}  // namespace

std::vector<Family> otsu_families() {
  return {{"otsu_noisy", "Otsu level of a noisy page", make_noisy},
          {"otsu_white", "Otsu level of a flat white page", make_white}};
}

}  // namespace bench
