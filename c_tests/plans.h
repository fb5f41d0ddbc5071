/* What the tests of plans share. */
#ifndef PLANS_H
#define PLANS_H

#include "canvas.h"

static inline ScipixPlan *new_plan(void) {
  ScipixPlan *plan = NULL;
  CHECK_OK(scipix_plan_new(&plan));
  require(plan != NULL, "scipix_plan_new");
  return plan;
}

/* Checks that two images have the same pixels, and that nothing was written beside the first. */
static inline void same_pixels(const Canvas *a, const Canvas *b, const char *what) {
  size_t y;
  bool same = true;
  for (y = 0; y < a->height; ++y) {
    same = same && memcmp(a->data + y * a->stride, b->data + y * b->stride, a->row_bytes) == 0;
  }
  if (!CHECK(same)) fprintf(stderr, "  %s\n", what);
  CHECK(canvas_surroundings_intact(a));
}

#endif
