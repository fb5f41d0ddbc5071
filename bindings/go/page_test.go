package scipix

import (
	"bytes"
	"testing"
)

// drawnPage has upright strokes and whatever ink says besides.
func drawnPage(ink func(x, y int) bool) Image {
	page := NewImage(400, 300, Gray8)
	for i := range page.Pix {
		x, y := i%400, i/400
		page.Pix[i] = 240
		if y >= 100 && y < 128 && x >= 60 && x < 340 && x%20 < 4 || ink(x, y) {
			page.Pix[i] = 20
		}
	}
	return page
}

func TestDespeckle(t *testing.T) {
	text := drawnPage(func(x, y int) bool { return false })
	page := drawnPage(func(x, y int) bool { return x/2 == 15 && y/2 == 15 })
	dst := NewImage(400, 300, Gray8)
	found, err := Despeckle(dst, page, SpeckParams{})
	if err != nil || found.Components != 15 || found.Removed != 1 || found.RemovedPx != 4 || !bytes.Equal(dst.Pix, text.Pix) {
		t.Fatal(found, err)
	}
	found, err = Despeckle(dst, page, SpeckParams{MaxSide: 1, Threshold: InkThreshold{true, 100}})
	if err != nil || found.Removed != 0 || found.MaxSide != 1 || !bytes.Equal(dst.Pix, page.Pix) {
		t.Fatal(found, err)
	}
	_, err = Despeckle(NewImage(4, 4, Gray8), page, SpeckParams{})
	want(t, StatusSizeMismatch, err)
	plan, err := NewPlan(DespeckleStep(SpeckParams{}))
	want(t, 0, err)
	want(t, 0, plan.Run(dst, page))
	if !bytes.Equal(dst.Pix, text.Pix) {
		t.Fatal("the plan leaves specks")
	}
	want(t, 0, plan.Close())
}

func TestRuledLines(t *testing.T) {
	text := drawnPage(func(x, y int) bool { return false })
	page := drawnPage(func(x, y int) bool { return y == 114 && x >= 50 && x < 350 || x == 20 && y >= 20 && y < 280 })
	lines, err := FindLines(page, LineParams{})
	if err != nil || len(lines) != 1 || lines[0] != (RuledLine{PageBox{50, 114, 300, 1}, 1, false}) {
		t.Fatal(lines, err)
	}
	lines, err = FindLines(page, LineParams{Directions: VerticalLines, MinLength: 200, MaxThickness: 3})
	if err != nil || len(lines) != 1 || lines[0] != (RuledLine{PageBox{20, 20, 1, 260}, 1, true}) {
		t.Fatal(lines, err)
	}
	lines, err = RemoveLines(page, page, LineParams{Directions: HorizontalLines | VerticalLines})
	if err != nil || len(lines) != 2 || !bytes.Equal(page.Pix, text.Pix) {
		t.Fatal(lines, err)
	}
	// More than there is room for at first.
	ruled := NewImage(100, 1200, Gray8)
	for i := range ruled.Pix {
		ruled.Pix[i] = byte(i / 100 % 4 * 85)
	}
	lines, err = FindLines(ruled, LineParams{MinLength: 50, MaxThickness: 1, Threshold: InkThreshold{true, 0}})
	if err != nil || len(lines) != 300 {
		t.Fatal(len(lines), err)
	}
}

func TestBordersAndPolarity(t *testing.T) {
	text := drawnPage(func(x, y int) bool { return false })
	page := drawnPage(func(x, y int) bool { return x < 16 })
	found, err := FindBorders(page, InkThreshold{})
	if err != nil || found.Areas != 1 || found.AreaPx != 16*300 || found.Content.X < 50 {
		t.Fatal(found, err)
	}
	removed, err := RemoveBorders(page, page, InkThreshold{})
	if err != nil || removed != found || !bytes.Equal(page.Pix, text.Pix) {
		t.Fatal(removed, err)
	}
	light, confidence, err := Polarity(page)
	if err != nil || light || confidence != 1 {
		t.Fatal(light, confidence, err)
	}
	boxes, err := InvertedRegions(page)
	if err != nil || len(boxes) != 0 {
		t.Fatal(boxes, err)
	}
	want(t, 0, Invert(page, page))
	light, confidence, err = Polarity(page)
	if err != nil || !light || confidence < 0.9 {
		t.Fatal(light, confidence, err)
	}
}
