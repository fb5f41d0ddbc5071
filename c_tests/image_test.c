/* Tests views, regions and pixel addresses in every format, with every kind of invalid number. */
#include "check.h"

static const ScipixPixelFormat formats[] = {
    SCIPIX_PIXEL_FORMAT_GRAY8, SCIPIX_PIXEL_FORMAT_RGB8,  SCIPIX_PIXEL_FORMAT_BGR8,
    SCIPIX_PIXEL_FORMAT_RGBA8, SCIPIX_PIXEL_FORMAT_BGRA8, SCIPIX_PIXEL_FORMAT_BIT1,
    SCIPIX_PIXEL_FORMAT_GRAY16,
};
enum { FORMATS = sizeof formats / sizeof *formats };

static const ScipixPixelFormat no_formats[] = {0, 8, -1, INT32_MIN, INT32_MAX};
enum { NO_FORMATS = sizeof no_formats / sizeof *no_formats };

static size_t row_bytes(ScipixPixelFormat format, size_t width) {
  static const size_t bytes[] = {0, 1, 3, 3, 4, 4, 0, 2};
  return format == SCIPIX_PIXEL_FORMAT_BIT1 ? (width + 7) / 8 : width * bytes[format];
}

static uint8_t memory[4096];

static void formats_keep_their_numbers(void) {
  int i;
  for (i = 0; i < FORMATS; ++i) CHECK_EQUAL(formats[i], i + 1);
}

static void views_take_exactly_the_bytes_they_need(void) {
  size_t width, height, gap;
  int i;
  for (i = 0; i < FORMATS; ++i) {
    for (width = 1; width <= 19; width += 3) {
      for (height = 1; height <= 4; ++height) {
        for (gap = 0; gap <= 5; gap += 5) {
          size_t row = row_bytes(formats[i], width), stride = row + gap;
          size_t needed = (height - 1) * stride + row; /* no gap follows the last row */
          ScipixImage view;
          ScipixImageMut view_mut;
          CHECK_OK(scipix_image_view(memory, needed, width, height, stride, formats[i], &view));
          CHECK(view.data == memory && view.width == width && view.height == height);
          CHECK(view.stride == stride && view.format == formats[i]);
          CHECK_OK(scipix_image_view_mut(memory, needed, width, height, stride, formats[i], &view_mut));
          CHECK(view_mut.data == memory && view_mut.width == width && view_mut.height == height);
          CHECK(view_mut.stride == stride && view_mut.format == formats[i]);
          CHECK_FAILS(scipix_image_view(memory, needed - 1, width, height, stride, formats[i], &view),
                      SCIPIX_STATUS_OUT_OF_RANGE, "data_len");
          CHECK_FAILS(scipix_image_view_mut(memory, needed - 1, width, height, stride, formats[i], &view_mut),
                      SCIPIX_STATUS_OUT_OF_RANGE, "data_len");
        }
      }
    }
  }
}

static void zero_stride_means_no_gaps(void) {
  ScipixImage view;
  int i;
  for (i = 0; i < FORMATS; ++i) {
    CHECK_OK(scipix_image_view(memory, sizeof memory, 13, 7, 0, formats[i], &view));
    CHECK_EQUAL(view.stride, row_bytes(formats[i], 13));
  }
}

typedef struct Bad {
  size_t width, height, stride;
  ScipixPixelFormat format;
  ScipixStatus status;
} Bad;

static const Bad bad_shapes[] = {
    {0, 4, 0, SCIPIX_PIXEL_FORMAT_GRAY8, SCIPIX_STATUS_INVALID_ARGUMENT},
    {4, 0, 0, SCIPIX_PIXEL_FORMAT_GRAY8, SCIPIX_STATUS_INVALID_ARGUMENT},
    {0, 0, 0, SCIPIX_PIXEL_FORMAT_BIT1, SCIPIX_STATUS_INVALID_ARGUMENT},
    {0, SIZE_MAX, SIZE_MAX, SCIPIX_PIXEL_FORMAT_RGB8, SCIPIX_STATUS_INVALID_ARGUMENT},
    {4, 4, 3, SCIPIX_PIXEL_FORMAT_GRAY8, SCIPIX_STATUS_INVALID_ARGUMENT},
    {4, 4, 11, SCIPIX_PIXEL_FORMAT_RGB8, SCIPIX_STATUS_INVALID_ARGUMENT},
    {4, 4, 15, SCIPIX_PIXEL_FORMAT_BGRA8, SCIPIX_STATUS_INVALID_ARGUMENT},
    {9, 4, 1, SCIPIX_PIXEL_FORMAT_BIT1, SCIPIX_STATUS_INVALID_ARGUMENT},
    {4, 1, 1, SCIPIX_PIXEL_FORMAT_GRAY8, SCIPIX_STATUS_INVALID_ARGUMENT},
    {SIZE_MAX, 1, 1, SCIPIX_PIXEL_FORMAT_BIT1, SCIPIX_STATUS_INVALID_ARGUMENT},
    {SIZE_MAX, 1, 0, SCIPIX_PIXEL_FORMAT_GRAY8, SCIPIX_STATUS_OVERFLOW},
    {SIZE_MAX / 2 + 1, 1, 0, SCIPIX_PIXEL_FORMAT_GRAY8, SCIPIX_STATUS_OVERFLOW},
    {SIZE_MAX / 4 + 1, 1, 0, SCIPIX_PIXEL_FORMAT_RGBA8, SCIPIX_STATUS_OVERFLOW},
    {SIZE_MAX / 3 + 2, 1, 0, SCIPIX_PIXEL_FORMAT_RGB8, SCIPIX_STATUS_OVERFLOW},
    {1, SIZE_MAX, 2, SCIPIX_PIXEL_FORMAT_GRAY8, SCIPIX_STATUS_OVERFLOW},
    {1, 3, SIZE_MAX, SCIPIX_PIXEL_FORMAT_GRAY8, SCIPIX_STATUS_OVERFLOW},
    {1, 2, SIZE_MAX, SCIPIX_PIXEL_FORMAT_GRAY8, SCIPIX_STATUS_OVERFLOW},
    {1, 3, SIZE_MAX / 2 + 1, SCIPIX_PIXEL_FORMAT_GRAY8, SCIPIX_STATUS_OVERFLOW},
    {(size_t)1 << (sizeof(size_t) * 4), (size_t)1 << (sizeof(size_t) * 4), 0, SCIPIX_PIXEL_FORMAT_GRAY8,
     SCIPIX_STATUS_OVERFLOW},
    {4, SIZE_MAX, 0, SCIPIX_PIXEL_FORMAT_RGBA8, SCIPIX_STATUS_OVERFLOW},
};

/* Checks that the message names width or stride. Width, height and stride are only wrong together, so the message quotes
 * their values. */
static bool message_names_the_shape(void) {
  const char *message = scipix_last_error_message();
  return strstr(message, "width ") != NULL || strstr(message, "stride ") != NULL;
}

#define CHECK_SHAPE_FAILS(call, status)                        \
  do {                                                         \
    check_status((call), (status), __FILE__, __LINE__, #call); \
    CHECK(message_names_the_shape());                          \
  } while (0)

static void invalid_shapes_are_refused_and_write_nothing(void) {
  ScipixImage view, untouched;
  ScipixImageMut view_mut, untouched_mut;
  size_t i;
  memset(&untouched, 0x5A, sizeof untouched);
  memset(&untouched_mut, 0x5A, sizeof untouched_mut);
  memcpy(&view, &untouched, sizeof view);
  memcpy(&view_mut, &untouched_mut, sizeof view_mut);
  for (i = 0; i < sizeof bad_shapes / sizeof *bad_shapes; ++i) {
    const Bad *bad = &bad_shapes[i];
    CHECK_SHAPE_FAILS(scipix_image_view(memory, SIZE_MAX, bad->width, bad->height, bad->stride, bad->format, &view),
                      bad->status);
    CHECK_SHAPE_FAILS(scipix_image_view_mut(memory, SIZE_MAX, bad->width, bad->height, bad->stride, bad->format, &view_mut),
                      bad->status);
  }
  for (i = 0; i < NO_FORMATS; ++i) {
    CHECK_FAILS(scipix_image_view(memory, sizeof memory, 2, 2, 0, no_formats[i], &view), SCIPIX_STATUS_INVALID_ARGUMENT,
                "format");
    CHECK(strstr(scipix_last_error_message(), "format") != NULL);
    CHECK_FAILS(scipix_image_view_mut(memory, sizeof memory, 2, 2, 0, no_formats[i], &view_mut),
                SCIPIX_STATUS_INVALID_ARGUMENT, "format");
  }
  CHECK_SHAPE_FAILS(scipix_image_view(memory, 9, 3, 0, 0, SCIPIX_PIXEL_FORMAT_GRAY8, &view),
                      SCIPIX_STATUS_INVALID_ARGUMENT);
  CHECK(strstr(scipix_last_error_message(), "height 0") != NULL);
  CHECK_SHAPE_FAILS(scipix_image_view(memory, 99, 9, 2, 7, SCIPIX_PIXEL_FORMAT_GRAY8, &view),
                      SCIPIX_STATUS_INVALID_ARGUMENT);
  CHECK(strstr(scipix_last_error_message(), "stride >= 9, got 7") != NULL);
  CHECK_FAILS(scipix_image_view(memory, 0, 1, 1, 0, SCIPIX_PIXEL_FORMAT_GRAY8, &view), SCIPIX_STATUS_OUT_OF_RANGE,
              "data_len");
  CHECK_FAILS(scipix_image_view(NULL, 0, 1, 1, 0, SCIPIX_PIXEL_FORMAT_GRAY8, &view), SCIPIX_STATUS_NULL_POINTER, "data");
  CHECK(memcmp(&view, &untouched, sizeof view) == 0);
  CHECK(memcmp(&view_mut, &untouched_mut, sizeof view_mut) == 0);
}

static void regions_point_into_the_image(void) {
  int i;
  for (i = 0; i < FORMATS; ++i) {
    size_t row = row_bytes(formats[i], 37), stride = row + 3;
    ScipixImage view, region;
    ScipixImageMut view_mut, region_mut;
    CHECK_OK(scipix_image_view(memory, sizeof memory, 37, 11, stride, formats[i], &view));
    CHECK_OK(scipix_image_view_mut(memory, sizeof memory, 37, 11, stride, formats[i], &view_mut));
    CHECK_OK(scipix_image_subview(&view, 16, 3, 21, 8, &region));
    CHECK(region.data == memory + 3 * stride + row_bytes(formats[i], 16));
    CHECK(region.width == 21 && region.height == 8 && region.stride == stride && region.format == formats[i]);
    CHECK_OK(scipix_image_subview_mut(&view_mut, 16, 3, 21, 8, &region_mut));
    CHECK(region_mut.data == region.data);
    CHECK_OK(scipix_image_subview(&region, 8, 7, 13, 1, &region)); /* the result may replace the view it is made from */
    CHECK(region.data == memory + 10 * stride + row_bytes(formats[i], 24));
    CHECK_OK(scipix_image_subview_mut(&region_mut, 8, 7, 13, 1, &region_mut));
    CHECK(region_mut.data == region.data && region_mut.width == 13 && region_mut.height == 1);
    CHECK_OK(scipix_image_subview(&view, 0, 0, 37, 11, &region));
    CHECK(memcmp(&region, &view, offsetof(ScipixImage, format)) == 0);
  }
}

static void regions_outside_are_refused_and_write_nothing(void) {
  static const struct {
    size_t x, y, width, height;
    ScipixStatus status;
  } bad[] = {
      {0, 0, 0, 1, SCIPIX_STATUS_INVALID_ARGUMENT},      {0, 0, 1, 0, SCIPIX_STATUS_INVALID_ARGUMENT},
      {0, 0, 21, 1, SCIPIX_STATUS_OUT_OF_RANGE},         {0, 0, 1, 10, SCIPIX_STATUS_OUT_OF_RANGE},
      {8, 0, 13, 1, SCIPIX_STATUS_OUT_OF_RANGE},         {0, 8, 1, 2, SCIPIX_STATUS_OUT_OF_RANGE},
      {20, 0, 1, 1, SCIPIX_STATUS_OUT_OF_RANGE},         {0, 9, 1, 1, SCIPIX_STATUS_OUT_OF_RANGE},
      {SIZE_MAX, 0, 1, 1, SCIPIX_STATUS_OUT_OF_RANGE},   {SIZE_MAX, 0, 2, 1, SCIPIX_STATUS_OUT_OF_RANGE},
      {0, SIZE_MAX - 3, 1, 5, SCIPIX_STATUS_OUT_OF_RANGE}, {8, 0, SIZE_MAX - 3, 1, SCIPIX_STATUS_OUT_OF_RANGE},
      {0, 8, 1, SIZE_MAX, SCIPIX_STATUS_OUT_OF_RANGE},
  };
  ScipixImage view, region, untouched;
  ScipixImageMut view_mut, region_mut;
  size_t i, x;
  int f;
  memset(&untouched, 0x5A, sizeof untouched);
  memcpy(&region, &untouched, sizeof region);
  memcpy(&region_mut, &untouched, sizeof region_mut);
  for (f = 0; f < FORMATS; ++f) {
    CHECK_OK(scipix_image_view(memory, sizeof memory, 20, 9, 0, formats[f], &view));
    CHECK_OK(scipix_image_view_mut(memory, sizeof memory, 20, 9, 0, formats[f], &view_mut));
    for (i = 0; i < sizeof bad / sizeof *bad; ++i) {
      CHECK_FAILS(scipix_image_subview(&view, bad[i].x, bad[i].y, bad[i].width, bad[i].height, &region), bad[i].status,
                  "view");
      CHECK_FAILS(scipix_image_subview_mut(&view_mut, bad[i].x, bad[i].y, bad[i].width, bad[i].height, &region_mut),
                  bad[i].status, "view");
    }
  }
  CHECK_OK(scipix_image_view(memory, sizeof memory, 20, 9, 0, SCIPIX_PIXEL_FORMAT_BIT1, &view));
  CHECK_OK(scipix_image_view_mut(memory, sizeof memory, 20, 9, 0, SCIPIX_PIXEL_FORMAT_BIT1, &view_mut));
  for (x = 1; x < 20; ++x) {
    if (x % 8 != 0) {
      CHECK_FAILS(scipix_image_subview(&view, x, 0, 1, 1, &region), SCIPIX_STATUS_UNSUPPORTED, "view");
      CHECK_FAILS(scipix_image_subview_mut(&view_mut, x, 0, 1, 1, &region_mut), SCIPIX_STATUS_UNSUPPORTED, "view");
    }
  }
  CHECK(memcmp(&region, &untouched, sizeof region) == 0);
  CHECK(memcmp(&region_mut, &untouched, sizeof region_mut) == 0);
}

static void pixels_have_addresses(void) {
  ScipixImage view;
  const uint8_t *pixel = memory, *before = memory;
  int i;
  for (i = 0; i < FORMATS; ++i) {
    size_t stride = row_bytes(formats[i], 5) + 2;
    CHECK_OK(scipix_image_view(memory, sizeof memory, 5, 4, stride, formats[i], &view));
    if (formats[i] == SCIPIX_PIXEL_FORMAT_BIT1) {
      CHECK_FAILS(scipix_image_pixel(&view, 0, 0, &pixel), SCIPIX_STATUS_UNSUPPORTED, "view");
      continue;
    }
    CHECK_OK(scipix_image_pixel(&view, 4, 3, &pixel));
    CHECK(pixel == memory + 3 * stride + row_bytes(formats[i], 4));
    before = pixel;
    CHECK_EQUAL(scipix_image_pixel(&view, 5, 0, &pixel), SCIPIX_STATUS_OUT_OF_RANGE);
    CHECK_EQUAL(scipix_image_pixel(&view, 0, 4, &pixel), SCIPIX_STATUS_OUT_OF_RANGE);
    CHECK_EQUAL(scipix_image_pixel(&view, SIZE_MAX, SIZE_MAX, &pixel), SCIPIX_STATUS_OUT_OF_RANGE);
    CHECK(pixel == before);
  }
}

int main(void) {
  formats_keep_their_numbers();
  views_take_exactly_the_bytes_they_need();
  zero_stride_means_no_gaps();
  invalid_shapes_are_refused_and_write_nothing();
  regions_point_into_the_image();
  regions_outside_are_refused_and_write_nothing();
  pixels_have_addresses();
  return check_report("image");
}
