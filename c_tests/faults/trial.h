/* Runs of a workload in processes of their own. */
#ifndef TRIAL_H
#define TRIAL_H

#include "walk.h"

enum { NOT_REACHED = 3, LONG_ENOUGH_S = 30 };

typedef struct Trial {
  const Walk *walk;
  int (*code)(const struct Trial *trial); /* what the process does; returns its exit code */
  FaultKind kind;
  long n;
  bool for_good;
  int resource; /* a limit of the system in place of a kind */
} Trial;

typedef enum Ended {
  PASSED,
  ALL_PASSED,    /* its exit code was NOT_REACHED */
  ENDED_AS_TOLD, /* aborted for lack of memory where that may be */
  FAILED
} Ended;

/* Runs a trial, and shows its words if it fails. */
Ended run_trial(const Trial *trial);

void for_each_walk(void (*visit)(const Walk *walk));

/* Runs every workload under limits of the system. */
void limits(void);

/* Uses batchers that run already, while each request of their caller for memory is refused in turn. */
int code_of_batches(const Trial *trial);

/* What the workloads of files need, and what they leave. */
bool save_to(const char *path, float first);
void save(void);
void make_files(void);
void files_are_whole(void);

#endif
