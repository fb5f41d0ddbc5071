#pragma once

#include <filesystem>

#include "pages.hpp"

/// Draws the corners of lines and words over the page, and writes it as PNG. The page's pixels become invalid.
void draw_boxes(PageWork& work, const std::filesystem::path& file);

/// Writes each line's crop to the folder as NUMBER.ppm or .pgm, its tensor as NUMBER.f32 and its text as NUMBER.txt, to
/// compare them with the results of the model's own tools.
void keep_lines(const PageWork& work, const std::filesystem::path& folder);
