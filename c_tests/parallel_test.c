/* Tests parallel loops and maps: every item runs once, failures, nesting, threads of the library and of the host. */
#define _DEFAULT_SOURCE
#include "threads.h"

enum { ITEMS = 10007, OWN_CODE = 4321, THREADS = 4 };

typedef struct Visits {
  size_t items[ITEMS];
  size_t calls, fail_at;
} Visits;

static ScipixStatus visit(void *user_data, size_t begin, size_t end) {
  Visits *visits = user_data;
  size_t i;
  add(&visits->calls, 1);
  if (begin >= end || end > ITEMS) return SCIPIX_STATUS_OUT_OF_RANGE;
  for (i = begin; i < end; ++i) {
    add(&visits->items[i], 1);
    if (i == visits->fail_at) return OWN_CODE;
  }
  return SCIPIX_STATUS_OK;
}

static bool each_once(const Visits *visits, size_t count) {
  size_t i, right = 0;
  for (i = 0; i < ITEMS; ++i) right += visits->items[i] == (i < count ? 1U : 0U);
  return right == ITEMS;
}

static void every_item_is_visited_once(void) {
  static const size_t counts[] = {0, 1, 2, 63, ITEMS}, grains[] = {0, 1, 7, ITEMS, SIZE_MAX};
  static Visits visits;
  size_t c, g;
  for (c = 0; c < 5; ++c) {
    for (g = 0; g < 5; ++g) {
      memset(&visits, 0, sizeof visits);
      visits.fail_at = SIZE_MAX;
      CHECK_OK(scipix_parallel_for(counts[c], grains[g], visit, &visits));
      CHECK(each_once(&visits, counts[c]));
      if (grains[g] == 7) CHECK_EQUAL(visits.calls, (counts[c] + 6) / 7);
    }
  }
  CHECK_FAILS(scipix_parallel_for(1, 0, NULL, NULL), SCIPIX_STATUS_NULL_POINTER, "fn");
}

static void the_first_failure_stops_the_loop(void) {
  static Visits visits;
  visits.fail_at = 10;
  CHECK_FAILS(scipix_parallel_for(ITEMS, 1, visit, &visits), OWN_CODE, "fn");
  CHECK(visits.calls < ITEMS);
}

static ScipixStatus nest(void *user_data, size_t begin, size_t end) {
  for (; begin < end; ++begin) {
    ScipixStatus status = scipix_parallel_for(ITEMS, 16, visit, user_data);
    if (status != SCIPIX_STATUS_OK) return status;
  }
  return SCIPIX_STATUS_OK;
}

static void loops_nest(void) {
  static Visits visits;
  size_t i, right = 0;
  visits.fail_at = SIZE_MAX;
  CHECK_OK(scipix_parallel_for(40, 1, nest, &visits));
  for (i = 0; i < ITEMS; ++i) right += visits.items[i] == 40;
  CHECK_EQUAL(right, ITEMS);
}

/* Doubles a number. Multiples of 5 fail, with a status of their own. */
static ScipixStatus twice(void *user_data, void *item, void **out_result) {
  size_t number = (size_t)item;
  add(user_data, 1);
  if (*out_result != NULL) return SCIPIX_STATUS_INVALID_ARGUMENT;
  *out_result = (void *)(2 * number);
  return number % 5 == 0 ? (ScipixStatus)(OWN_CODE + number) : SCIPIX_STATUS_OK;
}

static void map_keeps_the_order_and_a_status_for_each(void) {
  static void *items[ITEMS], *results[ITEMS];
  static ScipixStatus statuses[ITEMS];
  size_t i, calls = 0, right = 0;
  int in_place;
  for (in_place = 0; in_place < 2; ++in_place) {
    void **out = in_place ? items : results;
    for (i = 0; i < ITEMS; ++i) items[i] = (void *)(i + 1);
    CHECK_FAILS(scipix_parallel_map(items, ITEMS, 0, twice, &calls, out, statuses), OWN_CODE + 5, "fn");
    for (right = i = 0; i < ITEMS; ++i) {
      bool fails = (i + 1) % 5 == 0;
      right += out[i] == (fails ? NULL : (void *)(2 * (i + 1))) &&
               statuses[i] == (fails ? OWN_CODE + (ScipixStatus)(i + 1) : SCIPIX_STATUS_OK);
    }
    CHECK_EQUAL(right, ITEMS);
  }
  CHECK_EQUAL(calls, 2 * ITEMS);
  for (i = 0; i < 4; ++i) items[i] = (void *)(i + 1);
  CHECK_OK(scipix_parallel_map(items, 4, 1, twice, &calls, results, NULL));
  CHECK_OK(scipix_parallel_map(NULL, 0, 1, twice, &calls, NULL, NULL));
  CHECK_FAILS(scipix_parallel_map(NULL, 4, 1, twice, &calls, results, NULL), SCIPIX_STATUS_NULL_POINTER, "items");
  CHECK_FAILS(scipix_parallel_map(items, 4, 1, twice, &calls, NULL, NULL), SCIPIX_STATUS_NULL_POINTER, "out_results");
  CHECK_FAILS(scipix_parallel_map(items, 4, 1, NULL, &calls, results, NULL), SCIPIX_STATUS_NULL_POINTER, "fn");
  CHECK_FAILS(scipix_parallel_map(items, 4, 1, twice, &calls, items + 1, NULL), SCIPIX_STATUS_INVALID_ARGUMENT,
              "out_results");
}

static ScipixStatus strange(void *user_data, size_t begin, size_t end) {
  (void)begin, (void)end;
  return *(ScipixStatus *)user_data;
}

static void statuses_of_callbacks_are_passed_on(void) {
  ScipixStatus own = 1000, known = SCIPIX_STATUS_IO, unknown = 999, negative = -1;
  CHECK_EQUAL(scipix_parallel_for(1, 0, strange, &own), 1000);
  CHECK_EQUAL(scipix_parallel_for(1, 0, strange, &known), SCIPIX_STATUS_IO);
  CHECK_EQUAL(scipix_parallel_for(1, 0, strange, &unknown), SCIPIX_STATUS_CALLBACK_FAILED);
  CHECK_EQUAL(scipix_parallel_for(1, 0, strange, &negative), SCIPIX_STATUS_CALLBACK_FAILED);
}

/* Runs every kind of work that may use threads, each large enough to be split. */
static void work_of_every_kind(void) {
  enum { WIDTH = 2000, HEIGHT = 1500 };
  static uint8_t gray[WIDTH * HEIGHT], out[WIDTH * HEIGHT];
  static Visits visits;
  static void *items[ITEMS], *results[ITEMS];
  ScipixImage src;
  ScipixImageMut dst;
  ScipixBinarizeParams params;
  size_t calls = 0, i;
  memset(&visits, 0, sizeof visits);
  visits.fail_at = SIZE_MAX;
  CHECK_OK(scipix_parallel_for(ITEMS, 1, visit, &visits));
  CHECK(each_once(&visits, ITEMS));
  for (i = 0; i < ITEMS; ++i) items[i] = (void *)(5 * i + 1);
  CHECK_OK(scipix_parallel_map(items, ITEMS, 1, twice, &calls, results, NULL));
  CHECK_EQUAL(calls, ITEMS);
  CHECK_OK(scipix_image_view(gray, sizeof gray, WIDTH, HEIGHT, 0, SCIPIX_PIXEL_FORMAT_GRAY8, &src));
  CHECK_OK(scipix_image_view_mut(out, sizeof out, WIDTH, HEIGHT, 0, SCIPIX_PIXEL_FORMAT_GRAY8, &dst));
  CHECK_OK(scipix_binarize_params_init(&params));
  params.method = SCIPIX_BINARIZE_METHOD_SAUVOLA;
  CHECK_OK(scipix_image_binarize(&src, &params, &dst));
  CHECK_OK(scipix_image_threshold(&src, 1, &dst));
}

static void one_thread_means_the_caller_alone(void) {
  CHECK(other_threads_become(0)); /* this test runs first, before any thread was started */
  CHECK_OK(scipix_set_thread_count(1));
  work_of_every_kind();
  CHECK(other_threads_become(0));
  CHECK_OK(scipix_set_thread_count(THREADS));
  CHECK_OK(scipix_set_opt_level(SCIPIX_OPT_LEVEL_SIMD));
  work_of_every_kind();
  CHECK(other_threads_become(0));
  CHECK_OK(scipix_set_opt_level(SCIPIX_OPT_LEVEL_FULL));
}

/* A host executor, which starts new threads for each call. */
typedef struct Host {
  size_t calls, tasks, leave_undone;
  ScipixStatus status;
  bool on_caller_only;
} Host;

typedef struct HostTask {
  ScipixTaskFn task;
  void *task_data;
  size_t index;
} HostTask;

static void *host_thread(void *task) {
  HostTask *one = task;
  one->task(one->task_data, one->index);
  return NULL;
}

static ScipixStatus host_run(void *user_data, ScipixTaskFn task, void *task_data, size_t count) {
  Host *host = user_data;
  HostTask tasks[16];
  pthread_t threads[16];
  size_t i, started = 0;
  add(&host->calls, 1);
  if (count > 16) return SCIPIX_STATUS_OUT_OF_RANGE;
  for (i = 0; i + host->leave_undone < count; ++i) {
    add(&host->tasks, 1);
    if (host->on_caller_only) {
      task(task_data, i);
    } else {
      tasks[i].task = task, tasks[i].task_data = task_data, tasks[i].index = i;
      if (pthread_create(&threads[i], NULL, host_thread, &tasks[i]) != 0) abort();
      ++started;
    }
  }
  for (i = 0; i < started; ++i) pthread_join(threads[i], NULL);
  return host->status;
}

static void a_host_executor_runs_the_tasks(void) {
  static const Host hosts[] = {{0, 0, 0, SCIPIX_STATUS_OK, false},
                               {0, 0, 0, SCIPIX_STATUS_OK, true},
                               {0, 0, 1, SCIPIX_STATUS_IO, false},    /* runs two of three tasks and fails */
                               {0, 0, 99, SCIPIX_STATUS_IO, false}}; /* runs no task and fails */
  size_t i;
  CHECK_FAILS(scipix_set_executor(host_run, 0, NULL), SCIPIX_STATUS_INVALID_ARGUMENT, "concurrency");
  for (i = 0; i < sizeof hosts / sizeof hosts[0]; ++i) {
    static Visits visits;
    Host host = hosts[i];
    CHECK_OK(scipix_set_executor(host_run, 3, &host));
    work_of_every_kind();
    CHECK(host.calls >= 3);
    CHECK_EQUAL(host.tasks, host.leave_undone >= 3 ? 0 : (3 - host.leave_undone) * host.calls);
    CHECK(other_threads_become(0));
    memset(&visits, 0, sizeof visits);
    visits.fail_at = SIZE_MAX;
    CHECK_OK(scipix_parallel_for(20, 1, nest, &visits));
    CHECK_EQUAL(visits.items[0] + visits.items[ITEMS - 1], 40);
    CHECK(other_threads_become(0));
    host.calls = 0;
    CHECK_OK(scipix_set_thread_count(1));
    work_of_every_kind();
    CHECK_EQUAL(host.calls, 0);
    CHECK_OK(scipix_set_executor(NULL, 0, NULL));
    every_item_is_visited_once();
    CHECK_EQUAL(host.calls, 0);
    CHECK(other_threads_become(0));
    CHECK_OK(scipix_set_thread_count(THREADS));
  }
}

#ifdef SCIPIX_OPTIMIZE
static size_t together;
static ScipixStatus meet(void *user_data, size_t begin, size_t end) {
  (void)user_data, (void)begin, (void)end;
  add(&together, 1);
  wait_until(&together, 2); /* never returns with only one thread */
  return SCIPIX_STATUS_OK;
}

static void two_threads_work_at_once(void) {
  CHECK_OK(scipix_set_thread_count(2));
  CHECK_OK(scipix_parallel_for(2, 1, meet, NULL));
  CHECK(other_threads_become(1)); /* the caller is the second thread */
  CHECK_OK(scipix_set_thread_count(5));
  work_of_every_kind();
  CHECK(other_threads() >= 4);
}
#endif

static void child_works(void) {
  work_of_every_kind();
  CHECK(other_threads_become(0));
}

int main(void) {
  one_thread_means_the_caller_alone(); /* must run before any thread is started */
  a_host_executor_runs_the_tasks();
  CHECK(other_threads_become(0));

  every_item_is_visited_once();
  the_first_failure_stops_the_loop();
  loops_nest();
  map_keeps_the_order_and_a_status_for_each();
  statuses_of_callbacks_are_passed_on();
#ifdef SCIPIX_OPTIMIZE
  two_threads_work_at_once();
#else
  work_of_every_kind();
  CHECK(other_threads_become(0));
#endif
  CHECK(child_passes(child_works));
  return check_report("parallel_test");
}
