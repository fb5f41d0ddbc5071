#include "native.h"

#include <math.h>
#include <string.h>

void native_gray_8bit(const uint8_t *restrict rgba, size_t pixels, uint8_t *restrict gray) {
  for (size_t i = 0; i < pixels; i++)
    gray[i] = (uint8_t)((77u * rgba[4 * i] + 150u * rgba[4 * i + 1] + 29u * rgba[4 * i + 2] + 128u) >> 8);
}

void native_gray_exact(const uint8_t *restrict rgba, size_t pixels, uint8_t *restrict gray) {
  for (size_t i = 0; i < pixels; i++)
    gray[i] = (uint8_t)((9798u * rgba[4 * i] + 19235u * rgba[4 * i + 1] + 3735u * rgba[4 * i + 2] + 16384u) >> 15);
}

void native_flatten(const uint8_t *restrict rgba, size_t pixels, const uint8_t behind[3], uint8_t *restrict rgb) {
  for (size_t i = 0; i < pixels; i++)
    for (size_t c = 0; c < 3; c++) {
      unsigned alpha = rgba[4 * i + 3];
      rgb[3 * i + c] = (uint8_t)((rgba[4 * i + c] * alpha + behind[c] * (255 - alpha) + 127) / 255);
    }
}

void native_threshold(const uint8_t *restrict gray, size_t pixels, uint8_t threshold, uint8_t *restrict out) {
  for (size_t i = 0; i < pixels; i++)
    out[i] = gray[i] > threshold ? 255 : 0;
}

void native_bits(const uint8_t *restrict gray, size_t width, size_t height, uint8_t threshold, uint8_t *restrict out) {
  size_t row = (width + 7) / 8, whole = width / 8;
  for (size_t y = 0; y < height; y++) {
    const uint8_t *from = gray + y * width;
    uint8_t *to = out + y * row;
    for (size_t i = 0; i < whole; i++) {
      unsigned bits = 0;
      for (size_t bit = 0; bit < 8; bit++)
        bits |= (unsigned)(from[8 * i + bit] <= threshold) << (7 - bit);
      to[i] = (uint8_t)bits;
    }
    if (whole < row) {
      unsigned bits = 0;
      for (size_t x = 8 * whole; x < width; x++)
        bits |= (unsigned)(from[x] <= threshold) << (7 - x % 8);
      to[whole] = (uint8_t)bits;
    }
  }
}

uint8_t native_otsu(const uint8_t *gray, size_t pixels) {
  uint32_t histogram[256] = {0};
  for (size_t i = 0; i < pixels; i++)
    histogram[gray[i]]++;

  double total = 0;
  for (int i = 0; i < 256; i++)
    total += (double)i * histogram[i];

  double below = 0, sum_below = 0, best = 0;
  uint8_t level = 0;
  for (int i = 0; i < 256; i++) {
    below += histogram[i];
    sum_below += (double)i * histogram[i];
    double above = (double)pixels - below;
    if (below == 0 || above == 0)
      continue;
    double distance = sum_below / below - (total - sum_below) / above;
    double variance = below * above * distance * distance;
    if (variance > best) {
      best = variance;
      level = (uint8_t)i;
    }
  }
  return level;
}

enum { LANES = 64, BLOCK = 64 * LANES };

/* Adds a block as short float sums of shifted values, which keeps the error small; the totals are in double. */
static void add_block(const float *data, size_t len, float shift, double *sum, double *squares) {
  float s[LANES] = {0}, q[LANES] = {0};
  size_t i = 0;
  for (; i + LANES <= len; i += LANES)
    for (size_t lane = 0; lane < LANES; lane++) {
      float v = data[i + lane] - shift;
      s[lane] += v;
      q[lane] += v * v;
    }
  for (; i < len; i++) {
    float v = data[i] - shift;
    s[0] += v;
    q[0] += v * v;
  }
  for (size_t lane = 0; lane < LANES; lane++) {
    *sum += s[lane];
    *squares += q[lane];
  }
}

size_t native_argmax(const float *row, size_t classes) {
  size_t best = 0;
  for (size_t i = 1; i < classes; ++i)
    if (row[i] > row[best]) best = i;
  return best;
}

void native_normalize(float *data, size_t len) {
  if (len == 0)
    return;
  double sum = 0, squares = 0;
  for (size_t i = 0; i < len; i += BLOCK)
    add_block(data + i, len - i < BLOCK ? len - i : BLOCK, data[0], &sum, &squares);
  double mean = sum / (double)len;
  double variance = squares / (double)len - mean * mean;
  float scale = (float)(1.0 / (sqrt(variance > 0 ? variance : 0) + 1e-8));
  float offset = (float)(-(mean + data[0])) * scale;
  for (size_t i = 0; i < len; i++)
    data[i] = data[i] * scale + offset;
}

static size_t at_most(size_t value, size_t bound) { return value < bound ? value : bound; }
static size_t less_or_zero(size_t value, size_t by) { return value > by ? value - by : 0; }

static uint8_t above_mean(uint8_t pixel, uint32_t sum, uint32_t count, int32_t offset) {
  return (int32_t)pixel * (int32_t)count > (int32_t)sum - offset * (int32_t)count ? 255 : 0;
}

void native_adaptive_mean(const uint8_t *restrict gray, size_t width, size_t height, size_t window, int32_t offset,
                          uint32_t *restrict scratch, uint8_t *restrict out) {
  size_t half = window / 2;
  uint32_t *columns = scratch, *prefix = scratch + width;
  memset(scratch, 0, (2 * width + 1) * sizeof *scratch);
  for (size_t y = 0; y < at_most(half, height); y++)
    for (size_t x = 0; x < width; x++)
      columns[x] += gray[y * width + x];

  size_t left = at_most(half, width), right = less_or_zero(width, half);
  right = right < left ? left : right;
  for (size_t y = 0; y < height; y++) {
    if (y + half < height)
      for (size_t x = 0; x < width; x++)
        columns[x] += gray[(y + half) * width + x];
    if (y > half)
      for (size_t x = 0; x < width; x++)
        columns[x] -= gray[(y - half - 1) * width + x];
    for (size_t x = 0; x < width; x++)
      prefix[x + 1] = prefix[x] + columns[x];

    uint32_t rows = (uint32_t)(at_most(y + half + 1, height) - less_or_zero(y, half));
    const uint8_t *row = gray + y * width;
    uint8_t *to = out + y * width;
    for (size_t x = left; x < right; x++)
      to[x] = above_mean(row[x], prefix[x + half + 1] - prefix[x - half], rows * (uint32_t)window, offset);
    for (size_t x = 0; x < width; x = x + 1 == left ? right : x + 1) {
      size_t end = at_most(x + half + 1, width), begin = less_or_zero(x, half);
      to[x] = above_mean(row[x], prefix[end] - prefix[begin], rows * (uint32_t)(end - begin), offset);
    }
  }
}

static uint8_t above_sauvola(uint8_t pixel, double sum, double squares, double count, double k, double r) {
  double mean = sum / count;
  double variance = squares / count - mean * mean;
  double deviation = sqrt(variance > 0 ? variance : 0);
  return pixel > mean * (1 + k * (deviation / r - 1)) ? 255 : 0;
}

static void integrate(const uint8_t *restrict gray, size_t width, size_t height, uint32_t *restrict sums,
                      uint64_t *restrict squares) {
  size_t step = width + 1;
  memset(sums, 0, step * sizeof *sums);
  memset(squares, 0, step * sizeof *squares);
  for (size_t y = 0; y < height; y++) {
    uint32_t sum = 0;
    uint64_t square = 0;
    uint32_t *s = sums + (y + 1) * step;
    uint64_t *q = squares + (y + 1) * step;
    s[0] = 0;
    q[0] = 0;
    for (size_t x = 0; x < width; x++) {
      uint32_t pixel = gray[y * width + x];
      sum += pixel;
      square += pixel * pixel;
      s[x + 1] = s[x + 1 - step] + sum;
      q[x + 1] = q[x + 1 - step] + square;
    }
  }
}

void native_sauvola(const uint8_t *restrict gray, size_t width, size_t height, size_t window, double k, double r,
                    uint32_t *restrict sums, uint64_t *restrict squares, uint8_t *restrict out) {
  size_t half = window / 2, step = width + 1;
  integrate(gray, width, height, sums, squares);
  for (size_t y = 0; y < height; y++) {
    size_t top = less_or_zero(y, half), bottom = at_most(y + half + 1, height);
    const uint32_t *s0 = sums + top * step, *s1 = sums + bottom * step;
    const uint64_t *q0 = squares + top * step, *q1 = squares + bottom * step;
    for (size_t x = 0; x < width; x++) {
      size_t begin = less_or_zero(x, half), end = at_most(x + half + 1, width);
      uint32_t sum = s1[end] - s1[begin] - s0[end] + s0[begin];
      uint64_t square = q1[end] - q1[begin] - q0[end] + q0[begin];
      double count = (double)((bottom - top) * (end - begin));
      out[y * width + x] = above_sauvola(gray[y * width + x], sum, (double)square, count, k, r);
    }
  }
}

void native_plane(const uint8_t *restrict gray, size_t pixels, float scale, float bias, float *restrict out) {
  for (size_t i = 0; i < pixels; i++)
    out[i] = (float)gray[i] * scale + bias;
}

static inline void planes(const uint8_t *src, size_t pixels, size_t channels, const float *scale, const float *bias,
                          float *restrict a, float *restrict b, float *restrict c) {
  for (size_t i = 0; i < pixels; ++i) {
    a[i] = (float)src[i * channels] * scale[0] + bias[0];
    b[i] = (float)src[i * channels + 1] * scale[1] + bias[1];
    c[i] = (float)src[i * channels + 2] * scale[2] + bias[2];
  }
}

void native_planes(const uint8_t *src, size_t pixels, size_t channels, const float mean[3], const float deviation[3],
                   float *out) {
  float scale[3], bias[3];
  for (int i = 0; i < 3; ++i) {
    scale[i] = 1 / (255 * deviation[i]);
    bias[i] = -mean[i] / deviation[i];
  }
  if (channels == 3) {
    planes(src, pixels, 3, scale, bias, out, out + pixels, out + 2 * pixels);
  } else {
    planes(src, pixels, 4, scale, bias, out, out + pixels, out + 2 * pixels);
  }
}
