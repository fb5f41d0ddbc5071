/* Test images. Each ends right before an inaccessible page, so that an access past its last pixel crashes. The bytes before
 * the image and between its rows hold a canary. */
#ifndef CANVAS_H
#define CANVAS_H

#include "check.h"

#include <stdlib.h>
#ifdef _WIN32
#define WIN32_LEAN_AND_MEAN
#include <windows.h>
#undef far /* names of 16-bit pointers */
#undef near
#undef small
#else
#include <sys/mman.h>
#include <unistd.h>
#endif

enum { CANARY = 0xC3, LEAD = 64 };

static const ScipixPixelFormat all_formats[] = {
    SCIPIX_PIXEL_FORMAT_GRAY8, SCIPIX_PIXEL_FORMAT_RGB8,  SCIPIX_PIXEL_FORMAT_BGR8,
    SCIPIX_PIXEL_FORMAT_RGBA8, SCIPIX_PIXEL_FORMAT_BGRA8, SCIPIX_PIXEL_FORMAT_BIT1,
    SCIPIX_PIXEL_FORMAT_GRAY16,
};
enum { ALL_FORMATS = sizeof all_formats / sizeof *all_formats };

typedef struct Canvas {
  uint8_t *map, *memory, *data; /* memory: LEAD bytes of canary, then data */
  size_t map_len, span, row_bytes, width, height, stride;
  ScipixPixelFormat format;
} Canvas;

static inline size_t format_row_bytes(ScipixPixelFormat format, size_t width) {
  switch (format) {
    case SCIPIX_PIXEL_FORMAT_GRAY8: return width;
    case SCIPIX_PIXEL_FORMAT_GRAY16: return 2 * width;
    case SCIPIX_PIXEL_FORMAT_BIT1: return (width + 7) / 8;
    case SCIPIX_PIXEL_FORMAT_RGB8:
    case SCIPIX_PIXEL_FORMAT_BGR8: return 3 * width;
    default: return 4 * width;
  }
}

/* Whether operations can mix the bytes of pixels of `format`. */
static inline bool has_byte_channels(ScipixPixelFormat format) {
  return format != SCIPIX_PIXEL_FORMAT_BIT1 && format != SCIPIX_PIXEL_FORMAT_GRAY16;
}

static inline void require(bool condition, const char *what) {
  if (!condition) {
    perror(what);
    exit(2);
  }
}

static inline uint32_t next_random(uint32_t *state) {
  *state ^= *state << 13;
  *state ^= *state >> 17;
  *state ^= *state << 5;
  return *state;
}

/* Makes `len` bytes that can be used, and a page behind them that cannot. Sets `page` to the size of a page. */
static inline uint8_t *fenced_memory(size_t len, size_t *page) {
#ifdef _WIN32
  SYSTEM_INFO about;
  DWORD before;
  uint8_t *map;
  size_t all;
  GetSystemInfo(&about);
  *page = about.dwPageSize;
  all = (len + *page - 1) / *page * *page + *page;
  map = (uint8_t *)VirtualAlloc(NULL, all, MEM_RESERVE | MEM_COMMIT, PAGE_READWRITE);
  require(map != NULL, "VirtualAlloc");
  require(VirtualProtect(map + all - *page, *page, PAGE_NOACCESS, &before) != 0, "VirtualProtect");
#else
  uint8_t *map;
  size_t all;
  *page = (size_t)sysconf(_SC_PAGESIZE);
  all = (len + *page - 1) / *page * *page + *page;
  map = (uint8_t *)mmap(NULL, all, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  require(map != (uint8_t *)MAP_FAILED, "mmap");
  require(mprotect(map + all - *page, *page, PROT_NONE) == 0, "mprotect");
#endif
  return map;
}

/* Makes an image full of canaries. */
static inline Canvas canvas_empty(ScipixPixelFormat format, size_t width, size_t height, size_t gap) {
  size_t page;
  Canvas canvas;
  canvas.format = format;
  canvas.width = width;
  canvas.height = height;
  canvas.row_bytes = format_row_bytes(format, width);
  canvas.stride = canvas.row_bytes + gap;
  canvas.span = (height - 1) * canvas.stride + canvas.row_bytes;
  canvas.map = fenced_memory(LEAD + canvas.span, &page);
  canvas.map_len = (LEAD + canvas.span + page - 1) / page * page + page;
  canvas.data = canvas.map + canvas.map_len - page - canvas.span;
  canvas.memory = canvas.data - LEAD;
  memset(canvas.memory, CANARY, LEAD + canvas.span);
  return canvas;
}

/* Makes an image of random pixels. Of BIT1, the unused bits of the last byte of a row are random too. */
static inline Canvas canvas_random(ScipixPixelFormat format, size_t width, size_t height, size_t gap, uint32_t seed) {
  Canvas canvas = canvas_empty(format, width, height, gap);
  uint32_t state = seed * 2654435761u + 1;
  size_t x, y;
  for (y = 0; y < height; ++y) {
    for (x = 0; x < canvas.row_bytes; ++x) canvas.data[y * canvas.stride + x] = (uint8_t)(next_random(&state) >> 24);
  }
  return canvas;
}

static inline void canvas_free(Canvas *canvas) {
#ifdef _WIN32
  VirtualFree(canvas->map, 0, MEM_RELEASE);
#else
  munmap(canvas->map, canvas->map_len);
#endif
}

static inline ScipixImage canvas_image(const Canvas *canvas) {
  ScipixImage image;
  require(scipix_image_view(canvas->data, canvas->span, canvas->width, canvas->height, canvas->stride, canvas->format,
                            &image) == SCIPIX_STATUS_OK,
          "scipix_image_view");
  return image;
}

static inline ScipixImageMut canvas_image_mut(const Canvas *canvas) {
  ScipixImageMut image;
  require(scipix_image_view_mut(canvas->data, canvas->span, canvas->width, canvas->height, canvas->stride,
                                canvas->format, &image) == SCIPIX_STATUS_OK,
          "scipix_image_view_mut");
  return image;
}

/* Checks that no byte or bit outside the pixels was changed. */
static inline bool canvas_surroundings_intact(const Canvas *canvas) {
  size_t i, y;
  for (i = 0; i < LEAD; ++i) {
    if (canvas->memory[i] != CANARY) return false;
  }
  for (y = 0; y + 1 < canvas->height; ++y) {
    for (i = canvas->row_bytes; i < canvas->stride; ++i) {
      if (canvas->data[y * canvas->stride + i] != CANARY) return false;
    }
  }
  if (canvas->format == SCIPIX_PIXEL_FORMAT_BIT1 && canvas->width % 8 != 0) {
    uint8_t beyond = (uint8_t)(0xFF >> canvas->width % 8);
    for (y = 0; y < canvas->height; ++y) {
      if ((canvas->data[y * canvas->stride + canvas->row_bytes - 1] & beyond) != (CANARY & beyond)) return false;
    }
  }
  return true;
}

/* Checks that nothing was written since canvas_empty. */
static inline bool canvas_untouched(const Canvas *canvas) {
  size_t i;
  for (i = 0; i < LEAD + canvas->span; ++i) {
    if (canvas->memory[i] != CANARY) return false;
  }
  return true;
}

static inline uint8_t gray_of(unsigned r, unsigned g, unsigned b, ScipixLuma luma) {
  switch (luma) {
    case SCIPIX_LUMA_BT601_8BIT: return (uint8_t)((77 * r + 150 * g + 29 * b + 128) >> 8);
    case SCIPIX_LUMA_BT709: return (uint8_t)((6966 * r + 23436 * g + 2366 * b + 16384) >> 15);
    default: return (uint8_t)((9798 * r + 19235 * g + 3735 * b + 16384) >> 15);
  }
}

/* Reads a sample of GRAY16. */
static inline uint16_t canvas_sample(const Canvas *canvas, size_t x, size_t y) {
  uint16_t sample;
  memcpy(&sample, canvas->data + y * canvas->stride + 2 * x, sizeof sample);
  return sample;
}

/* Computes the gray value of one pixel from the definition. */
static inline uint8_t canvas_gray(const Canvas *canvas, size_t x, size_t y, ScipixLuma luma) {
  const uint8_t *row = canvas->data + y * canvas->stride;
  switch (canvas->format) {
    case SCIPIX_PIXEL_FORMAT_GRAY8: return row[x];
    case SCIPIX_PIXEL_FORMAT_GRAY16: return (uint8_t)((2u * canvas_sample(canvas, x, y) + 257) / 514);
    case SCIPIX_PIXEL_FORMAT_BIT1: return row[x / 8] >> (7 - x % 8) & 1 ? 0 : 255;
    case SCIPIX_PIXEL_FORMAT_RGB8: return gray_of(row[3 * x], row[3 * x + 1], row[3 * x + 2], luma);
    case SCIPIX_PIXEL_FORMAT_BGR8: return gray_of(row[3 * x + 2], row[3 * x + 1], row[3 * x], luma);
    case SCIPIX_PIXEL_FORMAT_RGBA8: return gray_of(row[4 * x], row[4 * x + 1], row[4 * x + 2], luma);
    default: return gray_of(row[4 * x + 2], row[4 * x + 1], row[4 * x], luma);
  }
}

#endif
