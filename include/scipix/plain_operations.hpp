/// @file
/// Image operations that only pass their arguments on. Generated from scipix.h by scripts/generate; do not edit.
#ifndef SCIPIX_PLAIN_OPERATIONS_HPP
#define SCIPIX_PLAIN_OPERATIONS_HPP

#include <scipix/handle.hpp>
#include <scipix/image.hpp>

#include <cstdint>

namespace scipix {
inline namespace SCIPIX_MODE {

/// Composites an image with alpha over a colour: each colour `c` becomes `(a c + (255 - a) b) / 255`, rounded to the
/// nearest integer, with `a` the alpha and `b` the colour behind. The result is opaque: alpha, where `dst` has it, is
/// 255. Works in place, to the same format.
/// @param src    RGBA8 or BGRA8
/// @param red    red of the colour
/// @param green  green of the colour
/// @param blue   blue of the colour
/// @param dst    RGB8, BGR8, RGBA8 or BGRA8 of the same size
inline Outcome<void> flatten(const ImageView &src, std::uint8_t red, std::uint8_t green, std::uint8_t blue, const MutImageView &dst) {
  return check(scipix_image_flatten(&src.raw(), red, green, blue, &dst.raw()));
}

/// Makes pixels above `threshold` white and any other black. Works in place, GRAY8 to the same GRAY8.
/// @param src        GRAY8
/// @param threshold  the highest value that becomes black
/// @param dst        GRAY8 (255, 0) or BIT1 (0, 1) of the same size
inline Outcome<void> threshold(const ImageView &src, std::uint8_t threshold, const MutImageView &dst) {
  return check(scipix_image_threshold(&src.raw(), threshold, &dst.raw()));
}

/// Inverts: 255 - x for each colour or gray byte, alpha copied; each bit of BIT1; 65535 - x for GRAY16. Works in place.
/// @param src  any format
/// @param dst  the same format and size
inline Outcome<void> invert(const ImageView &src, const MutImageView &dst) {
  return check(scipix_image_invert(&src.raw(), &dst.raw()));
}

/// Flips an image: pixels move and do not change. Works in place.
/// @param src        any format
/// @param direction  a `SCIPIX_FLIP_*`
/// @param dst        the same format and size
inline Outcome<void> flip(const ImageView &src, ScipixFlip direction, const MutImageView &dst) {
  return check(scipix_image_flip(&src.raw(), direction, &dst.raw()));
}

/// Turns clockwise; the centre of `src` goes to the centre of `dst`. A `dst` of the size of `src` cuts corners off, one
/// of the rotated size keeps them. Pixel (X, Y) of `dst` shows `src` at `x = cx + c (X - CX) + s (Y - CY)`, `y = cy - s
/// (X - CX) + c (Y - CY)`, with `c` and `s` the cosine and sine of `degrees`, where the centres are (cx, cy) and (CX,
/// CY), each `((width - 1) / 2, (height - 1) / 2)`. That is sampled bilinearly at positions rounded to 1/256 of a
/// pixel; of BIT1 it is the nearest pixel, halfway the one at the right or below. Multiples of 90 degrees into a `dst`
/// of the turned size, width and height swapped for odd multiples, move pixels without a change.
/// @param src      any format; GRAY16 by multiples of 90 degrees alone
/// @param degrees  clockwise, negative for anticlockwise, finite
/// @param fill     every byte of what `src` does not cover, alpha too; of BIT1 it makes white from 128 on, black below
/// @param dst      the same format, any size
inline Outcome<void> rotate(const ImageView &src, float degrees, std::uint8_t fill, const MutImageView &dst) {
  return check(scipix_image_rotate(&src.raw(), degrees, fill, &dst.raw()));
}

/// Maps the samples `low` to `high` of 16-bit gray to 0 to 255: a sample `x` is clamped to that range and becomes `(255
/// (x - low) + (high - low) / 2) / (high - low)` in integers, which is rounded to the nearest, halves up. The range 0
/// to 65535 is that of a conversion to gray; the minimum and maximum of the image make the most of its contrast.
/// @param src   GRAY16
/// @param low   the sample that becomes 0, and those below it; less than `high`
/// @param high  the sample that becomes 255, and those above it
/// @param dst   GRAY8 of the same size
inline Outcome<void> gray16_to_gray8(const ImageView &src, std::uint16_t low, std::uint16_t high, const MutImageView &dst) {
  return check(scipix_image_gray16_to_gray8(&src.raw(), low, high, &dst.raw()));
}

/// Dilates, erodes, opens or closes an image by a rectangle of any size, bit for bit as OpenCV's `morphologyEx` and
/// Leptonica's `pixDilateBrick` and its like do. A size of `n` covers `n / 2` pixels before the pixel and `n - 1 - n /
/// 2` after it; where the rules mirror the rectangle, the two change places. Time grows with the logarithm of the
/// sizes. Extra memory of each thread: a few times the rows that the rectangle covers.
/// @param src        GRAY8 or BIT1
/// @param operation  a `SCIPIX_MORPHOLOGY_*`
/// @param width      of the rectangle, at least 1; it may be larger than the image
/// @param height     of the rectangle, at least 1
/// @param rules      a `SCIPIX_MORPHOLOGY_RULES_*`
/// @param dst        the same format and size
inline Outcome<void> morphology(const ImageView &src, ScipixMorphology operation, std::uint32_t width, std::uint32_t height, ScipixMorphologyRules rules, const MutImageView &dst) {
  return check(scipix_image_morphology(&src.raw(), operation, width, height, rules, &dst.raw()));
}

/// Replaces each pixel by the median of the square around it, each channel by itself, bit for bit as OpenCV's
/// `medianBlur`. Pixels beyond the border equal the nearest one.
/// @param src   GRAY8, RGB8, BGR8, RGBA8 or BGRA8
/// @param size  pixels of a side of the square: 3 or 5
/// @param dst   the same format and size
inline Outcome<void> median(const ImageView &src, std::uint32_t size, const MutImageView &dst) {
  return check(scipix_image_median(&src.raw(), size, &dst.raw()));
}

/// Equalises the contrast of an image tile by tile (contrast-limited adaptive histogram equalisation), with the
/// arithmetic of OpenCV's `createCLAHE`, whose defaults are a limit of 40 and 8x8 tiles. The histogram of each tile
/// makes a table of grays. In it a gray counts at most as `clip_limit` times the mean of all grays, and what is cut off
/// is shared out to all of them. A pixel becomes what the tables of the four nearest tiles make of it, blended by the
/// distance to their centres. Where the image is not a whole number of tiles wide and high, reflected pixels fill the
/// last ones up. Extra memory: at most five bytes of each gray of each tile, and four bytes a column. Works in place.
/// @param src         GRAY8
/// @param clip_limit  how far above the mean a gray may count; 0 or less: no limit
/// @param tiles_x     tiles in a row, from 1 to 256
/// @param tiles_y     tiles in a column, from 1 to 256
/// @param dst         GRAY8 of the same size
inline Outcome<void> clahe(const ImageView &src, double clip_limit, std::uint32_t tiles_x, std::uint32_t tiles_y, const MutImageView &dst) {
  return check(scipix_image_clahe(&src.raw(), clip_limit, tiles_x, tiles_y, &dst.raw()));
}

/// Blurs by a normal distribution, each channel by itself, bit for bit as OpenCV's `GaussianBlur` does bytes. Sizes and
/// standard deviations follow from each other: a size of 0 is `6 sigma + 1`, made odd, and a sigma of 0 or less is
/// `0.15 size + 0.35`. Sizes 3, 5, 7 and 9 without a sigma have OpenCV's weights, 1 2 1 and so on. Weights are 256ths,
/// and only the sum over the whole square is rounded, halves up. Extra memory of each thread: four bytes a column and
/// for each channel.
/// @param src      GRAY8, RGB8, BGR8, RGBA8 or BGRA8
/// @param width    pixels of the blur in a row: odd and at most 1023; 0: from `sigma_x`
/// @param height   pixels of the blur in a column: odd and at most 1023; 0: from `sigma_y`
/// @param sigma_x  standard deviation across; 0 or less: from `width`
/// @param sigma_y  standard deviation down; 0 or less: as `sigma_x`
/// @param border   a `SCIPIX_BORDER_*`
/// @param dst      the same format and size
inline Outcome<void> gaussian_blur(const ImageView &src, std::uint32_t width, std::uint32_t height, double sigma_x, double sigma_y, ScipixBorder border, const MutImageView &dst) {
  return check(scipix_image_gaussian_blur(&src.raw(), width, height, sigma_x, sigma_y, border, &dst.raw()));
}

/// Sharpens: each byte becomes `src + amount (src - blurred)`, rounded, halves to even, and at least 0 and at most 255.
/// `blurred` is what `scipix_image_gaussian_blur` of `sigma` makes of it. Within 1 of OpenCV's `addWeighted(src, 1 +
/// amount, blurred, -amount, 0)`; with the threshold of Pillow's `UnsharpMask`. Extra memory of each thread: four bytes
/// a column and for each channel.
/// @param src        GRAY8, RGB8, BGR8, RGBA8 or BGRA8
/// @param sigma      standard deviation of the blur, above 0 and at most 170
/// @param amount     how much of the difference is added, from 0 to 1000; 1.5 is Pillow's default of 150 percent
/// @param threshold  the greatest difference that is noise and stays
/// @param dst        the same format and size
inline Outcome<void> unsharp_mask(const ImageView &src, double sigma, double amount, std::uint8_t threshold, const MutImageView &dst) {
  return check(scipix_image_unsharp_mask(&src.raw(), sigma, amount, threshold, &dst.raw()));
}

}  // namespace SCIPIX_MODE
}  // namespace scipix

#endif
