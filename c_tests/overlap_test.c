/* Source and destination in the same memory. An operation takes the source itself where it works in place, and any
 * destination that shares no pixel with the source. It refuses every other overlap before it writes a byte. */
#define _DEFAULT_SOURCE
#include "operations.h"

enum { SHEET_WIDTH = 1152, SHEET_HEIGHT = 112, SRC_X = 512, SRC_Y = 48, SRC_WIDTH = 32, SRC_HEIGHT = 16 };

/* Random bytes with a source in their middle, and a destination that each test puts in its place. */
typedef struct Sheet {
  Canvas bytes, kept; /* kept: a copy from before the call */
  ScipixImage src;
  ScipixImageMut dst;
  ptrdiff_t stride, src_row, src_span, dst_row, dst_bytes;
} Sheet;

static Sheet sheet_new(const Operation *op, ScipixPixelFormat from, ScipixPixelFormat to) {
  static const Size size = {SRC_WIDTH, SRC_HEIGHT}, chosen = {40, 20};
  Size result = output_size(op, size, chosen);
  size_t gap = op->memory == IMAGES ? 7 : 0, row = format_row_bytes(from, SRC_WIDTH);
  Sheet sheet;
  sheet.bytes = canvas_random(SCIPIX_PIXEL_FORMAT_GRAY8, SHEET_WIDTH, SHEET_HEIGHT, gap, 3);
  sheet.kept = canvas_random(SCIPIX_PIXEL_FORMAT_GRAY8, SHEET_WIDTH, SHEET_HEIGHT, gap, 3);
  sheet.src.data = sheet.bytes.data + SRC_Y * sheet.bytes.stride + SRC_X;
  sheet.src.width = SRC_WIDTH;
  sheet.src.height = SRC_HEIGHT;
  sheet.src.stride = op->memory == BYTES ? row : sheet.bytes.stride;
  sheet.src.format = from;
  sheet.stride = (ptrdiff_t)sheet.bytes.stride;
  sheet.src_row = (ptrdiff_t)row;
  sheet.src_span = (ptrdiff_t)((SRC_HEIGHT - 1) * sheet.src.stride + row);
  sheet.dst_row = (ptrdiff_t)format_row_bytes(to, result.width);
  sheet.dst_bytes = sheet.dst_row * (ptrdiff_t)result.height;
  sheet.dst.data = NULL;
  sheet.dst.width = result.width;
  sheet.dst.height = result.height;
  sheet.dst.stride = op->memory == IMAGES ? sheet.bytes.stride : (size_t)sheet.dst_row;
  sheet.dst.format = to;
  return sheet;
}

static void sheet_free(Sheet *sheet) {
  canvas_free(&sheet->bytes);
  canvas_free(&sheet->kept);
}

/* Places the destination `offset` bytes behind the first byte of the source. */
static ScipixImageMut dst_at(const Sheet *sheet, ptrdiff_t offset) {
  ScipixImageMut dst = sheet->dst;
  dst.data = sheet->bytes.data + SRC_Y * sheet->bytes.stride + SRC_X + offset;
  return dst;
}

static bool is_the_source(const Sheet *sheet, ScipixImageMut dst) {
  return dst.data == sheet->src.data && dst.width == sheet->src.width && dst.height == sheet->src.height &&
         dst.stride == sheet->src.stride && dst.format == sheet->src.format;
}

static void refused(const Operation *op, const Sheet *sheet, ScipixImageMut dst) {
  const char *reason = is_the_source(sheet, dst) && op->memory == IMAGES ? "in place" : "overlaps";
  CHECK_OP_FAILS(op, op->run(&sheet->src, &dst, true), SCIPIX_STATUS_INVALID_ARGUMENT, dst_name(op));
  if (!CHECK_OP(op, strstr(scipix_last_error_message(), reason) != NULL)) {
    fprintf(stderr, "  the message is \"%s\"\n", scipix_last_error_message());
  }
  CHECK_OP(op, memcmp(sheet->bytes.memory, sheet->kept.memory, LEAD + sheet->kept.span) == 0);
}

static void partial_overlap_is_refused(const Operation *op, ScipixPixelFormat from, ScipixPixelFormat to) {
  Sheet sheet = sheet_new(op, from, to);
  ptrdiff_t element = to == SCIPIX_PIXEL_FORMAT_RGBA8 ? 4 : to == SCIPIX_PIXEL_FORMAT_GRAY16 ? 2 : 1; /* buffers of numbers stay aligned */
  ScipixImageMut dst = dst_at(&sheet, 0);
  if (!op->in_place || !is_the_source(&sheet, dst)) refused(op, &sheet, dst);
  refused(op, &sheet, dst_at(&sheet, sheet.src_span - element)); /* at the last byte of the source */
  if (op->memory == IMAGES) {
    refused(op, &sheet, dst_at(&sheet, 1));
    refused(op, &sheet, dst_at(&sheet, sheet.stride));
    refused(op, &sheet, dst_at(&sheet, -sheet.stride * (ptrdiff_t)(sheet.dst.height - 1) - sheet.dst_row + 1));
    dst.stride += 1; /* the first byte of the source, but other rows */
    refused(op, &sheet, dst);
    dst.stride = (size_t)sheet.dst_row;
    refused(op, &sheet, dst);
  } else {
    refused(op, &sheet, dst_at(&sheet, element - sheet.dst_bytes)); /* up to the first byte of the source */
  }
  sheet_free(&sheet);
}

/* Runs `op` with a destination in the sheet and with one elsewhere: the results are the same, and nothing else changes. */
static void taken(const Operation *op, Sheet *sheet, ptrdiff_t offset) {
  ScipixImageMut inside = dst_at(sheet, offset), apart = inside;
  uint8_t *elsewhere = (uint8_t *)malloc(sheet->kept.span), *expected;
  size_t from_start = (size_t)(inside.data - sheet->bytes.data), y;
  require(elsewhere != NULL, "malloc");
  memcpy(sheet->bytes.data, sheet->kept.data, sheet->kept.span);
  memcpy(elsewhere, sheet->kept.data, sheet->kept.span);
  apart.data = elsewhere + from_start;
  CHECK_OP_OK(op, op->run(&sheet->src, &apart, true));
  CHECK_OP_OK(op, op->run(&sheet->src, &inside, true));
  expected = (uint8_t *)malloc(sheet->kept.span);
  require(expected != NULL, "malloc");
  memcpy(expected, sheet->kept.data, sheet->kept.span);
  for (y = 0; y < inside.height; ++y) {
    size_t at = from_start + y * inside.stride;
    memcpy(expected + at, elsewhere + at, (size_t)sheet->dst_row);
  }
  if (!CHECK_OP(op, memcmp(expected, sheet->bytes.data, sheet->kept.span) == 0)) {
    fprintf(stderr, "  destination %td bytes from the source\n", offset);
  }
  free(elsewhere);
  free(expected);
}

static void destinations_that_share_no_pixel_are_taken(const Operation *op, ScipixPixelFormat from, ScipixPixelFormat to) {
  Sheet sheet = sheet_new(op, from, to);
  if (op->memory == IMAGES) {
    ptrdiff_t above = -sheet.stride * (ptrdiff_t)sheet.dst.height, below = sheet.stride * SRC_HEIGHT;
    taken(op, &sheet, sheet.src_row);
    taken(op, &sheet, -sheet.dst_row);
    taken(op, &sheet, above);
    taken(op, &sheet, below);
    taken(op, &sheet, below + sheet.src_row);
    taken(op, &sheet, above - sheet.dst_row);
  } else {
    taken(op, &sheet, sheet.src_span);
    taken(op, &sheet, -sheet.dst_bytes);
  }
  CHECK_OP(op, canvas_surroundings_intact(&sheet.bytes));
  sheet_free(&sheet);
}

static void operations_in_place_take_the_source(const Operation *op, ScipixPixelFormat from, ScipixPixelFormat to) {
  Sheet sheet;
  if (!op->in_place || from != to) return;
  sheet = sheet_new(op, from, to);
  taken(op, &sheet, 0);
  CHECK_OP(op, memcmp(sheet.bytes.data, sheet.kept.data, sheet.kept.span) != 0);
  sheet_free(&sheet);
}

/* Another order of channels makes another image of the same bytes. */
static void other_formats_are_not_the_same_image(void) {
  Canvas sheet = canvas_random(SCIPIX_PIXEL_FORMAT_RGB8, 100, 40, 2, 3), kept;
  ScipixImage src = canvas_image(&sheet);
  ScipixImageMut dst = canvas_image_mut(&sheet);
  kept = canvas_random(SCIPIX_PIXEL_FORMAT_RGB8, 100, 40, 2, 3);
  dst.format = SCIPIX_PIXEL_FORMAT_BGR8;
  CHECK_FAILS(scipix_image_invert(&src, &dst), SCIPIX_STATUS_INVALID_ARGUMENT, "dst");
  CHECK(memcmp(sheet.memory, kept.memory, LEAD + sheet.span) == 0);
  canvas_free(&sheet);
  canvas_free(&kept);
}

/* A number may be written between the rows of the source, but not into a row. */
static void numbers_go_between_rows(void) {
  Canvas sheet = canvas_random(SCIPIX_PIXEL_FORMAT_GRAY8, 100, 40, 0, 3);
  ScipixImage whole = canvas_image(&sheet), src;
  uint8_t level, *row = sheet.data + 14 * sheet.stride;
  float degrees, confidence, *between[2];
  int i;
  CHECK_OK(scipix_image_subview(&whole, 20, 10, 32, 12, &src));
  CHECK_OK(scipix_image_otsu(&src, &level));
  CHECK_FAILS(scipix_image_otsu(&src, row + 20), SCIPIX_STATUS_INVALID_ARGUMENT, "out_level");
  CHECK_FAILS(scipix_image_otsu(&src, row + 51), SCIPIX_STATUS_INVALID_ARGUMENT, "out_level");
  CHECK_OK(scipix_image_otsu(&src, row + 19));
  CHECK_OK(scipix_image_otsu(&src, row + 52));
  CHECK(row[19] == level && row[52] == level);
  CHECK_OK(scipix_image_skew(&src, &degrees, &confidence));
  between[0] = (float *)(void *)(row + 16);
  between[1] = (float *)(void *)(row + 52);
  for (i = 0; i < 2; ++i) {
    CHECK_OK(scipix_image_skew(&src, between[i], &confidence));
    CHECK(*between[i] == degrees);
  }
  CHECK_FAILS(scipix_image_skew(&src, (float *)(void *)(row + 48), &confidence), SCIPIX_STATUS_INVALID_ARGUMENT,
              "out_degrees");
  canvas_free(&sheet);
}

int main(void) {
  for_each_case(partial_overlap_is_refused);
  for_each_case(destinations_that_share_no_pixel_are_taken);
  for_each_case(operations_in_place_take_the_source);
  other_formats_are_not_the_same_image();
  numbers_go_between_rows();
  return check_report("overlap");
}
