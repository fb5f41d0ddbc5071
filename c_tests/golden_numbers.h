/* Golden chapters: recognition, and quantised numbers. */
#ifndef GOLDEN_NUMBERS_H
#define GOLDEN_NUMBERS_H

#include "golden.h"

#include <math.h>

enum { NUMBERS = 4099 };

static void hash_text(Hash *hash, const ScipixCtcText *text) {
  size_t i;
  hash_u64(hash, text->symbol_count);
  for (i = 0; i < text->symbol_count; ++i) hash_numbers(hash, &text->symbols[i], sizeof text->symbols[i], 4);
  hash_numbers(hash, text->alternatives,
               text->symbol_count * text->alternatives_per_symbol * sizeof *text->alternatives, 4);
  hash_f32(hash, text->mean_probability);
  hash_f64(hash, text->log_probability);
  hash_f64(hash, text->score);
}

static void golden_ctc(Hash *hash) {
  enum { STEPS = 40, CLASSES = 61 };
  static float scores[STEPS * CLASSES];
  const uint32_t beams[] = {0, 8};
  ScipixCtcConfig config;
  ScipixCtcDecoder *decoder = NULL;
  ScipixCtcTexts *texts = NULL;
  ScipixCtcText text;
  ScipixCtcLine line = {scores, STEPS, 0};
  uint32_t ids[STEPS];
  float probabilities[STEPS];
  size_t i, rank, len = 0;
  random_floats(scores, STEPS * CLASSES, 4);
  for (i = 0; i < STEPS * CLASSES; ++i) scores[i] /= 16;
  CHECK_OK(scipix_ctc_greedy(scores, STEPS, CLASSES, 0, SCIPIX_SCORES_LOGITS, ids, probabilities, STEPS, &len));
  HASH_ARRAY(hash, ids, len);
  HASH_ARRAY(hash, probabilities, len);
  text.struct_size = sizeof text;
  CHECK_OK(scipix_ctc_texts_new(&texts));
  for (i = 0; i < 2; ++i) {
    CHECK_OK(scipix_ctc_config_init(&config));
    config.classes = CLASSES;
    config.beam_width = beams[i];
    config.texts = beams[i] > 0 ? 3 : 1;
    config.alternatives = beams[i] > 0 ? 0 : 3;
    CHECK_OK(scipix_ctc_decoder_new(&config, &decoder));
    CHECK_OK(scipix_ctc_decoder_decode(decoder, &line, 1, texts));
    for (rank = 0; rank < scipix_ctc_texts_count(texts, 0); ++rank) {
      CHECK_OK(scipix_ctc_texts_get(texts, 0, rank, &text));
      hash_text(hash, &text);
    }
    CHECK_OK(scipix_ctc_decoder_free(decoder));
  }
  CHECK_OK(scipix_ctc_texts_free(texts));
}

static void golden_word_boxes(Hash *hash) {
  const uint32_t characters[5] = {0, 'A', 'B', ' ', 0x4e2d};
  const ScipixCtcSymbol symbols[] = {
      {1, 4, 5, .5f}, {2, 8, 8, .9f}, {3, 20, 20, 1}, {1, 28, 30, .25f}, {4, 33, 36, .7f}};
  const float quad[8] = {100, 50, 180, 53, 179, 64, 99, 61};
  ScipixWordBoxParams params;
  ScipixWordBox boxes[5];
  size_t len, i;
  CHECK_OK(scipix_word_box_params_init(&params));
  params.columns = 40;
  params.crop_width = 320;
  for (params.unit = 0; params.unit <= SCIPIX_WORD_UNIT_RAPIDOCR_CHARACTERS; ++params.unit) {
    CHECK_OK(scipix_word_boxes(symbols, 5, characters, 5, quad, &params, boxes, 5, &len));
    CHECK(len > 0);
    for (i = 0; i < len; ++i) hash_numbers(hash, &boxes[i], sizeof boxes[i], 4);
  }
}

static void golden_quantize(Hash *hash) {
  static float values[NUMBERS], back[NUMBERS];
  static int8_t signed_bytes[NUMBERS];
  static uint8_t bytes[NUMBERS];
  ScipixQuantParams params[3];
  ScipixQuantError error;
  random_floats(values, NUMBERS, 6);
  CHECK_OK(scipix_quant_params_from_data(values, NUMBERS, SCIPIX_ELEMENT_U8, &params[0]));
  CHECK_OK(scipix_quant_params_from_range(-3, 90.5f, SCIPIX_ELEMENT_U8, &params[1]));
  CHECK_OK(scipix_quant_params_symmetric(77.7f, SCIPIX_ELEMENT_I8, &params[2]));
  hash_numbers(hash, params, sizeof params, 4);
  CHECK_OK(scipix_quantize_u8(values, NUMBERS, params[0], bytes));
  CHECK_OK(scipix_quantize_i8(values, NUMBERS, params[2], signed_bytes));
  HASH_ARRAY(hash, bytes, NUMBERS);
  hash_numbers(hash, signed_bytes, NUMBERS, 1);
  CHECK_OK(scipix_dequantize_u8(bytes, NUMBERS, params[0], back));
  HASH_ARRAY(hash, back, NUMBERS);
  CHECK_OK(scipix_dequantize_i8(signed_bytes, NUMBERS, params[2], back));
  HASH_ARRAY(hash, back, NUMBERS);
  error.struct_size = sizeof error;
  CHECK_OK(scipix_quant_error(values, bytes, SCIPIX_ELEMENT_U8, NUMBERS, params[0], &error));
  hash_f64(hash, error.mse);
  hash_f64(hash, error.max_abs);
  params[2] = params[0];
  CHECK_OK(scipix_quantize_u8_channels(values, 5, 3, 271, params, bytes));
  HASH_ARRAY(hash, bytes, 5 * 3 * 271);
  CHECK_OK(scipix_dequantize_u8_channels(bytes, 5, 3, 271, params, back));
  HASH_ARRAY(hash, back, 5 * 3 * 271);
}

/* Makes quantised weights of [37, 111]. */
static ScipixQTensor *weights_of(ScipixCalibration calibration, ScipixQuantGranularity granularity,
                                 ScipixQuantScheme scheme) {
  static float values[37 * 111];
  const size_t shape[2] = {37, 111};
  ScipixQuantConfig config;
  ScipixQTensor *tensor = NULL;
  random_floats(values, 37 * 111, 8);
  CHECK_OK(scipix_quant_config_init(&config));
  config.calibration = calibration;
  config.granularity = granularity;
  config.scheme = scheme;
  config.percentile = calibration == SCIPIX_CALIBRATION_PERCENTILE ? 99.5f : config.percentile;
  CHECK_OK(scipix_qtensor_from_f32(values, shape, 2, &config, &tensor));
  return tensor;
}

/* Makes weights as a linear layer takes them. */
static ScipixQTensor *layer_weights(void) {
  return weights_of(SCIPIX_CALIBRATION_MINMAX, SCIPIX_QUANT_GRANULARITY_CHANNEL, SCIPIX_QUANT_SCHEME_SYMMETRIC);
}

static void golden_qtensor(Hash *hash) {
  ScipixCalibration calibration;
  ScipixQuantGranularity granularity;
  ScipixQuantScheme scheme;
  ScipixQuantParams params;
  size_t i;
  for (calibration = 0; calibration <= SCIPIX_CALIBRATION_MSE; ++calibration) {
    for (granularity = 0; granularity <= SCIPIX_QUANT_GRANULARITY_CHANNEL; ++granularity) {
      for (scheme = 0; scheme <= SCIPIX_QUANT_SCHEME_SYMMETRIC; ++scheme) {
        ScipixQTensor *tensor = weights_of(calibration, granularity, scheme);
        hash_numbers(hash, scipix_qtensor_data(tensor), scipix_qtensor_len(tensor), 1);
        for (i = 0; i < scipix_qtensor_params_count(tensor); ++i) {
          CHECK_OK(scipix_qtensor_params(tensor, i, &params));
          hash_numbers(hash, &params, sizeof params, 4);
        }
        CHECK_OK(scipix_qtensor_free(tensor));
      }
    }
  }
}

/* A file of tensors has the same bytes everywhere. */
static void golden_qtensor_file(Hash *hash) {
  const char *const path = "golden_test.safetensors", *const name = "weights";
  ScipixQTensor *tensor = layer_weights();
  const ScipixQTensor *tensors[1];
  ScipixQTensor *again = NULL;
  ScipixModel *model = NULL;
  tensors[0] = tensor;
  CHECK_OK(scipix_qtensor_save(tensors, &name, 1, path));
  CHECK_OK(scipix_model_open(path, NULL, &model));
  hash_numbers(hash, scipix_model_data(model), scipix_model_len(model), 1);
  CHECK_OK(scipix_qtensor_open(model, name, &again));
  CHECK(again != NULL && scipix_qtensor_len(again) == 37 * 111);
  CHECK_OK(scipix_qtensor_free(again));
  CHECK_OK(scipix_qtensor_free(tensor));
  CHECK_OK(scipix_model_free(model));
  CHECK(remove(path) == 0);
}

static void golden_linear(Hash *hash) {
  enum { M = 9, K = 111, N = 37 };
  static float activations[M * K], out[M * N];
  static int8_t left[M * K], right[N * K];
  static int32_t sums[M * N];
  ScipixQTensor *weights = layer_weights();
  ScipixLinear *linear = NULL;
  uint32_t state = 21;
  size_t i;
  random_floats(activations, M * K, 12);
  CHECK_OK(scipix_linear_new(weights, NULL, &linear));
  CHECK_OK(scipix_linear_run(linear, activations, M, K, out, N));
  HASH_ARRAY(hash, out, M * N);
  CHECK_OK(scipix_linear_free(linear));
  CHECK_OK(scipix_qtensor_free(weights));
  for (i = 0; i < M * K; ++i) left[i] = (int8_t)((int)(next_random(&state) >> 24) - 128);
  for (i = 0; i < N * K; ++i) right[i] = (int8_t)((int)(next_random(&state) >> 24) - 128);
  CHECK_OK(scipix_matmul_i8i8(left, M, K, right, N, sums));
  HASH_ARRAY(hash, sums, M * N);
  CHECK_OK(scipix_matmul_u8i8((const uint8_t *)left, M, K, right, N, sums));
  HASH_ARRAY(hash, sums, M * N);
}

/* z-scores may differ in the last bits: they are compared with a sum in double precision, not hashed. */
static void golden_normalize(Hash *hash) {
  static float values[NUMBERS], scores[NUMBERS];
  double mean = 0, squares = 0, deviation;
  size_t i;
  bool close = true;
  random_floats(values, NUMBERS, 2);
  memcpy(scores, values, sizeof values);
  CHECK_OK(scipix_normalize(scores, NUMBERS));
  for (i = 0; i < NUMBERS; ++i) mean += values[i];
  mean /= NUMBERS;
  for (i = 0; i < NUMBERS; ++i) squares += (values[i] - mean) * (values[i] - mean);
  deviation = sqrt(squares / NUMBERS);
  for (i = 0; i < NUMBERS; ++i) close = close && fabs(scores[i] - (values[i] - mean) / deviation) < 1e-6;
  CHECK(close);
  hash_u64(hash, NUMBERS);
}

static const Chapter number_chapters[] = {
    {"ctc", golden_ctc},         {"word_boxes", golden_word_boxes},     {"quantize", golden_quantize},
    {"qtensor", golden_qtensor}, {"qtensor_file", golden_qtensor_file}, {"linear", golden_linear},
    {"normalize", golden_normalize}, CHAPTERS_END,
};

#endif
