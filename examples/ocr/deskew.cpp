#include "deskew.hpp"

#include <cmath>
#include <iomanip>
#include <sstream>
#include <vector>

#include "status.hpp"
#include "timing.hpp"

namespace {

constexpr float kSure = 0.5f;    // scipix.h: the angle is reliable from this confidence on
constexpr float kLevel = 0.05f;  // degrees; the accuracy of the angle
constexpr std::uint8_t kWhite = 255;

/// Allocates an image of the size of `page`, and makes `image` a view of it.
std::vector<std::uint8_t> image_of(const ScipixImage& page, ScipixPixelFormat format, ScipixImageMut& image) {
  const std::size_t pixel_bytes = format == SCIPIX_PIXEL_FORMAT_GRAY8 ? 1 : 4;
  std::vector<std::uint8_t> pixels(page.width * page.height * pixel_bytes);
  require(scipix_image_view_mut(pixels.data(), pixels.size(), page.width, page.height, 0, format, &image));
  return pixels;
}

void turn(Page& page, float degrees) {
  ScipixImage source = page.view;
  std::vector<std::uint8_t> gray;
  if (source.format == SCIPIX_PIXEL_FORMAT_BIT1) {  // rotating by any angle interpolates, which needs gray
    ScipixImageMut made;
    gray = image_of(source, SCIPIX_PIXEL_FORMAT_GRAY8, made);
    require(scipix_image_grayscale(&source, SCIPIX_LUMA_BT601, &made));
    source = as_source(made);
  }
  ScipixImageMut turned;
  std::vector<std::uint8_t> pixels = image_of(source, source.format, turned);
  require(scipix_image_rotate(&source, degrees, kWhite, &turned));
  page.turned = std::move(pixels);
  page.view = as_source(turned);
}

}  // namespace

Skew deskew(Page& page) {
  Skew skew;
  skew.find_ms = time_ms([&] { require(scipix_image_skew(&page.view, &skew.degrees, &skew.confidence)); });
  skew.turned = skew.confidence >= kSure && std::abs(skew.degrees) > kLevel;
  if (skew.turned) skew.turn_ms = time_ms([&] { turn(page, skew.degrees); });
  return skew;
}

void print_skew(const Skew& skew, std::ostream& to) {
  std::ostringstream out;
  out << std::fixed << std::setprecision(2) << "  skew " << skew.degrees << " degrees, confidence " << skew.confidence
      << ": " << (skew.turned ? "turned" : "left as it is") << "; found in " << skew.find_ms << " ms";
  if (skew.turned) out << ", turned in " << skew.turn_ms << " ms";
  to << out.str() << "\n";
}
