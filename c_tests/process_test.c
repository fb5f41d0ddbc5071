/* Tests many threads while settings change, and forked children. Nothing may hang, and the results stay the same. */
#define _DEFAULT_SOURCE
#include "canvas.h"

#include <pthread.h>
#include <sys/wait.h>

enum { WIDTH = 1531, HEIGHT = 601, THREADS = 6, ROUNDS = 12, LONG_ENOUGH_S = 120 };

static Canvas page;
static uint8_t *expected;

static ScipixStatus sauvola(const Canvas *src, uint8_t *out) {
  ScipixImage from = canvas_image(src);
  ScipixImageMut to;
  ScipixBinarizeParams params;
  scipix_binarize_params_init(&params);
  params.method = SCIPIX_BINARIZE_METHOD_SAUVOLA;
  scipix_image_view_mut(out, WIDTH * HEIGHT, WIDTH, HEIGHT, 0, SCIPIX_PIXEL_FORMAT_GRAY8, &to);
  return scipix_image_binarize(&from, &params, &to);
}

/* Binarizes the page ROUNDS times. Returns the number of wrong results, as a pointer. */
static void *work(void *unused) {
  uint8_t *out = (uint8_t *)malloc(WIDTH * HEIGHT);
  size_t wrong = 0;
  int round;
  (void)unused;
  for (round = 0; round < ROUNDS; ++round) {
    memset(out, round, WIDTH * HEIGHT);
    wrong += sauvola(&page, out) != SCIPIX_STATUS_OK || memcmp(out, expected, WIDTH * HEIGHT) != 0;
  }
  free(out);
  return (void *)wrong;
}

static void *change_settings(void *stop) {
  ScipixSimdLevel best = scipix_simd_best_level();
  int round;
  for (round = 0; !__atomic_load_n((bool *)stop, __ATOMIC_ACQUIRE); ++round) {
    scipix_set_thread_count((size_t)(round % 4));
    scipix_set_opt_level(round % 5 < 4 ? round % 5 : SCIPIX_OPT_LEVEL_FULL);
    scipix_simd_set_level(round % 2 ? best : SCIPIX_SIMD_LEVEL_SCALAR);
    usleep(200);
  }
  scipix_set_thread_count(0);
  scipix_set_opt_level(SCIPIX_OPT_LEVEL_FULL);
  scipix_simd_set_level(best);
  return NULL;
}

static void threads_agree_while_settings_change(void) {
  pthread_t threads[THREADS], changer;
  bool stop = false;
  void *wrong;
  int i;
  CHECK(pthread_create(&changer, NULL, change_settings, &stop) == 0);
  for (i = 0; i < THREADS; ++i) CHECK(pthread_create(&threads[i], NULL, work, NULL) == 0);
  for (i = 0; i < THREADS; ++i) {
    CHECK(pthread_join(threads[i], &wrong) == 0);
    CHECK(wrong == NULL);
  }
  __atomic_store_n(&stop, true, __ATOMIC_RELEASE);
  CHECK(pthread_join(changer, NULL) == 0);
}

/* Works in a forked child. A child that hangs is killed by the alarm, and the check fails. */
static void a_forked_child_works(const char *when) {
  int status = -1;
  pid_t child;
  fflush(NULL);
  child = fork();
  require(child >= 0, "fork");
  if (child == 0) {
    alarm(LONG_ENOUGH_S);
    scipix_set_opt_level(SCIPIX_OPT_LEVEL_FULL);
    scipix_set_thread_count(4);
    _exit(work(NULL) == NULL ? 0 : 1);
  }
  CHECK(waitpid(child, &status, 0) == child);
  if (!CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 0)) fprintf(stderr, "  child %s: status %d\n", when, status);
}

static void *toggle_opt_level(void *stop) {
  int round;
  for (round = 0; !__atomic_load_n((bool *)stop, __ATOMIC_ACQUIRE); ++round) scipix_set_opt_level(round % 4);
  scipix_set_opt_level(SCIPIX_OPT_LEVEL_FULL);
  return NULL;
}

static void *first_calls(void *unused) {
  (void)unused;
  scipix_simd_level();
  scipix_thread_count();
  scipix_opt_level();
  return NULL;
}

static void child_works_too(void) {
  alarm(LONG_ENOUGH_S);
  first_calls(NULL);
  scipix_set_opt_level(SCIPIX_OPT_LEVEL_FULL);
  _exit(0);
}

static bool ends_well(pid_t child) {
  int status = -1;
  return waitpid(child, &status, 0) == child && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

/* Forks while another thread calls the library for the first time. Each round uses a new process. */
static void a_fork_beside_the_first_call_works(void) {
  int round, failed = 0;
  for (round = 0; round < 40; ++round) {
    pid_t fresh = fork();
    require(fresh >= 0, "fork");
    if (fresh == 0) {
      pthread_t thread;
      volatile int spins = 40 * round;
      pid_t child;
      if (pthread_create(&thread, NULL, first_calls, NULL) != 0) _exit(2);
      while (spins > 0) --spins;
      child = fork();
      if (child == 0) child_works_too();
      pthread_join(thread, NULL);
      _exit(ends_well(child) ? 0 : 1);
    }
    failed += !ends_well(fresh);
  }
  CHECK_EQUAL(failed, 0);
}

static void a_fork_beside_changing_settings_works(void) {
  pthread_t changer;
  bool stop = false;
  int round, failed = 0;
  CHECK(pthread_create(&changer, NULL, toggle_opt_level, &stop) == 0);
  for (round = 0; round < 100; ++round) {
    pid_t child = fork();
    require(child >= 0, "fork");
    if (child == 0) child_works_too();
    failed += !ends_well(child);
  }
  __atomic_store_n(&stop, true, __ATOMIC_RELEASE);
  CHECK(pthread_join(changer, NULL) == 0);
  CHECK_EQUAL(failed, 0);
}

int main(void) {
  a_fork_beside_the_first_call_works();
  page = canvas_random(SCIPIX_PIXEL_FORMAT_RGBA8, WIDTH, HEIGHT, 8, 3);
  expected = (uint8_t *)malloc(WIDTH * HEIGHT);
  require(expected != NULL, "malloc");
  CHECK_OK(scipix_set_opt_level(SCIPIX_OPT_LEVEL_NONE));
  CHECK_OK(sauvola(&page, expected));
  a_forked_child_works("before any thread was started");
  CHECK_OK(scipix_set_opt_level(SCIPIX_OPT_LEVEL_FULL));
  CHECK_OK(scipix_set_thread_count(4));
  CHECK(work(NULL) == NULL);
  a_forked_child_works("after the threads were started");
  threads_agree_while_settings_change();
  a_forked_child_works("after settings changed");
  a_fork_beside_changing_settings_works();
  CHECK(work(NULL) == NULL);
  free(expected);
  canvas_free(&page);
  return check_report("process");
}
