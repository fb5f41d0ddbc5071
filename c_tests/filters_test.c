/* Filters by their definitions, pixel by pixel. */
#define _DEFAULT_SOURCE
#include "canvas.h"

#include <math.h>

enum { HEIGHT = 9 };

static const ScipixPixelFormat formats[] = {SCIPIX_PIXEL_FORMAT_GRAY8, SCIPIX_PIXEL_FORMAT_BGR8,
                                            SCIPIX_PIXEL_FORMAT_RGBA8};
enum { FORMATS = sizeof formats / sizeof *formats };

/* An image and room for the result. */
typedef struct Page {
  Canvas in, out;
  ScipixImage src;
  ScipixImageMut dst;
  size_t channels;
} Page;

static Page page_random(ScipixPixelFormat format, size_t width) {
  Page page;
  page.in = canvas_random(format, width, HEIGHT, 3, (uint32_t)width);
  page.out = canvas_empty(format, width, HEIGHT, 1);
  page.src = canvas_image(&page.in);
  page.dst = canvas_image_mut(&page.out);
  page.channels = page.in.row_bytes / width;
  return page;
}

static void page_free(Page *page) {
  canvas_free(&page->in);
  canvas_free(&page->out);
}

static long clamped(long at, long len) { return at < 0 ? 0 : at < len ? at : len - 1; }

static long reflected(long at, long len) {
  while (len > 1 && (at < 0 || at >= len)) at = at < 0 ? -at : 2 * (len - 1) - at;
  return len > 1 ? at : 0;
}

/* The byte of channel `channel` of a pixel, which may lie beyond the border. */
static uint8_t byte_at(const Page *page, long x, long y, size_t channel, ScipixBorder border) {
  long (*inside)(long, long) = border == SCIPIX_BORDER_REPLICATE ? clamped : reflected;
  size_t u = (size_t)inside(x, (long)page->in.width), v = (size_t)inside(y, HEIGHT);
  return page->in.data[v * page->in.stride + u * page->channels + channel];
}

typedef double (*Definition)(const Page *page, long x, long y, size_t channel, const void *arg);

/* Checks each byte of the result against its definition, which it may differ from by `tolerance`. */
static void is_the_definition(const Page *page, Definition definition, const void *arg, double tolerance,
                              const char *what) {
  bool right = true;
  size_t x, y;
  for (y = 0; y < HEIGHT; ++y) {
    for (x = 0; x < page->out.row_bytes; ++x) {
      double expected = definition(page, (long)(x / page->channels), (long)y, x % page->channels, arg);
      right = right && fabs(page->out.data[y * page->out.stride + x] - expected) <= tolerance;
    }
  }
  if (!CHECK(right && canvas_surroundings_intact(&page->out))) {
    fprintf(stderr, "  %s, format %d, %zu wide\n", what, page->in.format, page->in.width);
  }
}

static double median_of(const Page *page, long x, long y, size_t channel, const void *arg) {
  long reach = (long)*(const uint32_t *)arg / 2, u, v;
  int counts[256] = {0}, half = (int)((2 * reach + 1) * (2 * reach + 1) / 2), gray = 0;
  for (v = y - reach; v <= y + reach; ++v) {
    for (u = x - reach; u <= x + reach; ++u) ++counts[byte_at(page, u, v, channel, SCIPIX_BORDER_REPLICATE)];
  }
  while ((half -= counts[gray]) >= 0) ++gray;
  return gray;
}

/* A blur of five by three pixels without a sigma, whose weights are known. */
static double blur_of(const Page *page, long x, long y, size_t channel, const void *arg) {
  static const unsigned across[] = {16, 64, 96, 64, 16}, down[] = {64, 128, 64};
  unsigned sum = 1u << 15;
  long u, v;
  for (v = 0; v < 3; ++v) {
    for (u = 0; u < 5; ++u) {
      sum += across[u] * down[v] * byte_at(page, x + u - 2, y + v - 1, channel, *(const ScipixBorder *)arg);
    }
  }
  return sum >> 16;
}

typedef struct Mask {
  const Canvas *blurred;
  double amount;
  uint8_t threshold;
} Mask;

static double sharp_of(const Page *page, long x, long y, size_t channel, const void *arg) {
  const Mask *mask = arg;
  const Canvas *blurred = mask->blurred;
  double px = byte_at(page, x, y, channel, SCIPIX_BORDER_REPLICATE), sharp;
  double difference = px - blurred->data[(size_t)y * blurred->stride + (size_t)x * page->channels + channel];
  if (fabs(difference) <= mask->threshold) return px;
  sharp = px + mask->amount * difference;
  return sharp < 0 ? 0 : sharp > 255 ? 255 : sharp;
}

static void filters(ScipixPixelFormat format, size_t width) {
  static const uint32_t sizes[] = {3, 5};
  static const ScipixBorder borders[] = {SCIPIX_BORDER_REFLECT_101, SCIPIX_BORDER_REPLICATE};
  Page page = page_random(format, width);
  Canvas blurred = canvas_empty(format, width, HEIGHT, 2);
  ScipixImageMut soft = canvas_image_mut(&blurred);
  Mask mask = {&blurred, 1.5, 3};
  int i;
  for (i = 0; i < 2; ++i) {
    CHECK_OK(scipix_image_median(&page.src, sizes[i], &page.dst));
    is_the_definition(&page, median_of, &sizes[i], 0, "median");
    CHECK_OK(scipix_image_gaussian_blur(&page.src, 5, 3, 0, 0, borders[i], &page.dst));
    is_the_definition(&page, blur_of, &borders[i], 0, "blur");
  }
  CHECK_OK(scipix_image_gaussian_blur(&page.src, 0, 0, 1.3, 0, SCIPIX_BORDER_REFLECT_101, &soft));
  CHECK_OK(scipix_image_unsharp_mask(&page.src, 1.3, mask.amount, mask.threshold, &page.dst));
  is_the_definition(&page, sharp_of, &mask, 0.5001, "unsharp mask");
  canvas_free(&blurred);
  page_free(&page);
}

/* A single tile without a limit is a plain equalisation: the share of pixels that are not lighter. */
static double equalised(const Page *page, long x, long y, size_t channel, const void *arg) {
  uint8_t px = byte_at(page, x, y, channel, SCIPIX_BORDER_REPLICATE);
  size_t u, v, count = 0, pixels = HEIGHT * page->in.width;
  (void)arg;
  for (v = 0; v < HEIGHT; ++v) {
    for (u = 0; u < page->in.width; ++u) count += page->in.data[v * page->in.stride + u] <= px;
  }
  return 255.0 * (double)count / (double)pixels;
}

static void clahe(size_t width) {
  Page page = page_random(SCIPIX_PIXEL_FORMAT_GRAY8, width);
  ScipixImageMut here = canvas_image_mut(&page.in);
  size_t y;
  CHECK_OK(scipix_image_clahe(&page.src, 0, 1, 1, &page.dst));
  is_the_definition(&page, equalised, NULL, 0.501, "one tile");
  CHECK_OK(scipix_image_clahe(&page.src, 40, 8, 3, &page.dst));
  CHECK_OK(scipix_image_clahe(&page.src, 40, 8, 3, &here));
  for (y = 0; y < HEIGHT; ++y) {
    CHECK(memcmp(page.in.data + y * page.in.stride, page.out.data + y * page.out.stride, width) == 0);
  }
  page_free(&page);
}

static void wrong_arguments_are_refused(void) {
  static const int32_t unknown[] = {-1, 2, INT32_MIN, INT32_MAX};
  static const uint32_t sizes[] = {0, 1, 2, 4, 7, UINT32_MAX};
  Page page = page_random(SCIPIX_PIXEL_FORMAT_GRAY8, 40);
  Canvas gray16 = canvas_empty(SCIPIX_PIXEL_FORMAT_GRAY16, 40, HEIGHT, 0);
  ScipixImage deep = canvas_image(&gray16);
  const ScipixImage *src = &page.src;
  const ScipixImageMut *dst = &page.dst;
  size_t i;
  for (i = 0; i < sizeof unknown / sizeof *unknown; ++i) {
    CHECK_FAILS(scipix_image_gaussian_blur(src, 3, 3, 1, 1, unknown[i], dst), SCIPIX_STATUS_INVALID_ARGUMENT, "border");
  }
  for (i = 0; i < sizeof sizes / sizeof *sizes; ++i) {
    CHECK_FAILS(scipix_image_median(src, sizes[i], dst), SCIPIX_STATUS_INVALID_ARGUMENT, "size");
  }
  CHECK_FAILS(scipix_image_gaussian_blur(src, 4, 3, 1, 1, 0, dst), SCIPIX_STATUS_INVALID_ARGUMENT, "width");
  CHECK_FAILS(scipix_image_gaussian_blur(src, 3, 1025, 1, 1, 0, dst), SCIPIX_STATUS_INVALID_ARGUMENT, "height");
  CHECK_FAILS(scipix_image_gaussian_blur(src, 0, 3, 0, 1, 0, dst), SCIPIX_STATUS_INVALID_ARGUMENT, "sigma_x");
  CHECK_FAILS(scipix_image_gaussian_blur(src, 3, 3, 1, NAN, 0, dst), SCIPIX_STATUS_INVALID_ARGUMENT, "sigma_y");
  CHECK_FAILS(scipix_image_unsharp_mask(src, 0, 1, 0, dst), SCIPIX_STATUS_INVALID_ARGUMENT, "sigma");
  CHECK_FAILS(scipix_image_unsharp_mask(src, 1, NAN, 0, dst), SCIPIX_STATUS_INVALID_ARGUMENT, "amount");
  CHECK_FAILS(scipix_image_clahe(src, NAN, 8, 8, dst), SCIPIX_STATUS_INVALID_ARGUMENT, "clip_limit");
  CHECK_FAILS(scipix_image_clahe(src, 40, 0, 8, dst), SCIPIX_STATUS_INVALID_ARGUMENT, "tiles_x");
  CHECK_FAILS(scipix_image_clahe(src, 40, 8, 257, dst), SCIPIX_STATUS_INVALID_ARGUMENT, "tiles_y");
  CHECK_FAILS(scipix_image_median(&deep, 3, dst), SCIPIX_STATUS_UNSUPPORTED, "src");
  CHECK_FAILS(scipix_image_gaussian_blur(&deep, 3, 3, 1, 1, 0, dst), SCIPIX_STATUS_UNSUPPORTED, "src");
  CHECK_FAILS(scipix_image_unsharp_mask(&deep, 1, 1, 0, dst), SCIPIX_STATUS_UNSUPPORTED, "src");
  CHECK_FAILS(scipix_image_clahe(&deep, 40, 8, 8, dst), SCIPIX_STATUS_UNSUPPORTED, "src");
  CHECK(canvas_untouched(&page.out));
  canvas_free(&gray16);
  page_free(&page);
}

int main(void) {
  size_t width;
  int f;
  for (width = 1; width < 150; width += width < 10 ? 1 : 23) {
    for (f = 0; f < FORMATS; ++f) filters(formats[f], width);
    clahe(width);
  }
  wrong_arguments_are_refused();
  return check_report("filters");
}
