package scipix

// #include "shim.h"
import "C"

// Luma is how colour becomes gray.
type Luma int32

const (
	// LumaBT601 is BT.601 as OpenCV computes it.
	LumaBT601 Luma = C.SCIPIX_LUMA_BT601
	// LumaBT601Bits8 is BT.601 in 8 bits as libyuv computes it: the fastest.
	LumaBT601Bits8 Luma = C.SCIPIX_LUMA_BT601_8BIT
	// LumaBT709 is BT.709.
	LumaBT709 Luma = C.SCIPIX_LUMA_BT709
)

// Grayscale makes dst, [Gray8] of the same size, of an image of any format.
func Grayscale(dst, src Image, luma Luma) error {
	return call(func() C.ScipixStatus {
		return C.shim_grayscale(src.ptr(), src.shape(), C.ScipixLuma(luma), dst.ptr(), dst.shape())
	})
}

// Threshold makes pixels of a [Gray8] image above the threshold white and any other black. dst is [Gray8] or [Bit1] of
// the same size; it may be src.
func Threshold(dst, src Image, threshold uint8) error {
	return call(func() C.ScipixStatus {
		return C.shim_threshold(src.ptr(), src.shape(), C.uint8_t(threshold), dst.ptr(), dst.shape())
	})
}

// Invert makes each colour or gray byte 255 less itself, and turns each bit of [Bit1]. dst has the format and size of
// src; it may be src.
func Invert(dst, src Image) error {
	return call(func() C.ScipixStatus { return C.shim_invert(src.ptr(), src.shape(), dst.ptr(), dst.shape()) })
}

// Otsu finds the level that best parts dark from light pixels; those above it are white.
func Otsu(src Image) (uint8, error) {
	var level C.uint8_t
	err := call(func() C.ScipixStatus { return C.shim_otsu(src.ptr(), src.shape(), &level) })
	return uint8(level), err
}

// BinarizeMethod is how a page becomes black and white.
type BinarizeMethod int32

const (
	// BinarizeFixed makes white what is above a threshold.
	BinarizeFixed BinarizeMethod = C.SCIPIX_BINARIZE_METHOD_FIXED
	// BinarizeOtsu makes white what is above [Otsu]'s level: for evenly lit pages.
	BinarizeOtsu BinarizeMethod = C.SCIPIX_BINARIZE_METHOD_OTSU
	// BinarizeAdaptiveMean makes white what is above the mean of the window around the pixel, less an offset.
	BinarizeAdaptiveMean BinarizeMethod = C.SCIPIX_BINARIZE_METHOD_ADAPTIVE_MEAN
	// BinarizeSauvola makes white what is above m (1 + k (s / r - 1)), with mean and deviation of the window: for shaded
	// pages.
	BinarizeSauvola BinarizeMethod = C.SCIPIX_BINARIZE_METHOD_SAUVOLA
)

// BinarizeParams is method and numbers of a binarisation. Begin with [DefaultBinarizeParams].
type BinarizeParams struct {
	// Method is OTSU by default.
	Method BinarizeMethod
	// Window is the side of the square window in pixels, odd; about a third of the DPI. Default 51.
	Window uint32
	// Threshold is the highest value that becomes black, of the fixed method. Default 127.
	Threshold uint8
	// Offset is how far below the mean white begins, of the adaptive mean. Default 10.
	Offset float32
	// K is Sauvola's: the higher, the more is white. Default 0.34.
	K float32
	// R is Sauvola's range of the standard deviation. Default 128.
	R float32
}

// DefaultBinarizeParams are the library's defaults.
func DefaultBinarizeParams() BinarizeParams {
	var p C.ScipixBinarizeParams
	C.scipix_binarize_params_init(&p)
	return BinarizeParams{BinarizeMethod(p.method), uint32(p.window), uint8(p.threshold), float32(p.offset), float32(p.k),
		float32(p.r)}
}

func (p BinarizeParams) c() C.ScipixBinarizeParams {
	return C.ScipixBinarizeParams{
		struct_size: C.sizeof_ScipixBinarizeParams,
		method:      C.ScipixBinarizeMethod(p.Method),
		window:      C.uint32_t(p.Window),
		threshold:   C.uint8_t(p.Threshold),
		offset:      C.float(p.Offset),
		k:           C.float(p.K),
		r:           C.float(p.R),
	}
}

// Binarize makes a page of any format black and white. dst is [Gray8] or [Bit1] of the same size.
func Binarize(dst, src Image, params BinarizeParams) error {
	p := params.c()
	return call(func() C.ScipixStatus { return C.shim_binarize(src.ptr(), src.shape(), &p, dst.ptr(), dst.shape()) })
}

// Normalize makes mean 0 and standard deviation 1 of the data, in place, and tells what they were.
func Normalize(data []float32) (mean, std float32, err error) {
	var m, s C.float
	err = call(func() C.ScipixStatus {
		return C.scipix_normalize_stats(first[C.float](data), C.size_t(len(data)), &m, &s)
	})
	return float32(m), float32(s), err
}
