package scipix

import (
	"bytes"
	"image"
	"image/color"
	"image/draw"
	"math"
	"testing"
)

func gray(width int, pixels ...byte) Image {
	return Image{Pix: pixels, Width: width, Height: len(pixels) / width, Format: Gray8}
}

func TestGrayscaleByHand(t *testing.T) {
	src := Image{Pix: []byte{10, 20, 30, 0, 255, 255, 255, 7}, Width: 2, Height: 1, Format: RGBA8}
	dst := NewImage(2, 1, Gray8)
	want(t, 0, Grayscale(dst, src, LumaBT601))
	if want := byte((9798*10 + 19235*20 + 3735*30 + 16384) >> 15); dst.Pix[0] != want || dst.Pix[1] != 255 {
		t.Fatal(dst.Pix, want)
	}
	want(t, 0, Grayscale(dst, src, LumaBT709))
	if want := byte((6966*10 + 23436*20 + 2366*30 + 16384) >> 15); dst.Pix[0] != want {
		t.Fatal(dst.Pix, want)
	}
	want(t, StatusInvalidArgument, Grayscale(dst, src, 9))
	want(t, StatusUnsupported, Grayscale(NewImage(2, 1, RGB8), src, LumaBT601))
}

func TestThresholdInvertInPlaceAndToBits(t *testing.T) {
	m := gray(3, 1, 128, 127, 200, 0, 255)
	bits := NewImage(3, 2, Bit1)
	want(t, 0, Threshold(bits, m, 127))
	if !bytes.Equal(bits.Pix, []byte{0b1010_0000, 0b0100_0000}) {
		t.Fatalf("%b", bits.Pix)
	}
	want(t, 0, Threshold(m, m, 127))
	want(t, 0, Invert(m, m))
	if !bytes.Equal(m.Pix, []byte{255, 0, 255, 0, 255, 0}) {
		t.Fatal(m.Pix)
	}
}

func TestGray16ByHand(t *testing.T) {
	m := image.NewGray16(image.Rect(3, 4, 8, 6))
	for x, sample := range []uint16{500, 1000, 1001, 1002, 60000} {
		m.SetGray16(3+x, 4, color.Gray16{Y: sample})
		m.SetGray16(3+x, 5, color.Gray16{Y: 60001})
	}
	src, dst := FromGray16(m.SubImage(image.Rect(3, 4, 8, 5)).(*image.Gray16)), NewImage(5, 1, Gray8)
	want(t, 0, Gray16ToGray8(dst, src, 1000, 1002))
	if !bytes.Equal(dst.Pix, []byte{0, 0, 128, 255, 255}) {
		t.Fatal(dst.Pix)
	}
	least, greatest, err := MinMax(src)
	want(t, 0, err)
	if least != 500 || greatest != 60000 {
		t.Fatal(least, greatest)
	}
	want(t, 0, Grayscale(dst, src, LumaBT601))
	if !bytes.Equal(dst.Pix, []byte{2, 4, 4, 4, 233}) {
		t.Fatal(dst.Pix)
	}
	want(t, StatusInvalidArgument, Gray16ToGray8(dst, src, 5, 5))
	want(t, StatusUnsupported, Threshold(dst, src, 5))
}

func TestAlphaByHand(t *testing.T) {
	src := Image{Pix: []byte{10, 20, 30, 0, 100, 200, 0, 51, 7, 8, 9, 255}, Width: 3, Height: 1, Format: RGBA8}
	dst := NewImage(3, 1, BGR8)
	want(t, 0, Flatten(dst, src, 250, 0, 5))
	if !bytes.Equal(dst.Pix, []byte{5, 0, 250, 4, 40, 220, 9, 8, 7}) {
		t.Fatal(dst.Pix)
	}
	flat, over := NewImage(3, 1, Gray8), NewImage(3, 1, Gray8)
	want(t, 0, Grayscale(flat, dst, LumaBT601))
	want(t, 0, GrayscaleOver(over, src, LumaBT601, 250, 0, 5))
	if !bytes.Equal(flat.Pix, over.Pix) {
		t.Fatal(flat.Pix, over.Pix)
	}
	plan, err := NewPlan(FlattenStep(250, 0, 5), GrayscaleStep(LumaBT601))
	want(t, 0, err)
	defer plan.Close()
	want(t, 0, plan.Run(over, src))
	if !bytes.Equal(flat.Pix, over.Pix) {
		t.Fatal(flat.Pix, over.Pix)
	}
	tensor, expected := make([]float32, 9), make([]float32, 9)
	want(t, 0, ToTensor(tensor, []Image{src}, TensorParams{Over: &[3]uint8{250, 0, 5}}))
	want(t, 0, ToTensor(expected, []Image{dst}, TensorParams{}))
	for i := range tensor {
		if tensor[i] != expected[i] {
			t.Fatal(tensor, expected)
		}
	}
	want(t, StatusUnsupported, Flatten(dst, dst, 0, 0, 0))

	clear := Image{Pix: []byte{255, 0, 0, 255, 0, 255, 0, 0}, Width: 2, Height: 1, Format: RGBA8}
	one := NewImage(1, 1, RGBA8)
	want(t, 0, ResizeByAlpha(one, clear, FilterArea))
	if !bytes.Equal(one.Pix, []byte{255, 0, 0, 128}) {
		t.Fatal(one.Pix)
	}
}

func TestFlipByHandAndInPlace(t *testing.T) {
	src := gray(3, 1, 2, 3, 4, 5, 6)
	dst := NewImage(3, 2, Gray8)
	for direction, expected := range map[FlipDirection][]byte{
		FlipHorizontal: {3, 2, 1, 6, 5, 4},
		FlipVertical:   {4, 5, 6, 1, 2, 3},
		FlipBoth:       {6, 5, 4, 3, 2, 1},
	} {
		want(t, 0, Flip(dst, src, direction))
		if !bytes.Equal(dst.Pix, expected) {
			t.Fatal(direction, dst.Pix)
		}
		want(t, 0, Flip(dst, dst, direction))
		if !bytes.Equal(dst.Pix, src.Pix) {
			t.Fatal(direction, dst.Pix)
		}
	}
	want(t, StatusInvalidArgument, Flip(dst, src, 9))
	want(t, StatusUnsupported, Flip(NewImage(3, 2, RGB8), src, FlipBoth))
}

func TestMorphologyByHand(t *testing.T) {
	src := gray(3, 1, 2, 3, 4, 5, 6)
	dst := NewImage(3, 2, Gray8)
	want(t, 0, Morphology(dst, src, MorphologyDilate, 3, 1, MorphologyRulesOpencv))
	if !bytes.Equal(dst.Pix, []byte{2, 3, 3, 5, 6, 6}) {
		t.Fatal(dst.Pix)
	}
	want(t, 0, Morphology(dst, src, MorphologyErode, 1, 2, MorphologyRulesLeptonica))
	if !bytes.Equal(dst.Pix, []byte{0, 0, 0, 1, 2, 3}) {
		t.Fatal(dst.Pix)
	}
	want(t, StatusInvalidArgument, Morphology(dst, src, MorphologyOpen, 0, 1, MorphologyRulesOpencv))
	want(t, StatusInvalidArgument, Morphology(dst, src, MorphologyClose, 1, 1, 9))
}

func TestFiltersByHand(t *testing.T) {
	src := gray(3, 9, 9, 9, 9, 0, 9)
	dst := NewImage(3, 2, Gray8)
	want(t, 0, Median(dst, src, 3))
	if !bytes.Equal(dst.Pix, []byte{9, 9, 9, 9, 9, 9}) {
		t.Fatal(dst.Pix)
	}
	want(t, 0, GaussianBlur(dst, src, 3, 1, 0, 0, BorderReplicate))
	if !bytes.Equal(dst.Pix, []byte{9, 9, 9, 7, 5, 7}) {
		t.Fatal(dst.Pix)
	}
	want(t, 0, UnsharpMask(dst, gray(3, 9, 9, 9, 9, 9, 9), 1, 1.5, 0))
	if !bytes.Equal(dst.Pix, []byte{9, 9, 9, 9, 9, 9}) {
		t.Fatal(dst.Pix)
	}
	want(t, 0, Clahe(src, src, 0, 1, 1))
	if !bytes.Equal(src.Pix, []byte{255, 255, 255, 255, 42, 255}) {
		t.Fatal(src.Pix)
	}
	want(t, StatusInvalidArgument, Median(dst, src, 4))
	want(t, StatusInvalidArgument, GaussianBlur(dst, src, 3, 3, 1, 1, 9))
	want(t, StatusInvalidArgument, UnsharpMask(dst, src, 0, 1, 0))
	want(t, StatusInvalidArgument, Clahe(dst, src, 40, 0, 8))
}

func TestBinarizeMethods(t *testing.T) {
	src := NewImage(64, 64, Gray8)
	for i := range src.Pix {
		src.Pix[i] = 60
		if i%64 >= 32 {
			src.Pix[i] = 190
		}
	}
	level, err := Otsu(src)
	want(t, 0, err)
	if level != 60 {
		t.Fatal(level)
	}
	params := DefaultBinarizeParams()
	if params.Method != BinarizeOtsu || params.Window != 51 || params.Threshold != 127 || params.Offset != 10 {
		t.Fatalf("%+v", params)
	}
	for _, method := range []BinarizeMethod{BinarizeFixed, BinarizeOtsu, BinarizeAdaptiveMean, BinarizeSauvola} {
		params.Method = method
		dst := NewImage(64, 64, Gray8)
		want(t, 0, Binarize(dst, src, params))
		// Every method separates the two halves at the edge.
		if dst.Pix[31] != 0 || dst.Pix[32] != 255 {
			t.Fatal(method, dst.Pix[28:36])
		}
	}
	params.Window = 50
	want(t, StatusInvalidArgument, Binarize(NewImage(64, 64, Gray8), src, params))
}

func TestNormalizeBackground(t *testing.T) {
	src := NewImage(60, 90, Gray8)
	for i := range src.Pix {
		src.Pix[i] = 120
		if i%60 >= 30 {
			src.Pix[i] = 220
		}
	}
	params := DefaultBackgroundParams()
	if params.TileWidth != 10 || params.TileHeight != 15 || params.MinCount != 40 || params.Target != 200 {
		t.Fatalf("%+v", params)
	}
	byZero := NewImage(60, 90, Gray8)
	want(t, 0, NormalizeBackground(byZero, src, BackgroundParams{}))
	want(t, 0, NormalizeBackground(src, src, params))
	if !bytes.Equal(src.Pix, byZero.Pix) || src.Pix[5] != 199 || src.Pix[55] != 199 {
		t.Fatal(src.Pix[:60])
	}
	params.MinCount = 151
	want(t, StatusInvalidArgument, NormalizeBackground(src, src, params))
	want(t, StatusInvalidArgument, NormalizeBackground(src, src, BackgroundParams{TileWidth: 3}))
}

func TestImagesAreChecked(t *testing.T) {
	ok := NewImage(4, 4, Gray8)
	for name, bad := range map[string]Image{
		"empty":    {},
		"short":    {Pix: make([]byte, 15), Width: 4, Height: 4, Format: Gray8},
		"stride":   {Pix: make([]byte, 64), Width: 4, Height: 4, Stride: 3, Format: Gray8},
		"format":   {Pix: make([]byte, 64), Width: 4, Height: 4, Format: 99},
		"negative": {Pix: make([]byte, 64), Width: -4, Height: 4, Format: Gray8},
		"huge":     {Pix: make([]byte, 64), Width: math.MaxInt, Height: math.MaxInt, Format: RGBA8},
	} {
		if Invert(ok, bad) == nil || Invert(bad, ok) == nil {
			t.Error(name, "was taken")
		}
	}
	overlapping := make([]byte, 20)
	src := Image{Pix: overlapping, Width: 4, Height: 4, Format: Gray8}
	dst := Image{Pix: overlapping[2:], Width: 4, Height: 4, Format: Gray8}
	want(t, StatusInvalidArgument, Invert(dst, src))
}

func TestSubIsTheSameMemory(t *testing.T) {
	m := gray(4, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11)
	sub, err := m.Sub(1, 1, 2, 2)
	want(t, 0, err)
	want(t, 0, Invert(sub, sub))
	if !bytes.Equal(m.Pix, []byte{0, 1, 2, 3, 4, 250, 249, 7, 8, 246, 245, 11}) {
		t.Fatal(m.Pix)
	}
	_, err = m.Sub(3, 0, 2, 1)
	want(t, StatusOutOfRange, err)
	_, err = NewImage(16, 2, Bit1).Sub(4, 0, 8, 1)
	want(t, StatusUnsupported, err)
}

func TestGoImages(t *testing.T) {
	whole := image.NewRGBA(image.Rect(0, 0, 5, 5))
	whole.Set(2, 3, color.RGBA{255, 255, 255, 255})
	part := whole.SubImage(image.Rect(2, 3, 4, 5)).(*image.RGBA)
	dst := image.NewGray(image.Rect(0, 0, 2, 2))
	want(t, 0, Grayscale(FromGray(dst), FromRGBA(part), LumaBT601))
	if !bytes.Equal(dst.Pix, []byte{255, 0, 0, 0}) {
		t.Fatal(dst.Pix)
	}
	if back := FromGray(dst).Gray(); back.GrayAt(0, 0).Y != 255 || back.Stride != 2 {
		t.Fatal(back)
	}
	if FromNRGBA(image.NewNRGBA(image.Rect(0, 0, 2, 2))).Gray() != nil || gray(2, 1, 2).Gray().Stride != 2 {
		t.Fatal("only gray images are gray")
	}
}

// The luma is a view, and the colours are those that Go's image/draw computes.
func TestYCbCrImages(t *testing.T) {
	for _, ratio := range []image.YCbCrSubsampleRatio{image.YCbCrSubsampleRatio444, image.YCbCrSubsampleRatio422,
		image.YCbCrSubsampleRatio420, image.YCbCrSubsampleRatio440, image.YCbCrSubsampleRatio411} {
		whole := image.NewYCbCr(image.Rect(0, 0, 23, 17), ratio)
		for i := range whole.Y {
			whole.Y[i] = byte(7 * i)
		}
		for i := range whole.Cb {
			whole.Cb[i], whole.Cr[i] = byte(31*i), byte(255-13*i)
		}
		part := whole.SubImage(image.Rect(3, 5, 20, 16)).(*image.YCbCr)
		luma := FromYCbCr(part)
		if luma.Format != Gray8 || luma.Width != 17 || luma.Height != 11 || &luma.Pix[0] != &whole.Y[whole.YOffset(3, 5)] {
			t.Fatal(ratio, "the luma is not a view of the plane")
		}
		copied := NewImage(17, 11, Gray8)
		want(t, 0, Resize(copied, luma, FilterNearest))
		drawn := image.NewRGBA(part.Rect)
		draw.Draw(drawn, part.Rect, part, part.Rect.Min, draw.Src)
		rgb := RGBFromYCbCr(part)
		for i := 0; i < 17*11; i++ {
			x, y := 3+i%17, 5+i/17
			if copied.Pix[i] != part.YCbCrAt(x, y).Y {
				t.Fatal(ratio, x, y, copied.Pix[i])
			}
			if c := drawn.RGBAAt(x, y); !bytes.Equal(rgb.Pix[3*i:3*i+3], []byte{c.R, c.G, c.B}) {
				t.Fatal(ratio, x, y, rgb.Pix[3*i:3*i+3], c)
			}
		}
	}
}

func TestGeometryByHand(t *testing.T) {
	src := gray(3, 1, 2, 3, 4, 5, 6)
	turned := NewImage(2, 3, Gray8)
	want(t, 0, Rotate(turned, src, 90, 0))
	if !bytes.Equal(turned.Pix, []byte{4, 1, 5, 2, 6, 3}) {
		t.Fatal(turned.Pix)
	}
	width, height, err := RotatedSize(src, 270)
	want(t, 0, err)
	if width != 2 || height != 3 {
		t.Fatal(width, height)
	}
	width, height, err = RotatedSize(src, 45)
	want(t, 0, err)
	grown := NewImage(width, height, Gray8)
	want(t, 0, Rotate(grown, src, 45, 9))
	if width != 4 || height != 4 || grown.Pix[0] != 9 {
		t.Fatal(width, height, grown.Pix)
	}
	_, _, err = RotatedSize(src, float32(math.NaN()))
	want(t, StatusInvalidArgument, err)

	crop := NewImage(2, 2, Gray8)
	want(t, 0, CropQuad(crop, src, Quad{{1, 0}, {3, 0}, {3, 2}, {1, 2}}))
	if !bytes.Equal(crop.Pix, []byte{2, 3, 5, 6}) {
		t.Fatal(crop.Pix)
	}
	want(t, StatusInvalidArgument, CropQuad(crop, src, Quad{}))

	larger := NewImage(6, 2, Gray8)
	want(t, 0, Resize(larger, gray(2, 0, 100), FilterBilinear))
	if larger.Pix[0] != 0 || larger.Pix[5] != 100 || larger.Pix[2] >= larger.Pix[3] {
		t.Fatal(larger.Pix)
	}
	for _, filter := range []Filter{FilterNearest, FilterArea, FilterLanczos3, FilterBilinearAA, FilterBicubic} {
		want(t, 0, Resize(larger, gray(2, 7, 7), filter))
		if !bytes.Equal(larger.Pix, bytes.Repeat([]byte{7}, 12)) {
			t.Fatal(filter, larger.Pix)
		}
	}
	want(t, StatusInvalidArgument, Resize(larger, src, 99))
}

func TestSkewFindsTheAngle(t *testing.T) {
	level := NewImage(600, 800, Gray8)
	for i := range level.Pix {
		level.Pix[i] = 255
		if y := i / 600; y%40 >= 10 && y%40 < 22 && i%600 > 50 && i%600 < 550 {
			level.Pix[i] = byte(40 * (i % 6))
		}
	}
	page := NewImage(600, 800, Gray8)
	want(t, 0, Rotate(page, level, 3, 255))
	degrees, confidence, err := Skew(page)
	want(t, 0, err)
	if math.Abs(float64(degrees)+3) > 0.2 || confidence < 0.5 {
		t.Fatal(degrees, confidence)
	}
}

func TestNormalize(t *testing.T) {
	data := []float32{1, 3}
	mean, std, err := Normalize(data)
	want(t, 0, err)
	if mean != 2 || std != 1 || math.Abs(float64(data[0])+1) > 1e-6 || math.Abs(float64(data[1])-1) > 1e-6 {
		t.Fatal(mean, std, data)
	}
}
