/* NULL for each pointer argument of each function, one at a time: reported with the argument's name, nothing written. */
#define _DEFAULT_SOURCE
#include "canvas.h"

static void library_and_cpu(void) {
  CHECK_EQUAL(scipix_last_error_copy(NULL, 5, NULL), SCIPIX_STATUS_NULL_POINTER);
  CHECK_FAILS(scipix_cpu_detect(NULL), SCIPIX_STATUS_NULL_POINTER, "out_info");
}

static void views(void) {
  uint8_t bytes[16] = {0};
  ScipixImage view;
  ScipixImageMut view_mut;
  const uint8_t *pixel = bytes;
  CHECK_FAILS(scipix_image_view(NULL, 16, 4, 4, 0, SCIPIX_PIXEL_FORMAT_GRAY8, &view), SCIPIX_STATUS_NULL_POINTER, "data");
  CHECK_FAILS(scipix_image_view(bytes, 16, 4, 4, 0, SCIPIX_PIXEL_FORMAT_GRAY8, NULL), SCIPIX_STATUS_NULL_POINTER,
              "out_view");
  CHECK_FAILS(scipix_image_view_mut(NULL, 16, 4, 4, 0, SCIPIX_PIXEL_FORMAT_GRAY8, &view_mut),
              SCIPIX_STATUS_NULL_POINTER, "data");
  CHECK_FAILS(scipix_image_view_mut(bytes, 16, 4, 4, 0, SCIPIX_PIXEL_FORMAT_GRAY8, NULL), SCIPIX_STATUS_NULL_POINTER,
              "out_view");

  CHECK_OK(scipix_image_view(bytes, 16, 4, 4, 0, SCIPIX_PIXEL_FORMAT_GRAY8, &view));
  CHECK_OK(scipix_image_view_mut(bytes, 16, 4, 4, 0, SCIPIX_PIXEL_FORMAT_GRAY8, &view_mut));
  CHECK_FAILS(scipix_image_subview(NULL, 0, 0, 1, 1, &view), SCIPIX_STATUS_NULL_POINTER, "view");
  CHECK_FAILS(scipix_image_subview(&view, 0, 0, 1, 1, NULL), SCIPIX_STATUS_NULL_POINTER, "out_view");
  CHECK_FAILS(scipix_image_subview_mut(NULL, 0, 0, 1, 1, &view_mut), SCIPIX_STATUS_NULL_POINTER, "view");
  CHECK_FAILS(scipix_image_subview_mut(&view_mut, 0, 0, 1, 1, NULL), SCIPIX_STATUS_NULL_POINTER, "out_view");
  CHECK_FAILS(scipix_image_pixel(NULL, 0, 0, &pixel), SCIPIX_STATUS_NULL_POINTER, "view");
  CHECK(pixel == bytes);
  CHECK_FAILS(scipix_image_pixel(&view, 0, 0, NULL), SCIPIX_STATUS_NULL_POINTER, "out_pixel");

  view.data = NULL; /* filled by hand */
  view_mut.data = NULL;
  CHECK_FAILS(scipix_image_subview(&view, 0, 0, 1, 1, &view), SCIPIX_STATUS_NULL_POINTER, "view");
  CHECK_FAILS(scipix_image_subview_mut(&view_mut, 0, 0, 1, 1, &view_mut), SCIPIX_STATUS_NULL_POINTER, "view");
  CHECK_FAILS(scipix_image_pixel(&view, 0, 0, &pixel), SCIPIX_STATUS_NULL_POINTER, "view");
  CHECK(pixel == bytes);
}

static void flat_operations(void) {
  uint8_t bytes[16];
  float values[4] = {1, 2, 3, 4}, kept[4] = {1, 2, 3, 4}, mean = 77, std_dev = 77;
  memset(bytes, CANARY, sizeof bytes);
  CHECK_FAILS(scipix_grayscale(NULL, 16, bytes, 4), SCIPIX_STATUS_NULL_POINTER, "rgba");
  CHECK_FAILS(scipix_threshold(NULL, 16, 1, bytes), SCIPIX_STATUS_NULL_POINTER, "gray");
  CHECK_EQUAL(bytes[0], CANARY);
  CHECK_FAILS(scipix_grayscale(bytes, 16, NULL, 4), SCIPIX_STATUS_NULL_POINTER, "gray");
  CHECK_FAILS(scipix_threshold(bytes, 16, 1, NULL), SCIPIX_STATUS_NULL_POINTER, "out");
  CHECK_FAILS(scipix_threshold(NULL, 16, 1, NULL), SCIPIX_STATUS_NULL_POINTER, "gray");

  CHECK_FAILS(scipix_normalize(NULL, 4), SCIPIX_STATUS_NULL_POINTER, "data");
  CHECK_FAILS(scipix_normalize_stats(NULL, 4, &mean, &std_dev), SCIPIX_STATUS_NULL_POINTER, "data");
  CHECK(mean == 77 && std_dev == 77);
  CHECK(memcmp(values, kept, sizeof values) == 0);

  CHECK_OK(scipix_grayscale(NULL, 0, NULL, 0)); /* (NULL, 0) is an empty buffer */
  CHECK_OK(scipix_threshold(NULL, 0, 1, NULL));
  CHECK_OK(scipix_normalize(NULL, 0));
  CHECK_OK(scipix_normalize_stats(NULL, 0, NULL, NULL));
  CHECK_OK(scipix_normalize_stats(values, 4, NULL, NULL)); /* both outputs may be NULL */
}

static void image_operations(void) {
  Canvas canvas = canvas_empty(SCIPIX_PIXEL_FORMAT_GRAY8, 7, 5, 2), other = canvas_empty(SCIPIX_PIXEL_FORMAT_GRAY8, 7, 5, 2);
  ScipixImage src = canvas_image(&canvas), no_src = src;
  ScipixImageMut dst = canvas_image_mut(&other), no_dst = dst;
  ScipixBinarizeParams params;
  const float quad[8] = {0, 0, 7, 0, 7, 5, 0, 5};
  float degrees = 77, confidence = 77;
  uint8_t level = 77;
  CHECK_OK(scipix_binarize_params_init(&params));
  no_src.data = NULL;
  no_dst.data = NULL;

  CHECK_FAILS(scipix_image_grayscale(NULL, SCIPIX_LUMA_BT601, &dst), SCIPIX_STATUS_NULL_POINTER, "src");
  CHECK_FAILS(scipix_image_grayscale(&src, SCIPIX_LUMA_BT601, NULL), SCIPIX_STATUS_NULL_POINTER, "dst");
  CHECK_FAILS(scipix_image_grayscale(&no_src, SCIPIX_LUMA_BT601, &dst), SCIPIX_STATUS_NULL_POINTER, "src");
  CHECK_FAILS(scipix_image_grayscale(&src, SCIPIX_LUMA_BT601, &no_dst), SCIPIX_STATUS_NULL_POINTER, "dst");
  CHECK_FAILS(scipix_image_threshold(NULL, 1, &dst), SCIPIX_STATUS_NULL_POINTER, "src");
  CHECK_FAILS(scipix_image_threshold(&src, 1, NULL), SCIPIX_STATUS_NULL_POINTER, "dst");
  CHECK_FAILS(scipix_image_threshold(&no_src, 1, &dst), SCIPIX_STATUS_NULL_POINTER, "src");
  CHECK_FAILS(scipix_image_threshold(&src, 1, &no_dst), SCIPIX_STATUS_NULL_POINTER, "dst");
  CHECK_FAILS(scipix_image_threshold(&no_src, 1, &no_dst), SCIPIX_STATUS_NULL_POINTER, "src");
  CHECK_FAILS(scipix_image_invert(NULL, &dst), SCIPIX_STATUS_NULL_POINTER, "src");
  CHECK_FAILS(scipix_image_invert(&src, NULL), SCIPIX_STATUS_NULL_POINTER, "dst");
  CHECK_FAILS(scipix_image_invert(&no_src, &dst), SCIPIX_STATUS_NULL_POINTER, "src");
  CHECK_FAILS(scipix_image_invert(&src, &no_dst), SCIPIX_STATUS_NULL_POINTER, "dst");

  CHECK_FAILS(scipix_image_otsu(NULL, &level), SCIPIX_STATUS_NULL_POINTER, "src");
  CHECK_FAILS(scipix_image_otsu(&no_src, &level), SCIPIX_STATUS_NULL_POINTER, "src");
  CHECK_FAILS(scipix_image_otsu(&src, NULL), SCIPIX_STATUS_NULL_POINTER, "out_level");
  CHECK_EQUAL(level, 77);

  CHECK_FAILS(scipix_image_resize(NULL, SCIPIX_FILTER_BILINEAR, &dst), SCIPIX_STATUS_NULL_POINTER, "src");
  CHECK_FAILS(scipix_image_resize(&src, SCIPIX_FILTER_BILINEAR, NULL), SCIPIX_STATUS_NULL_POINTER, "dst");
  CHECK_FAILS(scipix_image_resize(&no_src, SCIPIX_FILTER_BILINEAR, &dst), SCIPIX_STATUS_NULL_POINTER, "src");
  CHECK_FAILS(scipix_image_resize(&src, SCIPIX_FILTER_BILINEAR, &no_dst), SCIPIX_STATUS_NULL_POINTER, "dst");
  CHECK_FAILS(scipix_image_skew(NULL, &degrees, &confidence), SCIPIX_STATUS_NULL_POINTER, "src");
  CHECK_FAILS(scipix_image_skew(&no_src, &degrees, &confidence), SCIPIX_STATUS_NULL_POINTER, "src");
  CHECK_FAILS(scipix_image_skew(&src, NULL, &confidence), SCIPIX_STATUS_NULL_POINTER, "out_degrees");
  CHECK_FAILS(scipix_image_skew(&src, &degrees, NULL), SCIPIX_STATUS_NULL_POINTER, "out_confidence");
  CHECK(degrees == 77 && confidence == 77);

  CHECK_FAILS(scipix_image_rotate(NULL, 1, 0, &dst), SCIPIX_STATUS_NULL_POINTER, "src");
  CHECK_FAILS(scipix_image_rotate(&src, 1, 0, NULL), SCIPIX_STATUS_NULL_POINTER, "dst");
  CHECK_FAILS(scipix_image_rotate(&no_src, 1, 0, &dst), SCIPIX_STATUS_NULL_POINTER, "src");
  CHECK_FAILS(scipix_image_rotate(&src, 1, 0, &no_dst), SCIPIX_STATUS_NULL_POINTER, "dst");
  CHECK_FAILS(scipix_image_crop_quad(NULL, quad, &dst), SCIPIX_STATUS_NULL_POINTER, "src");
  CHECK_FAILS(scipix_image_crop_quad(&src, NULL, &dst), SCIPIX_STATUS_NULL_POINTER, "quad_xy");
  CHECK_FAILS(scipix_image_crop_quad(&src, quad, NULL), SCIPIX_STATUS_NULL_POINTER, "dst");
  CHECK_FAILS(scipix_image_crop_quad(&no_src, quad, &dst), SCIPIX_STATUS_NULL_POINTER, "src");
  CHECK_FAILS(scipix_image_crop_quad(&src, quad, &no_dst), SCIPIX_STATUS_NULL_POINTER, "dst");

  CHECK_FAILS(scipix_binarize_params_init(NULL), SCIPIX_STATUS_NULL_POINTER, "params");
  CHECK_FAILS(scipix_image_binarize(NULL, &params, &dst), SCIPIX_STATUS_NULL_POINTER, "src");
  CHECK_FAILS(scipix_image_binarize(&src, NULL, &dst), SCIPIX_STATUS_NULL_POINTER, "params");
  CHECK_FAILS(scipix_image_binarize(&src, &params, NULL), SCIPIX_STATUS_NULL_POINTER, "dst");
  CHECK_FAILS(scipix_image_binarize(&no_src, &params, &dst), SCIPIX_STATUS_NULL_POINTER, "src");
  CHECK_FAILS(scipix_image_binarize(&src, &params, &no_dst), SCIPIX_STATUS_NULL_POINTER, "dst");

  CHECK(canvas_untouched(&canvas));
  CHECK(canvas_untouched(&other));
  canvas_free(&canvas);
  canvas_free(&other);
}

static void memory(void) {
  ScipixPool *pool = NULL;
  ScipixArena *arena = NULL;
  ScipixBuffer buffer = {0};
  ScipixPoolStats stats = {0};
  ScipixArenaMark mark = {{0}};
  ScipixTensorInfo info = {0};
  void *block = &buffer;
  stats.struct_size = sizeof stats;
  info.struct_size = sizeof info;
  CHECK_FAILS(scipix_pool_config_init(NULL), SCIPIX_STATUS_NULL_POINTER, "config");
  CHECK_FAILS(scipix_pool_new(NULL, NULL), SCIPIX_STATUS_NULL_POINTER, "out_pool");
  CHECK_FAILS(scipix_pool_global(SCIPIX_POOL_CLASS_SMALL, NULL), SCIPIX_STATUS_NULL_POINTER, "out_pool");
  CHECK_FAILS(scipix_pool_acquire(NULL, &buffer), SCIPIX_STATUS_NULL_POINTER, "pool");
  CHECK_FAILS(scipix_buffer_acquire(1, NULL), SCIPIX_STATUS_NULL_POINTER, "out_buffer");
  CHECK_FAILS(scipix_pool_stats(NULL, &stats), SCIPIX_STATUS_NULL_POINTER, "pool");
  CHECK_FAILS(scipix_pool_trim(NULL), SCIPIX_STATUS_NULL_POINTER, "pool");
  CHECK_FAILS(scipix_arena_new(0, 0, NULL), SCIPIX_STATUS_NULL_POINTER, "out_arena");
  CHECK_FAILS(scipix_arena_alloc(NULL, 1, 1, &block), SCIPIX_STATUS_NULL_POINTER, "arena");
  CHECK_FAILS(scipix_arena_mark(NULL, &mark), SCIPIX_STATUS_NULL_POINTER, "arena");
  CHECK_FAILS(scipix_arena_rewind(NULL, &mark), SCIPIX_STATUS_NULL_POINTER, "arena");
  CHECK_FAILS(scipix_arena_reset(NULL), SCIPIX_STATUS_NULL_POINTER, "arena");
  CHECK_FAILS(scipix_model_options_init(NULL), SCIPIX_STATUS_NULL_POINTER, "options");
  CHECK_FAILS(scipix_model_tensor_at(NULL, 0, &info), SCIPIX_STATUS_NULL_POINTER, "model");
  CHECK_FAILS(scipix_model_tensor(NULL, "x", &info), SCIPIX_STATUS_NULL_POINTER, "model");
  CHECK_FAILS(scipix_model_advise(NULL, 0, 0, SCIPIX_ADVICE_NORMAL), SCIPIX_STATUS_NULL_POINTER, "model");
  CHECK_FAILS(scipix_model_prefetch(NULL, 0, 0), SCIPIX_STATUS_NULL_POINTER, "model");
  CHECK(block == &buffer && buffer.data == NULL);

  CHECK_OK(scipix_pool_new(NULL, &pool));
  CHECK_OK(scipix_arena_new(0, 0, &arena));
  CHECK_FAILS(scipix_pool_acquire(pool, NULL), SCIPIX_STATUS_NULL_POINTER, "out_buffer");
  CHECK_FAILS(scipix_pool_stats(pool, NULL), SCIPIX_STATUS_NULL_POINTER, "out_stats");
  CHECK_FAILS(scipix_arena_mark(arena, NULL), SCIPIX_STATUS_NULL_POINTER, "out_mark");
  CHECK_FAILS(scipix_arena_rewind(arena, NULL), SCIPIX_STATUS_NULL_POINTER, "mark");

  /* A live handle of another type. */
  CHECK_FAILS(scipix_pool_acquire((ScipixPool *)arena, &buffer), SCIPIX_STATUS_INVALID_ARGUMENT, "pool");
  CHECK_FAILS(scipix_arena_alloc((ScipixArena *)pool, 1, 1, &block), SCIPIX_STATUS_INVALID_ARGUMENT, "arena");
  CHECK_FAILS(scipix_pool_free((ScipixPool *)arena), SCIPIX_STATUS_INVALID_ARGUMENT, "pool");
  CHECK_FAILS(scipix_model_free((ScipixModel *)arena), SCIPIX_STATUS_INVALID_ARGUMENT, "model");
  CHECK(scipix_arena_cursor((ScipixArena *)pool) == NULL && scipix_model_data((ScipixModel *)pool) == NULL);
  CHECK_OK(scipix_pool_free(pool));
  CHECK_OK(scipix_arena_free(arena));
}

int main(void) {
  library_and_cpu();
  views();
  flat_operations();
  image_operations();
  memory();
  return check_report("null_args");
}
