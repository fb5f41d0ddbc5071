// Text boxes, their order, crops, groups of lines, components, cleaning of pages and geometry of scipix.hpp.
#include "hpp.hpp"

#include <cmath>
#include <vector>

namespace {

using scipix::Image;
using scipix::PixelPoint;
using scipix::Quad;

constexpr std::size_t width = 200, height = 120;

// Two lines of text, in bytes.
std::vector<std::uint8_t> map_of_lines() {
  std::vector<std::uint8_t> map(width * height, 5);
  for (std::size_t y = 0; y < height; ++y) {
    for (std::size_t x = 30; x < 150; ++x) {
      if (y % 60 >= 20 && y % 60 < 32) map[y * width + x] = 240;
    }
  }
  return map;
}

void boxes_are_found_sorted_and_cropped() {
  const std::vector<std::uint8_t> bytes = map_of_lines();
  std::vector<float> floats(bytes.begin(), bytes.end());
  for (float &value : floats) value /= 255;
  scipix::TextBoxes boxes = take(scipix::TextBoxes::make());
  CHECK(boxes.empty());
  CHECK_DONE(boxes.find(scipix::ProbabilityMap(floats, width, height), width, height));
  CHECK_EQUAL(boxes.size(), 2);
  CHECK(boxes.begin()->corners_xy[1] > 60);  // from the bottom up
  CHECK_DONE(boxes.sort());
  CHECK(boxes.begin()->corners_xy[1] < 60 && scipix::polygon_of(*boxes.begin()).empty());

  ScipixTextBoxParams params = take(scipix::text_box_params(SCIPIX_TEXT_BOX_PRESET_PADDLE));
  params.shape = SCIPIX_BOX_SHAPE_POLYGON;
  CHECK_DONE(boxes.find(scipix::ProbabilityMap(bytes, width, height), 2 * width, 2 * height, params));
  CHECK_EQUAL(boxes.size(), 2);
  for (const ScipixTextBox &box : boxes) {
    const double area = take(scipix::polygon_area(scipix::polygon_of(box)));
    CHECK(area > 240 * 24 && area < 2 * 240 * 40);
  }
  CHECK_REFUSED(scipix::text_box_params(9), SCIPIX_STATUS_INVALID_ARGUMENT);
  CHECK_REFUSED(boxes.find(scipix::ProbabilityMap(bytes, width, height + 1), width, height), SCIPIX_STATUS_OUT_OF_RANGE);
  CHECK(boxes.empty());
  CHECK_DONE(boxes.find_craft(scipix::ProbabilityMap(floats, width, height), scipix::ProbabilityMap(floats, width, height),
                              width, height));
  CHECK_EQUAL(boxes.size(), 2);

  const std::vector<Quad> quads = boxes.quads();
  CHECK(take(scipix::reading_order(quads)) == (std::vector<std::uint32_t>{0, 1}));
  CHECK(take(scipix::reading_order({})).empty());
  Image page = take(Image::make(width, height, SCIPIX_PIXEL_FORMAT_GRAY8));
  for (std::uint8_t &byte : page.bytes()) byte = 51;
  std::vector<ScipixCropSize> sizes;
  for (const Quad &quad : quads) sizes.push_back(take(scipix::crop_quad_size(quad)));
  scipix::TensorParams tensor;
  tensor.height = 48;
  tensor.fit = SCIPIX_TENSOR_FIT_HEIGHT;
  const scipix::TensorShape shape = take(scipix::crops_tensor_shape(page, quads, scipix::CropParams(), tensor));
  std::vector<float> out(shape.elements());
  CHECK_DONE(scipix::crops_to_tensor(page, quads, scipix::CropParams(), tensor, out));
  CHECK(shape.dims[0] == 2 && std::fabs(out[0] - 0.2f) < 1e-6f);
  std::vector<std::uint8_t> wrong(shape.elements());
  CHECK_REFUSED(scipix::crops_to_tensor(page, quads, scipix::CropParams(), tensor, wrong), SCIPIX_STATUS_INVALID_ARGUMENT);

  const scipix::LineGroups plan = take(scipix::line_groups(sizes));
  CHECK(plan.order.size() == 2 && plan.groups.size() == 1 && plan.groups[0].len == 2);
  CHECK_EQUAL(plan.groups[0].width, shape.dims[3]);
}

void crops_are_turned() {
  Image page = take(Image::make(3, 4, SCIPIX_PIXEL_FORMAT_GRAY8)), crop = take(Image::make(4, 2, SCIPIX_PIXEL_FORMAT_GRAY8));
  for (std::size_t i = 0; i < 12; ++i) page.bytes()[i] = static_cast<std::uint8_t>(i);
  const Quad tall = {{{0, 0}, {2, 0}, {2, 4}, {0, 4}}};
  scipix::CropParams params;
  params.interpolation = SCIPIX_INTERPOLATION_NEAREST;
  const ScipixCropSize size = take(scipix::crop_quad_size(tall, params));
  CHECK(size.width == 4 && size.height == 2);
  CHECK_DONE(scipix::crop_quad(page, tall, params, crop));
  CHECK(crop.bytes()[0] == 1 && crop.bytes()[3] == 10 && crop.bytes()[7] == 9);
  params.corners = SCIPIX_QUAD_CORNERS_PIXEL_EDGES;
  CHECK_DONE(scipix::crop_quad(page, tall, params, crop));
  CHECK(crop.bytes()[0] == 1 && crop.bytes()[7] == 9);
  params.interpolation = 9;
  CHECK_REFUSED(scipix::crop_quad(page, tall, params, crop), SCIPIX_STATUS_INVALID_ARGUMENT);

  scipix::TensorParams tensor;
  tensor.channels = SCIPIX_PIXEL_FORMAT_GRAY8;
  scipix::CropParams padded;
  padded.pad_flat = 1;
  const std::vector<Quad> lines = {{{{0, 0}, {2, 0}, {0, 4}, {2, 4}}}, tall};  // lower corners exchanged
  std::vector<float> out(take(scipix::crops_tensor_shape(page, lines, padded, tensor)).elements(), 7.0f);
  CHECK_REFUSED(scipix::crops_to_tensor(page, lines, scipix::CropParams(), tensor, out), SCIPIX_STATUS_INVALID_ARGUMENT);
  CHECK_DONE(scipix::crops_to_tensor(page, lines, padded, tensor, out));
  CHECK(out.size() == 16 && out[0] == 0 && out[7] == 0 && out[8] > 0);
}

void components() {
  Image page = take(Image::make(64, 64, SCIPIX_PIXEL_FORMAT_GRAY8));
  for (std::size_t i = 0; i < 64 * 64; ++i) page.bytes()[i] = i % 2 == 0 && i / 64 % 2 == 0 ? 255 : 0;
  const auto found = take(scipix::components(page));  // more than there is room for at first
  CHECK(found.size() == 1024 && found[1023].x == 62 && found[1023].area == 1);
  std::vector<std::uint32_t> labels(64 * 64);
  CHECK_EQUAL(take(scipix::components(page, SCIPIX_CONNECTIVITY_FOUR, labels)).size(), 1024);
  CHECK(labels[0] == 1 && labels[1] == 0 && labels[2] == 2);
  labels.pop_back();
  CHECK_REFUSED(scipix::components(page, SCIPIX_CONNECTIVITY_FOUR, labels), SCIPIX_STATUS_SIZE_MISMATCH);
  CHECK_REFUSED(scipix::components(page, 5), SCIPIX_STATUS_INVALID_ARGUMENT);
}

void pages_are_cleaned() {
  Image page = take(Image::make(400, 300, SCIPIX_PIXEL_FORMAT_GRAY8)), out = take(Image::make(400, 300, SCIPIX_PIXEL_FORMAT_GRAY8));
  const auto stroke = [](std::size_t i) { return i / 400 >= 100 && i / 400 < 128 && i % 400 >= 60 && i % 400 < 340 && i % 20 < 4; };
  for (std::size_t i = 0; i < 400 * 300; ++i) page.bytes()[i] = stroke(i) ? 10 : 240;
  page.bytes()[30 * 400 + 30] = 10;
  for (std::size_t x = 50; x < 350; ++x) page.bytes()[114 * 400 + x] = 10;
  CHECK_EQUAL(take(scipix::despeckle(page, out)).removed, 1);
  CHECK(out.bytes()[30 * 400 + 30] == 240 && page.bytes()[30 * 400 + 30] == 10);
  CHECK_EQUAL(take(scipix::find_lines(page)).size(), 1);
  const auto lines = take(scipix::remove_lines(page, page));
  CHECK(lines.size() == 1 && lines[0].bounds.y == 114 && lines[0].bounds.width == 300 && lines[0].thickness == 1);
  CHECK(page.bytes()[114 * 400 + 70] == 240 && page.bytes()[114 * 400 + 80] == 10);
  for (std::size_t i = 0; i < 400 * 16; ++i) page.bytes()[i] = 10;
  CHECK_EQUAL(take(scipix::find_borders(page)).area_px, 400 * 16);
  CHECK_EQUAL(take(scipix::remove_borders(page, page)).areas, 1);
  CHECK(page.bytes()[5] == 240 && !take(scipix::polarity(page)).light_on_dark);
  CHECK(take(scipix::inverted_regions(page)).empty());
  CHECK_DONE(scipix::invert(page, page));
  CHECK(take(scipix::polarity(page)).light_on_dark && take(scipix::polarity(page)).confidence > 0.9f);
  scipix::SpeckParams params;
  params.threshold = 256;
  CHECK_REFUSED(scipix::despeckle(page, params, out), SCIPIX_STATUS_INVALID_ARGUMENT);
  CHECK_REFUSED(scipix::remove_lines(page, take(Image::make(4, 4, SCIPIX_PIXEL_FORMAT_GRAY8))), SCIPIX_STATUS_SIZE_MISMATCH);
}

void geometry() {
  const std::vector<PixelPoint> points = {{0, 0}, {10, 0}, {5, 2}, {10, 6}, {0, 6}};
  const auto hull = take(scipix::convex_hull(points));
  CHECK(hull.size() == 4 && hull[0].x == 10 && hull[0].y == 6);
  const ScipixRotatedRect rect = take(scipix::min_area_rect(points));
  const Quad corners = take(scipix::corners(rect));
  CHECK(rect.center_x == 5 && std::fabs(corners[2].x - 10) < 1e-3f && std::fabs(corners[2].y - 6) < 1e-3f);
  CHECK(take(scipix::polygon_area(hull)) == 60 && take(scipix::polygon_perimeter(hull)) == 32);
  const auto grown = take(scipix::offset_polygon(hull, 2000));  // more points than there is room for at first
  CHECK(grown.size() > 64 && take(scipix::polygon_area(grown)) > 3.1 * 2000 * 2000);
  const PixelPoint jagged[] = {{0, 0}, {50, 1}, {100, 0}, {100, 50}, {50, 51}, {0, 50}};
  CHECK_EQUAL(take(scipix::simplify_polygon(jagged, 2)).size(), 4);
  CHECK_REFUSED(scipix::offset_polygon(hull, -1), SCIPIX_STATUS_INVALID_ARGUMENT);
  CHECK_REFUSED(scipix::min_area_rect({}), SCIPIX_STATUS_INVALID_ARGUMENT);
}

}  // namespace

int main() {
  boxes_are_found_sorted_and_cropped();
  crops_are_turned();
  components();
  pages_are_cleaned();
  geometry();
  return check_report("hpp_boxes_test");
}
