/* Calls of the library that take structs with pointers. Go memory that holds pointers to Go memory must not be handed to
 * C: here the pointers come as arguments, and the structs are made on C's side. */
#ifndef SCIPIX_GO_SHIM_H
#define SCIPIX_GO_SHIM_H

#include <scipix.h>

/* A Go image without its pixels. */
typedef struct {
  size_t len, width, height, stride;
  ScipixPixelFormat format;
} Shape;

static inline ScipixStatus shim_view(const uint8_t *pixels, Shape s, ScipixImage *out) {
  return scipix_image_view(pixels, s.len, s.width, s.height, s.stride, s.format, out);
}

static inline ScipixStatus shim_views(const uint8_t *from, Shape f, ScipixImage *src, uint8_t *to, Shape t,
                                      ScipixImageMut *dst) {
  ScipixStatus status = shim_view(from, f, src);
  return status != SCIPIX_STATUS_OK ? status
                                    : scipix_image_view_mut(to, t.len, t.width, t.height, t.stride, t.format, dst);
}

/* Where in the pixels a region begins. */
static inline ScipixStatus shim_subview(const uint8_t *pixels, Shape s, size_t x, size_t y, size_t width, size_t height,
                                        size_t *out_offset, size_t *out_stride) {
  ScipixImage view;
  ScipixStatus status = shim_view(pixels, s, &view);
  if (status != SCIPIX_STATUS_OK) return status;
  const uint8_t *first = view.data;
  status = scipix_image_subview(&view, x, y, width, height, &view);
  *out_offset = status == SCIPIX_STATUS_OK ? (size_t)(view.data - first) : 0;
  *out_stride = view.stride;
  return status;
}

static inline ScipixStatus shim_grayscale(const uint8_t *from, Shape f, ScipixLuma luma, uint8_t *to, Shape t) {
  ScipixImage src;
  ScipixImageMut dst;
  ScipixStatus status = shim_views(from, f, &src, to, t, &dst);
  return status != SCIPIX_STATUS_OK ? status : scipix_image_grayscale(&src, luma, &dst);
}

static inline ScipixStatus shim_threshold(const uint8_t *from, Shape f, uint8_t threshold, uint8_t *to, Shape t) {
  ScipixImage src;
  ScipixImageMut dst;
  ScipixStatus status = shim_views(from, f, &src, to, t, &dst);
  return status != SCIPIX_STATUS_OK ? status : scipix_image_threshold(&src, threshold, &dst);
}

static inline ScipixStatus shim_invert(const uint8_t *from, Shape f, uint8_t *to, Shape t) {
  ScipixImage src;
  ScipixImageMut dst;
  ScipixStatus status = shim_views(from, f, &src, to, t, &dst);
  return status != SCIPIX_STATUS_OK ? status : scipix_image_invert(&src, &dst);
}

static inline ScipixStatus shim_otsu(const uint8_t *pixels, Shape s, uint8_t *out_level) {
  ScipixImage src;
  ScipixStatus status = shim_view(pixels, s, &src);
  return status != SCIPIX_STATUS_OK ? status : scipix_image_otsu(&src, out_level);
}

static inline ScipixStatus shim_binarize(const uint8_t *from, Shape f, const ScipixBinarizeParams *params, uint8_t *to,
                                         Shape t) {
  ScipixImage src;
  ScipixImageMut dst;
  ScipixStatus status = shim_views(from, f, &src, to, t, &dst);
  return status != SCIPIX_STATUS_OK ? status : scipix_image_binarize(&src, params, &dst);
}

static inline ScipixStatus shim_skew(const uint8_t *pixels, Shape s, float *out_degrees, float *out_confidence) {
  ScipixImage src;
  ScipixStatus status = shim_view(pixels, s, &src);
  return status != SCIPIX_STATUS_OK ? status : scipix_image_skew(&src, out_degrees, out_confidence);
}

static inline ScipixStatus shim_rotate(const uint8_t *from, Shape f, float degrees, uint8_t fill, uint8_t *to, Shape t) {
  ScipixImage src;
  ScipixImageMut dst;
  ScipixStatus status = shim_views(from, f, &src, to, t, &dst);
  return status != SCIPIX_STATUS_OK ? status : scipix_image_rotate(&src, degrees, fill, &dst);
}

static inline ScipixStatus shim_crop_quad(const uint8_t *from, Shape f, const float *quad_xy, uint8_t *to, Shape t) {
  ScipixImage src;
  ScipixImageMut dst;
  ScipixStatus status = shim_views(from, f, &src, to, t, &dst);
  return status != SCIPIX_STATUS_OK ? status : scipix_image_crop_quad(&src, quad_xy, &dst);
}

static inline ScipixStatus shim_resize(const uint8_t *from, Shape f, ScipixFilter filter, uint8_t *to, Shape t) {
  ScipixImage src;
  ScipixImageMut dst;
  ScipixStatus status = shim_views(from, f, &src, to, t, &dst);
  return status != SCIPIX_STATUS_OK ? status : scipix_image_resize(&src, filter, &dst);
}

static inline ScipixStatus shim_plan_output_size(const ScipixPlan *plan, const uint8_t *pixels, Shape s,
                                                 size_t *out_width, size_t *out_height, size_t *out_bytes) {
  ScipixImage src;
  ScipixStatus status = shim_view(pixels, s, &src);
  return status != SCIPIX_STATUS_OK ? status : scipix_plan_output_size(plan, &src, out_width, out_height, out_bytes);
}

static inline ScipixStatus shim_plan_run(const ScipixPlan *plan, const uint8_t *from, Shape f, uint8_t *to, Shape t) {
  ScipixImage src;
  ScipixImageMut dst;
  ScipixStatus status = shim_views(from, f, &src, to, t, &dst);
  return status != SCIPIX_STATUS_OK ? status : scipix_plan_run(plan, &src, &dst);
}

static inline ScipixStatus shim_plan_run_tensor(const ScipixPlan *plan, const uint8_t *pixels, Shape s, void *out,
                                                size_t out_bytes) {
  ScipixImage src;
  ScipixStatus status = shim_view(pixels, s, &src);
  return status != SCIPIX_STATUS_OK ? status : scipix_plan_run_tensor(plan, &src, out, out_bytes);
}

/* Images inside one array: they begin at an offset each. */
typedef struct {
  size_t offset;
  Shape shape;
} Region;

static inline ScipixStatus shim_regions(const uint8_t *pixels, const Region *regions, size_t count, ScipixImage *out) {
  ScipixStatus status = SCIPIX_STATUS_OK;
  for (size_t i = 0; i < count && status == SCIPIX_STATUS_OK; i++)
    status = shim_view(pixels + regions[i].offset, regions[i].shape, &out[i]);
  return status;
}

static inline ScipixStatus shim_tensor_shape(const uint8_t *pixels, const Region *regions, size_t count,
                                             const ScipixTensorParams *params, size_t *out_shape) {
  ScipixBuffer memory;
  ScipixStatus status = scipix_buffer_acquire(count * sizeof(ScipixImage), &memory);
  if (status != SCIPIX_STATUS_OK) return status;
  ScipixImage *images = (ScipixImage *)memory.data;
  status = shim_regions(pixels, regions, count, images);
  if (status == SCIPIX_STATUS_OK) status = scipix_image_tensor_shape(images, count, params, out_shape, NULL);
  scipix_buffer_release(&memory);
  return status;
}

static inline ScipixStatus shim_to_tensor(const uint8_t *pixels, const Region *regions, size_t count,
                                          const ScipixTensorParams *params, void *out, size_t out_bytes) {
  ScipixBuffer memory;
  ScipixStatus status = scipix_buffer_acquire(count * sizeof(ScipixImage), &memory);
  if (status != SCIPIX_STATUS_OK) return status;
  ScipixImage *images = (ScipixImage *)memory.data;
  status = shim_regions(pixels, regions, count, images);
  if (status == SCIPIX_STATUS_OK) status = scipix_image_to_tensor(images, count, params, out, out_bytes);
  scipix_buffer_release(&memory);
  return status;
}

#endif
