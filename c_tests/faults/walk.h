/* What the programs of faults share: calls that may fail while a fault is armed, and the table of workloads. */
#ifndef WALK_H
#define WALK_H

#define CHECK_SHARED
#include "../check.h"
#include "shim.h"

#include <stdint.h>

/* What else runs in a workload, and whether the program may end there for lack of memory. */
typedef enum Company {
  ALONE,   /* no thread but its own */
  THREADS, /* threads, whose requests are refused as well */
  MAY_END  /* threads of rayon, or the first use of what is read once for the process or thread: the header says so */
} Company;

/* A workload makes what it needs, uses it, checks results, and frees it. */
typedef struct Walk {
  const char *name;
  void (*run)(void);
  long least;    /* requests for memory, at least, so that no workload passes because it asks for none */
  Company company;
} Walk;

/* Whether a fault is armed: then a call may fail, by `fault_status` or for lack of memory. */
extern bool faulty;
extern ScipixStatus fault_status;

/* Counts a call. Returns whether it went well. */
static inline bool went_well(ScipixStatus status, const char *file, int line, const char *what) {
  if (status == SCIPIX_STATUS_OK) {
    ++check_count;
    return true;
  }
  if (faulty && (status == SCIPIX_STATUS_OUT_OF_MEMORY || status == fault_status)) {
    check_record(scipix_last_error_message()[0] != '\0', file, line, "a failure has a message");
  } else {
    check_status(status, SCIPIX_STATUS_OK, file, line, what);
  }
  return false;
}

#define DO(call) went_well((call), __FILE__, __LINE__, #call)

enum { SIDE = 64 };

/* A page of SIDE by SIDE, with strokes: gray, and in four channels. */
extern uint8_t gray_page[SIDE * SIDE], color_page[4 * SIDE * SIDE], result_page[16 * SIDE * SIDE];

ScipixImage gray_image(void);
ScipixImage color_image(ScipixPixelFormat format);
ScipixImageMut result_image(ScipixPixelFormat format, size_t width, size_t height);

/* A callback of a batcher: answers each item with its own data. */
void answer(void *user_data, const ScipixBatchItem *items, size_t count, ScipixBatchResult *out_results);

/* A folder of this process for files, made by main. */
extern char folder[64];

extern const Walk image_walks[], page_walks[], text_walks[], memory_walks[], file_walks[], thread_walks[];

#define WALKS_END {NULL, NULL, 0, ALONE}

#endif
