/* Tests the version, the statuses and the error messages. */
#define _POSIX_C_SOURCE 200809L
#include "check.h"

#include <pthread.h>

static void versions_agree(void) {
  char text[32];
  CHECK_EQUAL(scipix_version(), SCIPIX_VERSION_MAJOR << 16 | SCIPIX_VERSION_MINOR << 8 | SCIPIX_VERSION_PATCH);
  sprintf(text, "%d.%d.%d", (int)SCIPIX_VERSION_MAJOR, (int)SCIPIX_VERSION_MINOR, (int)SCIPIX_VERSION_PATCH);
  CHECK(strcmp(scipix_version_string(), text) == 0);
  CHECK_EQUAL(scipix_abi_version(), SCIPIX_ABI_VERSION);
}

/* Repeats the numbers of the ABI, so that a change in the header fails here. */
static void statuses_keep_their_numbers(void) {
  static const struct {
    ScipixStatus status;
    int number;
    const char *name;
  } all[] = {
      {SCIPIX_STATUS_OK, 0, "OK"},
      {SCIPIX_STATUS_NULL_POINTER, 1, "NULL_POINTER"},
      {SCIPIX_STATUS_INVALID_ARGUMENT, 2, "INVALID_ARGUMENT"},
      {SCIPIX_STATUS_SIZE_MISMATCH, 3, "SIZE_MISMATCH"},
      {SCIPIX_STATUS_OUT_OF_RANGE, 4, "OUT_OF_RANGE"},
      {SCIPIX_STATUS_OVERFLOW, 5, "OVERFLOW"},
      {SCIPIX_STATUS_OUT_OF_MEMORY, 6, "OUT_OF_MEMORY"},
      {SCIPIX_STATUS_UNSUPPORTED, 7, "UNSUPPORTED"},
      {SCIPIX_STATUS_IO, 8, "IO"},
      {SCIPIX_STATUS_NOT_FOUND, 9, "NOT_FOUND"},
      {SCIPIX_STATUS_MALFORMED, 10, "MALFORMED"},
      {SCIPIX_STATUS_QUEUE_FULL, 11, "QUEUE_FULL"},
      {SCIPIX_STATUS_TIMEOUT, 12, "TIMEOUT"},
      {SCIPIX_STATUS_CLOSED, 13, "CLOSED"},
      {SCIPIX_STATUS_CANCELLED, 14, "CANCELLED"},
      {SCIPIX_STATUS_DEADLINE_MISSED, 15, "DEADLINE_MISSED"},
      {SCIPIX_STATUS_CALLBACK_FAILED, 16, "CALLBACK_FAILED"},
      {SCIPIX_STATUS_NOT_SET, 17, "NOT_SET"},
      {SCIPIX_STATUS_WRONG_OWNER, 18, "WRONG_OWNER"},
      {SCIPIX_STATUS_DEADLOCK, 19, "DEADLOCK"},
      {SCIPIX_STATUS_PANIC, 20, "PANIC"},
  };
  static const ScipixStatus others[] = {-1, 21, 1000, INT32_MIN, INT32_MAX};
  size_t i;
  for (i = 0; i < sizeof all / sizeof *all; ++i) {
    CHECK_EQUAL(all[i].status, all[i].number);
    CHECK(strcmp(scipix_status_name(all[i].status), all[i].name) == 0);
  }
  for (i = 0; i < sizeof others / sizeof *others; ++i) {
    CHECK(strcmp(scipix_status_name(others[i]), "UNKNOWN") == 0);
  }
  CHECK(SCIPIX_WAIT_FOREVER == UINT64_MAX);
}

static void a_message_lasts_until_the_next_failure(void) {
  char kept[256];
  const char *message;
  CHECK(strcmp(scipix_last_error_message(), "") == 0);
  CHECK_FAILS(scipix_set_opt_level(77), SCIPIX_STATUS_INVALID_ARGUMENT, "level");
  message = scipix_last_error_message();
  CHECK(strstr(message, "77") != NULL);
  CHECK(strlen(message) < sizeof kept);
  strcpy(kept, message);

  CHECK_OK(scipix_set_opt_level(SCIPIX_OPT_LEVEL_FULL));
  CHECK(scipix_last_error_message() == message);
  CHECK(strcmp(message, kept) == 0);

  CHECK_FAILS(scipix_set_opt_level(78), SCIPIX_STATUS_INVALID_ARGUMENT, "level");
  CHECK(strstr(scipix_last_error_message(), "78") != NULL);
}

static void a_message_is_copied_and_truncated(void) {
  const char *message;
  char buf[256];
  size_t len, cap, copied;
  CHECK_FAILS(scipix_set_opt_level(79), SCIPIX_STATUS_INVALID_ARGUMENT, "level");
  message = scipix_last_error_message();
  len = strlen(message);
  for (cap = 0; cap <= len + 3; ++cap) {
    copied = cap == 0 ? 0 : cap - 1 < len ? cap - 1 : len;
    size_t whole = 0;
    memset(buf, '#', sizeof buf);
    CHECK_OK(scipix_last_error_copy(buf, cap, &whole));
    CHECK_EQUAL(whole, len);
    CHECK(memcmp(buf, message, copied) == 0);
    if (cap > 0) CHECK_EQUAL(buf[copied], '\0');
    CHECK_EQUAL(buf[cap > 0 ? copied + 1 : 0], '#');
  }
  CHECK_OK(scipix_last_error_copy(buf, sizeof buf, NULL));
  CHECK(strcmp(buf, message) == 0);

  copied = 0;
  CHECK_OK(scipix_last_error_copy(NULL, 0, &copied));
  CHECK_EQUAL(copied, len);
  CHECK_OK(scipix_last_error_copy(NULL, 0, NULL));
  CHECK_EQUAL(scipix_last_error_copy(NULL, 1, &copied), SCIPIX_STATUS_NULL_POINTER);
  CHECK(scipix_last_error_message() == message);
}

typedef struct Seen {
  int number;
  bool empty_at_first;
  bool kept_its_own;
} Seen;

static void *fail_on_a_thread(void *data) {
  Seen *seen = (Seen *)data;
  char number[16];
  int i;
  seen->empty_at_first = strcmp(scipix_last_error_message(), "") == 0;
  seen->kept_its_own = true;
  sprintf(number, "%d", seen->number);
  for (i = 0; i < 1000; ++i) {
    scipix_set_opt_level(seen->number);
    if (strstr(scipix_last_error_message(), number) == NULL) seen->kept_its_own = false;
  }
  return NULL;
}

static void each_thread_has_its_own_message(void) {
  enum { THREADS = 8 };
  pthread_t threads[THREADS];
  Seen seen[THREADS];
  int i;
  CHECK_FAILS(scipix_set_opt_level(-5), SCIPIX_STATUS_INVALID_ARGUMENT, "level");
  for (i = 0; i < THREADS; ++i) {
    seen[i].number = 1111 * (i + 1);
    CHECK(pthread_create(&threads[i], NULL, fail_on_a_thread, &seen[i]) == 0);
  }
  for (i = 0; i < THREADS; ++i) {
    CHECK(pthread_join(threads[i], NULL) == 0);
    CHECK(seen[i].empty_at_first);
    CHECK(seen[i].kept_its_own);
  }
  CHECK(strstr(scipix_last_error_message(), "-5") != NULL);
}

int main(void) {
  versions_agree();
  statuses_keep_their_numbers();
  a_message_lasts_until_the_next_failure();
  a_message_is_copied_and_truncated();
  each_thread_has_its_own_message();
  return check_report("library");
}
