#pragma once

#include <scipix.h>

#include <filesystem>

#include "pix.hpp"

/// One gray picture with three panels side by side: gray | Otsu | Sauvola. scipix writes straight into the panels,
/// Tesseract reads them where they are, and the whole is the PNG.
class Panels {
 public:
  Panels(std::size_t width, std::size_t height);

  const ScipixImageMut& gray() const { return gray_; }
  const ScipixImageMut& otsu() const { return otsu_; }
  const ScipixImageMut& sauvola() const { return sauvola_; }

  /// The gray panel as an image of Leptonica's own, a copy.
  PixPtr gray_pix() const;

  void write_png(const std::filesystem::path& file) const;

 private:
  PixPtr picture_;
  ScipixImageMut gray_{}, otsu_{}, sauvola_{};
};
