/* Every operation gives one result at every SIMD level, optimization level and number of threads. The images are large
 * enough that work is split over threads, and their sizes are odd, so that strips and blocks end anywhere. */
#define _DEFAULT_SOURCE
#include "operations.h"
#include "levels.h"

enum { VALUES = 1500007 };

static const size_t thread_counts[] = {1, 2, 8};
enum { THREAD_COUNTS = sizeof thread_counts / sizeof *thread_counts };

/* Runs `op` at one setting and compares the result with `expected`. */
static void same_result(const Operation *op, const ScipixImage *src, const Canvas *sink, const uint8_t *expected,
                        const char *setting) {
  ScipixImageMut dst = canvas_image_mut(sink);
  memset(sink->memory, CANARY, LEAD + sink->span);
  CHECK_OP_OK(op, op->run(src, &dst, true));
  if (!CHECK_OP(op, memcmp(expected, sink->memory, LEAD + sink->span) == 0)) {
    fprintf(stderr, "  formats %d to %d, %zux%zu to %zux%zu, %s\n", src->format, dst.format, src->width, src->height,
            dst.width, dst.height, setting);
  }
}

/* Runs `op` at every level and thread count, and compares with the result of optimization level NONE. */
static void same_everywhere(const Operation *op, const Canvas *source, const Canvas *sink) {
  ScipixImage src = canvas_image(source);
  ScipixImageMut dst = canvas_image_mut(sink);
  uint8_t *expected = (uint8_t *)malloc(LEAD + sink->span);
  size_t t;
  int s, opt;
  require(expected != NULL, "malloc");
  CHECK_OK(scipix_set_opt_level(SCIPIX_OPT_LEVEL_NONE));
  CHECK_OP_OK(op, op->run(&src, &dst, true));
  CHECK_OP(op, canvas_surroundings_intact(sink) && !canvas_untouched(sink));
  memcpy(expected, sink->memory, LEAD + sink->span);
  for (opt = SCIPIX_OPT_LEVEL_SIMD; opt <= SCIPIX_OPT_LEVEL_FULL; ++opt) {
    CHECK_OK(scipix_set_opt_level(opt));
    for (s = 0; s < SIMD_LEVELS; ++s) {
      if (scipix_simd_set_level(simd_levels[s]) != SCIPIX_STATUS_OK) continue; /* not a level of this processor */
      for (t = 0; t < THREAD_COUNTS; ++t) {
        char setting[100];
        if (opt < SCIPIX_OPT_LEVEL_FULL && thread_counts[t] != 2) continue; /* FULL is tried with every count */
        snprintf(setting, sizeof setting, "level %s, optimization %d, %zu threads",
                 scipix_simd_level_name(simd_levels[s]), opt, thread_counts[t]);
        CHECK_OK(scipix_set_thread_count(thread_counts[t]));
        same_result(op, &src, sink, expected, setting);
      }
    }
  }
  free(expected);
}

static void operations_do_not_depend_on_settings(const Operation *op, ScipixPixelFormat from, ScipixPixelFormat to) {
  static const Size middle = {485, 391}, large = {1537, 1103}, chosen[] = {{243, 201}, {484, 423}};
  Size size = op->light ? large : middle;
  Canvas source = source_canvas(op, from, size);
  int i;
  for (i = 0; i < (op->size == ANY_SIZE ? 2 : 1); ++i) {
    Canvas sink = result_canvas(op, to, output_size(op, size, chosen[i]));
    same_everywhere(op, &source, &sink);
    canvas_free(&sink);
  }
  canvas_free(&source);
}

/* The z-scores are floats. They may differ between levels in the last bits, but not between thread counts. */
static void normalize_depends_on_no_thread_count(void) {
  float *input = (float *)malloc(VALUES * sizeof *input), *first = (float *)malloc(VALUES * sizeof *first);
  float *again = (float *)malloc(VALUES * sizeof *again);
  uint32_t state = 5;
  size_t i, t;
  int s;
  require(input != NULL && first != NULL && again != NULL, "malloc");
  CHECK_OK(scipix_set_opt_level(SCIPIX_OPT_LEVEL_FULL));
  for (i = 0; i < VALUES; ++i) input[i] = (float)(next_random(&state) >> 20);
  for (s = 0; s < SIMD_LEVELS; ++s) {
    if (scipix_simd_set_level(simd_levels[s]) != SCIPIX_STATUS_OK) continue;
    CHECK_OK(scipix_set_thread_count(1));
    memcpy(first, input, VALUES * sizeof *input);
    CHECK_OK(scipix_normalize(first, VALUES));
    for (t = 1; t < THREAD_COUNTS; ++t) {
      CHECK_OK(scipix_set_thread_count(thread_counts[t]));
      memcpy(again, input, VALUES * sizeof *input);
      CHECK_OK(scipix_normalize(again, VALUES));
      if (!CHECK(memcmp(first, again, VALUES * sizeof *again) == 0)) {
        fprintf(stderr, "  %s, %zu threads\n", scipix_simd_level_name(simd_levels[s]), thread_counts[t]);
      }
    }
  }
  free(input);
  free(first);
  free(again);
}

int main(void) {
  for_each_case(operations_do_not_depend_on_settings);
  normalize_depends_on_no_thread_count();
  return check_report("levels");
}
