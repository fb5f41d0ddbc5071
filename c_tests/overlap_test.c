/* Source and destination in one piece of memory: the same image where that works in place, regions that share no pixel
 * always, anything else refused before a byte is written. */
#define _DEFAULT_SOURCE
#include "canvas.h"

typedef ScipixStatus (*Operation)(const ScipixImage *src, const ScipixImageMut *dst);

static ScipixStatus gray(const ScipixImage *src, const ScipixImageMut *dst) {
  return scipix_image_grayscale(src, SCIPIX_LUMA_BT601, dst);
}

static ScipixStatus threshold(const ScipixImage *src, const ScipixImageMut *dst) {
  return scipix_image_threshold(src, 127, dst);
}

static ScipixStatus binarize(const ScipixImage *src, const ScipixImageMut *dst, ScipixBinarizeMethod method) {
  ScipixBinarizeParams params;
  CHECK_OK(scipix_binarize_params_init(&params));
  params.method = method;
  return scipix_image_binarize(src, &params, dst);
}

static ScipixStatus otsu(const ScipixImage *src, const ScipixImageMut *dst) {
  return binarize(src, dst, SCIPIX_BINARIZE_METHOD_OTSU);
}

static ScipixStatus sauvola(const ScipixImage *src, const ScipixImageMut *dst) {
  return binarize(src, dst, SCIPIX_BINARIZE_METHOD_SAUVOLA);
}

static ScipixStatus rotate(const ScipixImage *src, const ScipixImageMut *dst) {
  return scipix_image_rotate(src, 3, 128, dst);
}

static ScipixStatus half_turn(const ScipixImage *src, const ScipixImageMut *dst) {
  return scipix_image_rotate(src, 180, 128, dst);
}

static ScipixStatus crop_quad(const ScipixImage *src, const ScipixImageMut *dst) {
  const float quad[8] = {1, 2, 15, 3, 14, 8, 2, 9};
  return scipix_image_crop_quad(src, quad, dst);
}

static const struct {
  const char *name;
  Operation run;
  bool in_place;
} operations[] = {
    {"gray", gray, false},         {"threshold", threshold, true}, {"invert", scipix_image_invert, true},
    {"otsu", otsu, false},         {"sauvola", sauvola, false},
    {"rotate", rotate, false},     {"half turn", half_turn, false}, {"crop_quad", crop_quad, false},
};
enum { OPERATIONS = sizeof operations / sizeof *operations, WIDTH = 100, HEIGHT = 40 };

/* The region of a GRAY8 sheet as both kinds of view. */
typedef struct Region {
  ScipixImage image;
  ScipixImageMut image_mut;
} Region;

static Region region(const Canvas *sheet, size_t x, size_t y, size_t width, size_t height) {
  ScipixImage whole = canvas_image(sheet);
  ScipixImageMut whole_mut = canvas_image_mut(sheet);
  Region part;
  CHECK_OK(scipix_image_subview(&whole, x, y, width, height, &part.image));
  CHECK_OK(scipix_image_subview_mut(&whole_mut, x, y, width, height, &part.image_mut));
  return part;
}

static void refused(const Canvas *sheet, int op, Region src, ScipixImageMut dst) {
  uint8_t *kept = (uint8_t *)malloc(sheet->span);
  require(kept != NULL, "malloc");
  memcpy(kept, sheet->data, sheet->span);
  CHECK_FAILS(operations[op].run(&src.image, &dst), SCIPIX_STATUS_INVALID_ARGUMENT, "dst");
  CHECK(memcmp(kept, sheet->data, sheet->span) == 0);
  free(kept);
}

static void partial_overlap_is_refused(void) {
  Canvas sheet = canvas_random(SCIPIX_PIXEL_FORMAT_GRAY8, WIDTH, HEIGHT, 7, 3);
  int op;
  for (op = 0; op < OPERATIONS; ++op) {
    Region src = region(&sheet, 20, 10, 30, 12);
    ScipixImageMut dst;
    refused(&sheet, op, src, region(&sheet, 21, 10, 30, 12).image_mut);
    refused(&sheet, op, src, region(&sheet, 20, 11, 30, 12).image_mut);
    refused(&sheet, op, src, region(&sheet, 49, 21, 30, 12).image_mut); /* one pixel */
    refused(&sheet, op, src, region(&sheet, 0, 0, 30, 12).image_mut);
    dst = src.image_mut; /* from the same pixel on, but with other rows */
    dst.stride += 1;
    refused(&sheet, op, src, dst);
    dst = src.image_mut;
    dst.stride = 30;
    refused(&sheet, op, src, dst);
    if (operations[op].run != scipix_image_invert && operations[op].run != gray) {
      dst = src.image_mut; /* bits over the pixels they come from */
      dst.format = SCIPIX_PIXEL_FORMAT_BIT1;
      refused(&sheet, op, src, dst);
    }
    if (!operations[op].in_place) refused(&sheet, op, src, src.image_mut);
  }
  canvas_free(&sheet);
}

static void regions_that_share_no_pixel_are_taken(void) {
  static const struct {
    size_t x, y;
  } places[] = {{50, 10}, {0, 10}, {20, 22}, {20, 0}, {50, 22}, {51, 9}};
  size_t i, width = 30;
  int op;
  for (op = 0; op < OPERATIONS; ++op) {
    for (i = 0; i < sizeof places / sizeof *places; ++i) {
      size_t room = places[i].x < 20 ? 20 : width, height = places[i].y < 10 ? 10 - places[i].y % 2 : 12, y, x;
      Canvas sheet = canvas_random(SCIPIX_PIXEL_FORMAT_GRAY8, WIDTH, HEIGHT, 7, 3);
      Canvas kept = canvas_random(SCIPIX_PIXEL_FORMAT_GRAY8, WIDTH, HEIGHT, 7, 3);
      Canvas apart = canvas_empty(SCIPIX_PIXEL_FORMAT_GRAY8, room, height, 0);
      Region src = region(&sheet, 20, 10, room, height), dst = region(&sheet, places[i].x, places[i].y, room, height);
      ScipixImageMut elsewhere = canvas_image_mut(&apart);
      bool same = true;
      CHECK_OK(operations[op].run(&src.image, &elsewhere));
      CHECK_OK(operations[op].run(&src.image, &dst.image_mut));
      for (y = 0; y < HEIGHT; ++y) {
        for (x = 0; x < WIDTH; ++x) {
          bool inside = x - places[i].x < room && y - places[i].y < height; /* wraps to false on the near side */
          uint8_t expected = inside ? apart.data[(y - places[i].y) * room + x - places[i].x] : kept.data[y * kept.stride + x];
          same = same && sheet.data[y * sheet.stride + x] == expected;
        }
      }
      if (!CHECK(same)) fprintf(stderr, "  %s at %zu, %zu\n", operations[op].name, places[i].x, places[i].y);
      CHECK(canvas_surroundings_intact(&sheet));
      canvas_free(&sheet);
      canvas_free(&kept);
      canvas_free(&apart);
    }
  }
}

static void the_same_image_works_where_it_is_said_to(void) {
  int op;
  for (op = 0; op < OPERATIONS; ++op) {
    Canvas sheet = canvas_random(SCIPIX_PIXEL_FORMAT_GRAY8, WIDTH, HEIGHT, 7, 3);
    Canvas apart = canvas_empty(SCIPIX_PIXEL_FORMAT_GRAY8, WIDTH, HEIGHT, 7);
    ScipixImage src = canvas_image(&sheet);
    ScipixImageMut same = canvas_image_mut(&sheet), dst = canvas_image_mut(&apart);
    if (!operations[op].in_place) {
      CHECK_FAILS(operations[op].run(&src, &same), SCIPIX_STATUS_INVALID_ARGUMENT, "dst");
      CHECK(strstr(scipix_last_error_message(), "in place") != NULL);
    } else {
      CHECK_OK(operations[op].run(&src, &dst));
      CHECK_OK(operations[op].run(&src, &same));
      CHECK(memcmp(sheet.memory, apart.memory, LEAD + sheet.span) == 0);
    }
    canvas_free(&sheet);
    canvas_free(&apart);
  }
}

/* Another order of channels is not the same image. */
static void other_formats_are_not_the_same_image(void) {
  Canvas sheet = canvas_random(SCIPIX_PIXEL_FORMAT_RGB8, WIDTH, HEIGHT, 2, 3);
  Canvas kept = canvas_random(SCIPIX_PIXEL_FORMAT_RGB8, WIDTH, HEIGHT, 2, 3);
  ScipixImage src = canvas_image(&sheet);
  ScipixImageMut dst = canvas_image_mut(&sheet);
  dst.format = SCIPIX_PIXEL_FORMAT_BGR8;
  CHECK_FAILS(scipix_image_invert(&src, &dst), SCIPIX_STATUS_INVALID_ARGUMENT, "dst");
  CHECK(memcmp(sheet.memory, kept.memory, LEAD + sheet.span) == 0);
  canvas_free(&sheet);
  canvas_free(&kept);
}

/* A number is written into no pixel either; beside the region or between its rows it may be. */
static void results_in_pixels_are_refused(void) {
  Canvas sheet = canvas_random(SCIPIX_PIXEL_FORMAT_GRAY8, WIDTH, HEIGHT, 7, 3);
  Canvas kept = canvas_random(SCIPIX_PIXEL_FORMAT_GRAY8, WIDTH, HEIGHT, 7, 3);
  ScipixImage src = region(&sheet, 20, 10, 30, 12).image;
  uint8_t level, *row = sheet.data + 14 * sheet.stride;
  float degrees, confidence, *inside = (float *)(void *)(row + 24 + (4 - (uintptr_t)row % 4) % 4);
  CHECK_OK(scipix_image_otsu(&src, &level));
  CHECK_FAILS(scipix_image_otsu(&src, row + 20), SCIPIX_STATUS_INVALID_ARGUMENT, "out_level");
  CHECK_FAILS(scipix_image_otsu(&src, row + 49), SCIPIX_STATUS_INVALID_ARGUMENT, "out_level");
  CHECK_FAILS(scipix_image_skew(&src, inside, &confidence), SCIPIX_STATUS_INVALID_ARGUMENT, "out_degrees");
  CHECK_FAILS(scipix_image_skew(&src, &degrees, inside), SCIPIX_STATUS_INVALID_ARGUMENT, "out_confidence");
  CHECK(memcmp(sheet.memory, kept.memory, LEAD + sheet.span) == 0);
  CHECK_OK(scipix_image_otsu(&src, row + 19));
  CHECK_OK(scipix_image_otsu(&src, row + 50));
  CHECK(row[19] == level && row[50] == level);
  CHECK_OK(scipix_image_skew(&src, &degrees, &confidence));
  canvas_free(&sheet);
  canvas_free(&kept);
}

int main(void) {
  partial_overlap_is_refused();
  other_formats_are_not_the_same_image();
  results_in_pixels_are_refused();
  regions_that_share_no_pixel_are_taken();
  the_same_image_works_where_it_is_said_to();
  return check_report("overlap");
}
