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

static inline ScipixStatus shim_image_subview(const uint8_t *view_pixels, Shape view_shape, size_t x, size_t y, size_t width, size_t height, size_t *out_offset, size_t *out_stride) {
  ScipixImage view;
  ScipixImage out_view;
  ScipixStatus status = shim_view(view_pixels, view_shape, &view);
  if (status == SCIPIX_STATUS_OK) status = scipix_image_subview(&view, x, y, width, height, &out_view);
  if (status == SCIPIX_STATUS_OK) {
    *out_offset = (size_t)(out_view.data - view.data);
    *out_stride = out_view.stride;
  }
  return status;
}

static inline ScipixStatus shim_image_subview_mut(uint8_t *view_pixels, Shape view_shape, size_t x, size_t y, size_t width, size_t height, size_t *out_offset, size_t *out_stride) {
  ScipixImageMut view;
  ScipixImageMut out_view;
  ScipixStatus status = shim_view_mut(view_pixels, view_shape, &view);
  if (status == SCIPIX_STATUS_OK) status = scipix_image_subview_mut(&view, x, y, width, height, &out_view);
  if (status == SCIPIX_STATUS_OK) {
    *out_offset = (size_t)(out_view.data - view.data);
    *out_stride = out_view.stride;
  }
  return status;
}

static inline ScipixStatus shim_image_grayscale(const uint8_t *src_pixels, Shape src_shape, ScipixLuma luma, uint8_t *dst_pixels, Shape dst_shape) {
  ScipixImage src;
  ScipixImageMut dst;
  ScipixStatus status = shim_view(src_pixels, src_shape, &src);
  if (status == SCIPIX_STATUS_OK) status = shim_view_mut(dst_pixels, dst_shape, &dst);
  if (status == SCIPIX_STATUS_OK) status = scipix_image_grayscale(&src, luma, &dst);
  return status;
}

static inline ScipixStatus shim_image_grayscale_over(const uint8_t *src_pixels, Shape src_shape, ScipixLuma luma, uint8_t red, uint8_t green, uint8_t blue, uint8_t *dst_pixels, Shape dst_shape) {
  ScipixImage src;
  ScipixImageMut dst;
  ScipixStatus status = shim_view(src_pixels, src_shape, &src);
  if (status == SCIPIX_STATUS_OK) status = shim_view_mut(dst_pixels, dst_shape, &dst);
  if (status == SCIPIX_STATUS_OK) status = scipix_image_grayscale_over(&src, luma, red, green, blue, &dst);
  return status;
}

static inline ScipixStatus shim_image_flatten(const uint8_t *src_pixels, Shape src_shape, uint8_t red, uint8_t green, uint8_t blue, uint8_t *dst_pixels, Shape dst_shape) {
  ScipixImage src;
  ScipixImageMut dst;
  ScipixStatus status = shim_view(src_pixels, src_shape, &src);
  if (status == SCIPIX_STATUS_OK) status = shim_view_mut(dst_pixels, dst_shape, &dst);
  if (status == SCIPIX_STATUS_OK) status = scipix_image_flatten(&src, red, green, blue, &dst);
  return status;
}

static inline ScipixStatus shim_image_threshold(const uint8_t *src_pixels, Shape src_shape, uint8_t threshold, uint8_t *dst_pixels, Shape dst_shape) {
  ScipixImage src;
  ScipixImageMut dst;
  ScipixStatus status = shim_view(src_pixels, src_shape, &src);
  if (status == SCIPIX_STATUS_OK) status = shim_view_mut(dst_pixels, dst_shape, &dst);
  if (status == SCIPIX_STATUS_OK) status = scipix_image_threshold(&src, threshold, &dst);
  return status;
}

static inline ScipixStatus shim_image_invert(const uint8_t *src_pixels, Shape src_shape, uint8_t *dst_pixels, Shape dst_shape) {
  ScipixImage src;
  ScipixImageMut dst;
  ScipixStatus status = shim_view(src_pixels, src_shape, &src);
  if (status == SCIPIX_STATUS_OK) status = shim_view_mut(dst_pixels, dst_shape, &dst);
  if (status == SCIPIX_STATUS_OK) status = scipix_image_invert(&src, &dst);
  return status;
}

static inline ScipixStatus shim_image_otsu(const uint8_t *src_pixels, Shape src_shape, uint8_t *out_level) {
  ScipixImage src;
  ScipixStatus status = shim_view(src_pixels, src_shape, &src);
  if (status == SCIPIX_STATUS_OK) status = scipix_image_otsu(&src, out_level);
  return status;
}

static inline ScipixStatus shim_image_binarize(const uint8_t *src_pixels, Shape src_shape, const ScipixBinarizeParams *params, uint8_t *dst_pixels, Shape dst_shape) {
  ScipixImage src;
  ScipixImageMut dst;
  ScipixStatus status = shim_view(src_pixels, src_shape, &src);
  if (status == SCIPIX_STATUS_OK) status = shim_view_mut(dst_pixels, dst_shape, &dst);
  if (status == SCIPIX_STATUS_OK) status = scipix_image_binarize(&src, params, &dst);
  return status;
}

static inline ScipixStatus shim_image_skew(const uint8_t *src_pixels, Shape src_shape, float *out_degrees, float *out_confidence) {
  ScipixImage src;
  ScipixStatus status = shim_view(src_pixels, src_shape, &src);
  if (status == SCIPIX_STATUS_OK) status = scipix_image_skew(&src, out_degrees, out_confidence);
  return status;
}

static inline ScipixStatus shim_image_flip(const uint8_t *src_pixels, Shape src_shape, ScipixFlip direction, uint8_t *dst_pixels, Shape dst_shape) {
  ScipixImage src;
  ScipixImageMut dst;
  ScipixStatus status = shim_view(src_pixels, src_shape, &src);
  if (status == SCIPIX_STATUS_OK) status = shim_view_mut(dst_pixels, dst_shape, &dst);
  if (status == SCIPIX_STATUS_OK) status = scipix_image_flip(&src, direction, &dst);
  return status;
}

static inline ScipixStatus shim_image_rotate(const uint8_t *src_pixels, Shape src_shape, float degrees, uint8_t fill, uint8_t *dst_pixels, Shape dst_shape) {
  ScipixImage src;
  ScipixImageMut dst;
  ScipixStatus status = shim_view(src_pixels, src_shape, &src);
  if (status == SCIPIX_STATUS_OK) status = shim_view_mut(dst_pixels, dst_shape, &dst);
  if (status == SCIPIX_STATUS_OK) status = scipix_image_rotate(&src, degrees, fill, &dst);
  return status;
}

static inline ScipixStatus shim_image_rotated_size(const uint8_t *src_pixels, Shape src_shape, float degrees, size_t *out_width, size_t *out_height) {
  ScipixImage src;
  ScipixStatus status = shim_view(src_pixels, src_shape, &src);
  if (status == SCIPIX_STATUS_OK) status = scipix_image_rotated_size(&src, degrees, out_width, out_height);
  return status;
}

static inline ScipixStatus shim_image_crop_quad(const uint8_t *src_pixels, Shape src_shape, const float *quad_xy, uint8_t *dst_pixels, Shape dst_shape) {
  ScipixImage src;
  ScipixImageMut dst;
  ScipixStatus status = shim_view(src_pixels, src_shape, &src);
  if (status == SCIPIX_STATUS_OK) status = shim_view_mut(dst_pixels, dst_shape, &dst);
  if (status == SCIPIX_STATUS_OK) status = scipix_image_crop_quad(&src, quad_xy, &dst);
  return status;
}

static inline ScipixStatus shim_image_gray16_to_gray8(const uint8_t *src_pixels, Shape src_shape, uint16_t low, uint16_t high, uint8_t *dst_pixels, Shape dst_shape) {
  ScipixImage src;
  ScipixImageMut dst;
  ScipixStatus status = shim_view(src_pixels, src_shape, &src);
  if (status == SCIPIX_STATUS_OK) status = shim_view_mut(dst_pixels, dst_shape, &dst);
  if (status == SCIPIX_STATUS_OK) status = scipix_image_gray16_to_gray8(&src, low, high, &dst);
  return status;
}

static inline ScipixStatus shim_image_min_max(const uint8_t *src_pixels, Shape src_shape, uint16_t *out_min, uint16_t *out_max) {
  ScipixImage src;
  ScipixStatus status = shim_view(src_pixels, src_shape, &src);
  if (status == SCIPIX_STATUS_OK) status = scipix_image_min_max(&src, out_min, out_max);
  return status;
}

static inline ScipixStatus shim_image_morphology(const uint8_t *src_pixels, Shape src_shape, ScipixMorphology operation, uint32_t width, uint32_t height, ScipixMorphologyRules rules, uint8_t *dst_pixels, Shape dst_shape) {
  ScipixImage src;
  ScipixImageMut dst;
  ScipixStatus status = shim_view(src_pixels, src_shape, &src);
  if (status == SCIPIX_STATUS_OK) status = shim_view_mut(dst_pixels, dst_shape, &dst);
  if (status == SCIPIX_STATUS_OK) status = scipix_image_morphology(&src, operation, width, height, rules, &dst);
  return status;
}

static inline ScipixStatus shim_image_normalize_background(const uint8_t *src_pixels, Shape src_shape, const ScipixBackgroundParams *params, uint8_t *dst_pixels, Shape dst_shape) {
  ScipixImage src;
  ScipixImageMut dst;
  ScipixStatus status = shim_view(src_pixels, src_shape, &src);
  if (status == SCIPIX_STATUS_OK) status = shim_view_mut(dst_pixels, dst_shape, &dst);
  if (status == SCIPIX_STATUS_OK) status = scipix_image_normalize_background(&src, params, &dst);
  return status;
}

static inline ScipixStatus shim_image_median(const uint8_t *src_pixels, Shape src_shape, uint32_t size, uint8_t *dst_pixels, Shape dst_shape) {
  ScipixImage src;
  ScipixImageMut dst;
  ScipixStatus status = shim_view(src_pixels, src_shape, &src);
  if (status == SCIPIX_STATUS_OK) status = shim_view_mut(dst_pixels, dst_shape, &dst);
  if (status == SCIPIX_STATUS_OK) status = scipix_image_median(&src, size, &dst);
  return status;
}

static inline ScipixStatus shim_image_clahe(const uint8_t *src_pixels, Shape src_shape, double clip_limit, uint32_t tiles_x, uint32_t tiles_y, uint8_t *dst_pixels, Shape dst_shape) {
  ScipixImage src;
  ScipixImageMut dst;
  ScipixStatus status = shim_view(src_pixels, src_shape, &src);
  if (status == SCIPIX_STATUS_OK) status = shim_view_mut(dst_pixels, dst_shape, &dst);
  if (status == SCIPIX_STATUS_OK) status = scipix_image_clahe(&src, clip_limit, tiles_x, tiles_y, &dst);
  return status;
}

static inline ScipixStatus shim_image_gaussian_blur(const uint8_t *src_pixels, Shape src_shape, uint32_t width, uint32_t height, double sigma_x, double sigma_y, ScipixBorder border, uint8_t *dst_pixels, Shape dst_shape) {
  ScipixImage src;
  ScipixImageMut dst;
  ScipixStatus status = shim_view(src_pixels, src_shape, &src);
  if (status == SCIPIX_STATUS_OK) status = shim_view_mut(dst_pixels, dst_shape, &dst);
  if (status == SCIPIX_STATUS_OK) status = scipix_image_gaussian_blur(&src, width, height, sigma_x, sigma_y, border, &dst);
  return status;
}

static inline ScipixStatus shim_image_unsharp_mask(const uint8_t *src_pixels, Shape src_shape, double sigma, double amount, uint8_t threshold, uint8_t *dst_pixels, Shape dst_shape) {
  ScipixImage src;
  ScipixImageMut dst;
  ScipixStatus status = shim_view(src_pixels, src_shape, &src);
  if (status == SCIPIX_STATUS_OK) status = shim_view_mut(dst_pixels, dst_shape, &dst);
  if (status == SCIPIX_STATUS_OK) status = scipix_image_unsharp_mask(&src, sigma, amount, threshold, &dst);
  return status;
}

static inline ScipixStatus shim_page_despeckle(const uint8_t *src_pixels, Shape src_shape, const ScipixSpeckParams *params, uint8_t *dst_pixels, Shape dst_shape, ScipixSpecks *out_specks) {
  ScipixImage src;
  ScipixImageMut dst;
  ScipixStatus status = shim_view(src_pixels, src_shape, &src);
  if (status == SCIPIX_STATUS_OK) status = shim_view_mut(dst_pixels, dst_shape, &dst);
  if (status == SCIPIX_STATUS_OK) status = scipix_page_despeckle(&src, params, &dst, out_specks);
  return status;
}

static inline ScipixStatus shim_page_remove_borders(const uint8_t *src_pixels, Shape src_shape, const ScipixBorderParams *params, uint8_t *dst_pixels, Shape dst_shape, ScipixBorders *out_borders) {
  ScipixImage src;
  ScipixImageMut dst;
  ScipixStatus status = shim_view(src_pixels, src_shape, &src);
  if (status == SCIPIX_STATUS_OK) status = shim_view_mut(dst_pixels, dst_shape, &dst);
  if (status == SCIPIX_STATUS_OK) status = scipix_page_remove_borders(&src, params, &dst, out_borders);
  return status;
}

static inline ScipixStatus shim_page_find_borders(const uint8_t *src_pixels, Shape src_shape, const ScipixBorderParams *params, ScipixBorders *out_borders) {
  ScipixImage src;
  ScipixStatus status = shim_view(src_pixels, src_shape, &src);
  if (status == SCIPIX_STATUS_OK) status = scipix_page_find_borders(&src, params, out_borders);
  return status;
}

static inline ScipixStatus shim_page_polarity(const uint8_t *src_pixels, Shape src_shape, ScipixPolarity *out_polarity) {
  ScipixImage src;
  ScipixStatus status = shim_view(src_pixels, src_shape, &src);
  if (status == SCIPIX_STATUS_OK) status = scipix_page_polarity(&src, out_polarity);
  return status;
}

static inline ScipixStatus shim_page_inverted_regions(const uint8_t *src_pixels, Shape src_shape, ScipixPageBox *out_boxes, size_t cap, size_t *out_len) {
  ScipixImage src;
  ScipixStatus status = shim_view(src_pixels, src_shape, &src);
  if (status == SCIPIX_STATUS_OK) status = scipix_page_inverted_regions(&src, out_boxes, cap, out_len);
  return status;
}

static inline ScipixStatus shim_page_remove_lines(const uint8_t *src_pixels, Shape src_shape, const ScipixLineParams *params, uint8_t *dst_pixels, Shape dst_shape, ScipixRuledLine *out_lines, size_t cap, size_t *out_len) {
  ScipixImage src;
  ScipixImageMut dst;
  ScipixStatus status = shim_view(src_pixels, src_shape, &src);
  if (status == SCIPIX_STATUS_OK) status = shim_view_mut(dst_pixels, dst_shape, &dst);
  if (status == SCIPIX_STATUS_OK) status = scipix_page_remove_lines(&src, params, &dst, out_lines, cap, out_len);
  return status;
}

static inline ScipixStatus shim_page_find_lines(const uint8_t *src_pixels, Shape src_shape, const ScipixLineParams *params, ScipixRuledLine *out_lines, size_t cap, size_t *out_len) {
  ScipixImage src;
  ScipixStatus status = shim_view(src_pixels, src_shape, &src);
  if (status == SCIPIX_STATUS_OK) status = scipix_page_find_lines(&src, params, out_lines, cap, out_len);
  return status;
}

static inline ScipixStatus shim_page_orientation(const uint8_t *src_pixels, Shape src_shape, ScipixPageOrientation *out_orientation) {
  ScipixImage src;
  ScipixStatus status = shim_view(src_pixels, src_shape, &src);
  if (status == SCIPIX_STATUS_OK) status = scipix_page_orientation(&src, out_orientation);
  return status;
}

static inline ScipixStatus shim_page_clean(ScipixPageCleaner *cleaner, const uint8_t *src_pixels, Shape src_shape, const ScipixPageCleanParams *params, ScipixPageCleanReport *out_report) {
  ScipixImage src;
  ScipixStatus status = shim_view(src_pixels, src_shape, &src);
  if (status == SCIPIX_STATUS_OK) status = scipix_page_clean(cleaner, &src, params, out_report);
  return status;
}

static inline ScipixStatus shim_image_resize(const uint8_t *src_pixels, Shape src_shape, ScipixFilter filter, uint8_t *dst_pixels, Shape dst_shape) {
  ScipixImage src;
  ScipixImageMut dst;
  ScipixStatus status = shim_view(src_pixels, src_shape, &src);
  if (status == SCIPIX_STATUS_OK) status = shim_view_mut(dst_pixels, dst_shape, &dst);
  if (status == SCIPIX_STATUS_OK) status = scipix_image_resize(&src, filter, &dst);
  return status;
}

static inline ScipixStatus shim_image_resize_by_alpha(const uint8_t *src_pixels, Shape src_shape, ScipixFilter filter, uint8_t *dst_pixels, Shape dst_shape) {
  ScipixImage src;
  ScipixImageMut dst;
  ScipixStatus status = shim_view(src_pixels, src_shape, &src);
  if (status == SCIPIX_STATUS_OK) status = shim_view_mut(dst_pixels, dst_shape, &dst);
  if (status == SCIPIX_STATUS_OK) status = scipix_image_resize_by_alpha(&src, filter, &dst);
  return status;
}

static inline ScipixStatus shim_image_tensor_shape(const uint8_t *pixels, const Region *images, size_t count, const ScipixTensorParams *params, size_t *out_shape, size_t *out_bytes) {
  ScipixBuffer memory;
  ScipixStatus status = shim_views(pixels, images, count, &memory);
  if (status == SCIPIX_STATUS_OK) status = scipix_image_tensor_shape((const ScipixImage *)memory.data, count, params, out_shape, out_bytes);
  scipix_buffer_release(&memory);
  return status;
}

static inline ScipixStatus shim_image_tensor_regions(const uint8_t *pixels, const Region *images, size_t count, const ScipixTensorParams *params, ScipixTensorRegion *out_regions) {
  ScipixBuffer memory;
  ScipixStatus status = shim_views(pixels, images, count, &memory);
  if (status == SCIPIX_STATUS_OK) status = scipix_image_tensor_regions((const ScipixImage *)memory.data, count, params, out_regions);
  scipix_buffer_release(&memory);
  return status;
}

static inline ScipixStatus shim_image_to_tensor(const uint8_t *pixels, const Region *images, size_t count, const ScipixTensorParams *params, void *out, size_t out_bytes) {
  ScipixBuffer memory;
  ScipixStatus status = shim_views(pixels, images, count, &memory);
  if (status == SCIPIX_STATUS_OK) status = scipix_image_to_tensor((const ScipixImage *)memory.data, count, params, out, out_bytes);
  scipix_buffer_release(&memory);
  return status;
}

static inline ScipixStatus shim_plan_output_size(const ScipixPlan *plan, const uint8_t *src_pixels, Shape src_shape, size_t *out_width, size_t *out_height, size_t *out_bytes) {
  ScipixImage src;
  ScipixStatus status = shim_view(src_pixels, src_shape, &src);
  if (status == SCIPIX_STATUS_OK) status = scipix_plan_output_size(plan, &src, out_width, out_height, out_bytes);
  return status;
}

static inline ScipixStatus shim_plan_run(const ScipixPlan *plan, const uint8_t *src_pixels, Shape src_shape, uint8_t *dst_pixels, Shape dst_shape) {
  ScipixImage src;
  ScipixImageMut dst;
  ScipixStatus status = shim_view(src_pixels, src_shape, &src);
  if (status == SCIPIX_STATUS_OK) status = shim_view_mut(dst_pixels, dst_shape, &dst);
  if (status == SCIPIX_STATUS_OK) status = scipix_plan_run(plan, &src, &dst);
  return status;
}

static inline ScipixStatus shim_plan_run_tensor(const ScipixPlan *plan, const uint8_t *src_pixels, Shape src_shape, void *out, size_t out_bytes) {
  ScipixImage src;
  ScipixStatus status = shim_view(src_pixels, src_shape, &src);
  if (status == SCIPIX_STATUS_OK) status = scipix_plan_run_tensor(plan, &src, out, out_bytes);
  return status;
}

static inline ScipixStatus shim_plan_run_many(const ScipixPlan *plan, const uint8_t *pixels, const Region *srcs, size_t count, uint8_t *dsts_pixels, const Region *dsts) {
  ScipixBuffer memory;
  ScipixBuffer dsts_memory = {0};
  ScipixStatus status = shim_views(pixels, srcs, count, &memory);
  if (status == SCIPIX_STATUS_OK) status = shim_views_mut(dsts_pixels, dsts, count, &dsts_memory);
  if (status == SCIPIX_STATUS_OK) status = scipix_plan_run_many(plan, (const ScipixImage *)memory.data, count, (const ScipixImageMut *)dsts_memory.data);
  scipix_buffer_release(&memory);
  scipix_buffer_release(&dsts_memory);
  return status;
}

static inline ScipixStatus shim_plan_tensor_shape(const ScipixPlan *plan, const uint8_t *pixels, const Region *srcs, size_t count, size_t *out_shape, size_t *out_bytes) {
  ScipixBuffer memory;
  ScipixStatus status = shim_views(pixels, srcs, count, &memory);
  if (status == SCIPIX_STATUS_OK) status = scipix_plan_tensor_shape(plan, (const ScipixImage *)memory.data, count, out_shape, out_bytes);
  scipix_buffer_release(&memory);
  return status;
}

static inline ScipixStatus shim_plan_run_tensor_many(const ScipixPlan *plan, const uint8_t *pixels, const Region *srcs, size_t count, void *out, size_t out_bytes) {
  ScipixBuffer memory;
  ScipixStatus status = shim_views(pixels, srcs, count, &memory);
  if (status == SCIPIX_STATUS_OK) status = scipix_plan_run_tensor_many(plan, (const ScipixImage *)memory.data, count, out, out_bytes);
  scipix_buffer_release(&memory);
  return status;
}

static inline ScipixStatus shim_image_components(const uint8_t *src_pixels, Shape src_shape, ScipixConnectivity connectivity, uint32_t *out_labels, size_t labels_stride, ScipixComponent *out_components, size_t cap, size_t *out_len) {
  ScipixImage src;
  ScipixStatus status = shim_view(src_pixels, src_shape, &src);
  if (status == SCIPIX_STATUS_OK) status = scipix_image_components(&src, connectivity, out_labels, labels_stride, out_components, cap, out_len);
  return status;
}

static inline ScipixStatus shim_image_crop_quad_with(const uint8_t *src_pixels, Shape src_shape, const float *quad_xy, const ScipixCropParams *params, uint8_t *dst_pixels, Shape dst_shape) {
  ScipixImage src;
  ScipixImageMut dst;
  ScipixStatus status = shim_view(src_pixels, src_shape, &src);
  if (status == SCIPIX_STATUS_OK) status = shim_view_mut(dst_pixels, dst_shape, &dst);
  if (status == SCIPIX_STATUS_OK) status = scipix_image_crop_quad_with(&src, quad_xy, params, &dst);
  return status;
}

static inline ScipixStatus shim_image_crops_tensor_shape(const uint8_t *src_pixels, Shape src_shape, const float *quads_xy, size_t count, const ScipixCropParams *crop, const ScipixTensorParams *params, size_t *out_shape, size_t *out_bytes) {
  ScipixImage src;
  ScipixStatus status = shim_view(src_pixels, src_shape, &src);
  if (status == SCIPIX_STATUS_OK) status = scipix_image_crops_tensor_shape(&src, quads_xy, count, crop, params, out_shape, out_bytes);
  return status;
}

static inline ScipixStatus shim_image_crops_to_tensor(const uint8_t *src_pixels, Shape src_shape, const float *quads_xy, size_t count, const ScipixCropParams *crop, const ScipixTensorParams *params, void *out, size_t out_bytes) {
  ScipixImage src;
  ScipixStatus status = shim_view(src_pixels, src_shape, &src);
  if (status == SCIPIX_STATUS_OK) status = scipix_image_crops_to_tensor(&src, quads_xy, count, crop, params, out, out_bytes);
  return status;
}

#endif
