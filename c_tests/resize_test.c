/* Compares scipix_image_resize with the definition of each filter, and tries wrong arguments. */
#define _DEFAULT_SOURCE
#include "canvas.h"

#include <math.h>

static int channels_of(ScipixPixelFormat format) { return (int)format_row_bytes(format, 1); }

/* Two neighbouring pixels along an axis and their weights. */
typedef struct Tap {
  size_t first, second;
  unsigned w0, w1;
} Tap;

static Tap tap_of(size_t x, size_t src, size_t dst, bool clamped) {
  Tap tap;
  float position = (float)(((double)x + 0.5) * (1 / ((double)dst / (double)src)) - 0.5);
  float fraction = position - floorf(position);
  long first = (long)floorf(position), last = (long)src - 1;
  if (clamped && (first < 0 || first >= last)) fraction = 0;
  tap.first = (size_t)(first < 0 ? 0 : first > last ? last : first);
  tap.second = (size_t)(first + 1 > last ? last : first + 1);
  tap.w0 = (unsigned)rintf(2048 * (1 - fraction));
  tap.w1 = (unsigned)rintf(2048 * fraction);
  return tap;
}

static uint8_t bilinear_at(const Canvas *src, Tap across, Tap down, int channel) {
  int channels = channels_of(src->format);
  const uint8_t *top = src->data + down.first * src->stride, *bottom = src->data + down.second * src->stride;
  size_t a = across.first * (size_t)channels + (size_t)channel, b = across.second * (size_t)channels + (size_t)channel;
  unsigned h0 = (top[a] * across.w0 + top[b] * across.w1) >> 4;
  unsigned h1 = (bottom[a] * across.w0 + bottom[b] * across.w1) >> 4;
  return (uint8_t)((((down.w0 * h0) >> 16) + ((down.w1 * h1) >> 16) + 2) >> 2);
}

static void bilinear_agrees(const Canvas *src, const Canvas *dst) {
  ScipixImage from = canvas_image(src);
  ScipixImageMut to = canvas_image_mut(dst);
  bool equal = true;
  size_t x, y;
  int c, channels = channels_of(src->format);
  CHECK_OK(scipix_image_resize(&from, SCIPIX_FILTER_BILINEAR, &to));
  for (y = 0; y < dst->height; ++y) {
    Tap down = tap_of(y, src->height, dst->height, false);
    for (x = 0; x < dst->width; ++x) {
      Tap across = tap_of(x, src->width, dst->width, true);
      for (c = 0; c < channels; ++c) {
        equal = equal && dst->data[y * dst->stride + x * (size_t)channels + (size_t)c] == bilinear_at(src, across, down, c);
      }
    }
  }
  if (!CHECK(equal)) {
    fprintf(stderr, "  format %d, %zux%zu to %zux%zu\n", src->format, src->width, src->height, dst->width, dst->height);
  }
  CHECK(canvas_surroundings_intact(dst));
}

static const size_t sides[] = {1, 2, 3, 15, 16, 34, 97};
enum { SIDES = sizeof sides / sizeof *sides };

/* Copies the bytes of a pixel, or its bit. */
static void pixel_at(const Canvas *canvas, size_t x, size_t y, uint8_t out[4]) {
  const uint8_t *row = canvas->data + y * canvas->stride;
  memset(out, 0, 4);
  if (canvas->format == SCIPIX_PIXEL_FORMAT_BIT1) {
    out[0] = row[x / 8] >> (7 - x % 8) & 1;
  } else {
    memcpy(out, row + x * (size_t)channels_of(canvas->format), (size_t)channels_of(canvas->format));
  }
}

static void nearest_agrees(const Canvas *src, const Canvas *dst) {
  ScipixImage from = canvas_image(src);
  ScipixImageMut to = canvas_image_mut(dst);
  bool equal = true;
  size_t x, y;
  CHECK_OK(scipix_image_resize(&from, SCIPIX_FILTER_NEAREST, &to));
  for (y = 0; y < dst->height; ++y) {
    for (x = 0; x < dst->width; ++x) {
      uint8_t expected[4], found[4];
      pixel_at(src, (2 * x + 1) * src->width / (2 * dst->width), (2 * y + 1) * src->height / (2 * dst->height), expected);
      pixel_at(dst, x, y, found);
      equal = equal && memcmp(expected, found, 4) == 0;
    }
  }
  if (!CHECK(equal)) {
    fprintf(stderr, "  format %d, %zux%zu to %zux%zu\n", src->format, src->width, src->height, dst->width, dst->height);
  }
  CHECK(canvas_surroundings_intact(dst));
}

/* Computes where linear interpolation looks for pixel `at` of dst, in 1/(2 dst) of a pixel of src. */
static size_t linear_position(size_t at, size_t src, size_t dst) {
  size_t twice = (2 * at + 1) * src, last = 2 * dst * (src - 1);
  return twice < dst ? 0 : twice - dst < last ? twice - dst : last;
}

static size_t first_covered(size_t at, size_t src, size_t dst) {
  return dst > src ? linear_position(at, src, dst) / (2 * dst) : at * src / dst;
}

/* Computes the overlap of pixel `at` of dst and pixel `of` of src, on an axis where a pixel of dst is `src` long and a
 * pixel of src is `dst` long. On an axis that grows, the weight of linear interpolation. */
static uint64_t covered(size_t at, size_t of, size_t src, size_t dst) {
  size_t begin = at * src > of * dst ? at * src : of * dst;
  size_t end = (at + 1) * src < (of + 1) * dst ? (at + 1) * src : (of + 1) * dst;
  if (dst > src) {
    size_t position = linear_position(at, src, dst), centre = 2 * dst * of;
    begin = position > centre ? position - centre : centre - position;
    end = 2 * dst;
  }
  return end > begin ? end - begin : 0;
}

static void area_agrees(const Canvas *src, const Canvas *dst) {
  ScipixImage from = canvas_image(src);
  ScipixImageMut to = canvas_image_mut(dst);
  uint64_t total = (uint64_t)(dst->width > src->width ? 2 * dst->width : src->width) *
                   (dst->height > src->height ? 2 * dst->height : src->height);
  bool equal = true;
  size_t x, y, i, j;
  int c, channels = channels_of(src->format);
  CHECK_OK(scipix_image_resize(&from, SCIPIX_FILTER_AREA, &to));
  for (y = 0; y < dst->height; ++y) {
    for (x = 0; x < dst->width; ++x) {
      for (c = 0; c < channels; ++c) {
        uint64_t sum = 0;
        for (j = first_covered(y, src->height, dst->height); j < src->height && covered(y, j, src->height, dst->height) > 0; ++j) {
          for (i = first_covered(x, src->width, dst->width); i < src->width && covered(x, i, src->width, dst->width) > 0;
               ++i) {
            sum += covered(y, j, src->height, dst->height) * covered(x, i, src->width, dst->width) *
                   src->data[j * src->stride + i * (size_t)channels + (size_t)c];
          }
        }
        equal = equal && dst->data[y * dst->stride + x * (size_t)channels + (size_t)c] == (2 * sum + total) / (2 * total);
      }
    }
  }
  if (!CHECK(equal)) {
    fprintf(stderr, "  format %d, %zux%zu to %zux%zu\n", src->format, src->width, src->height, dst->width, dst->height);
  }
  CHECK(canvas_surroundings_intact(dst));
}

/* Computes the function of an antialiasing filter at a distance of `t` pixels. */
static double filter_function(ScipixFilter filter, double t) {
  const double pi = 3.14159265358979323846;
  switch (filter) {
  case SCIPIX_FILTER_BILINEAR_AA: return t < 1 ? 1 - t : 0;
  case SCIPIX_FILTER_BICUBIC:
    return t < 1 ? (1.5 * t - 2.5) * t * t + 1 : t < 2 ? ((-0.5 * t + 2.5) * t - 4) * t + 2 : 0;
  default: return t >= 3 ? 0 : t < 1e-9 ? 1 : 3 * sin(pi * t) * sin(pi * t / 3) / (pi * t * pi * t);
  }
}

/* Computes the weight of each pixel of src at `x`. The weights add up to 1. */
static void antialias_weights(ScipixFilter filter, size_t x, size_t src, size_t dst, double *weights) {
  double scale = (double)src / (double)dst, widened = scale > 1 ? scale : 1, sum = 0;
  size_t i;
  for (i = 0; i < src; ++i) {
    weights[i] = filter_function(filter, fabs(((double)i + 0.5 - ((double)x + 0.5) * scale) / widened));
    sum += weights[i];
  }
  for (i = 0; i < src; ++i) weights[i] /= sum;
}

static void antialiasing_agrees(ScipixFilter filter, const Canvas *src, const Canvas *dst) {
  ScipixImage from = canvas_image(src);
  ScipixImageMut to = canvas_image_mut(dst);
  double across[100], down[100];
  double off = filter == SCIPIX_FILTER_BILINEAR_AA ? 0.75 : 1.75;
  bool near = true;
  size_t x, y, i, j;
  int c, channels = channels_of(src->format);
  require(src->width <= 100 && src->height <= 100, "room for weights");
  CHECK_OK(scipix_image_resize(&from, filter, &to));
  for (y = 0; y < dst->height; ++y) {
    antialias_weights(filter, y, src->height, dst->height, down);
    for (x = 0; x < dst->width; ++x) {
      antialias_weights(filter, x, src->width, dst->width, across);
      for (c = 0; c < channels; ++c) {
        double sum = 0;
        for (j = 0; j < src->height; ++j) {
          double row = 0;
          for (i = 0; i < src->width; ++i) {
            row += across[i] * src->data[j * src->stride + i * (size_t)channels + (size_t)c];
          }
          /* Filters that overshoot round and clamp in between, like Pillow. What lies halfway may go either way. */
          if (filter != SCIPIX_FILTER_BILINEAR_AA) row = row < 0 ? 0 : row > 255 ? 255 : floor(row + 0.5);
          sum += down[j] * row;
        }
        sum = sum < 0 ? 0 : sum > 255 ? 255 : sum;
        near = near && fabs(sum - dst->data[y * dst->stride + x * (size_t)channels + (size_t)c]) < off;
      }
    }
  }
  if (!CHECK(near)) {
    fprintf(stderr, "  format %d, %zux%zu to %zux%zu\n", src->format, src->width, src->height, dst->width, dst->height);
  }
  CHECK(canvas_surroundings_intact(dst));
}

static void filters_equal_their_formulas_for_every_format_and_size(void) {
  size_t i, j;
  int f;
  for (f = 0; f < ALL_FORMATS; ++f) {
    for (i = 0; i < SIDES; ++i) {
      for (j = 0; j < SIDES; ++j) {
        Canvas src = canvas_random(all_formats[f], sides[i], sides[(i + j) % SIDES], i % 3, (uint32_t)(i * 50 + j));
        Canvas dst = canvas_empty(all_formats[f], sides[j], sides[(2 * i + j) % SIDES], j % 4);
        nearest_agrees(&src, &dst);
        if (has_byte_channels(all_formats[f])) {
          bilinear_agrees(&src, &dst);
          /* where no side shrinks, area is bilinear */
          if (dst.width < src.width || dst.height < src.height) area_agrees(&src, &dst);
          /* the reference reads every source pixel for each result: too slow for large images */
          if (i < 6 && j < 6) {
            antialiasing_agrees(SCIPIX_FILTER_LANCZOS3, &src, &dst);
            antialiasing_agrees(SCIPIX_FILTER_BILINEAR_AA, &src, &dst);
            antialiasing_agrees(SCIPIX_FILTER_BICUBIC, &src, &dst);
          }
        }
        canvas_free(&src);
        canvas_free(&dst);
      }
    }
  }
}

/* One-pixel strokes every 25 columns of a line that becomes narrower and higher: bilinear loses them. */
static void area_keeps_thin_strokes_of_a_line_that_becomes_higher(void) {
  Canvas src = canvas_empty(SCIPIX_PIXEL_FORMAT_GRAY8, 2000, 20, 0), dst = canvas_empty(src.format, 320, 48, 0);
  ScipixImage from = canvas_image(&src);
  ScipixImageMut to = canvas_image_mut(&dst);
  size_t x, y, strokes = 0;
  for (y = 0; y < 20; ++y) {
    for (x = 0; x < 2000; ++x) src.data[y * src.stride + x] = x % 25 == 12 ? 0 : 255;
  }
  CHECK_OK(scipix_image_resize(&from, SCIPIX_FILTER_AREA, &to));
  for (x = 0; x < 320; ++x) {
    const uint8_t *row = dst.data + 47 * dst.stride;
    strokes += row[x] < 255 && (x == 0 || row[x - 1] == 255);
  }
  CHECK(strokes == 80);
  canvas_free(&src);
  canvas_free(&dst);
}

static void the_same_size_is_a_copy(void) {
  Canvas src = canvas_random(SCIPIX_PIXEL_FORMAT_RGBA8, 13, 7, 3, 5), dst = canvas_empty(src.format, 13, 7, 0);
  ScipixImage from = canvas_image(&src);
  ScipixImageMut to = canvas_image_mut(&dst);
  size_t y;
  CHECK_OK(scipix_image_resize(&from, SCIPIX_FILTER_BILINEAR, &to));
  for (y = 0; y < 7; ++y) CHECK(memcmp(src.data + y * src.stride, dst.data + y * dst.stride, dst.row_bytes) == 0);
  canvas_free(&src);
  canvas_free(&dst);
}

static void wrong_arguments_are_refused_and_write_nothing(void) {
  static const ScipixFilter no_filters[] = {-1, 6, INT32_MIN, INT32_MAX};
  Canvas src = canvas_random(SCIPIX_PIXEL_FORMAT_RGB8, 9, 5, 0, 1), dst = canvas_empty(src.format, 4, 4, 2);
  Canvas bits = canvas_random(SCIPIX_PIXEL_FORMAT_BIT1, 16, 5, 0, 1);
  ScipixImage from = canvas_image(&src), other_from = canvas_image(&bits);
  ScipixImageMut to = canvas_image_mut(&dst), other = to;
  size_t i;
  for (i = 0; i < sizeof no_filters / sizeof *no_filters; ++i) {
    CHECK_FAILS(scipix_image_resize(&from, no_filters[i], &to), SCIPIX_STATUS_INVALID_ARGUMENT, "filter");
  }
  other.format = SCIPIX_PIXEL_FORMAT_BGR8;
  CHECK_FAILS(scipix_image_resize(&from, SCIPIX_FILTER_BILINEAR, &other), SCIPIX_STATUS_UNSUPPORTED, "dst");
  other.format = SCIPIX_PIXEL_FORMAT_BIT1;
  CHECK_FAILS(scipix_image_resize(&other_from, SCIPIX_FILTER_BILINEAR, &other), SCIPIX_STATUS_UNSUPPORTED, "src");
  other = to;
  other.width = 0;
  CHECK_FAILS(scipix_image_resize(&from, SCIPIX_FILTER_BILINEAR, &other), SCIPIX_STATUS_INVALID_ARGUMENT, "dst");
  other = to;
  other.width = SIZE_MAX / 2;
  CHECK_FAILS(scipix_image_resize(&from, SCIPIX_FILTER_BILINEAR, &other), SCIPIX_STATUS_OVERFLOW, "dst");
  other = to;
  other.data = src.data + 3;
  other.stride = 0;
  CHECK_FAILS(scipix_image_resize(&from, SCIPIX_FILTER_BILINEAR, &other), SCIPIX_STATUS_INVALID_ARGUMENT, "dst");
  CHECK(canvas_untouched(&dst));
  canvas_free(&src);
  canvas_free(&dst);
  canvas_free(&bits);
}

int main(void) {
  filters_equal_their_formulas_for_every_format_and_size();
  area_keeps_thin_strokes_of_a_line_that_becomes_higher();
  the_same_size_is_a_copy();
  wrong_arguments_are_refused_and_write_nothing();
  return check_report("resize");
}
