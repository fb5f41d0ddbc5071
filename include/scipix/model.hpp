/// @file
/// Model files mapped into memory, and the named tensors of safetensors files.
#ifndef SCIPIX_MODEL_HPP
#define SCIPIX_MODEL_HPP

#include <scipix/handle.hpp>
#include <scipix/span.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace scipix {
inline namespace SCIPIX_MODE {

/// The configuration of a model.
using ModelConfig = WithDefaults<ScipixModelConfig, scipix_model_config_init>;

/// A model file, mapped read-only. Thread-safe. Pointers and spans are valid as long as the model.
class Model {
 public:
  /// Opens a file.
  /// @param path    path of the file
  /// @param config  the configuration
  static Outcome<Model> open(const char *path, const ScipixModelConfig &config = ModelConfig()) {
    ScipixModel *model = nullptr;
    return detail::outcome(scipix_model_open(path, &config, &model), [&] { return Model(model); });
  }
  /// Opens a file.
  /// @param path    path of the file
  /// @param config  the configuration
  static Outcome<Model> open(const std::string &path, const ScipixModelConfig &config = ModelConfig()) {
    return open(path.c_str(), config);
  }
#ifndef SCIPIX_NO_EXCEPTIONS
  /// Calls `open`, and throws its error.
  /// @param path    path of the file
  /// @param config  the configuration
  explicit Model(const char *path, const ScipixModelConfig &config = ModelConfig()) : Model(open(path, config)) {}
  /// Calls `open`, and throws its error.
  /// @param path    path of the file
  /// @param config  the configuration
  explicit Model(const std::string &path, const ScipixModelConfig &config = ModelConfig())
      : Model(open(path, config)) {}
#endif

  /// The first byte of the file.
  const std::uint8_t *data() const noexcept { return scipix_model_data(get()); }
  /// The size of the file in bytes.
  std::size_t size() const noexcept { return scipix_model_len(get()); }
  /// All bytes of the file.
  Span<const std::uint8_t> bytes() const noexcept { return {data(), size()}; }
  /// The number of tensors.
  std::size_t tensor_count() const noexcept { return scipix_model_tensor_count(get()); }
  /// Returns a tensor by its index in the header of the file.
  /// @param index  below `tensor_count()`; OUT_OF_RANGE otherwise
  Outcome<ScipixTensorInfo> tensor(std::size_t index) const {
    auto info = detail::with_struct_size<ScipixTensorInfo>();
    return detail::outcome(scipix_model_tensor_at(get(), index, &info), [&] { return info; });
  }
  /// Returns a tensor by its name. Fails with NOT_FOUND if there is none.
  /// @param name  UTF-8
  Outcome<ScipixTensorInfo> tensor(const char *name) const {
    auto info = detail::with_struct_size<ScipixTensorInfo>();
    return detail::outcome(scipix_model_tensor(get(), name, &info), [&] { return info; });
  }
  /// Returns a tensor by its name. Fails with NOT_FOUND if there is none.
  /// @param name  UTF-8
  Outcome<ScipixTensorInfo> tensor(const std::string &name) const { return tensor(name.c_str()); }
  /// The metadata of the file, a JSON object of strings.
  std::string_view metadata() const noexcept { return scipix_model_metadata(get()); }
  /// Tells the operating system how a part of the file will be used.
  /// @param offset  offset of the part
  /// @param len     length of the part in bytes
  /// @param advice  a `SCIPIX_ADVICE_*`
  Outcome<void> advise(std::size_t offset, std::size_t len, ScipixAdvice advice) const {
    return check(scipix_model_advise(get(), offset, len, advice));
  }
  /// Starts to read a part of the file into memory, without waiting for it.
  /// @param offset  offset of the part
  /// @param len     length of the part in bytes
  Outcome<void> prefetch(std::size_t offset, std::size_t len) const {
    return check(scipix_model_prefetch(get(), offset, len));
  }
  /// Borrows the handle for the C functions.
  ScipixModel *get() const noexcept { return model_.get(); }

 private:
  explicit Model(ScipixModel *model) noexcept : model_(model) {}

  detail::Handle<ScipixModel, scipix_model_free> model_;
};

}  // namespace SCIPIX_MODE
}  // namespace scipix

#endif
