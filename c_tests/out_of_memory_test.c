/* Tests calls that fail for lack of memory or threads. They return a status, and the library goes on working. */
#define _GNU_SOURCE
#include "canvas.h"

#include <dlfcn.h>
#include <errno.h>
#include <malloc.h>
#include <pthread.h>
#include <sys/resource.h>

enum { WIDE = 1 << 26, SPARE_BYTES = 48 << 20 };

/* Limits the growth of the address space to SPARE_BYTES, or lifts the limit. */
static void limit_memory(bool limited) {
  unsigned long pages = 0;
  struct rlimit limit;
  FILE *statm = fopen("/proc/self/statm", "r");
  require(statm != NULL && fscanf(statm, "%lu", &pages) == 1, "/proc/self/statm");
  fclose(statm);
  require(getrlimit(RLIMIT_AS, &limit) == 0, "getrlimit");
  limit.rlim_cur = limited ? (rlim_t)pages * (rlim_t)sysconf(_SC_PAGESIZE) + SPARE_BYTES : limit.rlim_max;
  require(setrlimit(RLIMIT_AS, &limit) == 0, "setrlimit");
}

/* Maps pages that take no memory until they are written. */
static uint8_t *reserve(size_t len) {
  void *map = mmap(NULL, len, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  require(map != MAP_FAILED, "mmap");
  return (uint8_t *)map;
}

static ScipixStatus binarize(const ScipixImage *src, ScipixBinarizeMethod method, const ScipixImageMut *dst) {
  ScipixBinarizeParams params;
  CHECK_OK(scipix_binarize_params_init(&params));
  params.method = method;
  return scipix_image_binarize(src, &params, dst);
}

static void small_pages_still_work(ScipixBinarizeMethod method) {
  Canvas source = canvas_random(SCIPIX_PIXEL_FORMAT_RGB8, 60, 50, 1, 9), sink = canvas_empty(SCIPIX_PIXEL_FORMAT_GRAY8, 60, 50, 1);
  ScipixImage src = canvas_image(&source);
  ScipixImageMut dst = canvas_image_mut(&sink);
  CHECK_OK(binarize(&src, method, &dst));
  canvas_free(&source);
  canvas_free(&sink);
}

static void rows_too_wide_for_memory_are_out_of_memory(void) {
  uint8_t *pixels = reserve((size_t)WIDE * 4), *out = reserve(WIDE);
  ScipixBinarizeMethod method;
  ScipixImage src;
  ScipixImageMut dst;
  int f;
  CHECK_OK(scipix_image_view_mut(out, WIDE, WIDE, 1, 0, SCIPIX_PIXEL_FORMAT_GRAY8, &dst));
  for (f = 0; f < ALL_FORMATS; ++f) {
    CHECK_OK(scipix_image_view(pixels, (size_t)WIDE * 4, WIDE, 1, 0, all_formats[f], &src));
    for (method = SCIPIX_BINARIZE_METHOD_ADAPTIVE_MEAN; method <= SCIPIX_BINARIZE_METHOD_SAUVOLA; ++method) {
      limit_memory(true);
      CHECK_FAILS(binarize(&src, method, &dst), SCIPIX_STATUS_OUT_OF_MEMORY, "binarize");
      small_pages_still_work(method);
      limit_memory(false);
    }
  }
  munmap(pixels, (size_t)WIDE * 4);
  munmap(out, WIDE);
}

static void steps_too_many_for_memory_are_out_of_memory(void) {
  float *scores = (float *)(void *)reserve((size_t)WIDE * 4);
  uint32_t ids[2];
  size_t len = 77;
  limit_memory(true);
  CHECK_FAILS(scipix_ctc_greedy(scores, WIDE, 1, 0, SCIPIX_SCORES_LOGITS, ids, NULL, 2, &len),
              SCIPIX_STATUS_OUT_OF_MEMORY, "steps");
  CHECK_EQUAL(len, 77);
  CHECK_OK(scipix_ctc_greedy(scores, 1000, 1, 0, SCIPIX_SCORES_LOGITS, ids, NULL, 2, &len));
  CHECK_EQUAL(len, 0);
  limit_memory(false);
  munmap(scores, (size_t)WIDE * 4);
}

/* Stripes have eight million runs of pixels, for which the spare memory is too little. */
static void stripes_too_many_for_memory_are_out_of_memory(void) {
  enum { SIDE = 4096 };
  uint8_t *stripes = reserve((size_t)SIDE * SIDE);
  ScipixProbabilityMap map = {stripes, (size_t)SIDE * SIDE, SIDE, SIDE, 0, SCIPIX_ELEMENT_U8};
  ScipixTextBoxParams params;
  ScipixTextBoxes *boxes = NULL;
  ScipixImage src;
  size_t i, count = 77;
  for (i = 0; i < (size_t)SIDE * SIDE; i += 2) stripes[i] = 255;
  CHECK_OK(scipix_text_box_params_preset(SCIPIX_TEXT_BOX_PRESET_PADDLE, &params));
  CHECK_OK(scipix_text_boxes_new(&boxes));
  CHECK_OK(scipix_image_view(stripes, (size_t)SIDE * SIDE, SIDE, SIDE, 0, SCIPIX_PIXEL_FORMAT_GRAY8, &src));
  limit_memory(true);
  CHECK_FAILS(scipix_text_boxes_find(boxes, &map, SIDE, SIDE, &params), SCIPIX_STATUS_OUT_OF_MEMORY, "mask");
  CHECK_EQUAL(scipix_text_boxes_len(boxes), 0);
  CHECK_FAILS(scipix_image_components(&src, SCIPIX_CONNECTIVITY_EIGHT, NULL, 0, NULL, 0, &count),
              SCIPIX_STATUS_OUT_OF_MEMORY, "mask");
  CHECK_EQUAL(count, 77);
  map.height = 8; /* the object goes on working */
  CHECK_OK(scipix_text_boxes_find(boxes, &map, SIDE, 8, &params));
  src.height = 8;
  CHECK_OK(scipix_image_components(&src, SCIPIX_CONNECTIVITY_EIGHT, NULL, 0, NULL, 0, &count));
  CHECK_EQUAL(count, SIDE / 2);
  limit_memory(false);
  CHECK_OK(scipix_text_boxes_free(boxes));
  munmap(stripes, (size_t)SIDE * SIDE);
}

static size_t threads_requested, threads_available = SIZE_MAX;

/* Replaces the pthread_create of the system, for the library too. It fails after `threads_available` threads. */
int pthread_create(pthread_t *thread, const pthread_attr_t *attr, void *(*start)(void *), void *argument) {
  typedef int (*Create)(pthread_t *, const pthread_attr_t *, void *(*)(void *), void *);
  union { void *symbol; Create create; } next;
  next.symbol = dlsym(RTLD_NEXT, "pthread_create");
  require(next.symbol != NULL, "dlsym");
  return threads_requested++ < threads_available ? next.create(thread, attr, start, argument) : EAGAIN;
}

static ScipixStatus count_items(void *user_data, size_t begin, size_t end) {
  __atomic_fetch_add((size_t *)user_data, end - begin, __ATOMIC_SEQ_CST);
  return SCIPIX_STATUS_OK;
}

/* Runs a parallel loop while `available` threads can be started. Returns how many threads the library tried to start. */
static size_t threads_requested_by_a_loop(size_t available) {
  enum { ITEMS = 100000 };
  size_t items = 0;
  threads_requested = 0;
  threads_available = available;
  CHECK_OK(scipix_parallel_for(ITEMS, 1, count_items, &items));
  CHECK_EQUAL(items, ITEMS);
  return threads_requested;
}

static void the_library_works_with_fewer_threads_than_it_wants(void) {
#ifdef SCIPIX_OPTIMIZE
  CHECK_OK(scipix_set_thread_count(400));
  CHECK_EQUAL(threads_requested_by_a_loop(0), 1); /* the library tries once */
  CHECK_EQUAL(threads_requested_by_a_loop(0), 0); /* a later call does not try again */
  CHECK_OK(scipix_set_thread_count(400));
  CHECK_EQUAL(threads_requested_by_a_loop(3), 4); /* three start, the fourth fails */
  CHECK_EQUAL(threads_requested_by_a_loop(SIZE_MAX), 0);
  CHECK_OK(scipix_set_thread_count(5));
  CHECK_EQUAL(threads_requested_by_a_loop(SIZE_MAX), 4);
#else
  CHECK_OK(scipix_set_thread_count(400));
  CHECK_EQUAL(threads_requested_by_a_loop(SIZE_MAX), 0);
#endif
  CHECK_OK(scipix_set_thread_count(0));
}

static ScipixStatus pass_on(void *user_data, void *item, void **out_result) {
  (void)user_data;
  *out_result = item;
  return SCIPIX_STATUS_OK;
}

static ScipixStatus do_nothing(void *user_data) {
  (void)user_data;
  return SCIPIX_STATUS_OK;
}

static void objects_that_get_no_thread_say_so(void) {
  ScipixStage stage = {0};
  ScipixPipeline *pipeline = NULL;
  ScipixExecutor *executor = NULL;
  ScipixBatcher *batcher = NULL;
  stage.fn = pass_on;
  stage.workers = 2;
  CHECK_OK(scipix_executor_new(1, 0, &executor));
  threads_requested = 0;
  threads_available = 1; /* the second of the pipeline fails */
  CHECK_FAILS(scipix_pipeline_new(&stage, 1, &pipeline), SCIPIX_STATUS_IO, "stages");
  CHECK(pipeline == NULL);
  threads_available = 0;
  CHECK_FAILS(scipix_batcher_new(NULL, NULL, NULL, &batcher), SCIPIX_STATUS_IO, "config");
  CHECK(batcher == NULL);
  CHECK_FAILS(scipix_executor_submit(executor, do_nothing, NULL, NULL, NULL), SCIPIX_STATUS_IO, "executor");
  threads_available = SIZE_MAX;
  CHECK_OK(scipix_executor_submit(executor, do_nothing, NULL, NULL, NULL));
  CHECK_OK(scipix_executor_free(executor));
}

int main(void) {
#ifdef M_ARENA_MAX /* one arena: a new one would reserve 64 MiB of the limited address space */
  mallopt(M_ARENA_MAX, 1);
#endif
  the_library_works_with_fewer_threads_than_it_wants();
  objects_that_get_no_thread_say_so();
  rows_too_wide_for_memory_are_out_of_memory();
  steps_too_many_for_memory_are_out_of_memory();
  stripes_too_many_for_memory_are_out_of_memory();
  return check_report("out_of_memory");
}
