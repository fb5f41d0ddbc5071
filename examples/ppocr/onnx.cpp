#include "onnx.hpp"

#include <dlfcn.h>

#include <atomic>
#include <fstream>
#include <iomanip>
#include <sstream>
#include <stdexcept>

namespace {

/// Calls `make(&object)` and returns an owner of the object.
template <class Object, class Make>
std::unique_ptr<Object, void (*)(Object*)> owned(const OnnxRuntime& runtime, void (*release)(Object*), Make make) {
  Object* object = nullptr;
  runtime.check(make(&object));
  return {object, release};
}

}  // namespace

OnnxRuntime::OnnxRuntime(const std::filesystem::path& library) {
  // Never closed: its threads and atexit handlers live as long as the process.
  void* handle = dlopen(library.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (!handle) throw std::runtime_error(dlerror());
  const auto base = reinterpret_cast<const onnx::ApiBase* (*)()>(dlsym(handle, "OrtGetApiBase"));
  if (!base) throw std::runtime_error(library.string() + " is not ONNX Runtime");
  version_ = base()->version();
  api_ = base()->api(onnx::kApiVersion);
  if (!api_) throw std::runtime_error("ONNX Runtime " + version_ + " has another interface");
  env_ = owned<onnx::Env>(*this, api_->release_env,
                          [&](onnx::Env** out) { return api_->create_env(onnx::kLogWarnings, "ppocr", out); });
}

void OnnxRuntime::check(onnx::Status* status) const {
  if (!status) return;
  const std::string message = api_->error_message(status);
  api_->release_status(status);
  throw std::runtime_error("ONNX Runtime: " + message);
}

OnnxModel::OnnxModel(const OnnxRuntime& runtime, const std::filesystem::path& file, int threads)
    : runtime_(runtime), session_(nullptr, nullptr), memory_(nullptr, nullptr), name_(file.stem()) {
  const onnx::Api& api = runtime.api();
  const auto options = owned<onnx::SessionOptions>(runtime, api.release_session_options, api.create_session_options);
  runtime.check(api.set_threads(options.get(), threads));
  // A thread that spins takes time from the stages beside it.
  runtime.check(api.set_option(options.get(), "session.intra_op.allow_spinning", "0"));
  session_ = owned<onnx::Session>(runtime, api.release_session, [&](onnx::Session** out) {
    return api.create_session(runtime.env(), file.c_str(), options.get(), out);
  });
  memory_ = owned<onnx::MemoryInfo>(runtime, api.release_memory_info, [&](onnx::MemoryInfo** out) {
    return api.create_cpu_memory_info(onnx::kDeviceAllocator, onnx::kMemoryDefault, out);
  });
  runtime.check(api.default_allocator(&allocator_));
  char* name = nullptr;
  runtime.check(api.input_name(session_.get(), 0, allocator_, &name));
  input_ = take(name);
  runtime.check(api.output_name(session_.get(), 0, allocator_, &name));
  output_ = take(name);
}

std::string OnnxModel::take(char* text) const {
  const std::string copy = text;
  runtime_.check(runtime_.api().free(allocator_, text));
  return copy;
}

std::string OnnxModel::metadata(const char* key) const {
  const onnx::Api& api = runtime_.api();
  const auto all = owned<onnx::Metadata>(runtime_, api.release_metadata,
                                         [&](onnx::Metadata** out) { return api.metadata(session_.get(), out); });
  char* value = nullptr;
  runtime_.check(api.metadata_value(all.get(), allocator_, key, &value));
  return value ? take(value) : std::string();
}

void OnnxModel::record(const std::vector<float>& input, const std::vector<std::int64_t>& shape) const {
  static std::atomic<int> calls{0};
  std::ostringstream name;
  name << std::setw(6) << std::setfill('0') << calls++ << "-" << name_ << "-";
  for (const std::int64_t& side : shape) name << (&side == shape.data() ? "" : "x") << side;
  std::ofstream out(runtime_.record() / (name.str() + ".f32"), std::ios::binary);
  out.write(reinterpret_cast<const char*>(input.data()), static_cast<std::streamsize>(input.size() * sizeof(float)));
  if (!out.flush()) throw std::runtime_error("cannot write to " + runtime_.record().string());
}

OnnxOutput OnnxModel::run(std::vector<float>& input, const std::vector<std::int64_t>& shape) const {
  if (!runtime_.record().empty()) record(input, shape);
  const onnx::Api& api = runtime_.api();
  const auto tensor = owned<onnx::Value>(runtime_, api.release_value, [&](onnx::Value** out) {
    return api.create_tensor(memory_.get(), input.data(), input.size() * sizeof(float), shape.data(), shape.size(),
                             onnx::kElementFloat, out);
  });
  const char* const input_names[] = {input_.c_str()};
  const char* const output_names[] = {output_.c_str()};
  const onnx::Value* const inputs[] = {tensor.get()};
  auto value = owned<onnx::Value>(runtime_, api.release_value, [&](onnx::Value** out) {
    return api.run(session_.get(), nullptr, input_names, inputs, 1, output_names, 1, out);
  });

  void* data = nullptr;
  runtime_.check(api.tensor_data(value.get(), &data));
  const auto made = owned<onnx::Shape>(runtime_, api.release_shape,
                                       [&](onnx::Shape** out) { return api.tensor_shape(value.get(), out); });
  std::size_t rank = 0;
  runtime_.check(api.rank(made.get(), &rank));
  std::vector<std::int64_t> dimensions(rank);
  runtime_.check(api.dimensions(made.get(), dimensions.data(), rank));
  return {std::move(value), static_cast<const float*>(data), std::move(dimensions)};
}
