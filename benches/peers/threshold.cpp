#include "families.hpp"
#include "native.h"
#include "peers.hpp"

namespace bench {
namespace {

constexpr uint8_t kLevel = 127;

struct Buffers {
  explicit Buffers(const Size &size) : gray(size.pixels()), out(size.pixels()), reference(size.pixels()) {
    fill_noise(gray);
    native_threshold(gray.data(), gray.size(), kLevel, reference.data());
  }
  Buffer<uint8_t> gray, out, reference;
};

void add_ipp(Case &which, std::shared_ptr<Buffers> io) {
#ifdef HAVE_IPP
  int step = static_cast<int>(which.size.width);
  IppiSize area = roi(which.size);
  which.peer("IPP CompareC", [io, step, area] {
    ippiCompareC_8u_C1R(io->gray.data(), step, kLevel, io->out.data(), step, area, ippCmpGreater);
  });
#else
  (void)which, (void)io;
#endif
}

// libyuv has no threshold; its table look-up is the only function that can do it.
void add_libyuv(Case &which, std::shared_ptr<Buffers> io) {
#ifdef HAVE_LIBYUV
  auto table = std::make_shared<Buffer<uint8_t>>(4 * 256);
  for (size_t i = 0; i < table->size(); ++i) (*table)[i] = i / 4 > kLevel ? 255 : 0;
  int quads = static_cast<int>(which.size.width / 4), height = static_cast<int>(which.size.height);
  which.peer("libyuv ARGBColorTable", [io, table, quads, height] {
    libyuv::ARGBColorTable(io->out.data(), 4 * quads, table->data(), 0, 0, quads, height);
  }, {0, "in place, a table look-up", {}});
  // The look-up works in place, so the input is copied to the output first.
  which.reset = [io] { std::copy(io->gray.begin(), io->gray.end(), io->out.begin()); };
#else
  (void)which, (void)io;
#endif
}

Case make(const Size &size) {
  auto io = std::make_shared<Buffers>(size);
  Case which("threshold", size);
  which.reset = [io] { std::fill(io->out.begin(), io->out.end(), 0xCC); };
  which.difference = [io] { return compare(io->out, io->reference); };
  which.ours([io] { return scipix_threshold(io->gray.data(), io->gray.size(), kLevel, io->out.data()); });
  which.peer("plain C", [io] { native_threshold(io->gray.data(), io->gray.size(), kLevel, io->out.data()); });
#ifdef HAVE_OPENCV
  which.peer("OpenCV threshold", [src = mat(io->gray, size, CV_8UC1), dst = mat(io->out, size, CV_8UC1)]() mutable {
    cv::threshold(src, dst, kLevel, 255, cv::THRESH_BINARY);
  });
#endif
  add_ipp(which, io);
  add_libyuv(which, io);
  return which;
}

}  // namespace

std::vector<Family> threshold_families() { return {{"threshold", "Threshold to 0 and 255", make}}; }

}  // namespace bench
