package scipix

// #include "shim.h"
import "C"

import "unsafe"

// Step adds an operation to a plan that is being made.
type Step struct {
	add func(*C.ScipixPlan) C.ScipixStatus
}

// GrayscaleStep makes gray, as [Grayscale].
func GrayscaleStep(luma Luma) Step {
	return Step{func(plan *C.ScipixPlan) C.ScipixStatus {
		return C.scipix_plan_add_grayscale(plan, C.ScipixLuma(luma))
	}}
}

// ResizeStep resamples, as [Resize]. One of width and height may be 0: it follows from the other.
func ResizeStep(filter Filter, width, height int) Step {
	return Step{func(plan *C.ScipixPlan) C.ScipixStatus {
		return C.scipix_plan_add_resize(plan, C.ScipixFilter(filter), C.size_t(width), C.size_t(height))
	}}
}

// BinarizeStep makes black and white, as [Binarize], and is the last step.
func BinarizeStep(params BinarizeParams) Step {
	return Step{func(plan *C.ScipixPlan) C.ScipixStatus {
		p := params.c()
		return C.scipix_plan_add_binarize(plan, &p)
	}}
}

// TensorStep makes a tensor of E of one image, as [ToTensor], and is the last step.
func TensorStep[E Element](params TensorParams) Step {
	return Step{func(plan *C.ScipixPlan) C.ScipixStatus {
		p := params.c(elementOf[E]())
		return C.scipix_plan_add_tensor(plan, &p)
	}}
}

// Plan is operations that run on page after page in one pass, with no image between them: gray and resize once at most,
// then black and white or a tensor, or neither.
type Plan struct{ handle[C.ScipixPlan] }

// NewPlan makes a plan of steps.
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

// OutputSize tells the size of what a run makes of an image of the size and format of src, and the bytes of the tensor, or of
// the image without gaps, of a binarised one as [Gray8].
func (p *Plan) OutputSize(src Image) (width, height, bytes int, err error) {
	var w, h, b C.size_t
	err = p.use(func(plan *C.ScipixPlan) C.ScipixStatus {
		return C.shim_plan_output_size(plan, src.ptr(), src.shape(), &w, &h, &b)
	})
	return int(w), int(h), int(b), err
}

// Run runs a plan that gives an image. dst has the format that the last step gives.
func (p *Plan) Run(dst, src Image) error {
	return p.use(func(plan *C.ScipixPlan) C.ScipixStatus {
		return C.shim_plan_run(plan, src.ptr(), src.shape(), dst.ptr(), dst.shape())
	})
}

// RunToTensor runs a plan that ends in a tensor of E; out has as many bytes as [Plan.OutputSize] tells.
func RunToTensor[E Element](p *Plan, out []E, src Image) error {
	return p.use(func(plan *C.ScipixPlan) C.ScipixStatus {
		return C.shim_plan_run_tensor(plan, src.ptr(), src.shape(), unsafe.Pointer(first[E](out)), bytesOf(out))
	})
}

// Close frees the plan.
func (p *Plan) Close() error {
	return p.close(func(plan *C.ScipixPlan) C.ScipixStatus { return C.scipix_plan_free(plan) })
}
