package scipix

// #include "shim.h"
import "C"

import "unsafe"

// Interpolation is the way in which pixels are computed from those around a position. The zero value is [InterpolationCubic].
type Interpolation int32

// defaultInterpolation is subtracted from the numbers of C, so that the zero value is the default.
const defaultInterpolation = C.SCIPIX_INTERPOLATION_CUBIC

const (
	// InterpolationNearest takes the nearest pixel.
	InterpolationNearest Interpolation = C.SCIPIX_INTERPOLATION_NEAREST - defaultInterpolation
	// InterpolationBilinear interpolates between 2x2 pixels.
	InterpolationBilinear Interpolation = C.SCIPIX_INTERPOLATION_BILINEAR - defaultInterpolation
	// InterpolationCubic interpolates between 4x4 pixels, within a gray level of OpenCV 5's INTER_CUBIC.
	InterpolationCubic Interpolation = C.SCIPIX_INTERPOLATION_CUBIC - defaultInterpolation
)

// QuadCorners is what the corners of a quadrilateral are points of. The zero value is [CornersPixelCentres].
type QuadCorners int32

const (
	// CornersPixelCentres takes (x, y) for the centre of pixel (x, y), as OpenCV, PaddleOCR and RapidOCR do.
	CornersPixelCentres QuadCorners = C.SCIPIX_QUAD_CORNERS_PIXEL_CENTRES
	// CornersPixelEdges takes pixel (x, y) for [x, x+1) times [y, y+1), as [CropQuad] does.
	CornersPixelEdges QuadCorners = C.SCIPIX_QUAD_CORNERS_PIXEL_EDGES
)

// CropParams has the interpolation of a crop and whether it is turned. A field that is zero means its default.
type CropParams struct {
	// Interpolation is the way in which pixels are computed. Default InterpolationCubic.
	Interpolation Interpolation
	// TurnRatio turns crops that are at least so many times as high as wide by 90 degrees anticlockwise. Default 1.5.
	TurnRatio float32
	// Corners is what corners are points of. Default CornersPixelCentres.
	Corners QuadCorners
	// PadFlat lets [CropsToTensor] write padding for a quadrilateral that is not convex or has no area, instead of failing.
	PadFlat bool

	exact bool
}

// DefaultCropParams returns the library's defaults, those of PaddleOCR and RapidOCR. Fields that are changed to zero stay zero:
// a TurnRatio of 0 turns no crop.
func DefaultCropParams() CropParams {
	var c C.ScipixCropParams
	C.scipix_crop_params_init(&c)
	return CropParams{
		Interpolation: Interpolation(c.interpolation) - defaultInterpolation,
		TurnRatio:     float32(c.turn_ratio),
		Corners:       QuadCorners(c.corners),
		PadFlat:       c.pad_flat != 0,
		exact:         true,
	}
}

func (p CropParams) c() C.ScipixCropParams {
	if !p.exact {
		orDefault(&p.TurnRatio, DefaultCropParams().TurnRatio)
	}
	return C.ScipixCropParams{
		struct_size:   C.sizeof_ScipixCropParams,
		interpolation: C.ScipixInterpolation(p.Interpolation + defaultInterpolation),
		turn_ratio:    C.float(p.TurnRatio),
		corners:       C.ScipixQuadCorners(p.Corners),
		pad_flat:      C.uint32_t(flag(p.PadFlat)),
	}
}

// CropSize is the size of a crop in pixels.
type CropSize struct{ Width, Height int }

// CropQuadSize returns the size of a crop by the rule of PaddleOCR and RapidOCR: the longer one of the two horizontal sides by
// that of the two vertical ones, truncated; swapped for a crop that is turned.
func CropQuadSize(quad Quad, params CropParams) (CropSize, error) {
	p := params.c()
	var size C.ScipixCropSize
	err := call(func() C.ScipixStatus { return C.scipix_crop_quad_size(first[C.float](quad[:]), &p, &size) })
	return CropSize{int(size.width), int(size.height)}, err
}

// CropQuadWith crops a convex quadrilateral of src and corrects its perspective, as params say. dst has the same format and any
// size, such as that of [CropQuadSize].
func CropQuadWith(dst, src Image, quad Quad, params CropParams) error {
	p := params.c()
	return call(func() C.ScipixStatus {
		return C.shim_image_crop_quad_with(src.ptr(), src.shape(), first[C.float](quad[:]), &p, dst.ptr(), dst.shape())
	})
}

// CropsTensorShape returns the four dimensions of what [CropsToTensor] writes, in the order of the layout.
func CropsTensorShape(src Image, quads []Quad, crop CropParams, params TensorParams) ([4]int, error) {
	c, p := crop.c(), params.c(C.SCIPIX_ELEMENT_F32)
	var shape [4]C.size_t
	err := call(func() C.ScipixStatus {
		return C.shim_image_crops_tensor_shape(src.ptr(), src.shape(), first[C.float](quads), C.size_t(len(quads)), &c, &p,
			&shape[0], nil)
	})
	return dims(shape), err
}

// CropsToTensor crops quadrilaterals of a page, such as all of its lines of text, and converts them to one tensor of floats or
// bytes. dst has as many elements as [CropsTensorShape] returns. One that is not convex or has no area fails the call with its
// index in the message, or becomes padding: see [CropParams].
func CropsToTensor[E Element](dst []E, src Image, quads []Quad, crop CropParams, params TensorParams) error {
	c, p := crop.c(), params.c(elementOf[E]())
	return call(func() C.ScipixStatus {
		return C.shim_image_crops_to_tensor(src.ptr(), src.shape(), first[C.float](quads), C.size_t(len(quads)), &c, &p,
			unsafe.Pointer(first[E](dst)), bytesOf(dst))
	})
}
