/* Tests scipix_image_skew, scipix_image_rotate and scipix_image_crop_quad on pages, and with wrong arguments. */
#define _DEFAULT_SOURCE
#include "canvas.h"

#include <math.h>

static const float not_finite[] = {NAN, INFINITY, -INFINITY};
enum { NOT_FINITE = sizeof not_finite / sizeof *not_finite };

static size_t pixel_bytes(ScipixPixelFormat format) { return format_row_bytes(format, 1); }

/* Draws rows of bars that descend by `slope` pixels for each pixel to the right. */
static Canvas canvas_bars(size_t width, size_t height, double slope) {
  Canvas canvas = canvas_empty(SCIPIX_PIXEL_FORMAT_GRAY8, width, height, 3);
  size_t x, y;
  for (y = 0; y < height; ++y) {
    for (x = 0; x < width; ++x) {
      double line = (double)y - slope * (double)x + 1e4;
      canvas.data[y * canvas.stride + x] = fmod(line, 20) < 8 && (x * 7 + (size_t)(line / 20) * 31) % 50 > 9 ? 30 : 220;
    }
  }
  return canvas;
}

static void a_turned_page_is_found_and_made_level(void) {
  static const double turned[] = {-45, -29, -17, -9, -2.5, 0, 0.5, 6, 15, 22.5, 38};
  size_t i;
  for (i = 0; i < sizeof turned / sizeof *turned; ++i) {
    Canvas page = canvas_bars(801, 613, tan(turned[i] * 3.14159265358979 / 180));
    Canvas level = canvas_empty(SCIPIX_PIXEL_FORMAT_GRAY8, 801, 613, 9);
    ScipixImage src = canvas_image(&page), again = canvas_image(&level);
    ScipixImageMut dst = canvas_image_mut(&level);
    float degrees = 77, confidence = 77;
    CHECK_OK(scipix_image_skew(&src, &degrees, &confidence));
    if (!CHECK(fabs(degrees + turned[i]) < 0.1 && confidence > 0.5 && confidence <= 1)) {
      fprintf(stderr, "  turned by %g: found %g by %g\n", turned[i], degrees, confidence);
    }
    CHECK_OK(scipix_image_rotate(&src, degrees, 255, &dst));
    CHECK(canvas_surroundings_intact(&level));
    CHECK_OK(scipix_image_skew(&again, &degrees, &confidence));
    CHECK(fabs(degrees) < 0.1 && confidence > 0.4);
    canvas_free(&page);
    canvas_free(&level);
  }
}

static void lines_beyond_the_range_have_no_confidence(void) {
  static const double turned[] = {-70, -52, 55, 65};
  size_t i;
  for (i = 0; i < sizeof turned / sizeof *turned; ++i) {
    Canvas page = canvas_bars(801, 613, tan(turned[i] * 3.14159265358979 / 180));
    ScipixImage src = canvas_image(&page);
    float degrees, confidence;
    CHECK_OK(scipix_image_skew(&src, &degrees, &confidence));
    if (!CHECK(confidence < 0.1)) fprintf(stderr, "  turned by %g: found %g by %g\n", turned[i], degrees, confidence);
    canvas_free(&page);
  }
}

static void blank_pages_have_no_confidence(void) {
  int f, value;
  for (f = 0; f < ALL_FORMATS; ++f) {
    Canvas page = canvas_random(all_formats[f], 500, 400, 1, 5);
    ScipixImage src = canvas_image(&page);
    float degrees, confidence;
    CHECK_OK(scipix_image_skew(&src, &degrees, &confidence)); /* noise */
    CHECK(confidence >= 0 && confidence < 0.1 && fabsf(degrees) <= 45);
    for (value = 0; value < 256; value += 51) {
      memset(page.data, value == 102 ? 0xFF : value, page.span);
      if (all_formats[f] == SCIPIX_PIXEL_FORMAT_BIT1) memset(page.data, value < 128 ? 0 : 0xFF, page.span);
      degrees = confidence = 77;
      CHECK_OK(scipix_image_skew(&src, &degrees, &confidence));
      CHECK(degrees == 0 && confidence == 0);
    }
    canvas_free(&page);
  }
}

static void turning_right_and_left_restores_the_page(void) {
  size_t width, height;
  int f;
  for (f = 0; f < ALL_FORMATS; ++f) {
    for (width = 1; width < 140; width += 23) {
      for (height = 1; height < 80; height += 13) {
        Canvas page = canvas_random(all_formats[f], width, height, 3, (uint32_t)(width + height));
        Canvas right = canvas_empty(all_formats[f], height, width, 1), back = canvas_empty(all_formats[f], width, height, 2);
        ScipixImage src = canvas_image(&page), turned = canvas_image(&right);
        ScipixImageMut dst = canvas_image_mut(&right), again = canvas_image_mut(&back);
        bool same = true;
        size_t x, y;
        CHECK_OK(scipix_image_rotate(&src, 90, 0, &dst));
        CHECK(canvas_surroundings_intact(&right));
        CHECK(canvas_gray(&right, 0, width - 1, SCIPIX_LUMA_BT601) ==
              canvas_gray(&page, width - 1, height - 1, SCIPIX_LUMA_BT601));
        CHECK_OK(scipix_image_rotate(&turned, -90, 0, &again));
        CHECK(canvas_surroundings_intact(&back));
        for (y = 0; y < height; ++y) {
          for (x = 0; x < width; ++x) {
            same = same && canvas_gray(&back, x, y, SCIPIX_LUMA_BT601) == canvas_gray(&page, x, y, SCIPIX_LUMA_BT601);
          }
        }
        CHECK(same);
        canvas_free(&page);
        canvas_free(&right);
        canvas_free(&back);
      }
    }
  }
}

/* The corners of a white page are all on the grown canvas, and none of them is on one of the page's size. */
static void the_grown_canvas_keeps_the_corners(void) {
  static const ScipixPixelFormat formats[] = {SCIPIX_PIXEL_FORMAT_GRAY8, SCIPIX_PIXEL_FORMAT_BIT1};
  static const float angles[] = {3, -20, 45, 100, 213};
  size_t a, f, width, height, x, y, white;
  for (f = 0; f < 2; ++f) {
    Canvas page = canvas_empty(formats[f], 90, 61, 2);
    ScipixImage src = canvas_image(&page);
    memset(page.data, formats[f] == SCIPIX_PIXEL_FORMAT_BIT1 ? 0 : 255, page.span);
    for (a = 0; a < sizeof angles / sizeof *angles; ++a) {
      Canvas out;
      ScipixImageMut dst;
      CHECK_OK(scipix_image_rotated_size(&src, angles[a], &width, &height));
      out = canvas_empty(formats[f], width, height, 3);
      dst = canvas_image_mut(&out);
      CHECK_OK(scipix_image_rotate(&src, angles[a], 0, &dst));
      CHECK(canvas_surroundings_intact(&out));
      for (white = 0, y = 0; y < height; ++y) {
        for (x = 0; x < width; ++x) white += canvas_gray(&out, x, y, SCIPIX_LUMA_BT601) >= 128;
      }
      if (!CHECK(white > 90 * 61 - 60 && white < 90 * 61 + 60)) {
        fprintf(stderr, "  format %d by %g: %zu white pixels\n", formats[f], (double)angles[a], white);
      }
      CHECK_EQUAL(canvas_gray(&out, 0, 0, SCIPIX_LUMA_BT601), 0);
      canvas_free(&out);
    }
    canvas_free(&page);
  }
}

static void sizes_after_a_turn_are_exact(void) {
  Canvas page = canvas_empty(SCIPIX_PIXEL_FORMAT_GRAY8, 100, 50, 0);
  ScipixImage src = canvas_image(&page);
  size_t width = 77, height = 77;
  int i;
  for (i = -4; i <= 4; ++i) {
    CHECK_OK(scipix_image_rotated_size(&src, (float)(90 * i), &width, &height));
    CHECK(width == (i % 2 == 0 ? 100 : 50) && height == (i % 2 == 0 ? 50 : 100));
  }
  CHECK_OK(scipix_image_rotated_size(&src, 30, &width, &height));
  CHECK(width == 112 && height == 94); /* 111.6 and 93.3 */
  width = height = 77;
  for (i = 0; i < NOT_FINITE; ++i) {
    CHECK_FAILS(scipix_image_rotated_size(&src, not_finite[i], &width, &height), SCIPIX_STATUS_INVALID_ARGUMENT,
                "degrees");
  }
  CHECK_FAILS(scipix_image_rotated_size(NULL, 5, &width, &height), SCIPIX_STATUS_NULL_POINTER, "src");
  CHECK_FAILS(scipix_image_rotated_size(&src, 5, NULL, &height), SCIPIX_STATUS_NULL_POINTER, "out_width");
  CHECK_FAILS(scipix_image_rotated_size(&src, 5, &width, NULL), SCIPIX_STATUS_NULL_POINTER, "out_height");
  src.width = 0;
  CHECK_FAILS(scipix_image_rotated_size(&src, 5, &width, &height), SCIPIX_STATUS_INVALID_ARGUMENT, "src");
  src.height = 1;
  src.width = ((size_t)1 << 29) + 1;
  src.stride = src.width;
  CHECK_FAILS(scipix_image_rotated_size(&src, 5, &width, &height), SCIPIX_STATUS_UNSUPPORTED, "src");
  CHECK(width == 77 && height == 77);
  canvas_free(&page);
}

static void a_quadrilateral_that_is_a_region_is_copied(void) {
  const float quad[8] = {13, 7, 53, 7, 53, 36, 13, 36};
  int f;
  for (f = 0; f < ALL_FORMATS; ++f) {
    Canvas page = canvas_random(all_formats[f], 70, 50, 5, 9), crop = canvas_empty(all_formats[f], 40, 29, 4);
    ScipixImage src = canvas_image(&page);
    ScipixImageMut dst = canvas_image_mut(&crop);
    size_t y, bytes = pixel_bytes(all_formats[f]);
    bool taken = has_byte_channels(all_formats[f]);
    CHECK_EQUAL(scipix_image_crop_quad(&src, quad, &dst), taken ? SCIPIX_STATUS_OK : SCIPIX_STATUS_UNSUPPORTED);
    for (y = 0; taken && y < 29; ++y) {
      CHECK(memcmp(crop.data + y * crop.stride, page.data + (y + 7) * page.stride + 13 * bytes, 40 * bytes) == 0);
    }
    CHECK(canvas_surroundings_intact(&crop));
    canvas_free(&page);
    canvas_free(&crop);
  }
}

/* Samples beyond every border. A read past the last pixel would hit the inaccessible page and crash. */
static void corners_of_the_image_are_not_read_beyond(void) {
  size_t width, height;
  int f;
  for (f = 0; f < ALL_FORMATS; ++f) {
    for (width = 1; width < 12; ++width) {
      for (height = 1; height < 6; ++height) {
        Canvas page = canvas_random(all_formats[f], width, height, 0, 9), out = canvas_empty(all_formats[f], width, height, 0);
        const float quad[8] = {-9, -9, (float)width + 9, -9, (float)width + 7, (float)height + 8, -8, (float)height + 9};
        ScipixImage src = canvas_image(&page);
        ScipixImageMut dst = canvas_image_mut(&out);
        ScipixStatus turned = all_formats[f] == SCIPIX_PIXEL_FORMAT_GRAY16 ? SCIPIX_STATUS_UNSUPPORTED : SCIPIX_STATUS_OK;
        if (has_byte_channels(all_formats[f])) CHECK_OK(scipix_image_crop_quad(&src, quad, &dst));
        CHECK_EQUAL(scipix_image_rotate(&src, 0.01f, 0, &dst), turned);
        CHECK_EQUAL(scipix_image_rotate(&src, 179.99f, 0, &dst), turned);
        CHECK(canvas_surroundings_intact(&out));
        canvas_free(&page);
        canvas_free(&out);
      }
    }
  }
}

static void wrong_arguments_are_refused(void) {
  static const float none[][8] = {
      {5, 5, 5, 5, 5, 5, 5, 5}, {0, 0, 9, 0, 20, 0, 30, 0},   /* no area */
      {0, 0, 9, 9, 9, 0, 0, 9}, {0, 0, 20, 0, 5, 5, 0, 20},   /* crossed, and concave */
      {0, 0, 9, 0, 9, 9, 9, 9}, {0, 0, 10, 0, 10, 10, 5, 5}}; /* two triangles */
  Canvas page = canvas_random(SCIPIX_PIXEL_FORMAT_GRAY8, 40, 30, 0, 1), out = canvas_empty(SCIPIX_PIXEL_FORMAT_GRAY8, 40, 30, 0);
  ScipixImage src = canvas_image(&page), bad_src = src;
  ScipixImageMut dst = canvas_image_mut(&out), bad_dst = dst;
  float quad[8] = {0, 0, 9, 0, 9, 9, 0, 9}, degrees = 77, confidence = 77;
  size_t i;
  int f;
  for (i = 0; i < sizeof none / sizeof *none; ++i) {
    CHECK_FAILS(scipix_image_crop_quad(&src, none[i], &dst), SCIPIX_STATUS_INVALID_ARGUMENT, "quad_xy");
  }
  for (i = 0; i < 8 * NOT_FINITE; ++i) {
    float kept = quad[i / NOT_FINITE];
    quad[i / NOT_FINITE] = not_finite[i % NOT_FINITE];
    CHECK_FAILS(scipix_image_crop_quad(&src, quad, &dst), SCIPIX_STATUS_INVALID_ARGUMENT, "quad_xy");
    quad[i / NOT_FINITE] = kept;
  }
  for (i = 0; i < NOT_FINITE; ++i) {
    CHECK_FAILS(scipix_image_rotate(&src, not_finite[i], 0, &dst), SCIPIX_STATUS_INVALID_ARGUMENT, "degrees");
  }
  bad_src.format = SCIPIX_PIXEL_FORMAT_BIT1;
  bad_dst.format = SCIPIX_PIXEL_FORMAT_BIT1;
  CHECK_FAILS(scipix_image_crop_quad(&bad_src, quad, &bad_dst), SCIPIX_STATUS_UNSUPPORTED, "src");
  CHECK_FAILS(scipix_image_rotate(&src, 180, 0, &bad_dst), SCIPIX_STATUS_UNSUPPORTED, "dst");
  CHECK_FAILS(scipix_image_crop_quad(&src, quad, &bad_dst), SCIPIX_STATUS_UNSUPPORTED, "dst");

  for (f = -1; f <= 99; f += 100) { /* invalid formats */
    bad_src.format = bad_dst.format = f;
    CHECK_FAILS(scipix_image_skew(&bad_src, &degrees, &confidence), SCIPIX_STATUS_INVALID_ARGUMENT, "src");
    CHECK_FAILS(scipix_image_rotate(&bad_src, 5, 0, &dst), SCIPIX_STATUS_INVALID_ARGUMENT, "src");
    CHECK_FAILS(scipix_image_rotate(&src, 5, 0, &bad_dst), SCIPIX_STATUS_INVALID_ARGUMENT, "dst");
    CHECK_FAILS(scipix_image_crop_quad(&bad_src, quad, &dst), SCIPIX_STATUS_INVALID_ARGUMENT, "src");
    CHECK_FAILS(scipix_image_crop_quad(&src, quad, &bad_dst), SCIPIX_STATUS_INVALID_ARGUMENT, "dst");
  }
  bad_src = src;
  bad_src.height = SIZE_MAX / 2;
  CHECK_FAILS(scipix_image_skew(&bad_src, &degrees, &confidence), SCIPIX_STATUS_OVERFLOW, "src");
  CHECK_FAILS(scipix_image_rotate(&bad_src, 5, 0, &dst), SCIPIX_STATUS_OVERFLOW, "src");
  CHECK_FAILS(scipix_image_crop_quad(&bad_src, quad, &dst), SCIPIX_STATUS_OVERFLOW, "src");
  CHECK(degrees == 77 && confidence == 77);
  CHECK(canvas_untouched(&out));
  canvas_free(&page);
  canvas_free(&out);
}

int main(void) {
  a_turned_page_is_found_and_made_level();
  lines_beyond_the_range_have_no_confidence();
  blank_pages_have_no_confidence();
  turning_right_and_left_restores_the_page();
  the_grown_canvas_keeps_the_corners();
  sizes_after_a_turn_are_exact();
  a_quadrilateral_that_is_a_region_is_copied();
  corners_of_the_image_are_not_read_beyond();
  wrong_arguments_are_refused();
  return check_report("warp");
}
