/// @file
/// Fused plans: several operations described once, then run on page after page.
#ifndef SCIPIX_PLAN_HPP
#define SCIPIX_PLAN_HPP

#include <scipix/operations.hpp>
#include <scipix/tensor.hpp>

#include <cstddef>
#include <iterator>
#include <optional>
#include <type_traits>

namespace scipix {
inline namespace SCIPIX_MODE {

/// What a run of a plan will write.
struct PlanOutput {
  std::size_t width = 0;   ///< Columns.
  std::size_t height = 0;  ///< Rows.
  std::size_t bytes = 0;   ///< Of the tensor, or of the image in rows without gaps; of a binarised one as GRAY8.
};

/// Operations that run as one, bit for bit as one after the other: grayscale and resize, once at most, in either order,
/// then binarize or tensor, or neither. Any number of threads may run it; steps are added by one, before the first run.
class Plan {
 public:
  /// A plan without steps.
  static Outcome<Plan> make() {
    ScipixPlan *plan = nullptr;
    return detail::outcome(scipix_plan_new(&plan), [&] { return Plan(plan); });
  }
#ifndef SCIPIX_NO_EXCEPTIONS
  /// A plan without steps.
  Plan() : Plan(make()) {}
#endif

  /// Adds a step that makes gray.
  /// @param luma  a `SCIPIX_LUMA_*`
  Outcome<void> add_grayscale(ScipixLuma luma = SCIPIX_LUMA_BT601) {
    return check(scipix_plan_add_grayscale(get(), luma));
  }
  /// Adds a resize. Of width and height one may be 0: as the other is scaled.
  /// @param width   columns of the result
  /// @param height  rows of the result
  /// @param filter  a `SCIPIX_FILTER_*`
  Outcome<void> add_resize(std::size_t width, std::size_t height, ScipixFilter filter = SCIPIX_FILTER_BILINEAR) {
    return check(scipix_plan_add_resize(get(), filter, width, height));
  }
  /// Adds a binarisation, the last step.
  /// @param params  method and numbers; the default is Otsu's
  Outcome<void> add_binarize(const ScipixBinarizeParams &params = BinarizeParams()) {
    return check(scipix_plan_add_binarize(get(), &params));
  }
  /// Adds the making of a tensor, the last step.
  /// @param params  what is made of the image
  Outcome<void> add_tensor(const ScipixTensorParams &params = TensorParams()) {
    const ScipixStatus status = scipix_plan_add_tensor(get(), &params);
    if (status == SCIPIX_STATUS_OK) element_ = params.element;
    return check(status);
  }

  /// Tells what a run will write.
  /// @param src  an image of the size and format; its pixels are not read
  Outcome<PlanOutput> output(const ImageView &src) const {
    PlanOutput out;
    return detail::outcome(scipix_plan_output_size(get(), &src.raw(), &out.width, &out.height, &out.bytes),
                           [&] { return out; });
  }
  /// Runs a plan that gives an image.
  /// @param src  any format that the steps take
  /// @param dst  as `output` tells, in the format that the last step gives
  Outcome<void> run(const ImageView &src, const MutImageView &dst) const {
    return check(scipix_plan_run(get(), &src.raw(), &dst.raw()));
  }
  /// Runs a plan that ends in a tensor.
  /// @param src  any format that the steps take
  /// @param out  a vector or span of float, std::uint8_t or std::int8_t, as the step's `element` says, with as many as the
  ///             tensor has
  template <class Out>
  Outcome<void> run_tensor(const ImageView &src, Out &&out) const {
    using Element = std::remove_pointer_t<decltype(std::data(out))>;
    if (element_ && *element_ != detail::element_of<Element>()) {
      return detail::failure<void>(SCIPIX_STATUS_INVALID_ARGUMENT, "out: is not made of the element of the plan");
    }
    const std::size_t bytes = std::size(out) * sizeof(Element);
    return check(scipix_plan_run_tensor(get(), &src.raw(), std::data(out), bytes));
  }
  /// Borrowed, for the C functions.
  ScipixPlan *get() const noexcept { return plan_.get(); }

 private:
  explicit Plan(ScipixPlan *plan) noexcept : plan_(plan) {}

  detail::Handle<ScipixPlan, scipix_plan_free> plan_;
  std::optional<ScipixElement> element_;  // of the step that makes a tensor
};

}  // namespace SCIPIX_MODE
}  // namespace scipix

#endif
