/// @file
/// Quantisation of floats to bytes, as defined by ONNX QuantizeLinear and DequantizeLinear.
#ifndef SCIPIX_QUANT_HPP
#define SCIPIX_QUANT_HPP

#include <scipix/handle.hpp>
#include <scipix/span.hpp>

#include <cstddef>
#include <cstdint>
#include <string>

namespace scipix {
inline namespace SCIPIX_MODE {

/// The memory layout of a tensor of `outer * channels * inner` values.
struct ChannelShape {
  std::size_t outer = 1;     ///< Product of the dimensions before the channel axis.
  std::size_t channels = 1;  ///< Dimension of the channel axis.
  std::size_t inner = 1;     ///< Product of the dimensions after the channel axis.
};

namespace detail {

// Whether a * b * c equals `size`, without overflow.
inline bool product_is(std::size_t a, std::size_t b, std::size_t c, std::size_t size) noexcept {
  if (a == 0 || b == 0 || c == 0) return size == 0;
  return size % a == 0 && size / a % b == 0 && size / a / b == c;
}

inline Outcome<void> mismatch(const char *name, std::size_t size, std::size_t expected) {
  return failure<void>(SCIPIX_STATUS_SIZE_MISMATCH, std::string(name) + ": has " + std::to_string(size) +
                                                        " elements, not " + std::to_string(expected));
}

// Calls `convert` if input and output have the same length.
template <class From, class To, class Convert>
Outcome<void> convert_elements(Span<const From> data, Span<To> out, Convert &&convert) {
  if (data.size() != out.size()) return mismatch("out", out.size(), data.size());
  return check(convert());
}

// Calls `convert` if `shape`, `params` and the lengths of input and output agree.
template <class From, class To, class Convert>
Outcome<void> convert_channels(Span<const From> data, const ChannelShape &shape, Span<const ScipixQuantParams> params,
                               Span<To> out, Convert &&convert) {
  if (params.size() != shape.channels) return mismatch("params", params.size(), shape.channels);
  if (!product_is(shape.outer, shape.channels, shape.inner, data.size())) {
    return failure<void>(SCIPIX_STATUS_SIZE_MISMATCH,
                         "data: its " + std::to_string(data.size()) + " elements do not match the shape");
  }
  return convert_elements(data, out, convert);
}

}  // namespace detail

/// Computes the params for values from `min` to `max`.
/// @param min      the least value, finite
/// @param max      the greatest value, finite, not below `min`
/// @param element  SCIPIX_ELEMENT_I8 or SCIPIX_ELEMENT_U8
inline Outcome<ScipixQuantParams> quant_params_from_range(float min, float max, ScipixElement element) {
  ScipixQuantParams params = {};
  return detail::outcome(scipix_quant_params_from_range(min, max, element, &params), [&] { return params; });
}

/// Computes the params for the range of `data`.
/// @param data     finite values
/// @param element  SCIPIX_ELEMENT_I8 or SCIPIX_ELEMENT_U8
inline Outcome<ScipixQuantParams> quant_params_from_data(Span<const float> data, ScipixElement element) {
  ScipixQuantParams params = {};
  return detail::outcome(scipix_quant_params_from_data(data.data(), data.size(), element, &params),
                         [&] { return params; });
}

/// Computes symmetric params, whose zero point is the middle of the range.
/// @param abs_max  the greatest absolute value
/// @param element  SCIPIX_ELEMENT_I8 or SCIPIX_ELEMENT_U8
inline Outcome<ScipixQuantParams> quant_params_symmetric(float abs_max, ScipixElement element) {
  ScipixQuantParams params = {};
  return detail::outcome(scipix_quant_params_symmetric(abs_max, element, &params), [&] { return params; });
}

/// Quantises to signed bytes.
/// @param data    values
/// @param params  scale and zero point
/// @param out     one byte for each value
inline Outcome<void> quantize(Span<const float> data, ScipixQuantParams params, Span<std::int8_t> out) {
  return detail::convert_elements(data, out,
                             [&] { return scipix_quantize_i8(data.data(), data.size(), params, out.data()); });
}
/// Quantises to unsigned bytes.
/// @param data    values
/// @param params  scale and zero point
/// @param out     one byte for each value
inline Outcome<void> quantize(Span<const float> data, ScipixQuantParams params, Span<std::uint8_t> out) {
  return detail::convert_elements(data, out,
                             [&] { return scipix_quantize_u8(data.data(), data.size(), params, out.data()); });
}
/// Converts signed bytes back to floats.
/// @param data    bytes
/// @param params  scale and zero point
/// @param out     one value for each byte
inline Outcome<void> dequantize(Span<const std::int8_t> data, ScipixQuantParams params, Span<float> out) {
  return detail::convert_elements(data, out,
                             [&] { return scipix_dequantize_i8(data.data(), data.size(), params, out.data()); });
}
/// Converts unsigned bytes back to floats.
/// @param data    bytes
/// @param params  scale and zero point
/// @param out     one value for each byte
inline Outcome<void> dequantize(Span<const std::uint8_t> data, ScipixQuantParams params, Span<float> out) {
  return detail::convert_elements(data, out,
                             [&] { return scipix_dequantize_u8(data.data(), data.size(), params, out.data()); });
}

/// Quantises to signed bytes, each channel by its own params.
/// @param data    values
/// @param shape   the memory layout
/// @param params  one for each channel
/// @param out     one byte for each value
inline Outcome<void> quantize(Span<const float> data, const ChannelShape &shape, Span<const ScipixQuantParams> params,
                              Span<std::int8_t> out) {
  return detail::convert_channels(data, shape, params, out, [&] {
    return scipix_quantize_i8_channels(data.data(), shape.outer, shape.channels, shape.inner, params.data(),
                                       out.data());
  });
}
/// Quantises to unsigned bytes, each channel by its own params.
/// @param data    values
/// @param shape   the memory layout
/// @param params  one for each channel
/// @param out     one byte for each value
inline Outcome<void> quantize(Span<const float> data, const ChannelShape &shape, Span<const ScipixQuantParams> params,
                              Span<std::uint8_t> out) {
  return detail::convert_channels(data, shape, params, out, [&] {
    return scipix_quantize_u8_channels(data.data(), shape.outer, shape.channels, shape.inner, params.data(),
                                       out.data());
  });
}
/// Converts signed bytes back to floats, each channel by its own params.
/// @param data    bytes
/// @param shape   the memory layout
/// @param params  one for each channel
/// @param out     one value for each byte
inline Outcome<void> dequantize(Span<const std::int8_t> data, const ChannelShape &shape,
                                Span<const ScipixQuantParams> params, Span<float> out) {
  return detail::convert_channels(data, shape, params, out, [&] {
    return scipix_dequantize_i8_channels(data.data(), shape.outer, shape.channels, shape.inner, params.data(),
                                         out.data());
  });
}
/// Converts unsigned bytes back to floats, each channel by its own params.
/// @param data    bytes
/// @param shape   the memory layout
/// @param params  one for each channel
/// @param out     one value for each byte
inline Outcome<void> dequantize(Span<const std::uint8_t> data, const ChannelShape &shape,
                                Span<const ScipixQuantParams> params, Span<float> out) {
  return detail::convert_channels(data, shape, params, out, [&] {
    return scipix_dequantize_u8_channels(data.data(), shape.outer, shape.channels, shape.inner, params.data(),
                                         out.data());
  });
}

namespace detail {

inline Outcome<ScipixQuantError> quant_error(Span<const float> original, const void *bytes, std::size_t len,
                                             ScipixElement element, ScipixQuantParams params) {
  if (len != original.size()) {
    return failure<ScipixQuantError>(SCIPIX_STATUS_SIZE_MISMATCH, "quantized: must have the same length as original");
  }
  auto error = with_struct_size<ScipixQuantError>();
  const auto *quantized = static_cast<const std::uint8_t *>(bytes);
  return outcome(scipix_quant_error(original.data(), quantized, element, len, params, &error), [&] { return error; });
}

}  // namespace detail

/// Measures the quantisation error.
/// @param original   the values
/// @param quantized  one byte for each value
/// @param params     the params of the quantisation
inline Outcome<ScipixQuantError> quant_error(Span<const float> original, Span<const std::int8_t> quantized,
                                             ScipixQuantParams params) {
  return detail::quant_error(original, quantized.data(), quantized.size(), SCIPIX_ELEMENT_I8, params);
}
/// Measures the quantisation error.
/// @param original   the values
/// @param quantized  one byte for each value
/// @param params     the params of the quantisation
inline Outcome<ScipixQuantError> quant_error(Span<const float> original, Span<const std::uint8_t> quantized,
                                             ScipixQuantParams params) {
  return detail::quant_error(original, quantized.data(), quantized.size(), SCIPIX_ELEMENT_U8, params);
}

}  // namespace SCIPIX_MODE
}  // namespace scipix

#endif
