package scipix

import (
	"bytes"
	"testing"
)

func TestPlanIsItsSteps(t *testing.T) {
	page := NewImage(123, 77, RGB8)
	for i := range page.Pix {
		page.Pix[i] = byte(i * i >> 5)
	}
	params := DefaultBinarizeParams()
	params.Method = BinarizeSauvola
	plan, err := NewPlan(GrayscaleStep(LumaBT601), ResizeStep(FilterBilinear, 60, 40), BinarizeStep(params))
	want(t, 0, err)
	width, height, size, err := plan.OutputSize(page)
	want(t, 0, err)
	if width != 60 || height != 40 || size != 2400 {
		t.Fatal(width, height, size)
	}
	fused, gray, small, black := NewImage(60, 40, Gray8), NewImage(123, 77, Gray8), NewImage(60, 40, Gray8), NewImage(60, 40, Gray8)
	want(t, 0, plan.Run(fused, page))
	want(t, 0, Grayscale(gray, page, LumaBT601))
	want(t, 0, Resize(small, gray, FilterBilinear))
	want(t, 0, Binarize(black, small, params))
	if !bytes.Equal(fused.Pix, black.Pix) || bytes.Count(black.Pix, []byte{0}) == 0 {
		t.Fatal("the plan and its steps differ")
	}
	want(t, StatusSizeMismatch, plan.Run(gray, page))
	want(t, 0, plan.Close())
	want(t, StatusClosed, plan.Run(fused, page))
	_, err = NewPlan(BinarizeStep(params), GrayscaleStep(LumaBT601))
	want(t, StatusInvalidArgument, err)
}

func TestPlanOfStepsThatSeeTheWholeImage(t *testing.T) {
	page := NewImage(123, 77, RGB8)
	for i := range page.Pix {
		page.Pix[i] = byte(i * i >> 5)
	}
	plan, err := NewPlan(NormalizeBackgroundStep(DefaultBackgroundParams()), DeskewStep(255),
		MorphologyStep(MorphologyClose, 3, 3, MorphologyRulesOpencv), ResizeStep(FilterBilinear, 60, 40))
	want(t, 0, err)
	got, even, level, closed, small := NewImage(60, 40, Gray8), NewImage(123, 77, Gray8), NewImage(123, 77, Gray8),
		NewImage(123, 77, Gray8), NewImage(60, 40, Gray8)
	want(t, 0, plan.Run(got, page))
	want(t, 0, NormalizeBackground(even, page, DefaultBackgroundParams()))
	degrees, confidence, err := Skew(even)
	want(t, 0, err)
	if confidence < 0.1 {
		degrees = 0
	}
	want(t, 0, Rotate(level, even, degrees, 255))
	want(t, 0, Morphology(closed, level, MorphologyClose, 3, 3, MorphologyRulesOpencv))
	want(t, 0, Resize(small, closed, FilterBilinear))
	if !bytes.Equal(got.Pix, small.Pix) {
		t.Fatal("the plan and its steps differ")
	}
	want(t, 0, plan.Close())
	_, err = NewPlan(TensorStep[float32](DefaultTensorParams()), DeskewStep(0))
	want(t, StatusInvalidArgument, err)
}

func TestPlanOfFilters(t *testing.T) {
	page := NewImage(123, 77, Gray8)
	for i := range page.Pix {
		page.Pix[i] = byte(i * i >> 5)
	}
	plan, err := NewPlan(MedianStep(3), GaussianBlurStep(3, 3, 0, 0, BorderReflect101), ClaheStep(40, 8, 8),
		UnsharpMaskStep(1, 1.5, 0), BinarizeStep(DefaultBinarizeParams()), DespeckleStep(SpeckParams{MaxSide: 2}))
	want(t, 0, err)
	a, b := NewImage(123, 77, Gray8), NewImage(123, 77, Gray8)
	bits, clean, got := NewImage(123, 77, Bit1), NewImage(123, 77, Bit1), NewImage(123, 77, Bit1)
	want(t, 0, plan.Run(got, page))
	want(t, 0, Median(a, page, 3))
	want(t, 0, GaussianBlur(b, a, 3, 3, 0, 0, BorderReflect101))
	want(t, 0, Clahe(a, b, 40, 8, 8))
	want(t, 0, UnsharpMask(b, a, 1, 1.5, 0))
	want(t, 0, Binarize(bits, b, DefaultBinarizeParams()))
	_, err = Despeckle(clean, bits, SpeckParams{MaxSide: 2})
	want(t, 0, err)
	if !bytes.Equal(got.Pix, clean.Pix) {
		t.Fatal("the plan and its steps differ")
	}
	want(t, 0, plan.Close())
	_, err = NewPlan(MedianStep(4))
	want(t, StatusInvalidArgument, err)
}

func TestPlanToTensor(t *testing.T) {
	page := NewImage(31, 17, RGBA8)
	for i := range page.Pix {
		page.Pix[i] = byte(7 * i)
	}
	params := DefaultTensorParams()
	params.Scale, params.ZeroPoint = 1./255, -128
	plan, err := NewPlan(TensorStep[int8](params))
	want(t, 0, err)
	fused, alone := make([]int8, 3*31*17), make([]int8, 3*31*17)
	want(t, 0, RunToTensor(plan, fused, page))
	want(t, 0, ToTensor(alone, []Image{page}, params))
	for i := range fused {
		if fused[i] != alone[i] {
			t.Fatal(i, fused[i], alone[i])
		}
	}
	want(t, StatusSizeMismatch, RunToTensor(plan, make([]float32, 3*31*17), page))
	want(t, StatusInvalidArgument, plan.Run(page, page))
	want(t, 0, plan.Close())
}
