package scipix

import (
	"math"
	"testing"
)

func TestTensorByHand(t *testing.T) {
	src := Image{Pix: []byte{255, 0, 51, 0, 255, 102}, Width: 2, Height: 1, Format: RGB8}
	out := make([]float32, 6)
	want(t, 0, ToTensor(out, []Image{src}, DefaultTensorParams()))
	for i, x := range []float64{1, 0, 0, 1, 0.2, 0.4} { // one plane per channel
		if math.Abs(float64(out[i])-x) > 1e-6 {
			t.Fatal(out)
		}
	}

	params := DefaultTensorParams()
	params.Layout, params.Channels = NHWC, BGR8
	params.Scale, params.ZeroPoint = 1./255, -128
	quantised := make([]int8, 6)
	want(t, 0, ToTensor(quantised, []Image{src}, params))
	for i, q := range []int8{-77, -128, 127, -26, 127, -128} {
		if quantised[i] != q {
			t.Fatal(quantised)
		}
	}
	want(t, StatusSizeMismatch, ToTensor(quantised[1:], []Image{src}, params))
	params.StdDev[1] = 0
	want(t, StatusInvalidArgument, ToTensor(quantised, []Image{src}, params))
	want(t, 0, ToTensor([]uint8{}, nil, DefaultTensorParams()))
}

// Crops of one page take one call of the library, and copies of them one call each. Both make the same tensor.
func TestTensorOfCropsIsTensorOfCopies(t *testing.T) {
	page := NewImage(300, 200, RGB8)
	for i := range page.Pix {
		page.Pix[i] = byte(i * i >> 7)
	}
	var crops, copies, mixed []Image
	for i := 0; i < 9; i++ {
		crop, err := page.Sub(7*i, 100-10*i, 40+25*(i%4), 20+5*i)
		want(t, 0, err)
		copied := NewImage(crop.Width, crop.Height, RGB8)
		for y := 0; y < crop.Height; y++ {
			copy(copied.Pix[y*copied.Stride:][:copied.Stride], crop.Pix[y*crop.Stride:])
		}
		crops, copies = append(crops, crop), append(copies, copied)
		mixed = append(mixed, []Image{crop, copied}[i/2%2])
	}
	params := DefaultTensorParams()
	params.Fit, params.Height, params.Fill = FitHeight, 24, -1
	for _, layout := range []TensorLayout{NCHW, NHWC} {
		params.Layout = layout
		shape, err := TensorShape(crops, params)
		want(t, 0, err)
		size := shape[0] * shape[1] * shape[2] * shape[3]
		tensors := make([][]float32, 3)
		for i, images := range [][]Image{crops, copies, mixed} {
			tensors[i] = make([]float32, size)
			want(t, 0, ToTensor(tensors[i], images, params))
		}
		for i, x := range tensors[0] {
			if x != tensors[1][i] || x != tensors[2][i] {
				t.Fatal(layout, i, x, tensors[1][i], tensors[2][i])
			}
		}
	}
}

func TestRegionsHoldTheImages(t *testing.T) {
	wide, line := NewImage(90, 60, Gray8), gray(2, 255, 0)
	params := TensorParams{Width: 64, Height: 65, Fit: FitInside, Placement: PlaceCenter}
	regions, err := TensorRegions([]Image{wide, line}, params)
	want(t, 0, err)
	if regions[0] != (TensorRegion{0, 11, 64, 43}) || regions[1] != (TensorRegion{0, 16, 64, 32}) {
		t.Fatal(regions)
	}
	if x, y := regions[0].ToImage(32, 54, 90, 60); x != 45 || y != 60 {
		t.Fatal(x, y)
	}
	none, err := TensorRegions(nil, params)
	want(t, 0, err)
	if len(none) != 0 {
		t.Fatal(none)
	}
	params.Fit = 3
	_, err = TensorRegions([]Image{wide}, params)
	want(t, StatusInvalidArgument, err)
}

func TestTensorsArePaddedAroundTheMiddle(t *testing.T) {
	out := make([]float32, 5)
	params := TensorParams{
		Channels: Gray8, Width: 5, Height: 1, Filter: FilterNearest,
		Fit: FitInside, Placement: PlaceCenter, Fill: 9,
	}
	for padding, wanted := range map[TensorPadding][5]float32{PadConstant: {9, 1, 0, 9, 9}, PadEdge: {1, 1, 0, 0, 0}} {
		params.Padding = padding
		want(t, 0, ToTensor(out, []Image{gray(2, 255, 0)}, params))
		for i, value := range out {
			if value != wanted[i] {
				t.Fatal(padding, out)
			}
		}
	}
	params.Placement = 2
	want(t, StatusInvalidArgument, ToTensor(out, []Image{gray(2, 255, 0)}, params))
}
