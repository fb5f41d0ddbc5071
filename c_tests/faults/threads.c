/* Workloads: parallel loops, pipelines, executors and batchers. Whatever fails, what was accepted is done or answered once. */
#define _DEFAULT_SOURCE
#include "walk.h"

#include <pthread.h>
#include <unistd.h>

enum { ITEMS = 40 };

static size_t load(const size_t *counter) { return __atomic_load_n(counter, __ATOMIC_SEQ_CST); }

static ScipixStatus count_range(void *user_data, size_t begin, size_t end) {
  __atomic_fetch_add((size_t *)user_data, end - begin, __ATOMIC_SEQ_CST);
  return SCIPIX_STATUS_OK;
}

static ScipixStatus pass_on(void *user_data, void *item, void **out_result) {
  __atomic_fetch_add((size_t *)user_data, 1, __ATOMIC_SEQ_CST);
  *out_result = item;
  return SCIPIX_STATUS_OK;
}

static ScipixStatus run_here(void *user_data, ScipixTaskFn task, void *task_data, size_t count) {
  size_t i;
  (void)user_data;
  for (i = 0; i < count; ++i) task(task_data, i);
  return SCIPIX_STATUS_OK;
}

static void loops_on(void) {
  static void *items[ITEMS], *results[ITEMS];
  static ScipixStatus statuses[ITEMS];
  size_t visits = 0, i;
  for (i = 0; i < ITEMS; ++i) items[i] = (void *)(i + 1);
  if (DO(scipix_parallel_for(100, 1, count_range, &visits))) CHECK_EQUAL(visits, 100);
  visits = 0;
  if (DO(scipix_parallel_map(items, ITEMS, 1, pass_on, &visits, results, statuses))) {
    CHECK_EQUAL(visits, ITEMS);
    CHECK(results[ITEMS - 1] == items[ITEMS - 1]);
  }
}

static void loops(void) {
  DO(scipix_set_thread_count(3));
  loops_on();
}

static void host_threads(void) {
  DO(scipix_set_thread_count(2));
  if (DO(scipix_set_executor(run_here, 2, NULL))) {
    loops_on();
    CHECK_OK(scipix_set_executor(NULL, 0, NULL));
  }
}

static void pipelines(void) {
  size_t calls[2] = {0, 0}, i;
  ScipixStage stages[2] = {{pass_on, NULL, NULL, 2, 0, {0, 0}}, {pass_on, NULL, NULL, 1, 4, {0, 0}}};
  ScipixStageStats stats;
  ScipixPipeline *pipeline = NULL;
  void *items[ITEMS], *results[ITEMS], *result;
  ScipixStatus statuses[ITEMS], status;
  stats.struct_size = sizeof stats;
  stages[0].user_data = &calls[0];
  stages[1].user_data = &calls[1];
  for (i = 0; i < ITEMS; ++i) items[i] = (void *)(i + 1);
  if (DO(scipix_pipeline_new(stages, 2, &pipeline))) {
    if (DO(scipix_pipeline_run(pipeline, items, ITEMS, results, statuses))) CHECK(calls[1] == ITEMS);
    if (DO(scipix_pipeline_push(pipeline, items[3], SCIPIX_WAIT_FOREVER))) {
      if (DO(scipix_pipeline_next(pipeline, SCIPIX_WAIT_FOREVER, &result, &status))) CHECK(result == items[3]);
    }
    DO(scipix_pipeline_stage_stats(pipeline, 1, &stats));
    CHECK_OK(scipix_pipeline_close(pipeline));
  }
  CHECK_OK(scipix_pipeline_free(pipeline));
}

static ScipixStatus job(void *user_data) {
  __atomic_fetch_add((size_t *)user_data, 1, __ATOMIC_SEQ_CST);
  return SCIPIX_STATUS_OK;
}

static void job_done(void *user_data, ScipixStatus status) {
  if (status == SCIPIX_STATUS_OK) __atomic_fetch_add((size_t *)user_data, 1000, __ATOMIC_SEQ_CST);
}

static ScipixStatus slow_job(void *user_data) {
  (void)user_data;
  usleep(2000);
  return SCIPIX_STATUS_OK;
}

static void executors(void) {
  ScipixExecutor *executor = NULL;
  size_t ran = 0, accepted = 0, i;
  uint64_t ticket = 0, late = 0;
  ScipixStatus status;
  if (DO(scipix_executor_new(1, 0, &executor))) {
    for (i = 0; i < ITEMS; ++i) accepted += DO(scipix_executor_submit(executor, job, job_done, &ran, &ticket));
    if (accepted > 0) DO(scipix_executor_wait(executor, ticket, SCIPIX_WAIT_FOREVER, &status));
    if (DO(scipix_executor_submit(executor, slow_job, NULL, NULL, NULL)) &&
        DO(scipix_executor_submit(executor, slow_job, NULL, NULL, &late))) {
      status = scipix_executor_cancel(executor, late);
      CHECK(status == SCIPIX_STATUS_OK || status == SCIPIX_STATUS_NOT_FOUND);
    }
    DO(scipix_executor_wait_all(executor, SCIPIX_WAIT_FOREVER));
    if (!faulty) CHECK_EQUAL(load(&ran), 1001 * accepted);
  }
  CHECK_OK(scipix_executor_free(executor));
  CHECK(load(&ran) <= 1001 * accepted);
}

void answer(void *user_data, const ScipixBatchItem *items, size_t count, ScipixBatchResult *out_results) {
  size_t i;
  (void)user_data;
  for (i = 0; i < count; ++i) {
    out_results[i].data = items[i].data;
    out_results[i].status = SCIPIX_STATUS_OK;
  }
}

static void count_answer(void *user_data, const ScipixBatchItem *item, ScipixBatchResult result) {
  (void)result;
  __atomic_fetch_add((size_t *)user_data + item->id, 1, __ATOMIC_SEQ_CST);
}

static void batchers(void) {
  size_t answers[ITEMS + 2], i, accepted = 0;
  bool taken[ITEMS];
  ScipixBatcherConfig config;
  ScipixBatcherStats stats;
  ScipixBatcher *batcher = NULL;
  ScipixBatchItem items[ITEMS];
  ScipixBatchResult result;
  uint64_t ticket = 0;
  memset(answers, 0, sizeof answers);
  memset(taken, 0, sizeof taken);
  memset(items, 0, sizeof items);
  stats.struct_size = sizeof stats;
  DO(scipix_batcher_config_init(&config));
  config.max_wait_us = 100;
  config.max_batch_size = config.preferred_batch_size = 4;
  for (i = 0; i < ITEMS; ++i) items[i].id = i, items[i].group = i % 3;
  if (!DO(scipix_batcher_new(&config, answer, NULL, &batcher))) return;
  CHECK(scipix_batcher_current_batch_limit(batcher) > 0);
  for (i = 0; i < ITEMS / 2; ++i) {
    taken[i] = DO(scipix_batcher_submit(batcher, &items[i], 0, count_answer, answers, &ticket));
  }
  scipix_batcher_cancel(batcher, ticket);
  DO(scipix_batcher_submit_many(batcher, items + ITEMS / 2, ITEMS / 2, 0, count_answer, answers, &accepted));
  for (i = 0; i < accepted; ++i) taken[ITEMS / 2 + i] = true;
  DO(scipix_batcher_submit_wait(batcher, &items[0], SCIPIX_WAIT_FOREVER, &result));
  DO(scipix_batcher_stats(batcher, &stats));
  DO(scipix_batcher_drain(batcher, SCIPIX_WAIT_FOREVER));
  CHECK_OK(scipix_batcher_close(batcher));
  CHECK_OK(scipix_batcher_free(batcher));
  for (i = 0; i < ITEMS; ++i) CHECK_EQUAL(load(&answers[i]), taken[i]);
}

/* One thread submits, pulls, completes and polls. */
static void pulled_batches(void) {
  ScipixBatcherConfig config;
  ScipixBatcher *batcher = NULL;
  ScipixBatch *batch = NULL;
  ScipixBatchItem item = {0, NULL, 0, 0, 0};
  ScipixBatchResult results[8];
  ScipixDone done[8];
  size_t count, i, submitted = 0, answered = 0;
  memset(results, 0, sizeof results);
  DO(scipix_batcher_config_init(&config));
  config.mode = SCIPIX_BATCH_MODE_GREEDY;
  config.max_batch_size = config.preferred_batch_size = 4;
  if (!DO(scipix_batcher_new(&config, NULL, NULL, &batcher))) return;
  scipix_batcher_done_fd(batcher);
  scipix_batcher_done_event(batcher);
  for (i = 0; i < 8; ++i) submitted += DO(scipix_batcher_submit(batcher, &item, 0, NULL, NULL, NULL));
  for (i = 0; submitted > 0 && i < 8 && DO(scipix_batcher_next_batch(batcher, 0, &batch)); ++i) {
    CHECK(scipix_batch_items(batch, &count) != NULL && count > 0 && count <= 4);
    DO(scipix_batch_complete(batch, results, count));
    answered += count;
    if (answered == submitted) break;
  }
  CHECK_OK(scipix_batch_free(NULL));
  if (answered > 0 && DO(scipix_batcher_poll_done(batcher, 0, done, 8, &count))) CHECK_EQUAL(count, answered);
  CHECK_OK(scipix_batcher_free(batcher));
}

const Walk thread_walks[] = {
    {"loops", loops, 1, MAY_END},
    {"host threads", host_threads, 1, THREADS},
    {"pipelines", pipelines, 5, THREADS},
    {"executors", executors, 3, THREADS},
    {"batchers", batchers, 5, THREADS},
    {"pulled batches", pulled_batches, 3, THREADS},
    WALKS_END,
};
