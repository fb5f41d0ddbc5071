/* Views whose fields the caller filled by hand: invalid numbers, and formats and sizes that an operation does not take. */
#define _DEFAULT_SOURCE
#include "operations.h"

/* The fields of a view but for the data, and the status of every function that gets it. */
typedef struct BadView {
  size_t width, height, stride;
  ScipixPixelFormat format;
  ScipixStatus status;
} BadView;

static const BadView bad_views[] = {
    {0, 4, 0, SCIPIX_PIXEL_FORMAT_GRAY8, SCIPIX_STATUS_INVALID_ARGUMENT},
    {4, 0, 0, SCIPIX_PIXEL_FORMAT_GRAY8, SCIPIX_STATUS_INVALID_ARGUMENT},
    {0, 0, 0, SCIPIX_PIXEL_FORMAT_GRAY8, SCIPIX_STATUS_INVALID_ARGUMENT},
    {4, 4, 3, SCIPIX_PIXEL_FORMAT_GRAY8, SCIPIX_STATUS_INVALID_ARGUMENT},
    {4, 4, 15, SCIPIX_PIXEL_FORMAT_RGBA8, SCIPIX_STATUS_INVALID_ARGUMENT},
    {17, 4, 2, SCIPIX_PIXEL_FORMAT_BIT1, SCIPIX_STATUS_INVALID_ARGUMENT},
    {4, 4, 4, 0, SCIPIX_STATUS_INVALID_ARGUMENT},
    {4, 4, 4, 8, SCIPIX_STATUS_INVALID_ARGUMENT},
    {4, 4, 4, INT32_MIN, SCIPIX_STATUS_INVALID_ARGUMENT},
    {4, 4, 4, INT32_MAX, SCIPIX_STATUS_INVALID_ARGUMENT},
    {SIZE_MAX, 1, 0, SCIPIX_PIXEL_FORMAT_GRAY8, SCIPIX_STATUS_OVERFLOW},
    {SIZE_MAX / 2, 2, 0, SCIPIX_PIXEL_FORMAT_RGB8, SCIPIX_STATUS_OVERFLOW},
    {4, SIZE_MAX, 4, SCIPIX_PIXEL_FORMAT_GRAY8, SCIPIX_STATUS_OVERFLOW},
    {4, SIZE_MAX / 4 + 2, 4, SCIPIX_PIXEL_FORMAT_GRAY8, SCIPIX_STATUS_OVERFLOW}, /* the product wraps to 4 bytes */
    {4, 3, SIZE_MAX / 2 + 3, SCIPIX_PIXEL_FORMAT_GRAY8, SCIPIX_STATUS_OVERFLOW},
    {4, 2, SIZE_MAX, SCIPIX_PIXEL_FORMAT_GRAY8, SCIPIX_STATUS_OVERFLOW},
};
enum { BAD_VIEWS = sizeof bad_views / sizeof *bad_views };

static const Size source_size = {16, 9}, chosen_size = {24, 5};

static ScipixImage with_fields(ScipixImage image, const BadView *fields) {
  image.width = fields->width;
  image.height = fields->height;
  image.stride = fields->stride;
  image.format = fields->format;
  return image;
}

static ScipixImageMut with_fields_mut(ScipixImageMut image, const BadView *fields) {
  image.width = fields->width;
  image.height = fields->height;
  image.stride = fields->stride;
  image.format = fields->format;
  return image;
}

/* Every operation refuses an invalid source and an invalid destination. */
static void invalid_numbers_are_refused(const Operation *op, ScipixPixelFormat from, ScipixPixelFormat to) {
  Canvas source, sink;
  ScipixImage src;
  ScipixImageMut dst;
  int i;
  if (op->memory == BYTES) return; /* it has no view to fill */
  source = canvas_empty(from, source_size.width, source_size.height, 5);
  sink = result_canvas(op, to, output_size(op, source_size, chosen_size));
  src = canvas_image(&source);
  dst = canvas_image_mut(&sink);
  for (i = 0; i < BAD_VIEWS; ++i) {
    ScipixImage bad_src = with_fields(src, &bad_views[i]);
    ScipixImageMut bad_dst = with_fields_mut(dst, &bad_views[i]);
    CHECK_OP_FAILS(op, op->run(&bad_src, &dst, true), bad_views[i].status, src_name(op));
    if (op->memory == IMAGES) CHECK_OP_FAILS(op, op->run(&src, &bad_dst, true), bad_views[i].status, dst_name(op));
  }
  CHECK_OP(op, canvas_untouched(&source) && canvas_untouched(&sink));
  canvas_free(&source);
  canvas_free(&sink);
}

/* A destination one pixel wider, narrower, higher or lower than the operation writes is refused. */
static void other_sizes_are_refused(const Operation *op, ScipixPixelFormat from, ScipixPixelFormat to) {
  Size right = output_size(op, source_size, chosen_size);
  Canvas source, sink;
  ScipixImage src;
  int side;
  if (op->memory != IMAGES || op->size == ANY_SIZE || op->other_sizes) return;
  source = canvas_random(from, source_size.width, source_size.height, 5, 11);
  sink = canvas_empty(to, right.width + 1, right.height + 1, 3);
  src = canvas_image(&source);
  for (side = 0; side < 4; ++side) {
    ScipixImageMut dst = canvas_image_mut(&sink);
    dst.width = right.width + (side == 0) - (side == 1);
    dst.height = right.height + (side == 2) - (side == 3);
    CHECK_OP_FAILS(op, op->run(&src, &dst, true), SCIPIX_STATUS_SIZE_MISMATCH, dst_name(op));
  }
  CHECK_OP(op, canvas_untouched(&sink));
  canvas_free(&source);
  canvas_free(&sink);
}

/* A pair of formats that is not in the table is refused. */
static void other_formats_are_refused(const Operation *op) {
  int from, to;
  for (from = 0; op->memory == IMAGES && from < ALL_FORMATS; ++from) {
    for (to = 0; to < ALL_FORMATS; ++to) {
      Canvas source = canvas_random(all_formats[from], source_size.width, source_size.height, 5, 11), sink;
      ScipixImage src = canvas_image(&source);
      ScipixImageMut dst;
      sink = canvas_empty(all_formats[to], output_size(op, source_size, chosen_size).width,
                          output_size(op, source_size, chosen_size).height, 3);
      dst = canvas_image_mut(&sink);
      if (takes_formats(op, all_formats[from], all_formats[to])) {
        CHECK_OP_OK(op, op->run(&src, &dst, true));
      } else {
        check_status(op->run(&src, &dst, true), SCIPIX_STATUS_UNSUPPORTED, op->name, __LINE__, "formats of src and dst");
        CHECK_OP(op, canvas_untouched(&sink));
      }
      canvas_free(&source);
      canvas_free(&sink);
    }
  }
}

/* A stride of 0 means rows without gaps, in the source and in the destination. */
static void zero_stride_means_no_gaps(const Operation *op, ScipixPixelFormat from, ScipixPixelFormat to) {
  Size size = output_size(op, source_size, chosen_size);
  Canvas source = canvas_random(from, source_size.width, source_size.height, 0, 11);
  Canvas sink = canvas_empty(to, size.width, size.height, 0), wanted = canvas_empty(to, size.width, size.height, 0);
  ScipixImage src = canvas_image(&source);
  ScipixImageMut dst = canvas_image_mut(&wanted);
  src.stride = source.row_bytes;
  dst.stride = wanted.row_bytes;
  CHECK_OP_OK(op, op->run(&src, &dst, true));
  CHECK_OP(op, !canvas_untouched(&wanted));
  dst = canvas_image_mut(&sink);
  src.stride = dst.stride = 0;
  CHECK_OP_OK(op, op->run(&src, &dst, true));
  CHECK_OP(op, memcmp(sink.memory, wanted.memory, LEAD + wanted.span) == 0);
  canvas_free(&source);
  canvas_free(&sink);
  canvas_free(&wanted);
}

static void views_of_invalid_views_are_refused(void) {
  Canvas sheet = canvas_empty(SCIPIX_PIXEL_FORMAT_GRAY8, 4, 4, 0);
  ScipixImage image = canvas_image(&sheet);
  ScipixImageMut image_mut = canvas_image_mut(&sheet);
  const uint8_t *pixel = NULL;
  int i;
  for (i = 0; i < BAD_VIEWS; ++i) {
    ScipixImage bad = with_fields(image, &bad_views[i]), region = image;
    ScipixImageMut bad_mut = with_fields_mut(image_mut, &bad_views[i]), region_mut = image_mut;
    CHECK_FAILS(scipix_image_subview(&bad, 0, 0, 1, 1, &region), bad_views[i].status, "view");
    CHECK_FAILS(scipix_image_subview_mut(&bad_mut, 0, 0, 1, 1, &region_mut), bad_views[i].status, "view");
    CHECK_FAILS(scipix_image_pixel(&bad, 0, 0, &pixel), bad_views[i].status, "view");
    CHECK(region.data == image.data && region.width == 4);
    CHECK(region_mut.data == image_mut.data && region_mut.width == 4);
  }
  CHECK(pixel == NULL && canvas_untouched(&sheet));
  canvas_free(&sheet);
}

int main(void) {
  int i;
  for_each_case(invalid_numbers_are_refused);
  for_each_case(other_sizes_are_refused);
  for_each_case(zero_stride_means_no_gaps);
  for (i = 0; i < OPERATION_COUNT; ++i) other_formats_are_refused(&operations[i]);
  views_of_invalid_views_are_refused();
  return check_report("by_hand");
}
