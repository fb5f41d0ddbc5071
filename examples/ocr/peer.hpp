#pragma once

#include <scipix/leptonica.hpp>

#include <optional>

/// Milliseconds that Leptonica takes for the same binarisations of the same gray page, for the column beside ours.
/// None where it refuses the page, as it does one smaller than the window. It leaves 1 bit a pixel.
std::optional<double> leptonica_otsu_ms(const scipix::PixPtr& gray);

/// `window` is the full width of the square, odd.
std::optional<double> leptonica_sauvola_ms(const scipix::PixPtr& gray, unsigned window, float k);
