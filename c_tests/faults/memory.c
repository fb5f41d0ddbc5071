/* Workloads: pools, arenas, quantised numbers, tensors and layers. */
#include "walk.h"

static void pools(void) {
  ScipixPoolConfig config;
  ScipixPoolStats stats;
  ScipixPool *pool = NULL, *global;
  ScipixBuffer buffers[8], any;
  size_t i;
  memset(buffers, 0, sizeof buffers);
  memset(&any, 0, sizeof any);
  stats.struct_size = sizeof stats;
  DO(scipix_pool_config_init(&config));
  config.buffer_size = 3000;
  config.preallocate = 2;
  if (DO(scipix_pool_new(&config, &pool))) {
    for (i = 0; i < 8; ++i) {
      if (DO(scipix_pool_acquire(pool, &buffers[i]))) {
        memset(buffers[i].data, 1, buffers[i].capacity);
        CHECK_OK(scipix_buffer_append(&buffers[i], gray_page, 100));
      }
    }
    for (i = 0; i < 8; ++i) CHECK_OK(scipix_buffer_release(&buffers[i]));
    if (DO(scipix_pool_stats(pool, &stats))) CHECK_EQUAL(stats.live, 0);
    CHECK_OK(scipix_pool_trim(pool));
  }
  CHECK_OK(scipix_pool_free(pool));
  if (DO(scipix_buffer_acquire(5000, &any))) memset(any.data, 2, any.capacity);
  CHECK_OK(scipix_buffer_release(&any));
  if (DO(scipix_pool_global(SCIPIX_POOL_CLASS_SMALL, &global))) CHECK_OK(scipix_pool_trim(global));
}

static void arenas(void) {
  ScipixArena *arena = NULL;
  ScipixArenaMark mark;
  void *block;
  size_t size;
  if (DO(scipix_arena_new(1000, 0, &arena))) {
    DO(scipix_arena_mark(arena, &mark));
    for (size = 16; size < 100000; size *= 3) {
      if (DO(scipix_arena_alloc(arena, size, 64, &block))) memset(block, 3, size);
    }
    CHECK(scipix_arena_usage(arena) <= scipix_arena_capacity(arena) && scipix_arena_cursor(arena) != NULL);
    CHECK_OK(scipix_arena_rewind(arena, &mark));
    CHECK_OK(scipix_arena_reset(arena));
  }
  CHECK_OK(scipix_arena_free(arena));
}

enum { NUMBERS = 48 };

static float numbers[NUMBERS], restored[NUMBERS];

static void quantised_numbers(void) {
  int8_t low[NUMBERS];
  uint8_t bytes[NUMBERS];
  ScipixQuantParams signed_one, one, channels[4], signed_channels[4];
  ScipixQuantError error;
  double figure;
  size_t i;
  error.struct_size = sizeof error;
  for (i = 0; i < NUMBERS; ++i) numbers[i] = (float)(i * 13 % 29) - 11;
  DO(scipix_quant_params_from_range(-11, 17, SCIPIX_ELEMENT_U8, &one));
  DO(scipix_quant_params_from_data(numbers, NUMBERS, SCIPIX_ELEMENT_U8, &one));
  DO(scipix_quant_params_symmetric(17, SCIPIX_ELEMENT_I8, &signed_one));
  for (i = 0; i < 4; ++i) channels[i] = one, signed_channels[i] = signed_one;
  DO(scipix_quantize_i8(numbers, NUMBERS, signed_one, low));
  DO(scipix_quantize_u8(numbers, NUMBERS, one, bytes));
  DO(scipix_dequantize_i8(low, NUMBERS, signed_one, restored));
  DO(scipix_dequantize_u8(bytes, NUMBERS, one, restored));
  DO(scipix_quantize_i8_channels(numbers, 3, 4, 4, signed_channels, low));
  DO(scipix_quantize_u8_channels(numbers, 3, 4, 4, channels, bytes));
  DO(scipix_dequantize_i8_channels(low, 3, 4, 4, signed_channels, restored));
  DO(scipix_dequantize_u8_channels(bytes, 3, 4, 4, channels, restored));
  DO(scipix_quant_error(numbers, bytes, SCIPIX_ELEMENT_U8, NUMBERS, one, &error));
  DO(scipix_quant_mse(numbers, low, NUMBERS, signed_one, &figure));
  DO(scipix_quant_sqnr_db(numbers, low, NUMBERS, signed_one, &figure));
}

static void look_at(const ScipixQTensor *tensor) {
  ScipixQuantParams params;
  ScipixQuantError error;
  error.struct_size = sizeof error;
  CHECK(scipix_qtensor_data(tensor) != NULL && scipix_qtensor_len(tensor) == NUMBERS);
  CHECK(scipix_qtensor_rank(tensor) == 2 && scipix_qtensor_shape(tensor)[0] == 6);
  CHECK(scipix_qtensor_size_bytes(tensor) > 0 && scipix_qtensor_compression_ratio(tensor) > 1);
  CHECK(scipix_qtensor_params_count(tensor) > 0);
  DO(scipix_qtensor_params(tensor, 0, &params));
  DO(scipix_qtensor_to_f32(tensor, restored, NUMBERS));
  DO(scipix_qtensor_error(tensor, numbers, NUMBERS, &error));
}

/* Runs a layer of 8 inputs and 6 outputs on two rows, and on 1100, which do not fit on the stack. */
static void run(const ScipixLinear *linear) {
  enum { ROWS = 1100 };
  const ScipixQuantParams params = {0.5f, 3};
  static uint8_t bytes[ROWS * 8], out[ROWS * 6];
  float floats[12];
  DO(scipix_linear_run(linear, numbers, 2, 8, floats, 6));
  DO(scipix_linear_run_u8(linear, bytes, params, ROWS, 8, out, params, 6));
  DO(scipix_linear_run_i8(linear, (const int8_t *)bytes, params, 2, 8, (int8_t *)out, params, 6));
}

static void tensors_and_layers(void) {
  const size_t shape[2] = {6, 8};
  ScipixQuantConfig config;
  ScipixCalibration calibration;
  size_t i;
  for (i = 0; i < NUMBERS; ++i) numbers[i] = (float)(i * 13 % 29) - 11;
  DO(scipix_quant_config_init(&config));
  for (calibration = SCIPIX_CALIBRATION_MINMAX; calibration <= SCIPIX_CALIBRATION_MSE; ++calibration) {
    ScipixQTensor *tensor = NULL;
    ScipixLinear *linear = NULL;
    config.calibration = calibration;
    if (DO(scipix_qtensor_from_f32(numbers, shape, 2, &config, &tensor))) {
      look_at(tensor);
      if (DO(scipix_linear_new(tensor, numbers, &linear))) run(linear);
    }
    CHECK_OK(scipix_linear_free(linear));
    CHECK_OK(scipix_qtensor_free(tensor));
  }
}

static void products(void) {
  static uint8_t a[5 * 70];
  static int8_t b[9 * 70];
  int32_t out[5 * 9];
  DO(scipix_matmul_u8i8(a, 5, 70, b, 9, out));
  DO(scipix_matmul_i8i8((const int8_t *)a, 5, 70, b, 9, out));
}

const Walk memory_walks[] = {
    {"pools", pools, 10, MAY_END},
    {"arenas", arenas, 5, ALONE},
    {"quantised numbers", quantised_numbers, 0, ALONE},
    {"tensors and layers", tensors_and_layers, 10, ALONE},
    {"products", products, 1, ALONE},
    WALKS_END,
};
