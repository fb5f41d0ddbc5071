#pragma once

#include <scipix.h>

#include <filesystem>

#include "pix.hpp"

/// A decoded page. `view` borrows the pixels of `pix`, whatever their depth: nothing is copied for scipix.
struct Page {
  PixPtr pix;
  ScipixImage view{};
  int dpi = 0;  ///< 0 where the file does not say
};

/// Decodes an image file (of a file with several images, the first).
/// Throws std::runtime_error that says why, when it cannot be read.
Page read_page(const std::filesystem::path& file);
