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

func TestPlanOnManyImages(t *testing.T) {
	page := NewImage(123, 77, RGB8)
	for i := range page.Pix {
		page.Pix[i] = byte(i * i >> 5)
	}
	plan, err := NewPlan(GrayscaleStep(LumaBT601), ResizeStep(FilterBilinear, 0, 16), BinarizeStep(DefaultBinarizeParams()))
	want(t, 0, err)
	apart := NewImage(30, 20, RGB8)
	copy(apart.Pix, page.Pix[1000:])
	sheet := NewImage(200, 48, Gray8)
	for _, srcs := range [][]Image{crops(t, page), append(crops(t, page), apart)} {
		dsts, tiles, alone := make([]Image, len(srcs)), make([]Image, len(srcs)), make([]Image, len(srcs))
		for i, m := range srcs {
			width, height, _, err := plan.OutputSize(m)
			want(t, 0, err)
			dsts[i], alone[i] = NewImage(width, height, Gray8), NewImage(width, height, Gray8)
			tiles[i], err = sheet.Sub(60*(i%3), 16*(i/3), width, height)
			want(t, 0, err)
			want(t, 0, plan.Run(alone[i], m))
		}
		want(t, 0, plan.RunMany(dsts, srcs))
		want(t, 0, plan.RunMany(tiles, srcs))
		for i := range alone {
			if !bytes.Equal(dsts[i].Pix, alone[i].Pix) {
				t.Fatal("image", i, "differs")
			}
			for y := 0; y < 16; y++ {
				if !bytes.Equal(tiles[i].Pix[200*y:][:alone[i].Width], alone[i].Pix[alone[i].Width*y:][:alone[i].Width]) {
					t.Fatal("tile", i, "differs")
				}
			}
		}
		kept := append([]byte(nil), dsts[0].Pix...)
		dsts[0].Pix[0] ^= 1
		dsts[1].Height--
		want(t, StatusSizeMismatch, plan.RunMany(dsts, srcs))
		dsts[1].Pix = nil
		want(t, StatusOutOfRange, plan.RunMany(dsts, srcs))
		tiles[1] = tiles[0]
		want(t, StatusInvalidArgument, plan.RunMany(tiles, srcs))
		want(t, StatusSizeMismatch, plan.RunMany(dsts[1:], srcs))
		if dsts[0].Pix[0] == kept[0] {
			t.Fatal("something was written")
		}
	}
	want(t, 0, plan.RunMany(nil, nil))
	_, err = plan.TensorShape(crops(t, page))
	want(t, StatusInvalidArgument, err)
	want(t, 0, plan.Close())
}

func TestPlanToOneTensor(t *testing.T) {
	page := NewImage(123, 77, RGB8)
	for i := range page.Pix {
		page.Pix[i] = byte(i * i >> 5)
	}
	params := TensorParams{Height: 16, Fit: FitHeight}
	plan, err := NewPlan(TensorStep[float32](params))
	want(t, 0, err)
	for _, images := range [][]Image{crops(t, page), {NewImage(9, 9, Gray8), page}, nil} {
		shape, err := plan.TensorShape(images)
		want(t, 0, err)
		wanted, err := TensorShape(images, params)
		want(t, 0, err)
		if shape != wanted {
			t.Fatal(shape, wanted)
		}
		got, expected := make([]float32, shape[0]*shape[1]*shape[2]*shape[3]), make([]float32, shape[0]*shape[1]*shape[2]*shape[3])
		want(t, 0, RunManyToTensor(plan, got, images))
		want(t, 0, ToTensor(expected, images, params))
		for i := range got {
			if got[i] != expected[i] {
				t.Fatal("element", i, "differs")
			}
		}
		want(t, StatusSizeMismatch, RunManyToTensor(plan, append(got, 0), images))
	}
	want(t, 0, plan.Close())
}

// crops returns regions of a page.
func crops(t *testing.T, page Image) []Image {
	images := make([]Image, 6)
	for i := range images {
		var err error
		images[i], err = page.Sub(3*i, 2*i, 20+10*(i%3), 20)
		want(t, 0, err)
	}
	return images
}
