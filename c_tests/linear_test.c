/* Compares integer matrix products with sums in 64 bits and linear layers with their definition; tries wrong arguments. */
#include "check.h"

#include <math.h>
#include <stdlib.h>

static uint32_t state = 3;

static uint32_t next(void) {
  state = state * 1664525u + 1013904223u;
  return state >> 8;
}

static void *allocated(size_t bytes) {
  void *memory = malloc(bytes ? bytes : 1);
  if (!CHECK(memory != NULL)) exit(1);
  return memory;
}

static void products_are_exact(size_t m, size_t k, size_t n, int extreme) {
  uint8_t *a = allocated(m * k);
  int8_t *b = allocated(n * k);
  int32_t *out = allocated(m * n * sizeof *out), *out_signed = allocated(m * n * sizeof *out);
  size_t i, j, l;
  for (i = 0; i < m * k; ++i) a[i] = extreme ? 255 : (uint8_t)next();
  for (i = 0; i < n * k; ++i) b[i] = extreme ? -128 : (int8_t)(int)(next() % 256 - 128);
  CHECK_OK(scipix_matmul_u8i8(a, m, k, b, n, out));
  CHECK_OK(scipix_matmul_i8i8((const int8_t *)a, m, k, b, n, out_signed));
  for (i = 0; i < m; ++i) {
    for (j = 0; j < n; ++j) {
      long long sum = 0, sum_signed = 0;
      for (l = 0; l < k; ++l) {
        sum += (long long)a[i * k + l] * b[j * k + l];
        sum_signed += (long long)((const int8_t *)a)[i * k + l] * b[j * k + l];
      }
      CHECK_EQUAL(out[i * n + j], sum);
      CHECK_EQUAL(out_signed[i * n + j], sum_signed);
    }
  }
  free(a), free(b), free(out), free(out_signed);
}

static ScipixQTensor *weights_of(const float *values, size_t n, size_t k, ScipixQuantScheme scheme) {
  ScipixQuantConfig config;
  ScipixQTensor *weights = NULL;
  size_t shape[2];
  shape[0] = n;
  shape[1] = k;
  CHECK_OK(scipix_quant_config_init(&config));
  config.scheme = scheme;
  CHECK_OK(scipix_qtensor_from_f32(values, shape, 2, &config, &weights));
  return weights;
}

static void layer_is_its_definition(size_t m, size_t k, size_t n, ScipixQuantScheme scheme) {
  float *values = allocated(n * k * sizeof *values), *x = allocated(m * k * sizeof *x);
  float *bias = allocated(n * sizeof *bias), *out = allocated(m * n * sizeof *out);
  uint8_t *row = allocated(k);
  ScipixQTensor *weights;
  ScipixLinear *linear = NULL;
  const int8_t *bytes;
  size_t i, j, l;
  for (i = 0; i < n * k; ++i) values[i] = (float)next() / 16777216.0f - 0.3f;
  for (i = 0; i < m * k; ++i) x[i] = (float)next() / 8388608.0f - 1;
  for (i = 0; i < n; ++i) bias[i] = (float)i;
  weights = weights_of(values, n, k, scheme);
  CHECK_OK(scipix_linear_new(weights, bias, &linear));
  CHECK_OK(scipix_linear_run(linear, x, m, k, out, n));
  bytes = scipix_qtensor_data(weights);
  for (i = 0; i < m; ++i) {
    ScipixQuantParams own, weight;
    CHECK_OK(scipix_quant_params_from_data(x + i * k, k, SCIPIX_ELEMENT_U8, &own));
    CHECK_OK(scipix_quantize_u8(x + i * k, k, own, row));
    for (j = 0; j < n; ++j) {
      long long sum = 0;
      float step, product;
      CHECK_OK(scipix_qtensor_params(weights, j, &weight));
      for (l = 0; l < k; ++l) sum += (long long)(row[l] - own.zero_point) * (bytes[j * k + l] - weight.zero_point);
      step = own.scale * weight.scale;
      product = (float)sum * step;
      CHECK(fabs((double)out[i * n + j] - ((double)product + bias[j])) <= 1e-6 * (fabs((double)product) + fabs((double)bias[j])));
    }
  }
  CHECK_OK(scipix_qtensor_free(weights));
  CHECK_OK(scipix_linear_run(linear, x, m, k, out, n)); /* the layer keeps a copy of its weights */
  CHECK_OK(scipix_linear_free(linear));
  free(values), free(x), free(bias), free(out), free(row);
}

/* Signed bytes less 128 stand for what unsigned ones do, so that the results differ by 128 too. */
static void bytes_are_their_definition(size_t m, size_t k, size_t n, ScipixQuantScheme scheme) {
  const ScipixQuantParams params = {0.03125f, 117}, out_params = {0.75f, 90};
  const ScipixQuantParams shifted = {0.03125f, 117 - 128}, out_shifted = {0.75f, 90 - 128};
  float *values = allocated(n * k * sizeof *values), *bias = allocated(n * sizeof *bias);
  uint8_t *x = allocated(m * k), *out = allocated(m * n), *signed_x = allocated(m * k), *signed_out = allocated(m * n);
  ScipixQTensor *weights;
  ScipixLinear *linear = NULL;
  const int8_t *bytes;
  size_t i, j, l;
  for (i = 0; i < n * k; ++i) values[i] = (float)next() / 16777216.0f - 0.3f;
  for (i = 0; i < m * k; ++i) x[i] = (uint8_t)next(), signed_x[i] = (uint8_t)(x[i] ^ 0x80);
  for (i = 0; i < n; ++i) bias[i] = (float)i / 4;
  weights = weights_of(values, n, k, scheme);
  CHECK_OK(scipix_linear_new(weights, bias, &linear));
  CHECK_OK(scipix_linear_run_u8(linear, x, params, m, k, out, out_params, n));
  CHECK_OK(scipix_linear_run_i8(linear, (const int8_t *)signed_x, shifted, m, k, (int8_t *)signed_out, out_shifted, n));
  bytes = scipix_qtensor_data(weights);
  for (i = 0; i < m; ++i) {
    for (j = 0; j < n; ++j) {
      ScipixQuantParams weight;
      long long sum = 0;
      float step, product, result;
      uint8_t expected;
      CHECK_OK(scipix_qtensor_params(weights, j, &weight));
      for (l = 0; l < k; ++l) sum += (long long)(x[i * k + l] - params.zero_point) * (bytes[j * k + l] - weight.zero_point);
      step = params.scale * weight.scale;
      product = (float)sum * step;
      result = product + bias[j];
      CHECK_OK(scipix_quantize_u8(&result, 1, out_params, &expected));
      CHECK_EQUAL(out[i * n + j], expected);
      CHECK_EQUAL(signed_out[i * n + j], expected ^ 0x80);
    }
  }
  CHECK_OK(scipix_qtensor_free(weights));
  CHECK_OK(scipix_linear_free(linear));
  free(values), free(bias), free(x), free(out), free(signed_x), free(signed_out);
}

static void bytes_refuse_wrong_arguments(const ScipixLinear *linear) {
  const ScipixQuantParams good = {0.5f, 3}, none = {0, 3}, beyond = {0.5f, 256}, unsigned_only = {0.5f, 200};
  uint8_t x[8] = {1, 2, 3, 4, 5, 6, 7, 8}, out[6];
  size_t i;
  for (i = 0; i < 6; ++i) out[i] = 7;
  CHECK_FAILS(scipix_linear_run_u8(NULL, x, good, 2, 4, out, good, 3), SCIPIX_STATUS_NULL_POINTER, "linear");
  CHECK_FAILS(scipix_linear_run_u8(linear, NULL, good, 2, 4, out, good, 3), SCIPIX_STATUS_NULL_POINTER, "activations");
  CHECK_FAILS(scipix_linear_run_u8(linear, x, good, 2, 4, NULL, good, 3), SCIPIX_STATUS_NULL_POINTER, "out");
  CHECK_FAILS(scipix_linear_run_u8(linear, x, good, 2, 5, out, good, 3), SCIPIX_STATUS_SIZE_MISMATCH, "k");
  CHECK_FAILS(scipix_linear_run_u8(linear, x, good, 2, 4, out, good, 2), SCIPIX_STATUS_SIZE_MISMATCH, "n");
  CHECK_FAILS(scipix_linear_run_u8(linear, x, good, SIZE_MAX, 4, out, good, 3), SCIPIX_STATUS_OVERFLOW, "activations");
  CHECK_FAILS(scipix_linear_run_u8(linear, x, good, 2, 4, x + 1, good, 3), SCIPIX_STATUS_INVALID_ARGUMENT, "out");
  CHECK_FAILS(scipix_linear_run_u8(linear, x, none, 2, 4, out, good, 3), SCIPIX_STATUS_INVALID_ARGUMENT, "params");
  CHECK_FAILS(scipix_linear_run_u8(linear, x, good, 2, 4, out, beyond, 3), SCIPIX_STATUS_INVALID_ARGUMENT, "out_params");
  CHECK_FAILS(scipix_linear_run_i8(linear, (const int8_t *)x, unsigned_only, 2, 4, (int8_t *)out, good, 3),
              SCIPIX_STATUS_INVALID_ARGUMENT, "params");
  for (i = 0; i < 6; ++i) CHECK(out[i] == 7);
  CHECK_OK(scipix_linear_run_u8(linear, NULL, good, 0, 4, NULL, good, 3));
}

static void layers_refuse_wrong_arguments(void) {
  float values[12] = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12}, x[8] = {1, 2, 3, 4, 5, 6, 7, 8}, out[6];
  size_t shape[3] = {3, 2, 2}, i;
  ScipixQuantConfig config;
  ScipixQTensor *weights = weights_of(values, 3, 4, SCIPIX_QUANT_SCHEME_SYMMETRIC), *cube;
  ScipixLinear *linear = NULL, *none = (ScipixLinear *)values;
  CHECK_OK(scipix_linear_new(weights, NULL, &linear));
  for (i = 0; i < 6; ++i) out[i] = 7;
  CHECK_FAILS(scipix_linear_new(NULL, NULL, &none), SCIPIX_STATUS_NULL_POINTER, "weights");
  CHECK(none == NULL);
  CHECK_FAILS(scipix_linear_new(weights, NULL, NULL), SCIPIX_STATUS_NULL_POINTER, "out_linear");
  CHECK_FAILS(scipix_linear_new((ScipixQTensor *)linear, NULL, &none), SCIPIX_STATUS_INVALID_ARGUMENT, "weights");
  CHECK_FAILS(scipix_linear_run(NULL, x, 2, 4, out, 3), SCIPIX_STATUS_NULL_POINTER, "linear");
  CHECK_FAILS(scipix_linear_run((ScipixLinear *)weights, x, 2, 4, out, 3), SCIPIX_STATUS_INVALID_ARGUMENT, "linear");
  CHECK_FAILS(scipix_linear_run(linear, NULL, 2, 4, out, 3), SCIPIX_STATUS_NULL_POINTER, "activations");
  CHECK_FAILS(scipix_linear_run(linear, x, 2, 4, NULL, 3), SCIPIX_STATUS_NULL_POINTER, "out");
  CHECK_FAILS(scipix_linear_run(linear, x, 2, 5, out, 3), SCIPIX_STATUS_SIZE_MISMATCH, "k");
  CHECK_FAILS(scipix_linear_run(linear, x, 2, 4, out, 2), SCIPIX_STATUS_SIZE_MISMATCH, "n");
  CHECK_FAILS(scipix_linear_run(linear, x, SIZE_MAX, 4, out, 3), SCIPIX_STATUS_OVERFLOW, "activations");
  CHECK_FAILS(scipix_linear_run(linear, x, 2, 4, x + 1, 3), SCIPIX_STATUS_INVALID_ARGUMENT, "out");
  x[7] = (float)NAN;
  CHECK_FAILS(scipix_linear_run(linear, x, 2, 4, out, 3), SCIPIX_STATUS_INVALID_ARGUMENT, "activations");
  for (i = 0; i < 6; ++i) CHECK(out[i] == 7);
  CHECK_OK(scipix_linear_run(linear, NULL, 0, 4, NULL, 3));
  bytes_refuse_wrong_arguments(linear);
  CHECK_OK(scipix_linear_free(NULL));
  CHECK_FAILS(scipix_linear_free((ScipixLinear *)weights), SCIPIX_STATUS_INVALID_ARGUMENT, "linear");
  CHECK_OK(scipix_linear_free(linear));
  CHECK_OK(scipix_qtensor_free(weights));

  CHECK_OK(scipix_quant_config_init(&config));
  CHECK_OK(scipix_qtensor_from_f32(values, shape, 3, &config, &cube));
  CHECK_FAILS(scipix_linear_new(cube, NULL, &none), SCIPIX_STATUS_INVALID_ARGUMENT, "weights");
  CHECK_OK(scipix_qtensor_free(cube));
}

static void products_refuse_wrong_arguments(void) {
  uint8_t a[8] = {0};
  int8_t b[8] = {0};
  int32_t out[4] = {7, 7, 7, 7};
  CHECK_FAILS(scipix_matmul_u8i8(NULL, 2, 4, b, 2, out), SCIPIX_STATUS_NULL_POINTER, "a");
  CHECK_FAILS(scipix_matmul_u8i8(a, 2, 4, NULL, 2, out), SCIPIX_STATUS_NULL_POINTER, "b_transposed");
  CHECK_FAILS(scipix_matmul_u8i8(a, 2, 4, b, 2, NULL), SCIPIX_STATUS_NULL_POINTER, "out");
  CHECK_FAILS(scipix_matmul_i8i8(NULL, 2, 4, b, 2, out), SCIPIX_STATUS_NULL_POINTER, "a");
  CHECK_FAILS(scipix_matmul_i8i8(b, SIZE_MAX, 4, b, 2, out), SCIPIX_STATUS_OVERFLOW, "a");
  CHECK_FAILS(scipix_matmul_i8i8(b, 0, 65794, b, 0, out), SCIPIX_STATUS_OUT_OF_RANGE, "k");
  CHECK_FAILS(scipix_matmul_u8i8((uint8_t *)out, 2, 4, b, 2, out), SCIPIX_STATUS_INVALID_ARGUMENT, "out");
  CHECK_FAILS(scipix_matmul_u8i8(a, 2, 4, (int8_t *)out + 4, 2, out), SCIPIX_STATUS_INVALID_ARGUMENT, "out");
  CHECK_EQUAL(out[0], 7);
  CHECK_OK(scipix_matmul_u8i8(NULL, 2, 0, NULL, 2, out));
  CHECK_EQUAL(out[3], 0);
}

int main(void) {
  products_are_exact(1, 1, 1, 0);
  products_are_exact(3, 100, 70, 0);
  products_are_exact(13, 37, 129, 0);
  products_are_exact(64, 64, 64, 0);
  products_are_exact(5, 65793, 2, 1);
  layer_is_its_definition(1, 300, 130, SCIPIX_QUANT_SCHEME_SYMMETRIC);
  layer_is_its_definition(1, 300, 130, SCIPIX_QUANT_SCHEME_AFFINE);
  layer_is_its_definition(50, 129, 65, SCIPIX_QUANT_SCHEME_SYMMETRIC);
  layer_is_its_definition(7, 30, 64, SCIPIX_QUANT_SCHEME_AFFINE);
  bytes_are_their_definition(1, 300, 130, SCIPIX_QUANT_SCHEME_SYMMETRIC);
  bytes_are_their_definition(50, 129, 65, SCIPIX_QUANT_SCHEME_SYMMETRIC);
  bytes_are_their_definition(7, 30, 64, SCIPIX_QUANT_SCHEME_AFFINE);
  layers_refuse_wrong_arguments();
  products_refuse_wrong_arguments();
  return check_report("linear");
}
