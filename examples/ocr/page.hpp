#pragma once

#include <scipix/leptonica.hpp>

#include <cstdint>
#include <filesystem>
#include <optional>
#include <vector>

/// A decoded page. `view` borrows the pixels of `pix` without a copy, while `pixels` keeps them in the order of scipix.
/// After a rotation it borrows `turned` instead.
struct Page {
  scipix::PixPtr pix;
  std::optional<scipix::PixView> pixels;
  std::vector<std::uint8_t> turned;
  ScipixImage view{};
  int dpi = 0;  ///< 0 if the file does not say
};

/// Decodes an image file, or the first image of a file with several. Throws std::runtime_error if it cannot be read.
Page read_page(const std::filesystem::path& file);
