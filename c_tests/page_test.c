/* Tests what removes specks, ruling lines and borders, and what tells the polarity, on drawn pages; and tries every invalid
 * parameter. */
#define _DEFAULT_SOURCE
#include "canvas.h"

enum { WIDTH = 700, HEIGHT = 500, PAPER = 230, INK = 20 };

static void fill(Canvas *page, size_t x, size_t y, size_t width, size_t height, int gray) {
  size_t row;
  for (row = y; row < y + height; ++row) memset(page->data + row * page->stride + x, gray, width);
}

/* Upright strokes with full stops between them, in lines. */
static Canvas text_page(void) {
  Canvas page = canvas_empty(SCIPIX_PIXEL_FORMAT_GRAY8, WIDTH, HEIGHT, 3);
  size_t x, y;
  fill(&page, 0, 0, WIDTH, HEIGHT, PAPER);
  for (y = 100; y < 400; y += 50) {
    for (x = 100; x < 600; x += 24) {
      fill(&page, x, y, 4, 28, INK);
      fill(&page, x + 10, y + 23, 5, 5, INK);
    }
  }
  return page;
}

static bool same(const Canvas *a, const Canvas *b) {
  size_t y;
  for (y = 0; y < HEIGHT; ++y) {
    if (memcmp(a->data + y * a->stride, b->data + y * b->stride, WIDTH) != 0) return false;
  }
  return canvas_surroundings_intact(a) && canvas_surroundings_intact(b);
}

static void specks_go_and_full_stops_stay(void) {
  Canvas text = text_page(), page = text_page(), out = canvas_empty(SCIPIX_PIXEL_FORMAT_GRAY8, WIDTH, HEIGHT, 1);
  ScipixImage src = canvas_image(&page);
  ScipixImageMut dst = canvas_image_mut(&out), in_place = canvas_image_mut(&page);
  ScipixSpeckParams params;
  ScipixSpecks specks;
  CHECK_OK(scipix_speck_params_init(&params));
  CHECK(params.struct_size == sizeof params && params.max_side == 0 && params.threshold == SCIPIX_PAGE_THRESHOLD_AUTO);
  fill(&page, 30, 30, 2, 2, INK);
  fill(&page, 650, 460, 3, 2, INK);
  CHECK_OK(scipix_page_despeckle(&src, &params, &dst, &specks));
  CHECK(specks.components == 254 && specks.removed == 2 && specks.removed_px == 10 && specks.reserved == 0);
  CHECK(specks.max_side >= 8 && specks.max_side <= 12);
  CHECK(same(&out, &text));
  CHECK_OK(scipix_page_despeckle(&src, &params, &in_place, NULL));
  CHECK(same(&page, &text));
  fill(&page, 30, 30, 2, 2, INK);
  params.max_side = 1;
  CHECK_OK(scipix_page_despeckle(&src, &params, &dst, &specks));
  CHECK(specks.removed == 0 && specks.max_side == 1 && same(&out, &page));
  params.threshold = 256;
  CHECK_FAILS(scipix_page_despeckle(&src, &params, &dst, NULL), SCIPIX_STATUS_INVALID_ARGUMENT, "params");
  params.threshold = -2;
  CHECK_FAILS(scipix_page_despeckle(&src, &params, &dst, NULL), SCIPIX_STATUS_INVALID_ARGUMENT, "params");
  params.threshold = 100;
  CHECK_FAILS(scipix_page_despeckle(&src, &params, &dst, (ScipixSpecks *)(void *)(out.data + (8 - (uintptr_t)out.data % 8))),
              SCIPIX_STATUS_INVALID_ARGUMENT, "out_specks");
  canvas_free(&text);
  canvas_free(&page);
  canvas_free(&out);
}

static void lines_go_and_strokes_stay(void) {
  Canvas text = text_page(), page = text_page(), out = canvas_empty(SCIPIX_PIXEL_FORMAT_GRAY8, WIDTH, HEIGHT, 1);
  ScipixImage src = canvas_image(&page);
  ScipixImageMut dst = canvas_image_mut(&out), in_place = canvas_image_mut(&page);
  ScipixLineParams params;
  ScipixRuledLine lines[3];
  size_t count = 77;
  CHECK_OK(scipix_line_params_init(&params));
  CHECK(params.struct_size == sizeof params && params.min_length == 0 && params.max_thickness == 0);
  CHECK(params.horizontal == 1 && params.vertical == 0 && params.threshold == SCIPIX_PAGE_THRESHOLD_AUTO);
  params.vertical = 1;
  fill(&page, 50, 110, 600, 3, INK); /* through the strokes */
  fill(&page, 50, 440, 600, 2, INK);
  fill(&page, 40, 20, 2, 460, INK);
  CHECK_OK(scipix_page_find_lines(&src, &params, lines, 3, &count));
  CHECK(count == 3 && lines[0].vertical == 0 && lines[0].thickness == 3 && lines[0].bounds.x == 50);
  CHECK(lines[0].bounds.y == 110 && lines[0].bounds.width == 600 && lines[0].bounds.height == 3);
  CHECK(lines[2].vertical == 1 && lines[2].thickness == 2 && lines[2].bounds.height == 460);
  fill(&out, 0, 0, WIDTH, HEIGHT, 7);
  CHECK_FAILS(scipix_page_remove_lines(&src, &params, &dst, lines, 2, &count), SCIPIX_STATUS_SIZE_MISMATCH, "cap");
  CHECK(count == 3 && out.data[0] == 7);
  CHECK_FAILS(scipix_page_find_lines(&src, &params, lines, 2, &count), SCIPIX_STATUS_SIZE_MISMATCH, "cap");
  CHECK_OK(scipix_page_remove_lines(&src, &params, &dst, NULL, 0, &count));
  CHECK(count == 3 && same(&out, &text));
  CHECK_OK(scipix_page_remove_lines(&src, &params, &in_place, lines, 3, &count));
  CHECK(count == 3 && same(&page, &text));
  CHECK_OK(scipix_page_find_lines(&src, &params, NULL, 0, &count));
  CHECK_EQUAL(count, 0);
  CHECK_FAILS(scipix_page_find_lines(&src, &params, NULL, 0, NULL), SCIPIX_STATUS_NULL_POINTER, "out_len");
  CHECK_FAILS(scipix_page_remove_lines(&src, &params, &dst, NULL, 0, NULL), SCIPIX_STATUS_NULL_POINTER, "out_len");
  CHECK_FAILS(scipix_page_remove_lines(&src, &params, &dst, NULL, 0, (size_t *)(void *)(out.data + (8 - (uintptr_t)out.data % 8))),
              SCIPIX_STATUS_INVALID_ARGUMENT, "out_len");
  params.horizontal = 2;
  CHECK_FAILS(scipix_page_find_lines(&src, &params, NULL, 0, &count), SCIPIX_STATUS_INVALID_ARGUMENT, "params");
  params.horizontal = 1;
  params.reserved[1] = 1;
  CHECK_FAILS(scipix_page_find_lines(&src, &params, NULL, 0, &count), SCIPIX_STATUS_UNSUPPORTED, "params");
  canvas_free(&text);
  canvas_free(&page);
  canvas_free(&out);
}

static void borders_go(void) {
  Canvas text = text_page(), page = text_page(), out = canvas_empty(SCIPIX_PIXEL_FORMAT_GRAY8, WIDTH, HEIGHT, 1);
  ScipixImage src = canvas_image(&page);
  ScipixImageMut dst = canvas_image_mut(&out), in_place = canvas_image_mut(&page);
  ScipixBorderParams params;
  ScipixBorders borders;
  CHECK_OK(scipix_border_params_init(&params));
  CHECK(params.struct_size == sizeof params && params.threshold == SCIPIX_PAGE_THRESHOLD_AUTO);
  fill(&page, 0, 0, 24, HEIGHT, INK);
  fill(&page, 0, 0, WIDTH, 16, INK);
  CHECK_OK(scipix_page_find_borders(&src, &params, &borders));
  CHECK(borders.areas == 1 && borders.area_px == 24 * HEIGHT + 16 * (WIDTH - 24));
  CHECK(borders.content.x >= 90 && borders.content.y >= 90 && borders.content.x < 125);
  CHECK(borders.content.width <= 520 && borders.content.height <= 300);
  CHECK_OK(scipix_page_remove_borders(&src, &params, &dst, NULL));
  CHECK(same(&out, &text));
  CHECK_OK(scipix_page_remove_borders(&src, &params, &in_place, &borders));
  CHECK(borders.areas == 1 && same(&page, &text));
  CHECK_OK(scipix_page_find_borders(&src, &params, &borders));
  CHECK(borders.areas == 0 && borders.area_px == 0);
  CHECK_FAILS(scipix_page_find_borders(&src, &params, NULL), SCIPIX_STATUS_NULL_POINTER, "out_borders");
  CHECK_FAILS(scipix_page_find_borders(&src, NULL, &borders), SCIPIX_STATUS_NULL_POINTER, "params");
  CHECK_FAILS(scipix_page_find_borders(NULL, &params, &borders), SCIPIX_STATUS_NULL_POINTER, "src");
  params.threshold = 300;
  CHECK_FAILS(scipix_page_find_borders(&src, &params, &borders), SCIPIX_STATUS_INVALID_ARGUMENT, "params");
  CHECK_FAILS(scipix_page_remove_borders(&src, &params, &dst, &borders), SCIPIX_STATUS_INVALID_ARGUMENT, "params");
  canvas_free(&text);
  canvas_free(&page);
  canvas_free(&out);
}

static void polarity_of_a_page_and_of_its_parts(void) {
  Canvas page = text_page();
  ScipixImage src = canvas_image(&page), part;
  ScipixImageMut all = canvas_image_mut(&page), dark;
  ScipixPageBox boxes[2];
  ScipixPolarity polarity = {7, -1};
  size_t count = 77;
  CHECK_OK(scipix_page_inverted_regions(&src, boxes, 2, &count));
  CHECK_EQUAL(count, 0);
  CHECK_OK(scipix_image_subview_mut(&all, 80, 190, 540, 48, &dark));
  CHECK_OK(scipix_image_subview(&src, 80, 190, 540, 48, &part));
  CHECK_OK(scipix_image_invert(&part, &dark));
  CHECK_OK(scipix_page_polarity(&src, &polarity));
  CHECK(polarity.light_on_dark == 0 && polarity.confidence > 0.3f && polarity.confidence < 1);
  CHECK_OK(scipix_page_polarity(&part, &polarity));
  CHECK(polarity.light_on_dark == 1 && polarity.confidence > 0.9f);
  CHECK_OK(scipix_page_inverted_regions(&src, boxes, 2, &count));
  CHECK(count == 1 && boxes[0].x == 80 && boxes[0].y == 190 && boxes[0].width == 540 && boxes[0].height == 48);
  CHECK_OK(scipix_page_inverted_regions(&src, NULL, 0, &count));
  CHECK_EQUAL(count, 1);
  CHECK_FAILS(scipix_page_inverted_regions(&src, boxes, 0, &count), SCIPIX_STATUS_SIZE_MISMATCH, "cap");
  CHECK_EQUAL(count, 1);
  CHECK_FAILS(scipix_page_polarity(&src, NULL), SCIPIX_STATUS_NULL_POINTER, "out_polarity");
  CHECK_FAILS(scipix_page_polarity(NULL, &polarity), SCIPIX_STATUS_NULL_POINTER, "src");
  CHECK_FAILS(scipix_page_inverted_regions(NULL, boxes, 2, &count), SCIPIX_STATUS_NULL_POINTER, "src");
  CHECK_FAILS(scipix_page_inverted_regions(&src, boxes, 2, NULL), SCIPIX_STATUS_NULL_POINTER, "out_len");
  fill(&page, 0, 0, WIDTH, HEIGHT, PAPER);
  CHECK_OK(scipix_page_polarity(&src, &polarity));
  CHECK(polarity.light_on_dark == 0 && polarity.confidence == 0);
  canvas_free(&page);
}

int main(void) {
  specks_go_and_full_stops_stay();
  lines_go_and_strokes_stay();
  borders_go();
  polarity_of_a_page_and_of_its_parts();
  return check_report("page");
}
