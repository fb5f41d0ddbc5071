/* Times each operation at each SIMD level of the processor and prints a table: see scripts/bench-machine.
 *   time ROUNDS line|page WORD   calls whose name contains WORD, in so many rounds of which the best counts */
#define _DEFAULT_SOURCE
#include "cases.h"

#include <time.h>

/* A round calls often enough that the clock's resolution is of no matter. */
static const double kRoundSeconds = 2e-3;

static int rounds = 5;
static ScipixSimdLevel levels[SIMD_LEVELS];
static int level_count;

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

static double seconds_of(const Call *what, int calls) {
  const double start = now();
  int i;
  for (i = 0; i < calls; ++i) call(what);
  return (now() - start) / calls;
}

/* The levels take turns in each round, so that a disturbance does not strike one alone. */
static void time_levels(const Call *what) {
  double best[SIMD_LEVELS];
  int calls[SIMD_LEVELS], round, l;
  for (l = 0; l < level_count; ++l) {
    CHECK_OK(scipix_simd_set_level(levels[l]));
    call(what); /* tables are made, and memory is touched */
    best[l] = seconds_of(what, 1);
    calls[l] = best[l] < kRoundSeconds ? (int)(kRoundSeconds / best[l]) + 1 : 1;
  }
  for (round = 0; round < rounds; ++round) {
    for (l = 0; l < level_count; ++l) {
      double seconds;
      CHECK_OK(scipix_simd_set_level(levels[l]));
      seconds = seconds_of(what, calls[l]);
      if (seconds < best[l]) best[l] = seconds;
    }
  }
  printf("| %s | %s |", what->name, what->size);
  for (l = 0; l < level_count; ++l) printf(" %.4g |", 1e6 * best[l]);
  printf(" %.2f |\n", best[0] / best[level_count - 1]);
  fflush(stdout);
}

static void print_head(void) {
  int l;
  printf("| call | size |");
  for (l = 0; l < level_count; ++l) printf(" %s |", scipix_simd_level_name(levels[l]));
  printf(" %s : %s |\n| --- | --- |", scipix_simd_level_name(levels[0]), scipix_simd_level_name(levels[level_count - 1]));
  for (l = 0; l < level_count; ++l) printf(" --: |");
  printf(" --: |\n");
}

int main(int argc, char **argv) {
  int s;
  if (argc != 4 || (rounds = atoi(argv[1])) < 1) {
    fprintf(stderr, "time ROUNDS line|page WORD\n");
    return 2;
  }
  CHECK_OK(scipix_set_thread_count(1));
  for (s = 0; s < SIMD_LEVELS; ++s) {
    if (scipix_simd_set_level(simd_levels[s]) == SCIPIX_STATUS_OK) levels[level_count++] = simd_levels[s];
  }
  print_head();
  each_call(argv[3], strcmp(argv[2], "page") == 0 ? PAGE : LINE, time_levels);
  return check_failures == 0 ? 0 : 1;
}
