/// @file
/// Models: files mapped into memory, the tensors of safetensors files by name.
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

/// How a model is opened.
using ModelOptions = Filled<ScipixModelOptions, scipix_model_options_init>;

/// A model file, mapped. Many threads may use one. What it hands out is borrowed from it.
class Model {
 public:
  /// Opens a file, read-only.
  /// @param path     the file
  /// @param options  how
  static Outcome<Model> open(const char *path, const ScipixModelOptions &options = ModelOptions()) {
    ScipixModel *model = nullptr;
    return detail::outcome(scipix_model_open(path, &options, &model), [&] { return Model(model); });
  }
  /// Opens a file, read-only.
  /// @param path     the file
  /// @param options  how
  static Outcome<Model> open(const std::string &path, const ScipixModelOptions &options = ModelOptions()) {
    return open(path.c_str(), options);
  }
#ifndef SCIPIX_NO_EXCEPTIONS
  /// As `open`.
  /// @param path     the file
  /// @param options  how
  explicit Model(const char *path, const ScipixModelOptions &options = ModelOptions()) : Model(open(path, options)) {}
  /// As `open`.
  /// @param path     the file
  /// @param options  how
  explicit Model(const std::string &path, const ScipixModelOptions &options = ModelOptions())
      : Model(open(path, options)) {}
#endif

  /// The first byte of the file.
  const std::uint8_t *data() const noexcept { return scipix_model_data(get()); }
  /// The bytes of the file.
  std::size_t size() const noexcept { return scipix_model_len(get()); }
  /// The file.
  Span<const std::uint8_t> bytes() const noexcept { return {data(), size()}; }
  /// How many tensors it has.
  std::size_t tensor_count() const noexcept { return scipix_model_tensor_count(get()); }
  /// A tensor by its place in the header.
  /// @param index  below `tensor_count()`; OUT_OF_RANGE above
  Outcome<ScipixTensorInfo> tensor(std::size_t index) const {
    auto info = detail::sized<ScipixTensorInfo>();
    return detail::outcome(scipix_model_tensor_at(get(), index, &info), [&] { return info; });
  }
  /// A tensor by its name; NOT_FOUND where there is none.
  /// @param name  UTF-8
  Outcome<ScipixTensorInfo> tensor(const char *name) const {
    auto info = detail::sized<ScipixTensorInfo>();
    return detail::outcome(scipix_model_tensor(get(), name, &info), [&] { return info; });
  }
  /// A tensor by its name; NOT_FOUND where there is none.
  /// @param name  UTF-8
  Outcome<ScipixTensorInfo> tensor(const std::string &name) const { return tensor(name.c_str()); }
  /// A JSON object of strings.
  std::string_view metadata() const noexcept { return scipix_model_metadata(get()); }
  /// Tells the system how a part of the file will be used.
  /// @param offset  where the part begins
  /// @param len     its bytes
  /// @param advice  a `SCIPIX_ADVICE_*`
  Outcome<void> advise(std::size_t offset, std::size_t len, ScipixAdvice advice) const {
    return check(scipix_model_advise(get(), offset, len, advice));
  }
  /// Starts to bring a part of the file in, and does not wait for it.
  /// @param offset  where the part begins
  /// @param len     its bytes
  Outcome<void> prefetch(std::size_t offset, std::size_t len) const {
    return check(scipix_model_prefetch(get(), offset, len));
  }
  /// Borrowed, for the C functions.
  ScipixModel *get() const noexcept { return model_.get(); }

 private:
  explicit Model(ScipixModel *model) noexcept : model_(model) {}

  detail::Handle<ScipixModel, scipix_model_free> model_;
};

}  // namespace SCIPIX_MODE
}  // namespace scipix

#endif
