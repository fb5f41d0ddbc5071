/* Code generated from include/scipix.h by scripts/generate; DO NOT EDIT.
 *
 * These functions call those of the library that take images. cgo forbids passing Go memory that holds pointers to Go
 * memory, so the pixels are arguments here, and the structs that point to them are made in C. */
#ifndef SCIPIX_GO_SHIM_H
#define SCIPIX_GO_SHIM_H

#include <scipix.h>

/* A Go image without its pixels. */
typedef struct {
  size_t len, width, height, stride;
  ScipixPixelFormat format;
} Shape;

/* An image that begins at an offset of an array. */
typedef struct {
  size_t offset;
  Shape shape;
} Region;

static inline ScipixStatus shim_view(const uint8_t *pixels, Shape s, ScipixImage *out) {
  return scipix_image_view(pixels, s.len, s.width, s.height, s.stride, s.format, out);
}

static inline ScipixStatus shim_view_mut(uint8_t *pixels, Shape s, ScipixImageMut *out) {
  return scipix_image_view_mut(pixels, s.len, s.width, s.height, s.stride, s.format, out);
}

/* Makes a view of each region, in memory that the caller releases, also on failure. */
static inline ScipixStatus shim_views(const uint8_t *pixels, const Region *regions, size_t count, ScipixBuffer *out) {
  ScipixBuffer none = {0};
  *out = none;
  ScipixStatus status = scipix_buffer_acquire(count * sizeof(ScipixImage), out);
  for (size_t i = 0; i < count && status == SCIPIX_STATUS_OK; i++)
    status = shim_view(pixels + regions[i].offset, regions[i].shape, (ScipixImage *)out->data + i);
  return status;
}

/* Makes a view to write of each region, likewise. */
static inline ScipixStatus shim_views_mut(uint8_t *pixels, const Region *regions, size_t count, ScipixBuffer *out) {
  ScipixBuffer none = {0};
  *out = none;
  ScipixStatus status = scipix_buffer_acquire(count * sizeof(ScipixImageMut), out);
  for (size_t i = 0; i < count && status == SCIPIX_STATUS_OK; i++)
    status = shim_view_mut(pixels + regions[i].offset, regions[i].shape, (ScipixImageMut *)out->data + i);
  return status;
}
