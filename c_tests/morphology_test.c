/* Tests scipix_image_morphology against its definition, pixel by pixel. */
#define _DEFAULT_SOURCE
#include "canvas.h"

static const ScipixMorphologyRules all_rules[] = {SCIPIX_MORPHOLOGY_RULES_OPENCV, SCIPIX_MORPHOLOGY_RULES_LEPTONICA,
                                                  SCIPIX_MORPHOLOGY_RULES_LEPTONICA_SYMMETRIC};
enum { RULES = sizeof all_rules / sizeof *all_rules, HEIGHT = 7 };

static uint8_t pixel_of(const Canvas *canvas, size_t x, size_t y) {
  const uint8_t *row = canvas->data + y * canvas->stride;
  return canvas->format == SCIPIX_PIXEL_FORMAT_BIT1 ? row[x / 8] >> (7 - x % 8) & 1 : row[x];
}

/* One erosion or dilation of `src`, one byte for each pixel. */
static void fold(const uint8_t *src, size_t width, bool grow, size_t across, size_t down, ScipixMorphologyRules rules,
                 uint8_t *dst) {
  bool mirrored = grow && rules != SCIPIX_MORPHOLOGY_RULES_OPENCV;
  long left = (long)(mirrored ? across - 1 - across / 2 : across / 2), top = (long)(mirrored ? down - 1 - down / 2 : down / 2);
  long x, y, u, v;
  for (y = 0; y < HEIGHT; ++y) {
    for (x = 0; x < (long)width; ++x) {
      uint8_t found = grow ? 0 : 255;
      for (v = y - top; v < y - top + (long)down; ++v) {
        for (u = x - left; u < x - left + (long)across; ++u) {
          bool inside = u >= 0 && u < (long)width && v >= 0 && v < HEIGHT;
          uint8_t px = inside ? src[v * (long)width + u] : 0;
          if (!inside && rules != SCIPIX_MORPHOLOGY_RULES_LEPTONICA) continue;
          if (grow ? px > found : px < found) found = px;
        }
      }
      dst[y * (long)width + x] = found;
    }
  }
}

static void is_the_definition(ScipixPixelFormat format, size_t width, ScipixMorphology operation, uint32_t across,
                              uint32_t down, ScipixMorphologyRules rules) {
  Canvas page = canvas_random(format, width, HEIGHT, 3, (uint32_t)(width + across));
  Canvas out = canvas_empty(format, width, HEIGHT, 1);
  ScipixImage src = canvas_image(&page);
  ScipixImageMut dst = canvas_image_mut(&out);
  uint8_t *px = malloc(3 * width * HEIGHT), *once = px + width * HEIGHT, *twice = once + width * HEIGHT, *expected = once;
  bool right = true, grows_first = operation == SCIPIX_MORPHOLOGY_DILATE || operation == SCIPIX_MORPHOLOGY_CLOSE;
  size_t x, y;
  require(px != NULL, "malloc");
  for (y = 0; y < HEIGHT; ++y) {
    for (x = 0; x < width; ++x) px[y * width + x] = pixel_of(&page, x, y);
  }
  fold(px, width, grows_first, across, down, rules, once);
  if (operation == SCIPIX_MORPHOLOGY_OPEN || operation == SCIPIX_MORPHOLOGY_CLOSE) {
    fold(once, width, !grows_first, across, down, rules, twice);
    expected = twice;
  }
  CHECK_OK(scipix_image_morphology(&src, operation, across, down, rules, &dst));
  for (y = 0; y < HEIGHT; ++y) {
    for (x = 0; x < width; ++x) right = right && pixel_of(&out, x, y) == expected[y * width + x];
  }
  if (!CHECK(right && canvas_surroundings_intact(&out))) {
    fprintf(stderr, "  format %d, %zu wide, operation %d, %ux%u, rules %d\n", format, width, operation, across, down, rules);
  }
  free(px);
  canvas_free(&page);
  canvas_free(&out);
}

static void wrong_arguments_are_refused(void) {
  static const int32_t unknown[] = {-1, 4, INT32_MIN, INT32_MAX};
  Canvas page = canvas_random(SCIPIX_PIXEL_FORMAT_GRAY8, 40, 30, 0, 1), out = canvas_empty(SCIPIX_PIXEL_FORMAT_GRAY8, 40, 30, 0);
  ScipixImage src = canvas_image(&page), colour;
  ScipixImageMut dst = canvas_image_mut(&out);
  size_t i;
  for (i = 0; i < sizeof unknown / sizeof *unknown; ++i) {
    CHECK_FAILS(scipix_image_morphology(&src, unknown[i], 3, 3, 0, &dst), SCIPIX_STATUS_INVALID_ARGUMENT, "operation");
    CHECK_FAILS(scipix_image_morphology(&src, 0, 3, 3, unknown[i], &dst), SCIPIX_STATUS_INVALID_ARGUMENT, "rules");
  }
  CHECK_FAILS(scipix_image_morphology(&src, 0, 3, 3, 3, &dst), SCIPIX_STATUS_INVALID_ARGUMENT, "rules");
  CHECK_FAILS(scipix_image_morphology(&src, 0, 0, 3, 0, &dst), SCIPIX_STATUS_INVALID_ARGUMENT, "width");
  CHECK_FAILS(scipix_image_morphology(&src, 0, 3, 0, 0, &dst), SCIPIX_STATUS_INVALID_ARGUMENT, "height");
  CHECK_OK(scipix_image_view(page.data, page.span, 13, 30, 0, SCIPIX_PIXEL_FORMAT_RGB8, &colour));
  CHECK_FAILS(scipix_image_morphology(&colour, 0, 3, 3, 0, &dst), SCIPIX_STATUS_UNSUPPORTED, "src");
  CHECK(canvas_untouched(&out));
  CHECK_OK(scipix_image_morphology(&src, SCIPIX_MORPHOLOGY_DILATE, UINT32_MAX, UINT32_MAX, 0, &dst));
  CHECK(memchr(out.data, out.data[0] ^ 1, 40 * 30) == NULL);
  canvas_free(&page);
  canvas_free(&out);
}

int main(void) {
  static const ScipixPixelFormat formats[] = {SCIPIX_PIXEL_FORMAT_GRAY8, SCIPIX_PIXEL_FORMAT_BIT1};
  static const uint32_t windows[][2] = {{1, 1}, {2, 2}, {3, 3}, {6, 1}, {1, 5}, {17, 4}, {70, 30}};
  size_t width, i;
  int f, r, operation;
  for (width = 1; width < 150; width += width < 10 ? 1 : 23) {
    for (i = 0; i < sizeof windows / sizeof *windows; ++i) {
      for (f = 0; f < 2; ++f) {
        for (r = 0; r < RULES; ++r) {
          for (operation = 0; operation < 4; ++operation) {
            is_the_definition(formats[f], width, operation, windows[i][0], windows[i][1], all_rules[r]);
          }
        }
      }
    }
  }
  wrong_arguments_are_refused();
  return check_report("morphology");
}
