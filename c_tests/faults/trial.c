#define _GNU_SOURCE
#include "trial.h"

#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

static void show(const Trial *trial, int code, FILE *words) {
  int letter;
  fprintf(stderr, "%s, %s %ld%s, resource %d: %s %d\n", trial->walk->name,
          trial->kind == FAULT_NONE ? "limit" : fault_name(trial->kind), trial->n, trial->for_good ? " and all after" : "",
          trial->resource, code < 0 ? "killed by signal" : "exit code", code < 0 ? -code : code);
  rewind(words);
  while ((letter = getc(words)) != EOF) putc(letter, stderr);
}

/* Whether a process said that it ended for lack of memory. */
static bool says_memory(FILE *words) {
  char line[256];
  rewind(words);
  while (fgets(line, sizeof line, words) != NULL) {
    if (strstr(line, "memory allocation of") != NULL || strstr(line, "out of memory") != NULL) return true;
  }
  return false;
}

Ended run_trial(const Trial *trial) {
  FILE *words = tmpfile();
  Ended ended = FAILED;
  int status = 0, code;
  pid_t child;
  if (words == NULL) return FAILED;
  fflush(NULL);
  child = fork();
  if (child == 0) {
    alarm(LONG_ENOUGH_S); /* a process that hangs is killed */
    if (dup2(fileno(words), STDERR_FILENO) < 0) _exit(1);
    check_failures = 0;
    code = trial->code(trial);
    fflush(NULL);
    _exit(code);
  }
  if (child > 0 && waitpid(child, &status, 0) == child) {
    code = WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
    if (code == 0) ended = PASSED;
    if (code == NOT_REACHED) ended = ALL_PASSED;
    if (code == -SIGABRT && trial->walk->company == MAY_END && says_memory(words)) ended = ENDED_AS_TOLD;
    if (ended == FAILED) show(trial, code, words);
  }
  fclose(words);
  return ended;
}
