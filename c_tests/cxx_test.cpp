// Uses the C header from C++, with containers, exceptions and threads.
#include "check.h"

#include <cstdint>
#include <stdexcept>
#include <string>
#include <thread>
#include <type_traits>
#include <vector>

namespace reader {

static_assert(std::is_same<ScipixStatus, std::int32_t>::value, "enumerations are int32_t");
static_assert(std::is_standard_layout<ScipixImage>::value && std::is_trivially_copyable<ScipixImage>::value,
              "a view is plain data");
static_assert(std::is_standard_layout<ScipixBinarizeParams>::value, "parameters are plain data");
static_assert(sizeof(ScipixCpuInfo) == 48 && sizeof(ScipixBinarizeParams) == 28, "the size is part of the ABI");
static_assert(sizeof(ScipixImage) == 4 * sizeof(void *) + 8 && sizeof(ScipixImage) == sizeof(ScipixImageMut),
              "the size is part of the ABI");
static_assert(offsetof(ScipixImage, format) == 4 * sizeof(void *), "the offset is part of the ABI");
static_assert(offsetof(ScipixBinarizeParams, offset) == 16 && offsetof(ScipixBinarizeParams, r) == 24,
              "the offset is part of the ABI");

class Error : public std::runtime_error {
 public:
  explicit Error(ScipixStatus status) : std::runtime_error(scipix_last_error_message()), status_(status) {}
  ScipixStatus status() const { return status_; }

 private:
  ScipixStatus status_;
};

void check(ScipixStatus status) {
  if (status != SCIPIX_STATUS_OK) throw Error(status);
}

struct Page {
  std::size_t width, height;
  std::vector<std::uint8_t> pixels;

  ScipixImage view(ScipixPixelFormat format) const {
    ScipixImage image;
    check(scipix_image_view(pixels.data(), pixels.size(), width, height, 0, format, &image));
    return image;
  }
  ScipixImageMut view_mut(ScipixPixelFormat format) {
    ScipixImageMut image;
    check(scipix_image_view_mut(pixels.data(), pixels.size(), width, height, 0, format, &image));
    return image;
  }
};

Page black_and_white(const Page &rgb, ScipixBinarizeMethod method) {
  Page out{rgb.width, rgb.height, std::vector<std::uint8_t>(rgb.width * rgb.height)};
  ScipixBinarizeParams params;
  check(scipix_binarize_params_init(&params));
  params.method = method;
  const ScipixImage src = rgb.view(SCIPIX_PIXEL_FORMAT_RGB8);
  const ScipixImageMut dst = out.view_mut(SCIPIX_PIXEL_FORMAT_GRAY8);
  check(scipix_image_binarize(&src, &params, &dst));
  return out;
}

// A dark square on light paper.
Page paper() {
  Page page{90, 70, std::vector<std::uint8_t>(90 * 70 * 3, 230)};
  for (std::size_t y = 30; y < 40; ++y) {
    for (std::size_t x = 40 * 3; x < 50 * 3; ++x) page.pixels[y * 90 * 3 + x] = 20;
  }
  return page;
}

void a_page_becomes_black_and_white() {
  for (ScipixBinarizeMethod method = SCIPIX_BINARIZE_METHOD_FIXED; method <= SCIPIX_BINARIZE_METHOD_SAUVOLA; ++method) {
    const Page out = black_and_white(paper(), method);
    std::size_t black = 0;
    for (std::uint8_t pixel : out.pixels) black += pixel == 0;
    CHECK_EQUAL(black, 100);
    CHECK_EQUAL(out.pixels[35 * 90 + 45], 0);
  }
}

void a_status_becomes_an_exception() {
  Page page = paper();
  page.height = 71;
  std::string what;
  ScipixStatus status = SCIPIX_STATUS_OK;
  try {
    black_and_white(page, SCIPIX_BINARIZE_METHOD_OTSU);
  } catch (const Error &error) {
    what = error.what();
    status = error.status();
  }
  CHECK_EQUAL(status, SCIPIX_STATUS_OUT_OF_RANGE);
  CHECK(what.find("data_len") == 0 && what.find("90x71") != std::string::npos);
}

void threads_work_side_by_side() {
  const Page expected = black_and_white(paper(), SCIPIX_BINARIZE_METHOD_SAUVOLA);
  std::vector<char> equal(4);
  std::vector<std::thread> threads;
  for (char &result : equal) {
    threads.emplace_back([&expected, &result] {
      result = 1;
      for (int round = 0; round < 20; ++round) {
        if (black_and_white(paper(), SCIPIX_BINARIZE_METHOD_SAUVOLA).pixels != expected.pixels) result = 0;
      }
    });
  }
  for (std::thread &thread : threads) thread.join();
  for (char result : equal) CHECK(result == 1);
}

}  // namespace reader

int main() {
  reader::a_page_becomes_black_and_white();
  reader::a_status_becomes_an_exception();
  reader::threads_work_side_by_side();
  return check_report("cxx");
}
