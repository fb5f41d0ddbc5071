/* Compares scipix_image_grayscale with the formula for each format and luma, at widths around the kernels' block sizes. */
#define _DEFAULT_SOURCE
#include "canvas.h"

static void agrees_with_the_formula(ScipixPixelFormat format, ScipixLuma luma, size_t width, size_t gap) {
  Canvas src = canvas_random(format, width, 3, gap, (uint32_t)(width + 100 * gap));
  Canvas dst = canvas_empty(SCIPIX_PIXEL_FORMAT_GRAY8, width, 3, gap / 2);
  ScipixImage from = canvas_image(&src);
  ScipixImageMut to = canvas_image_mut(&dst);
  bool equal = true;
  size_t x, y;
  CHECK_OK(scipix_image_grayscale(&from, luma, &to));
  for (y = 0; y < 3; ++y) {
    for (x = 0; x < width; ++x) equal = equal && dst.data[y * dst.stride + x] == canvas_gray(&src, x, y, luma);
  }
  if (!CHECK(equal)) fprintf(stderr, "  format %d, luma %d, width %zu, gap %zu\n", format, luma, width, gap);
  CHECK(canvas_surroundings_intact(&dst));
  canvas_free(&src);
  canvas_free(&dst);
}

static void every_format_and_luma_agrees_with_its_formula(void) {
  size_t width;
  int f;
  ScipixLuma luma;
  for (f = 0; f < ALL_FORMATS; ++f) {
    for (luma = SCIPIX_LUMA_BT601; luma <= SCIPIX_LUMA_BT709; ++luma) {
      for (width = 1; width <= 140; width += width < 70 ? 1 : 7) {
        agrees_with_the_formula(all_formats[f], luma, width, 0);
        agrees_with_the_formula(all_formats[f], luma, width, 5);
      }
    }
  }
}

static void lumas_keep_their_numbers(void) {
  CHECK_EQUAL(SCIPIX_LUMA_BT601, 0);
  CHECK_EQUAL(SCIPIX_LUMA_BT601_8BIT, 1);
  CHECK_EQUAL(SCIPIX_LUMA_BT709, 2);
}

static void wrong_arguments_are_refused_and_write_nothing(void) {
  static const ScipixLuma no_lumas[] = {-1, 3, INT32_MIN, INT32_MAX};
  Canvas src = canvas_random(SCIPIX_PIXEL_FORMAT_RGBA8, 9, 5, 0, 1);
  Canvas dst = canvas_empty(SCIPIX_PIXEL_FORMAT_GRAY8, 9, 5, 3);
  ScipixImage from = canvas_image(&src);
  ScipixImageMut to = canvas_image_mut(&dst), other;
  size_t i;
  for (i = 0; i < sizeof no_lumas / sizeof *no_lumas; ++i) {
    CHECK_FAILS(scipix_image_grayscale(&from, no_lumas[i], &to), SCIPIX_STATUS_INVALID_ARGUMENT, "luma");
  }
  other = to;
  other.width = 8;
  CHECK_FAILS(scipix_image_grayscale(&from, SCIPIX_LUMA_BT601, &other), SCIPIX_STATUS_SIZE_MISMATCH, "dst");
  CHECK(strstr(scipix_last_error_message(), "8x5") != NULL && strstr(scipix_last_error_message(), "9x5") != NULL);
  other = to;
  other.height = 4;
  CHECK_FAILS(scipix_image_grayscale(&from, SCIPIX_LUMA_BT601, &other), SCIPIX_STATUS_SIZE_MISMATCH, "dst");
  other = to;
  other.format = SCIPIX_PIXEL_FORMAT_BIT1;
  CHECK_FAILS(scipix_image_grayscale(&from, SCIPIX_LUMA_BT601, &other), SCIPIX_STATUS_UNSUPPORTED, "dst");
  other.width = 2;
  other.format = SCIPIX_PIXEL_FORMAT_RGBA8;
  CHECK_EQUAL(scipix_image_grayscale(&from, SCIPIX_LUMA_BT601, &other), SCIPIX_STATUS_UNSUPPORTED);
  CHECK(canvas_untouched(&dst));
  canvas_free(&src);
  canvas_free(&dst);
}

int main(void) {
  lumas_keep_their_numbers();
  every_format_and_luma_agrees_with_its_formula();
  wrong_arguments_are_refused_and_write_nothing();
  return check_report("grayscale");
}
