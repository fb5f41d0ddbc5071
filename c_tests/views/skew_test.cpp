// Measures the skew of real pages that Leptonica rotates by known angles: the result must change by the same angle.
#include <scipix.hpp>
#include <scipix/leptonica.hpp>

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace {

const double kBound = 0.1;  // degrees

scipix::Skew skew_of(PIX *gray) {
  scipix::PixView view(gray);
  return scipix::skew(view);
}

// Returns the largest error over -10 to 10 degrees, in steps of half a degree, or -1 if the confidence is low.
double worst_error(PIX *gray) {
  const scipix::Skew straight = skew_of(gray);
  double worst = 0;
  for (int half = -20; half <= 20; ++half) {
    const double degrees = half / 2.0;
    // Turning a page clockwise lowers its skew by the same angle.
    scipix::PixPtr turned(pixRotateAMGray(gray, static_cast<float>(degrees * 3.14159265358979 / 180), 255));
    const scipix::Skew found = skew_of(turned.get());
    if (found.confidence < 0.25f) return -1;
    worst = std::max(worst, std::fabs(found.degrees - straight.degrees + degrees));
  }
  return worst;
}

}  // namespace

int main(int argc, char **argv) {
  int wrong = argc < 2;
  for (int i = 1; i < argc; ++i) {
    scipix::PixPtr page(pixRead(argv[i]));
    scipix::PixPtr gray(page ? pixConvertTo8(page.get(), 0) : nullptr);
    const double worst = gray ? worst_error(gray.get()) : -1;
    std::printf("%s: off by at most %.3f degrees\n", argv[i], worst);
    wrong += worst < 0 || worst > kBound;
  }
  return wrong == 0 ? 0 : 1;
}
