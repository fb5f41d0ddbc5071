// The installed header and library from C++: exit code 0 when a page's gray values are right.
#include <scipix.h>

#include <cstdint>
#include <vector>

int main() {
  const std::vector<std::uint8_t> rgba{255, 0, 0, 255, 0, 255, 0, 255, 0, 0, 255, 255, 255, 255, 255, 255};
  std::vector<std::uint8_t> gray(4);
  if (scipix_grayscale(rgba.data(), rgba.size(), gray.data(), gray.size()) != SCIPIX_STATUS_OK) return 1;
  return gray == std::vector<std::uint8_t>{76, 150, 29, 255} ? 0 : 2;
}
