/* Calls each operation at the scalar level and at the processor's best one, for who counts the instructions between
 * `count_from` and `count_to`: see scripts/count-neon. Prints a line for each count, in the order of the counts. */
#define _DEFAULT_SOURCE
#include "cases.h"

#define MARK __attribute__((noinline, noipa)) void

MARK count_from(void);
MARK count_to(void);
MARK count_from(void) { __asm__ volatile(""); }
MARK count_to(void) { __asm__ volatile(""); }

static void count_at(const Call *what, ScipixSimdLevel level) {
  CHECK_OK(scipix_simd_set_level(level));
  call(what); /* tables are made, and memory is touched */
  count_from();
  call(what);
  count_to();
  printf("%s\t%s\n", what->name, scipix_simd_level_name(level));
}

static void count(const Call *what) {
  count_at(what, SCIPIX_SIMD_LEVEL_SCALAR);
  count_at(what, scipix_simd_best_level());
}

int main(int argc, char **argv) {
  CHECK_OK(scipix_set_thread_count(1));
  each_call(argc > 1 ? argv[1] : "", LINE, count);
  return check_failures == 0 ? 0 : 1;
}
