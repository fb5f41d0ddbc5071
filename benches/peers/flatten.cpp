#include "families.hpp"
#include "native.h"
#include "peers.hpp"

namespace bench {
namespace {

constexpr uint8_t kBehind[3] = {250, 240, 200};

struct Buffers {
  explicit Buffers(const Size &size) : rgba(4 * size.pixels()), rgb(3 * size.pixels()), reference(rgb.size()) {
    fill_noise(rgba);
    native_flatten(rgba.data(), size.pixels(), kBehind, reference.data());
  }
  Buffer<uint8_t> rgba, rgb, reference;
};

// OpenCV has no function for it.
void add_opencv(Case &which, std::shared_ptr<Buffers> io) {
#ifdef HAVE_OPENCV
  cv::Mat from = mat(io->rgba, which.size, CV_8UC4), into = mat(io->rgb, which.size, CV_8UC3);
  cv::Scalar behind(kBehind[0], kBehind[1], kBehind[2]);
  which.peer("OpenCV multiply, add", [=, alpha = cv::Mat(), weights = cv::Mat(), color = cv::Mat(),
                                      back = cv::Mat(from.size(), CV_8UC3, behind), rest = cv::Mat()]() mutable {
    cv::extractChannel(from, alpha, 3);
    cv::cvtColor(alpha, weights, cv::COLOR_GRAY2RGB);
    cv::cvtColor(from, color, cv::COLOR_RGBA2RGB);
    cv::multiply(color, weights, color, 1 / 255.);
    cv::subtract(cv::Scalar::all(255), weights, weights);
    cv::multiply(back, weights, rest, 1 / 255.);
    cv::add(color, rest, into);
  }, {1, "rounds twice", {}});
#else
  (void)which, (void)io;
#endif
}

void add_leptonica(Case &which, std::shared_ptr<Buffers> io) {
#ifdef HAVE_LEPTONICA
  std::shared_ptr<Pix> page(pixCreate(static_cast<int>(which.size.width), static_cast<int>(which.size.height), 32), PixFree());
  pixSetSpp(page.get(), 4);
  for (size_t i = 0; i < which.size.pixels(); ++i) {
    const uint8_t *px = io->rgba.data() + 4 * i;
    l_uint32 *word = pixGetData(page.get()) + i / which.size.width * static_cast<size_t>(pixGetWpl(page.get())) + i % which.size.width;
    *word = l_uint32{px[0]} << 24 | l_uint32{px[1]} << 16 | l_uint32{px[2]} << 8 | px[3];
  }
  size_t width = which.size.width;
  l_uint32 color = l_uint32{kBehind[0]} << 24 | l_uint32{kBehind[1]} << 16 | l_uint32{kBehind[2]} << 8;
  auto flat = std::make_shared<PixOwner>();
  which.peer("Leptonica AlphaBlendUniform", [=] { flat->reset(pixAlphaBlendUniform(page.get(), color)); },
             {1, "by floats, in a new image of 32 bits a pixel", [=] {
                for (size_t i = 0; i < io->rgb.size(); ++i) {
                  size_t y = i / 3 / width, x = i / 3 % width;
                  const l_uint32 *line = pixGetData(flat->get()) + y * static_cast<size_t>(pixGetWpl(flat->get()));
                  io->rgb[i] = static_cast<uint8_t>(line[x] >> (24 - 8 * (i % 3)));
                }
              }});
#else
  (void)which, (void)io;
#endif
}

Case make(const Size &size) {
  auto io = std::make_shared<Buffers>(size);
  Case which("flatten_rgba", size);
  which.reset = [io] { std::fill(io->rgb.begin(), io->rgb.end(), 0xCC); };
  which.difference = [io] { return compare(io->rgb, io->reference); };
  ScipixImage src = view(io->rgba, size, SCIPIX_PIXEL_FORMAT_RGBA8);
  ScipixImageMut dst = view_mut(io->rgb, size, SCIPIX_PIXEL_FORMAT_RGB8);
  which.ours([src, dst] { return scipix_image_flatten(&src, kBehind[0], kBehind[1], kBehind[2], &dst); });
  which.peer("plain C", [io] { native_flatten(io->rgba.data(), io->rgba.size() / 4, kBehind, io->rgb.data()); });
  add_opencv(which, io);
  add_leptonica(which, io);
  return which;
}

}  // namespace

std::vector<Family> flatten_families() { return {{"flatten_rgba", "RGBA over a colour to RGB", make}}; }

}  // namespace bench
