/* Tests text boxes on drawn maps, in every element, and on hostile ones: no crash, and a status or a result. */
#define _DEFAULT_SOURCE
#include "canvas.h"

#include <math.h>

enum { WIDTH = 200, HEIGHT = 120, GAP = 6 };

/* A map of lines of text, in three elements, the values of bytes. */
typedef struct Maps {
  float floats[HEIGHT * (WIDTH + GAP)];
  uint16_t halves[HEIGHT * (WIDTH + GAP)];
  uint8_t bytes[HEIGHT * (WIDTH + GAP)];
} Maps;

/* The bits of the half of a byte / 255, towards zero. */
static uint16_t half_of(uint8_t byte) {
  union {
    float value;
    uint32_t bits;
  } scaled, scale;
  scale.bits = 15u << 23;
  scaled.value = (float)byte / 255 * scale.value;
  return (uint16_t)(scaled.bits >> 13);
}

static void draw(Maps *maps) {
  size_t x, y, i;
  memset(maps->bytes, 10, sizeof maps->bytes);
  for (y = 0; y < HEIGHT; ++y) {
    for (x = 0; x < WIDTH; ++x) {
      bool line = y % 40 >= 12 && y % 40 < 24 && x >= 20 && x < 130;
      maps->bytes[y * (WIDTH + GAP) + x] = (uint8_t)(line ? 230 : 10);
    }
    memset(maps->bytes + y * (WIDTH + GAP) + WIDTH, 255, GAP); /* gaps are not read */
  }
  for (i = 0; i < HEIGHT * (WIDTH + GAP); ++i) {
    maps->floats[i] = (float)maps->bytes[i] / 255;
    maps->halves[i] = half_of(maps->bytes[i]);
  }
}

static ScipixProbabilityMap view(const void *data, ScipixElement element, size_t element_bytes) {
  ScipixProbabilityMap map;
  map.data = data;
  map.data_bytes = HEIGHT * (WIDTH + GAP) * element_bytes;
  map.width = WIDTH;
  map.height = HEIGHT;
  map.stride = (WIDTH + GAP) * element_bytes;
  map.element = element;
  return map;
}

static ScipixTextBoxes *new_boxes(void) {
  ScipixTextBoxes *boxes = NULL;
  require(scipix_text_boxes_new(&boxes) == SCIPIX_STATUS_OK && boxes != NULL, "scipix_text_boxes_new");
  return boxes;
}

static ScipixTextBoxParams preset(ScipixTextBoxPreset which) {
  ScipixTextBoxParams params;
  CHECK_OK(scipix_text_box_params_preset(which, &params));
  return params;
}

/* A page on which lines are 3 pixels high at most, and the last one ends at the border. */
static void small_boxes_are_left_out(void) {
  static Maps maps;
  ScipixTextBoxes *boxes = new_boxes();
  ScipixTextBoxParams params = preset(SCIPIX_TEXT_BOX_PRESET_PADDLE);
  ScipixProbabilityMap map;
  size_t i, j;
  draw(&maps);
  map = view(maps.bytes, SCIPIX_ELEMENT_U8, 1);
  CHECK(params.min_page_side == 0 && params.reserved == 0);
  CHECK_OK(scipix_text_boxes_find(boxes, &map, 130, 12, &params));
  CHECK(scipix_text_boxes_len(boxes) == 3);
  params.min_page_side = 4;
  CHECK_OK(scipix_text_boxes_find(boxes, &map, 130, 12, &params));
  CHECK(scipix_text_boxes_len(boxes) == 0);
  CHECK_OK(scipix_text_boxes_find(boxes, &map, 130, 120, &params));
  CHECK(scipix_text_boxes_len(boxes) == 3);
  for (i = 0; i < scipix_text_boxes_len(boxes); ++i) {
    for (j = 0; j < 8; ++j) CHECK(scipix_text_boxes_data(boxes)[i].corners_xy[j] <= (j % 2 == 0 ? 129 : 119));
  }
  params.reserved = 1;
  CHECK_FAILS(scipix_text_boxes_find(boxes, &map, 130, 120, &params), SCIPIX_STATUS_UNSUPPORTED, "params");
  CHECK_OK(scipix_text_boxes_free(boxes));
}

static void lines_are_found_in_every_element(void) {
  static Maps maps;
  ScipixTextBoxes *boxes = new_boxes();
  ScipixTextBoxParams params = preset(SCIPIX_TEXT_BOX_PRESET_PADDLE);
  ScipixProbabilityMap views[3];
  size_t i, j;
  draw(&maps);
  views[0] = view(maps.floats, SCIPIX_ELEMENT_F32, 4);
  views[1] = view(maps.halves, SCIPIX_ELEMENT_F16, 2);
  views[2] = view(maps.bytes, SCIPIX_ELEMENT_U8, 1);
  for (i = 0; i < 3; ++i) {
    const ScipixTextBox *found;
    CHECK_OK(scipix_text_boxes_find(boxes, &views[i], 2 * WIDTH, 2 * HEIGHT, &params));
    if (!CHECK(scipix_text_boxes_len(boxes) == 3)) break;
    found = scipix_text_boxes_data(boxes);
    for (j = 0; j < 3; ++j) { /* from the bottom of the map up, grown beyond the drawn rows on a page twice as large */
      int top = 2 * (12 + 40 * (2 - (int)j)), bottom = top + 24;
      CHECK(found[j].corners_xy[1] < top && found[j].corners_xy[1] > top - 20);
      CHECK(found[j].corners_xy[5] > bottom && found[j].corners_xy[5] < bottom + 20);
      CHECK(found[j].corners_xy[0] < 40 && found[j].corners_xy[4] > 260);
      CHECK(found[j].score > 0.8f && found[j].score < 0.91f); /* the reference truncates corners: a row of paper may count */
      CHECK(found[j].polygon_len == 0 && found[j].polygon_xy == NULL && found[j].reserved == 0);
    }
  }
  CHECK_OK(scipix_text_boxes_free(boxes));
}

static void polygons_and_order_belong_to_their_boxes(void) {
  static Maps maps;
  ScipixTextBoxes *boxes = new_boxes();
  ScipixTextBoxParams params = preset(SCIPIX_TEXT_BOX_PRESET_RAPIDOCR);
  ScipixReadingOrderParams order;
  ScipixProbabilityMap map;
  const ScipixTextBox *found;
  size_t i, point;
  draw(&maps);
  map = view(maps.bytes, SCIPIX_ELEMENT_U8, 1);
  params.shape = SCIPIX_BOX_SHAPE_POLYGON;
  params.score = SCIPIX_BOX_SCORE_SLOW;
  CHECK_OK(scipix_text_boxes_find(boxes, &map, WIDTH, HEIGHT, &params));
  CHECK_OK(scipix_reading_order_params_init(&order));
  CHECK_OK(scipix_text_boxes_sort(boxes, &order));
  CHECK_OK(scipix_text_boxes_sort(boxes, &order)); /* once more changes nothing */
  found = scipix_text_boxes_data(boxes);
  CHECK_EQUAL(scipix_text_boxes_len(boxes), 3);
  for (i = 0; i < 3; ++i) {
    int top = 12 + 40 * (int)i;
    CHECK(found[i].corners_xy[1] < top && found[i].corners_xy[1] > top - 12); /* now from the top down */
    CHECK(found[i].polygon_len >= 4 && found[i].polygon_xy != NULL);
    for (point = 0; point < found[i].polygon_len; ++point) {
      int y = found[i].polygon_xy[2 * point + 1];
      CHECK(y > top - 14 && y < top + 26);
    }
  }
  CHECK_OK(scipix_text_boxes_free(boxes));
}

static void presets_are_those_of_the_engines(void) {
  ScipixTextBoxParams params, init;
  ScipixCraftParams craft;
  CHECK_OK(scipix_text_box_params_init(&init));
  params = preset(SCIPIX_TEXT_BOX_PRESET_RAPIDOCR);
  CHECK(memcmp(&params, &init, sizeof params) == 0);
  CHECK(params.struct_size == sizeof params && params.box_threshold == 0.5 && params.unclip_ratio == 1.6 && params.dilate == 1);
  params = preset(SCIPIX_TEXT_BOX_PRESET_PADDLE);
  CHECK(params.threshold == 0.3f && params.box_threshold == 0.6 && params.unclip_ratio == 1.5 && params.dilate == 0);
  CHECK(params.max_candidates == 1000 && params.min_side == 3 && params.min_grown_side == 5);
  params = preset(SCIPIX_TEXT_BOX_PRESET_DOCTR);
  CHECK(params.box_threshold == 0.1 && params.open == 1 && params.shape == SCIPIX_BOX_SHAPE_UPRIGHT);
  CHECK(params.max_candidates == 0 && params.min_side == 2);
  CHECK_OK(scipix_craft_params_init(&craft));
  CHECK(craft.text_threshold == 0.7f && craft.low_text == 0.4f && craft.link_threshold == 0.4f && craft.min_area == 10);
  CHECK_FAILS(scipix_text_box_params_preset(3, &params), SCIPIX_STATUS_INVALID_ARGUMENT, "preset");
}

static void words_of_craft(void) {
  static float text[60 * 100], link[60 * 100];
  ScipixTextBoxes *boxes = new_boxes();
  ScipixProbabilityMap maps[2] = {{text, sizeof text, 100, 60, 0, SCIPIX_ELEMENT_F32},
                                  {link, sizeof link, 100, 60, 0, SCIPIX_ELEMENT_F32}};
  ScipixCraftParams params;
  size_t x, y;
  for (y = 20; y < 30; ++y) {
    for (x = 10; x < 30; ++x) text[y * 100 + x] = text[y * 100 + x + 30] = 0.9f; /* two characters */
  }
  CHECK_OK(scipix_craft_params_init(&params));
  CHECK_OK(scipix_text_boxes_find_craft(boxes, &maps[0], &maps[1], 200, 120, &params));
  CHECK_EQUAL(scipix_text_boxes_len(boxes), 2);
  for (x = 30; x < 40; ++x) link[25 * 100 + x] = 0.8f; /* one word */
  CHECK_OK(scipix_text_boxes_find_craft(boxes, &maps[0], &maps[1], 200, 120, &params));
  CHECK_EQUAL(scipix_text_boxes_len(boxes), 1);
  CHECK(scipix_text_boxes_data(boxes)[0].score == 0.9f && scipix_text_boxes_data(boxes)[0].corners_xy[2] > 110);
  maps[1].height = 59;
  CHECK_FAILS(scipix_text_boxes_find_craft(boxes, &maps[0], &maps[1], 200, 120, &params), SCIPIX_STATUS_SIZE_MISMATCH, "link");
  CHECK_EQUAL(scipix_text_boxes_len(boxes), 0);
  CHECK_FAILS(scipix_text_boxes_find_craft(boxes, NULL, &maps[1], 200, 120, &params), SCIPIX_STATUS_NULL_POINTER, "text");
  CHECK_FAILS(scipix_text_boxes_find_craft(boxes, &maps[0], NULL, 200, 120, &params), SCIPIX_STATUS_NULL_POINTER, "link");
  CHECK_FAILS(scipix_text_boxes_find_craft(boxes, &maps[0], &maps[0], 200, 120, NULL), SCIPIX_STATUS_NULL_POINTER, "params");
  params.low_text = NAN;
  CHECK_FAILS(scipix_text_boxes_find_craft(boxes, &maps[0], &maps[0], 200, 120, &params), SCIPIX_STATUS_INVALID_ARGUMENT, "params");
  CHECK_OK(scipix_text_boxes_free(boxes));
}

/* Finds boxes of any shape in a map of bytes; all of them lie on the page. */
static void find_in(ScipixTextBoxes *boxes, const uint8_t *bytes, size_t width, size_t height) {
  ScipixProbabilityMap map = {bytes, width * height, width, height, 0, SCIPIX_ELEMENT_U8};
  int which, shape, corner;
  size_t i;
  for (which = 0; which < 3; ++which) {
    for (shape = 0; shape < 3; ++shape) {
      ScipixTextBoxParams params = preset(which);
      params.shape = shape;
      CHECK_OK(scipix_text_boxes_find(boxes, &map, 640, 480, &params));
      for (i = 0; i < scipix_text_boxes_len(boxes); ++i) {
        const ScipixTextBox *found = scipix_text_boxes_data(boxes) + i;
        for (corner = 0; corner < 4; ++corner) {
          CHECK(found->corners_xy[2 * corner] >= 0 && found->corners_xy[2 * corner] <= 640);
          CHECK(found->corners_xy[2 * corner + 1] >= 0 && found->corners_xy[2 * corner + 1] <= 480);
        }
        CHECK(found->score >= 0 && found->score <= 1);
      }
    }
  }
}

static void hostile_maps_give_a_result(void) {
  enum { SIDE = 2000 };
  uint8_t *bytes = (uint8_t *)malloc(SIDE * SIDE);
  float *floats = (float *)malloc(SIDE * sizeof(float));
  ScipixTextBoxes *boxes = new_boxes();
  ScipixTextBoxParams params = preset(SCIPIX_TEXT_BOX_PRESET_PADDLE);
  ScipixProbabilityMap map = {floats, SIDE * sizeof(float), 40, 50, 0, SCIPIX_ELEMENT_F32};
  const float odd[] = {NAN, INFINITY, -INFINITY, 3e38f, -1};
  size_t i, kind;
  require(bytes != NULL && floats != NULL, "malloc");
  memset(bytes, 255, SIDE * SIDE);
  find_in(boxes, bytes, 1, 1);
  find_in(boxes, bytes, SIDE, 1);
  find_in(boxes, bytes, 1, SIDE);
  find_in(boxes, bytes, SIDE, SIDE); /* all text */
  memset(bytes, 0, SIDE * SIDE);
  for (i = 0; i < SIDE * SIDE; ++i) bytes[i] = (uint8_t)((i % SIDE + i / SIDE) % 2 == 0 ? 255 : 0);
  find_in(boxes, bytes, SIDE, SIDE); /* a checkerboard: one component with 2 million holes */
  for (i = 0; i < SIDE * SIDE; ++i) bytes[i] = (uint8_t)(i % SIDE % 2 == 0 && i / SIDE % 2 == 0 ? 255 : 0);
  find_in(boxes, bytes, SIDE, SIDE); /* a million components */
  for (kind = 0; kind < sizeof odd / sizeof *odd; ++kind) {
    for (i = 0; i < SIDE; ++i) floats[i] = odd[(kind + i / 7 % (1 + kind)) % (sizeof odd / sizeof *odd)];
    CHECK_OK(scipix_text_boxes_find(boxes, &map, 640, 480, &params));
    for (i = 0; i < scipix_text_boxes_len(boxes); ++i) CHECK(scipix_text_boxes_data(boxes)[i].corners_xy[0] >= 0);
  }
  CHECK_OK(scipix_text_boxes_free(boxes));
  free(bytes);
  free(floats);
}

static void wrong_arguments_are_refused(void) {
  static Maps maps;
  ScipixTextBoxes *boxes = new_boxes(), *none = boxes;
  ScipixTextBoxParams good = preset(SCIPIX_TEXT_BOX_PRESET_PADDLE), params = good;
  ScipixReadingOrderParams order;
  ScipixProbabilityMap ok, map;
  draw(&maps);
  ok = view(maps.floats, SCIPIX_ELEMENT_F32, 4);
#define REFUSED(status, argument) \
  CHECK_FAILS(scipix_text_boxes_find(boxes, &map, 200, 120, &params), SCIPIX_STATUS_##status, argument)
#define WITH_MAP(change, status) \
  do {                           \
    map = ok;                    \
    map.change;                  \
    REFUSED(status, "map");      \
  } while (0)
#define WITH_PARAMS(change, status) \
  do {                              \
    params = good;                  \
    params.change;                  \
    REFUSED(status, "params");      \
  } while (0)
  map = ok;
  CHECK_OK(scipix_text_boxes_find(boxes, &map, 200, 120, &params));
  CHECK_EQUAL(scipix_text_boxes_len(boxes), 3);
  WITH_MAP(data = NULL, NULL_POINTER);
  CHECK_EQUAL(scipix_text_boxes_len(boxes), 0);
  WITH_MAP(width = 0, INVALID_ARGUMENT);
  WITH_MAP(height = 0, INVALID_ARGUMENT);
  WITH_MAP(stride = 4 * WIDTH - 4, INVALID_ARGUMENT);
  WITH_MAP(stride = 4 * WIDTH + 2, INVALID_ARGUMENT);
  WITH_MAP(data = (const char *)ok.data + 1, INVALID_ARGUMENT);
  WITH_MAP(element = SCIPIX_ELEMENT_I8, INVALID_ARGUMENT);
  WITH_MAP(element = 77, INVALID_ARGUMENT);
  WITH_MAP(data_bytes = ok.data_bytes - 4 * GAP - 1, OUT_OF_RANGE);
  WITH_MAP(data_bytes = 0, OUT_OF_RANGE);
  WITH_MAP(height = 1 << 24, OUT_OF_RANGE);
  WITH_MAP(height = (1 << 24) + 1, UNSUPPORTED);
  WITH_MAP(height = SIZE_MAX, UNSUPPORTED);
  WITH_MAP(stride = SIZE_MAX - 3, OUT_OF_RANGE);
  WITH_MAP(data_bytes = SIZE_MAX, OVERFLOW);
  map = ok;
  WITH_PARAMS(threshold = NAN, INVALID_ARGUMENT);
  WITH_PARAMS(box_threshold = NAN, INVALID_ARGUMENT);
  WITH_PARAMS(unclip_ratio = -1, INVALID_ARGUMENT);
  WITH_PARAMS(unclip_ratio = 9, INVALID_ARGUMENT);
  WITH_PARAMS(min_side = -1, INVALID_ARGUMENT);
  WITH_PARAMS(min_grown_side = INFINITY, INVALID_ARGUMENT);
  WITH_PARAMS(shape = 3, INVALID_ARGUMENT);
  WITH_PARAMS(score = -1, INVALID_ARGUMENT);
  WITH_PARAMS(growth = 2, INVALID_ARGUMENT);
  WITH_PARAMS(dilate = 2, INVALID_ARGUMENT);
  WITH_PARAMS(open = 2, INVALID_ARGUMENT);
  WITH_PARAMS(struct_size = 0, INVALID_ARGUMENT);
  params = good;
#undef REFUSED
  CHECK_FAILS(scipix_text_boxes_find(NULL, &map, 200, 120, &params), SCIPIX_STATUS_NULL_POINTER, "boxes");
  CHECK_FAILS(scipix_text_boxes_find(boxes, NULL, 200, 120, &params), SCIPIX_STATUS_NULL_POINTER, "map");
  CHECK_FAILS(scipix_text_boxes_find(boxes, &map, 200, 120, NULL), SCIPIX_STATUS_NULL_POINTER, "params");
  CHECK_FAILS(scipix_text_boxes_find(boxes, &map, 0, 120, &params), SCIPIX_STATUS_INVALID_ARGUMENT, "page");
  CHECK_FAILS(scipix_text_boxes_find(boxes, &map, 200, (1 << 24) + 1, &params), SCIPIX_STATUS_UNSUPPORTED, "page");
  CHECK_FAILS(scipix_text_boxes_new(NULL), SCIPIX_STATUS_NULL_POINTER, "out_boxes");
  CHECK_OK(scipix_text_boxes_find(boxes, &map, 200, 120, &params)); /* the object goes on working */
  CHECK_OK(scipix_reading_order_params_init(&order));
  CHECK_FAILS(scipix_text_boxes_sort(NULL, &order), SCIPIX_STATUS_NULL_POINTER, "boxes");
  CHECK_FAILS(scipix_text_boxes_sort(boxes, NULL), SCIPIX_STATUS_NULL_POINTER, "params");
  order.rule = 5;
  CHECK_FAILS(scipix_text_boxes_sort(boxes, &order), SCIPIX_STATUS_INVALID_ARGUMENT, "params");
  CHECK_EQUAL(scipix_text_boxes_len(boxes), 3);
  CHECK(scipix_text_boxes_len(NULL) == 0 && scipix_text_boxes_data(NULL) == NULL);
  CHECK_OK(scipix_text_boxes_free(NULL));
  CHECK_OK(scipix_text_boxes_free(none));
}

int main(void) {
  lines_are_found_in_every_element();
  small_boxes_are_left_out();
  polygons_and_order_belong_to_their_boxes();
  presets_are_those_of_the_engines();
  words_of_craft();
  hostile_maps_give_a_result();
  wrong_arguments_are_refused();
  return check_report("text_boxes");
}
