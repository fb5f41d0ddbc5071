/* Tests scipix_image_flip against its definition, pixel by pixel, between two images and in place. */
#define _DEFAULT_SOURCE
#include "canvas.h"

static const ScipixFlip directions[] = {SCIPIX_FLIP_HORIZONTAL, SCIPIX_FLIP_VERTICAL, SCIPIX_FLIP_BOTH};
enum { DIRECTIONS = sizeof directions / sizeof *directions };

static bool same_pixel(const Canvas *a, size_t ax, size_t ay, const Canvas *b, size_t bx, size_t by) {
  const uint8_t *row_a = a->data + ay * a->stride, *row_b = b->data + by * b->stride;
  size_t bytes = format_row_bytes(a->format, 1);
  if (a->format == SCIPIX_PIXEL_FORMAT_BIT1) return (row_a[ax / 8] << ax % 8 & 0x80) == (row_b[bx / 8] << bx % 8 & 0x80);
  return memcmp(row_a + ax * bytes, row_b + bx * bytes, bytes) == 0;
}

static bool is_flipped(const Canvas *out, const Canvas *src, ScipixFlip direction) {
  size_t x, y;
  for (y = 0; y < src->height; ++y) {
    for (x = 0; x < src->width; ++x) {
      size_t from_x = direction == SCIPIX_FLIP_VERTICAL ? x : src->width - 1 - x;
      size_t from_y = direction == SCIPIX_FLIP_HORIZONTAL ? y : src->height - 1 - y;
      if (!same_pixel(out, x, y, src, from_x, from_y)) return false;
    }
  }
  return true;
}

/* Copies the pixels of `src`, and no bit beyond its width. */
static void copy_pixels(const Canvas *src, const Canvas *dst) {
  size_t y, whole = src->format == SCIPIX_PIXEL_FORMAT_BIT1 ? src->width / 8 : src->row_bytes;
  for (y = 0; y < src->height; ++y) {
    const uint8_t *from = src->data + y * src->stride;
    uint8_t *to = dst->data + y * dst->stride, beyond = (uint8_t)(0xFF >> src->width % 8);
    memcpy(to, from, whole);
    if (whole < src->row_bytes) to[whole] = (uint8_t)((from[whole] & ~beyond) | (to[whole] & beyond));
  }
}

static void flips_are_the_definition(ScipixPixelFormat format, size_t width, size_t height, ScipixFlip direction) {
  Canvas page = canvas_random(format, width, height, 3, (uint32_t)(width + height));
  Canvas out = canvas_empty(format, width, height, 1), same = canvas_empty(format, width, height, 2);
  ScipixImage src = canvas_image(&page), again = canvas_image(&same);
  ScipixImageMut dst = canvas_image_mut(&out), in_place = canvas_image_mut(&same);
  bool right;
  CHECK_OK(scipix_image_flip(&src, direction, &dst));
  copy_pixels(&page, &same);
  CHECK_OK(scipix_image_flip(&again, direction, &in_place));
  right = is_flipped(&out, &page, direction) && is_flipped(&same, &page, direction);
  if (!CHECK(right && canvas_surroundings_intact(&out) && canvas_surroundings_intact(&same))) {
    fprintf(stderr, "  format %d, %zux%zu, direction %d\n", format, width, height, direction);
  }
  canvas_free(&page);
  canvas_free(&out);
  canvas_free(&same);
}

static void both_directions_are_half_a_turn(void) {
  Canvas page = canvas_random(SCIPIX_PIXEL_FORMAT_BIT1, 83, 40, 3, 1);
  Canvas flipped = canvas_empty(SCIPIX_PIXEL_FORMAT_BIT1, 83, 40, 1), turned = canvas_empty(SCIPIX_PIXEL_FORMAT_BIT1, 83, 40, 1);
  ScipixImage src = canvas_image(&page);
  ScipixImageMut dst = canvas_image_mut(&flipped), other = canvas_image_mut(&turned);
  CHECK_OK(scipix_image_flip(&src, SCIPIX_FLIP_BOTH, &dst));
  CHECK_OK(scipix_image_rotate(&src, 180, 0, &other));
  CHECK(memcmp(flipped.memory, turned.memory, LEAD + turned.span) == 0);
  canvas_free(&page);
  canvas_free(&flipped);
  canvas_free(&turned);
}

static void unknown_directions_are_refused(void) {
  static const ScipixFlip unknown[] = {-1, 3, INT32_MIN, INT32_MAX};
  Canvas page = canvas_random(SCIPIX_PIXEL_FORMAT_GRAY8, 40, 30, 0, 1), out = canvas_empty(SCIPIX_PIXEL_FORMAT_GRAY8, 40, 30, 0);
  ScipixImage src = canvas_image(&page);
  ScipixImageMut dst = canvas_image_mut(&out);
  size_t i;
  for (i = 0; i < sizeof unknown / sizeof *unknown; ++i) {
    CHECK_FAILS(scipix_image_flip(&src, unknown[i], &dst), SCIPIX_STATUS_INVALID_ARGUMENT, "direction");
  }
  CHECK(canvas_untouched(&out));
  canvas_free(&page);
  canvas_free(&out);
}

int main(void) {
  static const size_t heights[] = {1, 2, 5};
  size_t width, h;
  int f, d;
  for (f = 0; f < ALL_FORMATS; ++f) {
    for (width = 1; width < 150; width += width < 40 ? 1 : 11) {
      for (h = 0; h < sizeof heights / sizeof *heights; ++h) {
        for (d = 0; d < DIRECTIONS; ++d) flips_are_the_definition(all_formats[f], width, heights[h], directions[d]);
      }
    }
  }
  both_directions_are_half_a_turn();
  unknown_directions_are_refused();
  return check_report("flip");
}
