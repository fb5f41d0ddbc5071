/* Times calls of a function with three arguments, without what a language above C adds. */
#include <stdint.h>
#include <time.h>

typedef int32_t (*Call)(const void *src, int32_t number, const void *dst);

static double seconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

/* Returns the mean seconds of so many calls, or -1 where one fails. */
double call_seconds(Call call, const void *src, int32_t number, const void *dst, int32_t calls) {
  const double start = seconds();
  for (int32_t i = 0; i < calls; ++i)
    if (call(src, number, dst) != 0) return -1;
  return (seconds() - start) / calls;
}
