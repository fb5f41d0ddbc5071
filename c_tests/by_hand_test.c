/* Images filled by hand with numbers that are none, as source and as destination of each operation. */
#define _DEFAULT_SOURCE
#include "canvas.h"

static ScipixBinarizeParams params;

static ScipixStatus gray(const ScipixImage *src, const ScipixImageMut *dst) {
  return scipix_image_grayscale(src, SCIPIX_LUMA_BT601, dst);
}

static ScipixStatus threshold(const ScipixImage *src, const ScipixImageMut *dst) {
  return scipix_image_threshold(src, 127, dst);
}

static ScipixStatus otsu(const ScipixImage *src, const ScipixImageMut *dst) {
  params.method = SCIPIX_BINARIZE_METHOD_OTSU;
  return scipix_image_binarize(src, &params, dst);
}

static ScipixStatus sauvola(const ScipixImage *src, const ScipixImageMut *dst) {
  params.method = SCIPIX_BINARIZE_METHOD_SAUVOLA;
  return scipix_image_binarize(src, &params, dst);
}

static ScipixStatus (*const operations[])(const ScipixImage *, const ScipixImageMut *) = {
    gray, threshold, scipix_image_invert, otsu, sauvola,
};
enum { OPERATIONS = sizeof operations / sizeof *operations };

typedef struct Bad {
  size_t width, height, stride;
  ScipixPixelFormat format;
  ScipixStatus status;
} Bad;

static const Bad bad[] = {
    {0, 4, 0, SCIPIX_PIXEL_FORMAT_GRAY8, SCIPIX_STATUS_INVALID_ARGUMENT},
    {4, 0, 0, SCIPIX_PIXEL_FORMAT_GRAY8, SCIPIX_STATUS_INVALID_ARGUMENT},
    {0, 0, 0, SCIPIX_PIXEL_FORMAT_GRAY8, SCIPIX_STATUS_INVALID_ARGUMENT},
    {4, 4, 3, SCIPIX_PIXEL_FORMAT_GRAY8, SCIPIX_STATUS_INVALID_ARGUMENT},
    {4, 4, 15, SCIPIX_PIXEL_FORMAT_RGBA8, SCIPIX_STATUS_INVALID_ARGUMENT},
    {17, 4, 2, SCIPIX_PIXEL_FORMAT_BIT1, SCIPIX_STATUS_INVALID_ARGUMENT},
    {4, 4, 4, 0, SCIPIX_STATUS_INVALID_ARGUMENT},
    {4, 4, 4, 7, SCIPIX_STATUS_INVALID_ARGUMENT},
    {4, 4, 4, INT32_MIN, SCIPIX_STATUS_INVALID_ARGUMENT},
    {4, 4, 4, INT32_MAX, SCIPIX_STATUS_INVALID_ARGUMENT},
    {SIZE_MAX, 1, 0, SCIPIX_PIXEL_FORMAT_GRAY8, SCIPIX_STATUS_OVERFLOW},
    {SIZE_MAX / 2, 2, 0, SCIPIX_PIXEL_FORMAT_RGB8, SCIPIX_STATUS_OVERFLOW},
    {4, SIZE_MAX, 4, SCIPIX_PIXEL_FORMAT_GRAY8, SCIPIX_STATUS_OVERFLOW},
    {4, SIZE_MAX / 4 + 2, 4, SCIPIX_PIXEL_FORMAT_GRAY8, SCIPIX_STATUS_OVERFLOW}, /* wraps to 4 bytes */
    {4, 3, SIZE_MAX / 2 + 3, SCIPIX_PIXEL_FORMAT_GRAY8, SCIPIX_STATUS_OVERFLOW},
    {4, 2, SIZE_MAX, SCIPIX_PIXEL_FORMAT_GRAY8, SCIPIX_STATUS_OVERFLOW},
};
enum { BAD = sizeof bad / sizeof *bad };

static void numbers_that_are_none_are_refused(void) {
  Canvas source = canvas_empty(SCIPIX_PIXEL_FORMAT_GRAY8, 4, 4, 0), sink = canvas_empty(SCIPIX_PIXEL_FORMAT_GRAY8, 4, 4, 0);
  ScipixImage src = canvas_image(&source);
  ScipixImageMut dst = canvas_image_mut(&sink);
  const uint8_t *pixel = NULL;
  uint8_t level = 77;
  int i, op;
  for (i = 0; i < BAD; ++i) {
    ScipixImage bad_src = src, region = src;
    ScipixImageMut bad_dst = dst, region_mut = dst;
    bad_src.width = bad_dst.width = bad[i].width;
    bad_src.height = bad_dst.height = bad[i].height;
    bad_src.stride = bad_dst.stride = bad[i].stride;
    bad_src.format = bad_dst.format = bad[i].format;
    for (op = 0; op < OPERATIONS; ++op) {
      CHECK_FAILS(operations[op](&bad_src, &dst), bad[i].status, "src");
      CHECK_FAILS(operations[op](&src, &bad_dst), bad[i].status, "dst");
    }
    CHECK_FAILS(scipix_image_otsu(&bad_src, &level), bad[i].status, "src");
    CHECK_FAILS(scipix_image_subview(&bad_src, 0, 0, 1, 1, &region), bad[i].status, "view");
    CHECK_FAILS(scipix_image_subview_mut(&bad_dst, 0, 0, 1, 1, &region_mut), bad[i].status, "view");
    CHECK_FAILS(scipix_image_pixel(&bad_src, 0, 0, &pixel), bad[i].status, "view");
    CHECK(region.data == src.data && region.width == 4 && region_mut.data == dst.data && region_mut.width == 4);
  }
  CHECK(level == 77 && pixel == NULL);
  CHECK(canvas_untouched(&source));
  CHECK(canvas_untouched(&sink));
  canvas_free(&source);
  canvas_free(&sink);
}

static void a_stride_of_zero_is_tight_by_hand_too(void) {
  uint8_t pixels[12] = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12}, out[12] = {0};
  ScipixImage src;
  ScipixImageMut dst;
  size_t i;
  src.data = pixels;
  src.width = dst.width = 4;
  src.height = dst.height = 3;
  src.stride = dst.stride = 0;
  src.format = dst.format = SCIPIX_PIXEL_FORMAT_GRAY8;
  dst.data = out;
  CHECK_OK(scipix_image_invert(&src, &dst));
  for (i = 0; i < 12; ++i) CHECK_EQUAL(out[i], 255 - pixels[i]);
}

int main(void) {
  CHECK_OK(scipix_binarize_params_init(&params));
  numbers_that_are_none_are_refused();
  a_stride_of_zero_is_tight_by_hand_too();
  return check_report("by_hand");
}
