package scipix

// #include "shim.h"
import "C"

import "unsafe"

// Step is an operation of a plan.
type Step struct {
	add func(*C.ScipixPlan) C.ScipixStatus
}

// GrayscaleStep converts to gray, as [Grayscale] does.
func GrayscaleStep(luma Luma) Step {
	return Step{func(plan *C.ScipixPlan) C.ScipixStatus {
		return C.scipix_plan_add_grayscale(plan, C.ScipixLuma(luma))
	}}
}

// FlattenStep composites images with alpha over a colour, as [Flatten] does, and leaves others as they are. After a
// [GrayscaleStep] there is no alpha left.
func FlattenStep(red, green, blue uint8) Step {
	return Step{func(plan *C.ScipixPlan) C.ScipixStatus {
		return C.scipix_plan_add_flatten(plan, C.uint8_t(red), C.uint8_t(green), C.uint8_t(blue))
	}}
}

// ResizeStep resamples, as [Resize] does. One of width and height may be 0; it then keeps the aspect ratio.
func ResizeStep(filter Filter, width, height int) Step {
	return Step{func(plan *C.ScipixPlan) C.ScipixStatus {
		return C.scipix_plan_add_resize(plan, filter.c(), C.size_t(width), C.size_t(height))
	}}
}

// BinarizeStep makes black and white, as [Binarize] does. Only steps that see the whole image may follow it.
func BinarizeStep(params BinarizeParams) Step {
	return Step{func(plan *C.ScipixPlan) C.ScipixStatus {
		p := params.c()
		return C.scipix_plan_add_binarize(plan, &p)
	}}
}

// NormalizeBackgroundStep makes the paper evenly bright, as [NormalizeBackground] does. It sees the whole image.
func NormalizeBackgroundStep(params BackgroundParams) Step {
	return Step{func(plan *C.ScipixPlan) C.ScipixStatus {
		p := params.c()
		return C.scipix_plan_add_normalize_background(plan, &p)
	}}
}

// DeskewStep turns the image level, as [Skew] measures and [Rotate] turns, at its own size; where no direction of lines stands
// out it stays as it is. fill is the value of pixels that the page does not cover. It sees the whole image.
func DeskewStep(fill uint8) Step {
	return Step{func(plan *C.ScipixPlan) C.ScipixStatus {
		return C.scipix_plan_add_deskew(plan, C.uint8_t(fill))
	}}
}

// MorphologyStep applies a rectangle, as [Morphology] does. It sees the whole image.
func MorphologyStep(operation MorphologyOperation, width, height uint32, rules MorphologyRules) Step {
	return Step{func(plan *C.ScipixPlan) C.ScipixStatus {
		return C.scipix_plan_add_morphology(plan, C.ScipixMorphology(operation), C.uint32_t(width), C.uint32_t(height),
			C.ScipixMorphologyRules(rules))
	}}
}

// MedianStep replaces each pixel by the median of the square around it, as [Median] does. It sees the whole image.
func MedianStep(size uint32) Step {
	return Step{func(plan *C.ScipixPlan) C.ScipixStatus {
		return C.scipix_plan_add_median(plan, C.uint32_t(size))
	}}
}

// GaussianBlurStep blurs, as [GaussianBlur] does. It sees the whole image.
func GaussianBlurStep(width, height uint32, sigmaX, sigmaY float64, border Border) Step {
	return Step{func(plan *C.ScipixPlan) C.ScipixStatus {
		return C.scipix_plan_add_gaussian_blur(plan, C.uint32_t(width), C.uint32_t(height), C.double(sigmaX), C.double(sigmaY),
			C.ScipixBorder(border))
	}}
}

// ClaheStep equalises the contrast tile by tile, as [Clahe] does. It sees the whole image.
func ClaheStep(clipLimit float64, tilesX, tilesY uint32) Step {
	return Step{func(plan *C.ScipixPlan) C.ScipixStatus {
		return C.scipix_plan_add_clahe(plan, C.double(clipLimit), C.uint32_t(tilesX), C.uint32_t(tilesY))
	}}
}

// UnsharpMaskStep sharpens, as [UnsharpMask] does. It sees the whole image.
func UnsharpMaskStep(sigma, amount float64, threshold uint8) Step {
	return Step{func(plan *C.ScipixPlan) C.ScipixStatus {
		return C.scipix_plan_add_unsharp_mask(plan, C.double(sigma), C.double(amount), C.uint8_t(threshold))
	}}
}

// DespeckleStep removes specks, as [Despeckle] does: [Bit1] stays so, and other formats become [Gray8]. It sees the whole image.
func DespeckleStep(params SpeckParams) Step {
	return Step{func(plan *C.ScipixPlan) C.ScipixStatus {
		p := params.c()
		return C.scipix_plan_add_despeckle(plan, &p)
	}}
}

// TensorStep converts one image to a tensor of E, as [ToTensor] does. It must be the last step.
func TensorStep[E Element](params TensorParams) Step {
	return Step{func(plan *C.ScipixPlan) C.ScipixStatus {
		p := params.c(elementOf[E]())
		return C.scipix_plan_add_tensor(plan, &p)
	}}
}

// Plan runs several operations in one pass, without intermediate images: at most one flatten, one grayscale and one resize, then
// possibly binarisation or a tensor. Steps that see the whole image may stand anywhere but after a tensor, and after each the
// others may come once more.
type Plan struct{ handle[C.ScipixPlan] }

// NewPlan makes a plan of the steps, in their order.
func NewPlan(steps ...Step) (*Plan, error) {
	p := new(Plan)
	err := call(func() C.ScipixStatus { return C.scipix_plan_new(&p.ptr) })
	for i := 0; i < len(steps) && err == nil; i++ {
		if err = p.use(steps[i].add); err != nil {
			p.Close()
		}
	}
	return made(p, err)
}

// OutputSize returns the size of the result for an image with the size and format of src. bytes is the size of the
// tensor, or of an image without padding; a binarised image counts as [Gray8].
func (p *Plan) OutputSize(src Image) (width, height, bytes int, err error) {
	var w, h, b C.size_t
	err = p.use(func(plan *C.ScipixPlan) C.ScipixStatus {
		return C.shim_plan_output_size(plan, src.ptr(), src.shape(), &w, &h, &b)
	})
	return int(w), int(h), int(b), err
}

// Run runs a plan whose result is an image. dst has the format of the last step.
func (p *Plan) Run(dst, src Image) error {
	return p.use(func(plan *C.ScipixPlan) C.ScipixStatus {
		return C.shim_plan_run(plan, src.ptr(), src.shape(), dst.ptr(), dst.shape())
	})
}

// RunToTensor runs a plan whose result is a tensor of E. dst has as many bytes as [Plan.OutputSize] returns.
func RunToTensor[E Element](p *Plan, dst []E, src Image) error {
	return p.use(func(plan *C.ScipixPlan) C.ScipixStatus {
		return C.shim_plan_run_tensor(plan, src.ptr(), src.shape(), unsafe.Pointer(first[E](dst)), bytesOf(dst))
	})
}

// Close frees the plan.
func (p *Plan) Close() error {
	return p.close(func(plan *C.ScipixPlan) C.ScipixStatus { return C.scipix_plan_free(plan) })
}
