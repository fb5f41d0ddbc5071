/// @file
/// Crops of lines of text, their sizes, and groups of lines for a recogniser.
#ifndef SCIPIX_CROP_HPP
#define SCIPIX_CROP_HPP

#include <scipix/operations.hpp>
#include <scipix/tensor.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <type_traits>
#include <utility>
#include <vector>

namespace scipix {
inline namespace SCIPIX_MODE {

/// Parameters of a crop: interpolation, what corners are, and whether tall crops are turned. The defaults are those of PaddleOCR and RapidOCR.
using CropParams = WithDefaults<ScipixCropParams, scipix_crop_params_init>;

/// Limits of groups of lines.
using LineGroupParams = WithDefaults<ScipixLineGroupParams, scipix_line_group_params_init>;

/// Corners of a quadrilateral: top left, top right, bottom right and bottom left, at the centres of pixels or at their edges as
/// the parameters of its crop say.
using Quad = std::array<Point, 4>;
static_assert(sizeof(Quad) == 8 * sizeof(float), "corners lie in memory as x, y, x, y, ...");

/// Computes the size of a crop by the rule of PaddleOCR and RapidOCR. Thread-safe.
/// @param quad    the corners
/// @param params  whether the crop is turned
inline Outcome<ScipixCropSize> crop_quad_size(const Quad &quad, const ScipixCropParams &params = CropParams()) {
  ScipixCropSize size = {};
  return detail::outcome(scipix_crop_quad_size(&quad[0].x, &params, &size), [&] { return size; });
}

/// Fills `dst` with a quadrilateral of `src`, corrected for perspective. Thread-safe.
/// @param src     any format but BIT1 and GRAY16
/// @param quad    the corners
/// @param params  interpolation, and whether the crop is turned
/// @param dst     the same format, any size
inline Outcome<void> crop_quad(const ImageView &src, const Quad &quad, const ScipixCropParams &params,
                               const MutImageView &dst) {
  return check(scipix_image_crop_quad_with(&src.raw(), &quad[0].x, &params, &dst.raw()));
}

/// Computes the shape of the tensor that `crops_to_tensor` writes. Thread-safe.
/// @param src     any format but BIT1 and GRAY16; its pixels are not read
/// @param quads   corners of each crop
/// @param crop    parameters of the crops
/// @param params  the conversion
inline Outcome<TensorShape> crops_tensor_shape(const ImageView &src, Span<const Quad> quads,
                                               const ScipixCropParams &crop, const ScipixTensorParams &params) {
  TensorShape shape;
  const float *xy = quads.empty() ? nullptr : &quads[0][0].x;
  const ScipixStatus status = scipix_image_crops_tensor_shape(&src.raw(), xy, quads.size(), &crop, &params,
                                                              shape.dims.data(), &shape.bytes);
  return detail::outcome(status, [&] { return shape; });
}

/// Writes quadrilaterals of a page, such as all of its lines of text, to one tensor. One that is not convex or has no area fails the
/// call, which names its index, or becomes padding with `crop.pad_flat`. Thread-safe.
/// @param src     any format but BIT1 and GRAY16
/// @param quads   corners of each crop
/// @param crop    parameters of the crops
/// @param params  the conversion
/// @param out     a vector or span of float, std::uint8_t or std::int8_t, matching `params.element`, with the number of
///                elements that `crops_tensor_shape` returns
template <class Out>
Outcome<void> crops_to_tensor(const ImageView &src, Span<const Quad> quads, const ScipixCropParams &crop,
                              const ScipixTensorParams &params, Out &&out) {
  using Element = std::remove_pointer_t<decltype(std::data(out))>;
  if (params.element != detail::element_of<Element>()) {
    return detail::failure<void>(SCIPIX_STATUS_INVALID_ARGUMENT, "params: element is not the element type of out");
  }
  const float *xy = quads.empty() ? nullptr : &quads[0][0].x;
  return check(scipix_image_crops_to_tensor(&src.raw(), xy, quads.size(), &crop, &params, std::data(out),
                                            std::size(out) * sizeof(Element)));
}

/// Groups of lines of similar width, from the widest down.
struct LineGroups {
  std::vector<std::uint32_t> order;     ///< The line at each place: the result at place `i` belongs to line `order[i]`.
  std::vector<ScipixLineGroup> groups;  ///< Places `first` to `first + len` of `order` share a tensor of `width` columns.
};

/// Plans groups of lines that share a tensor. Thread-safe.
/// @param sizes   width and height of each line's crop
/// @param params  height and limits
inline Outcome<LineGroups> line_groups(Span<const ScipixCropSize> sizes,
                                       const ScipixLineGroupParams &params = LineGroupParams()) {
  LineGroups found;
  found.order.resize(sizes.size());
  found.groups.resize(sizes.size());
  std::size_t len = 0;
  const ScipixStatus status =
      scipix_line_groups(sizes.data(), sizes.size(), &params, found.order.data(), found.groups.data(), &len);
  return detail::outcome(status, [&] {
    found.groups.resize(len);
    return std::move(found);
  });
}

}  // namespace SCIPIX_MODE
}  // namespace scipix

#endif
