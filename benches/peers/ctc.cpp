#include "ctc.hpp"

#include "families.hpp"
#include "native.h"
#include "peers.hpp"

#include <algorithm>

namespace bench {
namespace {

constexpr double kBound = 1e-5;

// Scores with one row per step and one column per class. Class 0 is the blank.
struct Buffers {
  explicit Buffers(const Size &size)
      : steps(size.height), classes(size.width), scores(size.pixels()), ids(steps), probabilities(steps),
        reference(steps), reference_probabilities(steps) {
    Noise noise;
    for (float &score : scores) score = static_cast<float>(noise.next() >> 8) / 16777216.0f;
    std::fill(probabilities.begin(), probabilities.end(), 0.0f);  // entries beyond the decoded length keep this value
  }

  const float *row(size_t step) const { return scores.data() + step * classes; }

  // Decodes with a given argmax and probability; this part is the same for every peer.
  template <class Best, class Probability>
  void decode(Best best, Probability probability) {
    len = 0;
    size_t before = 0;
    for (size_t step = 0; step < steps; ++step) {
      size_t id = best(row(step), classes);
      if (id != 0) {
        if (id != before) {
          ids[len] = static_cast<uint32_t>(id);
          probabilities[len++] = 0;
          run = 0;
        }
        float mean = probabilities[len - 1];
        probabilities[len - 1] = mean + (probability(row(step), classes, id) - mean) / static_cast<float>(++run);
      }
      before = id;
    }
  }

  Difference difference() const {
    Difference probabilities_by = compare(probabilities, reference_probabilities, kBound);
    bool same = len == reference_len && std::equal(ids.begin(), ids.begin() + len, reference.begin());
    return same ? probabilities_by : Difference{1, 1};
  }

  size_t steps, classes, len = 0, reference_len = 0, run = 0;
  Buffer<float> scores;
  Buffer<uint32_t> ids;
  Buffer<float> probabilities;
  Buffer<uint32_t> reference;
  Buffer<float> reference_probabilities;
};

float identity(const float *row, size_t, size_t id) { return row[id]; }

float softmax(const float *row, size_t classes, size_t id) {
  float sum = 0;
  for (size_t i = 0; i < classes; ++i) sum += std::exp(row[i] - row[id]);
  return 1 / sum;
}

float exact_softmax(const float *row, size_t classes, size_t id) {
  double sum = 0;
  for (size_t i = 0; i < classes; ++i) sum += std::exp(double(row[i]) - double(row[id]));
  return static_cast<float>(1 / sum);
}

template <class Probability>
void add_libraries(Case &which, std::shared_ptr<Buffers> io, Probability probability) {
#ifdef HAVE_OPENCV
  which.peer("OpenCV minMaxIdx", [io, probability] {
    io->decode([](const float *row, size_t classes) {
      int at[2];
      cv::Mat scores(1, static_cast<int>(classes), CV_32FC1, const_cast<float *>(row));
      cv::minMaxIdx(scores, nullptr, nullptr, nullptr, at);
      return static_cast<size_t>(at[1]);
    }, probability);
  });
#endif
#ifdef HAVE_IPP
  which.peer("IPP MaxIndx", [io, probability] {
    io->decode([](const float *row, size_t classes) {
      Ipp32f max;
      int at;
      ippsMaxIndx_32f(row, static_cast<int>(classes), &max, &at);
      return static_cast<size_t>(at);
    }, probability);
  });
#endif
  (void)which, (void)io, (void)probability;
}

template <class Probability, class Exact>
Case make(const char *family, const Size &size, ScipixScores kind, Probability probability, Exact exact) {
  auto io = std::make_shared<Buffers>(size);
  io->decode(native_argmax, exact);
  io->reference_len = io->len;
  std::copy(io->ids.begin(), io->ids.end(), io->reference.begin());
  std::copy(io->probabilities.begin(), io->probabilities.end(), io->reference_probabilities.begin());

  Case which(family, size);
  which.reset = [io] {
    std::fill(io->ids.begin(), io->ids.end(), 0u);
    std::copy(io->reference_probabilities.begin(), io->reference_probabilities.end(), io->probabilities.begin());
    std::fill(io->probabilities.begin(), io->probabilities.begin() + io->reference_len, -1.0f);
  };
  which.difference = [io] { return io->difference(); };
  which.ours([io, kind] {
    return scipix_ctc_greedy(io->scores.data(), io->steps, io->classes, 0, kind, io->ids.data(),
                             io->probabilities.data(), io->steps, &io->len);
  });
  which.peer("std::max_element, -O2", [io, probability] { io->decode(max_element_o2, probability); });
  which.peer("std::max_element, -O3", [io, probability] {
    io->decode([](const float *row, size_t classes) {
      return static_cast<size_t>(std::max_element(row, row + classes) - row);
    }, probability);
  });
  which.peer("plain C", [io, probability] { io->decode(native_argmax, probability); });
  add_libraries(which, io, probability);
  return which;
}

// A line of Latin text, a line of Chinese text, a page of Chinese lines.
const std::vector<Size> kSizes = {{"97x40", 97, 40}, {"6625x40", 6625, 40}, {"6625x5000", 6625, 5000}};

}  // namespace

std::vector<Family> ctc_families() {
  return {{"ctc", "CTC decode of probabilities, classes x steps", [](const Size &size) {
             return make("ctc", size, SCIPIX_SCORES_PROBABILITIES, identity, identity);
           }, kSizes},
          {"ctc_logits", "CTC decode of logits with their softmax, classes x steps", [](const Size &size) {
             return make("ctc_logits", size, SCIPIX_SCORES_LOGITS, softmax, exact_softmax);
           }, kSizes}};
}

}  // namespace bench
