// Tests the quantisation, tensors, layers and integer products of scipix.hpp.
#include "hpp.hpp"

#include <cmath>
#include <cstdio>
#include <string>
#include <type_traits>
#include <unistd.h>
#include <vector>

namespace {

static_assert(!std::is_copy_constructible<scipix::QTensor>::value, "a tensor has one owner");
static_assert(std::is_nothrow_move_assignable<scipix::Linear>::value, "a layer can be moved");

const std::vector<float> numbers = {-1, -0.5f, 0, 0.25f, 0.5f, 1};

template <class Byte>
void there_and_back(ScipixElement element, int zero) {
  const ScipixQuantParams params = take(scipix::quant_params_symmetric(1.27f, element));
  CHECK(std::fabs(params.scale - 0.01f) < 1e-7f && params.zero_point == zero);
  std::vector<Byte> bytes(numbers.size());
  CHECK_DONE(scipix::quantize(numbers, params, bytes));
  CHECK(bytes[0] == zero - 100 && bytes[3] == zero + 25 && bytes[5] == zero + 100);
  std::vector<float> back(numbers.size());
  CHECK_DONE(scipix::dequantize(bytes, params, back));
  for (std::size_t i = 0; i < back.size(); ++i) CHECK(std::fabs(back[i] - numbers[i]) < 0.006f);
  CHECK(take(scipix::quant_error(numbers, bytes, params)).max_abs < 0.006);
  bytes.pop_back();
  CHECK_REFUSED(scipix::quantize(numbers, params, bytes), SCIPIX_STATUS_SIZE_MISMATCH);
  CHECK_REFUSED(scipix::dequantize(bytes, params, back), SCIPIX_STATUS_SIZE_MISMATCH);
  CHECK_REFUSED(scipix::quant_error(numbers, bytes, params), SCIPIX_STATUS_SIZE_MISMATCH);
}

template <class Byte>
void channels(ScipixElement element) {
  const std::vector<ScipixQuantParams> params = {take(scipix::quant_params_symmetric(1, element)),
                                                 take(scipix::quant_params_symmetric(10, element))};
  scipix::ChannelShape shape;
  shape.channels = 2;
  shape.inner = 3;
  std::vector<Byte> bytes(6);
  CHECK_DONE(scipix::quantize(numbers, shape, params, bytes));
  std::vector<float> back(6);
  CHECK_DONE(scipix::dequantize(bytes, shape, params, back));
  CHECK(std::fabs(back[0] + 1) < 1e-6f && std::fabs(back[5] - 1) < 0.05f);
  shape.inner = 4;
  CHECK_REFUSED(scipix::quantize(numbers, shape, params, bytes), SCIPIX_STATUS_SIZE_MISMATCH);
  shape.channels = 3;
  CHECK_REFUSED(scipix::dequantize(bytes, shape, params, back), SCIPIX_STATUS_SIZE_MISMATCH);
  shape = {SIZE_MAX, 2, SIZE_MAX};
  CHECK_REFUSED(scipix::quantize(numbers, shape, params, bytes), SCIPIX_STATUS_SIZE_MISMATCH);
}

void params_of_a_range() {
  const auto params = take(scipix::quant_params_from_data(numbers, SCIPIX_ELEMENT_U8));
  const auto same = take(scipix::quant_params_from_range(-1, 1, SCIPIX_ELEMENT_U8));
  CHECK(params.scale == same.scale && params.zero_point == same.zero_point);
  CHECK_REFUSED(scipix::quant_params_from_range(1, -1, SCIPIX_ELEMENT_U8), SCIPIX_STATUS_INVALID_ARGUMENT);
  CHECK_REFUSED(scipix::quant_params_symmetric(-1, SCIPIX_ELEMENT_U8), SCIPIX_STATUS_INVALID_ARGUMENT);
}

void tensors() {
  const std::size_t shape[] = {2, 3};
  scipix::QTensor tensor = take(scipix::QTensor::make(numbers, shape));
  CHECK(tensor.size() == 6 && tensor.shape().size() == 2 && tensor.shape()[1] == 3 && tensor.params_count() == 2);
  CHECK(tensor.size_bytes() == 22 && tensor.compression_ratio() > 1);
  std::vector<float> back(6);
  CHECK_DONE(tensor.to_f32(back));
  CHECK(std::fabs(back[1] + 0.5f) < 0.005f && take(tensor.error(numbers)).cosine > 0.999);
  CHECK_REFUSED(tensor.to_f32(scipix::Span<float>(back).first(5)), SCIPIX_STATUS_SIZE_MISMATCH);
  CHECK_REFUSED(tensor.params(2), SCIPIX_STATUS_OUT_OF_RANGE);
  CHECK_REFUSED(scipix::QTensor::make(scipix::Span<const float>(numbers).first(5), shape), SCIPIX_STATUS_SIZE_MISMATCH);
  const std::size_t wrapping[] = {SIZE_MAX, 6, SIZE_MAX};
  CHECK_REFUSED(scipix::QTensor::make(numbers, wrapping), SCIPIX_STATUS_SIZE_MISMATCH);
  scipix::QuantConfig config;
  config.granularity = SCIPIX_QUANT_GRANULARITY_TENSOR;
  CHECK(take(scipix::QTensor::make({numbers.data(), 1}, {}, config)).size() == 1);
  CHECK_EQUAL(take(scipix::QTensor::make(numbers, shape, config)).params_count(), 1);

  const std::string path = "/tmp/scipix-hpp-quant-test-" + std::to_string(getpid()) + ".safetensors";
  const std::vector<std::pair<std::string, const scipix::QTensor *>> named = {{"w", &tensor}};
  CHECK_DONE(scipix::save(named, path));
  scipix::QTensor opened = [&] { return take(scipix::QTensor::open(take(scipix::Model::open(path)), "w")); }();
  CHECK(std::remove(path.c_str()) == 0);
  CHECK(std::memcmp(opened.data(), tensor.data(), 6) == 0);  // the tensor keeps the mapped file alive
  CHECK(take(opened.params(1)).scale == take(tensor.params(1)).scale);
  const std::vector<std::pair<std::string, const scipix::QTensor *>> none = {{"w", nullptr}};
  CHECK_REFUSED(scipix::save(none, path), SCIPIX_STATUS_NULL_POINTER);
}

void layer_of_bytes(const scipix::Linear &layer) {
  const ScipixQuantParams ones = {1, 0}, halves = {.5f, -100};
  const std::vector<std::uint8_t> row = {1, 0, 0};
  std::vector<std::uint8_t> out(2);
  CHECK_DONE(layer.run(row, ones, out, ones));
  CHECK((out == std::vector<std::uint8_t>{9, 20}));
  const std::vector<std::int8_t> signed_row = {2, 0, 0};
  std::vector<std::int8_t> signed_out(2);
  CHECK_DONE(layer.run(signed_row, ones, signed_out, halves));
  CHECK((signed_out == std::vector<std::int8_t>{-84, -59}));
  CHECK_REFUSED(layer.run(row, ones, {out.data(), 1}, ones), SCIPIX_STATUS_SIZE_MISMATCH);
  CHECK_REFUSED(layer.run(row, halves, out, ones), SCIPIX_STATUS_INVALID_ARGUMENT);
}

void layers() {
  const std::size_t shape[] = {2, 3};
  const scipix::QTensor weights = take(scipix::QTensor::make(numbers, shape));
  const std::vector<float> bias = {10, 20}, rows = {1, 0, 0, 0, 0, 1};
  const scipix::Linear plain = take(scipix::Linear::make(weights)), layer = take(scipix::Linear::make(weights, bias));
  CHECK(layer.inputs() == 3 && layer.outputs() == 2);
  std::vector<float> out(4);
  CHECK_DONE(layer.run(rows, out));
  CHECK(std::fabs(out[0] - 9) < 0.01f && std::fabs(out[1] - 20.25f) < 0.01f && std::fabs(out[3] - 21) < 0.01f);
  CHECK_DONE(plain.run(rows, out));
  CHECK(std::fabs(out[0] + 1) < 0.01f);
  layer_of_bytes(layer);
  out.push_back(0);
  CHECK_REFUSED(layer.run(rows, out), SCIPIX_STATUS_SIZE_MISMATCH);
  CHECK_REFUSED(layer.run({rows.data(), 5}, {out.data(), 4}), SCIPIX_STATUS_SIZE_MISMATCH);
  CHECK_REFUSED(scipix::Linear::make(weights, rows), SCIPIX_STATUS_SIZE_MISMATCH);
  const std::size_t flat[] = {6};
  CHECK_REFUSED(scipix::Linear::make(take(scipix::QTensor::make(numbers, flat))), SCIPIX_STATUS_INVALID_ARGUMENT);
}

template <class A>
void products() {
  const std::vector<A> a = {1, 2, 3, 4};
  const std::vector<std::int8_t> b_transposed = {1, -1, 2, 0, 0, 5};
  std::vector<std::int32_t> out(6);
  scipix::MatmulShape shape;
  shape.m = 2;
  shape.k = 2;
  shape.n = 3;
  CHECK_DONE(scipix::matmul(a, b_transposed, shape, out));
  CHECK((out == std::vector<std::int32_t>{-1, 2, 10, -1, 6, 20}));
  shape.n = 2;
  CHECK_REFUSED(scipix::matmul(a, b_transposed, shape, out), SCIPIX_STATUS_SIZE_MISMATCH);
}

}  // namespace

int main() {
  there_and_back<std::int8_t>(SCIPIX_ELEMENT_I8, 0);
  there_and_back<std::uint8_t>(SCIPIX_ELEMENT_U8, 128);
  channels<std::int8_t>(SCIPIX_ELEMENT_I8);
  channels<std::uint8_t>(SCIPIX_ELEMENT_U8);
  params_of_a_range();
  tensors();
  layers();
  products<std::uint8_t>();
  products<std::int8_t>();
  return check_report("hpp_quant_test");
}
