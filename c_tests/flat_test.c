/* Tests the functions for flat buffers: every length around the kernels' block sizes, in place, and wrong arguments. */
#define _DEFAULT_SOURCE
#include "canvas.h"

#include <math.h>

static void grayscale_agrees_with_the_formula(void) {
  size_t px, i;
  for (px = 1; px <= 200; ++px) {
    Canvas src = canvas_random(SCIPIX_PIXEL_FORMAT_RGBA8, px, 1, 0, (uint32_t)px);
    Canvas dst = canvas_empty(SCIPIX_PIXEL_FORMAT_GRAY8, px, 1, 0);
    bool equal = true;
    CHECK_OK(scipix_grayscale(src.data, 4 * px, dst.data, px));
    for (i = 0; i < px; ++i) equal = equal && dst.data[i] == canvas_gray(&src, i, 0, SCIPIX_LUMA_BT601);
    if (!CHECK(equal)) fprintf(stderr, "  %zu pixels\n", px);
    CHECK(canvas_surroundings_intact(&dst));
    canvas_free(&src);
    canvas_free(&dst);
  }
}

static void threshold_agrees_in_and_out_of_place(void) {
  size_t len, i;
  for (len = 1; len <= 300; ++len) {
    Canvas src = canvas_random(SCIPIX_PIXEL_FORMAT_GRAY8, len, 1, 0, (uint32_t)len);
    Canvas dst = canvas_empty(SCIPIX_PIXEL_FORMAT_GRAY8, len, 1, 0);
    uint8_t t = (uint8_t)(len * 7);
    bool right = true;
    src.data[len / 2] = t;
    CHECK_OK(scipix_threshold(src.data, len, t, dst.data));
    for (i = 0; i < len; ++i) right = right && dst.data[i] == (src.data[i] > t ? 255 : 0);
    if (!CHECK(right)) fprintf(stderr, "  %zu bytes, threshold %d\n", len, t);
    CHECK(canvas_surroundings_intact(&dst));
    CHECK_OK(scipix_threshold(src.data, len, t, src.data));
    CHECK(memcmp(src.data, dst.data, len) == 0);
    CHECK(canvas_surroundings_intact(&src));
    canvas_free(&src);
    canvas_free(&dst);
  }
}

static void byte_operations_refuse_wrong_arguments(void) {
  uint8_t bytes[64];
  size_t i;
  for (i = 0; i < sizeof bytes; ++i) bytes[i] = (uint8_t)i;
  CHECK_FAILS(scipix_grayscale(bytes, 16, bytes + 32, 3), SCIPIX_STATUS_SIZE_MISMATCH, "gray");
  CHECK_FAILS(scipix_grayscale(bytes, 16, bytes + 32, 5), SCIPIX_STATUS_SIZE_MISMATCH, "gray");
  CHECK_FAILS(scipix_grayscale(bytes, 15, bytes + 32, 4), SCIPIX_STATUS_SIZE_MISMATCH, "gray");
  CHECK_FAILS(scipix_grayscale(bytes, 17, bytes + 32, 4), SCIPIX_STATUS_SIZE_MISMATCH, "gray");
  CHECK_EQUAL(scipix_grayscale(bytes, 16, bytes + 32, 0), SCIPIX_STATUS_SIZE_MISMATCH);
  CHECK_EQUAL(scipix_grayscale(bytes, 0, bytes + 32, 4), SCIPIX_STATUS_SIZE_MISMATCH);
  /* 4 times this length wraps to 16. */
  CHECK_EQUAL(scipix_grayscale(bytes, 16, bytes + 32, SIZE_MAX / 4 + 5), SCIPIX_STATUS_SIZE_MISMATCH);

  /* The size is checked before the overlap. */
  CHECK_FAILS(scipix_grayscale(bytes + 4, 16, bytes, 5), SCIPIX_STATUS_SIZE_MISMATCH, "gray");

  CHECK_FAILS(scipix_grayscale(bytes, 16, bytes, 4), SCIPIX_STATUS_INVALID_ARGUMENT, "gray");
  CHECK_FAILS(scipix_grayscale(bytes, 16, bytes + 15, 4), SCIPIX_STATUS_INVALID_ARGUMENT, "gray");
  CHECK_FAILS(scipix_grayscale(bytes + 3, 16, bytes, 4), SCIPIX_STATUS_INVALID_ARGUMENT, "gray");
  CHECK_FAILS(scipix_threshold(bytes, 16, 5, bytes + 1), SCIPIX_STATUS_INVALID_ARGUMENT, "out");
  CHECK_FAILS(scipix_threshold(bytes + 15, 16, 5, bytes), SCIPIX_STATUS_INVALID_ARGUMENT, "out");
  CHECK(scipix_threshold(bytes, SIZE_MAX, 5, bytes) != SCIPIX_STATUS_OK);
  for (i = 0; i < sizeof bytes; ++i) CHECK_EQUAL(bytes[i], i);

  CHECK_OK(scipix_grayscale(bytes, 16, bytes + 16, 4)); /* buffers side by side do not overlap */
  CHECK_OK(scipix_grayscale(bytes + 4, 16, bytes, 4));
  CHECK_OK(scipix_threshold(bytes, 16, 5, bytes + 16));
}

static void normalize_agrees(size_t len, float scale, float offset) {
  Canvas canvas = canvas_empty(SCIPIX_PIXEL_FORMAT_RGBA8, len, 1, 0);
  float *data = (float *)(void *)canvas.data, found_mean = 0, found_std = 0;
  double mean = 0, variance = 0, worst = 0;
  double *kept = (double *)malloc(len * sizeof *kept);
  uint32_t state = (uint32_t)len + 1;
  size_t i;
  require(kept != NULL, "malloc");
  for (i = 0; i < len; ++i) {
    data[i] = offset + scale * (float)(next_random(&state) >> 8) / 16777216.0f;
    kept[i] = data[i];
    mean += kept[i] / (double)len;
  }
  for (i = 0; i < len; ++i) variance += (kept[i] - mean) * (kept[i] - mean) / (double)len;
  CHECK_OK(scipix_normalize_stats(data, len, &found_mean, &found_std));
  CHECK(fabs(found_mean - mean) <= 1e-6 * (fabs(mean) + sqrt(variance)));
  CHECK(fabs(found_std - sqrt(variance)) <= 1e-5 * sqrt(variance));
  for (i = 0; i < len; ++i) {
    double error = fabs(data[i] - (kept[i] - mean) / (sqrt(variance) + 1e-8));
    if (!(error <= worst)) worst = error;
  }
  /* Rounding to float gives large values an error, which the division by the deviation enlarges. */
  if (!CHECK(worst <= 2e-6 + 1.2e-7 * fabs(mean) / (sqrt(variance) + 1e-8))) {
    fprintf(stderr, "  %zu values, scale %g, offset %g: off by %g\n", len, (double)scale, (double)offset, worst);
  }
  CHECK(canvas_surroundings_intact(&canvas));
  free(kept);
  canvas_free(&canvas);
}

static void normalize_gives_mean_0_and_deviation_1(void) {
  size_t len;
  for (len = 2; len <= 200; ++len) {
    normalize_agrees(len, 1, 0);
    normalize_agrees(len, 255, -128);
    normalize_agrees(len, 1, 100);
  }
  normalize_agrees(1000003, 1, 1000);
}

static void normalize_of_constant_empty_and_infinite_data(void) {
  float data[40], mean = 7, std_dev = 7;
  size_t i, bad;
  for (i = 0; i < 40; ++i) data[i] = -3.25f;
  CHECK_OK(scipix_normalize_stats(data, 40, &mean, &std_dev));
  CHECK(mean == -3.25f && std_dev == 0);
  for (i = 0; i < 40; ++i) CHECK(data[i] == 0);
  CHECK_OK(scipix_normalize_stats(data, 0, &mean, &std_dev));
  CHECK_FAILS(scipix_normalize_stats(data, 40, &data[39], &std_dev), SCIPIX_STATUS_INVALID_ARGUMENT, "out_mean");
  CHECK_FAILS(scipix_normalize_stats(data, 40, &mean, &data[0]), SCIPIX_STATUS_INVALID_ARGUMENT, "out_std");
  CHECK(mean == 0 && std_dev == 0);
  for (bad = 0; bad < 3; ++bad) {
    for (i = 0; i < 40; ++i) data[i] = (float)i;
    data[17 * bad] = bad == 0 ? (float)NAN : bad == 1 ? (float)INFINITY : -(float)INFINITY;
    CHECK_OK(scipix_normalize(data, 40));
    for (i = 0; i < 40; ++i) CHECK(isnan(data[i]));
  }
}

static void normalize_refuses_misaligned_data(void) {
  union {
    float values[8];
    uint8_t bytes[32];
  } memory;
  float mean = 77, *inside;
  size_t shift;
  memset(&memory, CANARY, sizeof memory);
  for (shift = 1; shift < 4; ++shift) {
    inside = (float *)(void *)(memory.bytes + shift);
    CHECK_FAILS(scipix_normalize(inside, 4), SCIPIX_STATUS_INVALID_ARGUMENT, "data");
    CHECK_FAILS(scipix_normalize_stats(inside, 4, &mean, NULL), SCIPIX_STATUS_INVALID_ARGUMENT, "data");
    CHECK_FAILS(scipix_normalize_stats(memory.values, 4, inside, NULL), SCIPIX_STATUS_INVALID_ARGUMENT, "out_mean");
    CHECK_FAILS(scipix_normalize_stats(memory.values, 4, NULL, inside), SCIPIX_STATUS_INVALID_ARGUMENT, "out_std");
  }
  CHECK_FAILS(scipix_normalize(memory.values, SIZE_MAX / 4), SCIPIX_STATUS_OVERFLOW, "data");
  CHECK_FAILS(scipix_normalize(memory.values, SIZE_MAX), SCIPIX_STATUS_OVERFLOW, "data");
  CHECK(mean == 77);
  for (shift = 0; shift < sizeof memory; ++shift) CHECK_EQUAL(memory.bytes[shift], CANARY);
}

int main(void) {
  grayscale_agrees_with_the_formula();
  threshold_agrees_in_and_out_of_place();
  byte_operations_refuse_wrong_arguments();
  normalize_gives_mean_0_and_deviation_1();
  normalize_of_constant_empty_and_infinite_data();
  normalize_refuses_misaligned_data();
  return check_report("flat");
}
