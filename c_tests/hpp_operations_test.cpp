// Image operations of scipix.hpp: each is the C function of its name, with arguments in the order (src, params, dst).
#include "hpp.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <numeric>

namespace {

using scipix::Image;
using scipix::ImageView;

// A GRAY8 image with the values 0, 1, 2, ... row by row.
Image counted(std::size_t width, std::size_t height) {
  Image image = take(Image::make(width, height, SCIPIX_PIXEL_FORMAT_GRAY8));
  std::iota(image.bytes().begin(), image.bytes().end(), std::uint8_t{0});
  return image;
}

void grayscale() {
  const std::uint8_t rgb[] = {255, 0, 0, 0, 255, 0, 0, 0, 255, 255, 255, 255};
  const ImageView colours = take(ImageView::make(rgb, 4, 1, SCIPIX_PIXEL_FORMAT_RGB8));
  Image gray = take(Image::make(4, 1, SCIPIX_PIXEL_FORMAT_GRAY8));
  CHECK_DONE(scipix::grayscale(colours, gray));
  CHECK(gray.bytes()[0] == 76 && gray.bytes()[1] == 150 && gray.bytes()[2] == 29 && gray.bytes()[3] == 255);
  CHECK_DONE(scipix::grayscale(colours, SCIPIX_LUMA_BT709, gray));
  CHECK_EQUAL(gray.bytes()[0], 54);
  CHECK_REFUSED(scipix::grayscale(colours, 99, gray), SCIPIX_STATUS_INVALID_ARGUMENT);
}

void alpha() {
  const std::uint8_t rgba[] = {10, 20, 30, 0, 100, 200, 0, 51, 7, 8, 9, 255};
  const std::uint8_t flat[] = {250, 0, 5, 220, 40, 4, 7, 8, 9};
  const scipix::Rgb background{250, 0, 5};
  const ImageView src = take(ImageView::make(rgba, 3, 1, SCIPIX_PIXEL_FORMAT_RGBA8));
  Image rgb = take(Image::make(3, 1, SCIPIX_PIXEL_FORMAT_RGB8));
  CHECK_DONE(scipix::flatten(src, background, rgb));
  CHECK(std::equal(rgb.bytes().begin(), rgb.bytes().end(), flat));
  CHECK_REFUSED(scipix::flatten(rgb, background, rgb), SCIPIX_STATUS_UNSUPPORTED);
  Image gray = take(Image::make(3, 1, SCIPIX_PIXEL_FORMAT_GRAY8));
  Image over = take(Image::make(3, 1, SCIPIX_PIXEL_FORMAT_GRAY8));
  CHECK_DONE(scipix::grayscale(rgb, gray));
  CHECK_DONE(scipix::grayscale_over(src, SCIPIX_LUMA_BT601, background, over));
  CHECK(std::equal(gray.bytes().begin(), gray.bytes().end(), over.bytes().begin()));
  scipix::Plan plan = take(scipix::Plan::make());
  CHECK_DONE(plan.add_flatten(background));
  CHECK_DONE(plan.run(src, take(Image::make(3, 1, SCIPIX_PIXEL_FORMAT_RGBA8))));
  const std::uint8_t clear[] = {255, 0, 0, 255, 0, 255, 0, 0};
  Image one = take(Image::make(1, 1, SCIPIX_PIXEL_FORMAT_RGBA8));
  const ImageView two = take(ImageView::make(clear, 2, 1, SCIPIX_PIXEL_FORMAT_RGBA8));
  CHECK_DONE(scipix::resize_by_alpha(two, SCIPIX_FILTER_AREA, one));
  CHECK(one.bytes()[0] == 255 && one.bytes()[1] == 0 && one.bytes()[3] == 128);
}

void threshold_and_invert() {
  Image page = counted(16, 8), out = counted(16, 8);
  CHECK_DONE(scipix::threshold(page, 99, out));
  CHECK(out.bytes()[99] == 0 && out.bytes()[100] == 255);
  CHECK_DONE(scipix::invert(out, out));
  CHECK(out.bytes()[99] == 255 && out.bytes()[100] == 0);
}

void gray16() {
  const std::uint16_t samples[] = {500, 1000, 1001, 1002, 60000};
  std::uint8_t bytes[sizeof samples];
  std::memcpy(bytes, samples, sizeof samples);
  const ImageView page = take(ImageView::make(bytes, 5, 1, SCIPIX_PIXEL_FORMAT_GRAY16));
  Image gray = counted(5, 1);
  CHECK_DONE(scipix::gray16_to_gray8(page, 1000, 1002, gray));
  CHECK(gray.bytes()[0] == 0 && gray.bytes()[1] == 0 && gray.bytes()[2] == 128 && gray.bytes()[3] == 255);
  const scipix::SampleRange range = take(scipix::min_max(page));
  CHECK(range.min == 500 && range.max == 60000);
  CHECK_DONE(scipix::grayscale(page, gray));
  CHECK(gray.bytes()[0] == 2 && gray.bytes()[4] == 233);
  CHECK_REFUSED(scipix::gray16_to_gray8(page, 5, 5, gray), SCIPIX_STATUS_INVALID_ARGUMENT);
  CHECK_REFUSED(scipix::threshold(page, 5, gray), SCIPIX_STATUS_UNSUPPORTED);
}

void binarize() {
  Image page = counted(16, 8), out = counted(16, 8);
  CHECK_EQUAL(take(scipix::otsu(page)), 63);
  CHECK_DONE(scipix::binarize(page, out));
  CHECK(out.bytes()[63] == 0 && out.bytes()[64] == 255);
  scipix::BinarizeParams params;
  CHECK(params.struct_size == sizeof(ScipixBinarizeParams) && params.method == SCIPIX_BINARIZE_METHOD_OTSU);
  params.method = SCIPIX_BINARIZE_METHOD_FIXED;
  CHECK_DONE(scipix::binarize(page, params, out));
  CHECK(out.bytes()[126] == 0 && out.bytes()[127] == 0);
  params.method = 99;
  CHECK_REFUSED(scipix::binarize(page, params, out), SCIPIX_STATUS_INVALID_ARGUMENT);
}

void background() {
  Image page = counted(16, 8), out = counted(16, 8);
  scipix::BackgroundParams params;
  CHECK(params.struct_size == sizeof(ScipixBackgroundParams) && params.tile_width == 10 && params.target == 200);
  CHECK_DONE(scipix::normalize_background(page, params, out));
  CHECK(out.bytes()[127] == 127); // ten pixels of paper are too few
  params.threshold = 0;
  CHECK_DONE(scipix::normalize_background(page, params, page));
  CHECK(page.bytes()[127] == 255 && page.bytes()[1] == 3); // the only whole tile has a mean of 60
  scipix::Plan plan = take(scipix::Plan::make());
  Image even = counted(16, 8), closed = counted(16, 8), planned = counted(16, 8);
  CHECK_DONE(plan.add_normalize_background(params));
  CHECK_DONE(plan.add_deskew());
  CHECK_DONE(plan.add_morphology(SCIPIX_MORPHOLOGY_CLOSE, 3, 3));
  CHECK_DONE(plan.run(out, planned));
  CHECK_DONE(scipix::normalize_background(out, params, even));
  CHECK_DONE(scipix::morphology(even, SCIPIX_MORPHOLOGY_CLOSE, 3, 3, SCIPIX_MORPHOLOGY_RULES_OPENCV, closed));
  CHECK(std::equal(planned.bytes().begin(), planned.bytes().end(), closed.bytes().begin()));
  CHECK_REFUSED(plan.add_morphology(SCIPIX_MORPHOLOGY_CLOSE, 3, 3), SCIPIX_STATUS_INVALID_ARGUMENT);
  plan = take(scipix::Plan::make());
  Image other = counted(16, 8);
  CHECK_DONE(plan.add_median());
  CHECK_DONE(plan.add_gaussian_blur(3, 3));
  CHECK_DONE(plan.add_clahe());
  CHECK_DONE(plan.add_unsharp_mask(1, 1.5));
  CHECK_DONE(plan.add_despeckle());
  CHECK_DONE(plan.run(out, planned));
  CHECK_DONE(scipix::median(out, 3, even));
  CHECK_DONE(scipix::gaussian_blur(even, 3, 3, 0, 0, SCIPIX_BORDER_REFLECT_101, closed));
  CHECK_DONE(scipix::clahe(closed, 40, 8, 8, even));
  CHECK_DONE(scipix::unsharp_mask(even, 1, 1.5, 0, closed));
  CHECK_DONE(scipix::despeckle(closed, other));
  CHECK(std::equal(planned.bytes().begin(), planned.bytes().end(), other.bytes().begin()));
  CHECK_REFUSED(plan.add_median(), SCIPIX_STATUS_INVALID_ARGUMENT);
  params.tile_width = 3;
  CHECK_REFUSED(scipix::normalize_background(page, params, out), SCIPIX_STATUS_INVALID_ARGUMENT);
}

void resize() {
  Image page = counted(16, 8), out = counted(16, 8), half = counted(8, 4);
  CHECK_DONE(scipix::resize(page, out));
  CHECK(std::equal(page.bytes().begin(), page.bytes().end(), out.bytes().begin()));
  CHECK_DONE(scipix::resize(page, SCIPIX_FILTER_AREA, half));
  CHECK_EQUAL(half.bytes()[0], 9);  // the mean of 0, 1, 16 and 17 is 8.5
  CHECK_REFUSED(scipix::resize(page, 99, out), SCIPIX_STATUS_INVALID_ARGUMENT);
}

void flip() {
  Image page = counted(16, 8), out = counted(16, 8);
  CHECK_DONE(scipix::flip(page, SCIPIX_FLIP_HORIZONTAL, out));
  CHECK(out.bytes()[0] == 15 && out.bytes()[127] == 112);
  CHECK_DONE(scipix::flip(out, SCIPIX_FLIP_BOTH, out));
  CHECK(out.bytes()[0] == 112 && out.bytes()[127] == 15);
  CHECK_REFUSED(scipix::flip(page, 99, out), SCIPIX_STATUS_INVALID_ARGUMENT);
}

void morphology() {
  Image page = counted(16, 8), out = counted(16, 8);
  CHECK_DONE(scipix::morphology(page, SCIPIX_MORPHOLOGY_DILATE, 3, 1, SCIPIX_MORPHOLOGY_RULES_OPENCV, out));
  CHECK(out.bytes()[0] == 1 && out.bytes()[15] == 15);
  CHECK_DONE(scipix::morphology(page, SCIPIX_MORPHOLOGY_ERODE, 1, 2, SCIPIX_MORPHOLOGY_RULES_LEPTONICA, out));
  CHECK(out.bytes()[5] == 0 && out.bytes()[16 + 5] == 5);
  CHECK_REFUSED(scipix::morphology(page, 0, 0, 1, 0, out), SCIPIX_STATUS_INVALID_ARGUMENT);
}

void filters() {
  Image page = counted(16, 8), out = counted(16, 8);
  CHECK_DONE(scipix::median(page, 3, out));
  CHECK(out.bytes()[0] == 1 && out.bytes()[17] == 17 && out.bytes()[127] == 126);
  CHECK_DONE(scipix::gaussian_blur(page, 3, 1, 0, 0, SCIPIX_BORDER_REPLICATE, out));
  CHECK(out.bytes()[0] == 0 && out.bytes()[5] == 5 && out.bytes()[15] == 15);
  CHECK_DONE(scipix::unsharp_mask(page, 1, 1.5, 20, out));
  CHECK(std::equal(page.bytes().begin(), page.bytes().end(), out.bytes().begin()));
  CHECK_DONE(scipix::clahe(page, 0, 1, 1, page));
  CHECK(page.bytes()[0] == 2 && page.bytes()[127] == 255);
  CHECK_REFUSED(scipix::median(page, 4, out), SCIPIX_STATUS_INVALID_ARGUMENT);
  CHECK_REFUSED(scipix::gaussian_blur(page, 2, 2, 1, 1, SCIPIX_BORDER_REFLECT_101, out), SCIPIX_STATUS_INVALID_ARGUMENT);
  CHECK_REFUSED(scipix::unsharp_mask(page, -1, 1, 0, out), SCIPIX_STATUS_INVALID_ARGUMENT);
  CHECK_REFUSED(scipix::clahe(page, 40, 8, 0, out), SCIPIX_STATUS_INVALID_ARGUMENT);
}

void rotate() {
  Image page = counted(16, 8), turned = counted(8, 16), tilted = counted(16, 8);
  CHECK_DONE(scipix::rotate(page, 90, turned));
  CHECK(turned.bytes()[7] == 0 && turned.bytes()[0] == 112);
  CHECK_DONE(scipix::rotate(page, 80, tilted));
  CHECK_EQUAL(tilted.bytes()[0], 255);
  CHECK_DONE(scipix::rotate(page, 80, 7, tilted));
  CHECK_EQUAL(tilted.bytes()[0], 7);
  const scipix::ImageSize size = take(scipix::rotated_size(page, 45));
  CHECK(size.width == 17 && size.height == 17);
  Image grown = counted(size.width, size.height);
  CHECK_DONE(scipix::rotate(page, 45, grown));
  CHECK(grown.bytes()[0] == 255 && grown.bytes()[8 * 17 + 8] != 255);
  CHECK_REFUSED(scipix::rotated_size(page, NAN), SCIPIX_STATUS_INVALID_ARGUMENT);
}

void crop_quad_and_skew() {
  Image page = counted(16, 8), crop = counted(3, 2);
  CHECK_DONE(scipix::crop_quad(page, {{{2, 1}, {5, 1}, {5, 3}, {2, 3}}}, crop));
  CHECK(crop.bytes()[0] == 18 && crop.bytes()[5] == 36);
  const scipix::Skew skew = take(scipix::skew(crop));
  CHECK(skew.degrees == 0 && skew.confidence == 0);
}

}  // namespace

int main() {
  grayscale();
  alpha();
  threshold_and_invert();
  gray16();
  binarize();
  background();
  resize();
  flip();
  morphology();
  filters();
  rotate();
  crop_quad_and_skew();
  return check_report("hpp_operations_test");
}
