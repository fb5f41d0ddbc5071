/* Where memory cannot be had the call says so, and the library goes on working. */
#define _GNU_SOURCE
#include "canvas.h"

#include <dlfcn.h>
#include <errno.h>
#include <malloc.h>
#include <pthread.h>
#include <sys/resource.h>

enum { WIDE = 1 << 26, SPARE_BYTES = 48 << 20 };

/* Lets the address space grow by SPARE_BYTES only, or again without limit. */
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

/* Pages that cost no memory while they are only read, or not touched at all. */
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

static size_t threads_asked_for, threads_to_be_had = SIZE_MAX;

/* The library's too: it stands before the system's, which it passes on to as long as there are threads to be had. */
int pthread_create(pthread_t *thread, const pthread_attr_t *attr, void *(*start)(void *), void *argument) {
  typedef int (*Create)(pthread_t *, const pthread_attr_t *, void *(*)(void *), void *);
  union { void *symbol; Create create; } next;
  next.symbol = dlsym(RTLD_NEXT, "pthread_create");
  require(next.symbol != NULL, "dlsym");
  return threads_asked_for++ < threads_to_be_had ? next.create(thread, attr, start, argument) : EAGAIN;
}

static ScipixStatus count_items(void *user_data, size_t begin, size_t end) {
  __atomic_fetch_add((size_t *)user_data, end - begin, __ATOMIC_SEQ_CST);
  return SCIPIX_STATUS_OK;
}

/* A loop that may have `thread_count` threads; how many it asked the system for, of which it gets `to_be_had`. */
static size_t threads_that_a_loop_asks_for(size_t to_be_had) {
  enum { ITEMS = 100000 };
  size_t items = 0;
  threads_asked_for = 0;
  threads_to_be_had = to_be_had;
  CHECK_OK(scipix_parallel_for(ITEMS, 1, count_items, &items));
  CHECK_EQUAL(items, ITEMS);
  return threads_asked_for;
}

static void threads_that_cannot_be_started_are_done_without(void) {
#ifdef SCIPIX_OPTIMIZE
  CHECK_OK(scipix_set_thread_count(400));
  CHECK_EQUAL(threads_that_a_loop_asks_for(0), 1); /* refused, it asks for no other */
  CHECK_EQUAL(threads_that_a_loop_asks_for(0), 0); /* nor does a later call */
  CHECK_OK(scipix_set_thread_count(400));
  CHECK_EQUAL(threads_that_a_loop_asks_for(3), 4); /* those that were started stay */
  CHECK_EQUAL(threads_that_a_loop_asks_for(SIZE_MAX), 0);
  CHECK_OK(scipix_set_thread_count(5));
  CHECK_EQUAL(threads_that_a_loop_asks_for(SIZE_MAX), 4);
#else
  CHECK_OK(scipix_set_thread_count(400));
  CHECK_EQUAL(threads_that_a_loop_asks_for(SIZE_MAX), 0);
#endif
  CHECK_OK(scipix_set_thread_count(0));
}

int main(void) {
#ifdef M_ARENA_MAX /* else a thread's first allocation may take 64 MiB of addresses just before they are limited */
  mallopt(M_ARENA_MAX, 1);
#endif
  threads_that_cannot_be_started_are_done_without();
  rows_too_wide_for_memory_are_out_of_memory();
  steps_too_many_for_memory_are_out_of_memory();
  return check_report("out_of_memory");
}
