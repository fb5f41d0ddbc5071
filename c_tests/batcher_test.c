/* The batcher from C: its arguments, each way to an answer, and each way to fail. */
#define _POSIX_C_SOURCE 200809L
#include "check.h"

#include <poll.h>
#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define FOREVER SCIPIX_WAIT_FOREVER

enum { LOG_SIZE = 4096, OWN_STATUS = 1234 };

/* Answers in the order in which they came. */
typedef struct Log {
  pthread_mutex_t lock;
  pthread_cond_t grown;
  size_t count;
  ScipixDone done[LOG_SIZE];
} Log;

static Log the_log = {PTHREAD_MUTEX_INITIALIZER, PTHREAD_COND_INITIALIZER, 0, {{{0, NULL, 0, 0}, {NULL, 0}}}};

static void log_done(void *user_data, const ScipixBatchItem *item, ScipixBatchResult result) {
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

static void log_wait(size_t count) {
  pthread_mutex_lock(&the_log.lock);
  while (the_log.count < count) pthread_cond_wait(&the_log.grown, &the_log.lock);
  pthread_mutex_unlock(&the_log.lock);
}

static void pause_ms(long ms) {
  struct timespec span;
  span.tv_sec = 0;
  span.tv_nsec = ms * 1000000;
  nanosleep(&span, NULL);
}

/* The result of item `id` points to itself, so that a mixed-up one is seen. */
static void echo(void *user_data, const ScipixBatchItem *items, size_t count, ScipixBatchResult *out_results) {
  size_t i;
  (void)user_data;
  for (i = 0; i < count; ++i) {
    CHECK(out_results[i].status == SCIPIX_STATUS_NOT_SET && out_results[i].data == NULL);
    if (items[i].id % 5 == 3) continue;
    out_results[i].data = items[i].data;
    out_results[i].status = items[i].id % 5 == 4 ? OWN_STATUS : SCIPIX_STATUS_OK;
  }
}

static ScipixStatus expected_status(uint64_t id) {
  return id % 5 == 3 ? SCIPIX_STATUS_NOT_SET : id % 5 == 4 ? OWN_STATUS : SCIPIX_STATUS_OK;
}

static ScipixBatchItem item_of(uint64_t id) {
  static char places[LOG_SIZE];
  ScipixBatchItem item = {0, NULL, 0, 0};
  item.id = id;
  item.data = &places[id];
  return item;
}

static void check_answer(const ScipixDone *done) {
  ScipixStatus expected = expected_status(done->item.id);
  CHECK_EQUAL(done->result.status, expected);
  CHECK(done->item.data == item_of(done->item.id).data);
  CHECK(done->result.data == (expected == SCIPIX_STATUS_NOT_SET ? NULL : done->item.data));
}

static ScipixBatcherConfig defaults(void) {
  ScipixBatcherConfig config;
  CHECK_OK(scipix_batcher_config_init(&config));
  return config;
}

static ScipixBatcherConfig greedy(void) {
  ScipixBatcherConfig config = defaults();
  config.mode = SCIPIX_BATCH_MODE_GREEDY;
  return config;
}

/* Batches wait for ever unless they are full or drained. */
static ScipixBatcherConfig patient(void) {
  ScipixBatcherConfig config = defaults();
  config.max_wait_us = FOREVER;
  config.max_batch_size = config.preferred_batch_size = 4;
  return config;
}

static ScipixBatcher *make(ScipixBatcherConfig config, ScipixBatchFn fn, void *user_data) {
  ScipixBatcher *batcher = NULL;
  CHECK_OK(scipix_batcher_new(&config, fn, user_data, &batcher));
  CHECK(batcher != NULL);
  the_log.count = 0;
  return batcher;
}

static uint64_t submit(ScipixBatcher *batcher, uint64_t id, uint64_t deadline_us) {
  ScipixBatchItem item = item_of(id);
  uint64_t ticket = 0;
  CHECK_OK(scipix_batcher_submit(batcher, &item, deadline_us, log_done, &the_log, &ticket));
  CHECK(ticket != 0);
  return ticket;
}

static ScipixBatcherStats stats_of(const ScipixBatcher *batcher) {
  ScipixBatcherStats stats;
  stats.struct_size = sizeof stats;
  CHECK_OK(scipix_batcher_stats(batcher, &stats));
  return stats;
}

static void config_has_its_defaults_and_names_its_faults(void) {
  ScipixBatcherConfig config = defaults(), bad;
  ScipixBatcher *batcher = (ScipixBatcher *)&config;
  CHECK_EQUAL(config.struct_size, sizeof config);
  CHECK_EQUAL(config.max_batch_size, 32);
  CHECK_EQUAL(config.preferred_batch_size, 16);
  CHECK_EQUAL(config.max_queue_size, 1000);
  CHECK_EQUAL(config.max_wait_us, 50000);
  CHECK_EQUAL(config.workers, 1);
  CHECK(config.mode == SCIPIX_BATCH_MODE_WINDOW && config.overflow == SCIPIX_OVERFLOW_REJECT);
  CHECK(config.max_batch_cost == 0 && config.target_latency_us == 0 && config.shed_late == 0);
#define REFUSED(field, value)                                                                                  \
  do {                                                                                                         \
    bad = config;                                                                                              \
    bad.field = (value);                                                                                       \
    CHECK_FAILS(scipix_batcher_new(&bad, echo, NULL, &batcher), SCIPIX_STATUS_INVALID_ARGUMENT, "config"); \
    CHECK(batcher == NULL);                                                                                    \
  } while (0)
  REFUSED(mode, 2);
  REFUSED(mode, -1);
  REFUSED(overflow, 2);
  REFUSED(workers, 0);
  REFUSED(max_batch_size, 0);
  REFUSED(preferred_batch_size, 0);
  REFUSED(preferred_batch_size, 33);
  REFUSED(max_queue_size, 0);
  REFUSED(shed_late, 2);
  REFUSED(struct_size, 0);
  REFUSED(struct_size, sizeof config - 1);
}

static void null_arguments_are_reported(void) {
  ScipixBatcher *batcher = make(patient(), echo, NULL), *none = batcher, *pulled = make(greedy(), NULL, NULL);
  ScipixBatchItem item = item_of(1);
  ScipixBatchResult result = {NULL, 77};
  ScipixBatch *batch = (ScipixBatch *)&item;
  ScipixDone done;
  size_t count = 77;
  uint64_t ticket = 77;
  const ScipixStatus null = SCIPIX_STATUS_NULL_POINTER;
  CHECK_FAILS(scipix_batcher_config_init(NULL), null, "config");
  CHECK_FAILS(scipix_batcher_new(NULL, echo, NULL, NULL), null, "out_batcher");
  CHECK_FAILS(scipix_batcher_submit(NULL, &item, 0, log_done, NULL, &ticket), null, "batcher");
  CHECK_FAILS(scipix_batcher_submit(batcher, NULL, 0, log_done, NULL, &ticket), null, "item");
  CHECK_FAILS(scipix_batcher_submit_many(NULL, &item, 1, 0, log_done, NULL, &count), null, "batcher");
  CHECK_FAILS(scipix_batcher_submit_many(batcher, NULL, 1, 0, log_done, NULL, &count), null, "items");
  CHECK_FAILS(scipix_batcher_submit_many(batcher, &item, 1, 0, log_done, NULL, NULL), null, "out_accepted");
  CHECK_FAILS(scipix_batcher_submit_wait(NULL, &item, 0, &result), null, "batcher");
  CHECK_FAILS(scipix_batcher_submit_wait(batcher, NULL, 0, &result), null, "item");
  CHECK_FAILS(scipix_batcher_submit_wait(batcher, &item, 0, NULL), null, "out_result");
  CHECK_FAILS(scipix_batcher_cancel(NULL, 1), null, "batcher");
  CHECK_FAILS(scipix_batcher_next_batch(NULL, 0, &batch), null, "batcher");
  CHECK(batch == NULL);
  CHECK_FAILS(scipix_batcher_next_batch(pulled, 0, NULL), null, "out_batch");
  CHECK_FAILS(scipix_batch_complete(NULL, &result, 1), null, "batch");
  CHECK_FAILS(scipix_batcher_poll_done(NULL, 0, &done, 1, &count), null, "batcher");
  CHECK_FAILS(scipix_batcher_poll_done(batcher, 0, NULL, 1, &count), null, "out_done");
  CHECK_FAILS(scipix_batcher_poll_done(batcher, 0, &done, 1, NULL), null, "out_count");
  CHECK_FAILS(scipix_batcher_stats(NULL, NULL), null, "batcher");
  CHECK_FAILS(scipix_batcher_stats(batcher, NULL), null, "out_stats");
  CHECK_FAILS(scipix_batcher_close(NULL), null, "batcher");
  CHECK_FAILS(scipix_batcher_drain(NULL, 0), null, "batcher");
  CHECK(ticket == 77 && result.status == 77);
  CHECK_EQUAL(count, 77);
  CHECK_OK(scipix_batcher_free(NULL));
  CHECK_OK(scipix_batch_free(NULL));
  CHECK(scipix_batch_items(NULL, &count) == NULL && count == 0);
  CHECK(scipix_batch_items(NULL, NULL) == NULL);
  CHECK_EQUAL(scipix_batcher_done_fd(NULL), -1);
  CHECK_EQUAL(scipix_batcher_current_batch_limit(NULL), 0);
  CHECK_EQUAL(stats_of(batcher).submitted, 0);

  CHECK_OK(scipix_batcher_submit_many(batcher, NULL, 0, 0, log_done, NULL, &count)); /* (NULL, 0) is empty */
  CHECK_OK(scipix_batcher_poll_done(batcher, 0, NULL, 0, &count));
  CHECK_FAILS(scipix_batcher_next_batch(batcher, 0, &batch), SCIPIX_STATUS_INVALID_ARGUMENT, "batcher");
  CHECK_FAILS(scipix_batch_free((ScipixBatch *)(void *)batcher), SCIPIX_STATUS_INVALID_ARGUMENT, "batch");
  CHECK_OK(scipix_batcher_free(batcher));
  CHECK_OK(scipix_batcher_free(pulled));
  CHECK_OK(scipix_batcher_new(NULL, echo, NULL, &none)); /* the defaults */
  CHECK_EQUAL(scipix_batcher_current_batch_limit(none), 32);
  CHECK_OK(scipix_batcher_free(none));
}

static void callbacks_answer_each_item_in_order(void) {
  ScipixBatcher *batcher = make(greedy(), echo, NULL);
  ScipixBatchItem items[100];
  ScipixBatchResult result;
  ScipixBatcherStats stats;
  uint64_t id;
  size_t accepted;
  for (id = 0; id < 100; ++id) submit(batcher, id, 0);
  for (id = 0; id < 100; ++id) items[id] = item_of(100 + id);
  CHECK_OK(scipix_batcher_submit_many(batcher, items, 100, 0, log_done, &the_log, &accepted));
  CHECK_EQUAL(accepted, 100);
  CHECK_OK(scipix_batcher_drain(batcher, FOREVER));
  CHECK_EQUAL(the_log.count, 200);
  for (id = 0; id < 200; ++id) {
    CHECK_EQUAL(the_log.done[id].item.id, id);
    check_answer(&the_log.done[id]);
  }
  for (id = 0; id < 5; ++id) {
    ScipixBatchItem item = item_of(id);
    ScipixDone done;
    CHECK_OK(scipix_batcher_submit_wait(batcher, &item, FOREVER, &result));
    done.item = item;
    done.result = result;
    check_answer(&done);
  }
  stats = stats_of(batcher);
  CHECK_EQUAL(stats.submitted, 205);
  CHECK_EQUAL(stats.completed, 123);
  CHECK_EQUAL(stats.failed, 82);
  CHECK_EQUAL(stats.batch_size.count, stats.batches);
  CHECK_EQUAL(stats.dispatched_idle + stats.dispatched_full + stats.dispatched_drain, stats.batches);
  CHECK_OK(scipix_batcher_free(batcher));
}

static void items_leave_the_queue_in_other_ways(void) {
  ScipixBatcherConfig config = patient();
  ScipixBatcher *batcher;
  ScipixBatchItem item = item_of(2);
  ScipixBatchResult result;
  uint64_t ticket;
  size_t accepted;
  config.max_queue_size = 1;
  config.max_batch_cost = 10;
  batcher = make(config, echo, NULL);
  ticket = submit(batcher, 1, 0);
  CHECK_FAILS(scipix_batcher_submit(batcher, &item, 0, log_done, &the_log, NULL), SCIPIX_STATUS_QUEUE_FULL, "batcher");
  CHECK_FAILS(scipix_batcher_submit_many(batcher, &item, 1, 0, log_done, &the_log, &accepted), SCIPIX_STATUS_QUEUE_FULL,
              "batcher");
  CHECK_EQUAL(accepted, 0);
  CHECK_OK(scipix_batcher_cancel(batcher, ticket));
  CHECK_EQUAL(the_log.count, 1);
  CHECK_EQUAL(the_log.done[0].result.status, SCIPIX_STATUS_CANCELLED);
  CHECK_FAILS(scipix_batcher_cancel(batcher, ticket), SCIPIX_STATUS_NOT_FOUND, "ticket");
  item.cost = 11;
  CHECK_FAILS(scipix_batcher_submit(batcher, &item, 0, log_done, &the_log, NULL), SCIPIX_STATUS_INVALID_ARGUMENT,
              "item");
  submit(batcher, 5, 1000);
  log_wait(2);
  CHECK_EQUAL(the_log.done[1].result.status, SCIPIX_STATUS_DEADLINE_MISSED);
  item.cost = 0;
  CHECK_FAILS(scipix_batcher_submit_wait(batcher, &item, 1000, &result), SCIPIX_STATUS_TIMEOUT, "timeout_us");
  submit(batcher, 6, 0);
  CHECK_OK(scipix_batcher_close(batcher));
  log_wait(3);
  check_answer(&the_log.done[2]);
  CHECK_FAILS(scipix_batcher_submit(batcher, &item, 0, log_done, &the_log, NULL), SCIPIX_STATUS_CLOSED, "batcher");
  CHECK_EQUAL(stats_of(batcher).shed, 1);
  CHECK_EQUAL(stats_of(batcher).cancelled, 2);
  CHECK_OK(scipix_batcher_free(batcher));
}

static void blocked_submitters_time_out_or_learn_of_the_end(void) {
  ScipixBatcherConfig config = patient();
  ScipixBatcher *batcher;
  ScipixBatchItem item = item_of(2);
  config.max_queue_size = 1;
  config.overflow = SCIPIX_OVERFLOW_BLOCK;
  config.block_timeout_us = 2000;
  batcher = make(config, echo, NULL);
  submit(batcher, 1, 0);
  CHECK_FAILS(scipix_batcher_submit(batcher, &item, 0, log_done, &the_log, NULL), SCIPIX_STATUS_TIMEOUT, "batcher");
  CHECK_OK(scipix_batcher_free(batcher));
  CHECK_EQUAL(the_log.count, 1);
}

typedef struct Inside {
  ScipixBatcher *batcher;
  int calls;
} Inside;

/* What a callback may not do changes nothing, and what it may do works. */
static void misbehave(Inside *inside, uint64_t id) {
  ScipixBatchItem item = item_of(id + 100);
  ScipixBatchResult result;
  ScipixDone done;
  size_t count;
  const ScipixStatus deadlock = SCIPIX_STATUS_DEADLOCK;
  ++inside->calls;
  CHECK_FAILS(scipix_batcher_free(inside->batcher), deadlock, "batcher");
  CHECK_FAILS(scipix_batcher_drain(inside->batcher, FOREVER), deadlock, "batcher");
  CHECK_FAILS(scipix_batcher_submit_wait(inside->batcher, &item, FOREVER, &result), deadlock, "batcher");
  CHECK_FAILS(scipix_batcher_poll_done(inside->batcher, FOREVER, &done, 1, &count), deadlock, "batcher");
  CHECK_EQUAL(count, 0);
  if (id < 10) CHECK_OK(scipix_batcher_submit(inside->batcher, &item, 0, log_done, &the_log, NULL));
  if (id == 9) CHECK_OK(scipix_batcher_close(inside->batcher));
}

static void misbehaving_fn(void *user_data, const ScipixBatchItem *items, size_t count, ScipixBatchResult *out_results) {
  size_t i;
  for (i = 0; i < count; ++i) misbehave((Inside *)user_data, items[i].id);
  echo(NULL, items, count, out_results);
}

static void misbehaving_done(void *user_data, const ScipixBatchItem *item, ScipixBatchResult result) {
  (void)result;
  misbehave((Inside *)user_data, item->id);
}

static void callbacks_cannot_wait_for_themselves(void) {
  Inside inside = {NULL, 0};
  ScipixBatchItem item = item_of(9);
  inside.batcher = make(greedy(), misbehaving_fn, &inside);
  submit(inside.batcher, 1, 0);
  submit(inside.batcher, 9, 0);
  log_wait(4);
  CHECK_OK(scipix_batcher_free(inside.batcher));
  CHECK_EQUAL(inside.calls, 4);

  inside.calls = 0;
  inside.batcher = make(greedy(), echo, NULL);
  CHECK_OK(scipix_batcher_submit(inside.batcher, &item, 0, misbehaving_done, &inside, NULL));
  log_wait(1);
  CHECK_OK(scipix_batcher_free(inside.batcher));
  CHECK_EQUAL(inside.calls, 1);
}

static void slow_fn(void *user_data, const ScipixBatchItem *items, size_t count, ScipixBatchResult *out_results) {
  pause_ms(50);
  echo(user_data, items, count, out_results);
}

static void drain_gives_up_and_free_waits(void) {
  ScipixBatcher *batcher = make(greedy(), slow_fn, NULL);
  submit(batcher, 1, 0);
  CHECK_FAILS(scipix_batcher_drain(batcher, 1000), SCIPIX_STATUS_TIMEOUT, "timeout_us");
  submit(batcher, 2, 0);
  CHECK_OK(scipix_batcher_free(batcher));
  CHECK_EQUAL(the_log.count, 2);
  check_answer(&the_log.done[0]);
  check_answer(&the_log.done[1]);
}

static bool is_readable(int fd) {
  struct pollfd entry;
  entry.fd = fd;
  entry.events = POLLIN;
  return poll(&entry, 1, 0) == 1;
}

/* The worker's side of pull mode. */
static void *pull(void *user_data) {
  ScipixBatcher *batcher = (ScipixBatcher *)user_data;
  ScipixBatch *batch;
  while (scipix_batcher_next_batch(batcher, FOREVER, &batch) == SCIPIX_STATUS_OK) {
    size_t count, i;
    const ScipixBatchItem *items = scipix_batch_items(batch, &count);
    ScipixBatchResult results[32];
    for (i = 0; i < count; ++i) {
      results[i].data = NULL;
      results[i].status = SCIPIX_STATUS_NOT_SET;
    }
    echo(NULL, items, count, results);
    CHECK_FAILS(scipix_batch_complete(batch, results, count + 1), SCIPIX_STATUS_SIZE_MISMATCH, "count");
    CHECK_FAILS(scipix_batch_complete(batch, NULL, count), SCIPIX_STATUS_NULL_POINTER, "results");
    CHECK_OK(scipix_batch_complete(batch, results, count));
  }
  return NULL;
}

static void answers_are_polled(void) {
  ScipixBatcher *batcher = make(greedy(), NULL, NULL);
  ScipixDone done[7];
  ScipixStatus status;
  pthread_t worker;
  size_t count = 77, total = 0, i;
  uint64_t id;
  int fd = scipix_batcher_done_fd(batcher);
  CHECK(fd >= 0 && fd == scipix_batcher_done_fd(batcher));
  CHECK(!is_readable(fd));
  CHECK_FAILS(scipix_batcher_poll_done(batcher, 0, done, 7, &count), SCIPIX_STATUS_TIMEOUT, "timeout_us");
  CHECK_EQUAL(count, 0);
  CHECK_EQUAL(pthread_create(&worker, NULL, pull, batcher), 0);
  for (id = 0; id < 100; ++id) {
    ScipixBatchItem item = item_of(id);
    CHECK_OK(scipix_batcher_submit(batcher, &item, 0, NULL, NULL, NULL));
  }
  CHECK_OK(scipix_batcher_drain(batcher, FOREVER));
  CHECK(is_readable(fd));
  CHECK_OK(scipix_batcher_close(batcher));
  while ((status = scipix_batcher_poll_done(batcher, FOREVER, done, 7, &count)) == SCIPIX_STATUS_OK) {
    for (i = 0; i < count; ++i) {
      CHECK_EQUAL(done[i].item.id, total + i);
      check_answer(&done[i]);
    }
    total += count;
  }
  CHECK_EQUAL(status, SCIPIX_STATUS_CLOSED);
  CHECK_EQUAL(total, 100);
  CHECK(!is_readable(fd));
  pthread_join(worker, NULL);
  CHECK_OK(scipix_batcher_free(batcher));
}

static void abandoned_and_left_over_items_are_answered(void) {
  ScipixBatcherConfig config = greedy();
  ScipixBatcher *batcher;
  ScipixBatch *batch, *open;
  ScipixBatchResult results[2] = {{NULL, SCIPIX_STATUS_OK}, {NULL, OWN_STATUS}};
  uint64_t id;
  config.max_batch_size = config.preferred_batch_size = 2;
  batcher = make(config, NULL, NULL);
  for (id = 0; id < 5; ++id) submit(batcher, id, 0);
  CHECK_OK(scipix_batcher_next_batch(batcher, 0, &batch));
  CHECK_OK(scipix_batcher_next_batch(batcher, 0, &open));
  CHECK_OK(scipix_batch_free(batch));
  CHECK_OK(scipix_batcher_free(batcher));
  CHECK_OK(scipix_batch_complete(open, results, 2)); /* the batch outlives its batcher */
  CHECK_EQUAL(the_log.count, 5);
  CHECK_EQUAL(the_log.done[0].result.status, SCIPIX_STATUS_CALLBACK_FAILED);
  CHECK_EQUAL(the_log.done[1].result.status, SCIPIX_STATUS_CALLBACK_FAILED);
  CHECK_EQUAL(the_log.done[2].result.status, SCIPIX_STATUS_CANCELLED);
  CHECK_EQUAL(the_log.done[2].item.id, 4);
  CHECK_EQUAL(the_log.done[3].result.status, SCIPIX_STATUS_OK);
  CHECK_EQUAL(the_log.done[4].result.status, OWN_STATUS);
}

static void one_group_fn(void *user_data, const ScipixBatchItem *items, size_t count, ScipixBatchResult *out_results) {
  size_t i;
  uint64_t cost = 0;
  for (i = 0; i < count; ++i) {
    CHECK_EQUAL(items[i].group, items[0].group);
    cost += items[i].cost;
  }
  CHECK(cost <= 10 && count <= 4);
  echo(user_data, items, count, out_results);
}

static void batches_hold_one_group_within_the_cost(void) {
  ScipixBatcherConfig config = patient();
  ScipixBatcher *batcher;
  uint64_t id;
  config.max_batch_cost = 10;
  config.workers = 2;
  batcher = make(config, one_group_fn, NULL);
  for (id = 0; id < 300; ++id) {
    ScipixBatchItem item = item_of(id);
    item.group = id % 7;
    item.cost = id % 6;
    CHECK_OK(scipix_batcher_submit(batcher, &item, 0, log_done, &the_log, NULL));
  }
  CHECK_OK(scipix_batcher_free(batcher));
  CHECK_EQUAL(the_log.count, 300);
  for (id = 0; id < 300; ++id) check_answer(&the_log.done[id]);
}

static void a_forked_child_neither_hangs_nor_runs_anything(void) {
  ScipixBatcher *batcher = make(greedy(), echo, NULL), *pulled = make(greedy(), NULL, NULL);
  ScipixBatchResult results[1] = {{NULL, SCIPIX_STATUS_OK}};
  ScipixBatch *batch;
  int status = -1;
  pid_t child;
  submit(batcher, 1, 0);
  log_wait(1);
  submit(pulled, 2, 0);
  CHECK_OK(scipix_batcher_next_batch(pulled, 0, &batch));
  child = fork();
  if (child == 0) {
    ScipixBatchItem item = item_of(2);
    ScipixBatchResult result;
    bool good = scipix_batcher_submit_wait(batcher, &item, FOREVER, &result) == SCIPIX_STATUS_CLOSED;
    good = good && scipix_batcher_drain(batcher, FOREVER) == SCIPIX_STATUS_CLOSED;
    good = good && scipix_batcher_free(batcher) == SCIPIX_STATUS_OK;
    good = good && scipix_batch_complete(batch, results, 1) == SCIPIX_STATUS_CLOSED;
    good = good && scipix_batch_free(batch) == SCIPIX_STATUS_OK && scipix_batcher_free(pulled) == SCIPIX_STATUS_OK;
    good = good && scipix_batcher_new(NULL, echo, NULL, &batcher) == SCIPIX_STATUS_OK;
    good = good && scipix_batcher_submit_wait(batcher, &item, FOREVER, &result) == SCIPIX_STATUS_OK;
    good = good && scipix_batcher_free(batcher) == SCIPIX_STATUS_OK;
    /* A program that is replaced is not asked, by valgrind, for the memory of threads that it has not inherited. */
    execlp(good ? "true" : "false", "child", (char *)NULL);
    _exit(2);
  }
  CHECK(waitpid(child, &status, 0) == child && WIFEXITED(status) && WEXITSTATUS(status) == 0);
  CHECK_OK(scipix_batch_complete(batch, results, 1));
  submit(batcher, 2, 0);
  log_wait(3);
  CHECK_OK(scipix_batcher_free(batcher));
  CHECK_OK(scipix_batcher_free(pulled));
}

int main(void) {
  config_has_its_defaults_and_names_its_faults();
  null_arguments_are_reported();
  callbacks_answer_each_item_in_order();
  items_leave_the_queue_in_other_ways();
  blocked_submitters_time_out_or_learn_of_the_end();
  callbacks_cannot_wait_for_themselves();
  drain_gives_up_and_free_waits();
  answers_are_polled();
  abandoned_and_left_over_items_are_answered();
  batches_hold_one_group_within_the_cost();
  a_forked_child_neither_hangs_nor_runs_anything();
  return check_report("batcher");
}
