/* Every pointer argument as NULL, one at a time: the call fails, names the argument and writes nothing. */
#define _DEFAULT_SOURCE
#include "operations.h"

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

  view.data = NULL; /* a view that the caller filled by hand */
  view_mut.data = NULL;
  CHECK_FAILS(scipix_image_subview(&view, 0, 0, 1, 1, &view), SCIPIX_STATUS_NULL_POINTER, "view");
  CHECK_FAILS(scipix_image_subview_mut(&view_mut, 0, 0, 1, 1, &view_mut), SCIPIX_STATUS_NULL_POINTER, "view");
  CHECK_FAILS(scipix_image_pixel(&view, 0, 0, &pixel), SCIPIX_STATUS_NULL_POINTER, "view");
  CHECK(pixel == bytes);
}

static void flat_buffers(void) {
  float values[4] = {1, 2, 3, 4}, kept[4] = {1, 2, 3, 4}, mean = 77, std_dev = 77;
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

/* Passes NULL, and views without memory, to one operation of the table. */
static void operation(const Operation *op, ScipixPixelFormat from, ScipixPixelFormat to) {
  static const Size size = {16, 9}, chosen = {20, 12};
  Size result = output_size(op, size, chosen);
  Canvas source = canvas_empty(from, size.width, size.height, op->memory == BYTES ? 0 : 5);
  Canvas sink = result_canvas(op, to, result);
  ScipixImage src = canvas_image(&source), no_src = src;
  ScipixImageMut dst = canvas_image_mut(&sink), no_dst = dst;
  no_src.data = NULL;
  no_dst.data = NULL;
  if (op->memory != BYTES) CHECK_OP_FAILS(op, op->run(NULL, &dst, true), SCIPIX_STATUS_NULL_POINTER, src_name(op));
  if (op->memory == IMAGES) {
    CHECK_OP_FAILS(op, op->run(&src, NULL, true), SCIPIX_STATUS_NULL_POINTER, dst_name(op));
    CHECK_OP_FAILS(op, op->run(NULL, NULL, true), SCIPIX_STATUS_NULL_POINTER, src_name(op));
  }
  CHECK_OP_FAILS(op, op->run(&no_src, &dst, true), SCIPIX_STATUS_NULL_POINTER, src_name(op));
  CHECK_OP_FAILS(op, op->run(&src, &no_dst, true), SCIPIX_STATUS_NULL_POINTER, dst_name(op));
  CHECK_OP_FAILS(op, op->run(&no_src, &no_dst, true), SCIPIX_STATUS_NULL_POINTER, src_name(op));
  if (op->params != NULL) CHECK_OP_FAILS(op, op->run(&src, &dst, false), SCIPIX_STATUS_NULL_POINTER, op->params);
  CHECK_OP(op, canvas_untouched(&source) && canvas_untouched(&sink));
  CHECK_OP_OK(op, op->run(&src, &dst, true)); /* the other arguments are valid */
  canvas_free(&source);
  canvas_free(&sink);
}

static void params_init(void) {
  CHECK_FAILS(scipix_binarize_params_init(NULL), SCIPIX_STATUS_NULL_POINTER, "params");
  CHECK_FAILS(scipix_background_params_init(NULL), SCIPIX_STATUS_NULL_POINTER, "params");
  CHECK_FAILS(scipix_tensor_params_init(NULL), SCIPIX_STATUS_NULL_POINTER, "params");
  CHECK_FAILS(scipix_speck_params_init(NULL), SCIPIX_STATUS_NULL_POINTER, "params");
  CHECK_FAILS(scipix_line_params_init(NULL), SCIPIX_STATUS_NULL_POINTER, "params");
  CHECK_FAILS(scipix_border_params_init(NULL), SCIPIX_STATUS_NULL_POINTER, "params");
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
  CHECK_FAILS(scipix_model_config_init(NULL), SCIPIX_STATUS_NULL_POINTER, "options");
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

  /* A live handle of another type is refused. */
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
  flat_buffers();
  for_each_case(operation);
  params_init();
  memory();
  return check_report("null_args");
}
