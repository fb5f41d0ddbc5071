/* Tests models: plain files, safetensors files, malformed files, and many threads. */
#define _POSIX_C_SOURCE 200809L
#include "check.h"

#include <pthread.h>
#include <stdlib.h>
#include <unistd.h>

static char path[] = "/tmp/scipix-model-test-XXXXXX";

static void write_file(const void *content, size_t len) {
  FILE *file = fopen(path, "wb");
  CHECK(file != NULL && fwrite(content, 1, len, file) == len && fclose(file) == 0);
}

static void write_tensors(const char *header, size_t data_len) {
  static uint8_t content[4096];
  uint64_t len = strlen(header);
  for (int i = 0; i < 8; ++i) content[i] = (uint8_t)(len >> 8 * i);
  memcpy(content + 8, header, len);
  for (size_t i = 0; i < data_len; ++i) content[8 + len + i] = (uint8_t)i;
  write_file(content, 8 + len + data_len);
}

static ScipixTensorInfo blank(void) {
  ScipixTensorInfo info;
  memset(&info, 0xAB, sizeof info);
  info.struct_size = sizeof info;
  return info;
}

static const char GOOD[] =
    "{\"__metadata__\":{\"format\":\"pt\"},"
    "\"weight\":{\"dtype\":\"F32\",\"shape\":[2,3],\"data_offsets\":[8,32]},"
    "\"half\":{\"dtype\":\"BF16\",\"shape\":[4],\"data_offsets\":[0,8]}}";

static void tensors(uint32_t private_copy) {
  ScipixModelConfig options;
  ScipixModel *model;
  write_tensors(GOOD, 32);
  CHECK_OK(scipix_model_config_init(&options));
  options.private_copy = private_copy;
  options.populate = 1;
  CHECK_OK(scipix_model_open(path, &options, &model));
  CHECK_EQUAL(scipix_model_len(model), 8 + strlen(GOOD) + 32);
  CHECK_EQUAL(scipix_model_tensor_count(model), 2);
  CHECK(strcmp(scipix_model_metadata(model), "{\"format\":\"pt\"}") == 0);

  ScipixTensorInfo info = blank();
  CHECK_OK(scipix_model_tensor(model, "weight", &info));
  CHECK(strcmp(info.name, "weight") == 0 && strcmp(info.dtype_name, "F32") == 0 && info.element == SCIPIX_ELEMENT_F32);
  CHECK(info.rank == 2 && info.shape[0] == 2 && info.shape[1] == 3 && info.data_len == 24 && info.data[0] == 8);
  CHECK(info.data == scipix_model_data(model) + 8 + strlen(GOOD) + 8);
  CHECK(info.alignment > 0 && (uintptr_t)info.data % info.alignment == 0 && info.struct_size == sizeof info);
  CHECK(info.alignment == 4096 || (uintptr_t)info.data % (2 * info.alignment) != 0);
  info = blank();
  CHECK_OK(scipix_model_tensor_at(model, 1, &info));
  CHECK(strcmp(info.name, "half") == 0 && strcmp(info.dtype_name, "BF16") == 0 && info.element == SCIPIX_ELEMENT_OTHER);
  CHECK_FAILS(scipix_model_tensor_at(model, 2, &info), SCIPIX_STATUS_OUT_OF_RANGE, "index");
  CHECK_FAILS(scipix_model_tensor(model, "none", &info), SCIPIX_STATUS_NOT_FOUND, "name");
  CHECK_FAILS(scipix_model_tensor(model, NULL, &info), SCIPIX_STATUS_NULL_POINTER, "name");
  info.struct_size = 4;
  CHECK_FAILS(scipix_model_tensor_at(model, 0, &info), SCIPIX_STATUS_INVALID_ARGUMENT, "out_info");

  size_t len = scipix_model_len(model);
  for (ScipixAdvice advice = SCIPIX_ADVICE_NORMAL; advice <= SCIPIX_ADVICE_DONT_NEED; ++advice) {
    CHECK_OK(scipix_model_advise(model, 0, len, advice));
    CHECK_OK(scipix_model_advise(model, len, 0, advice));
  }
  CHECK_OK(scipix_model_prefetch(model, 1, len - 1));
  CHECK_FAILS(scipix_model_prefetch(model, 1, len), SCIPIX_STATUS_OUT_OF_RANGE, "offset");
  CHECK_FAILS(scipix_model_advise(model, 0, 1, 5), SCIPIX_STATUS_INVALID_ARGUMENT, "advice");
  CHECK(scipix_model_data(model)[len - 1] == 31);
  if (private_copy) {
    write_file("", 0);
    CHECK(scipix_model_data(model)[len - 1] == 31);
  }
  CHECK_OK(scipix_model_free(model));
}

static void other_files(void) {
  ScipixModel *model;
  write_file("just bytes", 10);
  CHECK_OK(scipix_model_open(path, NULL, &model));
  CHECK(scipix_model_len(model) == 10 && memcmp(scipix_model_data(model), "just bytes", 10) == 0);
  CHECK(scipix_model_tensor_count(model) == 0 && strcmp(scipix_model_metadata(model), "{}") == 0);
  CHECK_OK(scipix_model_free(model));
  write_file("", 0);
  CHECK_OK(scipix_model_open(path, NULL, &model));
  CHECK(scipix_model_len(model) == 0 && scipix_model_data(model) != NULL);
  CHECK_OK(scipix_model_free(model));

  CHECK_FAILS(scipix_model_open("/nowhere", NULL, &model), SCIPIX_STATUS_IO, "path");
  CHECK(model == NULL);
  CHECK_FAILS(scipix_model_open("/tmp", NULL, &model), SCIPIX_STATUS_IO, "path");
  CHECK_FAILS(scipix_model_open(NULL, NULL, &model), SCIPIX_STATUS_NULL_POINTER, "path");
  CHECK_FAILS(scipix_model_open(path, NULL, NULL), SCIPIX_STATUS_NULL_POINTER, "out_model");
  ScipixModelConfig options;
  CHECK_OK(scipix_model_config_init(&options));
  options.populate = 7;
  CHECK_FAILS(scipix_model_open(path, &options, &model), SCIPIX_STATUS_INVALID_ARGUMENT, "options");
  CHECK_OK(scipix_model_free(NULL));
  CHECK(scipix_model_data(NULL) == NULL && scipix_model_len(NULL) == 0 && scipix_model_tensor_count(NULL) == 0);
  CHECK(strcmp(scipix_model_metadata(NULL), "{}") == 0);
}

static void malformed_files(void) {
  static const struct {
    const char *header;
    size_t data_len;
    const char *reason;
  } cases[] = {
      {"{\"x\":{\"dtype\":\"U8\",\"shape\":[4],\"data_offsets\":[0,4]}}", 3, "the data has 3 bytes"},
      {"{\"x\":{\"dtype\":\"U8\",\"shape\":[4],\"data_offsets\":[0,4]}}", 5, "the tensors end at 4"},
      {"{\"x\":{\"dtype\":\"U8\",\"shape\":[5],\"data_offsets\":[0,4]}}", 4, "its shape has 5 bytes"},
      {"{\"x\":{\"dtype\":\"U8\",\"shape\":[4],\"data_offsets\":[1,5]}}", 5, "leaves a hole"},
      {"{\"x\":{\"dtype\":\"Q8\",\"shape\":[4],\"data_offsets\":[0,4]}}", 4, "unknown dtype \"Q8\""},
      {"{\"x\":{\"dtype\":\"F32\",\"shape\":[9223372036854775807,9],\"data_offsets\":[0,4]}}", 4, "overflow"},
      {"{\"x\":{\"dtype\":\"U8\",\"shape\":[4],\"data_offsets\":[0,4]},"
       "\"x\":{\"dtype\":\"U8\",\"shape\":[0],\"data_offsets\":[4,4]}}", 4, "appears twice"},
      {"{\"x\":{\"dtype\":\"U8\",\"shape\":[4],\"data_offsets\":[0,4]},"
       "\"y\":{\"dtype\":\"U8\",\"shape\":[4],\"data_offsets\":[2,6]}}", 6, "overlaps"},
      {"{\"\xff\":{}}", 0, "not UTF-8"},
      {"{\"x\":", 0, "expected"},
  };
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; ++i) {
    ScipixModel *model;
    write_tensors(cases[i].header, cases[i].data_len);
    CHECK_FAILS(scipix_model_open(path, NULL, &model), SCIPIX_STATUS_MALFORMED, "path");
    CHECK(model == NULL && strstr(scipix_last_error_message(), cases[i].reason) != NULL);
  }
}

static void *read_model(void *argument) {
  const ScipixModel *model = argument;
  for (int i = 0; i < 1000; ++i) {
    ScipixTensorInfo info = blank();
    if (scipix_model_tensor(model, i % 2 ? "half" : "weight", &info) != SCIPIX_STATUS_OK) return argument;
    if (info.data[info.data_len - 1] != (i % 2 ? 7 : 31)) return argument;
  }
  return NULL;
}

static void many_threads(void) {
  ScipixModel *model;
  pthread_t threads[4];
  write_tensors(GOOD, 32);
  CHECK_OK(scipix_model_open(path, NULL, &model));
  for (int i = 0; i < 4; ++i) CHECK(pthread_create(&threads[i], NULL, read_model, model) == 0);
  for (int i = 0; i < 4; ++i) {
    void *wrong = NULL;
    CHECK(pthread_join(threads[i], &wrong) == 0 && wrong == NULL);
  }
  CHECK_OK(scipix_model_free(model));
}

int main(void) {
  int file = mkstemp(path);
  CHECK(file >= 0 && close(file) == 0);
  tensors(0);
  tensors(1);
  other_files();
  malformed_files();
  many_threads();
  CHECK(unlink(path) == 0);
  return check_report("model_test");
}
