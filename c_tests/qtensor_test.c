/* Tests quantised tensors: shapes, axes, schemes, calibrations and wrong arguments. */
#define _DEFAULT_SOURCE
#include "check.h"

#include <math.h>
#include <stdlib.h>
#include <unistd.h>

enum { LEN = 3 * 8 * 50 };

static float data[LEN], back[LEN];
static const size_t shape[3] = {3, 8, 50};

static void fill(void) {
  uint32_t state = 7;
  size_t i;
  for (i = 0; i < LEN; ++i) {
    state = state * 1664525u + 1013904223u;
    data[i] = ((float)(state >> 8) / 8388608.0f - 1.0f) * (float)(1 + i / 50 % 8);
  }
}

static ScipixQTensor *make(ScipixQuantConfig *config) {
  ScipixQTensor *tensor = NULL;
  CHECK_OK(scipix_qtensor_from_f32(data, shape, 3, config, &tensor));
  if (!CHECK(tensor != NULL)) exit(1);
  return tensor;
}

static void values_come_back_within_half_a_step(const ScipixQuantConfig *like) {
  ScipixQuantConfig config = *like;
  ScipixQTensor *tensor = make(&config);
  ScipixQuantParams params;
  ScipixQuantError error;
  size_t count = scipix_qtensor_params_count(tensor), i;
  double most = 0;
  CHECK_EQUAL(count, config.granularity == SCIPIX_QUANT_GRANULARITY_CHANNEL ? 8 : 1);
  CHECK_EQUAL(scipix_qtensor_len(tensor), LEN);
  CHECK_EQUAL(scipix_qtensor_rank(tensor), 3);
  for (i = 0; i < 3; ++i) CHECK_EQUAL(scipix_qtensor_shape(tensor)[i], shape[i]);
  CHECK_EQUAL(scipix_qtensor_size_bytes(tensor), LEN + 8 * count);
  CHECK(fabs(scipix_qtensor_compression_ratio(tensor) - 4.0 * LEN / (double)(LEN + 8 * count)) < 1e-12);
  CHECK_OK(scipix_qtensor_to_f32(tensor, back, LEN));
  for (i = 0; i < LEN; ++i) {
    double lost = fabs((double)data[i] - back[i]);
    CHECK_OK(scipix_qtensor_params(tensor, i / 50 % count, &params));
    CHECK(lost <= 0.50001 * params.scale);
    if (lost > most) most = lost;
  }
  error.struct_size = sizeof error;
  CHECK_OK(scipix_qtensor_error(tensor, data, LEN, &error));
  CHECK(error.max_abs == most);
  CHECK(error.sqnr_db > 30 && error.cosine > 0.999);
  CHECK_FAILS(scipix_qtensor_params(tensor, count, &params), SCIPIX_STATUS_OUT_OF_RANGE, "index");
  CHECK_FAILS(scipix_qtensor_to_f32(tensor, back, LEN - 1), SCIPIX_STATUS_SIZE_MISMATCH, "out");
  CHECK_FAILS(scipix_qtensor_error(tensor, data, LEN - 1, &error), SCIPIX_STATUS_SIZE_MISMATCH, "original");
  CHECK_FAILS(scipix_qtensor_to_f32(tensor, NULL, LEN), SCIPIX_STATUS_NULL_POINTER, "out");
  CHECK_FAILS(scipix_qtensor_error(tensor, NULL, LEN, &error), SCIPIX_STATUS_NULL_POINTER, "original");
  CHECK_FAILS(scipix_qtensor_error(tensor, data, LEN, NULL), SCIPIX_STATUS_NULL_POINTER, "out_error");
  CHECK_FAILS(scipix_qtensor_params(tensor, 0, NULL), SCIPIX_STATUS_NULL_POINTER, "out_params");
  CHECK_OK(scipix_qtensor_free(tensor));
}

static void every_scheme_and_granularity(void) {
  ScipixQuantConfig config;
  int element, scheme, granularity, narrow;
  CHECK_OK(scipix_quant_config_init(&config));
  CHECK_EQUAL(config.struct_size, sizeof config);
  config.axis = -2;
  for (element = 0; element < 2; ++element) {
    for (scheme = 0; scheme < 2; ++scheme) {
      for (granularity = 0; granularity < 2; ++granularity) {
        for (narrow = 0; narrow < 2; ++narrow) {
          config.element = element ? SCIPIX_ELEMENT_I8 : SCIPIX_ELEMENT_U8;
          config.scheme = scheme;
          config.granularity = granularity;
          config.narrow_range = (uint32_t)narrow;
          values_come_back_within_half_a_step(&config);
        }
      }
    }
  }
}

static double mse_by(ScipixCalibration calibration) {
  ScipixQuantConfig config;
  ScipixQTensor *tensor;
  ScipixQuantError error;
  CHECK_OK(scipix_quant_config_init(&config));
  config.granularity = SCIPIX_QUANT_GRANULARITY_TENSOR;
  config.calibration = calibration;
  config.percentile = 99;
  tensor = make(&config);
  error.struct_size = sizeof error;
  CHECK_OK(scipix_qtensor_error(tensor, data, LEN, &error));
  CHECK_OK(scipix_qtensor_free(tensor));
  return error.mse;
}

static void calibrations_differ_where_there_is_an_outlier(void) {
  double whole;
  data[17] = 40;
  whole = mse_by(SCIPIX_CALIBRATION_MINMAX);
  CHECK(mse_by(SCIPIX_CALIBRATION_MSE) <= whole);
  CHECK(mse_by(SCIPIX_CALIBRATION_PERCENTILE) != whole);
  fill();
}

static void bad_arguments_are_refused(void) {
  ScipixQuantConfig good, config;
  ScipixQTensor *tensor = (ScipixQTensor *)data;
  size_t huge[2] = {SIZE_MAX, 2}, empty[2] = {0, 5}, ones[9] = {1, 1, 1, 1, 1, 1, 1, 1, 1};
  CHECK_FAILS(scipix_quant_config_init(NULL), SCIPIX_STATUS_NULL_POINTER, "config");
  CHECK_OK(scipix_quant_config_init(&good));
#define REFUSED(field, value, status)                                                                  \
  config = good;                                                                                       \
  config.field = value;                                                                                \
  CHECK_FAILS(scipix_qtensor_from_f32(data, shape, 3, &config, &tensor), SCIPIX_STATUS_##status, "config"); \
  CHECK(tensor == NULL)
  REFUSED(element, SCIPIX_ELEMENT_F32, INVALID_ARGUMENT);
  REFUSED(scheme, 2, INVALID_ARGUMENT);
  REFUSED(granularity, -1, INVALID_ARGUMENT);
  REFUSED(calibration, 3, INVALID_ARGUMENT);
  REFUSED(narrow_range, 2, INVALID_ARGUMENT);
  REFUSED(axis, 3, OUT_OF_RANGE);
  REFUSED(axis, -4, OUT_OF_RANGE);
  REFUSED(struct_size, 0, INVALID_ARGUMENT);
  good.calibration = SCIPIX_CALIBRATION_PERCENTILE;
  REFUSED(percentile, 20, INVALID_ARGUMENT);
  REFUSED(percentile, (float)NAN, INVALID_ARGUMENT);
  CHECK_OK(scipix_quant_config_init(&good));
  CHECK_FAILS(scipix_qtensor_from_f32(data, shape, 3, NULL, &tensor), SCIPIX_STATUS_NULL_POINTER, "config");
  CHECK_FAILS(scipix_qtensor_from_f32(data, NULL, 3, &good, &tensor), SCIPIX_STATUS_NULL_POINTER, "shape");
  CHECK_FAILS(scipix_qtensor_from_f32(NULL, shape, 3, &good, &tensor), SCIPIX_STATUS_NULL_POINTER, "data");
  CHECK_FAILS(scipix_qtensor_from_f32(data, shape, 3, &good, NULL), SCIPIX_STATUS_NULL_POINTER, "out_tensor");
  CHECK_FAILS(scipix_qtensor_from_f32(data, huge, 2, &good, &tensor), SCIPIX_STATUS_OVERFLOW, "shape");
  CHECK_FAILS(scipix_qtensor_from_f32(data, ones, 9, &good, &tensor), SCIPIX_STATUS_UNSUPPORTED, "rank");
  data[5] = (float)INFINITY;
  CHECK_FAILS(scipix_qtensor_from_f32(data, shape, 3, &good, &tensor), SCIPIX_STATUS_INVALID_ARGUMENT, "data");
  fill();

  CHECK_OK(scipix_qtensor_from_f32(NULL, empty, 2, &good, &tensor));
  CHECK_EQUAL(scipix_qtensor_len(tensor), 0);
  CHECK_OK(scipix_qtensor_to_f32(tensor, NULL, 0));
  CHECK_OK(scipix_qtensor_free(tensor));

  CHECK_OK(scipix_qtensor_free(NULL));
  CHECK(scipix_qtensor_data(NULL) == NULL && scipix_qtensor_shape(NULL) == NULL);
  CHECK_EQUAL(scipix_qtensor_len(NULL), 0);
  CHECK_EQUAL(scipix_qtensor_rank(NULL), 0);
  CHECK_EQUAL(scipix_qtensor_params_count(NULL), 0);
  CHECK_EQUAL(scipix_qtensor_size_bytes(NULL), 0);
  CHECK(scipix_qtensor_compression_ratio(NULL) == 0);
  CHECK_FAILS(scipix_qtensor_to_f32(NULL, back, LEN), SCIPIX_STATUS_NULL_POINTER, "tensor");
  CHECK_FAILS(scipix_qtensor_free((ScipixQTensor *)back), SCIPIX_STATUS_INVALID_ARGUMENT, "tensor");
}

static void bytes_are_accessible(void) {
  ScipixQuantConfig config;
  ScipixQTensor *tensor;
  const float values[4] = {-12.7f, 0, 6.35f, 12.7f};
  size_t four = 4;
  const int8_t *bytes;
  CHECK_OK(scipix_quant_config_init(&config));
  config.granularity = SCIPIX_QUANT_GRANULARITY_TENSOR;
  CHECK_OK(scipix_qtensor_from_f32(values, &four, 1, &config, &tensor));
  bytes = scipix_qtensor_data(tensor);
  CHECK_EQUAL(bytes[0], -127);
  CHECK_EQUAL(bytes[1], 0);
  CHECK_EQUAL(bytes[2], 64);
  CHECK_EQUAL(bytes[3], 127);
  CHECK_OK(scipix_qtensor_free(tensor));
}

static void tensors_are_saved_and_opened(void) {
  char path[] = "/tmp/scipix-qtensor-test-XXXXXX";
  const char *names[2] = {"layer.weight", "other"};
  const char *twice[2] = {"same", "same"};
  ScipixQuantConfig config;
  ScipixQTensor *saved[2], *opened[2], *none = NULL;
  const ScipixQTensor *tensors[2];
  ScipixModel *model = NULL;
  size_t i;
  int file = mkstemp(path);
  if (!CHECK(file >= 0)) exit(1);
  CHECK_EQUAL(close(file), 0);
  CHECK_OK(scipix_quant_config_init(&config));
  config.axis = 1;
  tensors[0] = saved[0] = make(&config);
  config.element = SCIPIX_ELEMENT_U8;
  config.granularity = SCIPIX_QUANT_GRANULARITY_TENSOR;
  config.scheme = SCIPIX_QUANT_SCHEME_AFFINE;
  tensors[1] = saved[1] = make(&config);
  CHECK_OK(scipix_qtensor_save(tensors, names, 2, path));
  CHECK_OK(scipix_model_open(path, NULL, &model));
  for (i = 0; i < 2; ++i) CHECK_OK(scipix_qtensor_open(model, names[i], &opened[i]));
  CHECK_FAILS(scipix_qtensor_open(model, "no", &none), SCIPIX_STATUS_NOT_FOUND, "name");
  CHECK_FAILS(scipix_qtensor_open(NULL, "no", &none), SCIPIX_STATUS_NULL_POINTER, "model");
  CHECK_FAILS(scipix_qtensor_open(model, NULL, &none), SCIPIX_STATUS_NULL_POINTER, "name");
  CHECK_FAILS(scipix_qtensor_open(model, "other", NULL), SCIPIX_STATUS_NULL_POINTER, "out_tensor");
  CHECK_FAILS(scipix_qtensor_open(model, "other.scale", &none), SCIPIX_STATUS_UNSUPPORTED, "name");
  CHECK(none == NULL);
  CHECK_OK(scipix_model_free(model));
  for (i = 0; i < 2; ++i) {
    CHECK_EQUAL(scipix_qtensor_len(opened[i]), LEN);
    CHECK_EQUAL(scipix_qtensor_params_count(opened[i]), scipix_qtensor_params_count(saved[i]));
    CHECK(memcmp(scipix_qtensor_data(opened[i]), scipix_qtensor_data(saved[i]), LEN) == 0);
  }
  CHECK_FAILS(scipix_qtensor_save(tensors, twice, 2, path), SCIPIX_STATUS_INVALID_ARGUMENT, "names");
  CHECK_FAILS(scipix_qtensor_save(NULL, names, 2, path), SCIPIX_STATUS_NULL_POINTER, "tensors");
  CHECK_FAILS(scipix_qtensor_save(tensors, NULL, 2, path), SCIPIX_STATUS_NULL_POINTER, "names");
  CHECK_FAILS(scipix_qtensor_save(tensors, names, 2, NULL), SCIPIX_STATUS_NULL_POINTER, "path");
  CHECK_FAILS(scipix_qtensor_save(tensors, names, 2, "/no/such/folder/file"), SCIPIX_STATUS_IO, "path");
  for (i = 0; i < 2; ++i) {
    CHECK_OK(scipix_qtensor_free(saved[i]));
    CHECK_OK(scipix_qtensor_free(opened[i]));
  }
  CHECK_EQUAL(remove(path), 0);
}

int main(void) {
  fill();
  every_scheme_and_granularity();
  calibrations_differ_where_there_is_an_outlier();
  bad_arguments_are_refused();
  bytes_are_accessible();
  tensors_are_saved_and_opened();
  return check_report("qtensor");
}
