package scipix

// #include <scipix.h>
import "C"

import "unsafe"

// WordUnit is the unit of text that a word box holds.
type WordUnit int32

const (
	// UnitWords is a word: it ends at spaces, at gaps, and where Chinese or Japanese characters meet others.
	UnitWords WordUnit = C.SCIPIX_WORD_UNIT_WORDS
	// UnitCharacters is a character other than a space.
	UnitCharacters WordUnit = C.SCIPIX_WORD_UNIT_CHARACTERS
	// UnitRapidOCR is a word if the line has no Chinese characters, else a character.
	UnitRapidOCR WordUnit = C.SCIPIX_WORD_UNIT_RAPIDOCR
	// UnitRapidOCRCharacters is a character, with the boxes of RapidOCR.
	UnitRapidOCRCharacters WordUnit = C.SCIPIX_WORD_UNIT_RAPIDOCR_CHARACTERS
)

// WordBoxParams has the parameters of [WordBoxes].
type WordBoxParams struct {
	// Unit is the unit of text that a box holds. Default UnitWords.
	Unit WordUnit
	// Columns is the number of steps that the crop takes up: that of the line if the crop fills the tensor, and else that
	// times the width of the crop over that of the tensor. It must be set.
	Columns float64
	// Gap is the number of steps from one symbol to the next beyond which a word ends. Default 5.
	Gap uint32
	// CropWidth is the width in pixels of the crop that was read. Default: the length of the quadrilateral.
	CropWidth uint32
	// QuarterTurns is how often the crop was turned to the left by 90 degrees before it was read: 1 for a vertical line, 2
	// for one that stands on its head.
	QuarterTurns uint32
}

// WordBox is the box of a word or of a character.
type WordBox struct {
	// First and Count tell which symbols it has.
	First, Count int
	// Probability is the mean of their probabilities.
	Probability float32
	// Corners are x and y on the page, of the top left, top right, bottom right and bottom left as the text is read.
	Corners [4][2]float32
}

// WordBoxes computes the boxes of the words or characters of a line, in the order of the text. characters has the code
// points of the classes, and quad the corners of the line on the page, in the order that CropQuad takes them.
func WordBoxes(symbols []CTCSymbol, characters []rune, quad [4][2]float32, params WordBoxParams) ([]WordBox, error) {
	var c C.ScipixWordBoxParams
	C.scipix_word_box_params_init(&c)
	c.unit, c.columns = C.ScipixWordUnit(params.Unit), C.double(params.Columns)
	if params.Gap != 0 {
		c.gap = C.uint32_t(params.Gap)
	}
	c.crop_width, c.quarter_turns = C.uint32_t(params.CropWidth), C.uint32_t(params.QuarterTurns)
	list, boxes := make([]C.ScipixCtcSymbol, len(symbols)), make([]C.ScipixWordBox, len(symbols))
	for i, s := range symbols {
		list[i] = C.ScipixCtcSymbol{C.uint32_t(s.ID), C.uint32_t(s.FirstStep), C.uint32_t(s.LastStep), C.float(s.Probability)}
	}
	var count C.size_t
	err := call(func() C.ScipixStatus {
		return C.scipix_word_boxes(first[C.ScipixCtcSymbol](list), C.size_t(len(list)), first[C.uint32_t](characters),
			C.size_t(len(characters)), (*C.float)(unsafe.Pointer(&quad)), &c, first[C.ScipixWordBox](boxes), C.size_t(len(boxes)), &count)
	})
	if err != nil {
		return nil, err
	}
	words := make([]WordBox, int(count))
	for i := range words {
		box := &boxes[i]
		words[i] = WordBox{First: int(box.first_symbol), Count: int(box.symbol_count), Probability: float32(box.probability)}
		for at := range box.corners_xy {
			words[i].Corners[at/2][at%2] = float32(box.corners_xy[at])
		}
	}
	return words, nil
}
