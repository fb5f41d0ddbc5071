#pragma once

#include <scipix.h>

#include <cstdint>
#include <filesystem>
#include <vector>

#include "pix.hpp"

/// A decoded page. `view` borrows the pixels of `pix`, whatever their depth: nothing is copied for scipix. Of a page that
/// was turned it borrows `turned`.
struct Page {
  PixPtr pix;
  std::vector<std::uint8_t> turned;
  ScipixImage view{};
  int dpi = 0;  ///< 0 where the file does not say
};

/// Decodes an image file (of a file with several images, the first).
/// Throws std::runtime_error that says why, when it cannot be read.
Page read_page(const std::filesystem::path& file);
