/* Tests scipix_image_gray16_to_gray8 and scipix_image_min_max against their definitions, and what other operations do with
 * 16-bit samples. */
#define _DEFAULT_SOURCE
#include "canvas.h"

static uint8_t by_formula(uint16_t sample, unsigned low, unsigned high) {
  unsigned clamped = sample < low ? low : sample > high ? high : sample;
  return (uint8_t)((255 * (clamped - low) + (high - low) / 2) / (high - low));
}

static void a_range_is_mapped_by_the_formula(size_t width, unsigned low, unsigned high) {
  Canvas page = canvas_random(SCIPIX_PIXEL_FORMAT_GRAY16, width, 3, 3, (uint32_t)width);
  Canvas out = canvas_empty(SCIPIX_PIXEL_FORMAT_GRAY8, width, 3, 2);
  ScipixImage src = canvas_image(&page);
  ScipixImageMut dst = canvas_image_mut(&out);
  uint16_t min = UINT16_MAX, max = 0, found_min = 1, found_max = 2;
  bool equal = true;
  size_t x, y;
  CHECK_OK(scipix_image_gray16_to_gray8(&src, (uint16_t)low, (uint16_t)high, &dst));
  for (y = 0; y < 3; ++y) {
    for (x = 0; x < width; ++x) {
      uint16_t sample = canvas_sample(&page, x, y);
      equal = equal && out.data[y * out.stride + x] == by_formula(sample, low, high);
      if (sample < min) min = sample;
      if (sample > max) max = sample;
    }
  }
  if (!CHECK(equal && canvas_surroundings_intact(&out))) fprintf(stderr, "  %zu wide, %u to %u\n", width, low, high);
  CHECK_OK(scipix_image_min_max(&src, &found_min, &found_max));
  CHECK(found_min == min && found_max == max);
  canvas_free(&page);
  canvas_free(&out);
}

static void wrong_arguments_are_refused(void) {
  Canvas page = canvas_random(SCIPIX_PIXEL_FORMAT_GRAY16, 8, 4, 0, 1), out = canvas_empty(SCIPIX_PIXEL_FORMAT_GRAY8, 8, 4, 0);
  ScipixImage src = canvas_image(&page), bytes;
  ScipixImageMut dst = canvas_image_mut(&out), to_src = canvas_image_mut(&page);
  uint16_t min = 7, max = 8;
  CHECK_FAILS(scipix_image_gray16_to_gray8(&src, 9, 9, &dst), SCIPIX_STATUS_INVALID_ARGUMENT, "low");
  CHECK_FAILS(scipix_image_gray16_to_gray8(&src, 10, 9, &dst), SCIPIX_STATUS_INVALID_ARGUMENT, "low");
  CHECK_FAILS(scipix_image_gray16_to_gray8(&src, 0, 9, &to_src), SCIPIX_STATUS_INVALID_ARGUMENT, "dst");
  CHECK_FAILS(scipix_image_threshold(&src, 9, &dst), SCIPIX_STATUS_UNSUPPORTED, "src");
  CHECK(strstr(scipix_last_error_message(), "gray16_to_gray8") != NULL);
  CHECK_OK(scipix_image_view(page.data, page.span, 5, 4, 0, SCIPIX_PIXEL_FORMAT_RGB8, &bytes));
  CHECK_FAILS(scipix_image_min_max(&bytes, &min, &max), SCIPIX_STATUS_UNSUPPORTED, "src");
  CHECK_FAILS(scipix_image_min_max(&src, (uint16_t *)(void *)page.data, &max), SCIPIX_STATUS_INVALID_ARGUMENT, "out_min");
  CHECK_FAILS(scipix_image_min_max(&src, &min, (uint16_t *)(void *)page.data), SCIPIX_STATUS_INVALID_ARGUMENT, "out_max");
  CHECK_FAILS(scipix_image_min_max(&src, &min, NULL), SCIPIX_STATUS_NULL_POINTER, "out_max");
  CHECK(min == 7 && max == 8 && canvas_untouched(&out));
  canvas_free(&page);
  canvas_free(&out);
}

/* Binarisation, Otsu's level and a tensor are those of the gray bytes. */
static void gray_steps_read_samples_as_grayscale_does(void) {
  enum { WIDTH = 61, HEIGHT = 20, PIXELS = WIDTH * HEIGHT };
  Canvas page = canvas_random(SCIPIX_PIXEL_FORMAT_GRAY16, WIDTH, HEIGHT, 3, 5);
  Canvas gray = canvas_empty(SCIPIX_PIXEL_FORMAT_GRAY8, WIDTH, HEIGHT, 0), black = canvas_empty(gray.format, WIDTH, HEIGHT, 0),
         expected = canvas_empty(gray.format, WIDTH, HEIGHT, 0);
  ScipixImage src = canvas_image(&page), of_gray = canvas_image(&gray);
  ScipixImageMut to_gray = canvas_image_mut(&gray), dst = canvas_image_mut(&black), wanted = canvas_image_mut(&expected);
  static float tensor[3 * PIXELS], of_bytes[3 * PIXELS];
  ScipixBinarizeParams sauvola;
  ScipixTensorParams params;
  uint8_t level = 1, level_of_gray = 2;
  CHECK_OK(scipix_image_grayscale(&src, SCIPIX_LUMA_BT601, &to_gray));
  CHECK_OK(scipix_image_otsu(&src, &level));
  CHECK_OK(scipix_image_otsu(&of_gray, &level_of_gray));
  CHECK_EQUAL(level, level_of_gray);
  CHECK_OK(scipix_binarize_params_init(&sauvola));
  sauvola.method = SCIPIX_BINARIZE_METHOD_SAUVOLA;
  CHECK_OK(scipix_image_binarize(&src, &sauvola, &dst));
  CHECK_OK(scipix_image_binarize(&of_gray, &sauvola, &wanted));
  CHECK(memcmp(black.data, expected.data, PIXELS) == 0);
  CHECK_OK(scipix_tensor_params_init(&params));
  CHECK_OK(scipix_image_to_tensor(&src, 1, &params, tensor, sizeof tensor));
  CHECK_OK(scipix_image_to_tensor(&of_gray, 1, &params, of_bytes, sizeof of_bytes));
  CHECK(memcmp(tensor, of_bytes, sizeof tensor) == 0);
  canvas_free(&page);
  canvas_free(&gray);
  canvas_free(&black);
  canvas_free(&expected);
}

int main(void) {
  static const unsigned ranges[][2] = {{0, 65535}, {0, 1}, {65534, 65535}, {20000, 20002}, {1000, 4095}, {9, 60000}};
  size_t width, i;
  for (i = 0; i < sizeof ranges / sizeof *ranges; ++i) {
    for (width = 1; width <= 140; width += width < 70 ? 1 : 7) {
      a_range_is_mapped_by_the_formula(width, ranges[i][0], ranges[i][1]);
    }
  }
  wrong_arguments_are_refused();
  gray_steps_read_samples_as_grayscale_does();
  return check_report("gray16");
}
