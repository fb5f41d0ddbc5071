/* Golden chapters: what is found in pages, polygons, boxes, orders and crops. */
#ifndef GOLDEN_GEOMETRY_H
#define GOLDEN_GEOMETRY_H

#include "golden.h"

enum { PAGE_WIDTH = 301, PAGE_HEIGHT = 223, PAGE_PX = PAGE_WIDTH * PAGE_HEIGHT };

static inline ScipixImage page_image(void) {
  static uint8_t gray[PAGE_PX];
  ScipixImage image;
  draw_page(gray, PAGE_WIDTH, PAGE_HEIGHT);
  CHECK_OK(scipix_image_view(gray, PAGE_PX, PAGE_WIDTH, PAGE_HEIGHT, 0, SCIPIX_PIXEL_FORMAT_GRAY8, &image));
  return image;
}

static void golden_components(Hash *hash) {
  static uint32_t labels[PAGE_PX];
  static ScipixComponent found[4096];
  ScipixImage page = page_image();
  const ScipixConnectivity kinds[] = {SCIPIX_CONNECTIVITY_FOUR, SCIPIX_CONNECTIVITY_EIGHT};
  size_t kind, count, i;
  for (kind = 0; kind < 2; ++kind) {
    count = 0;
    CHECK_OK(scipix_image_components(&page, kinds[kind], labels, PAGE_WIDTH * sizeof *labels, found, 4096, &count));
    HASH_ARRAY(hash, labels, PAGE_PX);
    hash_u64(hash, count);
    for (i = 0; i < count && i < 4096; ++i) {
      HASH_ARRAY(hash, &found[i].x, 1);
      HASH_ARRAY(hash, &found[i].y, 1);
      HASH_ARRAY(hash, &found[i].width, 1);
      HASH_ARRAY(hash, &found[i].height, 1);
      hash_u64(hash, found[i].area);
    }
  }
}

static void golden_polygons(Hash *hash) {
  const int32_t star[16] = {0, 0, 40, 3, 55, 30, 90, 41, 20, 60, 10, 30, -8, 50, -3, 17};
  int32_t points[2 * 60], out[512];
  ScipixRotatedRect rect;
  float corners[8];
  double measure;
  uint32_t state = 5;
  size_t round, i, len;
  for (round = 0; round < 20; ++round) {
    for (i = 0; i < 120; ++i) points[i] = (int32_t)(next_random(&state) >> 23) - (int32_t)(round * (i % 2));
    CHECK_OK(scipix_points_convex_hull(points, 60, out, 256, &len));
    hash_u64(hash, len);
    HASH_ARRAY(hash, out, 2 * len);
    CHECK_OK(scipix_points_min_area_rect(points, 3 + 2 * round, &rect));
    CHECK_OK(scipix_rotated_rect_corners(&rect, corners));
    HASH_ARRAY(hash, corners, 8);
    hash_f32(hash, rect.angle);
    CHECK_OK(scipix_polygon_area(points, 60, &measure));
    hash_f64(hash, measure);
    CHECK_OK(scipix_polygon_perimeter(points, 60, &measure));
    hash_f64(hash, measure);
    CHECK_OK(scipix_polygon_offset(star, 8, 1.5 + (double)round, out, 256, &len));
    hash_u64(hash, len);
    HASH_ARRAY(hash, out, 2 * len);
    CHECK_OK(scipix_polygon_simplify(points, 60, 2.5 * (double)round, out, 256, &len));
    hash_u64(hash, len);
    HASH_ARRAY(hash, out, 2 * len);
  }
}

static void golden_reading_order(Hash *hash) {
  enum { BOXES = 60 };
  float corners[8 * BOXES];
  uint32_t order[BOXES], state = 9;
  ScipixReadingOrderParams params;
  size_t i;
  for (i = 0; i < BOXES; ++i) {
    float x = (float)(i % 3 * 220 + (next_random(&state) >> 27)), y = (float)(i / 3 * 31 + (next_random(&state) >> 28));
    const float box[8] = {x, y, x + 190, y + 3, x + 189, y + 24, x - 1, y + 20};
    memcpy(corners + 8 * i, box, sizeof box);
  }
  CHECK_OK(scipix_reading_order_params_init(&params));
  for (params.rule = 0; params.rule <= SCIPIX_ORDER_RULE_TEN_PIXELS; ++params.rule) {
    CHECK_OK(scipix_reading_order(corners, BOXES, &params, order));
    HASH_ARRAY(hash, order, BOXES);
  }
}

static void hash_boxes(Hash *hash, const ScipixTextBoxes *boxes) {
  const ScipixTextBox *found = scipix_text_boxes_data(boxes);
  size_t len = scipix_text_boxes_len(boxes), i;
  CHECK(len > 0);
  hash_u64(hash, len);
  for (i = 0; i < len; ++i) {
    HASH_ARRAY(hash, found[i].corners_xy, 8);
    hash_f32(hash, found[i].score);
    hash_u64(hash, found[i].polygon_len);
    HASH_ARRAY(hash, found[i].polygon_xy, 2 * found[i].polygon_len);
  }
}

static void golden_text_boxes(Hash *hash) {
  static uint8_t probable[PAGE_PX];
  ScipixProbabilityMap map = {probable, PAGE_PX, PAGE_WIDTH, PAGE_HEIGHT, 0, SCIPIX_ELEMENT_U8};
  ScipixTextBoxParams params;
  ScipixCraftParams craft;
  ScipixReadingOrderParams order;
  ScipixTextBoxes *boxes = NULL;
  ScipixTextBoxPreset preset;
  uint32_t state = 3;
  size_t x, y;
  for (y = 0; y < PAGE_HEIGHT; ++y) {
    for (x = 0; x < PAGE_WIDTH; ++x) { /* lines that descend */
      size_t level = (y + x / 16) % 40;
      bool line = level >= 12 && level < 27 && x % 150 >= 20 && x % 150 < 130 && y > 12 && y < PAGE_HEIGHT - 12;
      probable[y * PAGE_WIDTH + x] = (uint8_t)((line ? 190 : 5) + (next_random(&state) >> 27));
    }
  }
  CHECK_OK(scipix_reading_order_params_init(&order));
  CHECK_OK(scipix_craft_params_init(&craft));
  CHECK_OK(scipix_text_boxes_new(&boxes));
  for (preset = 0; preset <= SCIPIX_TEXT_BOX_PRESET_DOCTR; ++preset) {
    CHECK_OK(scipix_text_box_params_init(&params));
    CHECK_OK(scipix_text_box_params_preset(preset, &params));
    for (params.shape = 0; params.shape <= SCIPIX_BOX_SHAPE_POLYGON; ++params.shape) {
      CHECK_OK(scipix_text_boxes_find(boxes, &map, 2 * PAGE_WIDTH, 2 * PAGE_HEIGHT, &params));
      CHECK_OK(scipix_text_boxes_sort(boxes, &order));
      hash_boxes(hash, boxes);
    }
  }
  CHECK_OK(scipix_text_boxes_find_craft(boxes, &map, &map, 2 * PAGE_WIDTH, 2 * PAGE_HEIGHT, &craft));
  hash_boxes(hash, boxes);
  CHECK_OK(scipix_text_boxes_free(boxes));
}

static void golden_crops(Hash *hash) {
  enum { LINES = 3, HEIGHT = 24, ROOM = LINES * 3 * HEIGHT * 400 };
  static float out[ROOM];
  const float quads[8 * LINES] = {13, 4,  250, 20, 248, 49, 11, 33, 3,  60,  290, 61,
                                  291, 80, 3,  79, 40,  90, 62, 91, 60, 200, 38,  199};
  ScipixImage page = page_image();
  ScipixCropParams crop;
  ScipixCropSize sizes[LINES];
  ScipixLineGroupParams group;
  ScipixLineGroup groups[LINES];
  uint32_t order[LINES];
  ScipixTensorParams tensor;
  size_t shape[4], bytes = 0, i, count = 0;
  CHECK_OK(scipix_crop_params_init(&crop));
  CHECK_OK(scipix_tensor_params_init(&tensor));
  CHECK_OK(scipix_line_group_params_init(&group));
  tensor.fit = SCIPIX_TENSOR_FIT_HEIGHT;
  tensor.height = HEIGHT;
  for (crop.interpolation = 0; crop.interpolation <= SCIPIX_INTERPOLATION_CUBIC; ++crop.interpolation) {
    for (i = 0; i < LINES; ++i) {
      CHECK_OK(scipix_crop_quad_size(quads + 8 * i, &crop, &sizes[i]));
      hash_u64(hash, sizes[i].width);
      hash_u64(hash, sizes[i].height);
    }
    CHECK_OK(scipix_image_crops_tensor_shape(&page, quads, LINES, &crop, &tensor, shape, &bytes));
    if (!CHECK(bytes > 0 && bytes <= sizeof out)) return;
    CHECK_OK(scipix_image_crops_to_tensor(&page, quads, LINES, &crop, &tensor, out, bytes));
    hash_numbers(hash, out, bytes, sizeof *out);
  }
  CHECK_OK(scipix_line_groups(sizes, LINES, &group, order, groups, &count));
  HASH_ARRAY(hash, order, LINES);
  for (i = 0; i < count; ++i) hash_u64(hash, groups[i].width);
}

static void golden_page_parts(Hash *hash) {
  static ScipixRuledLine lines[256];
  static ScipixPageBox boxes[256];
  ScipixImage page = page_image();
  ScipixBorderParams border;
  ScipixBorders borders;
  ScipixPolarity polarity;
  ScipixLineParams line;
  ScipixPageOrientation orientation;
  size_t len = 0, i, width, height;
  CHECK_OK(scipix_border_params_init(&border));
  CHECK_OK(scipix_page_find_borders(&page, &border, &borders));
  hash_u64(hash, borders.areas);
  hash_u64(hash, borders.area_px);
  CHECK_OK(scipix_page_polarity(&page, &polarity));
  hash_u64(hash, polarity.light_on_dark);
  hash_f32(hash, polarity.confidence);
  CHECK_OK(scipix_page_inverted_regions(&page, boxes, 256, &len));
  hash_u64(hash, len);
  CHECK_OK(scipix_line_params_init(&line));
  line.min_length = 9;
  CHECK_OK(scipix_page_find_lines(&page, &line, lines, 256, &len));
  CHECK(len > 0);
  for (i = 0; i < len && i < 256; ++i) {
    hash_numbers(hash, &lines[i].bounds, sizeof lines[i].bounds, 4);
    hash_u64(hash, lines[i].thickness);
  }
  CHECK_OK(scipix_page_orientation(&page, &orientation));
  hash_u64(hash, (uint64_t)orientation.degrees);
  hash_f32(hash, orientation.confidence);
  hash_u64(hash, orientation.letters);
  for (i = 0; i < 360; i += 7) {
    CHECK_OK(scipix_image_rotated_size(&page, (float)i / 2, &width, &height));
    hash_u64(hash, width);
    hash_u64(hash, height);
  }
}

/* Every step of the cleaning is done, whether the page needs it or not. */
static void golden_page_clean(Hash *hash) {
  ScipixImage page = page_image(), clean;
  ScipixPageCleanParams params;
  ScipixPageCleanReport report;
  ScipixPageCleaner *cleaner = NULL;
  size_t y;
  report.struct_size = sizeof report;
  CHECK_OK(scipix_page_clean_params_init(&params));
  params.polarity = params.orientation = params.skew = params.borders = SCIPIX_CLEAN_STEP_ON;
  params.background = params.denoise = params.lines = params.despeckle = SCIPIX_CLEAN_STEP_ON;
  CHECK_OK(scipix_page_cleaner_new(&cleaner));
  CHECK_OK(scipix_page_clean(cleaner, &page, &params, &report));
  if (CHECK_OK(scipix_page_cleaner_image(cleaner, &clean)), clean.data != NULL) {
    for (y = 0; y < clean.height; ++y) {
      hash_numbers(hash, clean.data + y * clean.stride, format_row_bytes(clean.format, clean.width), 1);
    }
  }
  hash_numbers(hash, &report, offsetof(ScipixPageCleanReport, border_px), 4);
  hash_u64(hash, report.border_px);
  hash_u64(hash, report.speck_px);
  CHECK_OK(scipix_page_cleaner_free(cleaner));
}

static const Chapter geometry_chapters[] = {
    {"components", golden_components}, {"polygons", golden_polygons},     {"reading_order", golden_reading_order},
    {"text_boxes", golden_text_boxes}, {"crops_and_groups", golden_crops}, {"page_parts", golden_page_parts},
    {"page_clean", golden_page_clean}, CHAPTERS_END,
};

#endif
