/* Workloads: the library itself, views, pixels, filters, resize, tensors and plans. */
#include "walk.h"

static void library(void) {
  char message[64];
  size_t len;
  ScipixCpuInfo info;
  info.struct_size = sizeof info;
  CHECK(scipix_version() != 0 && scipix_version_string()[0] != '\0' && scipix_abi_version() == SCIPIX_ABI_VERSION);
  CHECK(strcmp(scipix_status_name(SCIPIX_STATUS_OK), "SCIPIX_STATUS_OK") == 0 || scipix_status_name(0)[0] != '\0');
  CHECK(scipix_last_error_message() != NULL);
  CHECK(scipix_last_error_copy(message, sizeof message, &len) == SCIPIX_STATUS_OK || len >= sizeof message);
  DO(scipix_cpu_detect(&info));
  CHECK(scipix_cpu_has(0) && scipix_cpu_feature_name(SCIPIX_CPU_AVX2) != NULL);
  CHECK(scipix_simd_level() <= scipix_simd_best_level() && scipix_simd_level_name(scipix_simd_level()) != NULL);
  DO(scipix_simd_set_level(scipix_simd_best_level()));
  DO(scipix_set_opt_level(scipix_opt_level()));
  DO(scipix_set_thread_count(1));
  CHECK_EQUAL(scipix_thread_count(), 1);
}

static void buffers(void) {
  static float numbers[300];
  float mean, deviation;
  size_t i;
  for (i = 0; i < 300; ++i) numbers[i] = (float)i;
  DO(scipix_grayscale(color_page, sizeof color_page, result_page, SIDE * SIDE));
  DO(scipix_threshold(gray_page, sizeof gray_page, 100, result_page));
  DO(scipix_normalize(numbers, 300));
  DO(scipix_normalize_stats(numbers, 300, &mean, &deviation));
}

static void views(void) {
  ScipixImage whole, part;
  ScipixImageMut whole_mut, part_mut;
  const uint8_t *pixel;
  DO(scipix_image_view(gray_page, sizeof gray_page, SIDE, SIDE, 0, SCIPIX_PIXEL_FORMAT_GRAY8, &whole));
  DO(scipix_image_subview(&whole, 3, 4, 10, 9, &part));
  DO(scipix_image_pixel(&part, 2, 2, &pixel));
  CHECK(pixel == gray_page + 6 * SIDE + 5);
  DO(scipix_image_view_mut(result_page, SIDE * SIDE, SIDE, SIDE, 0, SCIPIX_PIXEL_FORMAT_GRAY8, &whole_mut));
  DO(scipix_image_subview_mut(&whole_mut, 3, 4, 10, 9, &part_mut));
}

static void pixels(void) {
  ScipixImage color = color_image(SCIPIX_PIXEL_FORMAT_RGBA8), page = gray_image(), deep = page;
  ScipixImageMut gray = result_image(SCIPIX_PIXEL_FORMAT_GRAY8, SIDE, SIDE), bits = gray;
  ScipixImageMut same = result_image(SCIPIX_PIXEL_FORMAT_RGBA8, SIDE, SIDE);
  uint8_t level;
  uint16_t least, most;
  bits.format = SCIPIX_PIXEL_FORMAT_BIT1;
  deep.format = SCIPIX_PIXEL_FORMAT_GRAY16;
  deep.width = SIDE / 2;
  gray.width = SIDE;
  DO(scipix_image_grayscale(&color, SCIPIX_LUMA_BT709, &gray));
  DO(scipix_image_grayscale_over(&color, SCIPIX_LUMA_BT601, 255, 250, 9, &gray));
  DO(scipix_image_flatten(&color, 1, 2, 3, &same));
  DO(scipix_image_threshold(&page, 100, &bits));
  DO(scipix_image_invert(&page, &gray));
  DO(scipix_image_otsu(&page, &level));
  DO(scipix_image_flip(&color, SCIPIX_FLIP_BOTH, &same));
  DO(scipix_image_min_max(&deep, &least, &most));
  gray.width = SIDE / 2;
  DO(scipix_image_gray16_to_gray8(&deep, 10, 60000, &gray));
}

static void binarize(void) {
  ScipixImage page = color_image(SCIPIX_PIXEL_FORMAT_RGBA8);
  ScipixImageMut bits = result_image(SCIPIX_PIXEL_FORMAT_BIT1, SIDE, SIDE);
  ScipixBinarizeParams params;
  ScipixBackgroundParams background;
  ScipixImageMut gray = result_image(SCIPIX_PIXEL_FORMAT_GRAY8, SIDE, SIDE);
  DO(scipix_binarize_params_init(&params));
  params.window = 15;
  for (params.method = SCIPIX_BINARIZE_METHOD_FIXED; params.method <= SCIPIX_BINARIZE_METHOD_SAUVOLA; ++params.method) {
    DO(scipix_image_binarize(&page, &params, &bits));
  }
  DO(scipix_background_params_init(&background));
  background.tile_width = background.tile_height = 8;
  background.min_count = 4;
  DO(scipix_image_normalize_background(&page, &background, &gray));
}

static void turns(void) {
  ScipixImage page = gray_image();
  ScipixImageMut out = result_image(SCIPIX_PIXEL_FORMAT_GRAY8, SIDE, SIDE);
  const float quad[8] = {3, 4, 50, 2, 55, 40, 1, 45};
  float degrees, confidence;
  size_t width, height;
  DO(scipix_image_skew(&page, &degrees, &confidence));
  DO(scipix_image_rotate(&page, 7.5f, 255, &out));
  DO(scipix_image_rotated_size(&page, 33, &width, &height));
  DO(scipix_image_crop_quad(&page, quad, &out));
}

static void filters(void) {
  ScipixImage page = gray_image(), color = color_image(SCIPIX_PIXEL_FORMAT_RGBA8);
  ScipixImageMut out = result_image(SCIPIX_PIXEL_FORMAT_GRAY8, SIDE, SIDE);
  ScipixImageMut small = result_image(SCIPIX_PIXEL_FORMAT_GRAY8, 31, 47), small_color = small;
  ScipixMorphology kind;
  ScipixFilter filter;
  small_color.format = SCIPIX_PIXEL_FORMAT_RGBA8;
  for (kind = SCIPIX_MORPHOLOGY_DILATE; kind <= SCIPIX_MORPHOLOGY_CLOSE; ++kind) {
    DO(scipix_image_morphology(&page, kind, 5, 3, SCIPIX_MORPHOLOGY_RULES_OPENCV, &out));
  }
  DO(scipix_image_median(&page, 5, &out));
  DO(scipix_image_clahe(&page, 3, 4, 4, &out));
  DO(scipix_image_gaussian_blur(&page, 9, 5, 0, 1.5, SCIPIX_BORDER_REPLICATE, &out));
  DO(scipix_image_unsharp_mask(&page, 1.1, 1.5, 3, &out));
  for (filter = SCIPIX_FILTER_NEAREST; filter <= SCIPIX_FILTER_BICUBIC; ++filter) {
    DO(scipix_image_resize(&page, filter, &small));
    DO(scipix_image_resize_by_alpha(&color, filter, &small_color));
  }
}

static void tensors(void) {
  ScipixImage images[2];
  ScipixTensorParams params;
  ScipixTensorRegion regions[2];
  size_t shape[4], bytes;
  images[0] = images[1] = color_image(SCIPIX_PIXEL_FORMAT_RGBA8);
  DO(scipix_tensor_params_init(&params));
  params.width = 30;
  params.height = 20;
  params.filter = SCIPIX_FILTER_AREA;
  params.fit = SCIPIX_TENSOR_FIT_INSIDE;
  if (DO(scipix_image_tensor_shape(images, 2, &params, shape, &bytes)) && CHECK(bytes <= sizeof result_page)) {
    DO(scipix_image_to_tensor(images, 2, &params, result_page, bytes));
  }
  if (DO(scipix_image_tensor_regions(images, 2, &params, regions))) CHECK(regions[1].width > 0 && regions[1].height == 20);
}

/* Adds every step that makes an image, and runs the plan twice. */
static void plan_of_images(void) {
  ScipixImage page = color_image(SCIPIX_PIXEL_FORMAT_RGBA8);
  ScipixBinarizeParams binarize_params;
  ScipixBackgroundParams background;
  ScipixPlan *plan = NULL;
  size_t width = 0, height = 0, bytes, i;
  bool made;
  DO(scipix_binarize_params_init(&binarize_params));
  DO(scipix_background_params_init(&background));
  binarize_params.window = 15;
  background.tile_width = background.tile_height = 8;
  background.min_count = 4;
  if (DO(scipix_plan_new(&plan))) {
    made = DO(scipix_plan_add_flatten(plan, 255, 255, 255)) && DO(scipix_plan_add_grayscale(plan, SCIPIX_LUMA_BT601)) &&
           DO(scipix_plan_add_normalize_background(plan, &background)) && DO(scipix_plan_add_deskew(plan, 255)) &&
           DO(scipix_plan_add_morphology(plan, SCIPIX_MORPHOLOGY_OPEN, 3, 3, SCIPIX_MORPHOLOGY_RULES_OPENCV)) &&
           DO(scipix_plan_add_resize(plan, SCIPIX_FILTER_BILINEAR, 40, 30)) &&
           DO(scipix_plan_add_binarize(plan, &binarize_params)) &&
           DO(scipix_plan_output_size(plan, &page, &width, &height, &bytes));
    for (i = 0; made && i < 2; ++i) {
      ScipixImageMut out = result_image(SCIPIX_PIXEL_FORMAT_BIT1, width, height);
      DO(scipix_plan_run(plan, &page, &out));
    }
  }
  CHECK_OK(scipix_plan_free(plan));
}

/* Adds the filters and the removal of specks, and runs the plan twice. */
static void plan_of_filters(void) {
  ScipixImage page = color_image(SCIPIX_PIXEL_FORMAT_RGB8);
  ScipixSpeckParams specks;
  ScipixPlan *plan = NULL;
  size_t width = 0, height = 0, bytes, i;
  bool made;
  DO(scipix_speck_params_init(&specks));
  if (DO(scipix_plan_new(&plan))) {
    made = DO(scipix_plan_add_grayscale(plan, SCIPIX_LUMA_BT601)) && DO(scipix_plan_add_median(plan, 3)) &&
           DO(scipix_plan_add_gaussian_blur(plan, 3, 3, 0, 0, SCIPIX_BORDER_REFLECT_101)) &&
           DO(scipix_plan_add_clahe(plan, 40, 8, 8)) && DO(scipix_plan_add_unsharp_mask(plan, 1, 1, 0)) &&
           DO(scipix_plan_add_despeckle(plan, &specks)) &&
           DO(scipix_plan_output_size(plan, &page, &width, &height, &bytes));
    for (i = 0; made && i < 2; ++i) {
      ScipixImageMut out = result_image(SCIPIX_PIXEL_FORMAT_GRAY8, width, height);
      DO(scipix_plan_run(plan, &page, &out));
    }
  }
  CHECK_OK(scipix_plan_free(plan));
}

static void plan_of_a_tensor(void) {
  ScipixImage page = gray_image();
  ScipixTensorParams params;
  ScipixPlan *plan = NULL;
  size_t width, height, bytes;
  DO(scipix_tensor_params_init(&params));
  params.channels = SCIPIX_PIXEL_FORMAT_GRAY8;
  if (DO(scipix_plan_new(&plan)) && DO(scipix_plan_add_resize(plan, SCIPIX_FILTER_AREA, 40, 30)) &&
      DO(scipix_plan_add_tensor(plan, &params)) && DO(scipix_plan_output_size(plan, &page, &width, &height, &bytes))) {
    CHECK_EQUAL(bytes, 40 * 30 * 4);
    DO(scipix_plan_run_tensor(plan, &page, result_page, bytes));
  }
  CHECK_OK(scipix_plan_free(plan));
}

/* Three images of two sizes in one call, twice, to images and to a tensor. */
static void plan_of_many(void) {
  ScipixImage srcs[3];
  ScipixImageMut dsts[3];
  ScipixTensorParams params;
  ScipixPlan *plan = NULL, *to_tensor = NULL;
  size_t shape[4], bytes, i;
  for (i = 0; i < 3; ++i) {
    srcs[i] = gray_image();
    srcs[i].width = i == 1 ? 20 : 30;
    srcs[i].height = 10;
    srcs[i].stride = SIDE;
    dsts[i] = result_image(SCIPIX_PIXEL_FORMAT_GRAY8, 12, 9);
    dsts[i].stride = 0;
    dsts[i].data = result_page + (2 - i) * 12 * 9;
  }
  DO(scipix_tensor_params_init(&params));
  params.height = 9;
  params.fit = SCIPIX_TENSOR_FIT_HEIGHT;
  if (DO(scipix_plan_new(&plan)) && DO(scipix_plan_add_resize(plan, SCIPIX_FILTER_AREA, 12, 9)) &&
      DO(scipix_plan_run_many(plan, srcs, 3, dsts))) {
    DO(scipix_plan_run_many(plan, srcs, 3, dsts));
  }
  if (DO(scipix_plan_new(&to_tensor)) && DO(scipix_plan_add_tensor(to_tensor, &params)) &&
      DO(scipix_plan_tensor_shape(to_tensor, srcs, 3, shape, &bytes))) {
    CHECK_EQUAL(bytes, 3 * 3 * 9 * 27 * 4);
    DO(scipix_plan_run_tensor_many(to_tensor, srcs, 3, result_page, bytes));
  }
  CHECK_OK(scipix_plan_free(plan));
  CHECK_OK(scipix_plan_free(to_tensor));
}

const Walk image_walks[] = {
    {"library", library, 0, MAY_END},
    {"buffers", buffers, 0, ALONE},
    {"views", views, 0, ALONE},
    {"pixels", pixels, 0, ALONE},
    {"binarize", binarize, 4, ALONE},
    {"turns", turns, 2, ALONE},
    {"filters", filters, 10, ALONE},
    {"tensors", tensors, 2, ALONE},
    {"plan of images", plan_of_images, 10, ALONE},
    {"plan of filters", plan_of_filters, 10, ALONE},
    {"plan of a tensor", plan_of_a_tensor, 4, ALONE},
    {"plan of many", plan_of_many, 8, ALONE},
    WALKS_END,
};
