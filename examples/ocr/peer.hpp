#pragma once

#include <scipix/leptonica.hpp>

#include <optional>

/// Times Leptonica's Otsu binarisation of a gray page to 1 bit per pixel, in milliseconds. Returns nothing if it fails.
std::optional<double> leptonica_otsu_ms(const scipix::PixPtr& gray);

/// Times Leptonica's Sauvola binarisation. `window` is the full width of the square, an odd number. Returns nothing if
/// it fails, for instance for a page smaller than the window.
std::optional<double> leptonica_sauvola_ms(const scipix::PixPtr& gray, unsigned window, float k);
