/* Checks word boxes by hand, and invalid arguments. */
#include "check.h"

#include <math.h>

static const uint32_t characters[] = {0, 'A', 'B', ' ', 0x4e2d};
static const ScipixCtcSymbol symbols[] = {{1, 4, 5, .5f}, {2, 8, 8, 1}, {3, 20, 20, 1}, {1, 28, 30, .25f}};
static const float quad_xy[8] = {100, 50, 180, 50, 180, 60, 100, 60};

static ScipixWordBoxParams params_of(ScipixWordUnit unit) {
  ScipixWordBoxParams params;
  CHECK_OK(scipix_word_box_params_init(&params));
  CHECK(params.struct_size == sizeof params && params.unit == SCIPIX_WORD_UNIT_WORDS && params.gap == 5);
  params.unit = unit;
  params.columns = 40;
  return params;
}

static void boxes_by_hand(void) {
  const float first[8] = {105, 50, 121, 50, 121, 60, 105, 60}, second[8] = {153, 50, 161, 50, 161, 60, 153, 60};
  const float half[8] = {175, 60, 159, 60, 159, 50, 175, 50};
  ScipixWordBoxParams params = params_of(SCIPIX_WORD_UNIT_WORDS);
  ScipixWordBox boxes[4];
  size_t len = 77;
  CHECK_OK(scipix_word_boxes(symbols, 4, characters, 5, quad_xy, &params, boxes, 4, &len));
  CHECK_EQUAL(len, 2);
  CHECK(boxes[0].first_symbol == 0 && boxes[0].symbol_count == 2 && boxes[0].probability == .75f);
  CHECK(boxes[1].first_symbol == 3 && boxes[1].symbol_count == 1 && boxes[1].probability == .25f);
  CHECK(memcmp(boxes[0].corners_xy, first, sizeof first) == 0 && memcmp(boxes[1].corners_xy, second, sizeof second) == 0);
  params.unit = SCIPIX_WORD_UNIT_CHARACTERS;
  CHECK_OK(scipix_word_boxes(symbols, 4, characters, 5, quad_xy, &params, boxes, 4, &len));
  CHECK_EQUAL(len, 3);
  params.unit = SCIPIX_WORD_UNIT_RAPIDOCR;
  CHECK_OK(scipix_word_boxes(symbols, 4, characters, 5, quad_xy, &params, boxes, 4, &len));
  CHECK_EQUAL(len, 2);
  params.quarter_turns = 2;
  CHECK_OK(scipix_word_boxes(symbols, 4, characters, 5, quad_xy, &params, boxes, 4, &len));
  CHECK(memcmp(boxes[0].corners_xy, half, sizeof half) == 0);
  CHECK_OK(scipix_word_boxes(NULL, 0, NULL, 0, quad_xy, &params, NULL, 0, &len));
  CHECK_EQUAL(len, 0);
}

static void wrong_arguments_are_refused(void) {
  const float flat[8] = {0, 0, 1, 0, 2, 0, 3, 0};
  const ScipixCtcSymbol unknown = {5, 0, 0, 1};
  ScipixWordBoxParams params = params_of(SCIPIX_WORD_UNIT_WORDS), wrong;
  union {
    ScipixWordBox boxes[4];
    ScipixCtcSymbol symbols[8];
    size_t lens[20];
    uint8_t bytes[176];
  } memory;
  size_t len = 77, i;
  memset(&memory, 0xA5, sizeof memory);
#define REFUSED(status, argument, ...) CHECK_FAILS(scipix_word_boxes(__VA_ARGS__), SCIPIX_STATUS_##status, argument)
  REFUSED(NULL_POINTER, "symbols", NULL, 4, characters, 5, quad_xy, &params, memory.boxes, 4, &len);
  REFUSED(NULL_POINTER, "characters", symbols, 4, NULL, 5, quad_xy, &params, memory.boxes, 4, &len);
  REFUSED(NULL_POINTER, "quad_xy", symbols, 4, characters, 5, NULL, &params, memory.boxes, 4, &len);
  REFUSED(NULL_POINTER, "params", symbols, 4, characters, 5, quad_xy, NULL, memory.boxes, 4, &len);
  REFUSED(NULL_POINTER, "out_boxes", symbols, 4, characters, 5, quad_xy, &params, NULL, 4, &len);
  REFUSED(NULL_POINTER, "out_len", symbols, 4, characters, 5, quad_xy, &params, memory.boxes, 4, NULL);
  REFUSED(INVALID_ARGUMENT, "quad_xy", symbols, 4, characters, 5, flat, &params, memory.boxes, 4, &len);
  REFUSED(OUT_OF_RANGE, "characters", &unknown, 1, characters, 5, quad_xy, &params, memory.boxes, 4, &len);
  REFUSED(INVALID_ARGUMENT, "out_boxes", memory.symbols, 4, characters, 5, quad_xy, &params, memory.boxes, 4, &len);
  REFUSED(INVALID_ARGUMENT, "out_len", symbols, 4, characters, 5, quad_xy, &params, memory.boxes, 4, &memory.lens[1]);
  REFUSED(INVALID_ARGUMENT, "out_boxes", symbols, 4, (const uint32_t *)(const void *)memory.bytes, 5, quad_xy, &params,
          memory.boxes, 4, &len);
  wrong = params;
  wrong.unit = 4;
  REFUSED(INVALID_ARGUMENT, "unit", symbols, 4, characters, 5, quad_xy, &wrong, memory.boxes, 4, &len);
  wrong = params;
  wrong.columns = NAN;
  REFUSED(INVALID_ARGUMENT, "columns", symbols, 4, characters, 5, quad_xy, &wrong, memory.boxes, 4, &len);
  wrong = params;
  wrong.quarter_turns = 4;
  REFUSED(INVALID_ARGUMENT, "quarter_turns", symbols, 4, characters, 5, quad_xy, &wrong, memory.boxes, 4, &len);
  wrong = params;
  wrong.reserved = 1;
  REFUSED(UNSUPPORTED, "params", symbols, 4, characters, 5, quad_xy, &wrong, memory.boxes, 4, &len);
  wrong = params;
  wrong.struct_size = 8;
  REFUSED(INVALID_ARGUMENT, "params", symbols, 4, characters, 5, quad_xy, &wrong, memory.boxes, 4, &len);
  CHECK_EQUAL(len, 77);
  REFUSED(SIZE_MISMATCH, "cap", symbols, 4, characters, 5, quad_xy, &params, memory.boxes, 1, &len);
  CHECK_EQUAL(len, 2);
  REFUSED(SIZE_MISMATCH, "cap", symbols, 4, characters, 5, quad_xy, &params, NULL, 0, &len);
#undef REFUSED
  for (i = 0; i < sizeof memory; ++i) CHECK(memory.bytes[i] == 0xA5);
  CHECK_FAILS(scipix_word_box_params_init(NULL), SCIPIX_STATUS_NULL_POINTER, "params");
}

int main(void) {
  boxes_by_hand();
  wrong_arguments_are_refused();
  return check_report("word_boxes");
}
