#include "families.hpp"
#include "peers.hpp"

namespace bench {
namespace {

struct Buffers {
  explicit Buffers(const Size &size) : gray(size.pixels()), out(size.pixels()), reference(size.pixels()) {
    fill_page(gray, size);
  }
  Buffer<uint8_t> gray, out, reference;
};

using Operation = std::function<ScipixStatus(const ScipixImage *, const ScipixImageMut *)>;

// A case whose reference is the first result of scipix, which the others are compared with.
Case make(const char *family, const Size &size, std::shared_ptr<Buffers> io, Operation operation) {
  Case which(family, size);
  ScipixImage src = view(io->gray, size, SCIPIX_PIXEL_FORMAT_GRAY8);
  ScipixImageMut dst = view_mut(io->out, size, SCIPIX_PIXEL_FORMAT_GRAY8), first = dst;
  first.data = io->reference.data();
  operation(&src, &first);
  which.reset = [io] { std::fill(io->out.begin(), io->out.end(), 0xCC); };
  which.difference = [io] { return compare(io->out, io->reference); };
  which.ours([=] { return operation(&src, &dst); });
  return which;
}

#ifdef HAVE_OPENCV
template <class Filter>
void add_opencv(Case &which, const char *name, std::shared_ptr<Buffers> io, Filter filter, Terms terms = {}) {
  cv::Mat src = mat(io->gray, which.size, CV_8UC1), dst = mat(io->out, which.size, CV_8UC1);
  which.peer(name, [=]() mutable { filter(src, dst); }, terms);
}
#endif

Case make_median(const Size &size, int side) {
  auto io = std::make_shared<Buffers>(size);
  auto median = [side](const ScipixImage *src, const ScipixImageMut *dst) {
    return scipix_image_median(src, static_cast<uint32_t>(side), dst);
  };
  Case which = make(side == 3 ? "median_3" : "median_5", size, io, median);
#ifdef HAVE_OPENCV
  auto opencv = [side](const cv::Mat &src, cv::Mat &dst) { cv::medianBlur(src, dst, side); };
  add_opencv(which, "OpenCV medianBlur", io, opencv);
#endif
#ifdef HAVE_IPP
  IppiSize area = roi(size), mask = {side, side};
  int bytes = 0, step = static_cast<int>(size.width);
  if (ippiFilterMedianBorderGetBufferSize(area, mask, ipp8u, 1, &bytes) == ippStsNoErr) {
    auto work = std::make_shared<Buffer<uint8_t>>(static_cast<size_t>(bytes));
    which.peer("IPP FilterMedianBorder", [=] {
      ippiFilterMedianBorder_8u_C1R(io->gray.data(), step, io->out.data(), step, area, mask, ippBorderRepl, 0,
                                    work->data());
    });
  }
#endif
  return which;
}

Case make_clahe(const Size &size) {
  auto io = std::make_shared<Buffers>(size);
  Case which = make("clahe", size, io, [](const ScipixImage *src, const ScipixImageMut *dst) {
    return scipix_image_clahe(src, 40, 8, 8, dst);
  });
#ifdef HAVE_OPENCV
  cv::Ptr<cv::CLAHE> clahe = cv::createCLAHE(40, cv::Size(8, 8));
  add_opencv(which, "OpenCV CLAHE", io, [clahe](const cv::Mat &src, cv::Mat &dst) { clahe->apply(src, dst); });
#endif
  return which;
}

Case make_blur(const char *family, const Size &size, int side, double sigma) {
  auto io = std::make_shared<Buffers>(size);
  uint32_t pixels = static_cast<uint32_t>(side);
  Case which = make(family, size, io, [=](const ScipixImage *src, const ScipixImageMut *dst) {
    return scipix_image_gaussian_blur(src, pixels, pixels, sigma, sigma, SCIPIX_BORDER_REPLICATE, dst);
  });
#ifdef HAVE_OPENCV
  add_opencv(which, "OpenCV GaussianBlur", io, [=](const cv::Mat &src, cv::Mat &dst) {
    cv::GaussianBlur(src, dst, cv::Size(side, side), sigma, sigma, cv::BORDER_REPLICATE);
  });
#endif
#ifdef HAVE_IPP
  IppiSize area = roi(size);
  int spec_bytes = 0, bytes = 0, step = static_cast<int>(size.width);
  // IPP has no binomial weights.
  if (sigma > 0 && ippiFilterGaussianGetBufferSize(area, pixels, ipp8u, 1, &spec_bytes, &bytes) == ippStsNoErr) {
    auto spec = std::make_shared<Buffer<uint8_t>>(static_cast<size_t>(spec_bytes));
    auto work = std::make_shared<Buffer<uint8_t>>(static_cast<size_t>(bytes));
    auto *gauss = reinterpret_cast<IppFilterGaussianSpec *>(spec->data());
    Ipp32f deviation = static_cast<Ipp32f>(sigma);
    ippiFilterGaussianInit(area, pixels, deviation, ippBorderRepl, ipp8u, 1, gauss, work->data());
    which.peer("IPP FilterGaussianBorder", [=] {
      (void)spec;
      ippiFilterGaussianBorder_8u_C1R(io->gray.data(), step, io->out.data(), step, area, 0, gauss, work->data());
    }, {0.1, "has weights of its own: differs by 1", {}});
  }
#endif
  return which;
}

Case make_unsharp(const Size &size) {
  auto io = std::make_shared<Buffers>(size);
  Case which = make("unsharp_mask", size, io, [](const ScipixImage *src, const ScipixImageMut *dst) {
    return scipix_image_unsharp_mask(src, 1, 1.5, 0, dst);
  });
#ifdef HAVE_OPENCV
  auto blurred = std::make_shared<cv::Mat>();
  add_opencv(which, "OpenCV GaussianBlur, addWeighted", io, [blurred](const cv::Mat &src, cv::Mat &dst) {
    cv::GaussianBlur(src, *blurred, cv::Size(), 1);
    cv::addWeighted(src, 2.5, *blurred, -1.5, 0, dst);
  }, {0.01, "rounds other products", {}});
#endif
  return which;
}

}  // namespace

std::vector<Family> filters_families() {
  return {
      {"median_3", "Median of 3x3 pixels", [](const Size &size) { return make_median(size, 3); }},
      {"median_5", "Median of 5x5 pixels", [](const Size &size) { return make_median(size, 5); }},
      {"clahe", "Contrast-limited adaptive histogram equalisation, 8x8 tiles", make_clahe},
      {"gaussian_3", "Gaussian blur of 3x3 pixels, weights 1 2 1", [](const Size &size) { return make_blur("gaussian_3", size, 3, 0); }},
      {"gaussian_5", "Gaussian blur of 5x5 pixels", [](const Size &size) { return make_blur("gaussian_5", size, 5, 1.1); }},
      {"gaussian_15", "Gaussian blur of 15x15 pixels", [](const Size &size) { return make_blur("gaussian_15", size, 15, 2.5); }},
      {"unsharp_mask", "Unsharp mask, sigma 1", make_unsharp},
  };
}

}  // namespace bench
