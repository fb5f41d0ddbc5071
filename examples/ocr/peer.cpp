#include "peer.hpp"

#include "timing.hpp"

namespace {

/// Times `binarise(&result)`, which returns 0 on success. Returns nothing if a call fails.
template <class Binarise>
std::optional<double> successful_ms(Binarise&& binarise) {
  bool refused = false;
  const double ms = median_ms([&] {
    PIX* result = nullptr;
    if (binarise(&result) != 0) refused = true;
    pixDestroy(&result);
  });
  return refused ? std::nullopt : std::optional(ms);
}

}  // namespace

std::optional<double> leptonica_otsu_ms(const scipix::PixPtr& gray) {
  // One tile as large as the page, without smoothing and tolerance, is the plain global threshold.
  return successful_ms([&](PIX** result) {
    return pixOtsuAdaptiveThreshold(gray.get(), pixGetWidth(gray.get()), pixGetHeight(gray.get()), 0, 0, 0.0F, nullptr,
                                    result);
  });
}

std::optional<double> leptonica_sauvola_ms(const scipix::PixPtr& gray, unsigned window, float k) {
  return successful_ms([&](PIX** result) {
    return pixSauvolaBinarize(gray.get(), static_cast<int>(window / 2), k, 1, nullptr, nullptr, nullptr, result);
  });
}
