/* Compares scipix_image_to_tensor with its formula, and tests layouts, padding, batches and wrong arguments. */
#define _DEFAULT_SOURCE
#include "canvas.h"

#include <math.h>

static ScipixTensorParams params_of(uint32_t width, uint32_t height) {
  ScipixTensorParams params;
  int i;
  CHECK_OK(scipix_tensor_params_init(&params));
  for (i = 0; i < 3; ++i) {
    params.mean[i] = 0.4f + 0.05f * (float)i;
    params.std_dev[i] = 0.2f + 0.03f * (float)i;
  }
  params.width = width;
  params.height = height;
  params.fill = -7;
  return params;
}

/* Reads channel 0, 1 or 2 of a pixel: red, green or blue. */
static uint8_t colour(const Canvas *canvas, size_t x, size_t y, int channel) {
  const uint8_t *row = canvas->data + y * canvas->stride;
  switch (canvas->format) {
    case SCIPIX_PIXEL_FORMAT_RGB8: return row[3 * x + (size_t)channel];
    case SCIPIX_PIXEL_FORMAT_BGR8: return row[3 * x + 2 - (size_t)channel];
    case SCIPIX_PIXEL_FORMAT_RGBA8: return row[4 * x + (size_t)channel];
    case SCIPIX_PIXEL_FORMAT_BGRA8: return row[4 * x + 2 - (size_t)channel];
    default: return canvas_gray(canvas, x, y, SCIPIX_LUMA_BT601);
  }
}

static double wanted(const Canvas *src, const ScipixTensorParams *params, size_t x, size_t y, int channel) {
  int source = params->channels == SCIPIX_PIXEL_FORMAT_BGR8 ? 2 - channel : channel;
  uint8_t px = params->channels == SCIPIX_PIXEL_FORMAT_GRAY8 ? canvas_gray(src, x, y, SCIPIX_LUMA_BT601)
                                                             : colour(src, x, y, source);
  return (px / 255.0 - (double)params->mean[channel]) / (double)params->std_dev[channel];
}

static void values_agree(ScipixPixelFormat format, ScipixPixelFormat channels, ScipixTensorLayout layout, size_t width) {
  Canvas src = canvas_random(format, width, 5, 3, (uint32_t)width);
  ScipixTensorParams params = params_of(0, 0);
  ScipixImage from = canvas_image(&src);
  size_t shape[4], bytes, count = channels == SCIPIX_PIXEL_FORMAT_GRAY8 ? 1 : 3, x, y, c;
  bool near = true;
  float *out;
  params.channels = channels;
  params.layout = layout;
  CHECK_OK(scipix_image_tensor_shape(&from, 1, &params, shape, &bytes));
  CHECK_EQUAL(bytes, 4 * count * width * 5);
  CHECK(layout == SCIPIX_TENSOR_LAYOUT_NCHW ? shape[1] == count && shape[2] == 5 && shape[3] == width
                                            : shape[1] == 5 && shape[2] == width && shape[3] == count);
  out = (float *)malloc(bytes);
  require(out != NULL, "malloc");
  CHECK_OK(scipix_image_to_tensor(&from, 1, &params, out, bytes));
  for (c = 0; c < count; ++c) {
    for (y = 0; y < 5; ++y) {
      for (x = 0; x < width; ++x) {
        size_t at = layout == SCIPIX_TENSOR_LAYOUT_NCHW ? (c * 5 + y) * width + x : (y * width + x) * count + c;
        near = near && fabs((double)out[at] - wanted(&src, &params, x, y, (int)c)) < 1e-5;
      }
    }
  }
  if (!CHECK(near)) fprintf(stderr, "  format %d, channels %d, layout %d, width %zu\n", format, channels, layout, width);
  free(out);
  canvas_free(&src);
}

static void values_equal_the_formula_in_every_format_and_layout(void) {
  static const ScipixPixelFormat channels[] = {SCIPIX_PIXEL_FORMAT_RGB8, SCIPIX_PIXEL_FORMAT_BGR8,
                                               SCIPIX_PIXEL_FORMAT_GRAY8};
  size_t width;
  int f, c;
  for (f = 0; f < ALL_FORMATS; ++f) {
    for (c = 0; c < 3; ++c) {
      for (width = 1; width < 70; width += 4) {
        values_agree(all_formats[f], channels[c], SCIPIX_TENSOR_LAYOUT_NCHW, width);
        values_agree(all_formats[f], channels[c], SCIPIX_TENSOR_LAYOUT_NHWC, width);
      }
    }
  }
}

/* A batch of lines equals the tensors of each line alone, with the columns at the right filled. */
static void a_batch_equals_its_padded_lines(void) {
  enum { LINES = 5, WIDTH = 160, HEIGHT = 24, ONE = 3 * WIDTH * HEIGHT };
  Canvas page = canvas_random(SCIPIX_PIXEL_FORMAT_BGR8, 300, 120, 7, 3);
  ScipixTensorParams params = params_of(WIDTH, HEIGHT);
  ScipixImage whole = canvas_image(&page), lines[LINES];
  float *batch = (float *)malloc(sizeof(float) * ONE * LINES), *one = (float *)malloc(sizeof(float) * ONE);
  size_t i, columns;
  require(batch != NULL && one != NULL, "malloc");
  params.fit = SCIPIX_TENSOR_FIT_HEIGHT;
  for (i = 0; i < LINES; ++i) {
    CHECK_OK(scipix_image_subview(&whole, 3 * i, 20 * i, 40 + 60 * i, 18 + i, &lines[i]));
  }
  CHECK_OK(scipix_image_to_tensor(lines, LINES, &params, batch, sizeof(float) * ONE * LINES));
  for (i = 0; i < LINES; ++i) {
    CHECK_OK(scipix_image_to_tensor(&lines[i], 1, &params, one, sizeof(float) * ONE));
    CHECK(memcmp(batch + i * ONE, one, sizeof(float) * ONE) == 0);
    columns = (lines[i].width * HEIGHT + lines[i].height - 1) / lines[i].height;
    CHECK(columns >= WIDTH || (one[columns] == -7.0f && one[WIDTH - 1] == -7.0f));
    CHECK(columns > WIDTH || one[columns - 1] != -7.0f);
  }
  free(batch);
  free(one);
  canvas_free(&page);
}

/* A line of two pixels in the middle of four by four, and along the upper edge. */
static void padding_is_in_the_middle_or_at_the_end(void) {
  static const float middle[] = {9, 9, 9, 9, 1, 1, 0, 0, 1, 1, 0, 0, 9, 9, 9, 9};
  static const float corner[] = {1, 1, 0, 0, 1, 1, 0, 0, 9, 9, 9, 9, 9, 9, 9, 9};
  static const float edges[] = {1, 1, 0, 0, 1, 1, 0, 0, 1, 1, 0, 0, 1, 1, 0, 0};
  static const float narrow[] = {9, 1, 0, 9, 9}, narrow_edges[] = {1, 1, 0, 0, 0};
  const uint8_t px[2] = {255, 0};
  const ScipixImage image = {px, 2, 1, 0, SCIPIX_PIXEL_FORMAT_GRAY8};
  ScipixTensorParams params;
  float out[16];
  CHECK_OK(scipix_tensor_params_init(&params));
  CHECK(params.fit == SCIPIX_TENSOR_FIT_STRETCH && params.placement == SCIPIX_TENSOR_PLACEMENT_TOP_LEFT &&
        params.padding == SCIPIX_TENSOR_PADDING_CONSTANT);
  params.channels = SCIPIX_PIXEL_FORMAT_GRAY8;
  params.fill = 9;
  params.filter = SCIPIX_FILTER_NEAREST;
  params.width = params.height = 4;
  params.fit = SCIPIX_TENSOR_FIT_INSIDE;
  CHECK_OK(scipix_image_to_tensor(&image, 1, &params, out, sizeof out));
  CHECK(memcmp(out, corner, sizeof out) == 0);
  params.placement = SCIPIX_TENSOR_PLACEMENT_CENTER;
  CHECK_OK(scipix_image_to_tensor(&image, 1, &params, out, sizeof out));
  CHECK(memcmp(out, middle, sizeof out) == 0);
  params.padding = SCIPIX_TENSOR_PADDING_EDGE;
  CHECK_OK(scipix_image_to_tensor(&image, 1, &params, out, sizeof out));
  CHECK(memcmp(out, edges, sizeof out) == 0);
  params.width = 5;
  params.height = 1;
  CHECK_OK(scipix_image_to_tensor(&image, 1, &params, out, 5 * sizeof *out));
  CHECK(memcmp(out, narrow_edges, sizeof narrow_edges) == 0);
  params.padding = SCIPIX_TENSOR_PADDING_CONSTANT;
  CHECK_OK(scipix_image_to_tensor(&image, 1, &params, out, 5 * sizeof *out));
  CHECK(memcmp(out, narrow, sizeof narrow) == 0);
}

/* The region is where the tensor is not `fill`, and a point of it comes back to the image. */
static void regions_are_where_the_images_lie(void) {
  enum { WIDTH = 31, HEIGHT = 20, ONE = WIDTH * HEIGHT };
  static const size_t sizes[][2] = {{60, 20}, {20, 60}, {1, 1}, {90, 1}, {31, 20}};
  static uint8_t px[60 * 60];
  static float out[5 * ONE];
  ScipixImage images[5];
  ScipixTensorParams params;
  ScipixTensorRegion regions[5];
  size_t i, at;
  CHECK_OK(scipix_tensor_params_init(&params));
  params.channels = SCIPIX_PIXEL_FORMAT_GRAY8;
  params.width = WIDTH;
  params.height = HEIGHT;
  params.fill = -7;
  for (i = 0; i < 5; ++i) {
    CHECK_OK(scipix_image_view(px, sizeof px, sizes[i][0], sizes[i][1], 0, SCIPIX_PIXEL_FORMAT_GRAY8, &images[i]));
  }
  for (params.fit = SCIPIX_TENSOR_FIT_STRETCH; params.fit <= SCIPIX_TENSOR_FIT_INSIDE; ++params.fit) {
    for (params.placement = 0; params.placement <= SCIPIX_TENSOR_PLACEMENT_CENTER; ++params.placement) {
      CHECK_OK(scipix_image_to_tensor(images, 5, &params, out, sizeof out));
      CHECK_OK(scipix_image_tensor_regions(images, 5, &params, regions));
      for (at = 0; at < 5 * ONE; ++at) {
        const ScipixTensorRegion *region = &regions[at / ONE];
        size_t x = at % WIDTH, y = at / WIDTH % HEIGHT;
        bool inside = x - region->x < region->width && y - region->y < region->height;
        if (!CHECK(inside == (out[at] != -7.0f))) return;
      }
    }
  }
  params.fit = SCIPIX_TENSOR_FIT_INSIDE; /* in the middle, of which the upper part is the smaller one */
  params.placement = SCIPIX_TENSOR_PLACEMENT_CENTER;
  CHECK_OK(scipix_image_tensor_regions(images, 1, &params, regions));
  CHECK(regions[0].x == 0 && regions[0].y == 4 && regions[0].width == 31 && regions[0].height == 11);
}

static void quantised_values_round_and_saturate(void) {
  uint8_t px[4] = {0, 1, 2, 255};
  int8_t out[4];
  uint8_t unsigned_out[4];
  ScipixImage image = {px, 4, 1, 0, SCIPIX_PIXEL_FORMAT_GRAY8};
  ScipixTensorParams params;
  CHECK_OK(scipix_tensor_params_init(&params));
  params.channels = SCIPIX_PIXEL_FORMAT_GRAY8;
  params.element = SCIPIX_ELEMENT_I8;
  params.std_dev[0] = 1.0f / 255;
  params.scale = 1.9f;
  params.zero_point = -100;
  CHECK_OK(scipix_image_to_tensor(&image, 1, &params, out, sizeof out));
  CHECK(out[0] == -100 && out[1] == -99 && out[2] == -99 && out[3] == 34);
  params.element = SCIPIX_ELEMENT_U8;
  params.zero_point = 200;
  CHECK_OK(scipix_image_to_tensor(&image, 1, &params, unsigned_out, sizeof unsigned_out));
  CHECK(unsigned_out[0] == 200 && unsigned_out[1] == 201 && unsigned_out[2] == 201 && unsigned_out[3] == 255);
}

#define REFUSED(field, value, status)                                                         \
  do {                                                                                        \
    ScipixTensorParams bad = params_of(0, 0);                                                 \
    bad.field = (value);                                                                      \
    CHECK_EQUAL(scipix_image_to_tensor(&from, 1, &bad, out, sizeof out), status);             \
    CHECK_EQUAL(scipix_image_tensor_shape(&from, 1, &bad, shape, &bytes), status);            \
    CHECK_EQUAL(scipix_image_tensor_regions(&from, 1, &bad, &region), status);                \
  } while (0)

static void wrong_parameters_are_refused_and_write_nothing(void) {
  Canvas src = canvas_random(SCIPIX_PIXEL_FORMAT_RGB8, 4, 4, 0, 1);
  ScipixImage from = canvas_image(&src);
  size_t shape[4] = {77, 77, 77, 77}, bytes = 77, i;
  ScipixTensorRegion region = {77, 77, 77, 77};
  float out[48];
  for (i = 0; i < 48; ++i) out[i] = 5;
  REFUSED(layout, 2, SCIPIX_STATUS_INVALID_ARGUMENT);
  REFUSED(element, 1, SCIPIX_STATUS_INVALID_ARGUMENT);
  REFUSED(element, -1, SCIPIX_STATUS_INVALID_ARGUMENT);
  REFUSED(channels, 0, SCIPIX_STATUS_INVALID_ARGUMENT);
  REFUSED(channels, SCIPIX_PIXEL_FORMAT_RGBA8, SCIPIX_STATUS_UNSUPPORTED);
  REFUSED(channels, SCIPIX_PIXEL_FORMAT_BIT1, SCIPIX_STATUS_UNSUPPORTED);
  REFUSED(mean[1], (float)NAN, SCIPIX_STATUS_INVALID_ARGUMENT);
  REFUSED(std_dev[2], 0, SCIPIX_STATUS_INVALID_ARGUMENT);
  REFUSED(std_dev[2], (float)INFINITY, SCIPIX_STATUS_INVALID_ARGUMENT);
  REFUSED(fill, (float)NAN, SCIPIX_STATUS_INVALID_ARGUMENT);
  REFUSED(filter, 99, SCIPIX_STATUS_INVALID_ARGUMENT);
  REFUSED(fit, 3, SCIPIX_STATUS_INVALID_ARGUMENT);
  REFUSED(fit, -1, SCIPIX_STATUS_INVALID_ARGUMENT);
  REFUSED(placement, 2, SCIPIX_STATUS_INVALID_ARGUMENT);
  REFUSED(padding, 2, SCIPIX_STATUS_INVALID_ARGUMENT);
  REFUSED(stores, 3, SCIPIX_STATUS_INVALID_ARGUMENT);
  CHECK(shape[0] == 77 && shape[3] == 77 && bytes == 77);
  CHECK(region.x == 77 && region.y == 77 && region.width == 77 && region.height == 77);
  for (i = 0; i < 48; ++i) CHECK(out[i] == 5);
  canvas_free(&src);
}

static void wrong_arguments_are_refused_and_write_nothing(void) {
  Canvas src = canvas_random(SCIPIX_PIXEL_FORMAT_RGB8, 4, 4, 0, 1);
  ScipixImage from[2];
  ScipixTensorParams params = params_of(0, 0);
  size_t shape[4], bytes;
  float out[96];
  from[0] = from[1] = canvas_image(&src);
  CHECK_FAILS(scipix_tensor_params_init(NULL), SCIPIX_STATUS_NULL_POINTER, "params");
  CHECK_FAILS(scipix_image_tensor_shape(NULL, 1, &params, shape, &bytes), SCIPIX_STATUS_NULL_POINTER, "images");
  CHECK_FAILS(scipix_image_tensor_shape(from, 1, NULL, shape, &bytes), SCIPIX_STATUS_NULL_POINTER, "params");
  CHECK_FAILS(scipix_image_tensor_shape(from, 1, &params, NULL, &bytes), SCIPIX_STATUS_NULL_POINTER, "out_shape");
  CHECK_OK(scipix_image_tensor_shape(from, 2, &params, shape, NULL));
  CHECK_FAILS(scipix_image_to_tensor(NULL, 1, &params, out, 192), SCIPIX_STATUS_NULL_POINTER, "images");
  CHECK_FAILS(scipix_image_to_tensor(from, 1, NULL, out, 192), SCIPIX_STATUS_NULL_POINTER, "params");
  CHECK_FAILS(scipix_image_to_tensor(from, 1, &params, NULL, 192), SCIPIX_STATUS_NULL_POINTER, "out");
  CHECK_FAILS(scipix_image_to_tensor(from, 1, &params, out, 191), SCIPIX_STATUS_SIZE_MISMATCH, "out");
  CHECK_FAILS(scipix_image_to_tensor(from, 2, &params, out, 192), SCIPIX_STATUS_SIZE_MISMATCH, "out");
  CHECK_FAILS(scipix_image_to_tensor(from, 1, &params, (char *)out + 1, 192), SCIPIX_STATUS_INVALID_ARGUMENT, "out");
  CHECK_EQUAL(scipix_image_to_tensor(from, SIZE_MAX / 8, &params, out, 192), SCIPIX_STATUS_OVERFLOW);
  CHECK_OK(scipix_image_to_tensor(NULL, 0, &params, NULL, 0));
  from[1].width = 3;
  CHECK_FAILS(scipix_image_to_tensor(from, 2, &params, out, 384), SCIPIX_STATUS_SIZE_MISMATCH, "images");
  from[1].data = NULL;
  CHECK_FAILS(scipix_image_to_tensor(from, 2, &params, out, 384), SCIPIX_STATUS_NULL_POINTER, "images[1]");
  params.element = SCIPIX_ELEMENT_U8;
  CHECK_FAILS(scipix_image_to_tensor(from, 1, &params, src.data + 47, 48), SCIPIX_STATUS_INVALID_ARGUMENT, "out");
  params.width = params.height = UINT32_MAX;
  params.element = SCIPIX_ELEMENT_F32;
  CHECK_EQUAL(scipix_image_tensor_shape(from, 1, &params, shape, &bytes), SCIPIX_STATUS_OVERFLOW);
  canvas_free(&src);
}

static void wrong_arguments_of_regions_are_refused(void) {
  static const uint8_t px[16];
  union {
    ScipixImage images[2];
    ScipixTensorRegion regions[2];
  } both;
  ScipixTensorParams params = params_of(0, 0);
  ScipixTensorRegion regions[2];
  CHECK_OK(scipix_image_view(px, 16, 4, 4, 0, SCIPIX_PIXEL_FORMAT_GRAY8, &both.images[0]));
  both.images[1] = both.images[0];
  CHECK_FAILS(scipix_image_tensor_regions(NULL, 1, &params, regions), SCIPIX_STATUS_NULL_POINTER, "images");
  CHECK_FAILS(scipix_image_tensor_regions(both.images, 1, NULL, regions), SCIPIX_STATUS_NULL_POINTER, "params");
  CHECK_FAILS(scipix_image_tensor_regions(both.images, 1, &params, NULL), SCIPIX_STATUS_NULL_POINTER, "out_regions");
  CHECK_FAILS(scipix_image_tensor_regions(both.images, 2, &params, both.regions), SCIPIX_STATUS_INVALID_ARGUMENT,
              "out_regions");
  CHECK_EQUAL(scipix_image_tensor_regions(both.images, SIZE_MAX / 8, &params, regions), SCIPIX_STATUS_OVERFLOW);
  CHECK_OK(scipix_image_tensor_regions(NULL, 0, &params, NULL));
  params.width = params.height = UINT32_MAX;
  CHECK_EQUAL(scipix_image_tensor_regions(both.images, 2, &params, regions), SCIPIX_STATUS_OVERFLOW);
}

int main(void) {
  values_equal_the_formula_in_every_format_and_layout();
  a_batch_equals_its_padded_lines();
  padding_is_in_the_middle_or_at_the_end();
  regions_are_where_the_images_lie();
  quantised_values_round_and_saturate();
  wrong_parameters_are_refused_and_write_nothing();
  wrong_arguments_are_refused_and_write_nothing();
  wrong_arguments_of_regions_are_refused();
  return check_report("tensor");
}
