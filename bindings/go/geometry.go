package scipix

// #include "shim.h"
import "C"

// Filter is how pixels between those of the source are found.
type Filter int32

const (
	// FilterNearest takes the pixel that holds the centre of the new one.
	FilterNearest Filter = C.SCIPIX_FILTER_NEAREST
	// FilterBilinear takes two pixels each way: bit for bit OpenCV's INTER_LINEAR of 8-bit images.
	FilterBilinear Filter = C.SCIPIX_FILTER_BILINEAR
	// FilterArea takes the mean of what a pixel covers, where no side grows.
	FilterArea Filter = C.SCIPIX_FILTER_AREA
	// FilterLanczos3 takes the sinc of three lobes, widened where the image shrinks.
	FilterLanczos3 Filter = C.SCIPIX_FILTER_LANCZOS3
)

// Resize resamples src, of any format, [Bit1] by [FilterNearest] alone, to the size of dst, of the same format.
func Resize(dst, src Image, filter Filter) error {
	return call(func() C.ScipixStatus {
		return C.shim_resize(src.ptr(), src.shape(), C.ScipixFilter(filter), dst.ptr(), dst.shape())
	})
}

// Skew finds the angle by which [Rotate] has to turn a page for its lines of text to be level, and how far it can be
// trusted: from about 0.5 on.
func Skew(src Image) (degrees, confidence float32, err error) {
	var d, c C.float
	err = call(func() C.ScipixStatus { return C.shim_skew(src.ptr(), src.shape(), &d, &c) })
	return float32(d), float32(c), err
}

// Rotate turns clockwise. By multiples of 90 degrees dst has the size of the turned image; at any other angle the size of
// src, which is turned about its centre, and what lies beyond it is fill.
func Rotate(dst, src Image, degrees float32, fill uint8) error {
	return call(func() C.ScipixStatus {
		return C.shim_rotate(src.ptr(), src.shape(), C.float(degrees), C.uint8_t(fill), dst.ptr(), dst.shape())
	})
}

// Point is a place in an image whose pixel (x, y) covers [x, x+1) times [y, y+1).
type Point struct{ X, Y float32 }

// Quad is the corners that become top left, top right, bottom right and bottom left.
type Quad [4]Point

// CropQuad fills dst with what src shows in a convex quadrilateral, seen in perspective. The formats are the same.
func CropQuad(dst, src Image, quad Quad) error {
	return call(func() C.ScipixStatus {
		return C.shim_crop_quad(src.ptr(), src.shape(), first[C.float](quad[:]), dst.ptr(), dst.shape())
	})
}
