/* One result, whatever the SIMD level, the optimization level and the number of threads. Images are large enough that
 * work is split, and odd enough that strips and blocks end anywhere. */
#define _DEFAULT_SOURCE
#include "canvas.h"
#include "levels.h"

#include <math.h>

enum { WIDTH = 1537, HEIGHT = 1103, VALUES = 1500007 };

static const size_t thread_counts[] = {1, 2, 8};

typedef struct Work {
  Canvas src, dst;
  ScipixBinarizeMethod method;
  ScipixLuma luma;
  ScipixFilter filter;
} Work;

typedef ScipixStatus (*Operation)(const Work *work);

static ScipixStatus gray(const Work *work) {
  ScipixImage from = canvas_image(&work->src);
  ScipixImageMut to = canvas_image_mut(&work->dst);
  return scipix_image_grayscale(&from, work->luma, &to);
}

static ScipixStatus threshold(const Work *work) {
  ScipixImage from = canvas_image(&work->src);
  ScipixImageMut to = canvas_image_mut(&work->dst);
  return scipix_image_threshold(&from, 100, &to);
}

static ScipixStatus invert(const Work *work) {
  ScipixImage from = canvas_image(&work->src);
  ScipixImageMut to = canvas_image_mut(&work->dst);
  return scipix_image_invert(&from, &to);
}

static ScipixStatus otsu(const Work *work) {
  ScipixImage from = canvas_image(&work->src);
  return scipix_image_otsu(&from, work->dst.data);
}

static ScipixStatus binarize(const Work *work) {
  ScipixImage from = canvas_image(&work->src);
  ScipixImageMut to = canvas_image_mut(&work->dst);
  ScipixBinarizeParams params;
  CHECK_OK(scipix_binarize_params_init(&params));
  params.method = work->method;
  params.window = 31;
  return scipix_image_binarize(&from, &params, &to);
}

static ScipixStatus flat_gray(const Work *work) {
  return scipix_grayscale(work->src.data, work->src.span, work->dst.data, work->dst.span);
}

static ScipixStatus flat_threshold(const Work *work) {
  return scipix_threshold(work->src.data, work->src.span, 100, work->dst.data);
}

static ScipixStatus rotate(const Work *work) {
  ScipixImage from = canvas_image(&work->src);
  ScipixImageMut to = canvas_image_mut(&work->dst);
  return scipix_image_rotate(&from, -7.3f, 200, &to);
}

static ScipixStatus half_turn(const Work *work) {
  ScipixImage from = canvas_image(&work->src);
  ScipixImageMut to = canvas_image_mut(&work->dst);
  return scipix_image_rotate(&from, 180, 200, &to);
}

static ScipixStatus crop_quad(const Work *work) {
  const float quad[8] = {-20, 33.5f, 1400, 80, 1555, 1000.25f, 60, 900};
  ScipixImage from = canvas_image(&work->src);
  ScipixImageMut to = canvas_image_mut(&work->dst);
  return scipix_image_crop_quad(&from, quad, &to);
}

static ScipixStatus resize(const Work *work) {
  ScipixImage from = canvas_image(&work->src);
  ScipixImageMut to = canvas_image_mut(&work->dst);
  return scipix_image_resize(&from, work->filter, &to);
}

static ScipixStatus skew(const Work *work) {
  ScipixImage from = canvas_image(&work->src);
  float found[2];
  ScipixStatus status = scipix_image_skew(&from, &found[0], &found[1]);
  memcpy(work->dst.data, found, sizeof found);
  return status;
}

/* The result in `work` again at every setting. */
static void same_everywhere(const char *name, Operation operation, const Work *work) {
  size_t len = work->dst.span, t;
  uint8_t *expected = (uint8_t *)malloc(len);
  int s, opt;
  require(expected != NULL, "malloc");
  CHECK_OK(scipix_set_opt_level(SCIPIX_OPT_LEVEL_NONE));
  memset(work->dst.data, CANARY, len);
  CHECK_OK(operation(work));
  memcpy(expected, work->dst.data, len);
  for (opt = SCIPIX_OPT_LEVEL_NONE; opt <= SCIPIX_OPT_LEVEL_FULL; ++opt) {
    CHECK_OK(scipix_set_opt_level(opt));
    for (s = 0; s < SIMD_LEVELS; ++s) {
      if (scipix_simd_set_level(simd_levels[s]) != SCIPIX_STATUS_OK) continue; /* not of this processor */
      for (t = 0; t < sizeof thread_counts / sizeof *thread_counts; ++t) {
        if (t > 0 && opt < SCIPIX_OPT_LEVEL_PARALLEL) break; /* these use no threads */
        CHECK_OK(scipix_set_thread_count(thread_counts[t]));
        memset(work->dst.data, CANARY, len);
        CHECK_OK(operation(work));
        if (!CHECK(memcmp(expected, work->dst.data, len) == 0)) {
          fprintf(stderr, "  %s at level %s, optimization %d, %zu threads\n", name,
                  scipix_simd_level_name(simd_levels[s]), opt, thread_counts[t]);
        }
      }
    }
  }
  CHECK(canvas_surroundings_intact(&work->dst));
  free(expected);
}

static Work work_new(ScipixPixelFormat src, ScipixPixelFormat dst, size_t gap) {
  Work work;
  work.src = canvas_random(src, WIDTH, HEIGHT, 2 * gap, 11);
  work.dst = canvas_empty(dst, WIDTH, HEIGHT, gap);
  work.luma = SCIPIX_LUMA_BT601;
  work.filter = SCIPIX_FILTER_NEAREST;
  work.method = SCIPIX_BINARIZE_METHOD_OTSU;
  return work;
}

static void work_free(Work *work) {
  canvas_free(&work->src);
  canvas_free(&work->dst);
}

static void image_operations_do_not_depend_on_settings(void) {
  int i;
  Work color = work_new(SCIPIX_PIXEL_FORMAT_RGB8, SCIPIX_PIXEL_FORMAT_GRAY8, 7);
  Work alpha = work_new(SCIPIX_PIXEL_FORMAT_BGRA8, SCIPIX_PIXEL_FORMAT_GRAY8, 7);
  Work same = work_new(SCIPIX_PIXEL_FORMAT_GRAY8, SCIPIX_PIXEL_FORMAT_GRAY8, 7);
  Work bits = work_new(SCIPIX_PIXEL_FORMAT_GRAY8, SCIPIX_PIXEL_FORMAT_BIT1, 7);
  for (alpha.luma = SCIPIX_LUMA_BT601; alpha.luma <= SCIPIX_LUMA_BT709; ++alpha.luma) same_everywhere("gray", gray, &alpha);
  same_everywhere("gray", gray, &color);
  same_everywhere("threshold", threshold, &same);
  same_everywhere("threshold to bits", threshold, &bits);
  same_everywhere("invert", invert, &same);
  same_everywhere("otsu", otsu, &same);
  same_everywhere("binarize otsu", binarize, &color);
  bits.method = SCIPIX_BINARIZE_METHOD_ADAPTIVE_MEAN;
  same_everywhere("binarize adaptive mean", binarize, &bits);
  alpha.method = SCIPIX_BINARIZE_METHOD_SAUVOLA;
  same_everywhere("binarize sauvola", binarize, &alpha);
  for (i = 0; i < ALL_FORMATS; ++i) {
    Work both = work_new(all_formats[i], all_formats[i], 5);
    same_everywhere("half turn", half_turn, &both);
    same_everywhere("skew", skew, &both);
    if (all_formats[i] != SCIPIX_PIXEL_FORMAT_BIT1) {
      same_everywhere("rotate", rotate, &both);
      same_everywhere("crop_quad", crop_quad, &both);
    }
    work_free(&both);
  }
  work_free(&color);
  work_free(&alpha);
  work_free(&same);
  work_free(&bits);
}

/* To fewer pixels and to more; every channel count. */
static void resizes_do_not_depend_on_settings(void) {
  static const size_t sizes[][2] = {{401, 333}, {800, 700}};
  static const ScipixFilter filters[] = {SCIPIX_FILTER_NEAREST, SCIPIX_FILTER_BILINEAR, SCIPIX_FILTER_AREA,
                                         SCIPIX_FILTER_LANCZOS3};
  static const ScipixPixelFormat formats[] = {SCIPIX_PIXEL_FORMAT_BIT1, SCIPIX_PIXEL_FORMAT_GRAY8,
                                              SCIPIX_PIXEL_FORMAT_BGR8, SCIPIX_PIXEL_FORMAT_RGBA8};
  size_t f, s, i;
  for (f = 0; f < sizeof formats / sizeof *formats; ++f) {
    for (s = 0; s < sizeof sizes / sizeof *sizes; ++s) {
      for (i = 0; i < sizeof filters / sizeof *filters; ++i) {
        Work work;
        if (formats[f] == SCIPIX_PIXEL_FORMAT_BIT1 && filters[i] != SCIPIX_FILTER_NEAREST) continue;
        work.src = canvas_random(formats[f], 701, 503, 5, 11);
        work.dst = canvas_empty(formats[f], sizes[s][0], sizes[s][1], 7);
        work.filter = filters[i];
        same_everywhere("resize", resize, &work);
        work_free(&work);
      }
    }
  }
}

static void flat_operations_do_not_depend_on_settings(void) {
  Work color = work_new(SCIPIX_PIXEL_FORMAT_RGBA8, SCIPIX_PIXEL_FORMAT_GRAY8, 0);
  Work same = work_new(SCIPIX_PIXEL_FORMAT_GRAY8, SCIPIX_PIXEL_FORMAT_GRAY8, 0);
  same_everywhere("flat gray", flat_gray, &color);
  same_everywhere("flat threshold", flat_threshold, &same);
  work_free(&color);
  work_free(&same);
}

/* The z-score is of floats: settings may differ in the last bits, within its bound, but threads may not. */
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
    for (t = 1; t < sizeof thread_counts / sizeof *thread_counts; ++t) {
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
  image_operations_do_not_depend_on_settings();
  resizes_do_not_depend_on_settings();
  flat_operations_do_not_depend_on_settings();
  normalize_depends_on_no_thread_count();
  return check_report("levels");
}
