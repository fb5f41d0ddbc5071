/* Compares plans with their single steps, also on several threads at once, and tries wrong arguments. */
#define _DEFAULT_SOURCE
#include "plans.h"
#include "threads.h"

static ScipixBinarizeParams binarize_params(ScipixBinarizeMethod method) {
  ScipixBinarizeParams params;
  CHECK_OK(scipix_binarize_params_init(&params));
  params.method = method;
  params.window = 15;
  return params;
}

/* Runs gray, resize and binarize one after another, and twice as a plan. */
static void gray_resize_binarize(ScipixPixelFormat from, ScipixBinarizeMethod method, ScipixPixelFormat to) {
  Canvas src = canvas_random(from, 83, 61, 5, (uint32_t)method + 1), gray = canvas_empty(SCIPIX_PIXEL_FORMAT_GRAY8, 83, 61, 0);
  Canvas small = canvas_empty(SCIPIX_PIXEL_FORMAT_GRAY8, 55, 41, 2), wanted = canvas_empty(to, 55, 41, 0);
  Canvas got = canvas_empty(to, 55, 41, 3);
  ScipixImage src_view = canvas_image(&src), gray_view = canvas_image(&gray), small_view = canvas_image(&small);
  ScipixImageMut gray_out = canvas_image_mut(&gray), small_out = canvas_image_mut(&small);
  ScipixImageMut wanted_out = canvas_image_mut(&wanted), got_out = canvas_image_mut(&got);
  ScipixBinarizeParams params = binarize_params(method);
  ScipixPlan *plan = new_plan();
  size_t width = 0, height = 0, bytes = 0;
  int run;
  CHECK_OK(scipix_image_grayscale(&src_view, SCIPIX_LUMA_BT709, &gray_out));
  CHECK_OK(scipix_image_resize(&gray_view, SCIPIX_FILTER_BILINEAR, &small_out));
  CHECK_OK(scipix_image_binarize(&small_view, &params, &wanted_out));
  CHECK_OK(scipix_plan_add_grayscale(plan, SCIPIX_LUMA_BT709));
  CHECK_OK(scipix_plan_add_resize(plan, SCIPIX_FILTER_BILINEAR, 55, 41));
  CHECK_OK(scipix_plan_add_binarize(plan, &params));
  CHECK_OK(scipix_plan_output_size(plan, &src_view, &width, &height, &bytes));
  CHECK(width == 55 && height == 41 && bytes == 55 * 41);
  for (run = 0; run < 2; ++run) {
    CHECK_OK(scipix_plan_run(plan, &src_view, &got_out));
    same_pixels(&got, &wanted, "gray, resize, binarize");
  }
  CHECK_OK(scipix_plan_free(plan));
  canvas_free(&src);
  canvas_free(&gray);
  canvas_free(&small);
  canvas_free(&wanted);
  canvas_free(&got);
}

static void plans_equal_their_steps(void) {
  int format, method;
  for (format = 0; format < ALL_FORMATS; ++format) {
    for (method = SCIPIX_BINARIZE_METHOD_FIXED; method <= SCIPIX_BINARIZE_METHOD_SAUVOLA; ++method) {
      gray_resize_binarize(all_formats[format], method, SCIPIX_PIXEL_FORMAT_GRAY8);
      gray_resize_binarize(all_formats[format], method, SCIPIX_PIXEL_FORMAT_BIT1);
    }
  }
}

static void a_planned_tensor_equals_that_of_the_gray_image(void) {
  Canvas src = canvas_random(SCIPIX_PIXEL_FORMAT_RGBA8, 131, 37, 0, 5), gray = canvas_empty(SCIPIX_PIXEL_FORMAT_GRAY8, 131, 37, 0);
  ScipixImage src_view = canvas_image(&src), gray_view = canvas_image(&gray);
  ScipixImageMut gray_out = canvas_image_mut(&gray);
  ScipixTensorParams params;
  ScipixPlan *plan = new_plan();
  size_t shape[4], bytes = 0, width = 0, height = 0, planned = 0;
  float *wanted, *got;
  CHECK_OK(scipix_tensor_params_init(&params));
  params.channels = SCIPIX_PIXEL_FORMAT_GRAY8;
  params.height = 48;
  params.width = 200;
  params.fit = SCIPIX_TENSOR_FIT_HEIGHT;
  params.fill = -1;
  CHECK_OK(scipix_image_grayscale(&src_view, SCIPIX_LUMA_BT601_8BIT, &gray_out));
  CHECK_OK(scipix_image_tensor_shape(&gray_view, 1, &params, shape, &bytes));
  wanted = (float *)malloc(bytes);
  got = (float *)malloc(bytes);
  require(wanted != NULL && got != NULL, "malloc");
  CHECK_OK(scipix_image_to_tensor(&gray_view, 1, &params, wanted, bytes));
  CHECK_OK(scipix_plan_add_grayscale(plan, SCIPIX_LUMA_BT601_8BIT));
  CHECK_OK(scipix_plan_add_tensor(plan, &params));
  CHECK_OK(scipix_plan_output_size(plan, &src_view, &width, &height, &planned));
  CHECK(width == 200 && height == 48 && planned == bytes);
  CHECK_OK(scipix_plan_run_tensor(plan, &src_view, got, bytes));
  CHECK(memcmp(got, wanted, bytes) == 0);
  CHECK_FAILS(scipix_plan_run_tensor(plan, &src_view, got, bytes - 4), SCIPIX_STATUS_SIZE_MISMATCH, "out");
  CHECK_FAILS(scipix_plan_run_tensor(plan, &src_view, (char *)got + 1, bytes), SCIPIX_STATUS_INVALID_ARGUMENT, "out");
  CHECK_FAILS(scipix_plan_run_tensor(plan, &src_view, NULL, bytes), SCIPIX_STATUS_NULL_POINTER, "out");
  CHECK_FAILS(scipix_plan_run(plan, &src_view, &gray_out), SCIPIX_STATUS_INVALID_ARGUMENT, "plan");
  CHECK(memcmp(got, wanted, bytes) == 0);
  CHECK_OK(scipix_plan_free(plan));
  free(wanted);
  free(got);
  canvas_free(&src);
  canvas_free(&gray);
}

/* Background, deskew, binarize and opening one after another, and twice as a plan, to bits. */
static void steps_that_see_the_whole_image(void) {
  Canvas src = canvas_random(SCIPIX_PIXEL_FORMAT_RGB8, 97, 71, 5, 3), even = canvas_empty(SCIPIX_PIXEL_FORMAT_GRAY8, 97, 71, 0);
  Canvas level = canvas_empty(SCIPIX_PIXEL_FORMAT_GRAY8, 97, 71, 0), bits = canvas_empty(SCIPIX_PIXEL_FORMAT_BIT1, 97, 71, 0);
  Canvas wanted = canvas_empty(SCIPIX_PIXEL_FORMAT_BIT1, 97, 71, 0), got = canvas_empty(SCIPIX_PIXEL_FORMAT_BIT1, 97, 71, 3);
  ScipixImage src_view = canvas_image(&src), even_view = canvas_image(&even), level_view = canvas_image(&level);
  ScipixImage bits_view = canvas_image(&bits);
  ScipixImageMut even_out = canvas_image_mut(&even), level_out = canvas_image_mut(&level), bits_out = canvas_image_mut(&bits);
  ScipixImageMut wanted_out = canvas_image_mut(&wanted), got_out = canvas_image_mut(&got);
  ScipixBinarizeParams otsu = binarize_params(SCIPIX_BINARIZE_METHOD_OTSU);
  ScipixBackgroundParams background;
  ScipixTensorParams tensor;
  ScipixPlan *plan = new_plan();
  float degrees = 0, confidence = 0;
  size_t width = 0, height = 0, bytes = 0;
  int run;
  CHECK_OK(scipix_background_params_init(&background));
  CHECK_OK(scipix_tensor_params_init(&tensor));
  CHECK_OK(scipix_image_normalize_background(&src_view, &background, &even_out));
  CHECK_OK(scipix_image_skew(&even_view, &degrees, &confidence));
  CHECK_OK(scipix_image_rotate(&even_view, confidence < 0.1f ? 0 : degrees, 255, &level_out));
  CHECK_OK(scipix_image_binarize(&level_view, &otsu, &bits_out));
  CHECK_OK(scipix_image_morphology(&bits_view, SCIPIX_MORPHOLOGY_OPEN, 2, 2, SCIPIX_MORPHOLOGY_RULES_LEPTONICA, &wanted_out));
  CHECK_OK(scipix_plan_add_normalize_background(plan, &background));
  CHECK_OK(scipix_plan_add_deskew(plan, 255));
  CHECK_OK(scipix_plan_add_binarize(plan, &otsu));
  CHECK_FAILS(scipix_plan_add_grayscale(plan, SCIPIX_LUMA_BT601), SCIPIX_STATUS_INVALID_ARGUMENT, "plan");
  CHECK_OK(scipix_plan_add_morphology(plan, SCIPIX_MORPHOLOGY_OPEN, 2, 2, SCIPIX_MORPHOLOGY_RULES_LEPTONICA));
  CHECK_OK(scipix_plan_output_size(plan, &src_view, &width, &height, &bytes));
  CHECK(width == 97 && height == 71 && bytes == 71 * 13);
  for (run = 0; run < 2; ++run) {
    CHECK_OK(scipix_plan_run(plan, &src_view, &got_out));
    same_pixels(&got, &wanted, "background, deskew, binarize, open");
  }
  CHECK_FAILS(scipix_plan_run(plan, &src_view, &even_out), SCIPIX_STATUS_UNSUPPORTED, "dst");
  CHECK_OK(scipix_plan_free(plan));
  plan = new_plan();
  CHECK_OK(scipix_plan_add_tensor(plan, &tensor));
  CHECK_FAILS(scipix_plan_add_deskew(plan, 255), SCIPIX_STATUS_INVALID_ARGUMENT, "plan");
  CHECK_FAILS(scipix_plan_add_normalize_background(plan, &background), SCIPIX_STATUS_INVALID_ARGUMENT, "plan");
  CHECK_FAILS(scipix_plan_add_morphology(plan, 0, 2, 2, 0), SCIPIX_STATUS_INVALID_ARGUMENT, "plan");
  CHECK_OK(scipix_plan_free(plan));
  canvas_free(&src);
  canvas_free(&even);
  canvas_free(&level);
  canvas_free(&bits);
  canvas_free(&wanted);
  canvas_free(&got);
}

static void zero_keeps_the_proportions(void) {
  Canvas src = canvas_random(SCIPIX_PIXEL_FORMAT_RGB8, 7, 4, 0, 1);
  ScipixImage view = canvas_image(&src);
  ScipixPlan *plan = new_plan();
  size_t width = 0, height = 0, bytes = 0;
  CHECK_FAILS(scipix_plan_add_resize(plan, SCIPIX_FILTER_BILINEAR, 0, 0), SCIPIX_STATUS_INVALID_ARGUMENT, "width");
  CHECK_OK(scipix_plan_add_resize(plan, SCIPIX_FILTER_BILINEAR, 0, 10));
  CHECK_OK(scipix_plan_output_size(plan, &view, &width, &height, &bytes));
  CHECK(width == 18 && height == 10 && bytes == 540);
  CHECK_OK(scipix_plan_output_size(plan, &view, NULL, NULL, NULL));
  CHECK_OK(scipix_plan_free(plan));
  canvas_free(&src);
}

static void invalid_orders_of_steps_are_refused(void) {
  ScipixBinarizeParams otsu = binarize_params(SCIPIX_BINARIZE_METHOD_OTSU);
  Canvas src = canvas_random(SCIPIX_PIXEL_FORMAT_RGB8, 4, 4, 0, 1), dst = canvas_empty(SCIPIX_PIXEL_FORMAT_GRAY8, 4, 4, 0);
  ScipixImage from = canvas_image(&src);
  ScipixImageMut to = canvas_image_mut(&dst);
  ScipixTensorParams params;
  ScipixPlan *plan = new_plan();
  size_t bytes = 77;
  float out[48];
  CHECK_OK(scipix_tensor_params_init(&params));
  CHECK_FAILS(scipix_plan_run(plan, &from, &to), SCIPIX_STATUS_INVALID_ARGUMENT, "plan");
  CHECK_OK(scipix_plan_free(plan));

  plan = new_plan();
  CHECK_FAILS(scipix_plan_output_size(plan, &from, NULL, NULL, &bytes), SCIPIX_STATUS_INVALID_ARGUMENT, "plan");
  CHECK_OK(scipix_plan_add_grayscale(plan, SCIPIX_LUMA_BT601));
  CHECK_FAILS(scipix_plan_add_grayscale(plan, SCIPIX_LUMA_BT601), SCIPIX_STATUS_INVALID_ARGUMENT, "plan");
  CHECK_OK(scipix_plan_add_binarize(plan, &otsu));
  CHECK_FAILS(scipix_plan_add_binarize(plan, &otsu), SCIPIX_STATUS_INVALID_ARGUMENT, "plan");
  CHECK_FAILS(scipix_plan_add_resize(plan, SCIPIX_FILTER_BILINEAR, 2, 2), SCIPIX_STATUS_INVALID_ARGUMENT, "plan");
  CHECK_FAILS(scipix_plan_add_tensor(plan, &params), SCIPIX_STATUS_INVALID_ARGUMENT, "plan");
  CHECK_FAILS(scipix_plan_run_tensor(plan, &from, out, sizeof out), SCIPIX_STATUS_INVALID_ARGUMENT, "plan");
  CHECK(bytes == 77 && canvas_untouched(&dst));
  CHECK_OK(scipix_plan_free(plan));

  plan = new_plan();
  CHECK_OK(scipix_plan_add_grayscale(plan, SCIPIX_LUMA_BT601));
  CHECK_OK(scipix_plan_run(plan, &from, &to));
  CHECK_FAILS(scipix_plan_add_binarize(plan, &otsu), SCIPIX_STATUS_INVALID_ARGUMENT, "plan");
  CHECK_OK(scipix_plan_run(plan, &from, &to));
  CHECK_OK(scipix_plan_free(plan));
  canvas_free(&src);
  canvas_free(&dst);
}

static void unknown_enumerators_and_bad_numbers_are_refused(void) {
  static const int32_t unknown[] = {-1, 99, INT32_MAX, INT32_MIN};
  ScipixPlan *plan = new_plan();
  ScipixBinarizeParams otsu = binarize_params(SCIPIX_BINARIZE_METHOD_OTSU);
  ScipixBackgroundParams background;
  ScipixTensorParams tensor;
  size_t i;
  CHECK_OK(scipix_tensor_params_init(&tensor));
  for (i = 0; i < sizeof unknown / sizeof *unknown; ++i) {
    CHECK_FAILS(scipix_plan_add_grayscale(plan, unknown[i]), SCIPIX_STATUS_INVALID_ARGUMENT, "luma");
    CHECK_FAILS(scipix_plan_add_resize(plan, unknown[i], 5, 5), SCIPIX_STATUS_INVALID_ARGUMENT, "filter");
    CHECK_FAILS(scipix_plan_add_morphology(plan, unknown[i], 2, 2, 0), SCIPIX_STATUS_INVALID_ARGUMENT, "operation");
    CHECK_FAILS(scipix_plan_add_morphology(plan, 0, 2, 2, unknown[i]), SCIPIX_STATUS_INVALID_ARGUMENT, "rules");
    otsu.method = unknown[i];
    CHECK_FAILS(scipix_plan_add_binarize(plan, &otsu), SCIPIX_STATUS_INVALID_ARGUMENT, "params");
    tensor.layout = unknown[i];
    CHECK_FAILS(scipix_plan_add_tensor(plan, &tensor), SCIPIX_STATUS_INVALID_ARGUMENT, "params");
  }
  CHECK_FAILS(scipix_plan_add_morphology(plan, 0, 0, 2, 0), SCIPIX_STATUS_INVALID_ARGUMENT, "width");
  CHECK_FAILS(scipix_plan_add_morphology(plan, 0, 2, 0, 0), SCIPIX_STATUS_INVALID_ARGUMENT, "height");
  CHECK_OK(scipix_background_params_init(&background));
  background.target = 0;
  CHECK_FAILS(scipix_plan_add_normalize_background(plan, &background), SCIPIX_STATUS_INVALID_ARGUMENT, "target");
  otsu = binarize_params(SCIPIX_BINARIZE_METHOD_SAUVOLA);
  otsu.window = 16;
  CHECK_FAILS(scipix_plan_add_binarize(plan, &otsu), SCIPIX_STATUS_INVALID_ARGUMENT, "window");
  otsu.struct_size = 1;
  CHECK_EQUAL(scipix_plan_add_binarize(plan, &otsu), SCIPIX_STATUS_INVALID_ARGUMENT);
  CHECK_OK(scipix_plan_free(plan));
}

static void null_and_other_handles_are_reported(void) {
  uint8_t bytes[16] = {0};
  ScipixImage src = {bytes, 2, 2, 0, SCIPIX_PIXEL_FORMAT_RGB8};
  ScipixImageMut dst = {bytes + 12, 2, 2, 0, SCIPIX_PIXEL_FORMAT_GRAY8};
  ScipixBinarizeParams otsu = binarize_params(SCIPIX_BINARIZE_METHOD_OTSU);
  ScipixTensorParams tensor;
  ScipixArena *arena = NULL;
  ScipixPlan *plan = new_plan(), *other;
  CHECK_OK(scipix_tensor_params_init(&tensor));
  CHECK_OK(scipix_arena_new(0, 0, &arena));
  other = (ScipixPlan *)(void *)arena;
  CHECK_FAILS(scipix_plan_new(NULL), SCIPIX_STATUS_NULL_POINTER, "out_plan");
  CHECK_FAILS(scipix_plan_add_grayscale(NULL, 0), SCIPIX_STATUS_NULL_POINTER, "plan");
  CHECK_FAILS(scipix_plan_add_resize(NULL, 1, 2, 2), SCIPIX_STATUS_NULL_POINTER, "plan");
  CHECK_FAILS(scipix_plan_add_binarize(NULL, &otsu), SCIPIX_STATUS_NULL_POINTER, "plan");
  CHECK_FAILS(scipix_plan_add_tensor(NULL, &tensor), SCIPIX_STATUS_NULL_POINTER, "plan");
  CHECK_FAILS(scipix_plan_add_normalize_background(NULL, NULL), SCIPIX_STATUS_NULL_POINTER, "plan");
  CHECK_FAILS(scipix_plan_add_deskew(NULL, 0), SCIPIX_STATUS_NULL_POINTER, "plan");
  CHECK_FAILS(scipix_plan_add_morphology(NULL, 0, 2, 2, 0), SCIPIX_STATUS_NULL_POINTER, "plan");
  CHECK_FAILS(scipix_plan_add_deskew(other, 0), SCIPIX_STATUS_INVALID_ARGUMENT, "plan");
  CHECK_FAILS(scipix_plan_add_normalize_background(plan, NULL), SCIPIX_STATUS_NULL_POINTER, "params");
  CHECK_FAILS(scipix_plan_add_binarize(plan, NULL), SCIPIX_STATUS_NULL_POINTER, "params");
  CHECK_FAILS(scipix_plan_add_tensor(plan, NULL), SCIPIX_STATUS_NULL_POINTER, "params");
  CHECK_FAILS(scipix_plan_output_size(NULL, &src, NULL, NULL, NULL), SCIPIX_STATUS_NULL_POINTER, "plan");
  CHECK_FAILS(scipix_plan_run(NULL, &src, &dst), SCIPIX_STATUS_NULL_POINTER, "plan");
  CHECK_FAILS(scipix_plan_run_tensor(NULL, &src, bytes, 4), SCIPIX_STATUS_NULL_POINTER, "plan");
  CHECK_FAILS(scipix_plan_add_grayscale(other, 0), SCIPIX_STATUS_INVALID_ARGUMENT, "plan");
  CHECK_FAILS(scipix_plan_add_resize(other, 1, 2, 2), SCIPIX_STATUS_INVALID_ARGUMENT, "plan");
  CHECK_FAILS(scipix_plan_add_binarize(other, &otsu), SCIPIX_STATUS_INVALID_ARGUMENT, "plan");
  CHECK_FAILS(scipix_plan_add_tensor(other, &tensor), SCIPIX_STATUS_INVALID_ARGUMENT, "plan");
  CHECK_FAILS(scipix_plan_output_size(other, &src, NULL, NULL, NULL), SCIPIX_STATUS_INVALID_ARGUMENT, "plan");
  CHECK_FAILS(scipix_plan_run(other, &src, &dst), SCIPIX_STATUS_INVALID_ARGUMENT, "plan");
  CHECK_FAILS(scipix_plan_run_tensor(other, &src, bytes, 4), SCIPIX_STATUS_INVALID_ARGUMENT, "plan");
  CHECK_FAILS(scipix_plan_free(other), SCIPIX_STATUS_INVALID_ARGUMENT, "plan");
  CHECK_OK(scipix_plan_add_grayscale(plan, SCIPIX_LUMA_BT601));
  CHECK_FAILS(scipix_plan_output_size(plan, NULL, NULL, NULL, NULL), SCIPIX_STATUS_NULL_POINTER, "src");
  CHECK_FAILS(scipix_plan_run(plan, NULL, &dst), SCIPIX_STATUS_NULL_POINTER, "src");
  CHECK_FAILS(scipix_plan_run(plan, &src, NULL), SCIPIX_STATUS_NULL_POINTER, "dst");
  CHECK_FAILS(scipix_plan_run_tensor(plan, NULL, bytes, 4), SCIPIX_STATUS_NULL_POINTER, "src");
  CHECK_OK(scipix_plan_free(NULL));
  CHECK_OK(scipix_plan_free(plan));
  CHECK_OK(scipix_arena_free(arena));
}

static void wrong_sizes_are_refused_and_write_nothing(void) {
  Canvas src = canvas_random(SCIPIX_PIXEL_FORMAT_RGB8, 8, 8, 0, 1), dst = canvas_empty(SCIPIX_PIXEL_FORMAT_GRAY8, 8, 7, 0);
  ScipixImage from = canvas_image(&src), huge;
  ScipixImageMut to = canvas_image_mut(&dst);
  ScipixTensorParams params;
  ScipixPlan *gray = new_plan(), *large = new_plan(), *tensor = new_plan();
  size_t bytes = 77;
  CHECK_OK(scipix_plan_add_grayscale(gray, SCIPIX_LUMA_BT601));
  CHECK_FAILS(scipix_plan_run(gray, &from, &to), SCIPIX_STATUS_SIZE_MISMATCH, "dst");
  to.height = 0;
  CHECK_FAILS(scipix_plan_run(gray, &from, &to), SCIPIX_STATUS_INVALID_ARGUMENT, "dst");
  to = canvas_image_mut(&dst);
  to.format = SCIPIX_PIXEL_FORMAT_BIT1;
  CHECK_FAILS(scipix_plan_run(gray, &from, &to), SCIPIX_STATUS_UNSUPPORTED, "dst");
  CHECK(canvas_untouched(&dst));
  to.data = src.data + 100; /* memory of the source */
  to.height = 8;
  to.format = SCIPIX_PIXEL_FORMAT_GRAY8;
  CHECK_FAILS(scipix_plan_run(gray, &from, &to), SCIPIX_STATUS_INVALID_ARGUMENT, "dst");

  CHECK_OK(scipix_plan_add_resize(large, SCIPIX_FILTER_BILINEAR, SIZE_MAX / 2, 1));
  huge = from;
  huge.format = SCIPIX_PIXEL_FORMAT_RGBA8;
  huge.width = 6;
  CHECK_EQUAL(scipix_plan_output_size(large, &huge, NULL, NULL, &bytes), SCIPIX_STATUS_OVERFLOW);
  huge.width = SIZE_MAX / 2;
  CHECK_FAILS(scipix_plan_output_size(large, &huge, NULL, NULL, &bytes), SCIPIX_STATUS_OVERFLOW, "src");
  CHECK_EQUAL(bytes, 77);

  CHECK_OK(scipix_tensor_params_init(&params));
  params.element = SCIPIX_ELEMENT_U8;
  CHECK_OK(scipix_plan_add_tensor(tensor, &params));
  CHECK_OK(scipix_plan_output_size(tensor, &from, NULL, NULL, &bytes));
  CHECK_FAILS(scipix_plan_run_tensor(tensor, &from, src.data + 191, bytes), SCIPIX_STATUS_INVALID_ARGUMENT, "out");
  CHECK_FAILS(scipix_plan_run_tensor(tensor, &from, src.data, SIZE_MAX), SCIPIX_STATUS_SIZE_MISMATCH, "out");
  CHECK_OK(scipix_plan_free(gray));
  CHECK_OK(scipix_plan_free(large));
  CHECK_OK(scipix_plan_free(tensor));
  canvas_free(&src);
  canvas_free(&dst);
}

enum { PAGES = 3, RUNS = 20, THREADS = 4 };

typedef struct Shared {
  const ScipixPlan *plan;
  Canvas src[PAGES], wanted[PAGES];
} Shared;

static void *run_pages(void *data) {
  Shared *shared = (Shared *)data;
  size_t failed = 0;
  int run, page;
  for (run = 0; run < RUNS; ++run) {
    for (page = 0; page < PAGES; ++page) {
      Canvas *wanted = &shared->wanted[page];
      Canvas got = canvas_empty(wanted->format, wanted->width, wanted->height, 0);
      ScipixImage src = canvas_image(&shared->src[page]);
      ScipixImageMut dst = canvas_image_mut(&got);
      failed += scipix_plan_run(shared->plan, &src, &dst) != SCIPIX_STATUS_OK;
      failed += memcmp(got.data, wanted->data, wanted->span) != 0;
      canvas_free(&got);
    }
  }
  return (void *)failed;
}

/* Runs one plan on several threads, with pages of several sizes, so that a wrong scratch buffer is noticed. */
static void threads_share_one_plan(void) {
  ScipixBinarizeParams sauvola = binarize_params(SCIPIX_BINARIZE_METHOD_SAUVOLA);
  ScipixPlan *plan = new_plan();
  Shared shared;
  pthread_t threads[THREADS];
  void *failed;
  int i;
  CHECK_OK(scipix_plan_add_resize(plan, SCIPIX_FILTER_BILINEAR, 150, 0));
  CHECK_OK(scipix_plan_add_binarize(plan, &sauvola));
  shared.plan = plan;
  for (i = 0; i < PAGES; ++i) {
    ScipixImage src;
    ScipixImageMut dst;
    size_t width, height;
    shared.src[i] = canvas_random(SCIPIX_PIXEL_FORMAT_BGR8, 300 + 70 * (size_t)i, 260, 0, (uint32_t)i + 9);
    src = canvas_image(&shared.src[i]);
    CHECK_OK(scipix_plan_output_size(plan, &src, &width, &height, NULL));
    shared.wanted[i] = canvas_empty(SCIPIX_PIXEL_FORMAT_GRAY8, width, height, 0);
    dst = canvas_image_mut(&shared.wanted[i]);
    CHECK_OK(scipix_plan_run(plan, &src, &dst));
  }
  for (i = 0; i < THREADS; ++i) require(pthread_create(&threads[i], NULL, run_pages, &shared) == 0, "pthread_create");
  for (i = 0; i < THREADS; ++i) {
    pthread_join(threads[i], &failed);
    CHECK(failed == NULL);
  }
  for (i = 0; i < PAGES; ++i) {
    canvas_free(&shared.src[i]);
    canvas_free(&shared.wanted[i]);
  }
  CHECK_OK(scipix_plan_free(plan));
}

int main(void) {
  plans_equal_their_steps();
  a_planned_tensor_equals_that_of_the_gray_image();
  steps_that_see_the_whole_image();
  zero_keeps_the_proportions();
  invalid_orders_of_steps_are_refused();
  unknown_enumerators_and_bad_numbers_are_refused();
  null_and_other_handles_are_reported();
  wrong_sizes_are_refused_and_write_nothing();
  threads_share_one_plan();
  return check_report("plan");
}
