/* What scripts/count-neon counts and scripts/bench-machine times at each SIMD level: the table of image operations of
 * c_tests/operations.h, and the functions on numbers. */
#ifndef CASES_H
#define CASES_H

#include "levels.h"
#include "operations.h"

/* A line of text as recognisers read it, and a page of A4 at 150 dots an inch. */
typedef enum Extent { LINE, PAGE, EXTENTS } Extent;

static const Size extent_sizes[EXTENTS] = {{320, 48}, {1240, 1754}};
static const Size extent_results[EXTENTS] = {{224, 34}, {868, 1228}}; /* where an operation makes another size */

/* The rows, the inner size and the columns of an integer product. */
typedef struct Product {
  size_t m, k, n;
} Product;

static const Product products[EXTENTS] = {{48, 320, 48}, {256, 768, 768}};

/* Memory that the functions on numbers read and write. */
typedef struct Numbers {
  size_t len;
  Product product;
  float *floats, *results;
  uint8_t *bytes, *left, *right;
  int32_t *sums;
  ScipixLinear *linear;
} Numbers;

static const ScipixQuantParams quant_params = {0.05f, 3};

#define NUMBER_FUNCTIONS(X)                                                                                         \
  X(normalize, scipix_normalize(to->results, to->len))                                                              \
  X(quant_params_from_data, scipix_quant_params_from_data(to->floats, to->len, SCIPIX_ELEMENT_U8, &(ScipixQuantParams){0, 0})) \
  X(quantize_u8, scipix_quantize_u8(to->floats, to->len, quant_params, to->bytes))                                  \
  X(quantize_i8, scipix_quantize_i8(to->floats, to->len, quant_params, (int8_t *)to->bytes))                        \
  X(dequantize_u8, scipix_dequantize_u8(to->bytes, to->len, quant_params, to->results))                             \
  X(dequantize_i8, scipix_dequantize_i8((int8_t *)to->bytes, to->len, quant_params, to->results))                   \
  X(matmul_u8i8, scipix_matmul_u8i8(to->left, to->product.m, to->product.k, (int8_t *)to->right, to->product.n, to->sums)) \
  X(matmul_i8i8, scipix_matmul_i8i8((int8_t *)to->left, to->product.m, to->product.k, (int8_t *)to->right, to->product.n, \
                                    to->sums))                                                                      \
  X(linear, scipix_linear_run(to->linear, to->floats, to->product.m, to->product.k, to->results, to->product.n))

#define NUMBER_FUNCTION(name, call) \
  static ScipixStatus number_##name(const Numbers *to) { return call; }
#define NUMBER_ENTRY(name, call) {#name, number_##name},

NUMBER_FUNCTIONS(NUMBER_FUNCTION)

typedef struct NumberFunction {
  const char *name;
  ScipixStatus (*run)(const Numbers *to);
} NumberFunction;

static const NumberFunction number_functions[] = {NUMBER_FUNCTIONS(NUMBER_ENTRY)};
enum { NUMBER_FUNCTION_COUNT = sizeof number_functions / sizeof *number_functions };

/* One call: of an operation on images, or of a function on numbers. */
typedef struct Call {
  char name[80]; /* with the formats */
  const char *size;
  const Operation *op;
  ScipixImage src;
  ScipixImageMut dst;
  const NumberFunction *function;
  const Numbers *numbers;
} Call;

static inline void call(const Call *what) {
  const ScipixStatus status =
      what->op != NULL ? what->op->run(&what->src, &what->dst, true) : what->function->run(what->numbers);
  if (status != SCIPIX_STATUS_OK) {
    fprintf(stderr, "%s: %s\n", what->name, scipix_last_error_message());
    exit(1);
  }
}

static inline const char *format_name(ScipixPixelFormat format) {
  switch (format) {
    case SCIPIX_PIXEL_FORMAT_GRAY8: return "gray8";
    case SCIPIX_PIXEL_FORMAT_GRAY16: return "gray16";
    case SCIPIX_PIXEL_FORMAT_BIT1: return "bit1";
    case SCIPIX_PIXEL_FORMAT_RGB8: return "rgb8";
    default: return "rgba8";
  }
}

static inline bool begins_with(const char *name, const char *start) { return strncmp(name, start, strlen(start)) == 0; }

/* BGR has the kernels of RGB. Plans and flat functions run the kernels of other lines of the table. */
static inline bool is_case(const Operation *op, ScipixPixelFormat from, ScipixPixelFormat to) {
  const unsigned same = 1u << SCIPIX_PIXEL_FORMAT_BGR8 | 1u << SCIPIX_PIXEL_FORMAT_BGRA8;
  return takes_formats(op, from, to) && (same >> from & 1) == 0 && (same >> to & 1) == 0 &&
         !begins_with(op->name, "plan_") && !begins_with(op->name, "flat_");
}

static inline void operation_call(const Operation *op, const Canvas *source, ScipixPixelFormat to, Extent extent,
                                  void (*measure)(const Call *)) {
  const Size result = output_size(op, extent_sizes[extent], extent_results[extent]);
  const ScipixPixelFormat from = source->format;
  Canvas sink = canvas_empty(to, result.width, result.height, 0);
  Call what = {{0}, extent == LINE ? "line" : "page", op, canvas_image(source), canvas_image_mut(&sink), NULL, NULL};
  snprintf(what.name, sizeof what.name, op->memory == IMAGES ? "%s %s>%s" : "%s %s", op->name, format_name(from),
           format_name(to));
  measure(&what);
  canvas_free(&sink);
}

static inline void *memory_of(size_t bytes) {
  void *memory = malloc(bytes);
  uint8_t *at = memory;
  uint32_t state = 5;
  size_t i;
  require(memory != NULL, "malloc");
  for (i = 0; i < bytes; ++i) at[i] = (uint8_t)(next_random(&state) >> 24);
  return memory;
}

static inline ScipixLinear *layer_of(const float *values, Product product) {
  const size_t shape[2] = {product.n, product.k};
  ScipixQuantConfig config;
  ScipixQTensor *weights = NULL;
  ScipixLinear *linear = NULL;
  CHECK_OK(scipix_quant_config_init(&config));
  config.granularity = SCIPIX_QUANT_GRANULARITY_CHANNEL;
  config.scheme = SCIPIX_QUANT_SCHEME_SYMMETRIC;
  CHECK_OK(scipix_qtensor_from_f32(values, shape, 2, &config, &weights));
  CHECK_OK(scipix_linear_new(weights, NULL, &linear));
  CHECK_OK(scipix_qtensor_free(weights));
  return linear;
}

static inline void number_calls(const char *filter, Extent extent, void (*measure)(const Call *)) {
  const Size size = extent_sizes[extent];
  const Product product = products[extent];
  Numbers numbers = {.len = size.width * size.height, .product = product};
  uint32_t state = 3;
  size_t i;
  int f;
  numbers.floats = memory_of(numbers.len * sizeof(float));
  numbers.results = memory_of(numbers.len * sizeof(float));
  for (i = 0; i < numbers.len; ++i) numbers.floats[i] = (float)(int32_t)(next_random(&state) >> 20) / 256 - 8;
  memcpy(numbers.results, numbers.floats, numbers.len * sizeof(float));
  numbers.bytes = memory_of(numbers.len);
  numbers.left = memory_of(product.m * product.k);
  numbers.right = memory_of(product.n * product.k);
  numbers.sums = memory_of(product.m * product.n * sizeof(int32_t));
  numbers.linear = layer_of(numbers.floats, product);
  for (f = 0; f < NUMBER_FUNCTION_COUNT; ++f) {
    Call what = {.size = extent == LINE ? "line" : "page", .function = &number_functions[f], .numbers = &numbers};
    snprintf(what.name, sizeof what.name, "%s", number_functions[f].name);
    if (strstr(what.name, filter) != NULL) measure(&what);
  }
  CHECK_OK(scipix_linear_free(numbers.linear));
  free(numbers.sums);
  free(numbers.right);
  free(numbers.left);
  free(numbers.bytes);
  free(numbers.results);
  free(numbers.floats);
}

/* Calls `measure` with each call at one size whose name contains `filter`. */
static inline void each_call(const char *filter, Extent extent, void (*measure)(const Call *)) {
  const Size size = extent_sizes[extent];
  Canvas sources[ALL_FORMATS];
  int o, from, to;
  for (from = 0; from < ALL_FORMATS; ++from) {
    sources[from] = canvas_random(all_formats[from], size.width, size.height, 0, 11);
  }
  for (o = 0; o < OPERATION_COUNT; ++o) {
    if (strstr(operations[o].name, filter) == NULL) continue;
    for (from = 0; from < ALL_FORMATS; ++from) {
      for (to = 0; to < ALL_FORMATS; ++to) {
        if (is_case(&operations[o], all_formats[from], all_formats[to])) {
          operation_call(&operations[o], &sources[from], all_formats[to], extent, measure);
        }
      }
    }
  }
  for (from = 0; from < ALL_FORMATS; ++from) canvas_free(&sources[from]);
  number_calls(filter, extent, measure);
}

#endif
