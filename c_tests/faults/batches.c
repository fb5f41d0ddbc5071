/* Batchers that run already: whatever lacks memory, submitting, waiting, taking, completing and polling end by a status. */
#include "trial.h"

static size_t submitted, answered;

static void wait_for_one(ScipixBatcher *batcher) {
  ScipixBatchItem item = {0, NULL, 0, 0, 0};
  ScipixBatchResult result = {NULL, SCIPIX_STATUS_NOT_SET};
  if (DO(scipix_batcher_submit_wait(batcher, &item, SCIPIX_WAIT_FOREVER, &result))) CHECK_EQUAL(result.status, 0);
}

/* Takes and completes what is queued, if there is memory for it, and polls what is answered. */
static void take_and_poll(ScipixBatcher *batcher) {
  ScipixBatchResult results[8];
  ScipixBatch *batch = NULL;
  ScipixDone done[8];
  size_t count = 0;
  memset(results, 0, sizeof results);
  if (DO(scipix_batcher_next_batch(batcher, 0, &batch))) {
    CHECK(scipix_batch_items(batch, &count) != NULL && count <= 8);
    CHECK_OK(scipix_batch_complete(batch, results, count));
    if (DO(scipix_batcher_poll_done(batcher, 0, done, 8, &count))) answered += count;
  }
}

static void submit_and_take(ScipixBatcher *batcher) {
  ScipixBatchItem item = {0, NULL, 0, 0, 0};
  bool accepted = DO(scipix_batcher_submit(batcher, &item, 0, NULL, NULL, NULL));
  submitted += accepted;
  scipix_batcher_done_fd(batcher);
  if (accepted) take_and_poll(batcher);
}

/* Refuses each request for memory of this thread in turn, alone and with all that follow. Returns how many. */
static long refuse_each(void (*use)(ScipixBatcher *batcher), ScipixBatcher *batcher) {
  long refused = 0;
  int for_good;
  for (for_good = 0; for_good < 2; ++for_good) {
    long n = 0;
    bool reached = true;
    for (; reached && check_failures == 0; ++n) {
      faulty = true;
      fault_arm(FAULT_MALLOC, n, for_good != 0, false);
      use(batcher);
      faulty = false;
      reached = fault_disarm();
      refused += reached;
      while (answered < submitted && check_failures == 0) take_and_poll(batcher);
    }
  }
  return refused;
}

int code_of_batches(const Trial *trial) {
  ScipixBatcher *batcher = NULL, *pulled = NULL;
  ScipixBatcherConfig config;
  (void)trial;
  CHECK_OK(scipix_batcher_config_init(&config));
  config.mode = SCIPIX_BATCH_MODE_GREEDY;
  config.max_batch_size = config.preferred_batch_size = 8;
  CHECK_OK(scipix_batcher_new(&config, answer, NULL, &batcher));
  CHECK_OK(scipix_batcher_new(&config, NULL, NULL, &pulled));
  CHECK(refuse_each(wait_for_one, batcher) >= 2);
  CHECK(refuse_each(submit_and_take, pulled) >= 4);
  CHECK_OK(scipix_batcher_free(batcher));
  CHECK_OK(scipix_batcher_free(pulled));
  return check_failures > 0 ? 1 : 0;
}
