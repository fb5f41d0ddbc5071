#include "families.hpp"
#include "peers.hpp"

namespace bench {
namespace {

// Resizes a gray page. `size` is the size of the source, so times are per source pixel.
struct Buffers {
  Buffers(const Size &from, const Size &to) : from(from), to(to), src(from.pixels()), dst(to.pixels()), reference(to.pixels()) {
    fill_noise(src);
  }
  Size from, to;
  Buffer<uint8_t> src, dst, reference;
};

void add_libyuv(Case &which, std::shared_ptr<Buffers> io, Terms terms) {
#ifdef HAVE_LIBYUV
  int width = static_cast<int>(io->from.width), height = static_cast<int>(io->from.height);
  int to_width = static_cast<int>(io->to.width), to_height = static_cast<int>(io->to.height);
  which.peer("libyuv ScalePlane, kFilterBilinear", [=] {
    libyuv::ScalePlane(io->src.data(), width, width, height, io->dst.data(), to_width, to_width, to_height,
                       libyuv::kFilterBilinear);
  }, terms);
#else
  (void)which, (void)io, (void)terms;
#endif
}

void add_ipp(Case &which, std::shared_ptr<Buffers> io, Terms terms) {
#ifdef HAVE_IPP
  IppiSize from = roi(io->from), to = roi(io->to);
  int spec_size = 0, init_size = 0, buffer_size = 0;
  if (ippiResizeGetSize_8u(from, to, ippLinear, 0, &spec_size, &init_size) != ippStsNoErr) return;
  auto spec = std::make_shared<Buffer<uint8_t>>(static_cast<size_t>(spec_size));
  auto *made = reinterpret_cast<IppiResizeSpec_32f *>(spec->data());
  if (ippiResizeLinearInit_8u(from, to, made) != ippStsNoErr) return;
  if (ippiResizeGetBufferSize_8u(made, to, 1, &buffer_size) != ippStsNoErr) return;
  auto work = std::make_shared<Buffer<uint8_t>>(static_cast<size_t>(buffer_size));
  which.peer("IPP ResizeLinear", [=] {
    ippiResizeLinear_8u_C1R(io->src.data(), from.width, io->dst.data(), to.width, {0, 0}, to, ippBorderRepl, nullptr,
                            made, work->data());
    (void)spec;
  }, terms);
#else
  (void)which, (void)io, (void)terms;
#endif
}

Case make(const char *family, const Size &size, size_t numerator, size_t denominator, Terms others) {
  Size to = {size.name, size.width * numerator / denominator, size.height * numerator / denominator};
  auto io = std::make_shared<Buffers>(size, to);
  Case which(family, size);
  which.reset = [io] { std::fill(io->dst.begin(), io->dst.end(), 0xCC); };
  which.difference = [io] { return compare(io->dst, io->reference); };
  ScipixImage src = view(io->src, size, SCIPIX_PIXEL_FORMAT_GRAY8);
  ScipixImageMut dst = view_mut(io->dst, to, SCIPIX_PIXEL_FORMAT_GRAY8);
  which.ours([src, dst] { return scipix_image_resize(&src, SCIPIX_FILTER_BILINEAR, &dst); });
#ifdef HAVE_OPENCV
  cv::Mat from = mat(io->src, size, CV_8UC1), into = mat(io->dst, to, CV_8UC1), expected = mat(io->reference, to, CV_8UC1);
  cv::resize(from, expected, expected.size(), 0, 0, cv::INTER_LINEAR);
  which.peer("OpenCV resize, INTER_LINEAR", [from, into]() mutable {
    cv::resize(from, into, into.size(), 0, 0, cv::INTER_LINEAR);
  });
#else
  // Without OpenCV the reference is scipix itself: levels and thread counts must agree.
  ScipixImageMut expected = view_mut(io->reference, to, SCIPIX_PIXEL_FORMAT_GRAY8);
  scipix_image_resize(&src, SCIPIX_FILTER_BILINEAR, &expected);
#endif
  add_libyuv(which, io, others);
  add_ipp(which, io, others);
  return which;
}

}  // namespace

std::vector<Family> resize_families() {
  Terms rounding{1, "rounds its weights otherwise", {}};
  return {{"resize_half", "half the size, bilinear, gray", [](const Size &size) { return make("resize_half", size, 1, 2, {}); }},
          {"resize_70", "70 % of the size, bilinear, gray",
           [rounding](const Size &size) { return make("resize_70", size, 7, 10, rounding); }},
          {"resize_150", "150 % of the size, bilinear, gray",
           [rounding](const Size &size) { return make("resize_150", size, 3, 2, rounding); }}};
}

}  // namespace bench
