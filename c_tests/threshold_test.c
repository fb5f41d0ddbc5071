/* Tests scipix_image_threshold and scipix_image_invert, to another image and in place. */
#define _DEFAULT_SOURCE
#include "canvas.h"

static bool is_black(const Canvas *canvas, size_t x, size_t y) {
  return canvas_gray(canvas, x, y, SCIPIX_LUMA_BT601) == 0;
}

static void threshold_decides(size_t width, size_t gap, uint8_t t, ScipixPixelFormat format) {
  Canvas src = canvas_random(SCIPIX_PIXEL_FORMAT_GRAY8, width, 3, gap, (uint32_t)width + t);
  Canvas dst = canvas_empty(format, width, 3, gap / 2);
  ScipixImage from = canvas_image(&src);
  ScipixImageMut to = canvas_image_mut(&dst), same = canvas_image_mut(&src);
  bool right = true;
  size_t x, y;
  src.data[width / 2] = t; /* tells > from >= */
  CHECK_OK(scipix_image_threshold(&from, t, &to));
  for (y = 0; y < 3; ++y) {
    for (x = 0; x < width; ++x) right = right && is_black(&dst, x, y) == (src.data[y * src.stride + x] <= t);
  }
  if (!CHECK(right)) fprintf(stderr, "  width %zu, gap %zu, threshold %d, to format %d\n", width, gap, t, format);
  CHECK(canvas_surroundings_intact(&dst));

  CHECK_OK(scipix_image_threshold(&from, t, &same));
  for (y = 0; y < 3; ++y) {
    for (x = 0; x < width; ++x) {
      right = right && src.data[y * src.stride + x] == (is_black(&dst, x, y) ? 0 : 255);
    }
  }
  if (!CHECK(right)) fprintf(stderr, "  in place: width %zu, gap %zu, threshold %d\n", width, gap, t);
  CHECK(canvas_surroundings_intact(&src));
  canvas_free(&src);
  canvas_free(&dst);
}

static void threshold_decides_each_pixel(void) {
  static const uint8_t thresholds[] = {0, 1, 127, 128, 254, 255};
  size_t width, i;
  for (i = 0; i < sizeof thresholds; ++i) {
    for (width = 1; width <= 140; width += width < 70 ? 1 : 7) {
      threshold_decides(width, 0, thresholds[i], SCIPIX_PIXEL_FORMAT_GRAY8);
      threshold_decides(width, 3, thresholds[i], SCIPIX_PIXEL_FORMAT_GRAY8);
      threshold_decides(width, 0, thresholds[i], SCIPIX_PIXEL_FORMAT_BIT1);
      threshold_decides(width, 3, thresholds[i], SCIPIX_PIXEL_FORMAT_BIT1);
    }
  }
}

/* Checks that `got` is the negative of `src`, byte for byte. */
static bool is_negative(const Canvas *src, const Canvas *got) {
  bool alpha = src->format == SCIPIX_PIXEL_FORMAT_RGBA8 || src->format == SCIPIX_PIXEL_FORMAT_BGRA8;
  bool bits = src->format == SCIPIX_PIXEL_FORMAT_BIT1;
  size_t x, y;
  for (y = 0; y < src->height; ++y) {
    for (x = 0; x < src->row_bytes; ++x) {
      uint8_t flips = alpha && x % 4 == 3 ? 0 : 255;
      if (bits && x + 1 == src->row_bytes && src->width % 8 != 0) flips = (uint8_t)~(0xFF >> src->width % 8);
      if (((src->data[y * src->stride + x] ^ flips ^ got->data[y * got->stride + x]) & (bits ? flips : 255)) != 0) {
        return false;
      }
    }
  }
  return true;
}

static void invert_flips(ScipixPixelFormat format, size_t width, size_t gap) {
  Canvas src = canvas_random(format, width, 3, gap, (uint32_t)width);
  Canvas kept = canvas_random(format, width, 3, gap, (uint32_t)width);
  Canvas dst = canvas_empty(format, width, 3, gap / 2);
  ScipixImage from = canvas_image(&src);
  ScipixImageMut to = canvas_image_mut(&dst), same = canvas_image_mut(&src);
  CHECK_OK(scipix_image_invert(&from, &to));
  if (!CHECK(is_negative(&src, &dst))) fprintf(stderr, "  format %d, width %zu, gap %zu\n", format, width, gap);
  CHECK(canvas_surroundings_intact(&dst));
  CHECK_OK(scipix_image_invert(&from, &same));
  CHECK(is_negative(&kept, &src));
  CHECK_OK(scipix_image_invert(&from, &same)); /* inverting twice restores all bytes, unused bits included */
  CHECK(memcmp(src.memory, kept.memory, LEAD + src.span) == 0);
  canvas_free(&src);
  canvas_free(&kept);
  canvas_free(&dst);
}

static void invert_flips_each_format(void) {
  size_t width;
  int f;
  for (f = 0; f < ALL_FORMATS; ++f) {
    for (width = 1; width <= 140; width += width < 70 ? 1 : 7) {
      invert_flips(all_formats[f], width, 0);
      invert_flips(all_formats[f], width, 5);
    }
  }
}

static void wrong_arguments_are_refused_and_write_nothing(void) {
  Canvas src = canvas_random(SCIPIX_PIXEL_FORMAT_GRAY8, 12, 5, 0, 1), dst = canvas_empty(SCIPIX_PIXEL_FORMAT_GRAY8, 12, 5, 0);
  ScipixImage from = canvas_image(&src), image;
  ScipixImageMut to = canvas_image_mut(&dst), other = to;
  other.width = 11;
  CHECK_FAILS(scipix_image_threshold(&from, 1, &other), SCIPIX_STATUS_SIZE_MISMATCH, "dst");
  CHECK_FAILS(scipix_image_invert(&from, &other), SCIPIX_STATUS_SIZE_MISMATCH, "dst");
  other = to;
  other.height = 4;
  CHECK_FAILS(scipix_image_threshold(&from, 1, &other), SCIPIX_STATUS_SIZE_MISMATCH, "dst");
  CHECK_FAILS(scipix_image_invert(&from, &other), SCIPIX_STATUS_SIZE_MISMATCH, "dst");

  other = to;
  other.width = 3;
  other.stride = 12;
  other.format = SCIPIX_PIXEL_FORMAT_RGBA8;
  CHECK_FAILS(scipix_image_threshold(&from, 1, &other), SCIPIX_STATUS_UNSUPPORTED, "dst");
  CHECK_FAILS(scipix_image_invert(&from, &other), SCIPIX_STATUS_UNSUPPORTED, "dst");
  image = from;
  image.width = 3;
  image.format = SCIPIX_PIXEL_FORMAT_RGBA8;
  other = to;
  other.width = 3;
  CHECK_FAILS(scipix_image_threshold(&image, 1, &other), SCIPIX_STATUS_UNSUPPORTED, "src");
  image.format = SCIPIX_PIXEL_FORMAT_BIT1;
  CHECK_FAILS(scipix_image_threshold(&image, 1, &other), SCIPIX_STATUS_UNSUPPORTED, "src");
  CHECK(canvas_untouched(&dst));
  canvas_free(&src);
  canvas_free(&dst);
}

int main(void) {
  threshold_decides_each_pixel();
  invert_flips_each_format();
  wrong_arguments_are_refused_and_write_nothing();
  return check_report("threshold");
}
