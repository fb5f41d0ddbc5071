/* Tests what platforms do differently: sizes of structs, names of files, files that are replaced while they are used, and
 * what an event loop waits for. It runs on every platform of scripts/test-ports. */
#define _POSIX_C_SOURCE 200809L
#include "check.h"

#include <pthread.h>
#include <stdlib.h>
#ifdef _WIN32
#define WIN32_LEAN_AND_MEAN
#include <windows.h>
#else
#include <poll.h>
#endif

/* A config of `size_t` fields has another size on 32 bits, and is not refused there. */
static void configs_are_taken(void) {
  ScipixPoolConfig pool_config;
  ScipixPool *pool = NULL;
  ScipixBuffer buffer;
  ScipixPoolStats stats;
  ScipixCtcConfig ctc_config;
  ScipixCtcDecoder *decoder = NULL;
  CHECK_OK(scipix_pool_config_init(&pool_config));
  CHECK_EQUAL(pool_config.struct_size, sizeof pool_config);
  CHECK_OK(scipix_pool_new(&pool_config, &pool));
  CHECK_OK(scipix_pool_acquire(pool, &buffer));
  CHECK(buffer.data != NULL && (size_t)buffer.data % 64 == 0);
  stats.struct_size = sizeof stats;
  CHECK_OK(scipix_pool_stats(pool, &stats));
  CHECK_EQUAL(stats.live, 1);
  CHECK_OK(scipix_buffer_release(&buffer));
  CHECK_OK(scipix_pool_free(pool));
  CHECK_OK(scipix_ctc_config_init(&ctc_config));
  ctc_config.classes = 3;
  CHECK_OK(scipix_ctc_decoder_new(&ctc_config, &decoder));
  CHECK_OK(scipix_ctc_decoder_free(decoder));
}

/* A size beyond the address space is refused in words. */
static void sizes_beyond_memory_are_refused(void) {
  uint8_t byte = 0;
  ScipixImage image;
  CHECK_EQUAL(scipix_image_view(&byte, 1, SIZE_MAX / 2, SIZE_MAX / 2, 0, SCIPIX_PIXEL_FORMAT_GRAY8, &image),
              SCIPIX_STATUS_OVERFLOW);
}

static ScipixQTensor *tensor_of(float first) {
  enum { COUNT = 3000 };
  static const size_t shape[2] = {3, COUNT / 3};
  float values[COUNT];
  ScipixQuantConfig config;
  ScipixQTensor *tensor = NULL;
  size_t i;
  for (i = 0; i < COUNT; ++i) values[i] = first * (float)i;
  CHECK_OK(scipix_quant_config_init(&config));
  CHECK_OK(scipix_qtensor_from_f32(values, shape, 2, &config, &tensor));
  return tensor;
}

/* The letters e acute and the Chinese sign of the middle, in UTF-8. */
static const char *const odd_path = "platform-\xc3\xa9-\xe4\xb8\xad.safetensors";

enum { SAVES = 20 };

static void *save_often(void *user_data) {
  const ScipixQTensor *const tensor = (const ScipixQTensor *)user_data;
  const char *const name = "t";
  size_t failed = 0, i;
  for (i = 0; i < SAVES; ++i) {
    if (scipix_qtensor_save(&tensor, &name, 1, odd_path) == SCIPIX_STATUS_OK) continue;
    ++failed;
    printf("save %u: %s\n", (unsigned)i, scipix_last_error_message());
  }
  return (void *)failed;
}

static bool system_finds_odd_path(void) {
#ifdef _WIN32
  return GetFileAttributesW(L"platform-\x00e9-\x4e2d.safetensors") != INVALID_FILE_ATTRIBUTES;
#else
  FILE *file = fopen(odd_path, "rb");
  return file != NULL && fclose(file) == 0;
#endif
}

static bool remove_odd_path(void) {
#ifdef _WIN32
  return DeleteFileW(L"platform-\x00e9-\x4e2d.safetensors") != 0;
#else
  return remove(odd_path) == 0;
#endif
}

/* Threads save to one path: each file is whole, and none is refused because another was just being put there. */
static void savers_do_not_collide(void) {
  enum { SAVERS = 3 };
  pthread_t threads[SAVERS];
  ScipixQTensor *tensors[SAVERS], *opened = NULL;
  ScipixModel *model = NULL;
  size_t i;
  for (i = 0; i < SAVERS; ++i) {
    tensors[i] = tensor_of((float)(1 + i));
    CHECK_EQUAL(pthread_create(&threads[i], NULL, save_often, tensors[i]), 0);
  }
  for (i = 0; i < SAVERS; ++i) {
    void *failed = NULL;
    CHECK_EQUAL(pthread_join(threads[i], &failed), 0);
    CHECK_EQUAL((size_t)failed, 0);
  }
  CHECK(system_finds_odd_path());
  CHECK_OK(scipix_model_open(odd_path, NULL, &model));
  CHECK_OK(scipix_qtensor_open(model, "t", &opened));
  CHECK_EQUAL(scipix_qtensor_len(opened), 3000);
  CHECK_OK(scipix_qtensor_free(opened));
  CHECK_OK(scipix_model_free(model));
  CHECK(remove_odd_path());
  for (i = 0; i < SAVERS; ++i) CHECK_OK(scipix_qtensor_free(tensors[i]));
}

/* Whether the system says, within `ms`, that answers wait. */
static bool answers_wait(const ScipixBatcher *batcher, int ms) {
#ifdef _WIN32
  void *event = scipix_batcher_done_event(batcher);
  CHECK(event != NULL && event == scipix_batcher_done_event(batcher));
  CHECK_EQUAL(scipix_batcher_done_fd(batcher), -1);
  return WaitForSingleObject(event, (DWORD)ms) == WAIT_OBJECT_0;
#else
  struct pollfd entry = {0, POLLIN, 0};
  entry.fd = scipix_batcher_done_fd(batcher);
  CHECK(entry.fd >= 0 && entry.fd == scipix_batcher_done_fd(batcher));
  CHECK(scipix_batcher_done_event(batcher) == NULL);
  return poll(&entry, 1, ms) == 1;
#endif
}

static void pass_on(void *user_data, const ScipixBatchItem *items, size_t count, ScipixBatchResult *out_results) {
  size_t i;
  (void)user_data;
  for (i = 0; i < count; ++i) out_results[i].data = items[i].data, out_results[i].status = SCIPIX_STATUS_OK;
}

static void an_event_loop_can_wait(void) {
  ScipixBatcherConfig config;
  ScipixBatcher *batcher = NULL;
  ScipixBatchItem item = {7, NULL, 0, 0, 0};
  ScipixDone done;
  size_t count = 0;
  int round;
  CHECK_OK(scipix_batcher_config_init(&config));
  config.mode = SCIPIX_BATCH_MODE_GREEDY;
  CHECK_OK(scipix_batcher_new(&config, pass_on, NULL, &batcher));
  for (round = 0; round < 3; ++round) {
    CHECK(!answers_wait(batcher, 0));
    CHECK_OK(scipix_batcher_submit(batcher, &item, 0, NULL, NULL, NULL));
    CHECK(answers_wait(batcher, 30000));
    CHECK_OK(scipix_batcher_poll_done(batcher, 0, &done, 1, &count));
    CHECK(count == 1 && done.item.id == 7);
  }
  CHECK(!answers_wait(batcher, 0));
  CHECK_OK(scipix_batcher_free(batcher));
}

int main(void) {
  configs_are_taken();
  sizes_beyond_memory_are_refused();
  savers_do_not_collide();
  an_event_loop_can_wait();
  return check_report("platform");
}
