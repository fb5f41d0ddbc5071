/* Calls each simple operation once at each size, under callgrind, which counts the instructions: see scripts/count-calls.
 * Each count becomes a dump of its own, whose name is the operation and the size. */
#include <scipix.h>
#include <valgrind/callgrind.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
  size_t width, height;
} Size;

/* Crops, and lines as recognisers read them. */
static const Size kSizes[] = {{16, 16}, {100, 32}, {320, 48}, {64, 64}};

enum { LARGEST = 320 * 100, CHANNELS = 4, ENLARGED = 4 };

/* Buffers large enough for each operation at each size. */
static struct {
  uint8_t pixels[LARGEST * CHANNELS], bytes[LARGEST * CHANNELS * ENLARGED];
  int8_t quantized[LARGEST];
  float floats[LARGEST], tensor[LARGEST * CHANNELS];
  uint32_t ids[LARGEST];
  float probabilities[LARGEST];
} buffers;

static ScipixImage source(Size size, ScipixPixelFormat format) {
  ScipixImage image = {buffers.pixels, size.width, size.height, 0, format};
  return image;
}

static ScipixImageMut target(Size size, ScipixPixelFormat format) {
  ScipixImageMut image = {buffers.bytes, size.width, size.height, 0, format};
  return image;
}

static ScipixStatus to_gray(Size size, ScipixLuma luma) {
  const ScipixImage src = source(size, SCIPIX_PIXEL_FORMAT_RGBA8);
  const ScipixImageMut dst = target(size, SCIPIX_PIXEL_FORMAT_GRAY8);
  return scipix_image_grayscale(&src, luma, &dst);
}

static ScipixStatus gray(Size size) { return to_gray(size, SCIPIX_LUMA_BT601); }
static ScipixStatus gray_8bit(Size size) { return to_gray(size, SCIPIX_LUMA_BT601_8BIT); }

static ScipixStatus threshold_to(Size size, ScipixPixelFormat format) {
  const ScipixImage src = source(size, SCIPIX_PIXEL_FORMAT_GRAY8);
  const ScipixImageMut dst = target(size, format);
  return scipix_image_threshold(&src, 127, &dst);
}

static ScipixStatus threshold(Size size) { return threshold_to(size, SCIPIX_PIXEL_FORMAT_GRAY8); }
static ScipixStatus threshold_bits(Size size) { return threshold_to(size, SCIPIX_PIXEL_FORMAT_BIT1); }

static ScipixStatus invert(Size size) {
  const ScipixImage src = source(size, SCIPIX_PIXEL_FORMAT_GRAY8);
  const ScipixImageMut dst = target(size, SCIPIX_PIXEL_FORMAT_GRAY8);
  return scipix_image_invert(&src, &dst);
}

static ScipixStatus flip_to(Size size, ScipixFlip direction) {
  const ScipixImage src = source(size, SCIPIX_PIXEL_FORMAT_GRAY8);
  const ScipixImageMut dst = target(size, SCIPIX_PIXEL_FORMAT_GRAY8);
  return scipix_image_flip(&src, direction, &dst);
}

static ScipixStatus flip_horizontal(Size size) { return flip_to(size, SCIPIX_FLIP_HORIZONTAL); }
static ScipixStatus flip_vertical(Size size) { return flip_to(size, SCIPIX_FLIP_VERTICAL); }

static ScipixStatus otsu(Size size) {
  const ScipixImage src = source(size, SCIPIX_PIXEL_FORMAT_GRAY8);
  uint8_t level;
  return scipix_image_otsu(&src, &level);
}

static ScipixStatus binarize_by(Size size, ScipixBinarizeMethod method) {
  const ScipixImage src = source(size, SCIPIX_PIXEL_FORMAT_GRAY8);
  const ScipixImageMut dst = target(size, SCIPIX_PIXEL_FORMAT_GRAY8);
  const ScipixBinarizeParams params = {sizeof params, method, 31, 127, {0, 0, 0}, 10.0f, 0.34f, 128.0f};
  return scipix_image_binarize(&src, &params, &dst);
}

static ScipixStatus adaptive_mean(Size size) { return binarize_by(size, SCIPIX_BINARIZE_METHOD_ADAPTIVE_MEAN); }
static ScipixStatus sauvola(Size size) { return binarize_by(size, SCIPIX_BINARIZE_METHOD_SAUVOLA); }

static ScipixStatus resize_by(Size size, size_t percent, ScipixFilter filter) {
  const Size to = {size.width * percent / 100, size.height * percent / 100};
  const ScipixImage src = source(size, SCIPIX_PIXEL_FORMAT_GRAY8);
  const ScipixImageMut dst = target(to, SCIPIX_PIXEL_FORMAT_GRAY8);
  return scipix_image_resize(&src, filter, &dst);
}

static ScipixStatus bilinear_50(Size size) { return resize_by(size, 50, SCIPIX_FILTER_BILINEAR); }
static ScipixStatus bilinear_70(Size size) { return resize_by(size, 70, SCIPIX_FILTER_BILINEAR); }
static ScipixStatus bilinear_150(Size size) { return resize_by(size, 150, SCIPIX_FILTER_BILINEAR); }
static ScipixStatus nearest_70(Size size) { return resize_by(size, 70, SCIPIX_FILTER_NEAREST); }
static ScipixStatus area_25(Size size) { return resize_by(size, 25, SCIPIX_FILTER_AREA); }
static ScipixStatus area_70(Size size) { return resize_by(size, 70, SCIPIX_FILTER_AREA); }

static ScipixStatus planes(Size size, ScipixPixelFormat from, ScipixPixelFormat channels, size_t count) {
  static ScipixTensorParams params;
  if (params.struct_size == 0 && scipix_tensor_params_init(&params) != SCIPIX_STATUS_OK) abort();
  params.channels = channels;
  const ScipixImage src = source(size, from);
  const size_t bytes = size.width * size.height * count * sizeof(float);
  return scipix_image_to_tensor(&src, 1, &params, buffers.tensor, bytes);
}

static ScipixStatus gray_tensor(Size size) {
  return planes(size, SCIPIX_PIXEL_FORMAT_GRAY8, SCIPIX_PIXEL_FORMAT_GRAY8, 1);
}
static ScipixStatus rgba_tensor(Size size) {
  return planes(size, SCIPIX_PIXEL_FORMAT_RGBA8, SCIPIX_PIXEL_FORMAT_RGB8, 3);
}

static const ScipixQuantParams kQuant = {0.05f, 3};

static ScipixStatus quantize(Size size) {
  return scipix_quantize_i8(buffers.floats, size.width * size.height, kQuant, buffers.quantized);
}
static ScipixStatus dequantize(Size size) {
  return scipix_dequantize_i8(buffers.quantized, size.width * size.height, kQuant, buffers.tensor);
}

static ScipixStatus ctc_greedy(Size size) {
  size_t len;
  return scipix_ctc_greedy(buffers.floats, size.height, size.width, 0, SCIPIX_SCORES_PROBABILITIES, buffers.ids,
                           buffers.probabilities, size.height, &len);
}

static ScipixStatus gaussian_3x3(Size size) {
  const ScipixImage src = source(size, SCIPIX_PIXEL_FORMAT_GRAY8);
  const ScipixImageMut dst = target(size, SCIPIX_PIXEL_FORMAT_GRAY8);
  return scipix_image_gaussian_blur(&src, 3, 3, 0, 0, SCIPIX_BORDER_REFLECT_101, &dst);
}

typedef enum { TO_BYTES, TO_BITS, TO_FLOATS } PlanEnd;

/* A plan of RGBA to gray, and then to a threshold or a tensor. */
static ScipixPlan *gray_plan(PlanEnd end) {
  static ScipixPlan *plans[3];
  ScipixPlan **plan = &plans[end];
  if (*plan != NULL) return *plan;
  ScipixBinarizeParams fixed = {sizeof fixed, SCIPIX_BINARIZE_METHOD_FIXED, 31, 127, {0, 0, 0}, 10.0f, 0.34f, 128.0f};
  ScipixTensorParams floats;
  ScipixStatus status = scipix_plan_new(plan);
  if (status == SCIPIX_STATUS_OK) status = scipix_plan_add_grayscale(*plan, SCIPIX_LUMA_BT601_8BIT);
  if (status == SCIPIX_STATUS_OK) status = scipix_tensor_params_init(&floats);
  floats.channels = SCIPIX_PIXEL_FORMAT_GRAY8;
  if (status == SCIPIX_STATUS_OK)
    status = end == TO_FLOATS ? scipix_plan_add_tensor(*plan, &floats) : scipix_plan_add_binarize(*plan, &fixed);
  if (status != SCIPIX_STATUS_OK) abort();
  return *plan;
}

static ScipixStatus plan_to(Size size, PlanEnd end) {
  const ScipixImage src = source(size, SCIPIX_PIXEL_FORMAT_RGBA8);
  if (end == TO_FLOATS) {
    const size_t bytes = size.width * size.height * sizeof(float);
    return scipix_plan_run_tensor(gray_plan(end), &src, buffers.tensor, bytes);
  }
  const ScipixImageMut dst = target(size, end == TO_BITS ? SCIPIX_PIXEL_FORMAT_BIT1 : SCIPIX_PIXEL_FORMAT_GRAY8);
  return scipix_plan_run(gray_plan(end), &src, &dst);
}

static ScipixStatus plan_threshold(Size size) { return plan_to(size, TO_BYTES); }
static ScipixStatus plan_bits(Size size) { return plan_to(size, TO_BITS); }
static ScipixStatus plan_tensor(Size size) { return plan_to(size, TO_FLOATS); }

typedef struct {
  const char *name;
  ScipixStatus (*call)(Size size);
} Operation;

static const Operation kOperations[] = {
    {"gray", gray},
    {"gray_8bit", gray_8bit},
    {"threshold", threshold},
    {"threshold_bits", threshold_bits},
    {"invert", invert},
    {"flip_horizontal", flip_horizontal},
    {"flip_vertical", flip_vertical},
    {"otsu", otsu},
    {"adaptive_mean", adaptive_mean},
    {"sauvola", sauvola},
    {"bilinear_50", bilinear_50},
    {"bilinear_70", bilinear_70},
    {"bilinear_150", bilinear_150},
    {"nearest_70", nearest_70},
    {"area_25", area_25},
    {"area_70", area_70},
    {"gray_tensor", gray_tensor},
    {"rgba_tensor", rgba_tensor},
    {"quantize", quantize},
    {"dequantize", dequantize},
    {"ctc_greedy", ctc_greedy},
    {"gaussian_3x3", gaussian_3x3},
    {"plan_threshold", plan_threshold},
    {"plan_bits", plan_bits},
    {"plan_tensor", plan_tensor},
};

static void fill(void) {
  uint32_t state = 1;
  for (size_t i = 0; i < sizeof buffers.pixels; ++i) {
    state = state * 1664525u + 1013904223u;
    buffers.pixels[i] = (uint8_t)(state >> 24);
  }
  for (size_t i = 0; i < LARGEST; ++i) buffers.floats[i] = (float)buffers.pixels[i] / 256.0f;
}

/* Counts the second call: the first one finds the level, and pages are touched. */
static void count(const Operation *operation, Size size) {
  char name[64];
  snprintf(name, sizeof name, "%s %zux%zu", operation->name, size.width, size.height);
  if (operation->call(size) != SCIPIX_STATUS_OK) {
    fprintf(stderr, "%s: %s\n", name, scipix_last_error_message());
    exit(1);
  }
  CALLGRIND_ZERO_STATS;
  CALLGRIND_TOGGLE_COLLECT;
  operation->call(size);
  CALLGRIND_TOGGLE_COLLECT;
  CALLGRIND_DUMP_STATS_AT(name);
}

int main(int argc, char **argv) {
  const char *filter = argc > 1 ? argv[1] : "";
  fill();
  for (size_t o = 0; o < sizeof kOperations / sizeof *kOperations; ++o) {
    if (strstr(kOperations[o].name, filter) == NULL) continue;
    for (size_t s = 0; s < sizeof kSizes / sizeof *kSizes; ++s) count(&kOperations[o], kSizes[s]);
  }
  return 0;
}
