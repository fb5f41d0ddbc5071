/* Compares scipix_image_otsu with the definition in exact arithmetic. */
#define _DEFAULT_SOURCE
#include "canvas.h"

/* Finds the lowest level with the greatest between-class variance, which is (sum w - part n)^2 / (w (n - w)) up to a
 * constant factor. The cross products are exact for up to 200 pixels. */
static int definition(const Canvas *src) {
  uint64_t histogram[256] = {0}, n = src->width * src->height, sum = 0, part = 0, w = 0;
  uint64_t best_over = 0, best_under = 1;
  int level, best = 0;
  size_t x, y;
  for (y = 0; y < src->height; ++y) {
    for (x = 0; x < src->width; ++x) ++histogram[canvas_gray(src, x, y, SCIPIX_LUMA_BT601)];
  }
  for (level = 0; level < 256; ++level) sum += histogram[level] * (uint64_t)level;
  for (level = 0; level < 256; ++level) {
    uint64_t apart, over, under;
    w += histogram[level];
    part += histogram[level] * (uint64_t)level;
    if (w == 0 || w == n) continue;
    apart = sum * w - part * n; /* not negative: the mean of all pixels is at least that of the dark ones */
    over = apart * apart;
    under = w * (n - w);
    if (over * best_under > best_over * under) {
      best_over = over;
      best_under = under;
      best = level;
    }
  }
  return best;
}

static void agrees_with_the_definition(void) {
  size_t width, height;
  int f;
  for (f = 0; f < ALL_FORMATS; ++f) {
    for (width = 1; width <= 40; ++width) {
      for (height = 1; height <= 5; ++height) {
        Canvas src = canvas_random(all_formats[f], width, height, width % 4, (uint32_t)(width * 8 + height));
        ScipixImage image = canvas_image(&src);
        uint8_t level = 99;
        CHECK_OK(scipix_image_otsu(&image, &level));
        if (!CHECK(level == definition(&src))) {
          fprintf(stderr, "  format %d, %zux%zu: %d, not %d\n", all_formats[f], width, height, level, definition(&src));
        }
        canvas_free(&src);
      }
    }
  }
}

static void images_of_one_and_of_two_values(void) {
  Canvas src = canvas_empty(SCIPIX_PIXEL_FORMAT_GRAY8, 300, 200, 0);
  ScipixImage image = canvas_image(&src);
  int value;
  uint8_t level;
  for (value = 0; value < 256; value += 51) {
    memset(src.data, value, src.span);
    level = 99;
    CHECK_OK(scipix_image_otsu(&image, &level));
    CHECK_EQUAL(level, 0);
    if (value > 0) { /* all levels between the two values are equally good, and the lowest is taken */
      memset(src.data, value - 51, src.span / 3);
      CHECK_OK(scipix_image_otsu(&image, &level));
      CHECK_EQUAL(level, value - 51);
    }
  }
  canvas_free(&src);
}

int main(void) {
  agrees_with_the_definition();
  images_of_one_and_of_two_values();
  return check_report("otsu");
}
