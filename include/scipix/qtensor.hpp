/// @file
/// Quantised tensors, linear layers, integer products.
#ifndef SCIPIX_QTENSOR_HPP
#define SCIPIX_QTENSOR_HPP

#include <scipix/model.hpp>
#include <scipix/quant.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace scipix {
inline namespace SCIPIX_MODE {

/// How a tensor is quantised.
using QuantConfig = Filled<ScipixQuantConfig, scipix_quant_config_init>;

/// Bytes with their shape and params. Never changes: any thread may use it.
class QTensor {
 public:
  /// Quantises a tensor.
  /// @param data    the product of `shape` values, the last axis changing fastest
  /// @param shape   extent of each axis
  /// @param config  how
  static Outcome<QTensor> make(Span<const float> data, Span<const std::size_t> shape,
                               const ScipixQuantConfig &config = QuantConfig()) {
    if (!fits(data.size(), shape)) {
      return detail::failure<QTensor>(SCIPIX_STATUS_SIZE_MISMATCH, "data: its " + std::to_string(data.size()) +
                                                                       " values are not those of the shape");
    }
    ScipixQTensor *tensor = nullptr;
    return detail::outcome(scipix_qtensor_from_f32(data.data(), shape.data(), shape.size(), &config, &tensor),
                           [&] { return QTensor(tensor); });
  }
  /// Opens a tensor of a file that `save` wrote, whose memory it shares and keeps alive.
  /// @param model  the file
  /// @param name   the tensor's name
  static Outcome<QTensor> open(const Model &model, const std::string &name) {
    ScipixQTensor *tensor = nullptr;
    return detail::outcome(scipix_qtensor_open(model.get(), name.c_str(), &tensor), [&] { return QTensor(tensor); });
  }
#ifndef SCIPIX_NO_EXCEPTIONS
  /// As `make`.
  /// @param data    the product of `shape` values, the last axis changing fastest
  /// @param shape   extent of each axis
  /// @param config  how
  QTensor(Span<const float> data, Span<const std::size_t> shape, const ScipixQuantConfig &config = QuantConfig())
      : QTensor(make(data, shape, config)) {}
#endif

  /// Its bytes, of either sign.
  const void *data() const noexcept { return scipix_qtensor_data(get()); }
  /// How many elements it has.
  std::size_t size() const noexcept { return scipix_qtensor_len(get()); }
  /// Extent of each axis.
  Span<const std::size_t> shape() const noexcept { return {scipix_qtensor_shape(get()), scipix_qtensor_rank(get())}; }
  /// How many params it has: 1, or one for each channel.
  std::size_t params_count() const noexcept { return scipix_qtensor_params_count(get()); }
  /// Scale and zero point of a channel.
  /// @param index  below `params_count()`; OUT_OF_RANGE above
  Outcome<ScipixQuantParams> params(std::size_t index = 0) const {
    ScipixQuantParams params = {};
    return detail::outcome(scipix_qtensor_params(get(), index, &params), [&] { return params; });
  }
  /// Writes the values that its bytes stand for.
  /// @param out  as many values as it has elements
  Outcome<void> to_f32(Span<float> out) const { return check(scipix_qtensor_to_f32(get(), out.data(), out.size())); }
  /// What it takes, params included.
  std::size_t size_bytes() const noexcept { return scipix_qtensor_size_bytes(get()); }
  /// How many times as much the floats take.
  double compression_ratio() const noexcept { return scipix_qtensor_compression_ratio(get()); }
  /// Measures what quantisation lost.
  /// @param original  the values that it was made of
  Outcome<ScipixQuantError> error(Span<const float> original) const {
    auto error = detail::sized<ScipixQuantError>();
    return detail::outcome(scipix_qtensor_error(get(), original.data(), original.size(), &error),
                           [&] { return error; });
  }
  /// Borrowed, for the C functions.
  const ScipixQTensor *get() const noexcept { return tensor_.get(); }

 private:
  explicit QTensor(ScipixQTensor *tensor) noexcept : tensor_(tensor) {}
  static bool fits(std::size_t size, Span<const std::size_t> shape) noexcept {
    std::size_t rest = size;
    for (const std::size_t extent : shape) {
      if (extent == 0) return size == 0;
      if (rest % extent != 0) return false;
      rest /= extent;
    }
    return rest == 1;
  }
  detail::Handle<ScipixQTensor, scipix_qtensor_free> tensor_;
};

/// Writes tensors to a safetensors file.
/// @param tensors  each with its name; borrowed for the call
/// @param path     the file
inline Outcome<void> save(Span<const std::pair<std::string, const QTensor *>> tensors, const std::string &path) {
  std::vector<const ScipixQTensor *> raw;
  std::vector<const char *> names;
  for (const auto &[name, tensor] : tensors) {
    names.push_back(name.c_str());
    raw.push_back(tensor == nullptr ? nullptr : tensor->get());
  }
  return check(scipix_qtensor_save(raw.data(), names.data(), raw.size(), path.c_str()));
}

/// A linear layer: weights and bias, packed. Never changes: any number of threads may run it.
class Linear {
 public:
  /// Packs weights.
  /// @param weights  of shape [n, k]; may go afterwards
  /// @param bias     none, or n values
  static Outcome<Linear> make(const QTensor &weights, Span<const float> bias = {}) {
    const auto shape = weights.shape();
    if (!bias.empty() && (shape.empty() || bias.size() != shape[0])) {
      return detail::failure<Linear>(SCIPIX_STATUS_SIZE_MISMATCH,
                                     "bias: has not one value for each row of the weights");
    }
    ScipixLinear *linear = nullptr;
    return detail::outcome(scipix_linear_new(weights.get(), bias.empty() ? nullptr : bias.data(), &linear),
                           [&] { return Linear(linear, shape[0], shape[1]); });
  }
#ifndef SCIPIX_NO_EXCEPTIONS
  /// As `make`.
  /// @param weights  of shape [n, k]; may go afterwards
  /// @param bias     none, or n values
  explicit Linear(const QTensor &weights, Span<const float> bias = {}) : Linear(make(weights, bias)) {}
#endif

  /// Multiplies rows of activations by the weights and adds the bias.
  /// @param activations  [m, k]
  /// @param out          receives [m, n]
  Outcome<void> run(Span<const float> activations, Span<float> out) const {
    const std::size_t m = inputs_ == 0 ? 0 : activations.size() / inputs_;
    if (!detail::product_is(m, inputs_, 1, activations.size()) || !detail::product_is(m, outputs_, 1, out.size())) {
      return detail::failure<void>(SCIPIX_STATUS_SIZE_MISMATCH, "activations, out: are not as many rows of the layer");
    }
    return check(scipix_linear_run(get(), activations.data(), m, inputs_, out.data(), outputs_));
  }
  /// Values of a row of activations: k.
  std::size_t inputs() const noexcept { return inputs_; }
  /// Values of a row of results: n.
  std::size_t outputs() const noexcept { return outputs_; }
  /// Borrowed, for the C functions.
  const ScipixLinear *get() const noexcept { return linear_.get(); }

 private:
  Linear(ScipixLinear *linear, std::size_t outputs, std::size_t inputs) noexcept
      : linear_(linear), outputs_(outputs), inputs_(inputs) {}

  detail::Handle<ScipixLinear, scipix_linear_free> linear_;
  std::size_t outputs_, inputs_;
};

/// The sizes of a product of matrices.
struct MatmulShape {
  std::size_t m = 0;  ///< Rows of `a` and of the result.
  std::size_t k = 0;  ///< Values of each sum.
  std::size_t n = 0;  ///< Rows of `b_transposed`, columns of the result.
};

namespace detail {

template <class A, class Multiply>
Outcome<void> matmul(Span<const A> a, Span<const std::int8_t> b_transposed, const MatmulShape &shape,
                     Span<std::int32_t> out, Multiply &&multiply) {
  if (!product_is(shape.m, shape.k, 1, a.size()) || !product_is(shape.n, shape.k, 1, b_transposed.size()) ||
      !product_is(shape.m, shape.n, 1, out.size())) {
    return failure<void>(SCIPIX_STATUS_SIZE_MISMATCH, "shape: is not that of a, b_transposed and out");
  }
  return check(multiply(a.data(), shape.m, shape.k, b_transposed.data(), shape.n, out.data()));
}

}  // namespace detail

/// `out[i][j]` is the sum of `a[i][l] * b_transposed[j][l]` over `l`, exact.
/// @param a             [m, k]
/// @param b_transposed  [n, k]
/// @param shape         m, k and n
/// @param out           receives [m, n]
inline Outcome<void> matmul(Span<const std::uint8_t> a, Span<const std::int8_t> b_transposed, const MatmulShape &shape,
                            Span<std::int32_t> out) {
  return detail::matmul(a, b_transposed, shape, out, scipix_matmul_u8i8);
}
/// The same of signed bytes on both sides.
/// @param a             [m, k]
/// @param b_transposed  [n, k]
/// @param shape         m, k and n
/// @param out           receives [m, n]
inline Outcome<void> matmul(Span<const std::int8_t> a, Span<const std::int8_t> b_transposed, const MatmulShape &shape,
                            Span<std::int32_t> out) {
  return detail::matmul(a, b_transposed, shape, out, scipix_matmul_i8i8);
}

}  // namespace SCIPIX_MODE
}  // namespace scipix

#endif
