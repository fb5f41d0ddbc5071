// Code generated from include/scipix.h by scripts/generate; DO NOT EDIT.

package scipix

// #include "shim.h"
import "C"

// Flatten composites an image with alpha over a colour: each colour c becomes (a c + (255 - a) b) / 255, rounded to
// the nearest integer, with a the alpha and b the colour behind. The result is opaque: alpha, where dst has it, is 255.
// Works in place, to the same format.
//
//   - src: [RGBA8] or [BGRA8]
//   - red: red of the colour
//   - green: green of the colour
//   - blue: blue of the colour
//   - dst: [RGB8], [BGR8], [RGBA8] or [BGRA8] of the same size
func Flatten(dst, src Image, red uint8, green uint8, blue uint8) error {
	return call(func() C.ScipixStatus {
		return C.shim_image_flatten(src.ptr(), src.shape(), C.uint8_t(red), C.uint8_t(green), C.uint8_t(blue), dst.ptr(), dst.shape())
	})
}

// Threshold makes pixels above threshold white and any other black. Works in place, [Gray8] to the same [Gray8].
//
//   - src: [Gray8]
//   - threshold: the highest value that becomes black
//   - dst: [Gray8] (255, 0) or [Bit1] (0, 1) of the same size
func Threshold(dst, src Image, threshold uint8) error {
	return call(func() C.ScipixStatus {
		return C.shim_image_threshold(src.ptr(), src.shape(), C.uint8_t(threshold), dst.ptr(), dst.shape())
	})
}

// Invert inverts: 255 - x for each colour or gray byte, alpha copied; each bit of [Bit1]; 65535 - x for [Gray16].
// Works in place.
//
//   - src: any format
//   - dst: the same format and size
func Invert(dst, src Image) error {
	return call(func() C.ScipixStatus {
		return C.shim_image_invert(src.ptr(), src.shape(), dst.ptr(), dst.shape())
	})
}

// FlipDirection is the direction in which an image is flipped.
type FlipDirection int32

const (
	// Left and right change places.
	FlipHorizontal FlipDirection = C.SCIPIX_FLIP_HORIZONTAL
	// Top and bottom change places.
	FlipVertical FlipDirection = C.SCIPIX_FLIP_VERTICAL
	// Both: half a turn.
	FlipBoth FlipDirection = C.SCIPIX_FLIP_BOTH
)

// Flip flips an image: pixels move and do not change. Works in place.
//
//   - src: any format
//   - direction: a [FlipDirection]
//   - dst: the same format and size
func Flip(dst, src Image, direction FlipDirection) error {
	return call(func() C.ScipixStatus {
		return C.shim_image_flip(src.ptr(), src.shape(), C.ScipixFlip(direction), dst.ptr(), dst.shape())
	})
}

// Rotate turns clockwise; the centre of src goes to the centre of dst. A dst of the size of src cuts corners off, one
// of the rotated size keeps them. Pixel (X, Y) of dst shows src at x = cx + c (X - CX) + s (Y - CY), y = cy - s (X -
// CX) + c (Y - CY), with c and s the cosine and sine of degrees, where the centres are (cx, cy) and (CX, CY), each
// ((width - 1) / 2, (height - 1) / 2). That is sampled bilinearly at positions rounded to 1/256 of a pixel; of [Bit1]
// it is the nearest pixel, halfway the one at the right or below. Multiples of 90 degrees into a dst of the turned
// size, width and height swapped for odd multiples, move pixels without a change.
//
//   - src: any format; [Gray16] by multiples of 90 degrees alone
//   - degrees: clockwise, negative for anticlockwise, finite
//   - fill: every byte of what src does not cover, alpha too; of [Bit1] it makes white from 128 on, black below
//   - dst: the same format, any size
func Rotate(dst, src Image, degrees float32, fill uint8) error {
	return call(func() C.ScipixStatus {
		return C.shim_image_rotate(src.ptr(), src.shape(), C.float(degrees), C.uint8_t(fill), dst.ptr(), dst.shape())
	})
}

// Gray16ToGray8 maps the samples low to high of 16-bit gray to 0 to 255: a sample x is clamped to that range and
// becomes (255 (x - low) + (high - low) / 2) / (high - low) in integers, which is rounded to the nearest, halves up.
// The range 0 to 65535 is that of a conversion to gray; the minimum and maximum of the image make the most of its
// contrast.
//
//   - src: [Gray16]
//   - low: the sample that becomes 0, and those below it; less than high
//   - high: the sample that becomes 255, and those above it
//   - dst: [Gray8] of the same size
func Gray16ToGray8(dst, src Image, low uint16, high uint16) error {
	return call(func() C.ScipixStatus {
		return C.shim_image_gray16_to_gray8(src.ptr(), src.shape(), C.uint16_t(low), C.uint16_t(high), dst.ptr(), dst.shape())
	})
}

// MorphologyOperation is the operation on a pixel and its neighbours under a rectangle.
type MorphologyOperation int32

const (
	// Their maximum: of [Bit1], ink grows; of [Gray8], light does.
	MorphologyDilate MorphologyOperation = C.SCIPIX_MORPHOLOGY_DILATE
	// Their minimum: of [Bit1], ink shrinks; of [Gray8], light does.
	MorphologyErode MorphologyOperation = C.SCIPIX_MORPHOLOGY_ERODE
	// Erosion and then dilation: ink of [Bit1], or light of [Gray8], that the rectangle does not fit into goes.
	MorphologyOpen MorphologyOperation = C.SCIPIX_MORPHOLOGY_OPEN
	// Dilation and then erosion: gaps that the rectangle does not fit into are filled.
	MorphologyClose MorphologyOperation = C.SCIPIX_MORPHOLOGY_CLOSE
)

// MorphologyRules is the library whose rules hold at the border and for even sizes.
type MorphologyRules int32

const (
	// OpenCV's with its default anchor and border: pixels outside the image never decide. The rectangle is the same for
	// both steps, so opening and closing by an even size also move the image by a pixel.
	MorphologyRulesOpencv MorphologyRules = C.SCIPIX_MORPHOLOGY_RULES_OPENCV
	// Leptonica's bricks with its default, asymmetric border: pixels outside the image are 0, no ink. The rectangle of a
	// dilation is mirrored, so nothing moves.
	MorphologyRulesLeptonica MorphologyRules = C.SCIPIX_MORPHOLOGY_RULES_LEPTONICA
	// Leptonica's bricks with its symmetric border: pixels outside never decide. Equals OPENCV where width and height are
	// odd.
	MorphologyRulesLeptonicaSymmetric MorphologyRules = C.SCIPIX_MORPHOLOGY_RULES_LEPTONICA_SYMMETRIC
)

// Morphology dilates, erodes, opens or closes an image by a rectangle of any size, bit for bit as OpenCV's
// morphologyEx and Leptonica's pixDilateBrick and its like do. A size of n covers n / 2 pixels before the pixel and n -
// 1 - n / 2 after it; where the rules mirror the rectangle, the two change places. Time grows with the logarithm of the
// sizes. Extra memory of each thread: a few times the rows that the rectangle covers.
//
//   - src: [Gray8] or [Bit1]
//   - operation: a [MorphologyOperation]
//   - width: of the rectangle, at least 1; it may be larger than the image
//   - height: of the rectangle, at least 1
//   - rules: a [MorphologyRules]
//   - dst: the same format and size
func Morphology(dst, src Image, operation MorphologyOperation, width uint32, height uint32, rules MorphologyRules) error {
	return call(func() C.ScipixStatus {
		return C.shim_image_morphology(src.ptr(), src.shape(), C.ScipixMorphology(operation), C.uint32_t(width), C.uint32_t(height), C.ScipixMorphologyRules(rules), dst.ptr(), dst.shape())
	})
}

// Median replaces each pixel by the median of the square around it, each channel by itself, bit for bit as OpenCV's
// medianBlur. Pixels beyond the border equal the nearest one.
//
//   - src: [Gray8], [RGB8], [BGR8], [RGBA8] or [BGRA8]
//   - size: pixels of a side of the square: 3 or 5
//   - dst: the same format and size
func Median(dst, src Image, size uint32) error {
	return call(func() C.ScipixStatus {
		return C.shim_image_median(src.ptr(), src.shape(), C.uint32_t(size), dst.ptr(), dst.shape())
	})
}

// Clahe equalises the contrast of an image tile by tile (contrast-limited adaptive histogram equalisation), with the
// arithmetic of OpenCV's createCLAHE, whose defaults are a limit of 40 and 8x8 tiles. The histogram of each tile makes
// a table of grays. In it a gray counts at most as clipLimit times the mean of all grays, and what is cut off is shared
// out to all of them. A pixel becomes what the tables of the four nearest tiles make of it, blended by the distance to
// their centres. Where the image is not a whole number of tiles wide and high, reflected pixels fill the last ones up.
// Extra memory: at most five bytes of each gray of each tile, and four bytes a column. Works in place.
//
//   - src: [Gray8]
//   - clipLimit: how far above the mean a gray may count; 0 or less: no limit
//   - tilesX: tiles in a row, from 1 to 256
//   - tilesY: tiles in a column, from 1 to 256
//   - dst: [Gray8] of the same size
func Clahe(dst, src Image, clipLimit float64, tilesX uint32, tilesY uint32) error {
	return call(func() C.ScipixStatus {
		return C.shim_image_clahe(src.ptr(), src.shape(), C.double(clipLimit), C.uint32_t(tilesX), C.uint32_t(tilesY), dst.ptr(), dst.shape())
	})
}

// Border is the values of pixels beyond the image's border.
type Border int32

const (
	// Those at the same distance within it, dcb|abcd|cba: OpenCV's default, BORDER_REFLECT_101.
	BorderReflect101 Border = C.SCIPIX_BORDER_REFLECT_101
	// The nearest one, aaa|abcd|ddd: OpenCV's BORDER_REPLICATE.
	BorderReplicate Border = C.SCIPIX_BORDER_REPLICATE
)

// GaussianBlur blurs by a normal distribution, each channel by itself, bit for bit as OpenCV's GaussianBlur does
// bytes. Sizes and standard deviations follow from each other: a size of 0 is 6 sigma + 1, made odd, and a sigma of 0
// or less is 0.15 size + 0.35. Sizes 3, 5, 7 and 9 without a sigma have OpenCV's weights, 1 2 1 and so on. Weights are
// 256ths, and only the sum over the whole square is rounded, halves up. Extra memory of each thread: four bytes a
// column and for each channel.
//
//   - src: [Gray8], [RGB8], [BGR8], [RGBA8] or [BGRA8]
//   - width: pixels of the blur in a row: odd and at most 1023; 0: from sigmaX
//   - height: pixels of the blur in a column: odd and at most 1023; 0: from sigmaY
//   - sigmaX: standard deviation across; 0 or less: from width
//   - sigmaY: standard deviation down; 0 or less: as sigmaX
//   - border: a [Border]
//   - dst: the same format and size
func GaussianBlur(dst, src Image, width uint32, height uint32, sigmaX float64, sigmaY float64, border Border) error {
	return call(func() C.ScipixStatus {
		return C.shim_image_gaussian_blur(src.ptr(), src.shape(), C.uint32_t(width), C.uint32_t(height), C.double(sigmaX), C.double(sigmaY), C.ScipixBorder(border), dst.ptr(), dst.shape())
	})
}

// UnsharpMask sharpens: each byte becomes src + amount (src - blurred), rounded, halves to even, and at least 0 and at
// most 255. blurred is what scipix_image_gaussian_blur of sigma makes of it. Within 1 of OpenCV's addWeighted(src, 1 +
// amount, blurred, -amount, 0); with the threshold of Pillow's UnsharpMask. Extra memory of each thread: four bytes a
// column and for each channel.
//
//   - src: [Gray8], [RGB8], [BGR8], [RGBA8] or [BGRA8]
//   - sigma: standard deviation of the blur, above 0 and at most 170
//   - amount: how much of the difference is added, from 0 to 1000; 1.5 is Pillow's default of 150 percent
//   - threshold: the greatest difference that is noise and stays
//   - dst: the same format and size
func UnsharpMask(dst, src Image, sigma float64, amount float64, threshold uint8) error {
	return call(func() C.ScipixStatus {
		return C.shim_image_unsharp_mask(src.ptr(), src.shape(), C.double(sigma), C.double(amount), C.uint8_t(threshold), dst.ptr(), dst.shape())
	})
}
