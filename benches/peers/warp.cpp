#include "families.hpp"
#include "peers.hpp"

#include <algorithm>

namespace bench {
namespace {

constexpr double kDegrees = 3.3, kPi = 3.14159265358979323846;
constexpr uint8_t kFill = 255;
// Fractional bits of a position, as many as scipix uses.
constexpr int kBits = 8, kOne = 1 << kBits, kCubicBits = 11;

struct Format {
  size_t channels;
  ScipixPixelFormat scipix;
  int opencv;
};
constexpr Format kGray{1, SCIPIX_PIXEL_FORMAT_GRAY8, 0}, kRgb{3, SCIPIX_PIXEL_FORMAT_RGB8, 16},
    kRgba{4, SCIPIX_PIXEL_FORMAT_RGBA8, 24};

struct Buffers {
  Buffers(const Size &size, size_t channels)
      : size(size), channels(channels), src(channels * size.pixels()), dst(src.size()), reference(src.size()) {
    fill_noise(src);
  }

  // Interpolates at (x, y), in 1/256 of a pixel. Outside the image it uses the fill, or the nearest pixel.
  void sample(size_t index, long x, long y, bool nearest) {
    long width = static_cast<long>(size.width), height = static_cast<long>(size.height);
    long left = x >> kBits, top = y >> kBits, fx = x & (kOne - 1), fy = y & (kOne - 1);
    auto at = [&](long column, long row, size_t c) -> long {
      bool outside = column < 0 || row < 0 || column >= width || row >= height;
      if (outside && !nearest) return kFill;
      column = std::clamp(column, 0l, width - 1), row = std::clamp(row, 0l, height - 1);
      return src[static_cast<size_t>(row * width + column) * channels + c];
    };
    for (size_t c = 0; c < channels; ++c) {
      long above = at(left, top, c) * (kOne - fx) + at(left + 1, top, c) * fx;
      long below = at(left, top + 1, c) * (kOne - fx) + at(left + 1, top + 1, c) * fx;
      reference[index * channels + c] = static_cast<uint8_t>((above * (kOne - fy) + below * fy + (1 << 15)) >> 16);
    }
  }

  // Interpolates cubically at (x, y), in 1/2048 of a pixel, with the nearest pixel outside the image.
  void sample_cubic(size_t index, long x, long y) {
    auto at = [](long i, size_t side) { return static_cast<size_t>(std::clamp(i, 0l, static_cast<long>(side) - 1)); };
    double across[4], down[4];
    cubic_weights(x, across), cubic_weights(y, down);
    for (size_t c = 0; c < channels; ++c) {
      double sum = 0;
      for (long row = 0; row < 4; ++row)
        for (long column = 0; column < 4; ++column) {
          size_t pixel = at((y >> kCubicBits) + row - 1, size.height) * size.width + at((x >> kCubicBits) + column - 1, size.width);
          sum += down[row] * across[column] * src[pixel * channels + c];
        }
      reference[index * channels + c] = static_cast<uint8_t>(std::clamp(std::floor(sum + .5), 0., 255.));
    }
  }

  static void cubic_weights(long position, double *weights) {
    double x = static_cast<double>(position & ((1 << kCubicBits) - 1)) / (1 << kCubicBits), a = -.75;
    for (int tap = 0; tap < 4; ++tap) {
      double d = std::fabs(tap - 1 - x);
      weights[tap] = d <= 1 ? (a + 2) * d * d * d - (a + 3) * d * d + 1 : a * (d * d * d - 5 * d * d + 8 * d - 4);
    }
  }

  Size size;
  size_t channels;
  Buffer<uint8_t> src, dst, reference;
};

Case make_case(const std::string &family, std::shared_ptr<Buffers> io) {
  Case which(family, io->size);
  which.reset = [io] { std::fill(io->dst.begin(), io->dst.end(), 0xCC); };
  which.difference = [io] { return compare(io->dst, io->reference); };
  return which;
}

// A position halfway between two roundings may be rounded either way.
Terms ours() { return {0.01, "", {}}; }

void add_leptonica_rotate(Case &which, std::shared_ptr<Buffers> io) {
#ifdef HAVE_LEPTONICA
  std::shared_ptr<Pix> page(pix_of(io->src, io->size));
  which.peer("Leptonica RotateAMGray", [page] {
    PixOwner turned(pixRotateAMGray(page.get(), static_cast<float>(kDegrees * kPi / 180), kFill));
  }, {1, "positions of 1/16 of a pixel, in a new image", {}});
#else
  (void)which, (void)io;
#endif
}

Case make_rotate(const char *family, const Size &size, const Format &format) {
  auto io = std::make_shared<Buffers>(size, format.channels);
  double sine = std::sin(kDegrees * kPi / 180), cosine = std::cos(kDegrees * kPi / 180);
  double cx = (static_cast<double>(size.width) - 1) / 2, cy = (static_cast<double>(size.height) - 1) / 2;
  for (size_t i = 0; i < size.pixels(); ++i) {
    double dx = static_cast<double>(i % size.width) - cx, dy = static_cast<double>(i / size.width) - cy;
    io->sample(i, std::lround(kOne * (cx + cosine * dx + sine * dy)), std::lround(kOne * (cy - sine * dx + cosine * dy)), false);
  }
  Case which = make_case(family, io);
  ScipixImage src = view(io->src, size, format.scipix);
  ScipixImageMut dst = view_mut(io->dst, size, format.scipix);
  which.ours([src, dst] { return scipix_image_rotate(&src, kDegrees, kFill, &dst); }, ours());
#ifdef HAVE_OPENCV
  cv::Mat from = mat(io->src, size, format.opencv), into = mat(io->dst, size, format.opencv);
  cv::Mat map = (cv::Mat_<double>(2, 3) << cosine, sine, cx - cosine * cx - sine * cy, -sine, cosine, cy + sine * cx - cosine * cy);
  which.peer("OpenCV warpAffine", [=]() mutable {
    cv::warpAffine(from, into, map, into.size(), cv::INTER_LINEAR | cv::WARP_INVERSE_MAP, cv::BORDER_CONSTANT, cv::Scalar::all(kFill));
  }, {1, "positions of 1/32 of a pixel", {}});
#endif
  if (format.channels == 1) add_leptonica_rotate(which, io);
  return which;
}

Case make_quarter(const char *family, const Size &size, const Format &format) {
  auto io = std::make_shared<Buffers>(size, format.channels);
  Size turned{size.name, size.height, size.width};
  for (size_t i = 0; i < size.pixels(); ++i) {
    size_t x = i % turned.width, y = i / turned.width, from = (size.height - 1 - x) * size.width + y;
    std::copy_n(io->src.begin() + from * format.channels, format.channels, io->reference.begin() + i * format.channels);
  }
  Case which = make_case(family, io);
  ScipixImage src = view(io->src, size, format.scipix);
  ScipixImageMut dst = view_mut(io->dst, turned, format.scipix);
  which.ours([src, dst] { return scipix_image_rotate(&src, 90, kFill, &dst); });
#ifdef HAVE_OPENCV
  cv::Mat from = mat(io->src, size, format.opencv), into = mat(io->dst, turned, format.opencv);
  which.peer("OpenCV rotate", [=]() mutable { cv::rotate(from, into, cv::ROTATE_90_CLOCKWISE); });
#endif
  return which;
}

// Swaps left and right.
Case make_flip(const char *family, const Size &size, const Format &format) {
  auto io = std::make_shared<Buffers>(size, format.channels);
  for (size_t i = 0; i < size.pixels(); ++i) {
    size_t from = i / size.width * size.width + size.width - 1 - i % size.width;
    std::copy_n(io->src.begin() + from * format.channels, format.channels, io->reference.begin() + i * format.channels);
  }
  Case which = make_case(family, io);
  ScipixImage src = view(io->src, size, format.scipix);
  ScipixImageMut dst = view_mut(io->dst, size, format.scipix);
  which.ours([src, dst] { return scipix_image_flip(&src, SCIPIX_FLIP_HORIZONTAL, &dst); });
#ifdef HAVE_OPENCV
  cv::Mat from = mat(io->src, size, format.opencv), into = mat(io->dst, size, format.opencv);
  which.peer("OpenCV flip", [=]() mutable { cv::flip(from, into, 1); });
#endif
  return which;
}

// Warps a quadrilateral that covers most of the page to the size of the page.
Case make_crop(const char *family, const Size &size, const Format &format, bool cubic) {
  auto io = std::make_shared<Buffers>(size, format.channels);
  float w = static_cast<float>(size.width), h = static_cast<float>(size.height);
  std::vector<float> quad{.05f * w, .1f * h, .9f * w, .02f * h, .97f * w, .9f * h, .02f * w, .95f * h};
  Case which = make_case(family, io);
  ScipixImage src = view(io->src, size, format.scipix);
  ScipixImageMut dst = view_mut(io->dst, size, format.scipix);
  ScipixCropParams params;
  scipix_crop_params_init(&params);
  params.interpolation = cubic ? SCIPIX_INTERPOLATION_CUBIC : SCIPIX_INTERPOLATION_BILINEAR;
  params.corners = SCIPIX_QUAD_CORNERS_PIXEL_EDGES;
  params.turn_ratio = 0;
  auto crop = [=] { return scipix_image_crop_quad_with(&src, quad.data(), &params, &dst); };
#ifdef HAVE_OPENCV
  // OpenCV measures from the centres of pixels.
  std::vector<cv::Point2f> corners, centres{{-.5f, -.5f}, {w - .5f, -.5f}, {w - .5f, h - .5f}, {-.5f, h - .5f}};
  for (size_t i = 0; i < 4; ++i) corners.emplace_back(quad[2 * i] - .5f, quad[2 * i + 1] - .5f);
  cv::Mat map = cv::getPerspectiveTransform(centres, corners);
  const double *m = map.ptr<double>();
  for (size_t i = 0; i < size.pixels(); ++i) {
    double x = static_cast<double>(i % size.width), y = static_cast<double>(i / size.width);
    double depth = m[6] * x + m[7] * y + m[8];
    auto along = [&](const double *row) { return (row[0] * x + row[1] * y + row[2]) / depth; };
    auto inside = [&](const double *row, double last) { return std::lround(kOne * std::clamp(along(row), 0.0, last)); };
    auto rounded = [&](const double *row) { return std::lround((1 << kCubicBits) * along(row)); };
    cubic ? io->sample_cubic(i, rounded(m), rounded(m + 3)) : io->sample(i, inside(m, w - 1), inside(m + 3, h - 1), true);
  }
#else
  crop();
  std::copy(io->dst.begin(), io->dst.end(), io->reference.begin());
#endif
  // Sums that lie halfway between two levels may be rounded either way too.
  which.ours(crop, cubic ? Terms{.05, "", {}} : ours());
#ifdef HAVE_OPENCV
  cv::Mat from = mat(io->src, size, format.opencv), into = mat(io->dst, size, format.opencv);
  int flags = (cubic ? cv::INTER_CUBIC : cv::INTER_LINEAR) | cv::WARP_INVERSE_MAP;
  which.peer("OpenCV warpPerspective", [=]() mutable {
    cv::warpPerspective(from, into, map, into.size(), flags, cv::BORDER_REPLICATE);
  }, {1, "positions of 1/32 of a pixel", {}});
#endif
  return which;
}

}  // namespace

std::vector<Family> warp_families() {
  return {{"rotate_gray", "Turned by 3.3 degrees, gray", [](const Size &size) { return make_rotate("rotate_gray", size, kGray); }},
          {"rotate_rgb", "Turned by 3.3 degrees, RGB", [](const Size &size) { return make_rotate("rotate_rgb", size, kRgb); }},
          {"rotate_rgba", "Turned by 3.3 degrees, RGBA", [](const Size &size) { return make_rotate("rotate_rgba", size, kRgba); }},
          {"quarter_gray", "Turned by 90 degrees, gray", [](const Size &size) { return make_quarter("quarter_gray", size, kGray); }},
          {"quarter_rgba", "Turned by 90 degrees, RGBA", [](const Size &size) { return make_quarter("quarter_rgba", size, kRgba); }},
          {"flip_gray", "Flipped left to right, gray", [](const Size &size) { return make_flip("flip_gray", size, kGray); }},
          {"flip_rgb", "Flipped left to right, RGB", [](const Size &size) { return make_flip("flip_rgb", size, kRgb); }},
          {"crop_gray", "Quadrilateral to a rectangle, gray", [](const Size &size) { return make_crop("crop_gray", size, kGray, false); },
           sizes_with_parts()},
          {"crop_rgb", "Quadrilateral to a rectangle, RGB", [](const Size &size) { return make_crop("crop_rgb", size, kRgb, false); },
           sizes_with_parts()},
          {"crop_cubic_gray", "Quadrilateral to a rectangle, cubic, gray",
           [](const Size &size) { return make_crop("crop_cubic_gray", size, kGray, true); },
           sizes_with_parts()},
          {"crop_cubic_rgb", "Quadrilateral to a rectangle, cubic, RGB",
           [](const Size &size) { return make_crop("crop_cubic_rgb", size, kRgb, true); },
           sizes_with_parts()}};
}

}  // namespace bench
