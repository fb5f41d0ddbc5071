/* Helpers for the batcher tests: a processing function with a distinct answer for each item, and a log of the answers. */
#ifndef BATCHING_H
#define BATCHING_H

#include "check.h"

#include <pthread.h>
#include <stdint.h>
#include <time.h>

#define FOREVER SCIPIX_WAIT_FOREVER

enum { LOG_SIZE = 4096, OWN_STATUS = 1234 };

/* Records answers in the order of their callbacks. */
typedef struct Log {
  pthread_mutex_t lock;
  pthread_cond_t grown;
  size_t count;
  ScipixDone done[LOG_SIZE];
} Log;

static Log the_log = {PTHREAD_MUTEX_INITIALIZER, PTHREAD_COND_INITIALIZER, 0, {{{0, NULL, 0, 0, 0}, {NULL, 0}}}};

static inline void log_done(void *user_data, const ScipixBatchItem *item, ScipixBatchResult result) {
  Log *log = (Log *)user_data;
  pthread_mutex_lock(&log->lock);
  if (log->count < LOG_SIZE) {
    log->done[log->count].item = *item;
    log->done[log->count].result = result;
  }
  ++log->count;
  pthread_cond_broadcast(&log->grown);
  pthread_mutex_unlock(&log->lock);
}

static inline void log_wait(size_t count) {
  pthread_mutex_lock(&the_log.lock);
  while (the_log.count < count) pthread_cond_wait(&the_log.grown, &the_log.lock);
  pthread_mutex_unlock(&the_log.lock);
}

static inline void pause_ms(long ms) {
  struct timespec span;
  span.tv_sec = 0;
  span.tv_nsec = ms * 1000000;
  nanosleep(&span, NULL);
}

/* Answers each item with its own data, so that a swapped answer is noticed. */
static inline void echo(void *user_data, const ScipixBatchItem *items, size_t count, ScipixBatchResult *out_results) {
  size_t i;
  (void)user_data;
  for (i = 0; i < count; ++i) {
    CHECK(out_results[i].status == SCIPIX_STATUS_NOT_SET && out_results[i].data == NULL);
    if (items[i].id % 5 == 3) continue;
    out_results[i].data = items[i].data;
    out_results[i].status = items[i].id % 5 == 4 ? OWN_STATUS : SCIPIX_STATUS_OK;
  }
}

static inline ScipixStatus expected_status(uint64_t id) {
  return id % 5 == 3 ? SCIPIX_STATUS_NOT_SET : id % 5 == 4 ? OWN_STATUS : SCIPIX_STATUS_OK;
}

static inline ScipixBatchItem item_of(uint64_t id) {
  static char places[LOG_SIZE];
  ScipixBatchItem item = {0, NULL, 0, 0, 0};
  item.id = id;
  item.data = &places[id];
  return item;
}

static inline void check_answer(const ScipixDone *done) {
  ScipixStatus expected = expected_status(done->item.id);
  CHECK_EQUAL(done->result.status, expected);
  CHECK(done->item.data == item_of(done->item.id).data);
  CHECK(done->result.data == (expected == SCIPIX_STATUS_NOT_SET ? NULL : done->item.data));
}

static inline ScipixBatcherConfig defaults(void) {
  ScipixBatcherConfig config;
  CHECK_OK(scipix_batcher_config_init(&config));
  return config;
}

static inline ScipixBatcherConfig greedy(void) {
  ScipixBatcherConfig config = defaults();
  config.mode = SCIPIX_BATCH_MODE_GREEDY;
  return config;
}

/* A configuration whose batches wait forever, unless they are full or the batcher is drained. */
static inline ScipixBatcherConfig patient(void) {
  ScipixBatcherConfig config = defaults();
  config.max_wait_us = FOREVER;
  config.max_batch_size = config.preferred_batch_size = 4;
  return config;
}

static inline ScipixBatcher *make(ScipixBatcherConfig config, ScipixBatchFn fn, void *user_data) {
  ScipixBatcher *batcher = NULL;
  CHECK_OK(scipix_batcher_new(&config, fn, user_data, &batcher));
  CHECK(batcher != NULL);
  the_log.count = 0;
  return batcher;
}

static inline uint64_t submit(ScipixBatcher *batcher, uint64_t id, uint64_t deadline_us) {
  ScipixBatchItem item = item_of(id);
  uint64_t ticket = 0;
  CHECK_OK(scipix_batcher_submit(batcher, &item, deadline_us, log_done, &the_log, &ticket));
  CHECK(ticket != 0);
  return ticket;
}

static inline ScipixBatcherStats stats_of(const ScipixBatcher *batcher) {
  ScipixBatcherStats stats;
  stats.struct_size = sizeof stats;
  CHECK_OK(scipix_batcher_stats(batcher, &stats));
  return stats;
}

#endif
