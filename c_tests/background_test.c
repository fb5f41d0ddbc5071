/* Tests scipix_image_normalize_background on shaded pages, with ink, without paper, and smaller than a tile; and tries every invalid
 * parameter. */
#define _DEFAULT_SOURCE
#include "canvas.h"

static ScipixBackgroundParams defaults(void) {
  ScipixBackgroundParams params;
  CHECK_OK(scipix_background_params_init(&params));
  return params;
}

/* Paper that gets darker to the right, with a speck of ink in every eighth row. */
static Canvas shaded_page(size_t width, size_t height) {
  Canvas page = canvas_empty(SCIPIX_PIXEL_FORMAT_GRAY8, width, height, 3);
  size_t x, y;
  for (y = 0; y < height; ++y) {
    for (x = 0; x < width; ++x) {
      bool ink = y % 8 == 3 && x % 23 == 5;
      page.data[y * page.stride + x] = (uint8_t)(ink ? 30 : 240 - x / 2);
    }
  }
  return page;
}

static void shaded_paper_becomes_even(void) {
  enum { WIDTH = 250, HEIGHT = 120 };
  Canvas page = shaded_page(WIDTH, HEIGHT), out = canvas_empty(SCIPIX_PIXEL_FORMAT_GRAY8, WIDTH, HEIGHT, 1);
  ScipixImage src = canvas_image(&page);
  ScipixImageMut dst = canvas_image_mut(&out), in_place = canvas_image_mut(&page);
  ScipixBackgroundParams params = defaults();
  size_t x, y;
  bool paper = true, ink = true, same = true;
  CHECK(params.struct_size == sizeof params && params.tile_width == 10 && params.tile_height == 15);
  CHECK(params.threshold == 60 && params.min_count == 40 && params.target == 200);
  CHECK(params.smooth_x == 2 && params.smooth_y == 1);
  CHECK_OK(scipix_image_normalize_background(&src, &params, &dst));
  for (y = 0; y < HEIGHT; ++y) {
    for (x = 0; x < WIDTH; ++x) {
      uint8_t px = out.data[y * out.stride + x];
      if (y % 8 == 3 && x % 23 == 5) {
        ink = ink && px < 60;
      } else {
        paper = paper && px > 180 && px < 220;
      }
    }
  }
  CHECK(paper && ink && canvas_surroundings_intact(&out));
  CHECK_OK(scipix_image_normalize_background(&src, &params, &in_place));
  for (y = 0; y < HEIGHT; ++y) {
    same = same && memcmp(out.data + y * out.stride, page.data + y * page.stride, WIDTH) == 0;
  }
  CHECK(same && canvas_surroundings_intact(&page));
  canvas_free(&page);
  canvas_free(&out);
}

/* The background of one tile, by the definition: pixels with ink up to three away are not paper. */
static void one_tile_is_the_mean_of_its_paper(void) {
  Canvas page = canvas_empty(SCIPIX_PIXEL_FORMAT_GRAY8, 12, 12, 0);
  ScipixImage src = canvas_image(&page);
  ScipixImageMut dst = canvas_image_mut(&page);
  ScipixBackgroundParams params = defaults();
  size_t i;
  for (i = 0; i < 144; ++i) page.data[i] = (uint8_t)(i % 12 < 4 ? 255 : i / 12 % 2 == 0 ? 150 : 161);
  page.data[0] = 59; /* keeps the corner of 4 x 4, which is all of the white, in three rows, from being paper */
  params.tile_width = params.tile_height = 100;
  params.threshold = 60;
  params.min_count = 96 + 32;
  CHECK_OK(scipix_image_normalize_background(&src, &params, &dst));
  /* (96 pixels of 155.5 and 32 of 255) / 128 is 180 */
  CHECK(page.data[4] == 150 * (256 * 200 / 180) / 256 && page.data[0] == 59 * (256 * 200 / 180) / 256);
  CHECK(page.data[1] == 255);
  for (i = 0; i < 144; ++i) page.data[i] = 100;
  page.data[143] = 0;
  params.min_count = 129;
  CHECK_OK(scipix_image_normalize_background(&src, &params, &dst));
  CHECK(page.data[0] == 100); /* 128 pixels of paper are too few */
  params.min_count = 128;
  CHECK_OK(scipix_image_normalize_background(&src, &params, &dst));
  CHECK(page.data[0] == 200 && page.data[143] == 0);
  canvas_free(&page);
}

static void pages_without_paper_stay(void) {
  static const size_t sizes[][2] = {{1, 1}, {1, 40}, {9, 14}, {10, 15}, {61, 47}};
  ScipixBackgroundParams params = defaults();
  size_t i;
  for (i = 0; i < sizeof sizes / sizeof *sizes; ++i) {
    Canvas page = canvas_empty(SCIPIX_PIXEL_FORMAT_BIT1, sizes[i][0], sizes[i][1], 0);
    Canvas out = canvas_empty(SCIPIX_PIXEL_FORMAT_GRAY8, sizes[i][0], sizes[i][1], 2);
    ScipixImage src = canvas_image(&page);
    ScipixImageMut dst = canvas_image_mut(&out);
    size_t x, y;
    bool black = true;
    memset(page.data, 0xff, page.stride * sizes[i][1]);
    CHECK_OK(scipix_image_normalize_background(&src, &params, &dst));
    for (y = 0; y < out.height; ++y) {
      for (x = 0; x < out.width; ++x) black = black && out.data[y * out.stride + x] == 0;
    }
    CHECK(black && canvas_surroundings_intact(&out));
    canvas_free(&page);
    canvas_free(&out);
  }
}

static void bad_parameters(void) {
  Canvas page = shaded_page(40, 40), out = canvas_empty(SCIPIX_PIXEL_FORMAT_GRAY8, 40, 40, 0);
  Canvas colour = canvas_empty(SCIPIX_PIXEL_FORMAT_RGB8, 40, 40, 0);
  ScipixImage src = canvas_image(&page);
  ScipixImageMut dst = canvas_image_mut(&out), other = canvas_image_mut(&out), rgb = canvas_image_mut(&colour);
  ScipixBackgroundParams params = defaults();
#define REFUSED(field, value, status, argument)                                            \
  do {                                                                                     \
    ScipixBackgroundParams bad = defaults();                                               \
    bad.field = (value);                                                                   \
    CHECK_FAILS(scipix_image_normalize_background(&src, &bad, &dst), status, argument);    \
  } while (0)
  REFUSED(tile_width, 3, SCIPIX_STATUS_INVALID_ARGUMENT, "tile_width");
  REFUSED(tile_width, 0, SCIPIX_STATUS_INVALID_ARGUMENT, "tile_width");
  REFUSED(tile_height, 3, SCIPIX_STATUS_INVALID_ARGUMENT, "tile_height");
  REFUSED(min_count, 0, SCIPIX_STATUS_INVALID_ARGUMENT, "min_count");
  REFUSED(min_count, 151, SCIPIX_STATUS_INVALID_ARGUMENT, "min_count");
  REFUSED(target, 0, SCIPIX_STATUS_INVALID_ARGUMENT, "target");
  REFUSED(reserved[1], 1, SCIPIX_STATUS_UNSUPPORTED, "params");
  REFUSED(struct_size, 27, SCIPIX_STATUS_INVALID_ARGUMENT, "params");
#undef REFUSED
  CHECK_FAILS(scipix_image_normalize_background(&src, &params, &rgb), SCIPIX_STATUS_UNSUPPORTED, "dst");
  other.width = 39;
  CHECK_FAILS(scipix_image_normalize_background(&src, &params, &other), SCIPIX_STATUS_SIZE_MISMATCH, "dst");
  CHECK(canvas_untouched(&out) && canvas_untouched(&colour));
  params.tile_width = params.tile_height = params.smooth_x = params.smooth_y = UINT32_MAX;
  params.threshold = 255; /* no pixel is paper */
  CHECK_OK(scipix_image_normalize_background(&src, &params, &dst));
  CHECK(out.data[0] == page.data[0]);
  canvas_free(&page);
  canvas_free(&out);
  canvas_free(&colour);
}

int main(void) {
  shaded_paper_becomes_even();
  one_tile_is_the_mean_of_its_paper();
  pages_without_paper_stay();
  bad_parameters();
  return check_report("background");
}
