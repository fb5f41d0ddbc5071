#include "families.hpp"
#include "peers.hpp"

#include <algorithm>

namespace bench {
namespace {

struct Window {
  uint32_t width, height;
};

struct Buffers {
  explicit Buffers(const Size &size)
      : row_bytes((size.width + 7) / 8),
        gray(size.pixels()),
        out(size.pixels()),
        reference(size.pixels()),
        bits(row_bytes * size.height),
        bits_out(bits.size()) {
    fill_page(gray, size);
  }

  size_t row_bytes;
  Buffer<uint8_t> gray, out, reference, bits, bits_out;
};

// The extreme of each window by definition; a closing or opening takes two.
void fold(const Buffer<uint8_t> &src, const Size &size, Window window, bool grow, const Buffer<uint8_t> &dst) {
  long width = static_cast<long>(size.width), height = static_cast<long>(size.height);
  Buffer<uint8_t> lines(size.pixels());
  auto pass = [&](const Buffer<uint8_t> &from, const Buffer<uint8_t> &to, long across, long down) {
    for (long y = 0; y < height; ++y)
      for (long x = 0; x < width; ++x) {
        uint8_t found = from[static_cast<size_t>(y * width + x)];
        for (long v = std::max(0l, y - down); v <= std::min(height - 1, y + down); ++v)
          for (long u = std::max(0l, x - across); u <= std::min(width - 1, x + across); ++u) {
            uint8_t px = from[static_cast<size_t>(v * width + u)];
            found = grow ? std::max(found, px) : std::min(found, px);
          }
        to[static_cast<size_t>(y * width + x)] = found;
      }
  };
  pass(src, lines, window.width / 2, 0);
  pass(lines, dst, 0, window.height / 2);
}

void reference_of(const Buffer<uint8_t> &src, const Size &size, ScipixMorphology operation, Window window,
                  const Buffer<uint8_t> &dst) {
  bool grows_first = operation == SCIPIX_MORPHOLOGY_DILATE || operation == SCIPIX_MORPHOLOGY_CLOSE;
  fold(src, size, window, grows_first, dst);
  if (operation == SCIPIX_MORPHOLOGY_DILATE || operation == SCIPIX_MORPHOLOGY_ERODE) return;
  Buffer<uint8_t> once(size.pixels());
  std::copy(dst.begin(), dst.end(), once.begin());
  fold(once, size, window, !grows_first, dst);
}

void add_opencv(Case &which, std::shared_ptr<Buffers> io, ScipixMorphology operation, Window window, const char *note) {
#ifdef HAVE_OPENCV
  static const int codes[] = {cv::MORPH_DILATE, cv::MORPH_ERODE, cv::MORPH_OPEN, cv::MORPH_CLOSE};
  cv::Mat src = mat(io->gray, which.size, CV_8UC1), dst = mat(io->out, which.size, CV_8UC1);
  cv::Mat kernel = cv::Mat::ones(static_cast<int>(window.height), static_cast<int>(window.width), CV_8UC1);
  int code = codes[operation];
  which.peer("OpenCV morphologyEx", [=]() mutable { cv::morphologyEx(src, dst, code, kernel); }, {0, note, {}});
#else
  (void)which, (void)io, (void)operation, (void)window, (void)note;
#endif
}

void add_leptonica(Case &which, std::shared_ptr<Buffers> io, ScipixMorphology operation, Window window) {
#ifdef HAVE_LEPTONICA
  using Brick = Pix *(*)(Pix *, Pix *, l_int32, l_int32);
  static const Brick bricks[] = {pixDilateBrick, pixErodeBrick, pixOpenBrick, pixCloseBrick};
  static const char *const names[] = {"Leptonica DilateBrick", "Leptonica ErodeBrick", "Leptonica OpenBrick",
                                      "Leptonica CloseBrick"};
  int width = static_cast<int>(which.size.width), height = static_cast<int>(which.size.height);
  struct State {
    PixOwner src, dst;
  };
  auto state = std::make_shared<State>();
  state->src.reset(pixCreate(width, height, 1));
  state->dst.reset(pixCreate(width, height, 1));
  for (size_t y = 0; y < which.size.height; ++y) {
    l_uint32 *line = pixGetData(state->src.get()) + y * static_cast<size_t>(pixGetWpl(state->src.get()));
    for (size_t x = 0; x < which.size.width; ++x)
      if (io->gray[y * which.size.width + x] == 0) SET_DATA_BIT(line, x);
  }
  resetMorphBoundaryCondition(SYMMETRIC_MORPH_BC);
  Brick brick = bricks[operation];
  int across = static_cast<int>(window.width), down = static_cast<int>(window.height);
  which.peer(names[operation], [=] { brick(state->dst.get(), state->src.get(), across, down); },
             {0, "", [=, size = which.size] { unpack(state->dst.get(), size, io->out); }});
#else
  (void)which, (void)io, (void)operation, (void)window;
#endif
}

Case make_gray(const char *family, const Size &size, ScipixMorphology operation, Window window) {
  auto io = std::make_shared<Buffers>(size);
  Case which(family, size);
  reference_of(io->gray, size, operation, window, io->reference);
  which.reset = [io] { std::fill(io->out.begin(), io->out.end(), 0xCC); };
  which.difference = [io] { return compare(io->out, io->reference); };
  ScipixImage src = view(io->gray, size, SCIPIX_PIXEL_FORMAT_GRAY8);
  ScipixImageMut dst = view_mut(io->out, size, SCIPIX_PIXEL_FORMAT_GRAY8);
  which.ours([=] {
    return scipix_image_morphology(&src, operation, window.width, window.height, SCIPIX_MORPHOLOGY_RULES_OPENCV, &dst);
  });
  add_opencv(which, io, operation, window, "");
  return which;
}

// Bytes of 0, ink, and 255 for OpenCV, in which ink grows where light shrinks; bits for the others.
Case make_bits(const char *family, const Size &size, ScipixMorphology operation, Window window) {
  static const ScipixMorphology of_light[] = {SCIPIX_MORPHOLOGY_ERODE, SCIPIX_MORPHOLOGY_DILATE, SCIPIX_MORPHOLOGY_CLOSE,
                                              SCIPIX_MORPHOLOGY_OPEN};
  auto io = std::make_shared<Buffers>(size);
  Case which(family, size);
  std::fill(io->bits.begin(), io->bits.end(), 0);
  for (size_t i = 0; i < size.pixels(); ++i) {
    bool ink = io->gray[i] < 110;
    io->gray[i] = ink ? 0 : 255;
    if (ink) io->bits[i / size.width * io->row_bytes + i % size.width / 8] |= 0x80 >> i % size.width % 8;
  }
  reference_of(io->gray, size, of_light[operation], window, io->reference);
  which.reset = [io] {
    std::fill(io->out.begin(), io->out.end(), 0xCC);
    std::fill(io->bits_out.begin(), io->bits_out.end(), 0xCC);
  };
  which.difference = [io] { return compare(io->out, io->reference); };
  ScipixImage src = view(io->bits, size, SCIPIX_PIXEL_FORMAT_BIT1);
  ScipixImageMut dst = view_mut(io->bits_out, size, SCIPIX_PIXEL_FORMAT_BIT1);
  auto finish = [io, size] {
    for (size_t i = 0; i < size.pixels(); ++i) {
      int byte = io->bits_out[i / size.width * io->row_bytes + i % size.width / 8];
      io->out[i] = byte << i % size.width % 8 & 0x80 ? 0 : 255;
    }
  };
  which.ours([=] {
    return scipix_image_morphology(&src, operation, window.width, window.height,
                                   SCIPIX_MORPHOLOGY_RULES_LEPTONICA_SYMMETRIC, &dst);
  }, {0, "", finish});
  add_opencv(which, io, of_light[operation], window, "a byte for each pixel");
  add_leptonica(which, io, operation, window);
  return which;
}

Family gray(const char *name, const char *title, ScipixMorphology operation, Window window) {
  return {name, title, [=](const Size &size) { return make_gray(name, size, operation, window); }};
}

Family bits(const char *name, const char *title, ScipixMorphology operation, Window window) {
  return {name, title, [=](const Size &size) { return make_bits(name, size, operation, window); }};
}

}  // namespace

std::vector<Family> morphology_families() {
  return {gray("dilate_gray_3", "Dilated by 3x3, gray", SCIPIX_MORPHOLOGY_DILATE, {3, 3}),
          gray("open_gray_15", "Opened by 15x15, gray", SCIPIX_MORPHOLOGY_OPEN, {15, 15}),
          gray("close_gray_41x1", "Closed by 41x1, gray", SCIPIX_MORPHOLOGY_CLOSE, {41, 1}),
          bits("dilate_bits_3", "Dilated by 3x3, bits", SCIPIX_MORPHOLOGY_DILATE, {3, 3}),
          bits("open_bits_15", "Opened by 15x15, bits", SCIPIX_MORPHOLOGY_OPEN, {15, 15}),
          bits("close_bits_41x1", "Closed by 41x1, bits", SCIPIX_MORPHOLOGY_CLOSE, {41, 1})};
}

}  // namespace bench
