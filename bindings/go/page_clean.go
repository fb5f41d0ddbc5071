package scipix

// #include "shim.h"
import "C"

import (
	"sync"
	"unsafe"
)

// CleanStep says whether a step of a cleaning is done. The zero value is [CleanAuto].
type CleanStep int32

const (
	// CleanAuto does a step where the page shows that it is needed.
	CleanAuto CleanStep = C.SCIPIX_CLEAN_STEP_AUTO
	// CleanOff never does a step.
	CleanOff CleanStep = C.SCIPIX_CLEAN_STEP_OFF
	// CleanOn always does a step, even if the page shows little of it.
	CleanOn CleanStep = C.SCIPIX_CLEAN_STEP_ON
)

// PageCleanParams says which steps of a cleaning are done. The zero value does each where it is needed, to a gray page.
type PageCleanParams struct {
	// Bits makes the result [Bit1] instead of [Gray8].
	Bits bool
	// Polarity turns light text on dark into dark text on light. CleanOn inverts without a look at the page.
	Polarity CleanStep
	// Orientation turns by 90, 180 or 270 degrees. CleanOn takes the likelier side where it is not known.
	Orientation CleanStep
	// Skew makes lines of text level. CleanOn trusts every angle.
	Skew CleanStep
	// Borders paints black borders of the scan with paper.
	Borders CleanStep
	// Background makes the light on the paper even.
	Background CleanStep
	// Denoise smooths noise, as that of a camera in poor light, and removes salt and pepper.
	Denoise CleanStep
	// Lines removes ruling lines and keeps letters that they cross. CleanAuto leaves what may be the bar of a fraction or of a root.
	Lines CleanStep
	// Despeckle removes specks that are no points of the text.
	Despeckle CleanStep
	// KeepSize keeps the size of a page that is made level, although its corners may be cut off.
	KeepSize bool
	// MaxSpeckSide is the largest side of a speck in pixels; 0: from the size of the text.
	MaxSpeckSide uint32
	// MinLineLength is the least length of a ruling line in pixels; 0: from the size of the text.
	MinLineLength uint32
}

func (p PageCleanParams) c() C.ScipixPageCleanParams {
	var c C.ScipixPageCleanParams
	C.scipix_page_clean_params_init(&c)
	if p.Bits {
		c.format = C.SCIPIX_PIXEL_FORMAT_BIT1
	}
	c.polarity = C.ScipixCleanStep(p.Polarity)
	c.orientation = C.ScipixCleanStep(p.Orientation)
	c.skew = C.ScipixCleanStep(p.Skew)
	c.borders = C.ScipixCleanStep(p.Borders)
	c.background = C.ScipixCleanStep(p.Background)
	c.denoise = C.ScipixCleanStep(p.Denoise)
	c.lines = C.ScipixCleanStep(p.Lines)
	c.despeckle = C.ScipixCleanStep(p.Despeckle)
	if p.KeepSize {
		c.keep_size = 1
	}
	c.max_speck_side = C.uint32_t(p.MaxSpeckSide)
	c.min_line_length = C.uint32_t(p.MinLineLength)
	return c
}

// PageOrientation is the quarter turn by which a page stands upright.
type PageOrientation struct {
	// Degrees is 0, 90, 180 or 270 clockwise, as [Rotate] takes it; -1 where it is not known.
	Degrees int
	// Confidence is from 0 to 1; about 0.5 for English text.
	Confidence float32
	// Letters is the number of components that may be letters. It is not known of a page that was cleaned.
	Letters int
}

// PageCleanReport says what a cleaning has found and done.
type PageCleanReport struct {
	// LightOnDark says whether text is light on dark, PolarityConfidence how sure that is, and Inverted what was done.
	LightOnDark        bool
	PolarityConfidence float32
	Inverted           bool
	// Orientation is that of the page, Turned the quarter turn in degrees that was made.
	Orientation PageOrientation
	Turned      int
	// SkewDegrees is the skew after that turn, SkewConfidence how sure that is, and Levelled what was done, in degrees.
	SkewDegrees, SkewConfidence, Levelled float32
	// ContentX, ContentY, ContentWidth and ContentHeight are the part of the result that has ink, in whole cells of 8 x 8 pixels.
	ContentX, ContentY, ContentWidth, ContentHeight int
	// Evenness is the light of the darkest paper in per cent of that of the lightest, and BackgroundNormalized says whether
	// the light was made even.
	Evenness             int
	BackgroundNormalized bool
	// Noise is the standard deviation of the noise, in gray levels, and Denoised says whether it was smoothed.
	Noise    float32
	Denoised bool
	// Lines is the number of ruling lines that were removed.
	Lines int
	// Components is the number of components of ink before specks were removed, Specks the number of these, SpeckPixels
	// their pixels.
	Components, Specks, SpeckPixels int
	// BorderPixels is the number of pixels of borders that were painted with paper.
	BorderPixels int
}

// FindPageOrientation finds by which quarter turn a page of Latin text, dark on light, stands upright.
func FindPageOrientation(src Image) (PageOrientation, error) {
	var c C.ScipixPageOrientation
	err := call(func() C.ScipixStatus { return C.shim_page_orientation(src.ptr(), src.shape(), &c) })
	if err != nil {
		return PageOrientation{Degrees: -1}, err
	}
	return PageOrientation{int(c.degrees), float32(c.confidence), int(c.letters)}, nil
}

// PageCleaner cleans page after page, and keeps its memory. Goroutines that share it take turns.
type PageCleaner struct {
	handle[C.ScipixPageCleaner]
	turn sync.Mutex
}

// NewPageCleaner makes an object that cleans pages.
func NewPageCleaner() (*PageCleaner, error) {
	p := new(PageCleaner)
	return made(p, call(func() C.ScipixStatus { return C.scipix_page_cleaner_new(&p.ptr) }))
}

// Clean cleans a page of any format. It returns a new image and what was found and done.
func (p *PageCleaner) Clean(src Image, params PageCleanParams) (page Image, report PageCleanReport, err error) {
	p.turn.Lock()
	defer p.turn.Unlock()
	c := params.c()
	var found C.ScipixPageCleanReport
	found.struct_size = C.sizeof_ScipixPageCleanReport
	err = p.use(func(cleaner *C.ScipixPageCleaner) C.ScipixStatus {
		status := C.shim_page_clean(cleaner, src.ptr(), src.shape(), &c, &found)
		var clean C.ScipixImage
		if status == C.SCIPIX_STATUS_OK {
			status = C.scipix_page_cleaner_image(cleaner, &clean)
		}
		if status == C.SCIPIX_STATUS_OK {
			page = NewImage(int(clean.width), int(clean.height), PixelFormat(clean.format))
			copy(page.Pix, unsafe.Slice((*byte)(unsafe.Pointer(clean.data)), len(page.Pix)))
		}
		return status
	})
	if err != nil {
		return Image{}, PageCleanReport{}, err
	}
	return page, pageCleanReport(&found), nil
}

func pageCleanReport(c *C.ScipixPageCleanReport) PageCleanReport {
	return PageCleanReport{
		LightOnDark:          c.light_on_dark != 0,
		PolarityConfidence:   float32(c.polarity_confidence),
		Inverted:             c.inverted != 0,
		Orientation:          PageOrientation{int(c.orientation_degrees), float32(c.orientation_confidence), 0},
		Turned:               int(c.turned_degrees),
		SkewDegrees:          float32(c.skew_degrees),
		SkewConfidence:       float32(c.skew_confidence),
		Levelled:             float32(c.levelled_degrees),
		ContentX:             int(c.content_x),
		ContentY:             int(c.content_y),
		ContentWidth:         int(c.content_width),
		ContentHeight:        int(c.content_height),
		Evenness:             int(c.evenness_percent),
		BackgroundNormalized: c.background_normalized != 0,
		Noise:                float32(c.noise),
		Denoised:             c.denoised != 0,
		Lines:                int(c.lines),
		Components:           int(c.components),
		Specks:               int(c.specks),
		SpeckPixels:          int(c.speck_px),
		BorderPixels:         int(c.border_px),
	}
}

// Close frees the object.
func (p *PageCleaner) Close() error {
	return p.close(func(cleaner *C.ScipixPageCleaner) C.ScipixStatus { return C.scipix_page_cleaner_free(cleaner) })
}
