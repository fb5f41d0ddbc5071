/* Compares scipix_image_binarize with the definition of each method, and tries every invalid parameter. */
#define _DEFAULT_SOURCE
#include "canvas.h"

#include <math.h>

typedef struct Page {
  Canvas src, dst;
  ScipixImage from;
  ScipixImageMut to;
} Page;

static Page page_new(ScipixPixelFormat src, ScipixPixelFormat dst, size_t width, size_t height, size_t gap) {
  Page page;
  page.src = canvas_random(src, width, height, gap, (uint32_t)(width * 31 + height));
  page.dst = canvas_empty(dst, width, height, gap / 2);
  page.from = canvas_image(&page.src);
  page.to = canvas_image_mut(&page.dst);
  return page;
}

static void page_free(Page *page) {
  canvas_free(&page->src);
  canvas_free(&page->dst);
}

static ScipixBinarizeParams params_of(ScipixBinarizeMethod method, uint32_t window) {
  ScipixBinarizeParams params;
  CHECK_OK(scipix_binarize_params_init(&params));
  params.method = method;
  params.window = window;
  return params;
}

/* Computes the distance of a pixel from its local threshold. The window is clipped at the border. */
static double above(const Canvas *src, const ScipixBinarizeParams *params, size_t x, size_t y) {
  size_t half = params->window / 2, n = 0, i, j;
  size_t left = x > half ? x - half : 0, top = y > half ? y - half : 0;
  double sum = 0, squares = 0, mean, deviation, threshold;
  for (j = top; j <= y + half && j < src->height; ++j) {
    for (i = left; i <= x + half && i < src->width; ++i) {
      double value = canvas_gray(src, i, j, SCIPIX_LUMA_BT601);
      sum += value;
      squares += value * value;
      ++n;
    }
  }
  mean = sum / (double)n;
  deviation = sqrt(fmax(0, squares / (double)n - mean * mean));
  threshold = params->method == SCIPIX_BINARIZE_METHOD_ADAPTIVE_MEAN
                  ? mean - (double)params->offset
                  : mean * (1 + (double)params->k * (deviation / (double)params->r - 1));
  return canvas_gray(src, x, y, SCIPIX_LUMA_BT601) - threshold;
}

static void local_method_agrees(const Page *page, const ScipixBinarizeParams *params) {
  bool right = true;
  size_t x, y;
  CHECK_OK(scipix_image_binarize(&page->from, params, &page->to));
  for (y = 0; y < page->src.height; ++y) {
    for (x = 0; x < page->src.width; ++x) {
      double distance = above(&page->src, params, x, y);
      bool black = canvas_gray(&page->dst, x, y, SCIPIX_LUMA_BT601) == 0;
      /* The order of summation may decide a tie, so ties are not compared. */
      if (fabs(distance) > 1e-9 && black != (distance <= 0)) right = false;
    }
  }
  if (!CHECK(right)) {
    fprintf(stderr, "  method %d, window %u, %zux%zu, format %d to %d\n", params->method, (unsigned)params->window,
            page->src.width, page->src.height, page->src.format, page->dst.format);
  }
  CHECK(canvas_surroundings_intact(&page->dst));
}

static void local_methods_agree_with_their_definitions(void) {
  static const uint32_t windows[] = {1, 3, 15, 51, 255};
  static const size_t widths[] = {1, 2, 7, 16, 33, 67, 100};
  size_t w, i;
  int f;
  for (f = 0; f < ALL_FORMATS; ++f) {
    for (w = 0; w < sizeof widths / sizeof *widths; ++w) {
      size_t height = 1 + widths[w] * 3 % 23;
      Page gray = page_new(all_formats[f], SCIPIX_PIXEL_FORMAT_GRAY8, widths[w], height, w % 3 * 4);
      Page bits = page_new(all_formats[f], SCIPIX_PIXEL_FORMAT_BIT1, widths[w], height, w % 3 * 4);
      for (i = 0; i < sizeof windows / sizeof *windows; ++i) {
        ScipixBinarizeParams mean = params_of(SCIPIX_BINARIZE_METHOD_ADAPTIVE_MEAN, windows[i]);
        ScipixBinarizeParams sauvola = params_of(SCIPIX_BINARIZE_METHOD_SAUVOLA, windows[i]);
        mean.offset = (float)i * 5.5f - 4;
        sauvola.k = 0.2f + 0.1f * (float)i;
        local_method_agrees(&gray, &mean);
        local_method_agrees(&bits, &mean);
        local_method_agrees(&gray, &sauvola);
        local_method_agrees(&bits, &sauvola);
      }
      page_free(&gray);
      page_free(&bits);
    }
  }
}

static void global_methods_agree(ScipixPixelFormat format, size_t width, ScipixPixelFormat to) {
  ScipixBinarizeParams params = params_of(SCIPIX_BINARIZE_METHOD_FIXED, 51);
  Page page = page_new(format, to, width, 4, 3);
  uint8_t level = 0;
  bool right = true;
  size_t x, y;
  int method;
  CHECK_OK(scipix_image_otsu(&page.from, &level));
  params.threshold = 99;
  for (method = SCIPIX_BINARIZE_METHOD_FIXED; method <= SCIPIX_BINARIZE_METHOD_OTSU; ++method) {
    uint8_t threshold = method == SCIPIX_BINARIZE_METHOD_FIXED ? 99 : level;
    params.method = method;
    CHECK_OK(scipix_image_binarize(&page.from, &params, &page.to));
    for (y = 0; y < 4; ++y) {
      for (x = 0; x < width; ++x) {
        bool black = canvas_gray(&page.dst, x, y, SCIPIX_LUMA_BT601) == 0;
        right = right && black == (canvas_gray(&page.src, x, y, SCIPIX_LUMA_BT601) <= threshold);
      }
    }
    if (!CHECK(right)) fprintf(stderr, "  method %d, format %d to %d, width %zu\n", method, format, to, width);
    CHECK(canvas_surroundings_intact(&page.dst));
  }
  page_free(&page);
}

static void global_methods_equal_grayscale_and_threshold(void) {
  size_t width;
  int f;
  for (f = 0; f < ALL_FORMATS; ++f) {
    for (width = 1; width <= 140; width += width < 70 ? 3 : 7) {
      global_methods_agree(all_formats[f], width, SCIPIX_PIXEL_FORMAT_GRAY8);
      global_methods_agree(all_formats[f], width, SCIPIX_PIXEL_FORMAT_BIT1);
    }
  }
}

static void defaults_are_those_of_the_documentation(void) {
  ScipixBinarizeParams params;
  memset(&params, 0xA5, sizeof params);
  CHECK_OK(scipix_binarize_params_init(&params));
  CHECK_EQUAL(params.struct_size, sizeof params);
  CHECK_EQUAL(params.method, SCIPIX_BINARIZE_METHOD_OTSU);
  CHECK_EQUAL(params.window, 51);
  CHECK_EQUAL(params.threshold, 127);
  CHECK(params.reserved[0] == 0 && params.reserved[1] == 0 && params.reserved[2] == 0);
  CHECK(params.offset == 10.0f && params.k == 0.34f && params.r == 128.0f);
}

#define REFUSED(wanted_method, field, value, status)                                \
  do {                                                                              \
    ScipixBinarizeParams bad = params_of(wanted_method, 3);                         \
    bad.field = (value);                                                            \
    CHECK_EQUAL(scipix_image_binarize(&page.from, &bad, &page.to), status);         \
    CHECK(strlen(scipix_last_error_message()) > 0);                                 \
  } while (0)

static void wrong_parameters_are_refused_and_write_nothing(void) {
  static const ScipixBinarizeMethod no_methods[] = {-1, 4, INT32_MIN, INT32_MAX};
  static const ScipixBinarizeMethod local[] = {SCIPIX_BINARIZE_METHOD_ADAPTIVE_MEAN, SCIPIX_BINARIZE_METHOD_SAUVOLA};
  Page page = page_new(SCIPIX_PIXEL_FORMAT_GRAY8, SCIPIX_PIXEL_FORMAT_GRAY8, 20, 9, 4);
  size_t i;
  for (i = 0; i < 4; ++i) {
    REFUSED(SCIPIX_BINARIZE_METHOD_OTSU, method, no_methods[i], SCIPIX_STATUS_INVALID_ARGUMENT);
  }
  for (i = 0; i < 2; ++i) {
    REFUSED(local[i], window, 0, SCIPIX_STATUS_INVALID_ARGUMENT);
    REFUSED(local[i], window, 2, SCIPIX_STATUS_INVALID_ARGUMENT);
    REFUSED(local[i], window, UINT32_MAX - 1, SCIPIX_STATUS_INVALID_ARGUMENT);
  }
  REFUSED(SCIPIX_BINARIZE_METHOD_ADAPTIVE_MEAN, offset, (float)NAN, SCIPIX_STATUS_INVALID_ARGUMENT);
  REFUSED(SCIPIX_BINARIZE_METHOD_ADAPTIVE_MEAN, offset, (float)INFINITY, SCIPIX_STATUS_INVALID_ARGUMENT);
  REFUSED(SCIPIX_BINARIZE_METHOD_SAUVOLA, k, (float)NAN, SCIPIX_STATUS_INVALID_ARGUMENT);
  REFUSED(SCIPIX_BINARIZE_METHOD_SAUVOLA, k, -(float)INFINITY, SCIPIX_STATUS_INVALID_ARGUMENT);
  REFUSED(SCIPIX_BINARIZE_METHOD_SAUVOLA, r, (float)NAN, SCIPIX_STATUS_INVALID_ARGUMENT);
  REFUSED(SCIPIX_BINARIZE_METHOD_SAUVOLA, r, 0.0f, SCIPIX_STATUS_INVALID_ARGUMENT);
  REFUSED(SCIPIX_BINARIZE_METHOD_SAUVOLA, r, -128.0f, SCIPIX_STATUS_INVALID_ARGUMENT);
  CHECK(canvas_untouched(&page.dst));
  page_free(&page);
}

static void a_window_larger_than_the_image_covers_it(void) {
  Page page = page_new(SCIPIX_PIXEL_FORMAT_GRAY8, SCIPIX_PIXEL_FORMAT_GRAY8, 20, 9, 4);
  ScipixBinarizeParams params = params_of(SCIPIX_BINARIZE_METHOD_SAUVOLA, 41);
  uint8_t expected[9 * 24];
  local_method_agrees(&page, &params);
  require(page.dst.span <= sizeof expected, "room for the image");
  memcpy(expected, page.dst.data, page.dst.span);
  params.window = UINT32_MAX;
  CHECK_OK(scipix_image_binarize(&page.from, &params, &page.to));
  CHECK(memcmp(expected, page.dst.data, page.dst.span) == 0);
  page_free(&page);
}

static void wrong_images_are_refused_and_write_nothing(void) {
  ScipixBinarizeMethod method;
  for (method = SCIPIX_BINARIZE_METHOD_FIXED; method <= SCIPIX_BINARIZE_METHOD_SAUVOLA; ++method) {
    Page page = page_new(SCIPIX_PIXEL_FORMAT_RGB8, SCIPIX_PIXEL_FORMAT_GRAY8, 24, 9, 0);
    ScipixBinarizeParams params = params_of(method, 5);
    ScipixImageMut other = page.to;
    other.width = 23;
    CHECK_FAILS(scipix_image_binarize(&page.from, &params, &other), SCIPIX_STATUS_SIZE_MISMATCH, "dst");
    other = page.to;
    other.height = 8;
    CHECK_FAILS(scipix_image_binarize(&page.from, &params, &other), SCIPIX_STATUS_SIZE_MISMATCH, "dst");
    other = page.to;
    other.width = 8;
    other.format = SCIPIX_PIXEL_FORMAT_RGB8;
    CHECK_FAILS(scipix_image_binarize(&page.from, &params, &other), SCIPIX_STATUS_UNSUPPORTED, "dst");
    CHECK(canvas_untouched(&page.dst));
    page_free(&page);
  }
}

int main(void) {
  defaults_are_those_of_the_documentation();
  global_methods_equal_grayscale_and_threshold();
  local_methods_agree_with_their_definitions();
  a_window_larger_than_the_image_covers_it();
  wrong_parameters_are_refused_and_write_nothing();
  wrong_images_are_refused_and_write_nothing();
  return check_report("binarize");
}
