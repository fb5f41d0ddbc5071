/// @file
/// Quantised tensors, linear layers and integer matrix products.
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

/// The configuration of a quantised tensor.
using QuantConfig = WithDefaults<ScipixQuantConfig, scipix_quant_config_init>;

/// A quantised tensor: bytes with a shape and quantisation params. Immutable and thread-safe.
class QTensor {
 public:
  /// Quantises a tensor.
  /// @param data    the values in row-major order
  /// @param shape   the dimensions
  /// @param config  the configuration
  static Outcome<QTensor> make(Span<const float> data, Span<const std::size_t> shape,
                               const ScipixQuantConfig &config = QuantConfig()) {
    if (!fits(data.size(), shape)) {
      return detail::failure<QTensor>(SCIPIX_STATUS_SIZE_MISMATCH, "data: its " + std::to_string(data.size()) +
                                                                       " values do not match the shape");
    }
    ScipixQTensor *tensor = nullptr;
    return detail::outcome(scipix_qtensor_from_f32(data.data(), shape.data(), shape.size(), &config, &tensor),
                           [&] { return QTensor(tensor); });
  }
  /// Opens a tensor of a file that `save` wrote. The tensor shares the memory of the model and keeps it alive.
  /// @param model  the file
  /// @param name   name of the tensor
  static Outcome<QTensor> open(const Model &model, const std::string &name) {
    ScipixQTensor *tensor = nullptr;
    return detail::outcome(scipix_qtensor_open(model.get(), name.c_str(), &tensor), [&] { return QTensor(tensor); });
  }
#ifndef SCIPIX_NO_EXCEPTIONS
  /// Calls `make`, and throws its error.
  /// @param data    the values in row-major order
  /// @param shape   the dimensions
  /// @param config  the configuration
  QTensor(Span<const float> data, Span<const std::size_t> shape, const ScipixQuantConfig &config = QuantConfig())
      : QTensor(make(data, shape, config)) {}
#endif

  /// The quantised bytes, signed or unsigned.
  const void *data() const noexcept { return scipix_qtensor_data(get()); }
  /// The number of elements.
  std::size_t size() const noexcept { return scipix_qtensor_len(get()); }
  /// The dimensions.
  Span<const std::size_t> shape() const noexcept { return {scipix_qtensor_shape(get()), scipix_qtensor_rank(get())}; }
  /// The number of params: 1, or one for each channel.
  std::size_t params_count() const noexcept { return scipix_qtensor_params_count(get()); }
  /// Returns the scale and zero point of a channel.
  /// @param index  below `params_count()`; OUT_OF_RANGE otherwise
  Outcome<ScipixQuantParams> params(std::size_t index = 0) const {
    ScipixQuantParams params = {};
    return detail::outcome(scipix_qtensor_params(get(), index, &params), [&] { return params; });
  }
  /// Dequantises the tensor.
  /// @param out  one value for each element
  Outcome<void> to_f32(Span<float> out) const { return check(scipix_qtensor_to_f32(get(), out.data(), out.size())); }
  /// The size in bytes, including the params.
  std::size_t size_bytes() const noexcept { return scipix_qtensor_size_bytes(get()); }
  /// The size of the tensor as floats divided by `size_bytes()`.
  double compression_ratio() const noexcept { return scipix_qtensor_compression_ratio(get()); }
  /// Measures the quantisation error.
  /// @param original  the values that were quantised
  Outcome<ScipixQuantError> error(Span<const float> original) const {
    auto error = detail::with_struct_size<ScipixQuantError>();
    return detail::outcome(scipix_qtensor_error(get(), original.data(), original.size(), &error),
                           [&] { return error; });
  }
  /// Borrows the handle for the C functions.
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
/// @param tensors  the tensors with their names
/// @param path     path of the file
inline Outcome<void> save(Span<const std::pair<std::string, const QTensor *>> tensors, const std::string &path) {
  std::vector<const ScipixQTensor *> raw;
  std::vector<const char *> names;
  for (const auto &[name, tensor] : tensors) {
    names.push_back(name.c_str());
    raw.push_back(tensor == nullptr ? nullptr : tensor->get());
  }
  return check(scipix_qtensor_save(raw.data(), names.data(), raw.size(), path.c_str()));
}

/// A linear layer: packed weights and a bias. Immutable and thread-safe.
class Linear {
 public:
  /// Packs weights.
  /// @param weights  shape [n, k]; not needed afterwards
  /// @param bias     empty, or n values
  static Outcome<Linear> make(const QTensor &weights, Span<const float> bias = {}) {
    const auto shape = weights.shape();
    if (!bias.empty() && (shape.empty() || bias.size() != shape[0])) {
      return detail::failure<Linear>(SCIPIX_STATUS_SIZE_MISMATCH,
                                     "bias: must have one value for each row of the weights");
    }
    ScipixLinear *linear = nullptr;
    return detail::outcome(scipix_linear_new(weights.get(), bias.empty() ? nullptr : bias.data(), &linear),
                           [&] { return Linear(linear, shape[0], shape[1]); });
  }
#ifndef SCIPIX_NO_EXCEPTIONS
  /// Calls `make`, and throws its error.
  /// @param weights  shape [n, k]; not needed afterwards
  /// @param bias     empty, or n values
  explicit Linear(const QTensor &weights, Span<const float> bias = {}) : Linear(make(weights, bias)) {}
#endif

  /// Multiplies rows of activations by the weights and adds the bias.
  /// @param activations  shape [m, k]
  /// @param out          shape [m, n]
  Outcome<void> run(Span<const float> activations, Span<float> out) const {
    return run_rows(activations.size(), out.size(), [&](std::size_t m) {
      return scipix_linear_run(get(), activations.data(), m, inputs_, out.data(), outputs_);
    });
  }
  /// Multiplies rows of unsigned bytes by the weights, adds the bias and quantises the result: between two layers there are no
  /// floats.
  /// @param activations  shape [m, k]
  /// @param params       what the activations stand for
  /// @param out          shape [m, n]
  /// @param out_params   what the result is to stand for
  Outcome<void> run(Span<const std::uint8_t> activations, ScipixQuantParams params, Span<std::uint8_t> out,
                    ScipixQuantParams out_params) const {
    return run_rows(activations.size(), out.size(), [&](std::size_t m) {
      return scipix_linear_run_u8(get(), activations.data(), params, m, inputs_, out.data(), out_params, outputs_);
    });
  }
  /// Multiplies rows of signed bytes by the weights, as the other does those of unsigned ones.
  /// @param activations  shape [m, k]
  /// @param params       what the activations stand for
  /// @param out          shape [m, n]
  /// @param out_params   what the result is to stand for
  Outcome<void> run(Span<const std::int8_t> activations, ScipixQuantParams params, Span<std::int8_t> out,
                    ScipixQuantParams out_params) const {
    return run_rows(activations.size(), out.size(), [&](std::size_t m) {
      return scipix_linear_run_i8(get(), activations.data(), params, m, inputs_, out.data(), out_params, outputs_);
    });
  }
  /// The length of a row of activations: k.
  std::size_t inputs() const noexcept { return inputs_; }
  /// The length of a row of results: n.
  std::size_t outputs() const noexcept { return outputs_; }
  /// Borrows the handle for the C functions.
  const ScipixLinear *get() const noexcept { return linear_.get(); }

 private:
  Linear(ScipixLinear *linear, std::size_t outputs, std::size_t inputs) noexcept
      : linear_(linear), outputs_(outputs), inputs_(inputs) {}

  /// Calls `call` with the number of rows that both lengths make.
  template <class Call>
  Outcome<void> run_rows(std::size_t activations, std::size_t out, const Call &call) const {
    const std::size_t m = inputs_ == 0 ? 0 : activations / inputs_;
    if (!detail::product_is(m, inputs_, 1, activations) || !detail::product_is(m, outputs_, 1, out)) {
      return detail::failure<void>(SCIPIX_STATUS_SIZE_MISMATCH,
                                   "activations, out: the lengths do not make the same number of rows");
    }
    return check(call(m));
  }

  detail::Handle<ScipixLinear, scipix_linear_free> linear_;
  std::size_t outputs_, inputs_;
};

/// The dimensions of a matrix product.
struct MatmulShape {
  std::size_t m = 0;  ///< Rows of `a` and of the result.
  std::size_t k = 0;  ///< Columns of `a` and of `b_transposed`, the number of terms of each sum.
  std::size_t n = 0;  ///< Rows of `b_transposed`, columns of the result.
};

namespace detail {

template <class A, class Multiply>
Outcome<void> matmul(Span<const A> a, Span<const std::int8_t> b_transposed, const MatmulShape &shape,
                     Span<std::int32_t> out, Multiply &&multiply) {
  if (!product_is(shape.m, shape.k, 1, a.size()) || !product_is(shape.n, shape.k, 1, b_transposed.size()) ||
      !product_is(shape.m, shape.n, 1, out.size())) {
    return failure<void>(SCIPIX_STATUS_SIZE_MISMATCH, "shape: does not match a, b_transposed and out");
  }
  return check(multiply(a.data(), shape.m, shape.k, b_transposed.data(), shape.n, out.data()));
}

}  // namespace detail

/// Multiplies unsigned by signed bytes: `out[i][j]` is the exact sum of `a[i][l] * b_transposed[j][l]` over `l`.
/// @param a             shape [m, k]
/// @param b_transposed  shape [n, k]
/// @param shape         m, k and n
/// @param out           shape [m, n]
inline Outcome<void> matmul(Span<const std::uint8_t> a, Span<const std::int8_t> b_transposed, const MatmulShape &shape,
                            Span<std::int32_t> out) {
  return detail::matmul(a, b_transposed, shape, out, scipix_matmul_u8i8);
}
/// Multiplies signed by signed bytes: `out[i][j]` is the exact sum of `a[i][l] * b_transposed[j][l]` over `l`.
/// @param a             shape [m, k]
/// @param b_transposed  shape [n, k]
/// @param shape         m, k and n
/// @param out           shape [m, n]
inline Outcome<void> matmul(Span<const std::int8_t> a, Span<const std::int8_t> b_transposed, const MatmulShape &shape,
                            Span<std::int32_t> out) {
  return detail::matmul(a, b_transposed, shape, out, scipix_matmul_i8i8);
}

}  // namespace SCIPIX_MODE
}  // namespace scipix

#endif
