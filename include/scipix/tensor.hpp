/// @file
/// Conversion of images to tensors.
#ifndef SCIPIX_TENSOR_HPP
#define SCIPIX_TENSOR_HPP

#include <scipix/handle.hpp>
#include <scipix/image.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <type_traits>
#include <utility>
#include <vector>

namespace scipix {
inline namespace SCIPIX_MODE {

/// Parameters of `to_tensor`: channels, size, normalisation, layout and element type.
using TensorParams = WithDefaults<ScipixTensorParams, scipix_tensor_params_init>;

/// The shape and size of a tensor of images.
struct TensorShape {
  std::array<std::size_t, 4> dims = {};  ///< The dimensions, in the order of the layout.
  std::size_t bytes = 0;                 ///< The size in bytes.

  /// The number of elements.
  std::size_t elements() const noexcept { return dims[0] * dims[1] * dims[2] * dims[3]; }
};

namespace detail {

template <class T>
constexpr ScipixElement element_of() noexcept {
  static_assert(std::is_same_v<T, float> || std::is_same_v<T, std::uint8_t> || std::is_same_v<T, std::int8_t>,
                "an element is float, std::uint8_t or std::int8_t");
  if constexpr (std::is_same_v<T, float>) return SCIPIX_ELEMENT_F32;
  return std::is_signed_v<T> ? SCIPIX_ELEMENT_I8 : SCIPIX_ELEMENT_U8;
}

}  // namespace detail

/// Computes the shape of the tensor that `to_tensor` writes. Thread-safe.
/// @param images  views, such as a `std::vector<ScipixImage>` made of ImageViews
/// @param params  the conversion
inline Outcome<TensorShape> tensor_shape(Span<const ScipixImage> images, const ScipixTensorParams &params) {
  TensorShape shape;
  const ScipixStatus status =
      scipix_image_tensor_shape(images.data(), images.size(), &params, shape.dims.data(), &shape.bytes);
  return detail::outcome(status, [&] { return shape; });
}

/// Computes where each image lies in the tensor that `to_tensor` writes, in the order of the images: the point (x, y) of the
/// tensor is `((x - region.x) * image.width / region.width, (y - region.y) * image.height / region.height)` of the image.
/// Thread-safe.
/// @param images  views, such as a `std::vector<ScipixImage>` made of ImageViews
/// @param params  the conversion
inline Outcome<std::vector<ScipixTensorRegion>> tensor_regions(Span<const ScipixImage> images,
                                                               const ScipixTensorParams &params) {
  std::vector<ScipixTensorRegion> regions(images.size());
  const ScipixStatus status = scipix_image_tensor_regions(images.data(), images.size(), &params, regions.data());
  return detail::outcome(status, [&] { return std::move(regions); });
}

/// Writes images to one tensor: selects the channels of each, resizes, normalises and pads it, in one pass.
/// Thread-safe.
/// @param images  views of whole pages or of regions
/// @param params  the conversion
/// @param out     a vector or span of float, std::uint8_t or std::int8_t, matching `params.element`, with the number of
///                elements that `tensor_shape` returns
template <class Out>
Outcome<void> to_tensor(Span<const ScipixImage> images, const ScipixTensorParams &params, Out &&out) {
  using Element = std::remove_pointer_t<decltype(std::data(out))>;
  if (params.element != detail::element_of<Element>()) {
    return detail::failure<void>(SCIPIX_STATUS_INVALID_ARGUMENT, "params: element is not the element type of out");
  }
  const std::size_t bytes = std::size(out) * sizeof(Element);
  return check(scipix_image_to_tensor(images.data(), images.size(), &params, std::data(out), bytes));
}

/// Writes one image to a tensor. Thread-safe.
/// @param image   a whole page or a region
/// @param params  the conversion
/// @param out     a vector or span of elements, like that for several images
template <class Out>
Outcome<void> to_tensor(const ImageView &image, const ScipixTensorParams &params, Out &&out) {
  return to_tensor(Span<const ScipixImage>(&image.raw(), 1), params, std::forward<Out>(out));
}

}  // namespace SCIPIX_MODE
}  // namespace scipix

#endif
