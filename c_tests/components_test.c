/* Tests connected components against a flood fill, on fenced images, and with wrong arguments. */
#define _DEFAULT_SOURCE
#include "canvas.h"

enum { MOST = 4096 };

static bool is_ink(const Canvas *canvas, size_t x, size_t y) {
  const uint8_t *row = canvas->data + y * canvas->stride;
  return canvas->format == SCIPIX_PIXEL_FORMAT_BIT1 ? (row[x / 8] >> (7 - x % 8) & 1) != 0 : row[x] != 0;
}

/* Labels by repeated spreading: slow and plain. Labels are numbered in the order of first pixels. */
static uint32_t flood(const Canvas *canvas, bool eight, uint32_t *labels) {
  size_t width = canvas->width, height = canvas->height, x, y;
  uint32_t count = 0;
  memset(labels, 0, width * height * sizeof *labels);
  for (y = 0; y < height; ++y) {
    for (x = 0; x < width; ++x) {
      bool grown = true;
      if (!is_ink(canvas, x, y) || labels[y * width + x] != 0) continue;
      labels[y * width + x] = ++count;
      while (grown) {
        size_t i, j;
        int dx, dy;
        grown = false;
        for (j = 0; j < height; ++j) {
          for (i = 0; i < width; ++i) {
            if (labels[j * width + i] != count) continue;
            for (dy = -1; dy <= 1; ++dy) {
              for (dx = -1; dx <= 1; ++dx) {
                size_t a = i + (size_t)dx, b = j + (size_t)dy;
                if ((!eight && dx != 0 && dy != 0) || a >= width || b >= height) continue;
                if (is_ink(canvas, a, b) && labels[b * width + a] == 0) labels[b * width + a] = count, grown = true;
              }
            }
          }
        }
      }
    }
  }
  return count;
}

static void agree_with_a_flood_fill(ScipixPixelFormat format, size_t width, size_t height, uint32_t seed) {
  static ScipixComponent components[MOST];
  static uint32_t labels[MOST], expected[MOST];
  Canvas page = canvas_random(format, width, height, 3, seed);
  ScipixImage src = canvas_image(&page);
  size_t stride = (width + 2) * sizeof(uint32_t), count = 77, i, x, y;
  int eight;
  if (format == SCIPIX_PIXEL_FORMAT_GRAY8) {
    for (y = 0; y < height; ++y) {
      for (x = 0; x < width; ++x) page.data[y * page.stride + x] = (uint8_t)(page.data[y * page.stride + x] & 3 ? 0 : 200);
    }
  }
  for (eight = 0; eight < 2; ++eight) {
    uint32_t found = flood(&page, eight != 0, expected);
    memset(labels, CANARY, sizeof labels);
    CHECK_OK(scipix_image_components(&src, eight ? SCIPIX_CONNECTIVITY_EIGHT : SCIPIX_CONNECTIVITY_FOUR, labels, stride,
                                     components, MOST, &count));
    CHECK_EQUAL(count, found);
    for (y = 0; y < height; ++y) {
      CHECK(memcmp(labels + y * (width + 2), expected + y * width, width * sizeof *labels) == 0);
      if (y + 1 < height) CHECK(labels[y * (width + 2) + width] == 0xC3C3C3C3u); /* gaps stay as they were */
    }
    for (i = 0; i < count; ++i) {
      uint32_t left = UINT32_MAX, top = UINT32_MAX, right = 0, bottom = 0;
      uint64_t area = 0;
      for (y = 0; y < height; ++y) {
        for (x = 0; x < width; ++x) {
          if (expected[y * width + x] != i + 1) continue;
          ++area;
          if (x < left) left = (uint32_t)x;
          if (x > right) right = (uint32_t)x;
          if (y < top) top = (uint32_t)y;
          if (y > bottom) bottom = (uint32_t)y;
        }
      }
      CHECK(components[i].x == left && components[i].y == top && components[i].area == area);
      CHECK(components[i].width == right - left + 1 && components[i].height == bottom - top + 1);
    }
  }
  canvas_free(&page);
}

static void results_may_be_left_out(void) {
  static const uint8_t pixels[2 * 3] = {1, 0, 1, 0, 0, 1};
  ScipixComponent components[2];
  uint32_t labels[6];
  ScipixImage src;
  size_t count = 77;
  CHECK_OK(scipix_image_view(pixels, 6, 3, 2, 0, SCIPIX_PIXEL_FORMAT_GRAY8, &src));
  CHECK_OK(scipix_image_components(&src, 8, NULL, 0, NULL, 0, &count));
  CHECK_EQUAL(count, 2);
  CHECK_OK(scipix_image_components(&src, 8, labels, 0, NULL, 0, &count));
  CHECK(labels[0] == 1 && labels[1] == 0 && labels[2] == 2 && labels[5] == 2);
  memset(labels, CANARY, sizeof labels);
  memset(components, CANARY, sizeof components);
  count = 77;
  CHECK_FAILS(scipix_image_components(&src, 8, labels, 0, components, 1, &count), SCIPIX_STATUS_SIZE_MISMATCH, "cap");
  CHECK(count == 2 && labels[0] == 0xC3C3C3C3u && components[0].x == 0xC3C3C3C3u);
  CHECK_OK(scipix_image_components(&src, 8, NULL, 0, components, 2, &count));
  CHECK(components[1].x == 2 && components[1].height == 2 && components[1].area == 2);
}

static void a_million_components(void) {
  enum { SIDE = 2000 };
  uint8_t *pixels = (uint8_t *)malloc(SIDE * SIDE);
  ScipixImage src;
  size_t count = 0, i;
  require(pixels != NULL, "malloc");
  for (i = 0; i < SIDE * SIDE; ++i) pixels[i] = (uint8_t)(i % SIDE % 2 == 0 && i / SIDE % 2 == 0);
  CHECK_OK(scipix_image_view(pixels, SIDE * SIDE, SIDE, SIDE, 0, SCIPIX_PIXEL_FORMAT_GRAY8, &src));
  CHECK_OK(scipix_image_components(&src, 8, NULL, 0, NULL, 0, &count));
  CHECK_EQUAL(count, 1000000);
  free(pixels);
}

static void wrong_arguments_are_refused(void) {
  Canvas page = canvas_random(SCIPIX_PIXEL_FORMAT_GRAY8, 12, 8, 0, 1);
  ScipixImage src = canvas_image(&page), bad = src;
  ScipixComponent components[96];
  union {
    uint32_t labels[96];
    size_t count;
  } memory;
  size_t count = 77;
  int format;
  memset(&memory, CANARY, sizeof memory);
#define REFUSED(status, argument, ...) CHECK_FAILS(scipix_image_components(__VA_ARGS__), SCIPIX_STATUS_##status, argument)
  REFUSED(NULL_POINTER, "src", NULL, 8, memory.labels, 0, components, 96, &count);
  REFUSED(NULL_POINTER, "out_len", &src, 8, memory.labels, 0, components, 96, NULL);
  REFUSED(INVALID_ARGUMENT, "connectivity", &src, 5, memory.labels, 0, components, 96, &count);
  REFUSED(INVALID_ARGUMENT, "connectivity", &src, 0, memory.labels, 0, components, 96, &count);
  REFUSED(INVALID_ARGUMENT, "labels_stride", &src, 8, memory.labels, 44, components, 96, &count);
  REFUSED(INVALID_ARGUMENT, "labels_stride", &src, 8, memory.labels, 50, components, 96, &count);
  REFUSED(OVERFLOW, "out_labels", &src, 8, memory.labels, SIZE_MAX - 3, components, 96, &count);
  REFUSED(OVERFLOW, "cap", &src, 8, memory.labels, 0, components, SIZE_MAX / 2, &count);
  REFUSED(INVALID_ARGUMENT, "out_labels", &src, 8, (uint32_t *)(void *)(page.data + 1), 0, components, 96, &count);
  REFUSED(INVALID_ARGUMENT, "out_labels", &src, 8, (uint32_t *)(void *)page.data, 0, components, 96, &count);
  REFUSED(INVALID_ARGUMENT, "out_len", &src, 8, memory.labels, 0, components, 96, &memory.count);
  REFUSED(INVALID_ARGUMENT, "out_components", &src, 8, memory.labels, 0, (ScipixComponent *)(void *)memory.labels, 3, &count);
  for (format = SCIPIX_PIXEL_FORMAT_RGB8; format <= SCIPIX_PIXEL_FORMAT_BGRA8; ++format) {
    Canvas colour = canvas_empty(format, 12, 8, 0);
    bad = canvas_image(&colour);
    REFUSED(UNSUPPORTED, "src", &bad, 8, memory.labels, 0, components, 96, &count);
    canvas_free(&colour);
  }
  bad = src;
  bad.width = bad.stride = ((size_t)1 << 24) + 1;
  bad.height = 1;
  REFUSED(UNSUPPORTED, "src", &bad, 8, NULL, 0, components, 96, &count);
#undef REFUSED
  CHECK(count == 77 && memory.labels[0] == 0xC3C3C3C3u);
  canvas_free(&page);
}

int main(void) {
  size_t width, height;
  for (width = 1; width < 140; width += 27) {
    for (height = 1; height < 20; height += 6) {
      agree_with_a_flood_fill(SCIPIX_PIXEL_FORMAT_GRAY8, width, height, (uint32_t)(width + height));
      agree_with_a_flood_fill(SCIPIX_PIXEL_FORMAT_BIT1, width, height, (uint32_t)(width * height));
    }
  }
  results_may_be_left_out();
  a_million_components();
  wrong_arguments_are_refused();
  return check_report("components");
}
