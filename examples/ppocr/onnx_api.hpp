#pragma once

#include <cstddef>
#include <cstdint>

/// The part of ONNX Runtime's C interface (onnxruntime_c_api.h) that is used here. `Api` is its struct OrtApi, whose
/// order never changes and which only grows at the end. Unused members are numbered placeholders.
namespace onnx {

struct Status;
struct Env;
struct SessionOptions;
struct Session;
struct Value;
struct MemoryInfo;
struct Shape;
struct Metadata;
struct Allocator;

/// The version of the interface that has all of these. Every later library supports it.
constexpr std::uint32_t kApiVersion = 5;

constexpr int kLogWarnings = 2;
constexpr int kElementFloat = 1;
constexpr int kDeviceAllocator = 0;
constexpr int kMemoryDefault = 0;

using Unused = void (*)();

struct Api {
  Unused unused0[2];
  const char* (*error_message)(const Status*);
  Status* (*create_env)(int log_level, const char* name, Env** out);
  Unused unused4[3];
  Status* (*create_session)(const Env*, const char* file, const SessionOptions*, Session** out);
  Unused unused8[1];
  Status* (*run)(Session*, const void* run_options, const char* const* input_names, const Value* const* inputs,
                 std::size_t inputs_len, const char* const* output_names, std::size_t outputs_len, Value** outputs);
  Status* (*create_session_options)(SessionOptions** out);
  Unused unused11[13];
  Status* (*set_threads)(SessionOptions*, int threads);
  Unused unused25[11];
  Status* (*input_name)(const Session*, std::size_t index, Allocator*, char** out);
  Status* (*output_name)(const Session*, std::size_t index, Allocator*, char** out);
  Unused unused38[11];
  Status* (*create_tensor)(const MemoryInfo*, void* data, std::size_t bytes, const std::int64_t* shape,
                           std::size_t rank, int element, Value** out);
  Unused unused50[1];
  Status* (*tensor_data)(Value*, void** out);
  Unused unused52[9];
  Status* (*rank)(const Shape*, std::size_t* out);
  Status* (*dimensions)(const Shape*, std::int64_t* out, std::size_t rank);
  Unused unused63[2];
  Status* (*tensor_shape)(const Value*, Shape** out);
  Unused unused66[3];
  Status* (*create_cpu_memory_info)(int allocator, int memory, MemoryInfo** out);
  Unused unused70[6];
  Status* (*free)(Allocator*, void*);
  Unused unused77[1];
  Status* (*default_allocator)(Allocator** out);
  Unused unused79[13];
  void (*release_env)(Env*);
  void (*release_status)(Status*);
  void (*release_memory_info)(MemoryInfo*);
  void (*release_session)(Session*);
  void (*release_value)(Value*);
  Unused unused97[2];
  void (*release_shape)(Shape*);
  void (*release_session_options)(SessionOptions*);
  Unused unused101[10];
  Status* (*metadata)(const Session*, Metadata** out);
  Unused unused112[4];
  Status* (*metadata_value)(const Metadata*, Allocator*, const char* key, char** out);
  Unused unused117[1];
  void (*release_metadata)(Metadata*);
  Unused unused119[11];
  Status* (*set_option)(SessionOptions*, const char* key, const char* value);
  Unused unused131[19];
};

// The header of ONNX Runtime asserts the same offsets for the last functions of versions 1, 2 and 5.
static_assert(offsetof(Api, unused101) / sizeof(Unused) == 101, "ReleaseCustomOpDomain is the last of version 1");
static_assert(offsetof(Api, release_metadata) / sizeof(Unused) == 118, "ReleaseModelMetadata is the last of version 2");
static_assert(sizeof(Api) / sizeof(Unused) == 150, "SetGlobalSpinControl is the last of version 5");

/// The return value of OrtGetApiBase, the only symbol of the library.
struct ApiBase {
  const Api* (*api)(std::uint32_t version);
  const char* (*version)();
};

}  // namespace onnx
