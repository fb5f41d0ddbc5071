#pragma once

#include <scipix/leptonica.hpp>

#include <cstdint>
#include <filesystem>
#include <optional>
#include <vector>

/// A decoded page. `view` borrows the pixels of `pix`, which `pixels` holds in order, whatever their depth: nothing is copied
/// for scipix. Of a page that was turned it borrows `turned`.
struct Page {
  scipix::PixPtr pix;
  std::optional<scipix::PixView> pixels;
  std::vector<std::uint8_t> turned;
  ScipixImage view{};
  int dpi = 0;  ///< 0 where the file does not say
};

/// Decodes an image file (of a file with several images, the first).
/// Throws std::runtime_error that says why, when it cannot be read.
Page read_page(const std::filesystem::path& file);
