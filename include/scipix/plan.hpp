/// @file
/// Fused plans: a sequence of operations that is built once and run on many pages.
#ifndef SCIPIX_PLAN_HPP
#define SCIPIX_PLAN_HPP

#include <scipix/operations.hpp>
#include <scipix/page.hpp>
#include <scipix/tensor.hpp>

#include <cstddef>
#include <cstdint>
#include <iterator>
#include <optional>
#include <type_traits>

namespace scipix {
inline namespace SCIPIX_MODE {

/// The size of the output of a plan.
struct PlanOutput {
  std::size_t width = 0;   ///< The width in pixels.
  std::size_t height = 0;  ///< The height in rows.
  std::size_t bytes = 0;   ///< The size of the tensor, or of the image as rows without gaps; GRAY8 if binarised last.
};

/// A sequence of operations that runs in one pass, with the same bits as the operations run one by one. It has at most
/// one flatten, one grayscale and one resize, in any order, and ends optionally with a binarisation or a tensor. Steps that see
/// the whole image may stand anywhere but after a tensor, and after each the others may come once more. Add the steps from one
/// thread; after that any number of threads may run the plan.
class Plan {
 public:
  /// Makes a plan without steps.
  static Outcome<Plan> make() {
    ScipixPlan *plan = nullptr;
    return detail::outcome(scipix_plan_new(&plan), [&] { return Plan(plan); });
  }
#ifndef SCIPIX_NO_EXCEPTIONS
  /// Makes a plan without steps.
  Plan() : Plan(make()) {}
#endif

  /// Adds a conversion to gray.
  /// @param luma  a `SCIPIX_LUMA_*`
  Outcome<void> add_grayscale(ScipixLuma luma = SCIPIX_LUMA_BT601) {
    return check(scipix_plan_add_grayscale(get(), luma));
  }
  /// Adds a step that composites images with alpha over a colour and leaves others as they are.
  /// @param background  the colour
  Outcome<void> add_flatten(Rgb background) {
    return check(scipix_plan_add_flatten(get(), background.red, background.green, background.blue));
  }
  /// Adds a resize. If the width or the height is 0, it follows from the other one by the aspect ratio.
  /// @param width   width of the result
  /// @param height  height of the result
  /// @param filter  a `SCIPIX_FILTER_*`
  Outcome<void> add_resize(std::size_t width, std::size_t height, ScipixFilter filter = SCIPIX_FILTER_BILINEAR) {
    return check(scipix_plan_add_resize(get(), filter, width, height));
  }
  /// Adds a binarisation, after which only steps that see the whole image may follow.
  /// @param params  the method and its numbers; the default is Otsu's method
  Outcome<void> add_binarize(const ScipixBinarizeParams &params = BinarizeParams()) {
    return check(scipix_plan_add_binarize(get(), &params));
  }
  /// Adds a conversion to a tensor, which must be the last step.
  /// @param params  the conversion
  Outcome<void> add_tensor(const ScipixTensorParams &params = TensorParams()) {
    const ScipixStatus status = scipix_plan_add_tensor(get(), &params);
    if (status == SCIPIX_STATUS_OK) element_ = params.element;
    return check(status);
  }

  /// Adds a normalisation of the background, which sees the whole image.
  /// @param params  the numbers
  Outcome<void> add_normalize_background(const ScipixBackgroundParams &params = BackgroundParams()) {
    return check(scipix_plan_add_normalize_background(get(), &params));
  }
  /// Adds a deskew, which sees the whole image: one whose lines have no clear direction stays as it is.
  /// @param fill  value of the pixels that the page does not cover
  Outcome<void> add_deskew(std::uint8_t fill = 255) { return check(scipix_plan_add_deskew(get(), fill)); }
  /// Adds a morphology by a rectangle of GRAY8 or BIT1, which sees the whole image.
  /// @param operation  a `SCIPIX_MORPHOLOGY_*`
  /// @param width      width of the rectangle
  /// @param height     height of the rectangle
  /// @param rules      a `SCIPIX_MORPHOLOGY_RULES_*`
  Outcome<void> add_morphology(ScipixMorphology operation, std::uint32_t width, std::uint32_t height,
                               ScipixMorphologyRules rules = SCIPIX_MORPHOLOGY_RULES_OPENCV) {
    return check(scipix_plan_add_morphology(get(), operation, width, height, rules));
  }
  /// Adds a median of squares, which sees the whole image.
  /// @param size  pixels of a side of the square: 3 or 5
  Outcome<void> add_median(std::uint32_t size = 3) { return check(scipix_plan_add_median(get(), size)); }
  /// Adds a blur by a normal distribution, which sees the whole image. Sizes and deviations follow from each other where one is 0.
  /// @param width    pixels of the blur in a row
  /// @param height   pixels of the blur in a column
  /// @param sigma_x  standard deviation across
  /// @param sigma_y  standard deviation down; 0: as `sigma_x`
  /// @param border   a `SCIPIX_BORDER_*`
  Outcome<void> add_gaussian_blur(std::uint32_t width, std::uint32_t height, double sigma_x = 0, double sigma_y = 0,
                                  ScipixBorder border = SCIPIX_BORDER_REFLECT_101) {
    return check(scipix_plan_add_gaussian_blur(get(), width, height, sigma_x, sigma_y, border));
  }
  /// Adds an equalisation of the contrast of GRAY8 tile by tile, which sees the whole image.
  /// @param clip_limit  how far above the mean a gray may count; 0: no limit
  /// @param tiles_x     tiles in a row
  /// @param tiles_y     tiles in a column
  Outcome<void> add_clahe(double clip_limit = 40, std::uint32_t tiles_x = 8, std::uint32_t tiles_y = 8) {
    return check(scipix_plan_add_clahe(get(), clip_limit, tiles_x, tiles_y));
  }
  /// Adds a sharpening, which sees the whole image.
  /// @param sigma      standard deviation of the blur
  /// @param amount     how much of the difference is added
  /// @param threshold  the greatest difference that is noise and stays
  Outcome<void> add_unsharp_mask(double sigma, double amount, std::uint8_t threshold = 0) {
    return check(scipix_plan_add_unsharp_mask(get(), sigma, amount, threshold));
  }
  /// Adds a removal of specks, which sees the whole image: BIT1 stays BIT1, and other formats become GRAY8.
  /// @param params  the longest side of a speck, and what ink is
  Outcome<void> add_despeckle(const ScipixSpeckParams &params = SpeckParams()) {
    return check(scipix_plan_add_despeckle(get(), &params));
  }

  /// Computes the size of the output for an image.
  /// @param src  an image of that size and format; its pixels are not read
  Outcome<PlanOutput> output(const ImageView &src) const {
    PlanOutput out;
    return detail::outcome(scipix_plan_output_size(get(), &src.raw(), &out.width, &out.height, &out.bytes),
                           [&] { return out; });
  }
  /// Runs a plan that ends with an image.
  /// @param src  any format that the first step accepts
  /// @param dst  an image of the size that `output` returns, in the format of the last step
  Outcome<void> run(const ImageView &src, const MutImageView &dst) const {
    return check(scipix_plan_run(get(), &src.raw(), &dst.raw()));
  }
  /// Runs a plan that ends with a tensor.
  /// @param src  any format that the first step accepts
  /// @param out  a vector or span of float, std::uint8_t or std::int8_t, matching `element` of the last step, with the
  ///             number of elements of the tensor
  template <class Out>
  Outcome<void> run_tensor(const ImageView &src, Out &&out) const {
    return write(out, [&](void *data, std::size_t bytes) {
      return scipix_plan_run_tensor(get(), &src.raw(), data, bytes);
    });
  }
  /// Runs a plan that ends with an image on many images in one call. All are checked before anything is written.
  /// @param srcs  views, such as a `std::vector<ScipixImage>` made of ImageViews, of any sizes
  /// @param dsts  as many, each of the size that `output` returns; none overlaps another one, nor a source
  Outcome<void> run_many(Span<const ScipixImage> srcs, Span<const ScipixImageMut> dsts) const {
    if (srcs.size() != dsts.size()) {
      return detail::failure<void>(SCIPIX_STATUS_SIZE_MISMATCH, "dsts: there are not as many as srcs");
    }
    return check(scipix_plan_run_many(get(), srcs.data(), srcs.size(), dsts.data()));
  }
  /// Computes the shape of the tensor that `run_tensor_many` writes.
  /// @param srcs  views; their pixels are not read
  Outcome<TensorShape> shape(Span<const ScipixImage> srcs) const {
    TensorShape shape;
    return detail::outcome(
        scipix_plan_tensor_shape(get(), srcs.data(), srcs.size(), shape.dims.data(), &shape.bytes),
        [&] { return shape; });
  }
  /// Runs a plan that ends with a tensor on many images in one call, and writes one tensor of all.
  /// @param srcs  views of images of any sizes
  /// @param out   a vector or span like that of `run_tensor`, with the number of elements that `shape` returns
  template <class Out>
  Outcome<void> run_tensor_many(Span<const ScipixImage> srcs, Out &&out) const {
    return write(out, [&](void *data, std::size_t bytes) {
      return scipix_plan_run_tensor_many(get(), srcs.data(), srcs.size(), data, bytes);
    });
  }
  /// Borrows the handle for the C functions.
  ScipixPlan *get() const noexcept { return plan_.get(); }

 private:
  explicit Plan(ScipixPlan *plan) noexcept : plan_(plan) {}

  // Calls `run` with the memory of `out`, whose elements have to be those of the last step.
  template <class Out, class Run>
  Outcome<void> write(Out &out, Run run) const {
    using Element = std::remove_pointer_t<decltype(std::data(out))>;
    if (element_ && *element_ != detail::element_of<Element>()) {
      return detail::failure<void>(SCIPIX_STATUS_INVALID_ARGUMENT, "out: its element type is not that of the plan");
    }
    return check(run(std::data(out), std::size(out) * sizeof(Element)));
  }

  detail::Handle<ScipixPlan, scipix_plan_free> plan_;
  std::optional<ScipixElement> element_;  // the element type of the tensor, if the plan ends with one
};

}  // namespace SCIPIX_MODE
}  // namespace scipix

#endif
