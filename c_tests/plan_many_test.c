/* Runs plans on many images in one call, compares them with a call for each, and tries hostile arguments. */
#define _DEFAULT_SOURCE
#include "plans.h"
#include "threads.h"

enum { MANY = 41 };

/* Images of several sizes, and room for what a plan makes of each. */
typedef struct Batch {
  Canvas src[MANY], wanted[MANY], got[MANY];
  ScipixImage srcs[MANY];
  ScipixImageMut dsts[MANY];
} Batch;

static Batch batch_of(const ScipixPlan *plan, ScipixPixelFormat from, ScipixPixelFormat to, size_t largest) {
  static const size_t sides[] = {1, 16, 33, 16, 100};
  Batch batch;
  size_t i, width, height;
  for (i = 0; i < MANY; ++i) {
    ScipixImageMut wanted;
    width = i == 7 ? largest : sides[i % 5];
    height = i == 7 ? largest : sides[i % 3];
    batch.src[i] = canvas_random(from, width, height, i % 4, (uint32_t)i + 1);
    batch.srcs[i] = canvas_image(&batch.src[i]);
    CHECK_OK(scipix_plan_output_size(plan, &batch.srcs[i], &width, &height, NULL));
    batch.wanted[i] = canvas_empty(to, width, height, 0);
    batch.got[i] = canvas_empty(to, width, height, i % 3);
    wanted = canvas_image_mut(&batch.wanted[i]);
    batch.dsts[i] = canvas_image_mut(&batch.got[i]);
    CHECK_OK(scipix_plan_run(plan, &batch.srcs[i], &wanted));
  }
  return batch;
}

static void batch_free(Batch *batch) {
  size_t i;
  for (i = 0; i < MANY; ++i) {
    canvas_free(&batch->src[i]);
    canvas_free(&batch->wanted[i]);
    canvas_free(&batch->got[i]);
  }
}

static bool batch_untouched(const Batch *batch) {
  bool untouched = true;
  size_t i;
  for (i = 0; i < MANY; ++i) untouched = untouched && canvas_untouched(&batch->got[i]);
  return untouched;
}

static ScipixPlan *gray_resize_binarize(ScipixBinarizeMethod method) {
  ScipixBinarizeParams params;
  ScipixPlan *plan = new_plan();
  CHECK_OK(scipix_binarize_params_init(&params));
  params.method = method;
  params.window = 15;
  CHECK_OK(scipix_plan_add_grayscale(plan, SCIPIX_LUMA_BT601));
  CHECK_OK(scipix_plan_add_resize(plan, SCIPIX_FILTER_BILINEAR, 0, 24));
  CHECK_OK(scipix_plan_add_binarize(plan, &params));
  return plan;
}

/* At every level, with one thread and with three, with and without an image that is shared out by rows. */
static void many_are_as_one_by_one(void) {
  const ScipixSimdLevel best = scipix_simd_level();
  /* A memory checker takes a hundred times as long. */
  const bool checked = getenv("SCIPIX_TEST_RUNNER") != NULL;
  const size_t largest[] = {50, checked ? 150 : 900};
  ScipixBinarizeMethod method;
  size_t i, size, threads;
  for (method = SCIPIX_BINARIZE_METHOD_FIXED; method <= SCIPIX_BINARIZE_METHOD_SAUVOLA; ++method) {
    for (size = 0; size < 2; ++size) {
      const ScipixPixelFormat to = size == 0 ? SCIPIX_PIXEL_FORMAT_GRAY8 : SCIPIX_PIXEL_FORMAT_BIT1;
      ScipixPlan *plan = gray_resize_binarize(method);
      Batch batch = batch_of(plan, SCIPIX_PIXEL_FORMAT_RGB8, to, largest[size]);
      ScipixSimdLevel level;
      for (level = checked ? best : 0; level <= best; ++level) {
        if (scipix_simd_set_level(level) != SCIPIX_STATUS_OK) continue;
        for (threads = 1; threads <= 3; threads += 2) {
          CHECK_OK(scipix_set_thread_count(threads));
          for (i = 0; i < MANY; ++i) memset(batch.got[i].data, CANARY, batch.got[i].row_bytes);
          CHECK_OK(scipix_plan_run_many(plan, batch.srcs, MANY, batch.dsts));
          for (i = 0; i < MANY; ++i) same_pixels(&batch.got[i], &batch.wanted[i], "many images");
        }
      }
      CHECK_OK(scipix_simd_set_level(best));
      CHECK_OK(scipix_plan_run_many(plan, batch.srcs + 3, 1, batch.dsts + 3));
      same_pixels(&batch.got[3], &batch.wanted[3], "one image");
      batch_free(&batch);
      CHECK_OK(scipix_plan_free(plan));
    }
  }
  CHECK_OK(scipix_set_thread_count(0));
}

static void an_image_at_fault_loses_nothing(void) {
  ScipixPlan *plan = gray_resize_binarize(SCIPIX_BINARIZE_METHOD_OTSU), *other, *empty = new_plan();
  Batch batch;
  ScipixImage src;
  ScipixImageMut dst;
  ScipixArena *arena = NULL;
  CHECK_OK(scipix_arena_new(0, 0, &arena));
  batch = batch_of(plan, SCIPIX_PIXEL_FORMAT_RGB8, SCIPIX_PIXEL_FORMAT_GRAY8, 30);
  dst = batch.dsts[40];
  batch.dsts[40].height = 23;
  CHECK_FAILS(scipix_plan_run_many(plan, batch.srcs, MANY, batch.dsts), SCIPIX_STATUS_SIZE_MISMATCH, "dsts[40]");
  batch.dsts[40] = dst;
  batch.dsts[40].format = SCIPIX_PIXEL_FORMAT_RGB8;
  batch.dsts[40].width = batch.dsts[40].stride = 1;
  CHECK_FAILS(scipix_plan_run_many(plan, batch.srcs, MANY, batch.dsts), SCIPIX_STATUS_INVALID_ARGUMENT, "dsts[40]");
  batch.dsts[40] = dst;
  batch.dsts[40].data = NULL;
  CHECK_FAILS(scipix_plan_run_many(plan, batch.srcs, MANY, batch.dsts), SCIPIX_STATUS_NULL_POINTER, "dsts[40]");
  batch.dsts[40] = batch.dsts[39];
  CHECK_EQUAL(scipix_plan_run_many(plan, batch.srcs, MANY, batch.dsts), SCIPIX_STATUS_INVALID_ARGUMENT);
  CHECK(strstr(scipix_last_error_message(), "overlaps dsts[39]") != NULL);
  batch.dsts[40] = dst;
  batch.dsts[40].data = (uint8_t *)batch.srcs[2].data;
  CHECK_FAILS(scipix_plan_run_many(plan, batch.srcs, MANY, batch.dsts), SCIPIX_STATUS_INVALID_ARGUMENT, "dsts[40]");
  batch.dsts[40] = dst;
  src = batch.srcs[20];
  batch.srcs[20].width = 0;
  CHECK_FAILS(scipix_plan_run_many(plan, batch.srcs, MANY, batch.dsts), SCIPIX_STATUS_INVALID_ARGUMENT, "srcs[20]");
  batch.srcs[20] = src;
  batch.srcs[20].format = 99;
  CHECK_FAILS(scipix_plan_run_many(plan, batch.srcs, MANY, batch.dsts), SCIPIX_STATUS_INVALID_ARGUMENT, "srcs[20]");
  batch.srcs[20] = src;
  batch.srcs[20].height = SIZE_MAX;
  CHECK_FAILS(scipix_plan_run_many(plan, batch.srcs, MANY, batch.dsts), SCIPIX_STATUS_OVERFLOW, "srcs[20]");
  batch.srcs[20] = src;
  other = new_plan();
  CHECK_OK(scipix_plan_add_resize(other, SCIPIX_FILTER_BILINEAR, 5, 5));
  batch.srcs[20].format = SCIPIX_PIXEL_FORMAT_BIT1;
  CHECK_EQUAL(scipix_plan_run_many(other, batch.srcs + 20, 1, batch.dsts + 20), SCIPIX_STATUS_UNSUPPORTED);
  CHECK(strncmp(scipix_last_error_message(), "srcs[0]: is BIT1", 16) == 0);
  batch.srcs[20] = src;
  CHECK_FAILS(scipix_plan_run_many(empty, batch.srcs, MANY, batch.dsts), SCIPIX_STATUS_INVALID_ARGUMENT, "plan");
  CHECK_FAILS(scipix_plan_run_many(plan, NULL, MANY, batch.dsts), SCIPIX_STATUS_NULL_POINTER, "srcs");
  CHECK_FAILS(scipix_plan_run_many(plan, batch.srcs, MANY, NULL), SCIPIX_STATUS_NULL_POINTER, "dsts");
  CHECK_FAILS(scipix_plan_run_many(plan, batch.srcs, SIZE_MAX, batch.dsts), SCIPIX_STATUS_OVERFLOW, "srcs");
  CHECK_FAILS(scipix_plan_run_many(NULL, batch.srcs, MANY, batch.dsts), SCIPIX_STATUS_NULL_POINTER, "plan");
  CHECK_FAILS(scipix_plan_run_many((ScipixPlan *)(void *)arena, NULL, 0, NULL), SCIPIX_STATUS_INVALID_ARGUMENT, "plan");
  CHECK(batch_untouched(&batch));
  CHECK_OK(scipix_plan_run_many(plan, NULL, 0, NULL));
  CHECK_OK(scipix_plan_run_many(plan, batch.srcs, MANY, batch.dsts));
  batch_free(&batch);
  CHECK_OK(scipix_plan_free(plan));
  CHECK_OK(scipix_plan_free(other));
  CHECK_OK(scipix_plan_free(empty));
  CHECK_OK(scipix_arena_free(arena));
}

/* Results side by side in one image, whose rows lie among those of each other, and a source twice. */
static void regions_of_one_image(void) {
  ScipixPlan *plan = new_plan();
  Canvas page = canvas_random(SCIPIX_PIXEL_FORMAT_GRAY8, 60, 20, 0, 9), tiles = canvas_empty(SCIPIX_PIXEL_FORMAT_GRAY8, 40, 20, 0);
  ScipixImage whole = canvas_image(&page), srcs[8];
  ScipixImageMut out = canvas_image_mut(&tiles), dsts[8];
  size_t i, y;
  CHECK_OK(scipix_plan_add_grayscale(plan, SCIPIX_LUMA_BT601));
  for (i = 0; i < 8; ++i) {
    CHECK_OK(scipix_image_subview(&whole, i < 4 ? 3 * i : 7, 2 * (i / 4), 10, 10, &srcs[i]));
    CHECK_OK(scipix_image_subview_mut(&out, 10 * (3 - i % 4), 10 * (1 - i / 4), 10, 10, &dsts[i]));
  }
  CHECK_OK(scipix_plan_run_many(plan, srcs, 8, dsts));
  for (i = 0; i < 8; ++i) {
    for (y = 0; y < 10; ++y) CHECK(memcmp(dsts[i].data + y * 40, srcs[i].data + y * 60, 10) == 0);
  }
  ++dsts[5].data;
  CHECK_EQUAL(scipix_plan_run_many(plan, srcs, 8, dsts), SCIPIX_STATUS_INVALID_ARGUMENT);
  CHECK(strstr(scipix_last_error_message(), "overlaps dsts[") != NULL);
  CHECK_OK(scipix_plan_free(plan));
  canvas_free(&page);
  canvas_free(&tiles);
}

static ScipixTensorParams line_params(ScipixElement element) {
  ScipixTensorParams params;
  CHECK_OK(scipix_tensor_params_init(&params));
  params.element = element;
  params.scale = 0.02f;
  params.height = 24;
  params.fit = SCIPIX_TENSOR_FIT_HEIGHT;
  return params;
}

/* One tensor is what scipix_image_to_tensor makes of the gray images. */
static void a_tensor_of_many(ScipixElement element, ScipixTensorLayout layout) {
  ScipixTensorParams params = line_params(element);
  ScipixPlan *gray = new_plan(), *plan = new_plan();
  Batch batch;
  ScipixImage grays[MANY];
  size_t wanted_shape[4], shape[4] = {0}, wanted_bytes = 0, bytes = 0, i, threads;
  uint8_t *wanted, *got;
  params.layout = layout;
  CHECK_OK(scipix_plan_add_grayscale(gray, SCIPIX_LUMA_BT709));
  CHECK_OK(scipix_plan_add_grayscale(plan, SCIPIX_LUMA_BT709));
  CHECK_OK(scipix_plan_add_tensor(plan, &params));
  batch = batch_of(gray, SCIPIX_PIXEL_FORMAT_RGBA8, SCIPIX_PIXEL_FORMAT_GRAY8, 300);
  for (i = 0; i < MANY; ++i) grays[i] = canvas_image(&batch.wanted[i]);
  CHECK_OK(scipix_image_tensor_shape(grays, MANY, &params, wanted_shape, &wanted_bytes));
  CHECK_OK(scipix_plan_tensor_shape(plan, batch.srcs, MANY, shape, &bytes));
  CHECK(memcmp(shape, wanted_shape, sizeof shape) == 0 && bytes == wanted_bytes);
  wanted = (uint8_t *)malloc(bytes);
  got = (uint8_t *)malloc(bytes);
  require(wanted != NULL && got != NULL, "malloc");
  CHECK_OK(scipix_image_to_tensor(grays, MANY, &params, wanted, bytes));
  for (threads = 1; threads <= 3; threads += 2) {
    CHECK_OK(scipix_set_thread_count(threads));
    memset(got, 7, bytes);
    CHECK_OK(scipix_plan_run_tensor_many(plan, batch.srcs, MANY, got, bytes));
    CHECK(memcmp(got, wanted, bytes) == 0);
  }
  CHECK_OK(scipix_set_thread_count(0));
  /* A run alone, at its own width, afterwards. */
  CHECK_OK(scipix_image_tensor_shape(&grays[1], 1, &params, shape, &bytes));
  CHECK_OK(scipix_image_to_tensor(&grays[1], 1, &params, wanted, bytes));
  CHECK_OK(scipix_plan_run_tensor(plan, &batch.srcs[1], got, bytes));
  CHECK(memcmp(got, wanted, bytes) == 0);
  batch_free(&batch);
  CHECK_OK(scipix_plan_free(gray));
  CHECK_OK(scipix_plan_free(plan));
  free(wanted);
  free(got);
}

static void wrong_tensors_are_refused_and_write_nothing(void) {
  ScipixTensorParams params = line_params(SCIPIX_ELEMENT_F32);
  ScipixPlan *plan = new_plan(), *image = new_plan(), *own = new_plan();
  Canvas small = canvas_random(SCIPIX_PIXEL_FORMAT_GRAY8, 10, 24, 0, 1), large = canvas_random(SCIPIX_PIXEL_FORMAT_GRAY8, 20, 12, 0, 2);
  ScipixImage srcs[2];
  size_t shape[4] = {9, 9, 9, 9}, bytes = 77, i;
  float out[2 * 3 * 24 * 40];
  srcs[0] = canvas_image(&small);
  srcs[1] = canvas_image(&large);
  for (i = 0; i < sizeof out / sizeof *out; ++i) out[i] = 7;
  CHECK_OK(scipix_plan_add_tensor(plan, &params));
  CHECK_OK(scipix_plan_add_grayscale(image, SCIPIX_LUMA_BT601));
  params.fit = SCIPIX_TENSOR_FIT_STRETCH;
  CHECK_OK(scipix_plan_add_tensor(own, &params));
  CHECK_FAILS(scipix_plan_tensor_shape(own, srcs, 2, shape, &bytes), SCIPIX_STATUS_SIZE_MISMATCH, "srcs");
  CHECK_FAILS(scipix_plan_run_tensor_many(own, srcs, 2, out, sizeof out), SCIPIX_STATUS_SIZE_MISMATCH, "srcs");
  CHECK_FAILS(scipix_plan_tensor_shape(image, srcs, 2, shape, &bytes), SCIPIX_STATUS_INVALID_ARGUMENT, "plan");
  CHECK_FAILS(scipix_plan_run_tensor_many(image, srcs, 2, out, sizeof out), SCIPIX_STATUS_INVALID_ARGUMENT, "plan");
  CHECK_FAILS(scipix_plan_tensor_shape(NULL, srcs, 2, shape, &bytes), SCIPIX_STATUS_NULL_POINTER, "plan");
  CHECK_FAILS(scipix_plan_tensor_shape(plan, NULL, 2, shape, &bytes), SCIPIX_STATUS_NULL_POINTER, "srcs");
  CHECK_FAILS(scipix_plan_tensor_shape(plan, srcs, SIZE_MAX, shape, &bytes), SCIPIX_STATUS_OVERFLOW, "srcs");
  CHECK_FAILS(scipix_plan_tensor_shape(plan, srcs, 2, NULL, &bytes), SCIPIX_STATUS_NULL_POINTER, "out_shape");
  CHECK(shape[0] == 9 && bytes == 77);
  CHECK_OK(scipix_plan_tensor_shape(plan, srcs, 2, shape, NULL));
  CHECK_OK(scipix_plan_tensor_shape(plan, srcs, 2, shape, &bytes));
  CHECK(shape[0] == 2 && shape[1] == 3 && shape[2] == 24 && shape[3] == 40 && bytes == sizeof out);
  CHECK_FAILS(scipix_plan_run_tensor_many(plan, srcs, 2, out, bytes - 4), SCIPIX_STATUS_SIZE_MISMATCH, "out");
  CHECK_FAILS(scipix_plan_run_tensor_many(plan, srcs, 2, (char *)out + 1, bytes), SCIPIX_STATUS_INVALID_ARGUMENT, "out");
  CHECK_FAILS(scipix_plan_run_tensor_many(plan, srcs, 2, NULL, bytes), SCIPIX_STATUS_NULL_POINTER, "out");
  CHECK_FAILS(scipix_plan_run_tensor_many(NULL, srcs, 2, out, bytes), SCIPIX_STATUS_NULL_POINTER, "plan");
  srcs[1].data = (uint8_t *)out + 5;
  CHECK_FAILS(scipix_plan_run_tensor_many(plan, srcs, 2, out, bytes), SCIPIX_STATUS_INVALID_ARGUMENT, "out");
  srcs[1].data = NULL;
  CHECK_FAILS(scipix_plan_run_tensor_many(plan, srcs, 2, out, bytes), SCIPIX_STATUS_NULL_POINTER, "srcs[1]");
  for (i = 0; i < sizeof out / sizeof *out; ++i) CHECK(out[i] == 7);
  CHECK_OK(scipix_plan_run_tensor_many(plan, srcs, 0, NULL, 0));
  CHECK_FAILS(scipix_plan_run_tensor_many(plan, srcs, 0, out, 4), SCIPIX_STATUS_SIZE_MISMATCH, "out");
  CHECK_OK(scipix_plan_tensor_shape(plan, NULL, 0, shape, &bytes));
  CHECK(shape[0] == 0 && bytes == 0);
  CHECK_OK(scipix_plan_free(plan));
  CHECK_OK(scipix_plan_free(image));
  CHECK_OK(scipix_plan_free(own));
  canvas_free(&small);
  canvas_free(&large);
}

enum { THREADS = 4 };

/* What threads run at once, each to room of its own. */
typedef struct Shared {
  const ScipixPlan *plan;
  const Batch *batch;
} Shared;

static void *run_batches(void *argument) {
  const Shared *shared = (const Shared *)argument;
  Canvas got[MANY];
  ScipixImageMut dsts[MANY];
  size_t i, round, failed = 0;
  for (i = 0; i < MANY; ++i) {
    const Canvas *wanted = &shared->batch->wanted[i];
    got[i] = canvas_empty(wanted->format, wanted->width, wanted->height, 0);
    dsts[i] = canvas_image_mut(&got[i]);
  }
  for (round = 0; round < 10; ++round) {
    failed += scipix_plan_run_many(shared->plan, shared->batch->srcs, MANY, dsts) != SCIPIX_STATUS_OK;
  }
  for (i = 0; i < MANY; ++i) {
    failed += memcmp(got[i].data, shared->batch->wanted[i].data, got[i].span) != 0;
    canvas_free(&got[i]);
  }
  return failed == 0 ? NULL : argument;
}

static void threads_run_many_at_once(void) {
  ScipixPlan *plan = gray_resize_binarize(SCIPIX_BINARIZE_METHOD_SAUVOLA);
  Batch batch = batch_of(plan, SCIPIX_PIXEL_FORMAT_BGR8, SCIPIX_PIXEL_FORMAT_GRAY8, 400);
  pthread_t threads[THREADS];
  Shared shared;
  void *failed;
  size_t i;
  shared.plan = plan;
  shared.batch = &batch;
  CHECK_OK(scipix_set_thread_count(3));
  for (i = 0; i < THREADS; ++i) require(pthread_create(&threads[i], NULL, run_batches, &shared) == 0, "pthread_create");
  for (i = 0; i < THREADS; ++i) {
    pthread_join(threads[i], &failed);
    CHECK(failed == NULL);
  }
  CHECK_OK(scipix_set_thread_count(0));
  batch_free(&batch);
  CHECK_OK(scipix_plan_free(plan));
}

int main(void) {
  many_are_as_one_by_one();
  an_image_at_fault_loses_nothing();
  regions_of_one_image();
  a_tensor_of_many(SCIPIX_ELEMENT_F32, SCIPIX_TENSOR_LAYOUT_NCHW);
  a_tensor_of_many(SCIPIX_ELEMENT_U8, SCIPIX_TENSOR_LAYOUT_NHWC);
  a_tensor_of_many(SCIPIX_ELEMENT_I8, SCIPIX_TENSOR_LAYOUT_NCHW);
  wrong_tensors_are_refused_and_write_nothing();
  threads_run_many_at_once();
  return check_report("plan_many");
}
