/* Tests groups of lines by hand, at their limits, and with wrong arguments. */
#include "check.h"

static const ScipixCropSize lines[6] = {{100, 24}, {320, 48}, {96, 24}, {310, 48}, {40, 48}, {320, 48}};

static ScipixLineGroupParams defaults(void) {
  ScipixLineGroupParams params;
  CHECK_OK(scipix_line_group_params_init(&params));
  return params;
}

static void similar_lines_are_grouped(void) {
  static const uint32_t expected[6] = {1, 5, 3, 0, 2, 4};
  ScipixLineGroupParams params = defaults();
  ScipixLineGroup groups[6];
  uint32_t order[6];
  size_t count = 77;
  CHECK(params.struct_size == sizeof params && params.height == 48 && params.max_padding == 0.1f && params.width_multiple == 1);
  CHECK_OK(scipix_line_groups(lines, 6, &params, order, groups, &count));
  CHECK(count == 3 && memcmp(order, expected, sizeof order) == 0);
  CHECK(groups[0].first == 0 && groups[0].len == 3 && groups[0].width == 320);
  CHECK(groups[1].first == 3 && groups[1].len == 2 && groups[1].width == 200);
  CHECK(groups[2].first == 5 && groups[2].len == 1 && groups[2].width == 40);
  CHECK_OK(scipix_line_groups(NULL, 0, &params, NULL, NULL, &count));
  CHECK_EQUAL(count, 0);

  params.max_columns = 640; /* two of the widest */
  CHECK_OK(scipix_line_groups(lines, 6, &params, order, groups, &count));
  CHECK(count == 4 && groups[0].len == 2 && groups[1].width == 310);
  params.max_lines = 1;
  CHECK_OK(scipix_line_groups(lines, 6, &params, order, groups, &count));
  CHECK_EQUAL(count, 6);
  params = defaults();
  params.max_padding = 1;
  params.width_multiple = 32;
  params.min_width = 350;
  CHECK_OK(scipix_line_groups(lines, 6, &params, order, groups, &count));
  CHECK(count == 1 && groups[0].width == 352 && groups[0].len == 6);
  params = defaults();
  params.max_width = 64;
  CHECK_OK(scipix_line_groups(lines, 6, &params, order, groups, &count));
  CHECK(count == 1 && groups[0].width == 64 && groups[0].len == 6);
}

static void wrong_arguments_are_refused(void) {
  ScipixCropSize bad[2] = {{10, 10}, {0, 4}}, wide[1] = {{SIZE_MAX, 1}};
  ScipixLineGroupParams good = defaults(), params = good;
  ScipixLineGroup groups[6];
  union {
    uint32_t order[12];
    size_t count;
    ScipixLineGroup group;
  } memory;
  size_t count = 77, i;
  memset(&memory, 0xC3, sizeof memory);
  memset(groups, 0xC3, sizeof groups);
#define REFUSED(status, argument, ...) CHECK_FAILS(scipix_line_groups(__VA_ARGS__), SCIPIX_STATUS_##status, argument)
  REFUSED(NULL_POINTER, "sizes", NULL, 6, &params, memory.order, groups, &count);
  REFUSED(NULL_POINTER, "params", lines, 6, NULL, memory.order, groups, &count);
  REFUSED(NULL_POINTER, "out_order", lines, 6, &params, NULL, groups, &count);
  REFUSED(NULL_POINTER, "out_groups", lines, 6, &params, memory.order, NULL, &count);
  REFUSED(NULL_POINTER, "out_len", lines, 6, &params, memory.order, groups, NULL);
  REFUSED(INVALID_ARGUMENT, "sizes", bad, 2, &params, memory.order, groups, &count);
  REFUSED(OUT_OF_RANGE, "sizes", wide, 1, &params, memory.order, groups, &count);
  REFUSED(INVALID_ARGUMENT, "out_len", lines, 6, &params, memory.order, groups, &memory.count);
  REFUSED(INVALID_ARGUMENT, "out_groups", lines, 2, &params, memory.order, &memory.group, &count);
  REFUSED(INVALID_ARGUMENT, "out_order", bad, 2, &params, (uint32_t *)(void *)bad, groups, &count);
  REFUSED(OVERFLOW, "sizes", lines, SIZE_MAX / 2, &params, memory.order, groups, &count);
  params.height = 0;
  REFUSED(INVALID_ARGUMENT, "params", lines, 6, &params, memory.order, groups, &count);
  params = good, params.max_padding = 1.5f;
  REFUSED(INVALID_ARGUMENT, "params", lines, 6, &params, memory.order, groups, &count);
  params = good, params.min_width = 9, params.max_width = 8;
  REFUSED(INVALID_ARGUMENT, "params", lines, 6, &params, memory.order, groups, &count);
  params = good, params.width_multiple = 32, params.max_width = 100;
  REFUSED(INVALID_ARGUMENT, "params", lines, 6, &params, memory.order, groups, &count);
  params = good, params.struct_size = 4;
  REFUSED(INVALID_ARGUMENT, "params", lines, 6, &params, memory.order, groups, &count);
#undef REFUSED
  CHECK_FAILS(scipix_line_group_params_init(NULL), SCIPIX_STATUS_NULL_POINTER, "params");
  CHECK_EQUAL(count, 77);
  for (i = 0; i < sizeof groups; ++i) CHECK(((uint8_t *)groups)[i] == 0xC3);
  for (i = 0; i < sizeof memory; ++i) CHECK(((uint8_t *)&memory)[i] == 0xC3);
}

int main(void) {
  similar_lines_are_grouped();
  wrong_arguments_are_refused();
  return check_report("line_groups");
}
