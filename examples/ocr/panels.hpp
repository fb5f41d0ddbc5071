#pragma once

#include <scipix/leptonica.hpp>

#include <filesystem>
#include <optional>

/// One gray picture with three panels side by side: gray | Otsu | Sauvola. scipix writes straight into the panels,
/// Tesseract reads them where they are, and the whole is the PNG.
class Panels {
 public:
  Panels(std::size_t width, std::size_t height);

  const ScipixImageMut& gray() const { return gray_; }
  const ScipixImageMut& otsu() const { return otsu_; }
  const ScipixImageMut& sauvola() const { return sauvola_; }

  /// The gray panel as an image of Leptonica's own, a copy.
  scipix::PixPtr gray_pix() const;

  void write_png(const std::filesystem::path& file);

 private:
  scipix::PixPtr picture_;
  std::optional<scipix::PixView> pixels_;
  ScipixImageMut gray_{}, otsu_{}, sauvola_{};
};
