// A recogniser with one large layer, whose weights do not fit in the cache. A call reads all of the weights, whether
// for one line or for many, so a batch reads them only once.
#ifndef RECOGNIZER_HPP
#define RECOGNIZER_HPP

#include <cstddef>
#include <random>
#include <vector>

using Line = std::vector<float>;  // the features of a text line

class Recognizer {
 public:
  static constexpr std::size_t FEATURES = 1024, CLASSES = 16384;

  Recognizer() : weights_(FEATURES * CLASSES) {
    std::mt19937 random(1);
    std::uniform_real_distribution<float> uniform(-1, 1);
    for (float &weight : weights_) weight = uniform(random);
  }

  // Returns the best class of each line. The result of a line does not depend on the others.
  std::vector<int> recognize(const std::vector<const Line *> &lines) const {
    std::vector<int> best(lines.size(), 0);
    std::vector<float> best_score(lines.size(), -1e30f);
    for (std::size_t c = 0; c < CLASSES; ++c) {
      const float *weights = &weights_[c * FEATURES];
      for (std::size_t i = 0; i < lines.size(); ++i) {
        const float score = dot(weights, lines[i]->data());
        if (score > best_score[i]) {
          best_score[i] = score;
          best[i] = static_cast<int>(c);
        }
      }
    }
    return best;
  }

 private:
  static float dot(const float *a, const float *b) {
    constexpr std::size_t LANES = 32;  // independent sums, so that the compiler can vectorise the loop
    float sums[LANES] = {};
    for (std::size_t i = 0; i < FEATURES; i += LANES) {
      for (std::size_t lane = 0; lane < LANES; ++lane) sums[lane] += a[i + lane] * b[i + lane];
    }
    float sum = 0;
    for (float lane : sums) sum += lane;
    return sum;
  }

  std::vector<float> weights_;
};

#endif
