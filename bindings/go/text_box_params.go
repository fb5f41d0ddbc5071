package scipix

// #include <scipix.h>
import "C"

// BoxShape is the shape of text boxes. The zero value is [BoxQuad].
type BoxShape int32

const (
	// BoxQuad is the rectangle of least area, at any angle.
	BoxQuad BoxShape = C.SCIPIX_BOX_SHAPE_QUAD
	// BoxUpright is the upright bounding rectangle.
	BoxUpright BoxShape = C.SCIPIX_BOX_SHAPE_UPRIGHT
	// BoxPolygon is a polygon, for curved lines of text.
	BoxPolygon BoxShape = C.SCIPIX_BOX_SHAPE_POLYGON
)

// BoxScore selects the pixels whose mean probability is the score of a box. The zero value is [ScoreFast].
type BoxScore int32

const (
	// ScoreFast takes the pixels of the box before it is grown.
	ScoreFast BoxScore = C.SCIPIX_BOX_SCORE_FAST
	// ScoreSlow takes the pixels within the border of the component: right for thin and curved lines.
	ScoreSlow BoxScore = C.SCIPIX_BOX_SCORE_SLOW
)

// BoxGrowth is how a rectangle is grown to the size of the text. The zero value is [GrowthReference].
type BoxGrowth int32

const (
	// GrowthReference rounds where PaddleOCR and RapidOCR round.
	GrowthReference BoxGrowth = C.SCIPIX_BOX_GROWTH_REFERENCE
	// GrowthExact uses exact geometry.
	GrowthExact BoxGrowth = C.SCIPIX_BOX_GROWTH_EXACT
)

// TextBoxParams has the thresholds of text boxes and their shape. A field that is zero means its default, which is RapidOCR's.
type TextBoxParams struct {
	// Threshold is the probability above which a pixel is text. Default 0.3.
	Threshold float32
	// BoxThreshold is the least score of a box. Default 0.5.
	BoxThreshold float64
	// UnclipRatio is how much a box is grown: its sides move outwards by area / perimeter times this. Default 1.6.
	UnclipRatio float64
	// MinSide is the least shorter side of a component's rectangle, in pixels of the map. Default 3.
	MinSide float32
	// MinGrownSide is the least shorter side of a grown box, in pixels of the map. Default 5.
	MinGrownSide float32
	// MinPageSide is the least upper and left side of a box on the page, in whole pixels. Unless it is 0, the default, corners are
	// clipped to the last pixels of the page. 4 does what PaddleOCR and RapidOCR do afterwards.
	MinPageSide uint32
	// MaxCandidates is the most components and holes that are looked at. Default 1000.
	MaxCandidates uint32
	// NoDilation leaves out the dilation by 2x2 pixels, which joins what is torn apart.
	NoDilation bool
	// Open drops specks first: it opens the mask with 3x3 pixels.
	Open bool
	// Shape is the shape of the boxes. Default BoxQuad.
	Shape BoxShape
	// Score selects the pixels of the score. Default ScoreFast.
	Score BoxScore
	// Growth is how rectangles are grown. Default GrowthReference.
	Growth BoxGrowth

	exact bool
}

func textBoxPreset(preset C.ScipixTextBoxPreset) TextBoxParams {
	var c C.ScipixTextBoxParams
	C.scipix_text_box_params_preset(preset, &c)
	return TextBoxParams{
		Threshold:     float32(c.threshold),
		BoxThreshold:  float64(c.box_threshold),
		UnclipRatio:   float64(c.unclip_ratio),
		MinSide:       float32(c.min_side),
		MinGrownSide:  float32(c.min_grown_side),
		MinPageSide:   uint32(c.min_page_side),
		MaxCandidates: uint32(c.max_candidates),
		NoDilation:    c.dilate == 0,
		Open:          c.open != 0,
		Shape:         BoxShape(c.shape),
		Score:         BoxScore(c.score),
		Growth:        BoxGrowth(c.growth),
		exact:         true,
	}
}

// RapidOCRTextBoxParams returns the parameters of RapidOCR. Fields that are changed to zero stay zero; MaxCandidates 0 means all.
func RapidOCRTextBoxParams() TextBoxParams { return textBoxPreset(C.SCIPIX_TEXT_BOX_PRESET_RAPIDOCR) }

// PaddleTextBoxParams returns the parameters of PaddleOCR. Fields that are changed to zero stay zero; MaxCandidates 0 means all.
func PaddleTextBoxParams() TextBoxParams { return textBoxPreset(C.SCIPIX_TEXT_BOX_PRESET_PADDLE) }

// DoctrTextBoxParams returns the parameters of docTR on straight pages. Fields that are changed to zero stay zero;
// MaxCandidates 0 means all.
func DoctrTextBoxParams() TextBoxParams { return textBoxPreset(C.SCIPIX_TEXT_BOX_PRESET_DOCTR) }

func (p TextBoxParams) c() C.ScipixTextBoxParams {
	if !p.exact {
		d := RapidOCRTextBoxParams()
		orDefault(&p.Threshold, d.Threshold)
		orDefault(&p.BoxThreshold, d.BoxThreshold)
		orDefault(&p.UnclipRatio, d.UnclipRatio)
		orDefault(&p.MinSide, d.MinSide)
		orDefault(&p.MinGrownSide, d.MinGrownSide)
		orDefault(&p.MaxCandidates, d.MaxCandidates)
	}
	return C.ScipixTextBoxParams{
		struct_size:    C.sizeof_ScipixTextBoxParams,
		shape:          C.ScipixBoxShape(p.Shape),
		score:          C.ScipixBoxScore(p.Score),
		growth:         C.ScipixBoxGrowth(p.Growth),
		box_threshold:  C.double(p.BoxThreshold),
		unclip_ratio:   C.double(p.UnclipRatio),
		threshold:      C.float(p.Threshold),
		min_side:       C.float(p.MinSide),
		min_grown_side: C.float(p.MinGrownSide),
		min_page_side:  C.uint32_t(p.MinPageSide),
		max_candidates: C.uint32_t(p.MaxCandidates),
		dilate:         C.uint32_t(flag(!p.NoDilation)),
		open:           C.uint32_t(flag(p.Open)),
	}
}

// CRAFTParams has the thresholds of CRAFT's boxes. A field that is zero means its default, which is EasyOCR's.
type CRAFTParams struct {
	// TextThreshold is the least greatest text value of a component. Default 0.7.
	TextThreshold float32
	// LowText is the text value above which a pixel belongs to a component. Default 0.4.
	LowText float32
	// LinkThreshold is the link value above which a pixel belongs to a component. Default 0.4.
	LinkThreshold float32
	// MinArea is the least number of pixels of a component. Default 10.
	MinArea uint32

	exact bool
}

// DefaultCRAFTParams returns the parameters of EasyOCR. Fields that are changed to zero stay zero.
func DefaultCRAFTParams() CRAFTParams {
	var c C.ScipixCraftParams
	C.scipix_craft_params_init(&c)
	return CRAFTParams{
		TextThreshold: float32(c.text_threshold),
		LowText:       float32(c.low_text),
		LinkThreshold: float32(c.link_threshold),
		MinArea:       uint32(c.min_area),
		exact:         true,
	}
}

func (p CRAFTParams) c() C.ScipixCraftParams {
	if !p.exact {
		d := DefaultCRAFTParams()
		orDefault(&p.TextThreshold, d.TextThreshold)
		orDefault(&p.LowText, d.LowText)
		orDefault(&p.LinkThreshold, d.LinkThreshold)
		orDefault(&p.MinArea, d.MinArea)
	}
	return C.ScipixCraftParams{
		struct_size:    C.sizeof_ScipixCraftParams,
		text_threshold: C.float(p.TextThreshold),
		low_text:       C.float(p.LowText),
		link_threshold: C.float(p.LinkThreshold),
		min_area:       C.uint32_t(p.MinArea),
	}
}
