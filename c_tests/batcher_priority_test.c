/* Priorities of the batcher: order, ageing, statistics, and hostile values. */
#include "batching.h"

static ScipixBatcherConfig levels(void) {
  ScipixBatcherConfig config = greedy();
  config.max_batch_size = config.preferred_batch_size = 4;
  config.priority_levels = 3;
  config.priority_aging_us = FOREVER;
  return config;
}

static ScipixBatchItem item_with(uint64_t id, uint32_t priority) {
  ScipixBatchItem item = item_of(id);
  item.priority = priority;
  return item;
}

/* Takes batches until none is left, and compares the order of the items with `ids`. */
static void check_order(ScipixBatcher *batcher, const uint64_t *ids, size_t count) {
  size_t seen = 0, i, in_batch;
  while (seen < count) {
    ScipixBatchResult results[4] = {{NULL, 0}, {NULL, 0}, {NULL, 0}, {NULL, 0}};
    ScipixBatch *batch;
    const ScipixBatchItem *items;
    CHECK_OK(scipix_batcher_next_batch(batcher, 0, &batch));
    items = scipix_batch_items(batch, &in_batch);
    CHECK(in_batch >= 1 && in_batch <= 4 && seen + in_batch <= count);
    if (in_batch == 0 || in_batch > 4) return;
    for (i = 0; i < in_batch && seen < count; ++i) CHECK_EQUAL(items[i].id, ids[seen++]);
    CHECK_OK(scipix_batch_complete(batch, results, in_batch));
  }
  CHECK_EQUAL(stats_of(batcher).queue_depth, 0);
}

static void config_errors_name_the_field(void) {
  ScipixBatcherConfig bad;
  ScipixBatcher *batcher = NULL;
  const uint32_t wrong[][2] = {{17, 0}, {UINT32_MAX, 0}, {0, 2}, {1, 2}, {3, 4}, {3, UINT32_MAX}, {16, 17}};
  size_t i;
  for (i = 0; i < sizeof wrong / sizeof *wrong; ++i) {
    bad = levels();
    bad.priority_levels = wrong[i][0];
    bad.default_priority = wrong[i][1];
    CHECK_FAILS(scipix_batcher_new(&bad, echo, NULL, &batcher), SCIPIX_STATUS_INVALID_ARGUMENT, "config");
    CHECK(batcher == NULL);
  }
  bad = levels();
  bad.priority_aging_us = 0;
  CHECK_FAILS(scipix_batcher_new(&bad, echo, NULL, &batcher), SCIPIX_STATUS_INVALID_ARGUMENT, "config");
  bad.priority_levels = 1; /* no level to move up to */
  CHECK_OK(scipix_batcher_new(&bad, echo, NULL, &batcher));
  CHECK_OK(scipix_batcher_free(batcher));
}

static void priorities_above_the_levels_are_refused(void) {
  static const uint32_t wrong[][2] = {{0, 2}, {1, 2}, {3, 4}, {3, 256}, {3, 257}, {16, 17}, {16, UINT32_MAX}};
  size_t i, accepted;
  for (i = 0; i < sizeof wrong / sizeof *wrong; ++i) {
    ScipixBatcherConfig config = levels();
    ScipixBatcher *batcher;
    ScipixBatchItem items[3];
    ScipixBatchResult result = {NULL, 77};
    uint64_t ticket = 77;
    config.priority_levels = wrong[i][0];
    batcher = make(config, echo, NULL);
    items[0] = item_with(0, 1);
    items[1] = items[2] = item_with(1, wrong[i][1]);
    CHECK_FAILS(scipix_batcher_submit(batcher, &items[1], 0, log_done, &the_log, &ticket),
                SCIPIX_STATUS_INVALID_ARGUMENT, "item");
    CHECK_FAILS(scipix_batcher_submit_wait(batcher, &items[1], FOREVER, &result), SCIPIX_STATUS_INVALID_ARGUMENT,
                "item");
    CHECK_FAILS(scipix_batcher_submit_many(batcher, items, 3, 0, log_done, &the_log, &accepted),
                SCIPIX_STATUS_INVALID_ARGUMENT, "item");
    CHECK(ticket == 77 && result.status == 77 && accepted == 1);
    CHECK_OK(scipix_batcher_free(batcher));
    CHECK_EQUAL(the_log.count, 1);
  }
}

static void a_higher_level_goes_first(void) {
  static const uint32_t priorities[] = {3, 0, 1, 2, 1, 3, 2, 0, 1};
  static const uint64_t order[] = {2, 4, 8, 3, 6, 0, 1, 5, 7};
  ScipixBatcher *batcher = make(levels(), NULL, NULL);
  ScipixBatchItem items[9];
  ScipixBatcherStats stats;
  size_t i, accepted;
  for (i = 0; i < 9; ++i) items[i] = item_with(i, priorities[i]);
  CHECK_OK(scipix_batcher_submit_many(batcher, items, 9, 0, log_done, &the_log, &accepted));
  stats = stats_of(batcher);
  CHECK(stats.level_depths[0] == 3 && stats.level_depths[1] == 2 && stats.level_depths[2] == 4);
  CHECK(stats.queue_depth == 9 && stats.level_depths[3] == 0 && stats.level_depths[15] == 0);
  check_order(batcher, order, 9);
  CHECK_EQUAL(the_log.count, 9);
  CHECK_OK(scipix_batcher_free(batcher));
}

static void an_item_that_has_waited_moves_up(void) {
  static const uint64_t aged[] = {0, 1}, strict[] = {1, 0};
  int moves_up;
  for (moves_up = 0; moves_up < 2; ++moves_up) {
    ScipixBatcherConfig config = levels();
    ScipixBatcher *batcher;
    ScipixBatchItem item = item_with(0, 2);
    size_t accepted;
    if (moves_up) config.priority_aging_us = 1000;
    batcher = make(config, NULL, NULL);
    CHECK_OK(scipix_batcher_submit_many(batcher, &item, 1, 0, log_done, &the_log, &accepted));
    pause_ms(5);
    item = item_with(1, 1);
    CHECK_OK(scipix_batcher_submit_many(batcher, &item, 1, 0, log_done, &the_log, &accepted));
    check_order(batcher, moves_up ? aged : strict, 2);
    CHECK_OK(scipix_batcher_free(batcher));
  }
}

static void the_default_priority_is_that_of_items_without_one(void) {
  static const uint64_t highest[] = {0, 1, 2}, lowest[] = {1, 2, 0};
  uint32_t level;
  for (level = 0; level < 2; ++level) {
    ScipixBatcherConfig config = levels();
    ScipixBatcher *batcher;
    ScipixBatchItem items[3];
    size_t accepted;
    config.default_priority = level;
    batcher = make(config, NULL, NULL);
    items[0] = item_of(0);
    items[1] = item_with(1, 1);
    items[2] = item_with(2, 2);
    CHECK_OK(scipix_batcher_submit_many(batcher, items, 3, 0, log_done, &the_log, &accepted));
    check_order(batcher, level == 1 ? highest : lowest, 3);
    CHECK_OK(scipix_batcher_free(batcher));
  }
}

int main(void) {
  config_errors_name_the_field();
  priorities_above_the_levels_are_refused();
  a_higher_level_goes_first();
  an_item_that_has_waited_moves_up();
  the_default_priority_is_that_of_items_without_one();
  return check_report("batcher_priority");
}
