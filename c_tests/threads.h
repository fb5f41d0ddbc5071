/* Helpers for the tests of parallel work. */
#ifndef THREADS_H
#define THREADS_H

#include "check.h"

#include <dirent.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

/* Counts the threads of this process besides the main thread. */
static inline int other_threads(void) {
  DIR *tasks = opendir("/proc/self/task");
  struct dirent *task;
  int count = -1;
  while (tasks && (task = readdir(tasks)) != NULL) count += task->d_name[0] != '.';
  if (tasks) closedir(tasks);
  return count;
}

/* Waits until there are `expected` other threads: the system may list a joined thread a moment longer. */
static inline bool other_threads_become(int expected) {
  enum { PATIENCE_MS = 5000 };
  int ms;
  for (ms = 0; ms < PATIENCE_MS && other_threads() != expected; ++ms) usleep(1000);
  return other_threads() == expected;
}

static inline size_t add(size_t *counter, size_t amount) { return __atomic_fetch_add(counter, amount, __ATOMIC_SEQ_CST); }
static inline size_t load(size_t *counter) { return __atomic_load_n(counter, __ATOMIC_SEQ_CST); }
static inline void wait_until(size_t *counter, size_t least) {
  while (load(counter) < least) usleep(100);
}

/* Runs `body` in a forked child and checks that it exits without a failed check. Skipped under a memory checker, which
 * would report the memory of the parent's threads as lost. */
static inline bool child_passes(void (*body)(void)) {
  enum { LONG_ENOUGH_S = 60 };
  int status = -1;
  pid_t child;
  if (getenv("SCIPIX_TEST_RUNNER") != NULL) {
    fprintf(stderr, "skipped: a forked child under a test runner\n");
    return true;
  }
  fflush(NULL);
  child = fork();
  if (child == 0) {
    alarm(LONG_ENOUGH_S); /* a child that hangs is killed */
    check_failures = 0;
    body();
    _exit(check_failures == 0 ? 0 : 1);
  }
  return child > 0 && waitpid(child, &status, 0) == child && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

#endif
