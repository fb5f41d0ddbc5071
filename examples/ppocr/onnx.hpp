#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "onnx_api.hpp"

/// ONNX Runtime, loaded from its shared library. Models and outputs must not outlive this object.
class OnnxRuntime {
 public:
  /// Throws std::runtime_error if the file is not ONNX Runtime.
  explicit OnnxRuntime(const std::filesystem::path& library);

  const onnx::Api& api() const { return *api_; }
  onnx::Env* env() const { return env_.get(); }
  const std::string& version() const { return version_; }

  /// Lets each model that is loaded afterwards write its inputs to the folder, as NUMBER-MODEL-SHAPE.f32.
  void record_to(const std::filesystem::path& folder) { record_ = folder; }
  const std::filesystem::path& record() const { return record_; }

  /// Throws the message of a failed call.
  void check(onnx::Status* status) const;

 private:
  const onnx::Api* api_ = nullptr;
  std::string version_;
  std::filesystem::path record_;
  std::unique_ptr<onnx::Env, void (*)(onnx::Env*)> env_{nullptr, nullptr};
};

/// A tensor of floats that a model returned.
struct OnnxOutput {
  std::unique_ptr<onnx::Value, void (*)(onnx::Value*)> value;
  const float* data;
  std::vector<std::int64_t> shape;
};

/// A model with one input and one output.
class OnnxModel {
 public:
  OnnxModel(const OnnxRuntime& runtime, const std::filesystem::path& file, int threads);

  /// Runs the model on a tensor, which is only read. Thread-safe.
  OnnxOutput run(std::vector<float>& input, const std::vector<std::int64_t>& shape) const;

  /// Returns the metadata of the file under `key`; empty if there is none.
  std::string metadata(const char* key) const;

 private:
  std::string take(char* text) const;
  void record(const std::vector<float>& input, const std::vector<std::int64_t>& shape) const;

  const OnnxRuntime& runtime_;
  std::unique_ptr<onnx::Session, void (*)(onnx::Session*)> session_;
  std::unique_ptr<onnx::MemoryInfo, void (*)(onnx::MemoryInfo*)> memory_;
  onnx::Allocator* allocator_ = nullptr;
  std::string name_, input_, output_;
};
