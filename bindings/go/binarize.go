package scipix

// #include <scipix.h>
import "C"

// BinarizeMethod is how the threshold of a binarisation is found. The zero value is [BinarizeOtsu].
type BinarizeMethod int32

// defaultMethod is subtracted from the numbers of C, so that the zero value is the default.
const defaultMethod = C.SCIPIX_BINARIZE_METHOD_OTSU

const (
	// BinarizeFixed uses a given threshold.
	BinarizeFixed BinarizeMethod = C.SCIPIX_BINARIZE_METHOD_FIXED - defaultMethod
	// BinarizeOtsu uses the level of [Otsu]. It suits evenly lit pages.
	BinarizeOtsu BinarizeMethod = C.SCIPIX_BINARIZE_METHOD_OTSU - defaultMethod
	// BinarizeAdaptiveMean uses the mean of the window around each pixel, less an offset.
	BinarizeAdaptiveMean BinarizeMethod = C.SCIPIX_BINARIZE_METHOD_ADAPTIVE_MEAN - defaultMethod
	// BinarizeSauvola uses m (1 + k (s / r - 1)), where m and s are mean and standard deviation of the window. It suits
	// unevenly lit pages.
	BinarizeSauvola BinarizeMethod = C.SCIPIX_BINARIZE_METHOD_SAUVOLA - defaultMethod
)

// BinarizeParams has the method of a binarisation and its numbers. A field that is zero means its default.
type BinarizeParams struct {
	// Method is how the threshold is found. Default BinarizeOtsu.
	Method BinarizeMethod
	// Window is the side of the square window in pixels, odd; about a third of the DPI. Default 51.
	Window uint32
	// Threshold is the highest value that becomes black, for BinarizeFixed. Default 127.
	Threshold uint8
	// Offset is how far below the mean the threshold lies, for BinarizeAdaptiveMean. Default 10.
	Offset float32
	// K is the weight of the standard deviation, for BinarizeSauvola: a higher one makes more pixels white. Default 0.34.
	K float32
	// R is the range of the standard deviation, for BinarizeSauvola. Default 128.
	R float32

	exact bool
}

// DefaultBinarizeParams returns the library's defaults. Fields that are changed to zero stay zero.
func DefaultBinarizeParams() BinarizeParams {
	var c C.ScipixBinarizeParams
	C.scipix_binarize_params_init(&c)
	return BinarizeParams{
		Method:    BinarizeMethod(c.method) - defaultMethod,
		Window:    uint32(c.window),
		Threshold: uint8(c.threshold),
		Offset:    float32(c.offset),
		K:         float32(c.k),
		R:         float32(c.r),
		exact:     true,
	}
}

func (p BinarizeParams) c() C.ScipixBinarizeParams {
	if !p.exact {
		d := DefaultBinarizeParams()
		orDefault(&p.Window, d.Window)
		orDefault(&p.Threshold, d.Threshold)
		orDefault(&p.Offset, d.Offset)
		orDefault(&p.K, d.K)
		orDefault(&p.R, d.R)
	}
	return C.ScipixBinarizeParams{
		struct_size: C.sizeof_ScipixBinarizeParams,
		method:      C.ScipixBinarizeMethod(p.Method + defaultMethod),
		window:      C.uint32_t(p.Window),
		threshold:   C.uint8_t(p.Threshold),
		offset:      C.float(p.Offset),
		k:           C.float(p.K),
		r:           C.float(p.R),
	}
}

// orDefault sets a field that is zero to its default.
func orDefault[T comparable](field *T, value T) {
	var zero T
	if *field == zero {
		*field = value
	}
}
