#include "peer.hpp"

#include <stdexcept>

namespace {

void expect(int failed, PIX* result) {
  pixDestroy(&result);
  if (failed) throw std::runtime_error("Leptonica could not binarise the page");
}

}  // namespace

void leptonica_otsu(const PixPtr& gray) {
  PIX* result = nullptr;
  // One tile as large as the page, no smoothing and no tolerance: the plain global threshold.
  const int failed = pixOtsuAdaptiveThreshold(gray.get(), pixGetWidth(gray.get()), pixGetHeight(gray.get()), 0, 0,
                                              0.0F, nullptr, &result);
  expect(failed, result);
}

void leptonica_sauvola(const PixPtr& gray, unsigned window, float k) {
  PIX* result = nullptr;
  const int failed = pixSauvolaBinarize(gray.get(), static_cast<int>(window / 2), k, 1, nullptr, nullptr, nullptr,
                                        &result);
  expect(failed, result);
}
