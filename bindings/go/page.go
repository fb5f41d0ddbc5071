package scipix

// #include "shim.h"
import "C"

// PageBox is a rectangle of pixels on a page. It is empty if a side is 0.
type PageBox struct {
	X, Y, Width, Height uint32
}

func pageBox(c C.ScipixPageBox) PageBox {
	return PageBox{uint32(c.x), uint32(c.y), uint32(c.width), uint32(c.height)}
}

// InkThreshold says which pixels of gray are ink. Its zero value takes Otsu's level; pages of [Bit1] do not need it.
type InkThreshold struct {
	// Fixed makes pixels up to Gray ink.
	Fixed bool
	Gray  uint8
}

func (t InkThreshold) c() C.int32_t {
	if t.Fixed {
		return C.int32_t(t.Gray)
	}
	return C.SCIPIX_PAGE_THRESHOLD_AUTO
}

// SpeckParams says what a speck is. Its zero value has the defaults.
type SpeckParams struct {
	// MaxSide is the longest side of a speck in pixels. 0 takes it from the size of the page's text.
	MaxSide   uint32
	Threshold InkThreshold
}

func (p SpeckParams) c() C.ScipixSpeckParams {
	var c C.ScipixSpeckParams
	C.scipix_speck_params_init(&c)
	c.max_side = C.uint32_t(p.MaxSide)
	c.threshold = p.Threshold.c()
	return c
}

// Specks is what [Despeckle] found.
type Specks struct {
	// Components is the number of connected components of the ink, specks included.
	Components uint64
	// Removed is the number of components that were removed, and RemovedPx that of their pixels.
	Removed, RemovedPx uint64
	// MaxSide is the longest side that a speck might have.
	MaxSide uint32
}

// Despeckle removes specks: small connected components of the ink that belong to no text. src has any format; dst has the same
// size, and is [Bit1] if src is, else [Gray8]. It may be src.
func Despeckle(dst, src Image, params SpeckParams) (Specks, error) {
	p := params.c()
	var found C.ScipixSpecks
	err := call(func() C.ScipixStatus {
		return C.shim_page_despeckle(src.ptr(), src.shape(), &p, dst.ptr(), dst.shape(), &found)
	})
	return Specks{
		Components: uint64(found.components),
		Removed:    uint64(found.removed),
		RemovedPx:  uint64(found.removed_px),
		MaxSide:    uint32(found.max_side),
	}, err
}

// LineDirections is a set of directions of ruling lines.
type LineDirections uint8

const (
	// HorizontalLines run from left to right.
	HorizontalLines LineDirections = 1 << iota
	// VerticalLines run from top to bottom.
	VerticalLines
)

// LineParams says what a ruling line is. Its zero value has the defaults.
type LineParams struct {
	// Directions of the lines; 0 means [HorizontalLines].
	Directions LineDirections
	// MinLength is the least length in pixels, and MaxThickness the greatest thickness. 0 takes them from the width of the text's
	// strokes.
	MinLength, MaxThickness uint32
	Threshold               InkThreshold
}

func (p LineParams) c() C.ScipixLineParams {
	var c C.ScipixLineParams
	C.scipix_line_params_init(&c)
	if p.Directions != 0 {
		c.horizontal = C.uint8_t(p.Directions & HorizontalLines)
		c.vertical = C.uint8_t(p.Directions & VerticalLines >> 1)
	}
	c.min_length = C.uint32_t(p.MinLength)
	c.max_thickness = C.uint32_t(p.MaxThickness)
	c.threshold = p.Threshold.c()
	return c
}

// RuledLine is a ruling line of a page.
type RuledLine struct {
	// Bounds is the rectangle that it lies in.
	Bounds PageBox
	// Thickness is its mean thickness in pixels, rounded.
	Thickness uint32
	// Vertical says whether it runs from top to bottom.
	Vertical bool
}

// FindLines finds the ruling lines of a page of any format.
func FindLines(src Image, params LineParams) ([]RuledLine, error) {
	p := params.c()
	return ruledLines(func(out *C.ScipixRuledLine, capacity C.size_t, count *C.size_t) C.ScipixStatus {
		return C.shim_page_find_lines(src.ptr(), src.shape(), &p, out, capacity, count)
	})
}

// RemoveLines removes the lines that [FindLines] finds, except where strokes cross them, and returns them. src has any format; dst
// has the same size, and is [Bit1] if src is, else [Gray8]. It may be src.
func RemoveLines(dst, src Image, params LineParams) ([]RuledLine, error) {
	p := params.c()
	return ruledLines(func(out *C.ScipixRuledLine, capacity C.size_t, count *C.size_t) C.ScipixStatus {
		return C.shim_page_remove_lines(src.ptr(), src.shape(), &p, dst.ptr(), dst.shape(), out, capacity, count)
	})
}

func ruledLines(fill func(*C.ScipixRuledLine, C.size_t, *C.size_t) C.ScipixStatus) ([]RuledLine, error) {
	found, err := filled(256, fill)
	lines := make([]RuledLine, len(found))
	for i, line := range found {
		lines[i] = RuledLine{pageBox(line.bounds), uint32(line.thickness), line.vertical != 0}
	}
	return lines, err
}

// filled calls fill with room for capacity items, and once more with room for all if there are more.
func filled[T any](capacity int, fill func(*T, C.size_t, *C.size_t) C.ScipixStatus) ([]T, error) {
	for {
		room := make([]T, capacity)
		var count C.size_t
		err := call(func() C.ScipixStatus { return fill(&room[0], C.size_t(capacity), &count) })
		switch {
		case err == nil:
			return room[:count], nil
		case int(count) <= capacity:
			return nil, err
		}
		capacity = int(count)
	}
}

// Borders is what [FindBorders] found.
type Borders struct {
	// Areas is the number of dark areas along the edges, and AreaPx that of their pixels.
	Areas, AreaPx uint64
	// Content is the rectangle around everything else that is larger than a speck.
	Content PageBox
}

func borders(threshold InkThreshold, fill func(*C.ScipixBorderParams, *C.ScipixBorders) C.ScipixStatus) (Borders, error) {
	var p C.ScipixBorderParams
	C.scipix_border_params_init(&p)
	p.threshold = threshold.c()
	var found C.ScipixBorders
	err := call(func() C.ScipixStatus { return fill(&p, &found) })
	return Borders{uint64(found.areas), uint64(found.area_px), pageBox(found.content)}, err
}

// FindBorders finds the dark borders that a scanner leaves around a page of any format, and the rectangle of its content.
func FindBorders(src Image, threshold InkThreshold) (Borders, error) {
	return borders(threshold, func(p *C.ScipixBorderParams, found *C.ScipixBorders) C.ScipixStatus {
		return C.shim_page_find_borders(src.ptr(), src.shape(), p, found)
	})
}

// RemoveBorders removes the borders that [FindBorders] finds. src has any format; dst has the same size, and is [Bit1] if src is,
// else [Gray8]. It may be src.
func RemoveBorders(dst, src Image, threshold InkThreshold) (Borders, error) {
	return borders(threshold, func(p *C.ScipixBorderParams, found *C.ScipixBorders) C.ScipixStatus {
		return C.shim_page_remove_borders(src.ptr(), src.shape(), p, dst.ptr(), dst.shape(), found)
	})
}

// Polarity tells whether the text of a page of any format, or of a part of it, is light on dark. The confidence reaches from 0, no
// text or as much of one kind as of the other, to 1, all of one kind.
func Polarity(src Image) (lightOnDark bool, confidence float32, err error) {
	var found C.ScipixPolarity
	err = call(func() C.ScipixStatus { return C.shim_page_polarity(src.ptr(), src.shape(), &found) })
	return found.light_on_dark != 0, float32(found.confidence), err
}

// InvertedRegions finds the dark boxes with light text on a page whose other text is dark on light.
func InvertedRegions(src Image) ([]PageBox, error) {
	found, err := filled(64, func(out *C.ScipixPageBox, capacity C.size_t, count *C.size_t) C.ScipixStatus {
		return C.shim_page_inverted_regions(src.ptr(), src.shape(), out, capacity, count)
	})
	boxes := make([]PageBox, len(found))
	for i, box := range found {
		boxes[i] = pageBox(box)
	}
	return boxes, err
}
