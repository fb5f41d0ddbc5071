/* Tests geometry by hand, with buffers that are too short, and with wrong arguments. */
#include "check.h"

#include <math.h>

static void hulls_and_rectangles(void) {
  const int32_t points[6 * 2] = {0, 0, 10, 0, 5, 2, 10, 6, 0, 6, 4, 4}, line[3 * 2] = {1, 1, 5, 5, 3, 3};
  int32_t hull[12];
  float corners[8];
  ScipixRotatedRect rect;
  size_t count = 77;
  CHECK_OK(scipix_points_convex_hull(points, 6, hull, 6, &count));
  CHECK_EQUAL(count, 4);
  CHECK(hull[0] == 10 && hull[1] == 6 && hull[2] == 0 && hull[3] == 6); /* clockwise from the greatest x and y */
  CHECK_OK(scipix_points_convex_hull(line, 3, hull, 2, &count));
  CHECK(count == 2 && hull[0] == 5 && hull[2] == 1);
  CHECK_OK(scipix_points_convex_hull(NULL, 0, NULL, 0, &count));
  CHECK_EQUAL(count, 0);

  CHECK_OK(scipix_points_min_area_rect(points, 6, &rect));
  CHECK(rect.center_x == 5 && rect.center_y == 3 && fabsf(rect.width * rect.height - 60) < 1e-3f);
  CHECK_OK(scipix_rotated_rect_corners(&rect, corners));
  CHECK(fabsf(corners[0]) < 1e-3f && fabsf(corners[2] - 10) < 1e-3f && fabsf(corners[5] - 6) < 1e-3f && fabsf(corners[6]) < 1e-3f);
  CHECK_OK(scipix_points_min_area_rect(line, 3, &rect));
  CHECK(fminf(rect.width, rect.height) == 0 && fabsf(fmaxf(rect.width, rect.height) - 5.656854f) < 1e-3f);
  CHECK_OK(scipix_points_min_area_rect(line, 1, &rect));
  CHECK(rect.width == 0 && rect.height == 0 && rect.center_x == 1);
}

static void polygons(void) {
  const int32_t square[4 * 2] = {0, 0, 10, 0, 10, 10, 0, 10};
  const int32_t jagged[6 * 2] = {0, 0, 50, 1, 100, 0, 100, 50, 50, 51, 0, 50};
  const int32_t arrow[4 * 2] = {0, 0, 100, 50, 0, 100, 30, 50}; /* turns inwards */
  double area = 77, perimeter = 77, grown = 0;
  int32_t out[2 * 128];
  size_t count = 77, i;
  CHECK_OK(scipix_polygon_area(square, 4, &area));
  CHECK_OK(scipix_polygon_perimeter(square, 4, &perimeter));
  CHECK(area == 100 && perimeter == 40);
  CHECK_OK(scipix_polygon_area(NULL, 0, &area));
  CHECK_OK(scipix_polygon_perimeter(square, 1, &perimeter));
  CHECK(area == 0 && perimeter == 0);

  CHECK_OK(scipix_polygon_offset(square, 4, 5, out, 128, &count));
  CHECK_OK(scipix_polygon_area(out, count, &grown));
  CHECK(count > 8 && fabs(grown - (100 + 40 * 5 + 25 * 3.14159)) < 12);
  for (i = 0; i < count; ++i) CHECK(out[2 * i] >= -5 && out[2 * i] <= 15 && out[2 * i + 1] >= -5 && out[2 * i + 1] <= 15);
  CHECK_OK(scipix_polygon_offset(arrow, 4, 10, out, 128, &count));
  CHECK_OK(scipix_polygon_area(arrow, 4, &area));
  CHECK_OK(scipix_polygon_area(out, count, &grown));
  CHECK(grown > area && grown < 110 * 120);
  CHECK_OK(scipix_polygon_offset(square, 2, 5, out, 128, &count)); /* a line has no offset */
  CHECK_EQUAL(count, 0);

  CHECK_OK(scipix_polygon_simplify(jagged, 6, 2, out, 128, &count));
  CHECK_EQUAL(count, 4);
  CHECK_OK(scipix_polygon_simplify(jagged, 6, 0, out, 128, &count));
  CHECK_EQUAL(count, 6);
}

static void a_short_buffer_gets_only_the_count(void) {
  const int32_t square[4 * 2] = {0, 0, 10, 0, 10, 10, 0, 10};
  int32_t out[8] = {77, 77, 77, 77, 77, 77, 77, 77};
  size_t count = 0;
  CHECK_FAILS(scipix_points_convex_hull(square, 4, out, 3, &count), SCIPIX_STATUS_SIZE_MISMATCH, "cap");
  CHECK(count == 4 && out[0] == 77);
  CHECK_FAILS(scipix_polygon_simplify(square, 4, 0, out, 3, &count), SCIPIX_STATUS_SIZE_MISMATCH, "cap");
  CHECK(count == 4 && out[0] == 77);
  CHECK_FAILS(scipix_polygon_offset(square, 4, 5, out, 4, &count), SCIPIX_STATUS_SIZE_MISMATCH, "cap");
  CHECK(count > 4 && out[0] == 77);
}

static void hostile_points(void) {
  enum { COUNT = 6000 };
  static int32_t points[2 * COUNT], out[2 * COUNT];
  const int32_t far[4 * 2] = {INT32_MIN, INT32_MIN, INT32_MAX, INT32_MIN, INT32_MAX, INT32_MAX, INT32_MIN, INT32_MAX};
  ScipixRotatedRect rect;
  double area;
  size_t count, i;
  uint32_t state = 1;
  for (i = 0; i < 2 * COUNT; ++i) points[i] = (int32_t)((state = state * 1664525u + 1013904223u) >> 20); /* crosses itself */
  CHECK_OK(scipix_points_convex_hull(points, COUNT, out, COUNT, &count));
  CHECK(count > 3 && count < COUNT);
  CHECK_OK(scipix_points_min_area_rect(points, COUNT, &rect));
  CHECK_FAILS(scipix_polygon_offset(points, COUNT, 3, out, COUNT, &count), SCIPIX_STATUS_UNSUPPORTED, "curve");
  CHECK_OK(scipix_polygon_simplify(points, COUNT, 1, out, COUNT, &count));
  CHECK_OK(scipix_points_convex_hull(far, 4, out, COUNT, &count));
  CHECK_EQUAL(count, 4);
  CHECK_OK(scipix_points_min_area_rect(far, 4, &rect));
  CHECK_OK(scipix_polygon_area(far, 4, &area));
  CHECK_FAILS(scipix_polygon_offset(far, 4, 1, out, COUNT, &count), SCIPIX_STATUS_OUT_OF_RANGE, "polygon");
  memset(points, 0, sizeof points);
  CHECK_OK(scipix_polygon_offset(points, COUNT, 3, out, COUNT, &count)); /* all in one place */
  CHECK_EQUAL(count, 0);
}

static void wrong_arguments_are_refused(void) {
  int32_t square[4 * 2] = {0, 0, 10, 0, 10, 10, 0, 10}, out[64] = {77};
  const double odd[] = {NAN, INFINITY, -1};
  ScipixRotatedRect rect = {77, 77, 77, 77, 77};
  double number = 77;
  float corners[8] = {77};
  size_t count = 77, i;
#define REFUSED(status, argument, call) CHECK_FAILS(call, SCIPIX_STATUS_##status, argument)
  REFUSED(NULL_POINTER, "points_xy", scipix_points_convex_hull(NULL, 4, out, 32, &count));
  REFUSED(NULL_POINTER, "out_points_xy", scipix_points_convex_hull(square, 4, NULL, 32, &count));
  REFUSED(NULL_POINTER, "out_len", scipix_points_convex_hull(square, 4, out, 32, NULL));
  REFUSED(INVALID_ARGUMENT, "out_points_xy", scipix_points_convex_hull(square, 4, square + 2, 3, &count));
  REFUSED(OVERFLOW, "points_xy", scipix_points_convex_hull(square, SIZE_MAX / 4, out, 32, &count));
  REFUSED(OVERFLOW, "cap", scipix_points_convex_hull(square, 4, out, SIZE_MAX / 4, &count));
  REFUSED(NULL_POINTER, "points_xy", scipix_points_min_area_rect(NULL, 4, &rect));
  REFUSED(NULL_POINTER, "out_rect", scipix_points_min_area_rect(square, 4, NULL));
  REFUSED(INVALID_ARGUMENT, "count", scipix_points_min_area_rect(NULL, 0, &rect));
  REFUSED(NULL_POINTER, "rect", scipix_rotated_rect_corners(NULL, corners));
  REFUSED(NULL_POINTER, "out_corners_xy", scipix_rotated_rect_corners(&rect, NULL));
  REFUSED(NULL_POINTER, "points_xy", scipix_polygon_area(NULL, 4, &number));
  REFUSED(NULL_POINTER, "out_area", scipix_polygon_area(square, 4, NULL));
  REFUSED(NULL_POINTER, "points_xy", scipix_polygon_perimeter(NULL, 4, &number));
  REFUSED(NULL_POINTER, "out_perimeter", scipix_polygon_perimeter(square, 4, NULL));
  REFUSED(NULL_POINTER, "points_xy", scipix_polygon_offset(NULL, 4, 1, out, 32, &count));
  REFUSED(NULL_POINTER, "points_xy", scipix_polygon_simplify(NULL, 4, 1, out, 32, &count));
  REFUSED(INVALID_ARGUMENT, "out_points_xy", scipix_polygon_simplify(square, 4, 1, square, 4, &count));
  for (i = 0; i < 3; ++i) {
    REFUSED(INVALID_ARGUMENT, "distance", scipix_polygon_offset(square, 4, odd[i], out, 32, &count));
    REFUSED(INVALID_ARGUMENT, "tolerance", scipix_polygon_simplify(square, 4, odd[i], out, 32, &count));
  }
  REFUSED(OUT_OF_RANGE, "polygon", scipix_polygon_offset(square, 4, 1e9, out, 32, &count));
#undef REFUSED
  CHECK(count == 77 && out[0] == 77 && rect.width == 77 && number == 77 && corners[0] == 77 && square[7] == 10);
}

int main(void) {
  hulls_and_rectangles();
  polygons();
  a_short_buffer_gets_only_the_count();
  hostile_points();
  wrong_arguments_are_refused();
  return check_report("geometry");
}
