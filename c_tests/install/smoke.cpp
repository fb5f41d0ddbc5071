// Uses the installed headers and library from C++. Prints Otsu's level of a page if its gray values are right.
#include <scipix.hpp>

#include <cstdint>
#include <cstdio>
#include <vector>

int main() try {
  const std::vector<std::uint8_t> rgba{255, 0, 0, 255, 0, 255, 0, 255, 0, 0, 255, 255, 255, 255, 255, 255};
  std::vector<std::uint8_t> gray(4);
  scipix::grayscale(rgba, gray);
  if (gray != std::vector<std::uint8_t>{76, 150, 29, 255}) return 1;
  const auto level = scipix::otsu(scipix::ImageView(gray, 4, 1, SCIPIX_PIXEL_FORMAT_GRAY8));
  std::printf("scipix %s: level %d\n", scipix_version_string(), level);
} catch (const scipix::Error &error) {
  std::fprintf(stderr, "%s\n", error.what());
  return 2;
}
