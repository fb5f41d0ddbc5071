/* Where memory cannot be had the call says so, and the library goes on working. */
#define _DEFAULT_SOURCE
#include "canvas.h"

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

/* The stacks of so many threads do not fit. */
static void threads_that_cannot_be_started_are_done_without(void) {
  enum { SIDE = 2003 };
  Canvas source = canvas_random(SCIPIX_PIXEL_FORMAT_GRAY8, SIDE, SIDE, 0, 7), sink = canvas_empty(SCIPIX_PIXEL_FORMAT_GRAY8, SIDE, SIDE, 0);
  ScipixImage src = canvas_image(&source);
  ScipixImageMut dst = canvas_image_mut(&sink);
  bool right = true;
  size_t i;
  limit_memory(true);
  CHECK_OK(scipix_set_thread_count(4000));
  CHECK_OK(scipix_image_threshold(&src, 99, &dst));
  limit_memory(false);
  for (i = 0; i < source.span; ++i) right = right && sink.data[i] == (source.data[i] > 99 ? 255 : 0);
  CHECK(right);
  CHECK_OK(scipix_set_thread_count(0));
  CHECK_OK(scipix_image_threshold(&src, 99, &dst));
  canvas_free(&source);
  canvas_free(&sink);
}

int main(void) {
  threads_that_cannot_be_started_are_done_without();
  rows_too_wide_for_memory_are_out_of_memory();
  return check_report("out_of_memory");
}
