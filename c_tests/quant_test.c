/* Compares quantisation with its definition, and tries wrong arguments. */
#include "check.h"

#include <math.h>
#include <stdlib.h>

enum { MANY = 100003 };

static uint32_t state = 1;

static float next_value(float spread) {
  state = state * 1664525u + 1013904223u;
  return spread * ((float)(state >> 8) / 8388608.0f - 1.0f);
}

/* Rounds to the nearest integer, and halves to even, without the rounding mode of the processor. */
static double rounded(double x) {
  double below = floor(x), rest = x - below;
  return rest > 0.5 || (rest == 0.5 && fmod(below, 2) != 0) ? below + 1 : below;
}

static int defined(float x, ScipixQuantParams params, int least) {
  double q = rounded((double)(x / params.scale)) + params.zero_point;
  if (!(q > least)) return least;
  return q > least + 255 ? least + 255 : (int)q;
}

static void bytes_are_the_definition(float scale, int zero_point) {
  static float data[MANY], back[MANY];
  static int8_t signed_out[MANY];
  static uint8_t out[MANY];
  ScipixQuantParams params, params_u8;
  size_t i;
  params.scale = params_u8.scale = scale;
  params.zero_point = zero_point;
  params_u8.zero_point = zero_point + 128;
  for (i = 0; i < MANY; ++i) data[i] = i % 3 == 0 ? (float)((int)(i % 1200) - 600) / 2 * scale : next_value(200 * scale);
  data[0] = (float)NAN;
  data[1] = (float)INFINITY;
  data[2] = -(float)INFINITY;
  CHECK_OK(scipix_quantize_i8(data, MANY, params, signed_out));
  CHECK_OK(scipix_quantize_u8(data, MANY, params_u8, out));
  for (i = 0; i < MANY; ++i) {
    CHECK_EQUAL(signed_out[i], defined(data[i], params, -128));
    CHECK_EQUAL(out[i], defined(data[i], params_u8, 0));
  }
  CHECK_OK(scipix_dequantize_i8(signed_out, MANY, params, back));
  for (i = 0; i < MANY; ++i) CHECK(back[i] == (float)(signed_out[i] - zero_point) * scale);
  CHECK_OK(scipix_dequantize_u8(out, MANY, params_u8, back));
  for (i = 0; i < MANY; ++i) CHECK(back[i] == (float)(out[i] - params_u8.zero_point) * scale);
}

static void channels_have_their_own_params(size_t outer, size_t channels, size_t inner) {
  size_t len = outer * channels * inner, i;
  float *data = malloc(len * sizeof *data), *back = malloc(len * sizeof *back);
  int8_t *signed_out = malloc(len);
  uint8_t *out = malloc(len);
  ScipixQuantParams *params = malloc(channels * sizeof *params), *params_u8 = malloc(channels * sizeof *params_u8);
  if (!CHECK(data && back && signed_out && out && params && params_u8)) exit(1);
  for (i = 0; i < channels; ++i) {
    params[i].scale = params_u8[i].scale = 0.01f + (float)i / 3;
    params[i].zero_point = (int32_t)(i * 7 % 256) - 128;
    params_u8[i].zero_point = params[i].zero_point + 128;
  }
  for (i = 0; i < len; ++i) data[i] = next_value(90);
  CHECK_OK(scipix_quantize_i8_channels(data, outer, channels, inner, params, signed_out));
  CHECK_OK(scipix_quantize_u8_channels(data, outer, channels, inner, params_u8, out));
  for (i = 0; i < len; ++i) {
    size_t channel = i / inner % channels;
    CHECK_EQUAL(signed_out[i], defined(data[i], params[channel], -128));
    CHECK_EQUAL(out[i], defined(data[i], params_u8[channel], 0));
  }
  CHECK_OK(scipix_dequantize_i8_channels(signed_out, outer, channels, inner, params, back));
  for (i = 0; i < len; ++i) {
    const ScipixQuantParams *own = &params[i / inner % channels];
    CHECK(back[i] == (float)(signed_out[i] - own->zero_point) * own->scale);
  }
  CHECK_OK(scipix_dequantize_u8_channels(out, outer, channels, inner, params_u8, back));
  for (i = 0; i < len; ++i) {
    const ScipixQuantParams *own = &params_u8[i / inner % channels];
    CHECK(back[i] == (float)(out[i] - own->zero_point) * own->scale);
  }
  free(data), free(back), free(signed_out), free(out), free(params), free(params_u8);
}

static void params_make_zero_exact(void) {
  ScipixQuantParams params;
  float data[] = {3, -1, 2.5f};
  CHECK_OK(scipix_quant_params_from_range(-1, 3, SCIPIX_ELEMENT_U8, &params));
  CHECK(params.scale == 4.0f / 255.0f);
  CHECK_EQUAL(params.zero_point, 64);
  CHECK_OK(scipix_quant_params_from_data(data, 3, SCIPIX_ELEMENT_I8, &params));
  CHECK(params.scale == 4.0f / 255.0f);
  CHECK_EQUAL(params.zero_point, -64);
  CHECK_OK(scipix_quant_params_from_data(NULL, 0, SCIPIX_ELEMENT_U8, &params));
  CHECK(params.scale == 1 && params.zero_point == 0);
  CHECK_OK(scipix_quant_params_symmetric(12.7f, SCIPIX_ELEMENT_I8, &params));
  CHECK(params.scale == 12.7f / 127 && params.zero_point == 0);
}

static void bad_arguments_are_refused(void) {
  float data[8] = {0};
  uint8_t out[8];
  ScipixQuantParams params = {1, 0}, bad = {0, 0}, found = {5, 5};
  size_t i;
  const float bad_scales[] = {0, -1, (float)NAN, (float)INFINITY};
  memset(out, 77, sizeof out);
  for (i = 0; i < 4; ++i) {
    bad.scale = bad_scales[i];
    CHECK_FAILS(scipix_quantize_u8(data, 8, bad, out), SCIPIX_STATUS_INVALID_ARGUMENT, "params");
    CHECK_FAILS(scipix_dequantize_u8(out, 8, bad, data), SCIPIX_STATUS_INVALID_ARGUMENT, "params");
    CHECK_FAILS(scipix_quantize_u8_channels(data, 2, 1, 4, &bad, out), SCIPIX_STATUS_INVALID_ARGUMENT, "params");
  }
  bad.scale = 1;
  bad.zero_point = 256;
  CHECK_FAILS(scipix_quantize_u8(data, 8, bad, out), SCIPIX_STATUS_INVALID_ARGUMENT, "params");
  CHECK_FAILS(scipix_quantize_u8(NULL, 8, params, out), SCIPIX_STATUS_NULL_POINTER, "data");
  CHECK_FAILS(scipix_quantize_u8(data, 8, params, NULL), SCIPIX_STATUS_NULL_POINTER, "out");
  CHECK_FAILS(scipix_quantize_i8(NULL, 8, params, (int8_t *)out), SCIPIX_STATUS_NULL_POINTER, "data");
  CHECK_FAILS(scipix_quantize_i8(data, 8, params, NULL), SCIPIX_STATUS_NULL_POINTER, "out");
  CHECK_FAILS(scipix_dequantize_u8(NULL, 8, params, data), SCIPIX_STATUS_NULL_POINTER, "data");
  CHECK_FAILS(scipix_dequantize_i8((int8_t *)out, 8, params, NULL), SCIPIX_STATUS_NULL_POINTER, "out");
  CHECK_FAILS(scipix_quantize_u8(data, 8, params, (uint8_t *)data + 31), SCIPIX_STATUS_INVALID_ARGUMENT, "out");
  CHECK_FAILS(scipix_quantize_u8(data, SIZE_MAX / 4, params, out), SCIPIX_STATUS_OVERFLOW, "data");
  CHECK_FAILS(scipix_quantize_u8_channels(data, SIZE_MAX, 2, 2, &params, out), SCIPIX_STATUS_OVERFLOW, "outer");
  CHECK_FAILS(scipix_quantize_i8_channels(data, 2, 1, 4, NULL, (int8_t *)out), SCIPIX_STATUS_NULL_POINTER, "params");
  CHECK_FAILS(scipix_quantize_i8_channels(NULL, 2, 1, 4, &params, (int8_t *)out), SCIPIX_STATUS_NULL_POINTER, "data");
  CHECK_FAILS(scipix_dequantize_i8_channels((int8_t *)out, 2, 1, 4, &params, NULL), SCIPIX_STATUS_NULL_POINTER, "out");
  CHECK_FAILS(scipix_dequantize_u8_channels(NULL, 2, 1, 4, &params, data), SCIPIX_STATUS_NULL_POINTER, "data");
  for (i = 0; i < 8; ++i) CHECK_EQUAL(out[i], 77);
  CHECK_OK(scipix_quantize_u8(NULL, 0, params, NULL));
  CHECK_OK(scipix_dequantize_i8_channels(NULL, SIZE_MAX, 0, SIZE_MAX, NULL, NULL));

  CHECK_FAILS(scipix_quant_params_from_range(1, 0, SCIPIX_ELEMENT_U8, &found), SCIPIX_STATUS_INVALID_ARGUMENT, "min");
  CHECK_FAILS(scipix_quant_params_from_range(0, 1, SCIPIX_ELEMENT_F32, &found), SCIPIX_STATUS_INVALID_ARGUMENT,
              "element");
  CHECK_FAILS(scipix_quant_params_from_range(0, 1, SCIPIX_ELEMENT_U8, NULL), SCIPIX_STATUS_NULL_POINTER, "out_params");
  CHECK_FAILS(scipix_quant_params_symmetric(-1, SCIPIX_ELEMENT_U8, &found), SCIPIX_STATUS_INVALID_ARGUMENT, "abs_max");
  CHECK_FAILS(scipix_quant_params_from_data(NULL, 1, SCIPIX_ELEMENT_U8, &found), SCIPIX_STATUS_NULL_POINTER, "data");
  data[7] = (float)NAN;
  CHECK_FAILS(scipix_quant_params_from_data(data, 8, SCIPIX_ELEMENT_U8, &found), SCIPIX_STATUS_INVALID_ARGUMENT, "data");
  CHECK(found.scale == 5 && found.zero_point == 5);
}

static void error_equals_that_of_a_loop(void) {
  static float data[MANY];
  static int8_t bytes[MANY];
  ScipixQuantParams params = {0.25f, 3}, bad = {0, 0};
  ScipixQuantError error;
  double noise = 0, signal = 0, most = 0, mse = -1, db = -1;
  size_t i;
  for (i = 0; i < MANY; ++i) data[i] = next_value(30);
  CHECK_OK(scipix_quantize_i8(data, MANY, params, bytes));
  for (i = 0; i < MANY; ++i) {
    double lost = data[i] - (double)(bytes[i] - 3) * 0.25;
    noise += lost * lost;
    signal += (double)data[i] * data[i];
    if (fabs(lost) > most) most = fabs(lost);
  }
  error.struct_size = sizeof error;
  CHECK_OK(scipix_quant_error(data, (const uint8_t *)bytes, SCIPIX_ELEMENT_I8, MANY, params, &error));
  CHECK(fabs(error.mse - noise / MANY) <= 1e-10 * error.mse);
  CHECK(fabs(error.sqnr_db - 10 * log10(signal / noise)) <= 1e-9);
  CHECK(error.max_abs == most);
  CHECK(error.cosine > 0.9999 && error.cosine <= 1);
  CHECK_OK(scipix_quant_mse(data, bytes, MANY, params, &mse));
  CHECK_OK(scipix_quant_sqnr_db(data, bytes, MANY, params, &db));
  CHECK(mse == error.mse && db == error.sqnr_db);

  error.mse = mse = db = 5;
  CHECK_FAILS(scipix_quant_mse(NULL, bytes, 9, params, &mse), SCIPIX_STATUS_NULL_POINTER, "original");
  CHECK_FAILS(scipix_quant_mse(data, NULL, 9, params, &mse), SCIPIX_STATUS_NULL_POINTER, "quantized");
  CHECK_FAILS(scipix_quant_mse(data, bytes, 9, params, NULL), SCIPIX_STATUS_NULL_POINTER, "out_mse");
  CHECK_FAILS(scipix_quant_mse(data, bytes, 9, bad, &mse), SCIPIX_STATUS_INVALID_ARGUMENT, "params");
  CHECK_FAILS(scipix_quant_sqnr_db(data, bytes, 9, params, NULL), SCIPIX_STATUS_NULL_POINTER, "out_db");
  CHECK_FAILS(scipix_quant_sqnr_db(data, NULL, 9, params, &db), SCIPIX_STATUS_NULL_POINTER, "quantized");
  CHECK_FAILS(scipix_quant_error(data, NULL, SCIPIX_ELEMENT_U8, 9, params, &error), SCIPIX_STATUS_NULL_POINTER,
              "quantized");
  CHECK_FAILS(scipix_quant_error(data, (const uint8_t *)bytes, SCIPIX_ELEMENT_F32, 9, params, &error),
              SCIPIX_STATUS_INVALID_ARGUMENT, "element");
  CHECK_FAILS(scipix_quant_error(data, (const uint8_t *)bytes, SCIPIX_ELEMENT_U8, 9, params, NULL),
              SCIPIX_STATUS_NULL_POINTER, "out_error");
  CHECK(mse == 5 && db == 5 && error.mse == 5);
  error.struct_size = 0;
  CHECK_FAILS(scipix_quant_error(data, (const uint8_t *)bytes, SCIPIX_ELEMENT_U8, 9, params, &error),
              SCIPIX_STATUS_INVALID_ARGUMENT, "out_error");
}

int main(void) {
  bytes_are_the_definition(0.1f, 3);
  bytes_are_the_definition(1, -128);
  bytes_are_the_definition(1e-39f, 127);
  bytes_are_the_definition(1.00000024f, 0); /* x / scale and x * (1 / scale) differ here: it must divide */
  channels_have_their_own_params(3, 40, 1);
  channels_have_their_own_params(70, 33, 5);
  channels_have_their_own_params(4, 5, 700);
  params_make_zero_exact();
  bad_arguments_are_refused();
  error_equals_that_of_a_loop();
  return check_report("quant");
}
