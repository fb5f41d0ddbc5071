/* Tests crops with interpolations and turns, their sizes, and crops written as a tensor. */
#define _DEFAULT_SOURCE
#include "canvas.h"

#include <math.h>

static ScipixCropParams params_with(ScipixInterpolation interpolation, float turn_ratio) {
  ScipixCropParams params;
  CHECK_OK(scipix_crop_params_init(&params));
  params.interpolation = interpolation;
  params.turn_ratio = turn_ratio;
  return params;
}

static void defaults_are_those_of_the_reference(void) {
  ScipixCropParams params;
  CHECK_OK(scipix_crop_params_init(&params));
  CHECK(params.struct_size == sizeof params && params.interpolation == SCIPIX_INTERPOLATION_CUBIC && params.turn_ratio == 1.5f);
  CHECK(params.corners == SCIPIX_QUAD_CORNERS_PIXEL_CENTRES && params.pad_flat == 0);
}

static void regions_are_copied_by_every_interpolation(void) {
  const float quad[8] = {13, 7, 53, 7, 53, 36, 13, 36};
  ScipixInterpolation i;
  int f;
  for (f = 0; f < ALL_FORMATS; ++f) {
    if (!has_byte_channels(all_formats[f])) continue;
    size_t y, bytes = format_row_bytes(all_formats[f], 1);
    for (i = SCIPIX_INTERPOLATION_NEAREST; i <= SCIPIX_INTERPOLATION_CUBIC; ++i) {
      Canvas page = canvas_random(all_formats[f], 70, 50, 5, 9), crop = canvas_empty(all_formats[f], 40, 29, 4);
      ScipixCropParams params = params_with(i, 1.5f);
      ScipixImage src = canvas_image(&page);
      ScipixImageMut dst = canvas_image_mut(&crop);
      CHECK_OK(scipix_image_crop_quad_with(&src, quad, &params, &dst));
      for (y = 0; y < 29; ++y) {
        CHECK(memcmp(crop.data + y * crop.stride, page.data + (y + 7) * page.stride + 13 * bytes, 40 * bytes) == 0);
      }
      CHECK(canvas_surroundings_intact(&crop));
      canvas_free(&page);
      canvas_free(&crop);
    }
  }
}

/* Crops far beyond every border: a read past the last pixel would hit the inaccessible page and crash. */
static void corners_of_the_image_are_not_read_beyond(void) {
  size_t width, height;
  ScipixInterpolation i;
  int f;
  for (f = 0; f < ALL_FORMATS; ++f) {
    if (!has_byte_channels(all_formats[f])) continue;
    for (i = SCIPIX_INTERPOLATION_NEAREST; i <= SCIPIX_INTERPOLATION_CUBIC; ++i) {
      ScipixCropParams params = params_with(i, 0);
      for (width = 1; width < 12; ++width) {
        for (height = 1; height < 6; ++height) {
          Canvas page = canvas_random(all_formats[f], width, height, 0, 9), out = canvas_empty(all_formats[f], 31, 17, 0);
          const float quad[8] = {-9, -9, (float)width + 9, -9, (float)width + 7, (float)height + 8, -8, (float)height + 9};
          ScipixImage src = canvas_image(&page);
          ScipixImageMut dst = canvas_image_mut(&out);
          CHECK_OK(scipix_image_crop_quad_with(&src, quad, &params, &dst));
          CHECK(canvas_surroundings_intact(&out));
          CHECK(memcmp(out.data, page.data, format_row_bytes(all_formats[f], 1)) == 0); /* the nearest pixel */
          canvas_free(&page);
          canvas_free(&out);
        }
      }
    }
  }
}

/* Twice as wide: pixels of the crop lie half a pixel apart, from the first corner on or half of that behind it. */
static void corners_are_centres_or_edges(void) {
  const float quad[8] = {0, 0, 3, 0, 3, 1, 0, 1};
  const uint8_t row[4] = {0, 100, 200, 200}, centres[6] = {0, 50, 100, 150, 200, 200}, edges[6] = {0, 25, 75, 125, 175, 200};
  ScipixCropParams params = params_with(SCIPIX_INTERPOLATION_BILINEAR, 0);
  ScipixImage src;
  ScipixImageMut dst;
  uint8_t out[6];
  CHECK_OK(scipix_image_view(row, 4, 4, 1, 0, SCIPIX_PIXEL_FORMAT_GRAY8, &src));
  CHECK_OK(scipix_image_view_mut(out, 6, 6, 1, 0, SCIPIX_PIXEL_FORMAT_GRAY8, &dst));
  CHECK_OK(scipix_image_crop_quad_with(&src, quad, &params, &dst));
  CHECK(memcmp(out, centres, 6) == 0);
  params.corners = SCIPIX_QUAD_CORNERS_PIXEL_EDGES;
  CHECK_OK(scipix_image_crop_quad_with(&src, quad, &params, &dst));
  CHECK(memcmp(out, edges, 6) == 0);
  memset(out, 0, sizeof out);
  CHECK_OK(scipix_image_crop_quad(&src, quad, &dst));
  CHECK(memcmp(out, edges, 6) == 0);
}

static void tall_crops_are_turned(void) {
  const float tall[8] = {0, 0, 2, 0, 2, 4, 0, 4};
  const uint8_t pixels[12] = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11}, turned[8] = {1, 4, 7, 10, 0, 3, 6, 9};
  ScipixCropParams params = params_with(SCIPIX_INTERPOLATION_CUBIC, 1.5f);
  ScipixCropSize size = {77, 77};
  ScipixImage src;
  ScipixImageMut dst;
  uint8_t out[8] = {0};
  CHECK_OK(scipix_image_view(pixels, 12, 3, 4, 0, SCIPIX_PIXEL_FORMAT_GRAY8, &src));
  CHECK_OK(scipix_crop_quad_size(tall, &params, &size));
  CHECK(size.width == 4 && size.height == 2);
  CHECK_OK(scipix_image_view_mut(out, 8, size.width, size.height, 0, SCIPIX_PIXEL_FORMAT_GRAY8, &dst));
  CHECK_OK(scipix_image_crop_quad_with(&src, tall, &params, &dst));
  CHECK(memcmp(out, turned, 8) == 0);
  params.turn_ratio = 2.5f;
  CHECK_OK(scipix_crop_quad_size(tall, &params, &size));
  CHECK(size.width == 2 && size.height == 4);
}

enum { LINES = 3 };
static const float lines[LINES * 8] = {3,  4, 60, 9, 58, 21, 1,  16, 70, 5,  80, 5,
                                       80, 50, 70, 50, 10, 40, 30, 40, 30, 52, 10, 52};

static ScipixTensorParams tensor_params(void) {
  ScipixTensorParams params;
  CHECK_OK(scipix_tensor_params_init(&params));
  params.height = 48;
  params.fit = SCIPIX_TENSOR_FIT_HEIGHT;
  params.mean[0] = params.mean[1] = params.mean[2] = 0.5f;
  params.std_dev[0] = params.std_dev[1] = params.std_dev[2] = 0.5f;
  return params;
}

/* The tensor of all crops is what the crops, one by one, and the conversion of images give. */
static void lines_of_a_page_become_a_tensor(void) {
  Canvas page = canvas_random(SCIPIX_PIXEL_FORMAT_BGR8, 90, 60, 5, 3), crops[LINES];
  ScipixImage src = canvas_image(&page), images[LINES];
  ScipixCropParams crop = params_with(SCIPIX_INTERPOLATION_CUBIC, 1.5f);
  ScipixTensorParams params = tensor_params();
  size_t shape[4], expected_shape[4], bytes = 0, expected_bytes = 0, i;
  uint8_t *found, *expected;
  for (i = 0; i < LINES; ++i) {
    ScipixCropSize size;
    ScipixImageMut dst;
    CHECK_OK(scipix_crop_quad_size(lines + 8 * i, &crop, &size));
    crops[i] = canvas_empty(SCIPIX_PIXEL_FORMAT_BGR8, size.width, size.height, 0);
    dst = canvas_image_mut(&crops[i]);
    CHECK_OK(scipix_image_crop_quad_with(&src, lines + 8 * i, &crop, &dst));
    images[i] = canvas_image(&crops[i]);
  }
  CHECK_OK(scipix_image_tensor_shape(images, LINES, &params, expected_shape, &expected_bytes));
  CHECK_OK(scipix_image_crops_tensor_shape(&src, lines, LINES, &crop, &params, shape, &bytes));
  CHECK(bytes == expected_bytes && memcmp(shape, expected_shape, sizeof shape) == 0 && shape[0] == LINES && shape[2] == 48);
  CHECK_OK(scipix_image_crops_tensor_shape(&src, lines, LINES, &crop, &params, shape, NULL));
  found = (uint8_t *)malloc(bytes);
  expected = (uint8_t *)malloc(bytes);
  require(found != NULL && expected != NULL, "malloc");
  CHECK_OK(scipix_image_to_tensor(images, LINES, &params, expected, bytes));
  CHECK_OK(scipix_image_crops_to_tensor(&src, lines, LINES, &crop, &params, found, bytes));
  CHECK(memcmp(found, expected, bytes) == 0);
  CHECK_OK(scipix_image_crops_to_tensor(&src, NULL, 0, &crop, &params, NULL, 0));
  for (i = 0; i < LINES; ++i) canvas_free(&crops[i]);
  canvas_free(&page);
  free(found);
  free(expected);
}

/* Lines that a small page clips to nothing: the call fails and names the first of them, or they are padding. */
static void flat_lines_are_refused_or_padding(void) {
  const float flat[LINES * 8] = {0, 9, 900, 9, 900, 9, 0, 9, 10, 40, 30, 40, 30, 52, 10, 52, 5, 5, 5, 5, 5, 5, 5, 5};
  Canvas page = canvas_random(SCIPIX_PIXEL_FORMAT_RGB8, 90, 60, 0, 3);
  ScipixImage src = canvas_image(&page);
  ScipixCropParams crop = params_with(SCIPIX_INTERPOLATION_CUBIC, 1.5f);
  ScipixTensorParams params = tensor_params();
  size_t shape[4], alone[4], bytes = 0, i;
  float *out, *line;
  params.fill = 0.25f;
  crop.pad_flat = 1;
  CHECK_OK(scipix_image_crops_tensor_shape(&src, flat + 8, 1, &crop, &params, alone, &bytes));
  CHECK_OK(scipix_image_crops_tensor_shape(&src, flat, LINES, &crop, &params, shape, &bytes));
  CHECK(shape[0] == LINES && memcmp(shape + 1, alone + 1, 3 * sizeof *shape) == 0);
  out = (float *)malloc(bytes);
  line = (float *)malloc(bytes / LINES);
  require(out != NULL && line != NULL, "malloc");
  memset(out, CANARY, bytes);
  crop.pad_flat = 0;
  CHECK_OK(scipix_image_crops_to_tensor(&src, flat + 8, 1, &crop, &params, line, bytes / LINES));
  crop.pad_flat = 2;
  CHECK_FAILS(scipix_image_crops_to_tensor(&src, flat, LINES, &crop, &params, out, bytes), SCIPIX_STATUS_INVALID_ARGUMENT,
              "crop");
  for (i = 0; i < bytes; ++i) CHECK(((uint8_t *)out)[i] == CANARY);
  crop.pad_flat = 1;
  CHECK_OK(scipix_image_crops_to_tensor(&src, flat, LINES, &crop, &params, out, bytes));
  bytes /= LINES * sizeof *out;
  CHECK(memcmp(out + bytes, line, bytes * sizeof *out) == 0);
  for (i = 0; i < bytes; ++i) CHECK(out[i] == 0.25f && out[2 * bytes + i] == 0.25f);
  crop.pad_flat = 0;
  CHECK_FAILS(scipix_image_crops_to_tensor(&src, flat + 8, 2, &crop, &params, out, 2 * bytes * sizeof *out),
              SCIPIX_STATUS_INVALID_ARGUMENT, "quads_xy[1]");
  canvas_free(&page);
  free(out);
  free(line);
}

static void wrong_crops_are_refused(void) {
  const float quad[8] = {0, 0, 9, 0, 9, 9, 0, 9}, crossed[8] = {0, 0, 9, 9, 9, 0, 0, 9}, far[8] = {0, 0, 3e8f, 0, 3e8f, 1, 0, 1};
  const float nan[8] = {0, 0, NAN, 0, 9, 9, 0, 9}, ratios[] = {NAN, INFINITY, -1};
  Canvas page = canvas_random(SCIPIX_PIXEL_FORMAT_GRAY8, 40, 30, 0, 1), out = canvas_empty(SCIPIX_PIXEL_FORMAT_GRAY8, 40, 30, 0);
  ScipixImage src = canvas_image(&page);
  ScipixImageMut dst = canvas_image_mut(&out), same = canvas_image_mut(&page), bits = dst;
  ScipixCropParams good = params_with(SCIPIX_INTERPOLATION_CUBIC, 1.5f), bad = good;
  ScipixCropSize size = {77, 77};
  size_t i;
#define REFUSED(status, argument, ...) \
  CHECK_FAILS(scipix_image_crop_quad_with(__VA_ARGS__), SCIPIX_STATUS_##status, argument)
#define NO_SIZE(status, argument, ...) CHECK_FAILS(scipix_crop_quad_size(__VA_ARGS__), SCIPIX_STATUS_##status, argument)
  REFUSED(NULL_POINTER, "src", NULL, quad, &good, &dst);
  REFUSED(NULL_POINTER, "quad_xy", &src, NULL, &good, &dst);
  REFUSED(NULL_POINTER, "params", &src, quad, NULL, &dst);
  REFUSED(NULL_POINTER, "dst", &src, quad, &good, NULL);
  REFUSED(INVALID_ARGUMENT, "dst", &src, quad, &good, &same);
  REFUSED(INVALID_ARGUMENT, "quad_xy", &src, crossed, &good, &dst);
  REFUSED(INVALID_ARGUMENT, "quad_xy", &src, nan, &good, &dst);
  REFUSED(OUT_OF_RANGE, "quad_xy", &src, far, &good, &dst);
  bits.format = SCIPIX_PIXEL_FORMAT_BIT1;
  REFUSED(UNSUPPORTED, "dst", &src, quad, &good, &bits);
  bad.interpolation = 3;
  REFUSED(INVALID_ARGUMENT, "params", &src, quad, &bad, &dst);
  bad = good;
  bad.corners = 2;
  REFUSED(INVALID_ARGUMENT, "params", &src, quad, &bad, &dst);
  for (i = 0; i < 3; ++i) {
    bad = params_with(SCIPIX_INTERPOLATION_CUBIC, ratios[i]);
    REFUSED(INVALID_ARGUMENT, "params", &src, quad, &bad, &dst);
    NO_SIZE(INVALID_ARGUMENT, "params", quad, &bad, &size);
  }
  NO_SIZE(NULL_POINTER, "quad_xy", NULL, &good, &size);
  NO_SIZE(NULL_POINTER, "params", quad, NULL, &size);
  NO_SIZE(NULL_POINTER, "out_size", quad, &good, NULL);
  NO_SIZE(INVALID_ARGUMENT, "quad_xy", nan, &good, &size);
  NO_SIZE(OUT_OF_RANGE, "quad_xy", far, &good, &size);
#undef REFUSED
#undef NO_SIZE
  CHECK_FAILS(scipix_crop_params_init(NULL), SCIPIX_STATUS_NULL_POINTER, "params");
  CHECK(size.width == 77 && canvas_untouched(&out));
  canvas_free(&page);
  canvas_free(&out);
}

/* Corners that are no convex quadrilateral leave dst as it was; those of one may lie as far away as floats reach. */
static void hostile_corners_have_a_status(void) {
  const float refused[][8] = {{5, 5, 5, 5, 5, 5, 5, 5},      {0, 0, 9, 0, 9, 0, 0, 0},   {0, 0, 9, 0, 18, 0, 0, 9},
                              {0, 0, 9, 9, 9, 0, 0, 9},      {0, 0, 9, 0, 2, 2, 0, 9},   {0, 0, INFINITY, 0, 9, 9, 0, 9},
                              {NAN, NAN, NAN, NAN, 0, 0, 0, 0}, {0, 0, 1e-30f, 0, 9, 9, 0, 9}};
  const float far = 3e38f;
  const float cropped[][8] = {{-far, -far, far, -far, far, far, -far, far},
                              {1e30f, 1e30f, 2e30f, 1e30f, 2e30f, 2e30f, 1e30f, 2e30f},
                              {0, 0, 1e-30f, 0, 1e-30f, 1e-30f, 0, 1e-30f},
                              {9, 9, 0, 9, 0, 0, 9, 0}};
  Canvas page = canvas_random(SCIPIX_PIXEL_FORMAT_RGB8, 40, 30, 3, 1);
  ScipixImage src = canvas_image(&page);
  ScipixInterpolation interpolation;
  size_t i;
  for (interpolation = SCIPIX_INTERPOLATION_NEAREST; interpolation <= SCIPIX_INTERPOLATION_CUBIC; ++interpolation) {
    ScipixCropParams params = params_with(interpolation, 0);
    Canvas out = canvas_empty(SCIPIX_PIXEL_FORMAT_RGB8, 33, 9, 2);
    ScipixImageMut dst = canvas_image_mut(&out);
    for (i = 0; i < sizeof refused / sizeof *refused; ++i) {
      CHECK_FAILS(scipix_image_crop_quad_with(&src, refused[i], &params, &dst), SCIPIX_STATUS_INVALID_ARGUMENT, "quad_xy");
    }
    CHECK(canvas_untouched(&out));
    for (i = 0; i < sizeof cropped / sizeof *cropped; ++i) {
      CHECK_OK(scipix_image_crop_quad_with(&src, cropped[i], &params, &dst));
      CHECK(canvas_surroundings_intact(&out));
    }
    canvas_free(&out);
  }
  canvas_free(&page);
}

/* A shape takes no memory for the pixels of its crops, and crops that exceed every memory are refused. */
static void huge_crops_are_measured_and_refused(void) {
  const float huge[8] = {0, 0, 16777216, 0, 16777216, 16777216, 0, 16777216};
  Canvas page = canvas_random(SCIPIX_PIXEL_FORMAT_GRAY8, 9, 9, 0, 1);
  ScipixImage src = canvas_image(&page);
  ScipixCropParams crop = params_with(SCIPIX_INTERPOLATION_CUBIC, 1.5f);
  ScipixTensorParams params = tensor_params();
  ScipixCropSize size;
  size_t shape[4], bytes = 0;
  static float out[3 * 48 * 48];
  CHECK_OK(scipix_crop_quad_size(huge, &crop, &size));
  CHECK(size.width == 16777216 && size.height == 16777216);
  CHECK_OK(scipix_image_crops_tensor_shape(&src, huge, 1, &crop, &params, shape, &bytes));
  CHECK(bytes == sizeof out && shape[0] == 1 && shape[1] == 3 && shape[2] == 48 && shape[3] == 48);
  CHECK_FAILS(scipix_image_crops_to_tensor(&src, huge, 1, &crop, &params, out, sizeof out), SCIPIX_STATUS_OUT_OF_MEMORY,
              "quads_xy");
  CHECK(out[0] == 0 && out[3 * 48 * 48 - 1] == 0);
  canvas_free(&page);
}

static void wrong_tensors_are_refused(void) {
  Canvas page = canvas_random(SCIPIX_PIXEL_FORMAT_RGB8, 90, 60, 0, 1);
  ScipixImage src = canvas_image(&page), bits = src;
  ScipixCropParams crop = params_with(SCIPIX_INTERPOLATION_CUBIC, 1.5f), bad_crop = crop;
  ScipixTensorParams params = tensor_params(), bad_params = params;
  float crossed[LINES * 8], *out;
  size_t shape[4] = {77, 77, 77, 77}, bytes = 0, i;
  memcpy(crossed, lines, sizeof crossed);
  crossed[8] = lines[10];
  crossed[10] = lines[8]; /* found while the second line is cropped */
  CHECK_OK(scipix_image_crops_tensor_shape(&src, lines, LINES, &crop, &params, shape, &bytes));
  shape[0] = 77;
  out = (float *)malloc(bytes);
  require(out != NULL, "malloc");
  memset(out, CANARY, bytes);
#define REFUSED(status, argument, ...) \
  CHECK_FAILS(scipix_image_crops_to_tensor(__VA_ARGS__), SCIPIX_STATUS_##status, argument)
#define NO_SHAPE(status, argument, ...) \
  CHECK_FAILS(scipix_image_crops_tensor_shape(__VA_ARGS__), SCIPIX_STATUS_##status, argument)
  REFUSED(NULL_POINTER, "src", NULL, lines, LINES, &crop, &params, out, bytes);
  REFUSED(NULL_POINTER, "quads_xy", &src, NULL, LINES, &crop, &params, out, bytes);
  REFUSED(NULL_POINTER, "crop", &src, lines, LINES, NULL, &params, out, bytes);
  REFUSED(NULL_POINTER, "params", &src, lines, LINES, &crop, NULL, out, bytes);
  REFUSED(NULL_POINTER, "out", &src, lines, LINES, &crop, &params, NULL, bytes);
  REFUSED(SIZE_MISMATCH, "out", &src, lines, LINES, &crop, &params, out, bytes - 4);
  REFUSED(INVALID_ARGUMENT, "quads_xy[1]", &src, crossed, LINES, &crop, &params, out, bytes);
  REFUSED(OVERFLOW, "quads_xy", &src, lines, SIZE_MAX / 32, &crop, &params, out, bytes);
  bad_crop.interpolation = -1;
  REFUSED(INVALID_ARGUMENT, "crop", &src, lines, LINES, &bad_crop, &params, out, bytes);
  bad_params.std_dev[1] = 0;
  REFUSED(INVALID_ARGUMENT, "params", &src, lines, LINES, &crop, &bad_params, out, bytes);
  bits.format = SCIPIX_PIXEL_FORMAT_BIT1;
  REFUSED(UNSUPPORTED, "src", &bits, lines, LINES, &crop, &params, out, bytes);
  NO_SHAPE(NULL_POINTER, "src", NULL, lines, LINES, &crop, &params, shape, &bytes);
  NO_SHAPE(NULL_POINTER, "out_shape", &src, lines, LINES, &crop, &params, NULL, &bytes);
#undef REFUSED
#undef NO_SHAPE
  for (i = 0; i < bytes; ++i) CHECK(((uint8_t *)out)[i] == CANARY);
  CHECK_EQUAL(shape[0], 77);
  free(out);
  canvas_free(&page);
}

int main(void) {
  defaults_are_those_of_the_reference();
  regions_are_copied_by_every_interpolation();
  corners_of_the_image_are_not_read_beyond();
  corners_are_centres_or_edges();
  tall_crops_are_turned();
  flat_lines_are_refused_or_padding();
  lines_of_a_page_become_a_tensor();
  wrong_crops_are_refused();
  hostile_corners_have_a_status();
  huge_crops_are_measured_and_refused();
  wrong_tensors_are_refused();
  return check_report("crop");
}
