/* Tests the batcher in pull mode: workers pull batches, submitters poll for answers, and a forked child works. */
#define _POSIX_C_SOURCE 200809L
#include "batching.h"

#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

static bool is_readable(int fd) {
  struct pollfd entry;
  entry.fd = fd;
  entry.events = POLLIN;
  return poll(&entry, 1, 0) == 1;
}

/* Pulls batches and completes them until the batcher is closed: the worker of pull mode. */
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
  CHECK_FAILS(scipix_batcher_poll_done(batcher, 0, done, 7, &count), SCIPIX_STATUS_TIMEOUT, "timeout");
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

static void freed_batches_and_queued_items_are_answered(void) {
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
  CHECK_OK(scipix_batch_complete(open, results, 2)); /* the batch is valid after its batcher was freed */
  CHECK_EQUAL(the_log.count, 5);
  CHECK_EQUAL(the_log.done[0].result.status, SCIPIX_STATUS_CALLBACK_FAILED);
  CHECK_EQUAL(the_log.done[1].result.status, SCIPIX_STATUS_CALLBACK_FAILED);
  CHECK_EQUAL(the_log.done[2].result.status, SCIPIX_STATUS_CANCELLED);
  CHECK_EQUAL(the_log.done[2].item.id, 4);
  CHECK_EQUAL(the_log.done[3].result.status, SCIPIX_STATUS_OK);
  CHECK_EQUAL(the_log.done[4].result.status, OWN_STATUS);
}

static void a_forked_child_finds_the_batcher_closed(void) {
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
    /* After exec, valgrind does not report memory that belonged to the parent's threads as lost. */
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
  answers_are_polled();
  freed_batches_and_queued_items_are_answered();
  a_forked_child_finds_the_batcher_closed();
  return check_report("batcher_pull");
}
