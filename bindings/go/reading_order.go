package scipix

// #include <scipix.h>
import "C"

// OrderRule is the rule by which boxes are ordered. The zero value is [OrderLayout].
type OrderRule int32

const (
	// OrderLayout orders by columns and lines, on pages at up to 45 degrees.
	OrderLayout OrderRule = C.SCIPIX_ORDER_RULE_LAYOUT
	// OrderTenPixels is the rule of PaddleOCR and RapidOCR: from top to bottom, and from left to right where neighbours
	// differ by less than 10 pixels.
	OrderTenPixels OrderRule = C.SCIPIX_ORDER_RULE_TEN_PIXELS
)

// WritingDirection is the direction of lines, and of the way from line to line. The zero value is [LeftToRight].
type WritingDirection int32

const (
	// LeftToRight has lines from left to right, the next one below.
	LeftToRight WritingDirection = C.SCIPIX_WRITING_DIRECTION_LEFT_TO_RIGHT
	// RightToLeft has lines from right to left, the next one below.
	RightToLeft WritingDirection = C.SCIPIX_WRITING_DIRECTION_RIGHT_TO_LEFT
	// VerticalRightToLeft has lines from top to bottom, the next one to the left, as in Japanese.
	VerticalRightToLeft WritingDirection = C.SCIPIX_WRITING_DIRECTION_VERTICAL_RIGHT_TO_LEFT
	// VerticalLeftToRight has lines from top to bottom, the next one to the right, as in Mongolian.
	VerticalLeftToRight WritingDirection = C.SCIPIX_WRITING_DIRECTION_VERTICAL_LEFT_TO_RIGHT
)

// ReadingOrderParams has the rule of a reading order and the direction of writing.
type ReadingOrderParams struct {
	// Rule is the rule by which boxes are ordered. Default OrderLayout.
	Rule OrderRule
	// Direction is the direction of writing, which OrderTenPixels ignores. Default LeftToRight.
	Direction WritingDirection
}

func (p ReadingOrderParams) c() C.ScipixReadingOrderParams {
	return C.ScipixReadingOrderParams{
		struct_size: C.sizeof_ScipixReadingOrderParams,
		rule:        C.ScipixOrderRule(p.Rule),
		direction:   C.ScipixWritingDirection(p.Direction),
	}
}

// ReadingOrder returns the index of the box at each place, in the order in which boxes are read.
func ReadingOrder(boxes []Quad, params ReadingOrderParams) ([]uint32, error) {
	p := params.c()
	order := make([]uint32, len(boxes))
	err := call(func() C.ScipixStatus {
		return C.scipix_reading_order(first[C.float](boxes), C.size_t(len(boxes)), &p, first[C.uint32_t](order))
	})
	if err != nil {
		return nil, err
	}
	return order, nil
}

// SortTextBoxes sorts boxes in the order in which they are read.
func SortTextBoxes(boxes []TextBox, params ReadingOrderParams) error {
	quads := make([]Quad, len(boxes))
	for i := range boxes {
		quads[i] = boxes[i].Quad
	}
	order, err := ReadingOrder(quads, params)
	if err != nil {
		return err
	}
	before := append([]TextBox(nil), boxes...)
	for place, index := range order {
		boxes[place] = before[index]
	}
	return nil
}
