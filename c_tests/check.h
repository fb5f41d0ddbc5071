/* Check macros. A failed check prints its place and its text, and the program goes on. It exits with 1 if a check failed. */
#ifndef CHECK_H
#define CHECK_H

#include <scipix.h>

#include <stdio.h>
#include <string.h>

#ifdef CHECK_SHARED /* a program of several files, one of which defines the counts */
extern int check_count, check_failures;
#else
static int check_count;
static int check_failures;
#endif

enum { CHECK_PRINTED = 20 };

/* Counts a check and prints it if it failed. Returns false if the caller may print details: only the first failures are
 * printed. */
static inline bool check_record(bool passed, const char *file, int line, const char *what) {
  ++check_count;
  if (!passed) {
    ++check_failures;
    if (check_failures <= CHECK_PRINTED) fprintf(stderr, "%s:%d: failed: %s\n", file, line, what);
  }
  return passed || check_failures > CHECK_PRINTED;
}

static inline void check_equal(long long got, long long expected, const char *file, int line, const char *what) {
  if (!check_record(got == expected, file, line, what)) {
    fprintf(stderr, "  got %lld, expected %lld\n", got, expected);
  }
}

static inline void check_status(ScipixStatus got, ScipixStatus expected, const char *file, int line, const char *what) {
  if (!check_record(got == expected, file, line, what)) {
    fprintf(stderr, "  got %s, expected %s; last message: %s\n", scipix_status_name(got), scipix_status_name(expected),
            scipix_last_error_message());
  }
}

/* Checks that the error message begins with the name of the invalid argument. */
static inline void check_named(const char *argument, const char *file, int line, const char *what) {
  const char *message = scipix_last_error_message();
  size_t len = strlen(argument);
  if (!check_record(strncmp(message, argument, len) == 0 && message[len] == ':' && message[len + 1] == ' ', file, line,
                    what)) {
    fprintf(stderr, "  the message does not begin with \"%s: \" but is \"%s\"\n", argument, message);
  }
}

/* Prints a summary and returns the exit code. A program without checks fails. */
static inline int check_report(const char *program) {
  printf("%s: %d checks, %d failed\n", program, check_count, check_failures);
  return check_failures == 0 && check_count > 0 ? 0 : 1;
}

#define CHECK(condition) check_record((condition), __FILE__, __LINE__, #condition)
#define CHECK_EQUAL(got, expected) \
  check_equal((long long)(got), (long long)(expected), __FILE__, __LINE__, #got " == " #expected)
#define CHECK_OK(call) check_status((call), SCIPIX_STATUS_OK, __FILE__, __LINE__, #call)
#define CHECK_FAILS(call, status, argument)                             \
  do {                                                                  \
    check_status((call), (status), __FILE__, __LINE__, #call);          \
    check_named((argument), __FILE__, __LINE__, #call " names " argument); \
  } while (0)

#endif
