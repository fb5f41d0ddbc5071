/* Workloads: cleaning of pages, components, polygons, text boxes, and crops of lines. */
#include "walk.h"

static void cleaning(void) {
  ScipixImage page = gray_image();
  ScipixImageMut out = result_image(SCIPIX_PIXEL_FORMAT_GRAY8, SIDE, SIDE);
  ScipixSpeckParams specks;
  ScipixBorderParams borders;
  ScipixLineParams lines;
  ScipixBorders found;
  ScipixPolarity polarity;
  ScipixPageBox boxes[64];
  ScipixRuledLine ruled[64];
  size_t len;
  DO(scipix_speck_params_init(&specks));
  DO(scipix_border_params_init(&borders));
  DO(scipix_line_params_init(&lines));
  specks.max_side = 3;
  lines.min_length = 12;
  lines.max_thickness = 3;
  DO(scipix_page_despeckle(&page, &specks, &out, NULL));
  DO(scipix_page_remove_borders(&page, &borders, &out, NULL));
  DO(scipix_page_find_borders(&page, &borders, &found));
  DO(scipix_page_polarity(&page, &polarity));
  DO(scipix_page_inverted_regions(&page, boxes, 64, &len));
  DO(scipix_page_remove_lines(&page, &lines, &out, ruled, 64, &len));
  DO(scipix_page_find_lines(&page, &lines, ruled, 64, &len));
}

/* Every step of the cleaning is done, whether the page shows that it is needed or not. */
static void whole_cleaning(void) {
  ScipixImage page = color_image(SCIPIX_PIXEL_FORMAT_RGBA8), gray = gray_image(), clean;
  ScipixPageOrientation orientation;
  ScipixPageCleanParams params;
  ScipixPageCleanReport report;
  ScipixPageCleaner *cleaner = NULL;
  int i;
  report.struct_size = sizeof report;
  DO(scipix_page_orientation(&gray, &orientation));
  DO(scipix_page_clean_params_init(&params));
  params.polarity = params.orientation = params.skew = params.borders = SCIPIX_CLEAN_STEP_ON;
  params.background = params.denoise = params.lines = params.despeckle = SCIPIX_CLEAN_STEP_ON;
  if (DO(scipix_page_cleaner_new(&cleaner))) {
    for (i = 0; i < 2; ++i) {
      if (DO(scipix_page_clean(cleaner, &page, &params, &report)) && DO(scipix_page_cleaner_image(cleaner, &clean))) {
        CHECK(clean.data != NULL && clean.width > 0);
      }
    }
  }
  CHECK_OK(scipix_page_cleaner_free(cleaner));
}

static void components(void) {
  static uint32_t labels[SIDE * SIDE];
  ScipixComponent found[256];
  ScipixImage page = gray_image();
  size_t count;
  if (DO(scipix_image_components(&page, SCIPIX_CONNECTIVITY_EIGHT, labels, 4 * SIDE, found, 256, &count))) CHECK(count > 0);
}

static void polygons(void) {
  const int32_t points[12] = {0, 0, 40, 3, 55, 30, 20, 60, 10, 30, 4, 50};
  int32_t out[128];
  ScipixRotatedRect rect;
  float corners[8];
  double measure;
  size_t len;
  DO(scipix_points_convex_hull(points, 6, out, 64, &len));
  DO(scipix_polygon_area(points, 6, &measure));
  DO(scipix_polygon_perimeter(points, 6, &measure));
  DO(scipix_polygon_offset(points, 4, 5, out, 64, &len));
  DO(scipix_polygon_simplify(points, 6, 3, out, 64, &len));
  if (DO(scipix_points_min_area_rect(points, 6, &rect))) DO(scipix_rotated_rect_corners(&rect, corners));
}

/* The block of the page alone is probable. */
static ScipixProbabilityMap map_of_page(void) {
  static uint8_t probable[SIDE * SIDE];
  ScipixProbabilityMap map = {probable, sizeof probable, SIDE, SIDE, 0, SCIPIX_ELEMENT_U8};
  size_t i;
  for (i = 0; i < sizeof probable; ++i) probable[i] = gray_page[i] == 255 ? 240 : 5;
  return map;
}

static void text_boxes(void) {
  ScipixProbabilityMap map = map_of_page();
  ScipixTextBoxParams params;
  ScipixCraftParams craft;
  ScipixReadingOrderParams order;
  ScipixTextBoxes *boxes = NULL;
  const ScipixTextBox *found;
  ScipixBoxShape shape;
  size_t len;
  DO(scipix_text_box_params_init(&params));
  DO(scipix_text_box_params_preset(SCIPIX_TEXT_BOX_PRESET_PADDLE, &params));
  DO(scipix_craft_params_init(&craft));
  DO(scipix_reading_order_params_init(&order));
  if (DO(scipix_text_boxes_new(&boxes))) {
    for (shape = SCIPIX_BOX_SHAPE_QUAD; shape <= SCIPIX_BOX_SHAPE_POLYGON; ++shape) {
      params.shape = shape;
      if (DO(scipix_text_boxes_find(boxes, &map, SIDE, SIDE, &params))) CHECK(scipix_text_boxes_len(boxes) > 0);
      else CHECK_EQUAL(scipix_text_boxes_len(boxes), 0);
      DO(scipix_text_boxes_sort(boxes, &order));
      len = scipix_text_boxes_len(boxes);
      found = scipix_text_boxes_data(boxes);
      CHECK(len == 0 || (found != NULL && found[len - 1].score >= 0));
    }
    DO(scipix_text_boxes_find_craft(boxes, &map, &map, SIDE, SIDE, &craft));
  }
  CHECK_OK(scipix_text_boxes_free(boxes));
}

static void reading_order(void) {
  const float corners[16] = {0, 0, 10, 0, 10, 5, 0, 5, 0, 20, 10, 20, 10, 25, 0, 25};
  ScipixReadingOrderParams order;
  uint32_t out[2];
  DO(scipix_reading_order_params_init(&order));
  if (DO(scipix_reading_order(corners, 2, &order, out))) CHECK(out[0] == 0 && out[1] == 1);
}

static void crops(void) {
  const float quads[16] = {3, 4, 50, 2, 55, 20, 1, 25, 3, 30, 50, 31, 51, 50, 3, 49};
  ScipixImage page = color_image(SCIPIX_PIXEL_FORMAT_RGBA8);
  ScipixImageMut out = result_image(SCIPIX_PIXEL_FORMAT_RGBA8, 48, 20);
  ScipixCropParams crop;
  ScipixTensorParams params;
  ScipixCropSize size;
  size_t shape[4], bytes;
  DO(scipix_crop_params_init(&crop));
  DO(scipix_tensor_params_init(&params));
  crop.interpolation = SCIPIX_INTERPOLATION_CUBIC;
  params.width = 40;
  params.height = 16;
  params.fit = SCIPIX_TENSOR_FIT_INSIDE;
  DO(scipix_crop_quad_size(quads, &crop, &size));
  DO(scipix_image_crop_quad_with(&page, quads, &crop, &out));
  if (DO(scipix_image_crops_tensor_shape(&page, quads, 2, &crop, &params, shape, &bytes)) &&
      CHECK(bytes <= sizeof result_page)) {
    DO(scipix_image_crops_to_tensor(&page, quads, 2, &crop, &params, result_page, bytes));
  }
}

static void line_groups(void) {
  const ScipixCropSize sizes[4] = {{100, 24}, {320, 48}, {96, 24}, {40, 48}};
  ScipixLineGroupParams params;
  ScipixLineGroup groups[4];
  uint32_t order[4];
  size_t len;
  DO(scipix_line_group_params_init(&params));
  if (DO(scipix_line_groups(sizes, 4, &params, order, groups, &len))) CHECK(len > 0);
}

const Walk page_walks[] = {
    {"cleaning", cleaning, 10, ALONE},
    {"whole cleaning", whole_cleaning, 20, ALONE},
    {"components", components, 2, ALONE},
    {"polygons", polygons, 3, ALONE},
    {"text boxes", text_boxes, 8, ALONE},
    {"reading order", reading_order, 1, ALONE},
    {"crops", crops, 1, ALONE},
    {"line groups", line_groups, 0, ALONE},
    WALKS_END,
};
