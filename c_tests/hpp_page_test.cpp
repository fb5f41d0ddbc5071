// The cleaning of pages, and their orientation, of scipix.hpp.
#include "hpp.hpp"

#include <vector>

namespace {

constexpr std::size_t width = 420, height = 330;

// Lines of bars like letters, of which some rise and few hang, so that the page is upright.
std::vector<std::uint8_t> drawn_page(std::uint8_t paper, std::uint8_t ink) {
  std::vector<std::uint8_t> page(width * height, paper);
  for (std::size_t line = 0; 40 + 44 * line < height - 50; ++line) {
    for (std::size_t i = 0; 30 + 12 * i < width - 40; ++i) {
      const std::size_t kind = (7 * i + 3 * line) % 10, top = 40 + 44 * line;
      const std::size_t first = kind < 4 ? top - 8 : top, last = top + 16 + (kind == 9 ? 7 : 0);
      for (std::size_t y = first; y < last; ++y) std::memset(&page[y * width + 30 + 12 * i], ink, 8);
    }
  }
  return page;
}

void pages_are_cleaned() {
  const std::vector<std::uint8_t> page = drawn_page(240, 20), dark = drawn_page(15, 235);
  const std::vector<std::uint8_t> turned(page.rbegin(), page.rend());
  const auto view = [](const std::vector<std::uint8_t> &pixels) {
    return take(scipix::ImageView::make(pixels, width, height, SCIPIX_PIXEL_FORMAT_GRAY8));
  };
  CHECK_EQUAL(take(scipix::page_orientation(view(turned))).degrees, 180);
  scipix::PageCleaner cleaner = take(scipix::PageCleaner::make());
  CHECK_REFUSED(cleaner.image(), SCIPIX_STATUS_NOT_FOUND);
  for (const auto &pixels : {page, dark, turned}) {
    const ScipixPageCleanReport report = take(cleaner.clean(view(pixels)));
    const scipix::ImageView clean = take(cleaner.image());
    CHECK(clean.width() == width && clean.height() == height && report.width == width);
    CHECK(std::memcmp(clean.data(), page.data(), page.size()) == 0);
    CHECK_EQUAL(report.inverted, pixels == dark);
    CHECK_EQUAL(report.turned_degrees, pixels == turned ? 180 : 0);
  }
  scipix::PageCleanParams params;
  params.orientation = SCIPIX_CLEAN_STEP_OFF;
  CHECK_EQUAL(take(cleaner.clean(view(turned), params)).turned_degrees, 0);
  params.skew = 9;
  CHECK_REFUSED(cleaner.clean(view(turned), params), SCIPIX_STATUS_INVALID_ARGUMENT);
}

}  // namespace

int main() {
  pages_are_cleaned();
  return check_report("hpp_page_test");
}
