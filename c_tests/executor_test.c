/* Tests executors: the concurrency limit, tickets, timeouts, cancelling, wrong arguments and forked children. */
#define _DEFAULT_SOURCE
#include "threads.h"

enum { JOBS = 5000, LIMIT = 3 };

typedef struct Count {
  size_t now, most, begun, done, may_go;
  ScipixStatus status;
} Count;

static ScipixStatus count(void *user_data) {
  Count *counts = user_data;
  size_t now = add(&counts->now, 1) + 1, most = load(&counts->most);
  while (now > most &&
         !__atomic_compare_exchange_n(&counts->most, &most, now, false, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST)) {
  }
  __atomic_fetch_sub(&counts->now, 1, __ATOMIC_SEQ_CST);
  return add(&counts->begun, 1) % 4 == 0 ? 1111 : SCIPIX_STATUS_OK;
}

static ScipixStatus hold(void *user_data) {
  Count *counts = user_data;
  add(&counts->begun, 1);
  wait_until(&counts->may_go, 1);
  return 1234;
}

static void note(void *user_data, ScipixStatus status) {
  Count *counts = user_data;
  __atomic_store_n(&counts->status, status, __ATOMIC_SEQ_CST);
  add(&counts->done, 1);
}

static void the_limit_holds_and_every_ticket_has_its_status(void) {
  static uint64_t tickets[JOBS];
  Count counts;
  ScipixExecutor *executor;
  size_t i, failed = 0, ok = 0, again = 0, cancelled = 0;
  ScipixStatus status;
  memset(&counts, 0, sizeof counts);
  CHECK_OK(scipix_executor_new(LIMIT, 0, &executor));
  for (i = 0; i < JOBS; ++i) {
    ok += scipix_executor_submit(executor, count, note, &counts, &tickets[i]) == SCIPIX_STATUS_OK;
    if (i % 3 == 0) cancelled += scipix_executor_cancel(executor, tickets[i]) == SCIPIX_STATUS_OK;
  }
  CHECK_EQUAL(ok, JOBS);
  CHECK_OK(scipix_executor_wait_all(executor, SCIPIX_WAIT_FOREVER));
  for (ok = i = 0; i < JOBS; ++i) {
    status = -1;
    again += scipix_executor_wait(executor, tickets[i], 0, &status) != SCIPIX_STATUS_OK;
    again += scipix_executor_wait(executor, tickets[i], 0, &status) != SCIPIX_STATUS_NOT_FOUND;
    ok += status == SCIPIX_STATUS_OK;
    failed += status == 1111;
    cancelled -= status == SCIPIX_STATUS_CANCELLED;
  }
  CHECK_EQUAL(again, 0);
  CHECK_EQUAL(cancelled, 0);
  CHECK_EQUAL(ok + failed, counts.begun);
  CHECK_EQUAL(failed, (counts.begun + 3) / 4);
  CHECK_EQUAL(counts.done, JOBS);
  CHECK(counts.most >= 1 && counts.most <= LIMIT);
  CHECK(other_threads() <= LIMIT);
  CHECK_OK(scipix_executor_free(executor));
  CHECK(other_threads_become(0));
}

static void waits_time_out(void) {
  Count counts;
  ScipixExecutor *executor;
  uint64_t running = 0, queued = 0, refused = 77;
  ScipixStatus status = -1;
  memset(&counts, 0, sizeof counts);
  CHECK_OK(scipix_executor_new(1, 1, &executor));
  CHECK_OK(scipix_executor_submit(executor, hold, note, &counts, &running));
  wait_until(&counts.begun, 1);
  CHECK_OK(scipix_executor_submit(executor, hold, note, &counts, &queued));
  CHECK(running != 0 && queued != 0 && running != queued);
  CHECK_FAILS(scipix_executor_submit(executor, hold, note, &counts, &refused), SCIPIX_STATUS_QUEUE_FULL, "executor");
  CHECK_EQUAL(refused, 77);
  CHECK_FAILS(scipix_executor_wait(executor, running, 0, &status), SCIPIX_STATUS_TIMEOUT, "executor");
  CHECK_FAILS(scipix_executor_wait(executor, queued, 2000, &status), SCIPIX_STATUS_TIMEOUT, "executor");
  CHECK_FAILS(scipix_executor_wait_all(executor, 2000), SCIPIX_STATUS_TIMEOUT, "executor");
  CHECK_EQUAL(status, -1);
  CHECK_FAILS(scipix_executor_cancel(executor, running), SCIPIX_STATUS_NOT_FOUND, "ticket");
  CHECK_FAILS(scipix_executor_cancel(executor, 12345), SCIPIX_STATUS_NOT_FOUND, "ticket");
  CHECK_OK(scipix_executor_cancel(executor, queued));
  CHECK_EQUAL(counts.done, 1); /* the done callback ran on this thread before cancel returned */
  CHECK_EQUAL(counts.status, SCIPIX_STATUS_CANCELLED);
  CHECK_OK(scipix_executor_wait(executor, queued, 0, &status));
  CHECK_EQUAL(status, SCIPIX_STATUS_CANCELLED);
  add(&counts.may_go, 1);
  CHECK_OK(scipix_executor_wait(executor, running, SCIPIX_WAIT_FOREVER, &status));
  CHECK_EQUAL(status, 1234);
  CHECK_EQUAL(counts.begun, 1);
  CHECK_FAILS(scipix_executor_wait(executor, running, SCIPIX_WAIT_FOREVER, &status), SCIPIX_STATUS_NOT_FOUND, "ticket");
  CHECK_OK(scipix_executor_free(executor));
}

static void *release_later(void *counts) {
  usleep(5000);
  add(&((Count *)counts)->may_go, 1);
  return NULL;
}

static void free_runs_what_is_queued(void) {
  Count counts;
  ScipixExecutor *executor;
  pthread_t thread;
  int i;
  memset(&counts, 0, sizeof counts);
  CHECK_OK(scipix_executor_new(2, 0, &executor));
  for (i = 0; i < 100; ++i) CHECK_OK(scipix_executor_submit(executor, hold, note, &counts, NULL));
  CHECK(pthread_create(&thread, NULL, release_later, &counts) == 0);
  CHECK_OK(scipix_executor_free(executor));
  CHECK_EQUAL(counts.done, 100);
  CHECK(pthread_join(thread, NULL) == 0);
}

/* Ends only when all 40 jobs run at the same time. */
static ScipixStatus meet(void *user_data) {
  Count *counts = user_data;
  add(&counts->begun, 1);
  wait_until(&counts->begun, 40);
  return SCIPIX_STATUS_OK;
}

static void without_a_limit_each_job_has_a_thread(void) {
  Count counts;
  ScipixExecutor *executor;
  int i;
  memset(&counts, 0, sizeof counts);
  CHECK_OK(scipix_executor_new(0, 0, &executor));
  for (i = 0; i < 40; ++i) CHECK_OK(scipix_executor_submit(executor, meet, NULL, &counts, NULL));
  CHECK_OK(scipix_executor_wait_all(executor, SCIPIX_WAIT_FOREVER));
  CHECK_OK(scipix_executor_free(executor));
}

typedef struct Own {
  ScipixExecutor *executor;
  Count counts;
  ScipixStatus freed, waited, waited_all, submitted, done_waited, late;
} Own;

static ScipixStatus ask(void *user_data) {
  Own *own = user_data;
  uint64_t ticket = 0;
  ScipixStatus status;
  own->submitted = scipix_executor_submit(own->executor, count, note, &own->counts, &ticket);
  own->waited = scipix_executor_wait(own->executor, ticket, 0, &status);
  own->waited_all = scipix_executor_wait_all(own->executor, SCIPIX_WAIT_FOREVER);
  own->freed = scipix_executor_free(own->executor);
  return SCIPIX_STATUS_OK;
}

static void ask_when_done(void *user_data, ScipixStatus status) {
  Own *own = user_data;
  (void)status;
  own->done_waited = scipix_executor_wait_all(own->executor, SCIPIX_WAIT_FOREVER);
}

/* Submits jobs until another thread frees the executor. */
static ScipixStatus submit_late(void *user_data) {
  Own *own = user_data;
  add(&own->counts.may_go, 1);
  do {
    usleep(1000);
    own->late = scipix_executor_submit(own->executor, count, NULL, &own->counts, NULL);
  } while (own->late == SCIPIX_STATUS_OK);
  return SCIPIX_STATUS_OK;
}

static void own_callbacks_submit_but_cannot_wait(void) {
  Own own;
  memset(&own, 0, sizeof own);
  CHECK_OK(scipix_executor_new(2, 0, &own.executor));
  CHECK_OK(scipix_executor_submit(own.executor, ask, ask_when_done, &own, NULL));
  CHECK_OK(scipix_executor_wait_all(own.executor, SCIPIX_WAIT_FOREVER));
  CHECK_OK(own.submitted);
  CHECK_EQUAL(own.waited, SCIPIX_STATUS_DEADLOCK);
  CHECK_EQUAL(own.waited_all, SCIPIX_STATUS_DEADLOCK);
  CHECK_EQUAL(own.done_waited, SCIPIX_STATUS_DEADLOCK);
  CHECK_EQUAL(own.freed, SCIPIX_STATUS_DEADLOCK);
  CHECK_EQUAL(own.counts.done, 1);
  CHECK_OK(scipix_executor_submit(own.executor, submit_late, NULL, &own, NULL));
  wait_until(&own.counts.may_go, 1);
  CHECK_OK(scipix_executor_free(own.executor));
  CHECK_EQUAL(own.late, SCIPIX_STATUS_CLOSED);
}

static void wrong_arguments(void) {
  Count counts;
  ScipixExecutor *executor;
  ScipixStage stage;
  ScipixPipeline *pipeline;
  ScipixStatus status;
  uint64_t ticket = 1;
  memset(&counts, 0, sizeof counts);
  CHECK_FAILS(scipix_executor_new(1, 1, NULL), SCIPIX_STATUS_NULL_POINTER, "out_executor");
  CHECK_OK(scipix_executor_new(1, 1, &executor));
  CHECK_FAILS(scipix_executor_submit(NULL, count, NULL, &counts, NULL), SCIPIX_STATUS_NULL_POINTER, "executor");
  CHECK_FAILS(scipix_executor_submit(executor, NULL, NULL, &counts, NULL), SCIPIX_STATUS_NULL_POINTER, "fn");
  CHECK_FAILS(scipix_executor_wait(NULL, ticket, 0, &status), SCIPIX_STATUS_NULL_POINTER, "executor");
  CHECK_FAILS(scipix_executor_wait(executor, ticket, 0, NULL), SCIPIX_STATUS_NULL_POINTER, "out_status");
  CHECK_FAILS(scipix_executor_wait_all(NULL, 0), SCIPIX_STATUS_NULL_POINTER, "executor");
  CHECK_FAILS(scipix_executor_cancel(NULL, ticket), SCIPIX_STATUS_NULL_POINTER, "executor");
  CHECK_FAILS(scipix_executor_wait(executor, 0, 0, &status), SCIPIX_STATUS_NOT_FOUND, "ticket");
  CHECK_OK(scipix_executor_free(NULL));
  CHECK_OK(scipix_executor_wait_all(executor, 0));

  memset(&stage, 0, sizeof stage);
  stage.fn = (ScipixMapFn)0;
  CHECK_FAILS(scipix_pipeline_new(&stage, 1, &pipeline), SCIPIX_STATUS_NULL_POINTER, "stages");
  CHECK_FAILS(scipix_executor_free((ScipixExecutor *)(void *)&((uint64_t[2]){0, 0})[0]), SCIPIX_STATUS_INVALID_ARGUMENT,
              "executor");
  CHECK_OK(scipix_executor_free(executor));
}

static ScipixExecutor *parents;

static void child_finds_executors_closed_and_makes_new_ones(void) {
  ScipixStatus status;
  CHECK_FAILS(scipix_executor_submit(parents, count, NULL, NULL, NULL), SCIPIX_STATUS_CLOSED, "executor");
  CHECK_FAILS(scipix_executor_wait(parents, 1, SCIPIX_WAIT_FOREVER, &status), SCIPIX_STATUS_CLOSED, "executor");
  CHECK_FAILS(scipix_executor_wait_all(parents, SCIPIX_WAIT_FOREVER), SCIPIX_STATUS_CLOSED, "executor");
  CHECK_FAILS(scipix_executor_cancel(parents, 1), SCIPIX_STATUS_CLOSED, "executor");
  CHECK_OK(scipix_executor_free(parents));
  the_limit_holds_and_every_ticket_has_its_status();
}

static void a_child_of_fork_does_not_hang(void) {
  Count counts;
  memset(&counts, 0, sizeof counts);
  CHECK_OK(scipix_executor_new(1, 0, &parents));
  CHECK_OK(scipix_executor_submit(parents, hold, note, &counts, NULL));
  wait_until(&counts.begun, 1);
  CHECK(child_passes(child_finds_executors_closed_and_makes_new_ones));
  add(&counts.may_go, 1);
  CHECK_OK(scipix_executor_free(parents));
  CHECK_EQUAL(counts.done, 1);
}

int main(void) {
  the_limit_holds_and_every_ticket_has_its_status();
  waits_time_out();
  free_runs_what_is_queued();
  without_a_limit_each_job_has_a_thread();
  own_callbacks_submit_but_cannot_wait();
  wrong_arguments();
  a_child_of_fork_does_not_hang();
  return check_report("executor_test");
}
