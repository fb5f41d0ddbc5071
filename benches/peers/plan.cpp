#include "families.hpp"
#include "native.h"
#include "peers.hpp"

// Compares plans with chains of the fastest operations of other libraries, each step on the whole image, into allocated
// buffers.

namespace bench {
namespace {

constexpr uint8_t kLevel = 127;
constexpr float kMean = 0.45f, kDeviation = 0.22f;
constexpr float kScale = 1 / (255 * kDeviation), kBias = -kMean / kDeviation;
constexpr double kBound = 1e-5;
// A difference of one gray level flips one pixel in 256, and is 0.018 of a normalised value.
const Terms kOffByOne{1, "its gray is off by one", {}};

struct PlanFree {
  void operator()(ScipixPlan *plan) const { scipix_plan_free(plan); }
};
using PlanOwner = std::shared_ptr<ScipixPlan>;

PlanOwner gray_plan() {
  ScipixPlan *plan = nullptr;
  scipix_plan_new(&plan);
  scipix_plan_add_grayscale(plan, SCIPIX_LUMA_BT601_8BIT);
  return PlanOwner(plan, PlanFree{});
}

using GrayStep = std::function<void()>;

// The step from RGBA to gray, by each library that has it.
struct GrayStepOf {
  std::string name;
  GrayStep run;
  Terms terms;
};

std::vector<GrayStepOf> gray_steps(const Size &size, const Buffer<uint8_t> &rgba, const Buffer<uint8_t> &gray) {
  const uint8_t *from = rgba.data();
  uint8_t *to = gray.data();
  std::vector<GrayStepOf> steps;
  steps.push_back({"plain C", [=, n = size.pixels()] { native_gray_8bit(from, n, to); }, {}});
#ifdef HAVE_LIBYUV
  int width = static_cast<int>(size.width), height = static_cast<int>(size.height);
  steps.push_back({"libyuv", [=] { libyuv::ABGRToJ400(from, 4 * width, to, width, width, height); }, {}});
#endif
#ifdef HAVE_OPENCV
  cv::Mat src = mat(rgba, size, CV_8UC4), dst = mat(gray, size, CV_8UC1);
  steps.push_back({"OpenCV", [src, dst]() mutable { cv::cvtColor(src, dst, cv::COLOR_RGBA2GRAY); }, kOffByOne});
#endif
#ifdef HAVE_IPP
  int step = static_cast<int>(size.width);
  steps.push_back({"IPP", [=, area = roi(size)] { ippiRGBToGray_8u_AC4C1R(from, 4 * step, to, step, area); }, kOffByOne});
#endif
  return steps;
}

struct Images {
  explicit Images(const Size &size)
      : rgba(4 * size.pixels()), gray(size.pixels()), out(size.pixels()), reference(size.pixels()) {
    fill_noise(rgba);
    native_gray_8bit(rgba.data(), size.pixels(), gray.data());
    native_threshold(gray.data(), size.pixels(), kLevel, reference.data());
  }
  Buffer<uint8_t> rgba, gray, out, reference;
};

ScipixBinarizeParams fixed_level() {
  ScipixBinarizeParams params;
  scipix_binarize_params_init(&params);
  params.method = SCIPIX_BINARIZE_METHOD_FIXED;
  params.threshold = kLevel;
  return params;
}

Case make_threshold(const Size &size) {
  auto io = std::make_shared<Images>(size);
  Case which("plan_threshold", size);
  which.reset = [io] { std::fill(io->out.begin(), io->out.end(), 0xCC); };
  which.difference = [io] { return compare(io->out, io->reference); };
  PlanOwner plan = gray_plan();
  ScipixBinarizeParams params = fixed_level();
  scipix_plan_add_binarize(plan.get(), &params);
  ScipixImage src = view(io->rgba, size, SCIPIX_PIXEL_FORMAT_RGBA8);
  ScipixImageMut dst = view_mut(io->out, size, SCIPIX_PIXEL_FORMAT_GRAY8);
  which.ours([=] { return scipix_plan_run(plan.get(), &src, &dst); });
  for (const GrayStepOf &gray : gray_steps(size, io->rgba, io->gray)) {
    which.peer(gray.name + " gray, plain C threshold", [io, run = gray.run, n = size.pixels()] {
      run();
      native_threshold(io->gray.data(), n, kLevel, io->out.data());
    }, gray.terms);
#ifdef HAVE_IPP
    which.peer(gray.name + " gray, IPP CompareC", [io, run = gray.run, step = static_cast<int>(size.width), area = roi(size)] {
      run();
      ippiCompareC_8u_C1R(io->gray.data(), step, kLevel, io->out.data(), step, area, ippCmpGreater);
    }, gray.terms);
#endif
#ifdef HAVE_OPENCV
    which.peer(gray.name + " gray, OpenCV threshold", [run = gray.run, from = mat(io->gray, size, CV_8UC1),
                                                       to = mat(io->out, size, CV_8UC1)]() mutable {
      run();
      cv::threshold(from, to, kLevel, 255, cv::THRESH_BINARY);
    }, gray.terms);
#endif
  }
  return which;
}

struct Bits {
  explicit Bits(const Size &size)
      : row((size.width + 7) / 8), rgba(4 * size.pixels()), gray(size.pixels()), out(row * size.height), reference(out.size()) {
    fill_noise(rgba);
    native_gray_8bit(rgba.data(), size.pixels(), gray.data());
    native_bits(gray.data(), size.width, size.height, kLevel, reference.data());
  }
  size_t row;
  Buffer<uint8_t> rgba, gray, out, reference;
};

Case make_bits(const Size &size) {
  auto io = std::make_shared<Bits>(size);
  Case which("plan_bits", size);
  which.reset = [io] { std::fill(io->out.begin(), io->out.end(), 0); };
  which.difference = [io] { return compare(io->out, io->reference); };
  PlanOwner plan = gray_plan();
  ScipixBinarizeParams params = fixed_level();
  scipix_plan_add_binarize(plan.get(), &params);
  ScipixImage src = view(io->rgba, size, SCIPIX_PIXEL_FORMAT_RGBA8);
  ScipixImageMut dst = view_mut(io->out, size, SCIPIX_PIXEL_FORMAT_BIT1);
  which.ours([=] { return scipix_plan_run(plan.get(), &src, &dst); });
  for (const GrayStepOf &gray : gray_steps(size, io->rgba, io->gray)) {
    which.peer(gray.name + " gray, plain C bits", [io, run = gray.run, size] {
      run();
      native_bits(io->gray.data(), size.width, size.height, kLevel, io->out.data());
    }, gray.terms);
  }
  return which;
}

struct Floats {
  explicit Floats(const Size &size)
      : rgba(4 * size.pixels()), gray(size.pixels()), out(size.pixels()), reference(size.pixels()) {
    fill_noise(rgba);
    native_gray_8bit(rgba.data(), size.pixels(), gray.data());
    for (size_t i = 0; i < size.pixels(); ++i)
      reference[i] = static_cast<float>((gray[i] / 255.0 - double(kMean)) / double(kDeviation));
  }
  Buffer<uint8_t> rgba, gray;
  Buffer<float> out, reference;
};

PlanOwner tensor_plan() {
  ScipixTensorParams params;
  scipix_tensor_params_init(&params);
  params.channels = SCIPIX_PIXEL_FORMAT_GRAY8;
  params.mean[0] = kMean;
  params.std_dev[0] = kDeviation;
  PlanOwner plan = gray_plan();
  scipix_plan_add_tensor(plan.get(), &params);
  return plan;
}

Case make_floats(const Size &size) {
  auto io = std::make_shared<Floats>(size);
  Case which("plan_f32", size);
  which.reset = [io] { std::fill(io->out.begin(), io->out.end(), -99.0f); };
  which.difference = [io] { return compare(io->out, io->reference, kBound); };
  PlanOwner plan = tensor_plan();
  ScipixImage src = view(io->rgba, size, SCIPIX_PIXEL_FORMAT_RGBA8);
  which.ours([=] { return scipix_plan_run_tensor(plan.get(), &src, io->out.data(), io->out.size() * sizeof(float)); });
  for (const GrayStepOf &gray : gray_steps(size, io->rgba, io->gray)) {
    which.peer(gray.name + " gray, plain C to f32", [io, run = gray.run, n = size.pixels()] {
      run();
      native_plane(io->gray.data(), n, kScale, kBias, io->out.data());
    }, gray.terms);
#ifdef HAVE_OPENCV
    cv::Mat to(static_cast<int>(size.height), static_cast<int>(size.width), CV_32FC1, io->out.data());
    which.peer(gray.name + " gray, OpenCV convertTo", [run = gray.run, from = mat(io->gray, size, CV_8UC1), to]() mutable {
      run();
      from.convertTo(to, CV_32FC1, double(kScale), double(kBias));
    }, gray.terms);
#endif
#ifdef HAVE_IPP
    int step = static_cast<int>(size.width);
    which.peer(gray.name + " gray, IPP Scale", [io, run = gray.run, step, area = roi(size)] {
      run();
      ippiScale_8u32f_C1R(io->gray.data(), step, io->out.data(), 4 * step, area, kBias, 255 * kScale + kBias);
    }, gray.terms);
#endif
  }
  return which;
}

}  // namespace

std::vector<Family> plan_families() {
  return {{"plan_threshold", "Plan: RGBA to gray to 0 and 255", make_threshold},
          {"plan_bits", "Plan: RGBA to gray to one bit a pixel", make_bits},
          {"plan_f32", "Plan: RGBA to gray to a normalised plane of f32", make_floats}};
}

}  // namespace bench
