#include "families.hpp"
#include "native.h"
#include "peers.hpp"

namespace bench {
namespace {

constexpr double kBound = 1e-4;

struct Buffers {
  explicit Buffers(size_t count) : input(count), data(count), reference(count) {
    Noise noise;
    for (float &value : input) value = static_cast<float>(noise.next() >> 8) / 65536.0f - 40.0f;
    fill_reference();
  }

  void fill_reference() {
    double n = static_cast<double>(input.size()), sum = 0, squares = 0;
    for (float value : input) sum += value;
    double mean = sum / n;
    for (float value : input) squares += (value - mean) * (value - mean);
    double deviation = std::sqrt(squares / n);
    for (size_t i = 0; i < input.size(); ++i)
      reference[i] = static_cast<float>((input[i] - mean) / (deviation + 1e-8));
  }

  Buffer<float> input, data, reference;
};

void add_ipp(Case &which, std::shared_ptr<Buffers> io) {
#ifdef HAVE_IPP
  which.peer("IPP MeanStdDev, Normalize", [io] {
    int len = static_cast<int>(io->data.size());
    Ipp32f mean, deviation;
    ippsMeanStdDev_32f(io->data.data(), len, &mean, &deviation, ippAlgHintNone);
    // IPP computes the standard deviation of a sample; the operation uses that of the population.
    deviation *= static_cast<float>(std::sqrt((len - 1.0) / len));
    ippsNormalize_32f_I(io->data.data(), len, mean, deviation + 1e-8f);
  });
  which.peer("IPP MeanStdDev, SubC, MulC", [io] {
    int len = static_cast<int>(io->data.size());
    Ipp32f mean, deviation;
    ippsMeanStdDev_32f(io->data.data(), len, &mean, &deviation, ippAlgHintNone);
    deviation *= static_cast<float>(std::sqrt((len - 1.0) / len));
    ippsSubC_32f_I(mean, io->data.data(), len);
    ippsMulC_32f_I(1 / (deviation + 1e-8f), io->data.data(), len);
  });
#else
  (void)which, (void)io;
#endif
}

Case make(const Size &size) {
  auto io = std::make_shared<Buffers>(size.pixels());
  Case which("normalize", size);
  // Restores the input only before the checked run. Timed runs normalise normalised data, at the same cost.
  which.reset = [io] { std::copy(io->input.begin(), io->input.end(), io->data.begin()); };
  which.difference = [io] { return compare(io->data, io->reference, kBound); };
  which.ours([io] { return scipix_normalize(io->data.data(), io->data.size()); });
  which.peer("plain C", [io] { native_normalize(io->data.data(), io->data.size()); });
#ifdef HAVE_OPENCV
  cv::Mat data(static_cast<int>(size.height), static_cast<int>(size.width), CV_32FC1, io->data.data());
  which.peer("OpenCV meanStdDev, convertTo", [io, data]() mutable {
    cv::Scalar mean, deviation;
    cv::meanStdDev(data, mean, deviation);
    double scale = 1 / (deviation[0] + 1e-8);
    data.convertTo(data, CV_32F, scale, -mean[0] * scale);
  });
#endif
  add_ipp(which, io);
  return which;
}

}  // namespace

std::vector<Family> normalize_families() { return {{"normalize", "z-score of f32 in place", make}}; }

}  // namespace bench
