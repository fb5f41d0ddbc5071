package scipix

// #include "shim.h"
import "C"

// Luma selects the weights of red, green and blue in gray.
type Luma int32

const (
	// LumaBT601 uses the BT.601 weights with OpenCV's rounding.
	LumaBT601 Luma = C.SCIPIX_LUMA_BT601
	// LumaBT601Bits8 uses BT.601 weights of 8 bits, as libyuv does. It is the fastest.
	LumaBT601Bits8 Luma = C.SCIPIX_LUMA_BT601_8BIT
	// LumaBT709 uses the BT.709 weights.
	LumaBT709 Luma = C.SCIPIX_LUMA_BT709
)

// Grayscale converts an image of any format to gray. dst is [Gray8] of the same size.
func Grayscale(dst, src Image, luma Luma) error {
	return call(func() C.ScipixStatus {
		return C.shim_image_grayscale(src.ptr(), src.shape(), C.ScipixLuma(luma), dst.ptr(), dst.shape())
	})
}

// GrayscaleOver composites an image over a colour, as [Flatten] does, and converts the result to gray. Formats without alpha are
// only converted. dst is [Gray8] of the same size.
func GrayscaleOver(dst, src Image, luma Luma, red, green, blue uint8) error {
	return call(func() C.ScipixStatus {
		return C.shim_image_grayscale_over(src.ptr(), src.shape(), C.ScipixLuma(luma), C.uint8_t(red), C.uint8_t(green),
			C.uint8_t(blue), dst.ptr(), dst.shape())
	})
}

// MinMax returns the least and the greatest sample of a [Gray16] or [Gray8] image, as a range for [Gray16ToGray8].
func MinMax(src Image) (least, greatest uint16, err error) {
	var low, high C.uint16_t
	err = call(func() C.ScipixStatus { return C.shim_image_min_max(src.ptr(), src.shape(), &low, &high) })
	return uint16(low), uint16(high), err
}

// Otsu finds the level that best separates dark from light pixels: pixels above it are white.
func Otsu(src Image) (uint8, error) {
	var level C.uint8_t
	err := call(func() C.ScipixStatus { return C.shim_image_otsu(src.ptr(), src.shape(), &level) })
	return uint8(level), err
}

// Binarize makes a page of any format black and white. dst is [Gray8] or [Bit1] of the same size.
func Binarize(dst, src Image, params BinarizeParams) error {
	p := params.c()
	return call(func() C.ScipixStatus {
		return C.shim_image_binarize(src.ptr(), src.shape(), &p, dst.ptr(), dst.shape())
	})
}

// Filter is the method by which an image is resampled. The zero value is [FilterBilinear].
type Filter int32

// defaultFilter is subtracted from the numbers of C, so that the zero value is the default.
const defaultFilter = C.SCIPIX_FILTER_BILINEAR

const (
	// FilterNearest takes the nearest source pixel.
	FilterNearest Filter = C.SCIPIX_FILTER_NEAREST - defaultFilter
	// FilterBilinear interpolates between 2x2 pixels, bit for bit as OpenCV's INTER_LINEAR does for 8-bit images.
	FilterBilinear Filter = C.SCIPIX_FILTER_BILINEAR - defaultFilter
	// FilterArea averages the source pixels that a pixel covers, and interpolates along a side that grows.
	FilterArea Filter = C.SCIPIX_FILTER_AREA - defaultFilter
	// FilterLanczos3 uses the Lanczos kernel of three lobes, widened if the image shrinks.
	FilterLanczos3 Filter = C.SCIPIX_FILTER_LANCZOS3 - defaultFilter
	// FilterBilinearAA is linear interpolation, widened if the image shrinks, as Pillow's BILINEAR.
	FilterBilinearAA Filter = C.SCIPIX_FILTER_BILINEAR_AA - defaultFilter
	// FilterBicubic is cubic interpolation, widened if the image shrinks, as Pillow's BICUBIC.
	FilterBicubic Filter = C.SCIPIX_FILTER_BICUBIC - defaultFilter
)

func (f Filter) c() C.ScipixFilter { return C.ScipixFilter(f + defaultFilter) }

// Resize resamples an image to the size of dst, which has the same format. [Bit1] and [Gray16] take
// [FilterNearest] only.
func Resize(dst, src Image, filter Filter) error {
	return call(func() C.ScipixStatus {
		return C.shim_image_resize(src.ptr(), src.shape(), filter.c(), dst.ptr(), dst.shape())
	})
}

// ResizeByAlpha resamples an image to the size of dst, which has the same format. Colours weigh as much as their alpha, as in
// Pillow, so that those of transparent pixels do not mix into their neighbours. Formats without alpha are resized by [Resize].
func ResizeByAlpha(dst, src Image, filter Filter) error {
	return call(func() C.ScipixStatus {
		return C.shim_image_resize_by_alpha(src.ptr(), src.shape(), filter.c(), dst.ptr(), dst.shape())
	})
}

// Skew finds the angle by which [Rotate] has to turn a page to make its lines of text level. Trust it from a confidence of
// about 0.5 on.
func Skew(src Image) (degrees, confidence float32, err error) {
	var d, c C.float
	err = call(func() C.ScipixStatus { return C.shim_image_skew(src.ptr(), src.shape(), &d, &c) })
	return float32(d), float32(c), err
}

// RotatedSize returns the size of the smallest destination in which [Rotate] cuts no corner of src off.
func RotatedSize(src Image, degrees float32) (width, height int, err error) {
	var w, h C.size_t
	err = call(func() C.ScipixStatus {
		return C.shim_image_rotated_size(src.ptr(), src.shape(), C.float(degrees), &w, &h)
	})
	return int(w), int(h), err
}

// Point is a point in an image, in which the pixel (x, y) covers [x, x+1) times [y, y+1), unless [CropParams] say that it is the
// centre of pixel (x, y).
type Point struct{ X, Y float32 }

// Quad has the corners that become top left, top right, bottom right and bottom left.
type Quad [4]Point

// CropQuad crops a convex quadrilateral of src, between the edges of its pixels, and corrects its perspective. dst has the same
// format and any size.
func CropQuad(dst, src Image, quad Quad) error {
	return call(func() C.ScipixStatus {
		return C.shim_image_crop_quad(src.ptr(), src.shape(), first[C.float](quad[:]), dst.ptr(), dst.shape())
	})
}

// Normalize normalises data in place to mean 0 and standard deviation 1, and returns what they were.
func Normalize(data []float32) (mean, std float32, err error) {
	var m, s C.float
	err = call(func() C.ScipixStatus {
		return C.scipix_normalize_stats(first[C.float](data), C.size_t(len(data)), &m, &s)
	})
	return float32(m), float32(s), err
}
