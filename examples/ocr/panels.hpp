#pragma once

#include <scipix/leptonica.hpp>

#include <filesystem>
#include <optional>

/// A gray image with three panels side by side: gray, Otsu, Sauvola. scipix writes into the panels, Tesseract reads
/// them in place, and the whole image is saved as a PNG.
class Panels {
 public:
  Panels(std::size_t width, std::size_t height);

  const ScipixImageMut& gray() const { return gray_; }
  const ScipixImageMut& otsu() const { return otsu_; }
  const ScipixImageMut& sauvola() const { return sauvola_; }

  /// Returns a copy of the gray panel as a PIX.
  scipix::PixPtr gray_pix() const;

  void write_png(const std::filesystem::path& file);

 private:
  scipix::PixPtr picture_;
  std::optional<scipix::PixView> pixels_;
  ScipixImageMut gray_{}, otsu_{}, sauvola_{};
};
