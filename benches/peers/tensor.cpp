#include "families.hpp"
#include "native.h"
#include "peers.hpp"

namespace bench {
namespace {

constexpr float kMean[3] = {0.485f, 0.456f, 0.406f}, kDeviation[3] = {0.229f, 0.224f, 0.225f};
constexpr double kBound = 1e-5;

ScipixTensorParams params() {
  ScipixTensorParams params;
  scipix_tensor_params_init(&params);
  for (int i = 0; i < 3; ++i) {
    params.mean[i] = kMean[i];
    params.std_dev[i] = kDeviation[i];
  }
  return params;
}

// Converts a whole image to a normalised tensor.
struct Buffers {
  Buffers(const Size &size, size_t channels, size_t planes = 3)
      : src(channels * size.pixels()), out(planes * size.pixels()), reference(planes * size.pixels()) {
    fill_noise(src);
    for (size_t c = 0; c < planes; ++c)
      for (size_t i = 0; i < size.pixels(); ++i)
        reference[c * size.pixels() + i] =
            static_cast<float>((src[i * channels + c] / 255.0 - double(kMean[c])) / double(kDeviation[c]));
  }
  Buffer<uint8_t> src;
  Buffer<float> out, reference;
};

Case make(const char *family, const Size &size, size_t channels) {
  auto io = std::make_shared<Buffers>(size, channels);
  Case which(family, size);
  which.reset = [io] { std::fill(io->out.begin(), io->out.end(), -99.0f); };
  which.difference = [io] { return compare(io->out, io->reference, kBound); };
  ScipixImage src = view(io->src, size, channels == 3 ? SCIPIX_PIXEL_FORMAT_RGB8 : SCIPIX_PIXEL_FORMAT_RGBA8);
  which.ours([io, src, with = params()] {
    return scipix_image_to_tensor(&src, 1, &with, io->out.data(), io->out.size() * sizeof(float));
  });
  which.peer("plain C", [io, channels, n = size.pixels()] {
    native_planes(io->src.data(), n, channels, kMean, kDeviation, io->out.data());
  });
#ifdef HAVE_OPENCV
  cv::Mat from = mat(io->src, size, channels == 3 ? CV_8UC3 : CV_8UC4), floats, parts[4];
  for (int c = 0; c < 3; ++c)
    parts[c] = cv::Mat(from.rows, from.cols, CV_32FC1, io->out.data() + static_cast<size_t>(c) * size.pixels());
  cv::Mat rgb;
  which.peer("OpenCV convertTo, subtract, divide, split", [=]() mutable {
    cv::Mat colour = from;
    if (channels == 4) cv::cvtColor(from, rgb, cv::COLOR_RGBA2RGB), colour = rgb;
    colour.convertTo(floats, CV_32FC3, 1 / 255.0);
    cv::subtract(floats, cv::Scalar(kMean[0], kMean[1], kMean[2]), floats);
    cv::divide(floats, cv::Scalar(kDeviation[0], kDeviation[1], kDeviation[2]), floats);
    cv::split(floats, parts);
  });
#endif
  return which;
}

void add_ipp(Case &which, std::shared_ptr<Buffers> io, const Size &size) {
#ifdef HAVE_IPP
  float scale = 1 / (255 * kDeviation[0]), bias = -kMean[0] / kDeviation[0];
  int stride = static_cast<int>(size.width), bytes = 4 * stride;
  which.peer("IPP Convert, MulC, AddC", [=, of = roi(size)] {
    ippiConvert_8u32f_C1R(io->src.data(), stride, io->out.data(), bytes, of);
    ippiMulC_32f_C1IR(scale, io->out.data(), bytes, of);
    ippiAddC_32f_C1IR(bias, io->out.data(), bytes, of);
  });
#else
  (void)which, (void)io, (void)size;
#endif
}

Case make_gray(const Size &size) {
  auto io = std::make_shared<Buffers>(size, 1, 1);
  Case which("tensor_gray", size);
  which.reset = [io] { std::fill(io->out.begin(), io->out.end(), -99.0f); };
  which.difference = [io] { return compare(io->out, io->reference, kBound); };
  ScipixImage src = view(io->src, size, SCIPIX_PIXEL_FORMAT_GRAY8);
  ScipixTensorParams with = params();
  with.channels = SCIPIX_PIXEL_FORMAT_GRAY8;
  which.ours([io, src, with] {
    return scipix_image_to_tensor(&src, 1, &with, io->out.data(), io->out.size() * sizeof(float));
  });
  float scale = 1 / (255 * kDeviation[0]), bias = -kMean[0] / kDeviation[0];
  which.peer("plain C", [=] { native_plane(io->src.data(), io->src.size(), scale, bias, io->out.data()); });
#ifdef HAVE_OPENCV
  cv::Mat from = mat(io->src, size, CV_8UC1), into(from.rows, from.cols, CV_32FC1, io->out.data());
  which.peer("OpenCV convertTo", [=]() mutable {
    from.convertTo(into, CV_32F, 1 / (255.0 * double(kDeviation[0])), double(-kMean[0]) / double(kDeviation[0]));
  });
#endif
  add_ipp(which, io, size);
  return which;
}

// Converts 64 line crops of a BGR page to height 48, keeping the aspect ratio, padded to width 320, as a recogniser
// needs them.
constexpr size_t kLines = 64, kHeight = 48, kWidth = 320, kOne = 3 * kHeight * kWidth;

struct Lines {
  explicit Lines(const Size &size) : size(size), page(3 * size.pixels()), out(kLines * kOne), reference(kLines * kOne) {
    fill_noise(page);
    size_t height = size.height / 50 + 1;
    for (size_t i = 0; i < kLines; ++i) {
      ScipixImage whole = view(page, size, SCIPIX_PIXEL_FORMAT_BGR8);
      size_t width = std::min(size.width, 6 * height - i % 7);
      scipix_image_subview(&whole, i % (size.width - width + 1), i * (size.height - height) / kLines, width, height, &lines[i]);
    }
  }
  Size size;
  Buffer<uint8_t> page;
  Buffer<float> out, reference;
  ScipixImage lines[kLines];
};

#ifdef HAVE_OPENCV
// PaddleOCR's resize_norm_img, with OpenCV.
void opencv_line(const Lines &io, size_t index, float *out) {
  const ScipixImage &line = io.lines[index];
  cv::Mat crop(static_cast<int>(line.height), static_cast<int>(line.width), CV_8UC3, const_cast<uint8_t *>(line.data), line.stride);
  int width = static_cast<int>(std::min(kWidth, (line.width * kHeight + line.height - 1) / line.height));
  cv::Mat resized, floats;
  cv::resize(crop, resized, cv::Size(width, kHeight), 0, 0, cv::INTER_LINEAR);
  resized.convertTo(floats, CV_32FC3, 1 / 255.0);
  cv::subtract(floats, cv::Scalar(0.5, 0.5, 0.5), floats);
  cv::divide(floats, cv::Scalar(0.5, 0.5, 0.5), floats);
  cv::Mat parts[3];
  cv::split(floats, parts);
  for (int c = 0; c < 3; ++c) {
    cv::Mat plane(kHeight, kWidth, CV_32FC1, out + static_cast<size_t>(c) * kHeight * kWidth);
    plane.setTo(0);
    parts[c].copyTo(plane(cv::Rect(0, 0, width, kHeight)));
  }
}
#endif

Case make_lines(const Size &size) {
  auto io = std::make_shared<Lines>(size);
  Case which("tensor_lines", size);
  which.reset = [io] { std::fill(io->out.begin(), io->out.end(), -99.0f); };
  which.difference = [io] { return compare(io->out, io->reference, kBound); };
  ScipixTensorParams with = params();
  for (int i = 0; i < 3; ++i) with.mean[i] = with.std_dev[i] = 0.5f;
  with.channels = SCIPIX_PIXEL_FORMAT_BGR8;
  with.fit = SCIPIX_TENSOR_FIT_HEIGHT;
  with.height = kHeight;
  with.width = kWidth;
  which.ours([io, with] {
    return scipix_image_to_tensor(io->lines, kLines, &with, io->out.data(), io->out.size() * sizeof(float));
  });
#ifdef HAVE_OPENCV
  for (size_t i = 0; i < kLines; ++i) opencv_line(*io, i, io->reference.data() + i * kOne);
  which.peer("OpenCV resize, convertTo, subtract, divide, split, copyTo", [io] {
    for (size_t i = 0; i < kLines; ++i) opencv_line(*io, i, io->out.data() + i * kOne);
  });
#else
  // Without OpenCV the reference is scipix itself: levels and thread counts must agree.
  scipix_image_to_tensor(io->lines, kLines, &with, io->reference.data(), io->reference.size() * sizeof(float));
#endif
  return which;
}

}  // namespace

std::vector<Family> tensor_families() {
  return {{"tensor_rgb", "RGB to three planes of f32", [](const Size &size) { return make("tensor_rgb", size, 3); }},
          {"tensor_rgba", "RGBA to three planes of f32", [](const Size &size) { return make("tensor_rgba", size, 4); }},
          {"tensor_gray", "GRAY to f32", make_gray},
          {"tensor_lines", "64 line crops to one tensor", make_lines, sizes_with_parts()}};
}

}  // namespace bench
