#pragma once

#include "pix.hpp"

/// Leptonica's binarisations of the same gray page, for the column beside ours.
/// Both leave 1 bit a pixel.
void leptonica_otsu(const PixPtr& gray);

/// `window` is the full width of the square, odd.
void leptonica_sauvola(const PixPtr& gray, unsigned window, float k);
