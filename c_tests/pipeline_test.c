/* Tests pipelines: order, failures, queue bounds, dropped items, wrong arguments and forked children. */
#define _DEFAULT_SOURCE
#include "threads.h"

enum { ITEMS = 500, OWN_CODE = 2000 };

static ScipixStatus add_one(void *user_data, void *item, void **out_result) {
  add(user_data, 1);
  *out_result = (void *)((size_t)item + 1);
  return SCIPIX_STATUS_OK;
}

/* Adds a million. Multiples of 10 fail, each with a status of its own. */
static ScipixStatus ten_fails(void *user_data, void *item, void **out_result) {
  (void)user_data;
  *out_result = (void *)((size_t)item + 1000000);
  if ((size_t)item % 50 == 0) usleep(200);
  return (size_t)item % 10 == 0 ? (ScipixStatus)(OWN_CODE + (size_t)item) : SCIPIX_STATUS_OK;
}

static size_t calls[2];

static ScipixPipeline *three_stages(void) {
  ScipixStage stages[3] = {{add_one, NULL, NULL, 2, 0, {0, 0}},
                           {ten_fails, NULL, NULL, 4, 3, {0, 0}},
                           {add_one, NULL, NULL, 1, 1, {0, 0}}};
  ScipixPipeline *pipeline = NULL;
  stages[0].user_data = &calls[0];
  stages[2].user_data = &calls[1];
  CHECK_OK(scipix_pipeline_new(stages, 3, &pipeline));
  memset(stages, 0xff, sizeof stages); /* the pipeline has copied the stages */
  return pipeline;
}

static bool is_right(size_t number, void *result, ScipixStatus status) {
  if ((number + 1) % 10 == 0) return result == (void *)(number + 1) && status == (ScipixStatus)(OWN_CODE + number + 1);
  return result == (void *)(number + 1000002) && status == SCIPIX_STATUS_OK;
}

static void a_batch_keeps_the_order(void) {
  static void *items[ITEMS], *results[ITEMS];
  static ScipixStatus statuses[ITEMS];
  ScipixPipeline *pipeline = three_stages();
  ScipixStageStats stats;
  int in_place;
  size_t i;
  memset(calls, 0, sizeof calls);
  for (in_place = 0; in_place < 2; ++in_place) {
    void **out = in_place ? items : results;
    size_t right = 0;
    for (i = 0; i < ITEMS; ++i) items[i] = (void *)i;
    CHECK_FAILS(scipix_pipeline_run(pipeline, items, ITEMS, out, statuses), OWN_CODE + 10, "stages");
    for (i = 0; i < ITEMS; ++i) right += is_right(i, out[i], statuses[i]);
    CHECK_EQUAL(right, ITEMS);
  }
  CHECK_EQUAL(calls[0], 2 * ITEMS);
  CHECK_EQUAL(calls[1], 2 * (ITEMS - ITEMS / 10)); /* failed items skip the last stage */
  for (i = 0; i < 5; ++i) items[i] = (void *)i;
  CHECK_OK(scipix_pipeline_run(pipeline, items, 5, results, NULL));
  CHECK_OK(scipix_pipeline_run(pipeline, NULL, 0, NULL, NULL));

  memset(&stats, 0xff, sizeof stats);
  stats.struct_size = sizeof stats;
  CHECK_OK(scipix_pipeline_stage_stats(pipeline, 1, &stats));
  CHECK_EQUAL(stats.items, 2 * ITEMS + 5);
  CHECK_EQUAL(stats.failed, 2 * ITEMS / 10);
  CHECK_EQUAL(stats.queue_depth, 0);
  CHECK_EQUAL(stats.reserved, 0);
  CHECK(stats.busy_us >= 2 * (ITEMS / 50 - 1) * 200);
  CHECK_FAILS(scipix_pipeline_stage_stats(pipeline, 3, &stats), SCIPIX_STATUS_OUT_OF_RANGE, "stage");
  stats.struct_size = 4;
  CHECK_FAILS(scipix_pipeline_stage_stats(pipeline, 1, &stats), SCIPIX_STATUS_INVALID_ARGUMENT, "out_stats");
  CHECK_OK(scipix_pipeline_free(pipeline));
}

static void *push_all(void *pipeline) {
  size_t i, failed = 0;
  for (i = 0; i < ITEMS; ++i) failed += scipix_pipeline_push(pipeline, (void *)i, SCIPIX_WAIT_FOREVER) != SCIPIX_STATUS_OK;
  failed += scipix_pipeline_close(pipeline) != SCIPIX_STATUS_OK;
  return (void *)failed;
}

static void a_stream_keeps_the_order(void) {
  ScipixPipeline *pipeline = three_stages();
  pthread_t thread;
  void *result = NULL, *failed = NULL;
  ScipixStatus status = -1;
  size_t i, right = 0;
  CHECK_FAILS(scipix_pipeline_next(pipeline, 0, &result, &status), SCIPIX_STATUS_TIMEOUT, "pipeline");
  CHECK(result == NULL && status == -1);
  CHECK(pthread_create(&thread, NULL, push_all, pipeline) == 0);
  for (i = 0; i < ITEMS; ++i) {
    right += scipix_pipeline_next(pipeline, SCIPIX_WAIT_FOREVER, &result, &status) == SCIPIX_STATUS_OK &&
             is_right(i, result, status);
  }
  CHECK_EQUAL(right, ITEMS);
  CHECK_FAILS(scipix_pipeline_next(pipeline, SCIPIX_WAIT_FOREVER, &result, &status), SCIPIX_STATUS_CLOSED, "pipeline");
  CHECK(pthread_join(thread, &failed) == 0);
  CHECK(failed == NULL);
  CHECK_FAILS(scipix_pipeline_push(pipeline, NULL, 0), SCIPIX_STATUS_CLOSED, "pipeline");
  CHECK_OK(scipix_pipeline_close(pipeline));
  CHECK_OK(scipix_pipeline_free(pipeline));
}

/* The state of a stage that blocks until `may_go`, and a count of drops for each item. */
typedef struct Held {
  size_t entered, may_go, dropped[16];
} Held;

static ScipixStatus hold(void *user_data, void *item, void **out_result) {
  Held *held = user_data;
  add(&held->entered, 1);
  wait_until(&held->may_go, 1);
  *out_result = item;
  return SCIPIX_STATUS_OK;
}

static void drop(void *user_data, void *item) { add(&((Held *)user_data)->dropped[(size_t)item], 1); }

static void *release_later(void *held) {
  usleep(5000);
  add(&((Held *)held)->may_go, 1);
  return NULL;
}

static void a_full_pipeline_blocks_and_free_drops_each_item_once(void) {
  Held held;
  ScipixStage stage = {hold, NULL, drop, 2, 3, {0, 0}};
  ScipixPipeline *pipeline;
  pthread_t thread;
  void *result;
  ScipixStatus status;
  size_t i;
  memset(&held, 0, sizeof held);
  stage.user_data = &held;
  CHECK_OK(scipix_pipeline_new(&stage, 1, &pipeline));
  for (i = 0; i < 5; ++i) CHECK_OK(scipix_pipeline_push(pipeline, (void *)i, SCIPIX_WAIT_FOREVER));
  CHECK_FAILS(scipix_pipeline_push(pipeline, (void *)5, 0), SCIPIX_STATUS_TIMEOUT, "pipeline");
  CHECK_FAILS(scipix_pipeline_push(pipeline, (void *)5, 3000), SCIPIX_STATUS_TIMEOUT, "pipeline");
  CHECK_EQUAL(held.entered, 2);
  CHECK_FAILS(scipix_pipeline_run(pipeline, &result, 1, &result, NULL), SCIPIX_STATUS_INVALID_ARGUMENT, "pipeline");
  CHECK(pthread_create(&thread, NULL, release_later, &held) == 0);
  CHECK_OK(scipix_pipeline_next(pipeline, SCIPIX_WAIT_FOREVER, &result, &status));
  CHECK(result == (void *)0 && status == SCIPIX_STATUS_OK);
  CHECK_OK(scipix_pipeline_free(pipeline));
  CHECK(pthread_join(thread, NULL) == 0);
  CHECK_EQUAL(held.dropped[0] + held.dropped[5], 0);
  for (i = 1; i < 5; ++i) CHECK_EQUAL(held.dropped[i], 1);
}

static void a_queue_of_0_is_twice_the_workers(void) {
  Held held;
  ScipixStage stage = {hold, NULL, NULL, 2, 0, {0, 0}};
  ScipixPipeline *pipeline;
  size_t i;
  memset(&held, 0, sizeof held);
  stage.user_data = &held;
  CHECK_OK(scipix_pipeline_new(&stage, 1, &pipeline));
  for (i = 0; i < 2 + 4; ++i) CHECK_OK(scipix_pipeline_push(pipeline, NULL, SCIPIX_WAIT_FOREVER));
  CHECK_FAILS(scipix_pipeline_push(pipeline, NULL, 0), SCIPIX_STATUS_TIMEOUT, "pipeline");
  held.may_go = 1;
  CHECK_OK(scipix_pipeline_free(pipeline));
}

/* A pipeline that is called from its own callbacks, and the statuses that they got. */
typedef struct Own {
  ScipixPipeline *pipeline;
  ScipixStatus freed, fetched, ran, in_drop[3];
  size_t drops;
} Own;

static ScipixStatus ask(void *user_data, void *item, void **out_result) {
  Own *own = user_data;
  void *result;
  ScipixStatus status;
  own->freed = scipix_pipeline_free(own->pipeline);
  own->fetched = scipix_pipeline_next(own->pipeline, SCIPIX_WAIT_FOREVER, &result, &status);
  own->ran = scipix_pipeline_run(own->pipeline, &item, 1, &result, NULL);
  *out_result = item;
  return SCIPIX_STATUS_OK;
}

static void ask_in_drop(void *user_data, void *item) {
  Own *own = user_data;
  ScipixStatus status;
  add(&own->drops, 1);
  own->in_drop[0] = scipix_pipeline_free(own->pipeline);
  own->in_drop[1] = scipix_pipeline_next(own->pipeline, 0, &item, &status);
  own->in_drop[2] = scipix_pipeline_push(own->pipeline, item, 0);
}

static void own_callbacks_cannot_wait(void) {
  Own own;
  ScipixStage stage = {ask, NULL, ask_in_drop, 1, 1, {0, 0}};
  ScipixStageStats stats;
  memset(&own, 0, sizeof own);
  stage.user_data = &own;
  CHECK_OK(scipix_pipeline_new(&stage, 1, &own.pipeline));
  CHECK_OK(scipix_pipeline_push(own.pipeline, &own, SCIPIX_WAIT_FOREVER));
  stats.struct_size = sizeof stats;
  do CHECK_OK(scipix_pipeline_stage_stats(own.pipeline, 0, &stats));
  while (stats.items == 0);
  CHECK_EQUAL(own.freed, SCIPIX_STATUS_DEADLOCK);
  CHECK_EQUAL(own.fetched, SCIPIX_STATUS_DEADLOCK);
  CHECK_EQUAL(own.ran, SCIPIX_STATUS_DEADLOCK);
  CHECK_OK(scipix_pipeline_free(own.pipeline));
  CHECK_EQUAL(own.drops, 1);
  CHECK_EQUAL(own.in_drop[0], SCIPIX_STATUS_DEADLOCK);
  CHECK_EQUAL(own.in_drop[1], SCIPIX_STATUS_DEADLOCK);
  CHECK_EQUAL(own.in_drop[2], SCIPIX_STATUS_CLOSED);
}

static void wrong_arguments(void) {
  ScipixStage stage = {add_one, &calls[0], NULL, 1, 1, {0, 0}};
  ScipixPipeline *pipeline, *none = (ScipixPipeline *)&stage;
  ScipixExecutor *executor;
  ScipixStageStats stats;
  void *item = NULL, *result = NULL;
  ScipixStatus status = -1;
  stats.struct_size = sizeof stats;
  CHECK_FAILS(scipix_pipeline_new(NULL, 1, &none), SCIPIX_STATUS_NULL_POINTER, "stages");
  CHECK(none == NULL);
  CHECK_FAILS(scipix_pipeline_new(&stage, 1, NULL), SCIPIX_STATUS_NULL_POINTER, "out_pipeline");
  CHECK_FAILS(scipix_pipeline_new(&stage, 0, &none), SCIPIX_STATUS_INVALID_ARGUMENT, "stages");
  CHECK_FAILS(scipix_pipeline_new(&stage, 17, &none), SCIPIX_STATUS_INVALID_ARGUMENT, "count");
  stage.workers = 0;
  CHECK_FAILS(scipix_pipeline_new(&stage, 1, &none), SCIPIX_STATUS_INVALID_ARGUMENT, "stages");
  stage.workers = 1025;
  CHECK_FAILS(scipix_pipeline_new(&stage, 1, &none), SCIPIX_STATUS_INVALID_ARGUMENT, "stages");
  stage.workers = 1;
  stage.reserved[1] = 1;
  CHECK_FAILS(scipix_pipeline_new(&stage, 1, &none), SCIPIX_STATUS_UNSUPPORTED, "stages");
  stage.reserved[1] = 0;
  stage.fn = NULL;
  CHECK_FAILS(scipix_pipeline_new(&stage, 1, &none), SCIPIX_STATUS_NULL_POINTER, "stages");
  stage.fn = add_one;

  CHECK_OK(scipix_pipeline_new(&stage, 1, &pipeline));
  CHECK_FAILS(scipix_pipeline_push(NULL, item, 0), SCIPIX_STATUS_NULL_POINTER, "pipeline");
  CHECK_FAILS(scipix_pipeline_next(NULL, 0, &result, &status), SCIPIX_STATUS_NULL_POINTER, "pipeline");
  CHECK_FAILS(scipix_pipeline_next(pipeline, 0, NULL, &status), SCIPIX_STATUS_NULL_POINTER, "out_result");
  CHECK_FAILS(scipix_pipeline_next(pipeline, 0, &result, NULL), SCIPIX_STATUS_NULL_POINTER, "out_status");
  CHECK_FAILS(scipix_pipeline_run(NULL, &item, 1, &result, NULL), SCIPIX_STATUS_NULL_POINTER, "pipeline");
  CHECK_FAILS(scipix_pipeline_run(pipeline, NULL, 1, &result, NULL), SCIPIX_STATUS_NULL_POINTER, "items");
  CHECK_FAILS(scipix_pipeline_run(pipeline, &item, 1, NULL, NULL), SCIPIX_STATUS_NULL_POINTER, "out_results");
  CHECK_FAILS(scipix_pipeline_stage_stats(NULL, 0, &stats), SCIPIX_STATUS_NULL_POINTER, "pipeline");
  CHECK_FAILS(scipix_pipeline_stage_stats(pipeline, 0, NULL), SCIPIX_STATUS_NULL_POINTER, "out_stats");
  CHECK_FAILS(scipix_pipeline_close(NULL), SCIPIX_STATUS_NULL_POINTER, "pipeline");
  CHECK_OK(scipix_pipeline_free(NULL));

  CHECK_OK(scipix_executor_new(1, 1, &executor));
  CHECK_FAILS(scipix_pipeline_push((ScipixPipeline *)executor, item, 0), SCIPIX_STATUS_INVALID_ARGUMENT, "pipeline");
  CHECK_FAILS(scipix_pipeline_free((ScipixPipeline *)executor), SCIPIX_STATUS_INVALID_ARGUMENT, "pipeline");
  CHECK_OK(scipix_executor_free(executor));
  CHECK_OK(scipix_pipeline_free(pipeline));
}

static ScipixPipeline *parents;

static void child_finds_pipelines_closed_and_makes_new_ones(void) {
  void *result;
  ScipixStatus status;
  ScipixStageStats stats;
  stats.struct_size = sizeof stats;
  CHECK_FAILS(scipix_pipeline_push(parents, NULL, SCIPIX_WAIT_FOREVER), SCIPIX_STATUS_CLOSED, "pipeline");
  CHECK_FAILS(scipix_pipeline_next(parents, SCIPIX_WAIT_FOREVER, &result, &status), SCIPIX_STATUS_CLOSED, "pipeline");
  CHECK_FAILS(scipix_pipeline_close(parents), SCIPIX_STATUS_CLOSED, "pipeline");
  CHECK_OK(scipix_pipeline_stage_stats(parents, 0, &stats));
  CHECK_OK(scipix_pipeline_free(parents));
  a_batch_keeps_the_order();
}

int main(void) {
  a_batch_keeps_the_order();
  a_stream_keeps_the_order();
  a_full_pipeline_blocks_and_free_drops_each_item_once();
  a_queue_of_0_is_twice_the_workers();
  own_callbacks_cannot_wait();
  wrong_arguments();
  CHECK(other_threads_become(0)); /* free joins the threads */
  parents = three_stages();
  CHECK(other_threads_become(2 + 4 + 1));
  CHECK(child_passes(child_finds_pipelines_closed_and_makes_new_ones));
  CHECK_OK(scipix_pipeline_free(parents));
  return check_report("pipeline_test");
}
