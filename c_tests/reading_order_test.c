/* Tests the order of boxes in every direction, and wrong arguments. */
#include "check.h"

#include <math.h>

/* A box of 80 x 20 pixels. */
static void put(float *corners, size_t index, float x, float y) {
  const float box[8] = {x, y, x + 80, y, x + 80, y + 20, x, y + 20};
  memcpy(corners + 8 * index, box, sizeof box);
}

static bool order_is(const float *corners, ScipixOrderRule rule, ScipixWritingDirection direction, uint32_t a, uint32_t b,
                     uint32_t c, uint32_t d) {
  ScipixReadingOrderParams params;
  uint32_t order[4] = {77, 77, 77, 77};
  CHECK_OK(scipix_reading_order_params_init(&params));
  CHECK(params.struct_size == sizeof params && params.rule == SCIPIX_ORDER_RULE_LAYOUT && params.direction == 0);
  params.rule = rule;
  params.direction = direction;
  CHECK_OK(scipix_reading_order(corners, 4, &params, order));
  return order[0] == a && order[1] == b && order[2] == c && order[3] == d;
}

static void boxes_are_read_in_every_direction(void) {
  float corners[32];
  size_t i;
  put(corners, 0, 100, 0); /* two lines of two boxes */
  put(corners, 1, 0, 30);
  put(corners, 2, 0, 0);
  put(corners, 3, 100, 30);
  CHECK(order_is(corners, SCIPIX_ORDER_RULE_LAYOUT, SCIPIX_WRITING_DIRECTION_LEFT_TO_RIGHT, 2, 0, 1, 3));
  CHECK(order_is(corners, SCIPIX_ORDER_RULE_LAYOUT, SCIPIX_WRITING_DIRECTION_RIGHT_TO_LEFT, 0, 2, 3, 1));
  CHECK(order_is(corners, SCIPIX_ORDER_RULE_TEN_PIXELS, SCIPIX_WRITING_DIRECTION_LEFT_TO_RIGHT, 2, 0, 1, 3));
  for (i = 0; i < 32; i += 2) { /* columns, turned by a quarter */
    float x = corners[i];
    corners[i] = -corners[i + 1];
    corners[i + 1] = x;
  }
  CHECK(order_is(corners, SCIPIX_ORDER_RULE_LAYOUT, SCIPIX_WRITING_DIRECTION_VERTICAL_RIGHT_TO_LEFT, 2, 0, 1, 3));
  CHECK(order_is(corners, SCIPIX_ORDER_RULE_LAYOUT, SCIPIX_WRITING_DIRECTION_VERTICAL_LEFT_TO_RIGHT, 1, 3, 2, 0));
  for (i = 0; i < 4; ++i) { /* a page at an angle, where lines descend by more than 10 pixels */
    put(corners, i, i % 2 == 0 ? 0 : 100, i < 2 ? 0 : 24);
  }
  for (i = 0; i < 32; i += 2) corners[i + 1] += 0.17f * corners[i];
  CHECK(order_is(corners, SCIPIX_ORDER_RULE_LAYOUT, SCIPIX_WRITING_DIRECTION_LEFT_TO_RIGHT, 0, 1, 2, 3));
  CHECK(order_is(corners, SCIPIX_ORDER_RULE_TEN_PIXELS, SCIPIX_WRITING_DIRECTION_LEFT_TO_RIGHT, 0, 2, 1, 3));
}

static void hostile_boxes_are_ordered_somehow(void) {
  enum { COUNT = 500 };
  static float corners[8 * COUNT];
  static uint32_t order[COUNT];
  const float odd[] = {NAN, INFINITY, -INFINITY, 3e38f, -3e38f, 0, 1, 7};
  bool seen[COUNT] = {false};
  ScipixReadingOrderParams params;
  size_t i, rule;
  CHECK_OK(scipix_reading_order_params_init(&params));
  for (i = 0; i < 8 * COUNT; ++i) corners[i] = odd[i * 7919 % 101 % (sizeof odd / sizeof *odd)];
  for (rule = 0; rule < 2; ++rule) {
    params.rule = (ScipixOrderRule)rule;
    CHECK_OK(scipix_reading_order(corners, COUNT, &params, order));
    memset(seen, 0, sizeof seen);
    for (i = 0; i < COUNT; ++i) {
      CHECK(order[i] < COUNT && !seen[order[i]]);
      seen[order[i]] = true;
    }
  }
}

/* Equal boxes, points and lines keep their places; corners may be as far away as floats reach. */
static void degenerate_boxes_keep_their_order(void) {
  enum { COUNT = 5000 };
  static float corners[8 * COUNT];
  static uint32_t order[COUNT];
  const float far = 3e38f;
  const float kinds[4][8] = {{10, 10, 60, 10, 60, 30, 10, 30},
                             {7, 7, 7, 7, 7, 7, 7, 7},
                             {0, 5, 90, 5, 90, 5, 0, 5},
                             {-far, -far, far, -far, far, far, -far, far}};
  ScipixReadingOrderParams params;
  size_t i, kind;
  CHECK_OK(scipix_reading_order_params_init(&params));
  for (kind = 0; kind < 4; ++kind) {
    for (i = 0; i < COUNT; ++i) memcpy(corners + 8 * i, kinds[kind], sizeof kinds[kind]);
    for (params.rule = 0; params.rule < 2; ++params.rule) {
      for (params.direction = 0; params.direction < 4; ++params.direction) {
        bool kept = true;
        CHECK_OK(scipix_reading_order(corners, COUNT, &params, order));
        for (i = 0; i < COUNT; ++i) kept = kept && order[i] == i;
        CHECK(kept);
      }
    }
  }
}

static void wrong_arguments_are_refused(void) {
  float corners[32] = {0};
  uint32_t order[4] = {77, 77, 77, 77};
  ScipixReadingOrderParams good, params;
  CHECK_OK(scipix_reading_order_params_init(&good));
  params = good;
#define REFUSED(status, argument, ...) CHECK_FAILS(scipix_reading_order(__VA_ARGS__), SCIPIX_STATUS_##status, argument)
  REFUSED(NULL_POINTER, "corners_xy", NULL, 4, &params, order);
  REFUSED(NULL_POINTER, "params", corners, 4, NULL, order);
  REFUSED(NULL_POINTER, "out_order", corners, 4, &params, NULL);
  REFUSED(INVALID_ARGUMENT, "out_order", corners, 4, &params, (uint32_t *)(void *)(corners + 30));
  REFUSED(OVERFLOW, "corners_xy", corners, SIZE_MAX / 8, &params, order);
  params.rule = 2;
  REFUSED(INVALID_ARGUMENT, "params", corners, 4, &params, order);
  params = good, params.direction = -1;
  REFUSED(INVALID_ARGUMENT, "params", corners, 4, &params, order);
  params = good, params.struct_size = 0;
  REFUSED(INVALID_ARGUMENT, "params", corners, 4, &params, order);
#undef REFUSED
  CHECK_FAILS(scipix_reading_order_params_init(NULL), SCIPIX_STATUS_NULL_POINTER, "params");
  CHECK(order[0] == 77 && order[3] == 77);
  CHECK_OK(scipix_reading_order(NULL, 0, &good, NULL));
}

int main(void) {
  boxes_are_read_in_every_direction();
  hostile_boxes_are_ordered_somehow();
  degenerate_boxes_keep_their_order();
  wrong_arguments_are_refused();
  return check_report("reading_order");
}
