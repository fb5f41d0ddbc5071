#include "families.hpp"
#include "native.h"
#include "peers.hpp"

namespace bench {
namespace {

constexpr int kWindow = 31, kOffset = 10;

struct Buffers {
  explicit Buffers(const Size &size)
      : gray(size.pixels()), out(size.pixels()), reference(size.pixels()), scratch(2 * size.width + 1) {
    fill_page(gray, size);
    native_adaptive_mean(gray.data(), size.width, size.height, kWindow, kOffset, scratch.data(), reference.data());
  }
  Buffer<uint8_t> gray, out, reference;
  Buffer<uint32_t> scratch;
};

void add_ipp(Case &which, std::shared_ptr<Buffers> io) {
#ifdef HAVE_IPP
  IppiSize area = roi(which.size), mask = {kWindow, kWindow};
  int bytes = 0, step = static_cast<int>(which.size.width);
  if (ippiThresholdAdaptiveBoxGetBufferSize(area, mask, ipp8u, 1, &bytes) != ippStsNoErr) return;
  auto work = std::make_shared<Buffer<uint8_t>>(static_cast<size_t>(bytes));
  which.peer("IPP ThresholdAdaptiveBox", [io, work, area, mask, step] {
    ippiThresholdAdaptiveBox_8u_C1R(io->gray.data(), step, io->out.data(), step, area, mask, kOffset, 255, 0,
                                    ippBorderRepl, 0, work->data());
  }, {0.05, "replicates the border and rounds the mean", {}});
#else
  (void)which, (void)io;
#endif
}

Case make(const Size &size) {
  auto io = std::make_shared<Buffers>(size);
  Case which("adaptive_mean", size);
  which.reset = [io] { std::fill(io->out.begin(), io->out.end(), 0xCC); };
  which.difference = [io] { return compare(io->out, io->reference); };

  ScipixBinarizeParams params = {};
  scipix_binarize_params_init(&params);
  params.method = SCIPIX_BINARIZE_METHOD_ADAPTIVE_MEAN;
  params.window = kWindow;
  params.offset = kOffset;
  ScipixImage src = view(io->gray, size, SCIPIX_PIXEL_FORMAT_GRAY8);
  ScipixImageMut dst = view_mut(io->out, size, SCIPIX_PIXEL_FORMAT_GRAY8);
  which.ours([src, dst, params] { return scipix_image_binarize(&src, &params, &dst); });
  which.peer("plain C, sliding sums", [io, size] {
    native_adaptive_mean(io->gray.data(), size.width, size.height, kWindow, kOffset, io->scratch.data(),
                         io->out.data());
  });
#ifdef HAVE_OPENCV
  which.peer("OpenCV adaptiveThreshold",
             [src = mat(io->gray, size, CV_8UC1), dst = mat(io->out, size, CV_8UC1)]() mutable {
               cv::adaptiveThreshold(src, dst, 255, cv::ADAPTIVE_THRESH_MEAN_C, cv::THRESH_BINARY, kWindow, kOffset);
             },
             {0.05, "replicates the border and rounds the mean", {}});
#endif
  add_ipp(which, io);
  return which;
}

}  // namespace

std::vector<Family> adaptive_families() { return {{"adaptive_mean", "Adaptive mean, window 31", make}}; }

}  // namespace bench
