/* Tests the cleaning of pages and their orientation: on pages drawn with every damage, on hostile ones, and with invalid arguments. */
#define _DEFAULT_SOURCE
#include "canvas.h"

enum { WIDTH = 420, HEIGHT = 330 };

static ScipixPageCleanParams defaults(void) {
  ScipixPageCleanParams params;
  CHECK_OK(scipix_page_clean_params_init(&params));
  return params;
}

static ScipixPageCleanReport no_report(void) {
  ScipixPageCleanReport report;
  memset(&report, 0, sizeof report);
  report.struct_size = sizeof report;
  return report;
}

static ScipixPageCleaner *new_cleaner(void) {
  ScipixPageCleaner *cleaner = NULL;
  require(scipix_page_cleaner_new(&cleaner) == SCIPIX_STATUS_OK && cleaner != NULL, "scipix_page_cleaner_new");
  return cleaner;
}

/* Lines of bars like letters, of which some rise and few hang, so that the page is upright. */
static Canvas drawn_page(uint8_t paper, uint8_t ink) {
  Canvas page = canvas_empty(SCIPIX_PIXEL_FORMAT_GRAY8, WIDTH, HEIGHT, 5);
  size_t line, i, x, y;
  for (y = 0; y < HEIGHT; ++y) memset(page.data + y * page.stride, paper, WIDTH);
  for (line = 0; 40 + 44 * line < HEIGHT - 50; ++line) {
    for (i = 0; 30 + 12 * i < WIDTH - 40; ++i) {
      size_t kind = (7 * i + 3 * line) % 10, top = 40 + 44 * line;
      size_t first = kind < 4 ? top - 8 : top, last = top + 16 + (kind == 9 ? 7 : 0);
      for (y = first; y < last; ++y) {
        for (x = 0; x < 8; ++x) page.data[y * page.stride + 30 + 12 * i + x] = ink;
      }
    }
  }
  return page;
}

static bool equal_pages(const ScipixImage *page, const Canvas *canvas) {
  size_t y;
  if (page->width != canvas->width || page->height != canvas->height) return false;
  for (y = 0; y < page->height; ++y) {
    if (memcmp(page->data + y * page->stride, canvas->data + y * canvas->stride, page->width) != 0) return false;
  }
  return true;
}

static void a_clean_page_stays_as_it_is(void) {
  Canvas page = drawn_page(240, 20);
  ScipixImage src = canvas_image(&page), clean;
  ScipixPageCleaner *cleaner = new_cleaner();
  ScipixPageCleanParams params = defaults();
  ScipixPageCleanReport report = no_report();
  CHECK(params.struct_size == sizeof params && params.format == SCIPIX_PIXEL_FORMAT_GRAY8 && params.keep_size == 0);
  CHECK_FAILS(scipix_page_cleaner_image(cleaner, &clean), SCIPIX_STATUS_NOT_FOUND, "cleaner");
  CHECK_OK(scipix_page_clean(cleaner, &src, &params, &report));
  CHECK_OK(scipix_page_cleaner_image(cleaner, &clean));
  CHECK(clean.format == SCIPIX_PIXEL_FORMAT_GRAY8 && clean.stride == WIDTH && equal_pages(&clean, &page));
  CHECK(report.width == WIDTH && report.height == HEIGHT && report.inverted == 0 && report.turned_degrees == 0);
  CHECK(report.levelled_degrees == 0 && report.border_px == 0 && report.lines == 0 && report.specks == 0);
  CHECK(report.orientation_degrees == 0 && report.evenness_percent == 100 && report.background_normalized == 0);
  CHECK(report.content_x >= 22 && report.content_x <= 38 && report.content_y >= 24 && report.content_y <= 40 && report.content_width > 340);
  /* The result that the cleaner holds would be written while it is read. */
  CHECK_FAILS(scipix_page_clean(cleaner, &clean, &params, NULL), SCIPIX_STATUS_INVALID_ARGUMENT, "cleaner");
  params.format = SCIPIX_PIXEL_FORMAT_BIT1;
  CHECK_OK(scipix_page_clean(cleaner, &src, &params, NULL));
  CHECK_OK(scipix_page_cleaner_image(cleaner, &clean));
  CHECK(clean.format == SCIPIX_PIXEL_FORMAT_BIT1 && clean.stride == (WIDTH + 7) / 8);
  CHECK_EQUAL(clean.data[41 * clean.stride + 3], 3); /* the first letter begins at column 30 */
  CHECK_OK(scipix_page_cleaner_free(cleaner));
  canvas_free(&page);
}

static void damage_is_found_and_undone(void) {
  Canvas page = drawn_page(240, 20), dark = drawn_page(15, 235);
  ScipixImage src = canvas_image(&dark), clean;
  ScipixPageOrientation orientation;
  ScipixPageCleaner *cleaner = new_cleaner();
  ScipixPageCleanParams params = defaults();
  ScipixPageCleanReport report = no_report();
  size_t y, x, swap;
  CHECK_OK(scipix_page_clean(cleaner, &src, &params, &report));
  CHECK_OK(scipix_page_cleaner_image(cleaner, &clean));
  CHECK(report.light_on_dark == 1 && report.inverted == 1 && equal_pages(&clean, &page));
  src = canvas_image(&page);
  CHECK_OK(scipix_page_orientation(&src, &orientation));
  CHECK(orientation.degrees == 0 && orientation.letters > 150 && orientation.confidence > 0.3f);
  for (y = 0; y < HEIGHT / 2; ++y) { /* upside down */
    for (x = 0; x < WIDTH; ++x) {
      uint8_t *a = page.data + y * page.stride + x, *b = page.data + (HEIGHT - 1 - y) * page.stride + WIDTH - 1 - x;
      swap = *a;
      *a = *b;
      *b = (uint8_t)swap;
    }
  }
  CHECK_OK(scipix_page_orientation(&src, &orientation));
  CHECK_EQUAL(orientation.degrees, 180);
  CHECK_OK(scipix_page_clean(cleaner, &src, &params, &report));
  CHECK(report.orientation_degrees == 180 && report.turned_degrees == 180);
  params.orientation = SCIPIX_CLEAN_STEP_OFF;
  CHECK_OK(scipix_page_clean(cleaner, &src, &params, &report));
  CHECK_OK(scipix_page_cleaner_image(cleaner, &clean));
  CHECK(report.turned_degrees == 0 && equal_pages(&clean, &page));
  for (y = 0; y < HEIGHT; ++y) { /* the right half in the shade */
    for (x = WIDTH / 2; x < WIDTH; ++x) page.data[y * page.stride + x] /= 6;
  }
  CHECK_OK(scipix_page_clean(cleaner, &src, &params, &report));
  CHECK_OK(scipix_page_cleaner_image(cleaner, &clean));
  CHECK(report.background_normalized == 1 && report.evenness_percent < 20);
  CHECK(clean.data[5] > 230 && clean.data[WIDTH - 5] > 230);
  CHECK_OK(scipix_page_cleaner_free(cleaner));
  canvas_free(&page);
  canvas_free(&dark);
}

static void hostile_pages_give_a_result(void) {
  static const size_t sizes[][2] = {{1, 1}, {1, 400}, {400, 1}, {16, 16}, {17, 33}, {333, 77}, {1400, 40}};
  ScipixPageCleaner *cleaner = new_cleaner();
  ScipixPageCleanParams automatic = defaults(), forced = automatic;
  ScipixImage clean;
  size_t i, kind, f;
  forced.orientation = forced.skew = forced.borders = forced.background = SCIPIX_CLEAN_STEP_ON;
  forced.polarity = forced.lines = forced.despeckle = SCIPIX_CLEAN_STEP_ON;
  forced.keep_size = 1;
  forced.format = SCIPIX_PIXEL_FORMAT_BIT1;
  for (i = 0; i < sizeof sizes / sizeof *sizes; ++i) {
    for (f = 0; f < ALL_FORMATS; ++f) {
      for (kind = 0; kind < 4; ++kind) {
        Canvas page = canvas_random(all_formats[f], sizes[i][0], sizes[i][1], i % 2 * 3, (uint32_t)(i + kind));
        ScipixImage src = canvas_image(&page);
        ScipixPageOrientation orientation;
        size_t y;
        for (y = 0; y < page.height && kind < 3; ++y) {
          memset(page.data + y * page.stride, kind == 0 ? 0 : kind == 1 ? 255 : 0xaa, page.row_bytes);
        }
        CHECK_OK(scipix_page_orientation(&src, &orientation));
        CHECK_OK(scipix_page_clean(cleaner, &src, &automatic, NULL));
        CHECK_OK(scipix_page_cleaner_image(cleaner, &clean));
        CHECK(clean.width > 0 && clean.height > 0 && clean.format == SCIPIX_PIXEL_FORMAT_GRAY8);
        CHECK_OK(scipix_page_clean(cleaner, &src, &forced, NULL));
        CHECK_OK(scipix_page_cleaner_image(cleaner, &clean));
        CHECK(clean.width * clean.height == page.width * page.height && clean.format == SCIPIX_PIXEL_FORMAT_BIT1);
        canvas_free(&page);
      }
    }
  }
  CHECK_OK(scipix_page_cleaner_free(cleaner));
}

static void wrong_arguments_are_refused(void) {
  Canvas page = drawn_page(240, 20);
  ScipixImage src = canvas_image(&page), clean, wrong = src;
  ScipixPageOrientation orientation;
  ScipixPageCleaner *cleaner = new_cleaner(), *none = cleaner;
  ScipixPageCleanParams good = defaults(), params = good;
  ScipixPageCleanReport report = no_report(), *inside;
  ScipixTextBoxes *boxes = NULL;
#define REFUSED(status, argument) \
  CHECK_FAILS(scipix_page_clean(cleaner, &src, &params, &report), SCIPIX_STATUS_##status, argument)
#define WITH_PARAMS(change, status) \
  do {                              \
    params = good;                  \
    params.change;                  \
    REFUSED(status, "params");      \
  } while (0)
  inside = (ScipixPageCleanReport *)(void *)(page.data + (64 - (uintptr_t)page.data % 64));
  memcpy(inside, &report, sizeof report);
  CHECK_FAILS(scipix_page_clean(cleaner, &src, &params, inside), SCIPIX_STATUS_INVALID_ARGUMENT, "out_report");
  WITH_PARAMS(struct_size = 8, INVALID_ARGUMENT);
  WITH_PARAMS(struct_size = 0, INVALID_ARGUMENT);
  WITH_PARAMS(format = SCIPIX_PIXEL_FORMAT_RGB8, UNSUPPORTED);
  WITH_PARAMS(format = 99, UNSUPPORTED);
  WITH_PARAMS(polarity = 3, INVALID_ARGUMENT);
  WITH_PARAMS(orientation = -1, INVALID_ARGUMENT);
  WITH_PARAMS(skew = 3, INVALID_ARGUMENT);
  WITH_PARAMS(borders = 3, INVALID_ARGUMENT);
  WITH_PARAMS(background = 3, INVALID_ARGUMENT);
  WITH_PARAMS(denoise = 3, INVALID_ARGUMENT);
  WITH_PARAMS(lines = 3, INVALID_ARGUMENT);
  WITH_PARAMS(despeckle = 3, INVALID_ARGUMENT);
  WITH_PARAMS(keep_size = 2, INVALID_ARGUMENT);
  params = good;
  report.struct_size = 4;
  REFUSED(INVALID_ARGUMENT, "out_report");
  report.struct_size = sizeof report;
  CHECK_FAILS(scipix_page_clean(NULL, &src, &good, NULL), SCIPIX_STATUS_NULL_POINTER, "cleaner");
  CHECK_FAILS(scipix_page_clean(cleaner, NULL, &good, NULL), SCIPIX_STATUS_NULL_POINTER, "src");
  CHECK_FAILS(scipix_page_clean(cleaner, &src, NULL, NULL), SCIPIX_STATUS_NULL_POINTER, "params");
  CHECK_FAILS(scipix_page_clean(cleaner, &src, &good, (ScipixPageCleanReport *)(void *)page.data),
              SCIPIX_STATUS_INVALID_ARGUMENT, "out_report");
  wrong.width = 0;
  CHECK_FAILS(scipix_page_clean(cleaner, &wrong, &good, NULL), SCIPIX_STATUS_INVALID_ARGUMENT, "src");
  CHECK_FAILS(scipix_page_orientation(&wrong, &orientation), SCIPIX_STATUS_INVALID_ARGUMENT, "src");
  CHECK_FAILS(scipix_page_orientation(NULL, &orientation), SCIPIX_STATUS_NULL_POINTER, "src");
  CHECK_FAILS(scipix_page_orientation(&src, NULL), SCIPIX_STATUS_NULL_POINTER, "out_orientation");
  CHECK_FAILS(scipix_page_cleaner_image(cleaner, NULL), SCIPIX_STATUS_NULL_POINTER, "out_image");
  CHECK_FAILS(scipix_page_cleaner_image(NULL, &clean), SCIPIX_STATUS_NULL_POINTER, "cleaner");
  CHECK_FAILS(scipix_page_cleaner_new(NULL), SCIPIX_STATUS_NULL_POINTER, "out_cleaner");
  CHECK_FAILS(scipix_page_clean_params_init(NULL), SCIPIX_STATUS_NULL_POINTER, "params");
  CHECK_OK(scipix_text_boxes_new(&boxes));
  CHECK_FAILS(scipix_page_clean((ScipixPageCleaner *)(void *)boxes, &src, &good, NULL), SCIPIX_STATUS_INVALID_ARGUMENT,
              "cleaner");
  CHECK_OK(scipix_text_boxes_free(boxes));
  CHECK_OK(scipix_page_cleaner_free(none));
  CHECK_OK(scipix_page_cleaner_free(NULL));
  canvas_free(&page);
}

int main(void) {
  a_clean_page_stays_as_it_is();
  damage_is_found_and_undone();
  hostile_pages_give_a_result();
  wrong_arguments_are_refused();
  return check_report("page_clean");
}
