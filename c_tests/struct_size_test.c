/* Tests struct_size: callers older and newer than the library, and invalid sizes. */
#include "check.h"

enum { ROOM = 256, PAST = 0xEE };

/* A struct with room behind it, as a newer caller has. */
typedef union Roomy {
  ScipixCpuInfo info;
  ScipixBinarizeParams params;
  uint8_t bytes[ROOM];
} Roomy;

static const uint32_t no_sizes[] = {0, 1, 4, 27, 65536, UINT32_MAX};
enum { NO_SIZES = sizeof no_sizes / sizeof *no_sizes };

static bool all_bytes(const uint8_t *bytes, size_t begin, size_t end, uint8_t value) {
  for (; begin < end; ++begin) {
    if (bytes[begin] != value) return false;
  }
  return true;
}

static void outputs_end_at_the_size_of_the_caller(void) {
  Roomy exact, newer, none;
  size_t i, larger = sizeof(ScipixCpuInfo) + 24;
  memset(exact.bytes, PAST, ROOM);
  exact.info.struct_size = sizeof(ScipixCpuInfo);
  CHECK_OK(scipix_cpu_detect(&exact.info));
  CHECK_EQUAL(exact.info.struct_size, sizeof(ScipixCpuInfo));
  CHECK(all_bytes(exact.bytes, sizeof(ScipixCpuInfo), ROOM, PAST));

  memset(newer.bytes, PAST, ROOM); /* fields that the library does not know become zero */
  newer.info.struct_size = (uint32_t)larger;
  CHECK_OK(scipix_cpu_detect(&newer.info));
  CHECK_EQUAL(newer.info.struct_size, larger);
  CHECK(memcmp(newer.bytes + 4, exact.bytes + 4, sizeof(ScipixCpuInfo) - 4) == 0);
  CHECK(all_bytes(newer.bytes, sizeof(ScipixCpuInfo), larger, 0));
  CHECK(all_bytes(newer.bytes, larger, ROOM, PAST));

  for (i = 0; i < NO_SIZES; ++i) { /* the first release had 48 bytes, so fewer are invalid */
    memset(none.bytes, PAST, ROOM);
    none.info.struct_size = no_sizes[i];
    CHECK_FAILS(scipix_cpu_detect(&none.info), SCIPIX_STATUS_INVALID_ARGUMENT, "out_info");
    CHECK(strstr(scipix_last_error_message(), "struct_size") != NULL);
    CHECK(all_bytes(none.bytes, 4, ROOM, PAST));
  }
  none.info.struct_size = sizeof(ScipixCpuInfo) - 1;
  CHECK_FAILS(scipix_cpu_detect(&none.info), SCIPIX_STATUS_INVALID_ARGUMENT, "out_info");
}

static ScipixStatus binarize_with(const ScipixBinarizeParams *params, uint8_t *out) {
  static const uint8_t pixels[4] = {10, 100, 150, 250};
  ScipixImage src;
  ScipixImageMut dst;
  CHECK_OK(scipix_image_view(pixels, 4, 4, 1, 0, SCIPIX_PIXEL_FORMAT_GRAY8, &src));
  CHECK_OK(scipix_image_view_mut(out, 4, 4, 1, 0, SCIPIX_PIXEL_FORMAT_GRAY8, &dst));
  return scipix_image_binarize(&src, params, &dst);
}

static void configs_may_be_longer_if_the_rest_is_zero(void) {
  static const uint8_t expected[4] = {0, 0, 255, 255};
  Roomy config;
  uint8_t out[4];
  size_t ours = sizeof(ScipixBinarizeParams), i;
  memset(config.bytes, PAST, ROOM);
  CHECK_OK(scipix_binarize_params_init(&config.params));
  CHECK_EQUAL(config.params.struct_size, ours);
  CHECK(all_bytes(config.bytes, ours, ROOM, PAST));
  config.params.method = SCIPIX_BINARIZE_METHOD_FIXED;
  config.params.threshold = 100;
  CHECK_OK(binarize_with(&config.params, out)); /* bytes beyond struct_size are ignored */
  CHECK(memcmp(out, expected, 4) == 0);

  memset(config.bytes + ours, 0, ROOM - ours);
  for (i = ours + 1; i <= ROOM; i += 15) {
    config.params.struct_size = (uint32_t)i;
    memset(out, PAST, 4);
    CHECK_OK(binarize_with(&config.params, out));
    CHECK(memcmp(out, expected, 4) == 0);
    memset(out, PAST, 4);
    config.bytes[i - 1] = 1; /* a field of a newer version that is not zero */
    CHECK_FAILS(binarize_with(&config.params, out), SCIPIX_STATUS_UNSUPPORTED, "params");
    CHECK(all_bytes(out, 0, 4, PAST));
    config.bytes[i - 1] = 0;
  }
  for (i = 0; i < NO_SIZES; ++i) {
    config.params.struct_size = no_sizes[i];
    CHECK_FAILS(binarize_with(&config.params, out), SCIPIX_STATUS_INVALID_ARGUMENT, "params");
    CHECK(strstr(scipix_last_error_message(), "struct_size") != NULL);
  }
  CHECK(all_bytes(out, 0, 4, PAST));
}

static void misaligned_structs_are_refused(void) {
  uint64_t memory[ROOM / 8];
  uint8_t *bytes = (uint8_t *)memory, out[4] = {PAST, PAST, PAST, PAST};
  const uint8_t *pixel = NULL;
  ScipixImage view;
  ScipixImageMut view_mut;
  size_t shift;
  memset(bytes, 0, ROOM);
  CHECK_OK(scipix_image_view(out, 4, 4, 1, 0, SCIPIX_PIXEL_FORMAT_GRAY8, &view));
  CHECK_OK(scipix_image_view_mut(out, 4, 4, 1, 0, SCIPIX_PIXEL_FORMAT_GRAY8, &view_mut));
  for (shift = 1; shift < 4; ++shift) {
    void *at = bytes + shift;
    CHECK_FAILS(scipix_cpu_detect((ScipixCpuInfo *)at), SCIPIX_STATUS_INVALID_ARGUMENT, "out_info");
    CHECK_FAILS(scipix_binarize_params_init((ScipixBinarizeParams *)at), SCIPIX_STATUS_INVALID_ARGUMENT, "params");
    CHECK_FAILS(scipix_image_binarize(&view, (ScipixBinarizeParams *)at, &view_mut), SCIPIX_STATUS_INVALID_ARGUMENT,
                "params");
    CHECK_FAILS(scipix_image_view(out, 4, 4, 1, 0, SCIPIX_PIXEL_FORMAT_GRAY8, (ScipixImage *)at),
                SCIPIX_STATUS_INVALID_ARGUMENT, "out_view");
    CHECK_FAILS(scipix_image_subview((ScipixImage *)at, 0, 0, 1, 1, &view), SCIPIX_STATUS_INVALID_ARGUMENT, "view");
    CHECK_FAILS(scipix_image_pixel(&view, 0, 0, (const uint8_t **)at), SCIPIX_STATUS_INVALID_ARGUMENT, "out_pixel");
    CHECK_FAILS(scipix_image_invert((ScipixImage *)at, &view_mut), SCIPIX_STATUS_INVALID_ARGUMENT, "src");
    CHECK_FAILS(scipix_image_invert(&view, (ScipixImageMut *)at), SCIPIX_STATUS_INVALID_ARGUMENT, "dst");
    CHECK_EQUAL(scipix_last_error_copy((char *)out, 4, (size_t *)at), SCIPIX_STATUS_INVALID_ARGUMENT);
  }
  CHECK(all_bytes(bytes, 0, ROOM, 0));
  CHECK(all_bytes(out, 0, 4, PAST));
  CHECK(pixel == NULL);
}

int main(void) {
  outputs_end_at_the_size_of_the_caller();
  configs_may_be_longer_if_the_rest_is_zero();
  misaligned_structs_are_refused();
  return check_report("struct_size");
}
