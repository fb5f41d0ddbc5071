#include "families.hpp"
#include "peers.hpp"

namespace bench {
namespace {

// The filters that every library rounds differently. The reference is scipix, which must agree at all levels and thread
// counts.
struct Buffers {
  Buffers(const Size &from, const Size &to) : from(from), to(to), src(from.pixels()), dst(to.pixels()), reference(to.pixels()) {
    fill_noise(src);
  }
  Size from, to;
  Buffer<uint8_t> src, dst, reference;
};

using Peers = void (*)(Case &, std::shared_ptr<Buffers>);

Case make(const char *family, const Size &size, ScipixFilter filter, size_t percent, Peers add_peers) {
  Size to = {size.name, size.width * percent / 100, size.height * percent / 100};
  auto io = std::make_shared<Buffers>(size, to);
  Case which(family, size);
  which.reset = [io] { std::fill(io->dst.begin(), io->dst.end(), 0xCC); };
  which.difference = [io] { return compare(io->dst, io->reference); };
  ScipixImage src = view(io->src, size, SCIPIX_PIXEL_FORMAT_GRAY8);
  ScipixImageMut dst = view_mut(io->dst, to, SCIPIX_PIXEL_FORMAT_GRAY8);
  ScipixImageMut reference = view_mut(io->reference, to, SCIPIX_PIXEL_FORMAT_GRAY8);
  scipix_image_resize(&src, filter, &reference);
  which.ours([src, dst, filter] { return scipix_image_resize(&src, filter, &dst); });
  add_peers(which, io);
  return which;
}

#ifdef HAVE_OPENCV
void add_opencv(Case &which, std::shared_ptr<Buffers> io, const char *name, int filter, Terms terms) {
  cv::Mat from = mat(io->src, io->from, CV_8UC1), into = mat(io->dst, io->to, CV_8UC1);
  which.peer(name, [from, into, filter]() mutable { cv::resize(from, into, into.size(), 0, 0, filter); }, terms);
}
#endif

#ifdef HAVE_IPP
// IPP computes its tables in a separate step, which is not timed.
template <class Init, class Run>
void add_ipp(Case &which, std::shared_ptr<Buffers> io, const char *name, IppiInterpolationType type, Ipp32u antialiasing,
             Init init, Run run, Terms terms) {
  IppiSize from = roi(io->from), to = roi(io->to);
  int spec_size = 0, init_size = 0, work_size = 0;
  if (ippiResizeGetSize_8u(from, to, type, antialiasing, &spec_size, &init_size) != ippStsNoErr) return;
  auto spec = std::make_shared<Buffer<uint8_t>>(static_cast<size_t>(spec_size));
  auto *made = reinterpret_cast<IppiResizeSpec_32f *>(spec->data());
  Buffer<uint8_t> scratch(static_cast<size_t>(init_size) + 1);
  if (init(from, to, made, scratch.data()) != ippStsNoErr) return;
  if (ippiResizeGetBufferSize_8u(made, to, 1, &work_size) != ippStsNoErr) return;
  auto work = std::make_shared<Buffer<uint8_t>>(static_cast<size_t>(work_size) + 1);
  which.peer(name, [=] {
    run(io->src.data(), from.width, io->dst.data(), to, made, work->data());
    (void)spec;
  }, terms);
}
#endif

void nearest_peers(Case &which, std::shared_ptr<Buffers> io) {
  Terms borders{1, "takes either pixel where a centre falls between two", {}};
#ifdef HAVE_OPENCV
  add_opencv(which, io, "OpenCV resize, INTER_NEAREST_EXACT", cv::INTER_NEAREST_EXACT, borders);
#endif
#ifdef HAVE_IPP
  add_ipp(which, io, "IPP ResizeNearest", ippNearest, 0,
          [](IppiSize from, IppiSize to, IppiResizeSpec_32f *spec, Ipp8u *) { return ippiResizeNearestInit_8u(from, to, spec); },
          [](const Ipp8u *src, int stride, Ipp8u *dst, IppiSize to, IppiResizeSpec_32f *spec, Ipp8u *work) {
            ippiResizeNearest_8u_C1R(src, stride, dst, to.width, {0, 0}, to, spec, work);
          }, borders);
#endif
  (void)which, (void)io, (void)borders;
}

void area_peers(Case &which, std::shared_ptr<Buffers> io) {
  Terms rounding{1, "rounds otherwise", {}};
#ifdef HAVE_OPENCV
  add_opencv(which, io, "OpenCV resize, INTER_AREA", cv::INTER_AREA, rounding);
#endif
#ifdef HAVE_LIBYUV
  int width = static_cast<int>(io->from.width), height = static_cast<int>(io->from.height);
  int to_width = static_cast<int>(io->to.width), to_height = static_cast<int>(io->to.height);
  // Above half the size, its box filter is bilinear.
  if (to_width <= width / 2) {
    which.peer("libyuv ScalePlane, kFilterBox", [=] {
      libyuv::ScalePlane(io->src.data(), width, width, height, io->dst.data(), to_width, to_width, to_height,
                         libyuv::kFilterBox);
    }, rounding);
  }
#endif
#ifdef HAVE_LEPTONICA
  std::shared_ptr<Pix> pix(pix_of(io->src, io->from).release(), PixFree());
  float across = static_cast<float>(io->to.width) / static_cast<float>(io->from.width);
  float down = static_cast<float>(io->to.height) / static_cast<float>(io->from.height);
  which.peer("Leptonica pixScaleAreaMap", [=] { PixOwner(pixScaleAreaMap(pix.get(), across, down)); },
             Terms{1, "makes its own image", {}});
#endif
#ifdef HAVE_IPP
  add_ipp(which, io, "IPP ResizeSuper", ippSuper, 0,
          [](IppiSize from, IppiSize to, IppiResizeSpec_32f *spec, Ipp8u *) { return ippiResizeSuperInit_8u(from, to, spec); },
          [](const Ipp8u *src, int stride, Ipp8u *dst, IppiSize to, IppiResizeSpec_32f *spec, Ipp8u *work) {
            ippiResizeSuper_8u_C1R(src, stride, dst, to.width, {0, 0}, to, spec, work);
          }, rounding);
#endif
  (void)which, (void)io, (void)rounding;
}

void lanczos_peers(Case &which, std::shared_ptr<Buffers> io) {
#ifdef HAVE_IPP
  add_ipp(which, io, "IPP ResizeAntialiasing, Lanczos3", ippLanczos, 1,
          [](IppiSize from, IppiSize to, IppiResizeSpec_32f *spec, Ipp8u *scratch) {
            return ippiResizeAntialiasingLanczosInit(from, to, 3, spec, scratch);
          },
          [](const Ipp8u *src, int stride, Ipp8u *dst, IppiSize to, IppiResizeSpec_32f *spec, Ipp8u *work) {
            ippiResizeAntialiasing_8u_C1R(src, stride, dst, to.width, {0, 0}, to, ippBorderRepl, nullptr, spec, work);
          }, Terms{1, "rounds otherwise", {}});
#endif
  (void)which, (void)io;
}

}  // namespace

std::vector<Family> resize_filter_families() {
  return {{"nearest_70", "70 % of the size, nearest, gray",
           [](const Size &size) { return make("nearest_70", size, SCIPIX_FILTER_NEAREST, 70, nearest_peers); }},
          {"area_70", "70 % of the size, area, gray",
           [](const Size &size) { return make("area_70", size, SCIPIX_FILTER_AREA, 70, area_peers); }},
          {"area_25", "a quarter of the size, area, gray",
           [](const Size &size) { return make("area_25", size, SCIPIX_FILTER_AREA, 25, area_peers); }},
          {"lanczos_70", "70 % of the size, Lanczos, gray",
           [](const Size &size) { return make("lanczos_70", size, SCIPIX_FILTER_LANCZOS3, 70, lanczos_peers); }},
          {"lanczos_150", "150 % of the size, Lanczos, gray",
           [](const Size &size) { return make("lanczos_150", size, SCIPIX_FILTER_LANCZOS3, 150, lanczos_peers); }}};
}

}  // namespace bench
