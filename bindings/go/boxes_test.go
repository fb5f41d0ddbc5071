package scipix

import (
	"bytes"
	"math"
	"sync"
	"testing"
)

const mapWidth, mapHeight = 200, 120

// mapOfLines returns a map of two lines of text, in bytes.
func mapOfLines() []uint8 {
	m := make([]uint8, mapWidth*mapHeight)
	for i := range m {
		if x, y := i%mapWidth, i/mapWidth; x >= 30 && x < 150 && y%60 >= 20 && y%60 < 32 {
			m[i] = 240
		}
	}
	return m
}

func TestTextBoxesInEveryElement(t *testing.T) {
	values := mapOfLines()
	floats, halves := make([]float32, len(values)), make([]uint16, len(values))
	for i, value := range values {
		floats[i] = float32(value) / 255
		if value > 0 {
			halves[i] = 0x3b88 // 240 / 255
		}
	}
	boxes, err := NewTextBoxes()
	want(t, 0, err)
	maps := []ProbabilityMap{NewProbabilityMap(values, mapWidth, mapHeight, 0), NewProbabilityMap(floats, mapWidth, mapHeight, 0),
		NewProbabilityMap(halves, mapWidth, mapHeight, mapWidth)}
	for _, m := range maps {
		found, err := boxes.Find(m, 2*mapWidth, 2*mapHeight, TextBoxParams{})
		want(t, 0, err)
		if len(found) != 2 || found[0].Quad[0].Y < 120 || found[1].Quad[0].Y > 40 || found[0].Polygon != nil {
			t.Fatal(found)
		}
		if found[0].Score < 0.8 || found[0].Score > 0.95 { // corners are truncated: a row of paper may count
			t.Fatal(found[0].Score)
		}
		want(t, 0, SortTextBoxes(found, ReadingOrderParams{}))
		if found[0].Quad[0].Y > 40 {
			t.Fatal(found)
		}
	}
	params := PaddleTextBoxParams()
	params.Shape = BoxPolygon
	found, err := boxes.Find(maps[0], mapWidth, mapHeight, params)
	want(t, 0, err)
	for _, box := range found {
		if area := PolygonArea(box.Polygon); len(box.Polygon) < 4 || area < 120*12 || area > 2*140*24 {
			t.Fatal(box)
		}
	}
	words, err := boxes.FindCRAFT(maps[1], maps[1], mapWidth, mapHeight, CRAFTParams{})
	want(t, 0, err)
	if len(words) != 2 || words[0].Quad[0].Y > 40 {
		t.Fatal(words)
	}
	_, err = boxes.Find(NewProbabilityMap(values, mapWidth, mapHeight+1, 0), mapWidth, mapHeight, params)
	want(t, StatusOutOfRange, err)
	_, err = boxes.Find(NewProbabilityMap[uint8](nil, mapWidth, mapHeight, 0), mapWidth, mapHeight, params)
	want(t, StatusNullPointer, err)
	params.UnclipRatio = -1
	_, err = boxes.Find(maps[0], mapWidth, mapHeight, params)
	want(t, StatusInvalidArgument, err)
	want(t, 0, boxes.Close())
	_, err = boxes.Find(maps[0], mapWidth, mapHeight, TextBoxParams{})
	want(t, StatusClosed, err)
}

func TestGoroutinesTakeTurnsAtTextBoxes(t *testing.T) {
	boxes, err := NewTextBoxes()
	want(t, 0, err)
	m := NewProbabilityMap(mapOfLines(), mapWidth, mapHeight, 0)
	var all sync.WaitGroup
	for i := 0; i < 8; i++ {
		all.Add(1)
		go func() {
			defer all.Done()
			if found, err := boxes.Find(m, mapWidth, mapHeight, TextBoxParams{}); err != nil || len(found) != 2 {
				t.Error(found, err)
			}
		}()
	}
	all.Wait()
	want(t, 0, boxes.Close())
}

func TestZeroBoxParamsAreTheDefaults(t *testing.T) {
	if zero, full := (TextBoxParams{}).c(), RapidOCRTextBoxParams().c(); zero != full {
		t.Error(zero, full)
	}
	if zero, full := (CRAFTParams{}).c(), DefaultCRAFTParams().c(); zero != full {
		t.Error(zero, full)
	}
	if zero, full := (CropParams{}).c(), DefaultCropParams().c(); zero != full {
		t.Error(zero, full)
	}
	if zero, full := (LineGroupParams{WidthMultiple: 1}).c(), DefaultLineGroupParams().c(); zero != full {
		t.Error(zero, full)
	}
	if doctr := DoctrTextBoxParams(); !doctr.Open || doctr.Shape != BoxUpright || doctr.c().max_candidates != 0 {
		t.Error(doctr)
	}
}

func TestReadingOrder(t *testing.T) {
	box := func(x, y float32) Quad { return Quad{{x, y}, {x + 80, y}, {x + 80, y + 20}, {x, y + 20}} }
	quads := []Quad{box(100, 0), box(0, 30), box(0, 0), box(100, 30)}
	for direction, expected := range map[WritingDirection][4]uint32{LeftToRight: {2, 0, 1, 3}, RightToLeft: {0, 2, 3, 1}} {
		order, err := ReadingOrder(quads, ReadingOrderParams{Direction: direction})
		want(t, 0, err)
		for i, index := range expected {
			if order[i] != index {
				t.Fatal(direction, order)
			}
		}
	}
	_, err := ReadingOrder(quads, ReadingOrderParams{Rule: 7})
	want(t, StatusInvalidArgument, err)
	order, err := ReadingOrder(nil, ReadingOrderParams{Rule: OrderTenPixels})
	want(t, 0, err)
	if len(order) != 0 {
		t.Fatal(order)
	}
}

func TestCropsAreTurnedAndBecomeATensor(t *testing.T) {
	page := gray(3, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11)
	tall := Quad{{0, 0}, {2, 0}, {2, 4}, {0, 4}}
	size, err := CropQuadSize(tall, CropParams{})
	want(t, 0, err)
	if size != (CropSize{4, 2}) {
		t.Fatal(size)
	}
	for _, interpolation := range []Interpolation{InterpolationNearest, InterpolationBilinear, InterpolationCubic} {
		crop := NewImage(4, 2, Gray8)
		want(t, 0, CropQuadWith(crop, page, tall, CropParams{Interpolation: interpolation}))
		if !bytes.Equal(crop.Pix, []byte{1, 4, 7, 10, 0, 3, 6, 9}) {
			t.Fatal(interpolation, crop.Pix)
		}
	}
	never := DefaultCropParams()
	never.TurnRatio = 0
	if size, err = CropQuadSize(tall, never); err != nil || size != (CropSize{2, 4}) {
		t.Fatal(size, err)
	}
	params := TensorParams{Channels: Gray8}
	shape, err := CropsTensorShape(page, []Quad{tall}, CropParams{}, params)
	want(t, 0, err)
	if shape != [4]int{1, 1, 2, 4} {
		t.Fatal(shape)
	}
	tensor := make([]float32, 8)
	want(t, 0, CropsToTensor(tensor, page, []Quad{tall}, CropParams{}, params))
	if math.Abs(float64(tensor[3])-10.0/255) > 1e-6 || tensor[4] != 0 {
		t.Fatal(tensor)
	}
	want(t, StatusSizeMismatch, CropsToTensor(tensor[1:], page, []Quad{tall}, CropParams{}, params))
	want(t, StatusInvalidArgument, CropQuadWith(page, page, tall, CropParams{}))

	// The lower corners of the second one are exchanged.
	quads := []Quad{tall, {{0, 0}, {2, 0}, {0, 4}, {2, 4}}}
	tensor = make([]float32, 16)
	for i := range tensor {
		tensor[i] = 7
	}
	want(t, StatusInvalidArgument, CropsToTensor(tensor, page, quads, CropParams{}, params))
	want(t, 0, CropsToTensor(tensor, page, quads, CropParams{PadFlat: true}, params))
	if math.Abs(float64(tensor[3])-10.0/255) > 1e-6 || *(*[8]float32)(tensor[8:]) != [8]float32{} {
		t.Fatal(tensor)
	}
}

func TestCornersAreCentresOrEdges(t *testing.T) {
	// Twice as wide: pixels of the crop lie half a pixel apart.
	row, crop := gray(4, 0, 100, 200, 200), NewImage(6, 1, Gray8)
	quad, params := Quad{{0, 0}, {3, 0}, {3, 1}, {0, 1}}, DefaultCropParams()
	params.Interpolation, params.TurnRatio = InterpolationBilinear, 0
	for corners, pixels := range map[QuadCorners][]byte{
		CornersPixelCentres: {0, 50, 100, 150, 200, 200},
		CornersPixelEdges:   {0, 25, 75, 125, 175, 200},
	} {
		params.Corners = corners
		want(t, 0, CropQuadWith(crop, row, quad, params))
		if !bytes.Equal(crop.Pix, pixels) {
			t.Fatal(corners, crop.Pix)
		}
	}
	params.Corners = 7
	want(t, StatusInvalidArgument, CropQuadWith(crop, row, quad, params))
}

func TestLineGroups(t *testing.T) {
	sizes := []CropSize{{100, 24}, {320, 48}, {96, 24}, {310, 48}}
	groups, err := LineGroups(sizes, LineGroupParams{})
	want(t, 0, err)
	if len(groups) != 2 || groups[0].Width != 320 || groups[1].Width != 200 {
		t.Fatal(groups)
	}
	if lines := groups[0].Lines; len(lines) != 2 || lines[0] != 1 || lines[1] != 3 {
		t.Fatal(groups)
	}
	if groups, err = LineGroups(sizes, LineGroupParams{MaxLines: 1}); err != nil || len(groups) != 4 {
		t.Fatal(groups, err)
	}
	_, err = LineGroups([]CropSize{{0, 3}}, LineGroupParams{})
	want(t, StatusInvalidArgument, err)
}

func TestComponents(t *testing.T) {
	page := NewImage(64, 64, Gray8)
	for i := range page.Pix {
		if i%2 == 0 && i/64%2 == 0 {
			page.Pix[i] = 255
		}
	}
	labels := make([]uint32, 64*64)
	found, err := Components(labels, page, Connectivity4) // more than there is room for at first
	want(t, 0, err)
	if len(found) != 1024 || found[1023] != (Component{62, 62, 1, 1, 1}) || labels[2] != 2 || labels[1] != 0 {
		t.Fatal(len(found), labels[:3])
	}
	if found, err = Components(nil, page, Connectivity8); err != nil || len(found) != 1024 {
		t.Fatal(len(found), err)
	}
	_, err = Components(labels[1:], page, Connectivity8)
	want(t, StatusSizeMismatch, err)
	_, err = Components(nil, page, 5)
	want(t, StatusInvalidArgument, err)
	_, err = Components(nil, NewImage(2, 2, RGB8), Connectivity8)
	want(t, StatusUnsupported, err)
}

func TestGeometry(t *testing.T) {
	points := []PixelPoint{{0, 0}, {10, 0}, {5, 2}, {10, 6}, {0, 6}}
	hull, err := ConvexHull(points)
	want(t, 0, err)
	if len(hull) != 4 || hull[0] != (PixelPoint{10, 6}) {
		t.Fatal(hull)
	}
	rect, err := MinAreaRect(points)
	want(t, 0, err)
	if corner := rect.Corners()[2]; rect.Center != (Point{5, 3}) || math.Abs(float64(corner.X)-10) > 1e-3 {
		t.Fatal(rect, corner)
	}
	if PolygonArea(hull) != 60 || PolygonPerimeter(hull) != 32 || PolygonArea(nil) != 0 {
		t.Fatal(PolygonArea(hull), PolygonPerimeter(hull))
	}
	grown, err := OffsetPolygon(hull, 2000) // more points than there is room for at first
	want(t, 0, err)
	if len(grown) <= 64 || PolygonArea(grown) < 3.1*2000*2000 {
		t.Fatal(len(grown))
	}
	jagged := []PixelPoint{{0, 0}, {50, 1}, {100, 0}, {100, 50}, {50, 51}, {0, 50}}
	if simple, err := SimplifyPolygon(jagged, 2); err != nil || len(simple) != 4 {
		t.Fatal(simple, err)
	}
	_, err = OffsetPolygon(hull, -1)
	want(t, StatusInvalidArgument, err)
	_, err = MinAreaRect(nil)
	want(t, StatusInvalidArgument, err)
}
