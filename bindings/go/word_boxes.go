package scipix

// #include <scipix.h>
import "C"

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

// WordBoxParams has the parameters of [WordBoxes]. A field that is zero means its default.
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

	exact bool
}

// DefaultWordBoxParams returns the library's defaults for a crop that takes up so many steps. Fields that are changed to zero stay
// zero: with a Gap of 0 each symbol is a word.
func DefaultWordBoxParams(columns float64) WordBoxParams {
	var c C.ScipixWordBoxParams
	C.scipix_word_box_params_init(&c)
	return WordBoxParams{Unit: WordUnit(c.unit), Columns: columns, Gap: uint32(c.gap), exact: true}
}

func (p WordBoxParams) c() C.ScipixWordBoxParams {
	if !p.exact {
		orDefault(&p.Gap, DefaultWordBoxParams(0).Gap)
	}
	return C.ScipixWordBoxParams{
		struct_size:   C.sizeof_ScipixWordBoxParams,
		unit:          C.ScipixWordUnit(p.Unit),
		columns:       C.double(p.Columns),
		gap:           C.uint32_t(p.Gap),
		crop_width:    C.uint32_t(p.CropWidth),
		quarter_turns: C.uint32_t(p.QuarterTurns),
	}
}

// WordBox is the box of a word or of a character.
type WordBox struct {
	// First and Count tell which symbols it has.
	First, Count int
	// Probability is the mean of their probabilities.
	Probability float32
	// Quad has the corners on the page: top left, top right, bottom right and bottom left as the text is read.
	Quad Quad
}

// WordBoxes computes the boxes of the words or characters of a line, in the order of the text. characters has the code
// points of the classes, and quad the corners of the line on the page, in the order that [CropQuadWith] takes them.
func WordBoxes(symbols []CTCSymbol, characters []rune, quad Quad, params WordBoxParams) ([]WordBox, error) {
	c := params.c()
	list, boxes := make([]C.ScipixCtcSymbol, len(symbols)), make([]C.ScipixWordBox, len(symbols))
	for i, s := range symbols {
		list[i] = C.ScipixCtcSymbol{C.uint32_t(s.ID), C.uint32_t(s.FirstStep), C.uint32_t(s.LastStep), C.float(s.Probability)}
	}
	var count C.size_t
	err := call(func() C.ScipixStatus {
		return C.scipix_word_boxes(first[C.ScipixCtcSymbol](list), C.size_t(len(list)), first[C.uint32_t](characters),
			C.size_t(len(characters)), first[C.float](quad[:]), &c, first[C.ScipixWordBox](boxes), C.size_t(len(boxes)), &count)
	})
	if err != nil {
		return nil, err
	}
	words := make([]WordBox, int(count))
	for i := range words {
		box := &boxes[i]
		words[i] = WordBox{First: int(box.first_symbol), Count: int(box.symbol_count), Probability: float32(box.probability)}
		for at := range words[i].Quad {
			words[i].Quad[at] = Point{float32(box.corners_xy[2*at]), float32(box.corners_xy[2*at+1])}
		}
	}
	return words, nil
}
