#include "families.hpp"
#include "native.h"
#include "peers.hpp"

#include <algorithm>

namespace bench {
namespace {

constexpr float kK = 0.34f, kR = 128;

struct Buffers {
  Buffers(const Size &size, int window)
      : gray(size.pixels()),
        out(size.pixels()),
        reference(size.pixels()),
        sums((size.width + 1) * (size.height + 1)),
        squares((size.width + 1) * (size.height + 1)) {
    fill_page(gray, size);
    native_sauvola(gray.data(), size.width, size.height, static_cast<size_t>(window), kK, kR, sums.data(),
                   squares.data(), reference.data());
  }
  Buffer<uint8_t> gray, out, reference;
  Buffer<uint32_t> sums;
  Buffer<uint64_t> squares;
};

void add_leptonica(Case &which, std::shared_ptr<Buffers> io, int window) {
#ifdef HAVE_LEPTONICA
  // It refuses images that are not larger than the window.
  if (std::min(which.size.width, which.size.height) < static_cast<size_t>(window) + 2) return;
  struct State {
    PixOwner src, bits;
  };
  auto state = std::make_shared<State>();
  state->src = pix_of(io->gray, which.size);
  Terms terms{0.05, "mirrors the border", [io, state, size = which.size] { unpack(state->bits.get(), size, io->out); }};
  which.peer("Leptonica SauvolaBinarize", [state, window] {
    Pix *bits = nullptr;
    pixSauvolaBinarize(state->src.get(), window / 2, kK, 1, nullptr, nullptr, nullptr, &bits);
    state->bits.reset(bits);
  }, terms);

  // Tesseract uses tiles of about 250 pixels.
  int nx = std::max(1, static_cast<int>(which.size.width + 125) / 250);
  int ny = std::max(1, static_cast<int>(which.size.height + 125) / 250);
  which.peer("Leptonica SauvolaBinarizeTiled", [state, window, nx, ny] {
    Pix *bits = nullptr;
    pixSauvolaBinarizeTiled(state->src.get(), window / 2, kK, nx, ny, nullptr, &bits);
    state->bits.reset(bits);
  }, terms);
#else
  (void)which, (void)io, (void)window;
#endif
}

void add_opencv(Case &which, std::shared_ptr<Buffers> io, int window) {
#ifdef HAVE_OPENCV_XIMGPROC
  cv::Mat src = mat(io->gray, which.size, CV_8UC1), dst = mat(io->out, which.size, CV_8UC1);
  which.peer("OpenCV niBlackThreshold", [src, dst, window]() mutable {
    cv::ximgproc::niBlackThreshold(src, dst, 255, cv::THRESH_BINARY, window, kK, cv::ximgproc::BINARIZATION_SAUVOLA,
                                   kR);
  }, {0.05, "replicates the border", {}});
#else
  (void)which, (void)io, (void)window;
#endif
}

Case make(const std::string &family, const Size &size, int window) {
  auto io = std::make_shared<Buffers>(size, window);
  Case which(family, size);
  which.reset = [io] { std::fill(io->out.begin(), io->out.end(), 0xCC); };
  which.difference = [io] { return compare(io->out, io->reference); };

  ScipixBinarizeParams params = {};
  scipix_binarize_params_init(&params);
  params.method = SCIPIX_BINARIZE_METHOD_SAUVOLA;
  params.window = static_cast<uint32_t>(window);
  params.k = kK;
  params.r = kR;
  ScipixImage src = view(io->gray, size, SCIPIX_PIXEL_FORMAT_GRAY8);
  ScipixImageMut dst = view_mut(io->out, size, SCIPIX_PIXEL_FORMAT_GRAY8);
  // The reference rounds in another order, which may flip a pixel that lies on the threshold.
  which.ours([src, dst, params] { return scipix_image_binarize(&src, &params, &dst); }, {1e-5, "", {}});
  which.peer("plain C, integral images", [io, size, window] {
    native_sauvola(io->gray.data(), size.width, size.height, static_cast<size_t>(window), kK, kR, io->sums.data(),
                   io->squares.data(), io->out.data());
  });
  add_opencv(which, io, window);
  add_leptonica(which, io, window);
  return which;
}

}  // namespace

std::vector<Family> sauvola_families() {
  std::vector<Family> families;
  for (int window : {31, 51}) {
    std::string width = std::to_string(window), name = "sauvola_" + width;
    families.push_back({name, "Sauvola, window " + width, [=](const Size &size) { return make(name, size, window); }});
  }
  return families;
}

}  // namespace bench
