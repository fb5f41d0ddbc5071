// Tests the views, images, tensors, plans, flat buffers and levels of scipix.hpp.
#include "hpp.hpp"

#include <cmath>
#include <numeric>
#include <type_traits>
#include <vector>

namespace {

using scipix::Image;
using scipix::ImageView;
using scipix::MutImageView;

static_assert(!std::is_copy_constructible<Image>::value && std::is_nothrow_move_constructible<Image>::value,
              "one owner");
static_assert(std::is_trivially_copyable<ImageView>::value && sizeof(ImageView) == sizeof(ScipixImage),
              "a view is a plain value");
static_assert(!std::is_convertible<ImageView, MutImageView>::value, "a read-only view stays read-only");
static_assert(!std::is_convertible<const Image &, MutImageView>::value, "a const image gives no mutable view");

// Makes an image whose pixels count up from 0, row by row.
Image counted(std::size_t width, std::size_t height) {
  Image image = take(Image::make(width, height, SCIPIX_PIXEL_FORMAT_GRAY8));
  std::iota(image.bytes().begin(), image.bytes().end(), std::uint8_t{0});
  return image;
}

void views_know_their_size() {
  std::vector<std::uint8_t> bytes(10 * 7);
  const MutImageView whole = take(MutImageView::make(bytes, 8, 7, SCIPIX_PIXEL_FORMAT_GRAY8, 10));
  CHECK(whole.width() == 8 && whole.height() == 7 && whole.stride() == 10 &&
        whole.format() == SCIPIX_PIXEL_FORMAT_GRAY8);
  const MutImageView region = take(whole.subview(2, 3, 4, 2));
  CHECK(region.data() == bytes.data() + 32 && region.row(1) == region.data() + 10);
  region.row(1)[3] = 9;
  const ImageView read = region;
  CHECK_EQUAL(*take(read.pixel(3, 1)), 9);
  CHECK(take(ImageView(whole).subview(5, 4, 1, 1)).data() == take(read.pixel(3, 1)));
  CHECK_REFUSED(read.pixel(4, 0), SCIPIX_STATUS_OUT_OF_RANGE);
  CHECK_REFUSED(whole.subview(8, 0, 1, 1), SCIPIX_STATUS_OUT_OF_RANGE);
  CHECK_REFUSED(ImageView::make(bytes, 8, 8, SCIPIX_PIXEL_FORMAT_GRAY8, 10), SCIPIX_STATUS_OUT_OF_RANGE);
  CHECK_REFUSED(scipix::invert(ImageView(), whole), SCIPIX_STATUS_INVALID_ARGUMENT);
#ifndef SCIPIX_NO_EXCEPTIONS
  CHECK(ImageView(bytes, 10, 7, SCIPIX_PIXEL_FORMAT_GRAY8).stride() == 10);
  CHECK_REFUSED(MutImageView(bytes, 71, 1, SCIPIX_PIXEL_FORMAT_GRAY8), SCIPIX_STATUS_OUT_OF_RANGE);
  CHECK_REFUSED(Image(0, 1, SCIPIX_PIXEL_FORMAT_GRAY8), SCIPIX_STATUS_INVALID_ARGUMENT);
#endif
}

void images_own_their_pixels() {
  const struct {
    ScipixPixelFormat format;
    std::size_t stride;
  } formats[] = {{SCIPIX_PIXEL_FORMAT_GRAY8, 17}, {SCIPIX_PIXEL_FORMAT_RGB8, 51},  {SCIPIX_PIXEL_FORMAT_BGR8, 51},
                 {SCIPIX_PIXEL_FORMAT_RGBA8, 68}, {SCIPIX_PIXEL_FORMAT_BGRA8, 68}, {SCIPIX_PIXEL_FORMAT_BIT1, 3},
                 {SCIPIX_PIXEL_FORMAT_GRAY16, 34}};
  for (const auto &[format, stride] : formats) {
    Image image = take(Image::make(17, 5, format));
    CHECK(image.view().stride() == stride && image.bytes().size() == 5 * stride && image.view().format() == format);
  }
  Image image = counted(5, 4), moved = std::move(image);
  CHECK(image.bytes().empty() && image.view().data() == nullptr && moved.bytes()[19] == 19);
  CHECK_REFUSED(scipix::invert(image, moved), SCIPIX_STATUS_NULL_POINTER);
  CHECK_REFUSED(Image::make(0, 4, SCIPIX_PIXEL_FORMAT_GRAY8), SCIPIX_STATUS_INVALID_ARGUMENT);
  CHECK_REFUSED(Image::make(4, 4, 99), SCIPIX_STATUS_INVALID_ARGUMENT);
  CHECK_REFUSED(Image::make(SIZE_MAX / 2, 4, SCIPIX_PIXEL_FORMAT_RGB8), SCIPIX_STATUS_OVERFLOW);
  CHECK_REFUSED(Image::make(std::size_t{1} << 40, std::size_t{1} << 40, SCIPIX_PIXEL_FORMAT_GRAY8),
                SCIPIX_STATUS_OVERFLOW);
}

void images_become_tensors() {
  Image first = counted(4, 2), second = counted(4, 2);
  const std::vector<ScipixImage> views = {ImageView(first), ImageView(take(second.view().subview(0, 0, 4, 2)))};
  scipix::TensorParams params;
  params.channels = SCIPIX_PIXEL_FORMAT_GRAY8;
  const scipix::TensorShape shape = take(scipix::tensor_shape(views, params));
  CHECK(shape.elements() == 16 && shape.bytes == 64 && shape.dims[0] == 2 && shape.dims[3] == 4);
  std::vector<float> values(shape.elements());
  CHECK_DONE(scipix::to_tensor(views, params, values));
  CHECK(values[0] == 0 && std::fabs(values[15] - 7 / 255.0f) < 1e-6f);
  CHECK_DONE(scipix::to_tensor(first, params, scipix::Span<float>(values).first(8)));
  CHECK_REFUSED(scipix::to_tensor(first, params, values), SCIPIX_STATUS_SIZE_MISMATCH);
  std::vector<std::int8_t> bytes(16);
  CHECK_REFUSED(scipix::to_tensor(views, params, bytes), SCIPIX_STATUS_INVALID_ARGUMENT);
  params.element = SCIPIX_ELEMENT_I8;
  params.scale = 1 / 255.0f;
  CHECK_DONE(scipix::to_tensor(views, params, bytes));
  CHECK_EQUAL(bytes[15], 7);
}

void tensors_are_padded() {
  const Image line = counted(4, 2);
  scipix::TensorParams params;
  params.channels = SCIPIX_PIXEL_FORMAT_GRAY8;
  params.std_dev[0] = 1 / 255.0f;
  params.width = params.height = 7;
  params.fit = SCIPIX_TENSOR_FIT_INSIDE;
  params.placement = SCIPIX_TENSOR_PLACEMENT_CENTER;
  params.fill = 9;
  std::vector<float> values(49);
  CHECK_DONE(scipix::to_tensor(line, params, values));
  CHECK(values[6] == 9 && values[7] != 9 && values[34] != 9 && values[35] == 9);  // 4 rows of 7 are below the first one
  const std::vector<ScipixImage> views = {ImageView(line)};
  const std::vector<ScipixTensorRegion> regions = take(scipix::tensor_regions(views, params));
  CHECK(regions.size() == 1 && regions[0].x == 0 && regions[0].y == 1 && regions[0].width == 7 && regions[0].height == 4);
  CHECK(take(scipix::tensor_regions({}, params)).empty());
  scipix::TensorParams unknown = params;
  unknown.fit = 3;
  CHECK_REFUSED(scipix::tensor_regions(views, unknown), SCIPIX_STATUS_INVALID_ARGUMENT);
  params.padding = SCIPIX_TENSOR_PADDING_EDGE;
  CHECK_DONE(scipix::to_tensor(line, params, values));
  CHECK(std::equal(values.begin(), values.begin() + 7, values.begin() + 7));
  CHECK(std::equal(values.begin() + 28, values.begin() + 35, values.begin() + 42));
}

void scores_become_text() {
  const std::vector<float> scores = {0.1f, 0.9f, 0, 0, 0.75f, 0.25f, 1, 0, 0, 0, 0.25f, 0.5f};
  std::vector<std::uint32_t> ids(4);
  std::vector<float> probabilities(4);
  CHECK_EQUAL(take(scipix::ctc_greedy(scores, 3, 0, SCIPIX_SCORES_PROBABILITIES, ids, probabilities)), 2);
  CHECK(ids[0] == 1 && ids[1] == 2 && std::fabs(probabilities[0] - 0.825f) < 1e-6f && probabilities[1] == 0.5f);
  CHECK_EQUAL(take(scipix::ctc_greedy(scores, 3, 2, SCIPIX_SCORES_LOGITS, ids)), 2);
  CHECK(ids[0] == 1 && ids[1] == 0);
  CHECK_REFUSED(scipix::ctc_greedy(scores, 5, 0, SCIPIX_SCORES_LOGITS, ids), SCIPIX_STATUS_SIZE_MISMATCH);
  CHECK_REFUSED(scipix::ctc_greedy(scores, 0, 0, SCIPIX_SCORES_LOGITS, ids), SCIPIX_STATUS_SIZE_MISMATCH);
  CHECK_REFUSED(scipix::ctc_greedy(scores, 3, 3, SCIPIX_SCORES_LOGITS, ids), SCIPIX_STATUS_INVALID_ARGUMENT);
  probabilities.pop_back();
  CHECK_REFUSED(scipix::ctc_greedy(scores, 3, 0, SCIPIX_SCORES_LOGITS, ids, probabilities), SCIPIX_STATUS_SIZE_MISMATCH);
}

void plans_run_steps_as_one() {
  const std::uint8_t rgb[] = {255, 0, 0, 0, 255, 0, 0, 0, 255, 255, 255, 255};
  const ImageView colours = take(ImageView::make(rgb, 2, 2, SCIPIX_PIXEL_FORMAT_RGB8));
  scipix::Plan plan = take(scipix::Plan::make());
  static_assert(!std::is_copy_constructible<scipix::Plan>::value, "a plan has one owner");
  CHECK_REFUSED(plan.output(colours), SCIPIX_STATUS_INVALID_ARGUMENT);
  CHECK_DONE(plan.add_grayscale());
  CHECK_DONE(plan.add_resize(4, 0));
  CHECK_DONE(plan.add_binarize());
  CHECK_REFUSED(plan.add_tensor(), SCIPIX_STATUS_INVALID_ARGUMENT);
  const scipix::PlanOutput size = take(plan.output(colours));
  CHECK(size.width == 4 && size.height == 4 && size.bytes == 16);

  Image gray = take(Image::make(2, 2, SCIPIX_PIXEL_FORMAT_GRAY8)), large = counted(4, 4), out = counted(4, 4);
  CHECK_DONE(scipix::grayscale(colours, gray));
  CHECK_DONE(scipix::resize(gray, large));
  Image binary = counted(4, 4);
  CHECK_DONE(scipix::binarize(large, binary));
  scipix::Plan moved = std::move(plan);
  CHECK_DONE(moved.run(colours, out));
  CHECK(std::equal(out.bytes().begin(), out.bytes().end(), binary.bytes().begin()));
  CHECK_REFUSED(moved.run(colours, gray), SCIPIX_STATUS_SIZE_MISMATCH);
  CHECK_REFUSED(plan.add_grayscale(), SCIPIX_STATUS_NULL_POINTER);

  scipix::Plan to_tensor = take(scipix::Plan::make());
  CHECK_DONE(to_tensor.add_tensor());
  std::vector<float> values(take(to_tensor.output(colours)).bytes / sizeof(float));
  CHECK_DONE(to_tensor.run_tensor(colours, values));
  CHECK(values.size() == 12 && values[0] == 1 && values[1] == 0 && values[3] == 1);
  values.pop_back();
  CHECK_REFUSED(to_tensor.run_tensor(colours, values), SCIPIX_STATUS_SIZE_MISMATCH);
  std::vector<std::uint8_t> bytes(12 * sizeof(float));  // the size is right, but the element is not float
  CHECK_REFUSED(to_tensor.run_tensor(colours, bytes), SCIPIX_STATUS_INVALID_ARGUMENT);
}

void plans_run_on_many_images() {
  const std::uint8_t rgb[] = {255, 0, 0, 0, 255, 0, 0, 0, 255, 255, 255, 255};
  const ImageView pair = take(ImageView::make(rgb, 2, 2, SCIPIX_PIXEL_FORMAT_RGB8));
  const ImageView line = take(ImageView::make(rgb, 3, 1, SCIPIX_PIXEL_FORMAT_RGB8));
  const std::vector<ScipixImage> srcs = {pair, line, pair};
  scipix::Plan plan = take(scipix::Plan::make());
  CHECK_DONE(plan.add_grayscale());
  std::vector<Image> out, alone;
  std::vector<ScipixImageMut> dsts;
  for (const ScipixImage &src : srcs) {
    out.push_back(counted(src.width, src.height));
    alone.push_back(counted(src.width, src.height));
    dsts.push_back(out.back().view());
  }
  CHECK_DONE(plan.run_many(srcs, dsts));
  CHECK_DONE(plan.run(pair, alone[0]));
  CHECK_DONE(plan.run(line, alone[1]));
  for (std::size_t i = 0; i < 3; ++i) {
    const Image &wanted = alone[i % 2];
    CHECK(std::equal(out[i].bytes().begin(), out[i].bytes().end(), wanted.bytes().begin(), wanted.bytes().end()));
  }
  dsts.pop_back();
  CHECK_REFUSED(plan.run_many(srcs, dsts), SCIPIX_STATUS_SIZE_MISMATCH);
  CHECK_REFUSED(plan.shape(srcs), SCIPIX_STATUS_INVALID_ARGUMENT);

  scipix::Plan to_tensor = take(scipix::Plan::make());
  scipix::TensorParams params;
  params.height = 2;
  params.fit = SCIPIX_TENSOR_FIT_HEIGHT;
  CHECK_DONE(to_tensor.add_tensor(params));
  const scipix::TensorShape shape = take(to_tensor.shape(srcs));
  CHECK(shape.dims[0] == 3 && shape.dims[1] == 3 && shape.dims[2] == 2 && shape.dims[3] == 6);
  std::vector<float> values(shape.elements()), expected(shape.elements());
  CHECK_DONE(to_tensor.run_tensor_many(srcs, values));
  CHECK_DONE(scipix::to_tensor(srcs, params, expected));
  CHECK(values == expected);
  std::vector<std::uint8_t> bytes(shape.bytes);
  CHECK_REFUSED(to_tensor.run_tensor_many(srcs, bytes), SCIPIX_STATUS_INVALID_ARGUMENT);
}

void flat_buffers() {
  const std::vector<std::uint8_t> rgba = {255, 0, 0, 9, 255, 255, 255, 9};
  std::vector<std::uint8_t> gray(2);
  CHECK_DONE(scipix::grayscale(rgba, gray));
  CHECK(gray[0] == 76 && gray[1] == 255);
  CHECK_DONE(scipix::threshold(gray, 76, gray));
  CHECK(gray[0] == 0 && gray[1] == 255);
  CHECK_REFUSED(scipix::threshold(gray, 76, scipix::Span<std::uint8_t>(gray).first(1)), SCIPIX_STATUS_SIZE_MISMATCH);
  CHECK_REFUSED(scipix::grayscale(gray, gray), SCIPIX_STATUS_SIZE_MISMATCH);
  std::vector<float> values = {1, 3};
  const scipix::Moments before = take(scipix::normalize(values));
  CHECK(before.mean == 2 && before.std_dev == 1 && values[0] < -0.99f && values[1] > 0.99f);
}

void levels_are_set_and_restored() {
  CHECK(take(scipix::cpu_info()).logical_cpus >= 1 && scipix::cpu_has(0));
  const ScipixOptLevel level = scipix::opt_level();
  CHECK_DONE(scipix::set_opt_level(SCIPIX_OPT_LEVEL_NONE));
  CHECK(scipix::opt_level() == SCIPIX_OPT_LEVEL_NONE && scipix::simd_level() == SCIPIX_SIMD_LEVEL_SCALAR);
  CHECK_DONE(scipix::set_opt_level(level));
  CHECK_REFUSED(scipix::set_opt_level(99), SCIPIX_STATUS_INVALID_ARGUMENT);
  const ScipixSimdLevel simd = scipix::simd_level();
  CHECK(simd <= scipix::simd_best_level());
  CHECK_DONE(scipix::set_simd_level(SCIPIX_SIMD_LEVEL_SCALAR));
  CHECK_EQUAL(scipix::simd_level(), SCIPIX_SIMD_LEVEL_SCALAR);
  CHECK_DONE(scipix::set_simd_level(simd));
  CHECK_DONE(scipix::set_thread_count(3));
#ifdef SCIPIX_OPTIMIZE
  CHECK_EQUAL(scipix::thread_count(), 3);
#endif
  CHECK_DONE(scipix::set_thread_count(0));
}

}  // namespace

int main() {
  views_know_their_size();
  images_own_their_pixels();
  images_become_tensors();
  tensors_are_padded();
  plans_run_steps_as_one();
  plans_run_on_many_images();
  scores_become_text();
  flat_buffers();
  levels_are_set_and_restored();
  return check_report("hpp_image_test");
}
