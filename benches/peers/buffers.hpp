// Buffers that all contenders share, and the test images in them.
#pragma once

#include "harness.hpp"

#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <new>

namespace bench {

// A page-aligned buffer, as large ones are. Between buffers at other distances reads can seem to depend on writes, for some
// contenders more than for others, which differs from run to run.
template <class T>
class Buffer {
 public:
  explicit Buffer(size_t count) : count_(count) {
    constexpr size_t kPage = 4096;
    size_t bytes = (count * sizeof(T) + kPage - 1) / kPage * kPage;
    data_.reset(static_cast<T *>(std::aligned_alloc(kPage, bytes)));
    if (!data_) throw std::bad_alloc();
  }
  T *data() const { return data_.get(); }
  T *begin() const { return data(); }
  T *end() const { return data() + count_; }
  size_t size() const { return count_; }
  T &operator[](size_t i) const { return data()[i]; }

 private:
  struct Free {
    void operator()(T *data) const { std::free(data); }
  };
  std::unique_ptr<T[], Free> data_;
  size_t count_;
};

// A xorshift generator, which gives the same bytes on every machine.
class Noise {
 public:
  uint32_t next() {
    state_ ^= state_ << 13;
    state_ ^= state_ >> 17;
    state_ ^= state_ << 5;
    return state_;
  }
  uint8_t byte() { return static_cast<uint8_t>(next() >> 24); }

 private:
  uint32_t state_ = 2463534242u;
};

inline void fill_noise(const Buffer<uint8_t> &buffer) {
  Noise noise;
  for (uint8_t &byte : buffer) byte = noise.byte();
}

// Draws soft dark strokes on paper that darkens to the right, with strong grain. Many pixels lie near a local
// threshold, so that a wrong rounding shows.
inline void fill_page(const Buffer<uint8_t> &gray, const Size &size) {
  Noise noise;
  for (size_t y = 0; y < size.height; ++y)
    for (size_t x = 0; x < size.width; ++x) {
      double stroke = std::sin(static_cast<double>(x) * 0.33) * std::sin(static_cast<double>(y) * 0.26);
      double paper = 200 - 90 * static_cast<double>(x) / static_cast<double>(size.width);
      gray[y * size.width + x] = static_cast<uint8_t>(paper * (0.65 + 0.3 * stroke) + noise.byte() % 48);
    }
}

inline Difference compare(const Buffer<uint8_t> &result, const Buffer<uint8_t> &reference) {
  size_t differing = 0;
  int largest = 0;
  for (size_t i = 0; i < result.size(); ++i) {
    int by = std::abs(int(result[i]) - int(reference[i]));
    differing += by != 0;
    largest = by > largest ? by : largest;
  }
  return {static_cast<double>(differing) / static_cast<double>(result.size()), static_cast<double>(largest)};
}

// Counts floats that differ by more than `bound`.
inline Difference compare(const Buffer<float> &result, const Buffer<float> &reference, double bound) {
  size_t differing = 0;
  double largest = 0;
  for (size_t i = 0; i < result.size(); ++i) {
    double by = std::fabs(double(result[i]) - double(reference[i]));
    differing += !(by <= bound);
    if (!(by <= largest)) largest = by;
  }
  return {static_cast<double>(differing) / static_cast<double>(result.size()), largest};
}

inline ScipixImage view(const Buffer<uint8_t> &buffer, const Size &size, ScipixPixelFormat format) {
  return {buffer.data(), size.width, size.height, 0, format};
}

inline ScipixImageMut view_mut(const Buffer<uint8_t> &buffer, const Size &size, ScipixPixelFormat format) {
  return {buffer.data(), size.width, size.height, 0, format};
}

}  // namespace bench
