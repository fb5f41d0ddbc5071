package scipix

/*
#include <scipix.h>
#include <stdint.h>
#include <stdlib.h>

extern ScipixStatus scipixGoScore(void *, uint32_t *, size_t, uint32_t *, size_t, float *);

// A line of the scores that are passed beside it.
typedef struct ShimCtcLine {
  size_t offset, steps, stride;
} ShimCtcLine;

// Lists the lines in memory of C, since Go's must not hold addresses.
static inline ScipixStatus shim_ctc_decode(const ScipixCtcDecoder *decoder, const void *scores, size_t element_size,
                                           const ShimCtcLine *lines, size_t count, ScipixCtcTexts *texts) {
  ScipixCtcLine *list = (ScipixCtcLine *)malloc((count + 1) * sizeof *list);
  ScipixStatus status;
  size_t i;
  if (list == NULL) return SCIPIX_STATUS_OUT_OF_MEMORY;
  for (i = 0; i < count; ++i) {
    list[i].scores = scores == NULL ? NULL : (const char *)scores + lines[i].offset * element_size;
    list[i].steps = lines[i].steps;
    list[i].stride = lines[i].stride;
  }
  status = scipix_ctc_decoder_decode(decoder, list, count, texts);
  free(list);
  return status;
}

// Makes a decoder; the arrays of the config are passed beside it.
static inline ScipixStatus shim_ctc_decoder_new(ScipixCtcConfig config, const uint32_t *allowed, const float *weights,
                                                const ScipixCtcLexicon *lexicon, uintptr_t score, ScipixCtcDecoder **out) {
  config.allowed = allowed;
  config.weights = weights;
  config.lexicon = lexicon;
  if (score != 0) {
    config.score = (ScipixCtcScoreFn)scipixGoScore;
    config.user_data = (void *)score;
  }
  return scipix_ctc_decoder_new(&config, out);
}
*/
import "C"

import (
	"math"
	"runtime/cgo"
	"unsafe"
)

// CTCLexicon is a set of words, as the classes of their symbols.
type CTCLexicon struct{ handle[C.ScipixCtcLexicon] }

// NoSeparator says that a text is a single word of a lexicon.
const NoSeparator = math.MaxUint32

// NewCTCLexicon builds a lexicon. In a text, words stand apart by separator, or a text is one word if that is
// NoSeparator.
func NewCTCLexicon(words [][]uint32, separator uint32) (*CTCLexicon, error) {
	var symbols []uint32
	lens := make([]C.size_t, len(words))
	for i, word := range words {
		symbols = append(symbols, word...)
		lens[i] = C.size_t(len(word))
	}
	l := new(CTCLexicon)
	return made(l, call(func() C.ScipixStatus {
		return C.scipix_ctc_lexicon_new(first[C.uint32_t](symbols), first[C.size_t](lens), C.size_t(len(lens)),
			C.uint32_t(separator), &l.ptr)
	}))
}

// Close frees the lexicon. Decoders that were made with it keep its words.
func (l *CTCLexicon) Close() error {
	return l.close(func(p *C.ScipixCtcLexicon) C.ScipixStatus { return C.scipix_ctc_lexicon_free(p) })
}

// CTCScore scores the symbols next after prefix: it sets a term for each, which is added to the score of texts that go
// on so, for instance the logarithm of an n-gram probability. Minus infinity forbids a symbol. For the end of the text
// next is the blank alone. Several goroutines may run it at once. The slices are valid until it returns.
type CTCScore func(prefix, next []uint32, terms []float32) error

// CTCConfig has the parameters of a [CTCDecoder]. A field that is zero means its default.
type CTCConfig struct {
	// Classes is the number of scores in a row. It must be set.
	Classes int
	// Blank is the class that stands for no symbol.
	Blank int
	// Kind is the kind of the scores. Default Logits.
	Kind Scores
	// Alternatives is the number of alternatives of each symbol, itself included, up to 64.
	Alternatives int
	// Allowed has a bit for each class that may appear: bit i%32 of word i/32. Nil allows all.
	Allowed []uint32
	// Weights are factors for the probabilities of the classes; 0 forbids a class. Nil means 1.
	Weights []float32
	// BeamWidth is the number of prefixes that a beam search keeps. Zero decodes by the best path.
	BeamWidth int
	// Texts is the most texts of a line, with a beam. Default 1.
	Texts int
	// MaxSymbols is the most symbols that a step may add to a prefix. Default 40.
	MaxSymbols int
	// SymbolBound is how far below a step's best log probability a symbol may be. Default 7; +Inf for no bound.
	SymbolBound float32
	// BeamBound is how far below the best score a prefix may be. Default 10; +Inf for no bound.
	BeamBound float32
	// Lexicon has the words that texts consist of, with a beam. It may be closed when the decoder is made.
	Lexicon *CTCLexicon
	// Score guides a beam search.
	Score CTCScore

	exact bool
}

// DefaultCTCConfig returns the library's defaults for rows of so many scores. Fields that are changed to zero stay zero: a SymbolBound
// of 0 lets a step have its best symbol alone, and a BeamBound of 0 keeps the best prefixes alone.
func DefaultCTCConfig(classes int) CTCConfig {
	var c C.ScipixCtcConfig
	C.scipix_ctc_config_init(&c)
	return CTCConfig{
		Classes:      classes,
		Blank:        int(c.blank),
		Kind:         Scores(c.kind),
		Alternatives: int(c.alternatives),
		BeamWidth:    int(c.beam_width),
		Texts:        int(c.texts),
		MaxSymbols:   int(c.max_symbols),
		SymbolBound:  float32(c.symbol_bound),
		BeamBound:    float32(c.beam_bound),
		exact:        true,
	}
}

func (config CTCConfig) c() C.ScipixCtcConfig {
	var c C.ScipixCtcConfig
	C.scipix_ctc_config_init(&c)
	if !config.exact {
		d := DefaultCTCConfig(config.Classes)
		orDefault(&config.Texts, d.Texts)
		orDefault(&config.MaxSymbols, d.MaxSymbols)
		orDefault(&config.SymbolBound, d.SymbolBound)
		orDefault(&config.BeamBound, d.BeamBound)
	}
	c.kind = C.ScipixScores(config.Kind)
	c.classes, c.blank = C.size_t(config.Classes), C.size_t(config.Blank)
	c.alternatives, c.beam_width = clamped(config.Alternatives), clamped(config.BeamWidth)
	c.texts, c.max_symbols = clamped(config.Texts), clamped(config.MaxSymbols)
	c.symbol_bound, c.beam_bound = C.float(config.SymbolBound), C.float(config.BeamBound)
	return c
}

// clamped converts a count; one that is negative or too large becomes the largest, which the library refuses.
func clamped(count int) C.uint32_t {
	if count < 0 || uint64(count) > math.MaxUint32 {
		return math.MaxUint32
	}
	return C.uint32_t(count)
}

// CTCDecoder decodes lines of a CTC recogniser. Several goroutines may use it at once.
type CTCDecoder struct {
	floats, halves handle[C.ScipixCtcDecoder]
	classes        int
	score          cgo.Handle
}

// NewCTCDecoder makes a decoder. Slices of the config are copied.
func NewCTCDecoder(config CTCConfig) (*CTCDecoder, error) {
	if config.Classes < 0 || config.Blank < 0 {
		return nil, &Error{StatusInvalidArgument, "classes: or blank is negative"}
	}
	if config.Allowed != nil && len(config.Allowed) < (config.Classes+31)/32 {
		return nil, &Error{StatusSizeMismatch, "allowed: fewer bits than classes"}
	}
	if config.Weights != nil && len(config.Weights) != config.Classes {
		return nil, &Error{StatusSizeMismatch, "weights: not one for each class"}
	}
	d := &CTCDecoder{classes: config.Classes}
	if config.Score != nil {
		d.score = cgo.NewHandle(config.Score)
	}
	for element, h := range map[C.ScipixElement]*handle[C.ScipixCtcDecoder]{
		C.SCIPIX_ELEMENT_F32: &d.floats, C.SCIPIX_ELEMENT_F16: &d.halves,
	} {
		c := config.c()
		c.element = element
		build := func(lexicon *C.ScipixCtcLexicon) C.ScipixStatus {
			return C.shim_ctc_decoder_new(c, first[C.uint32_t](config.Allowed), first[C.float](config.Weights), lexicon,
				C.uintptr_t(d.score), &h.ptr)
		}
		var err error
		if config.Lexicon != nil {
			err = config.Lexicon.use(build)
		} else {
			err = call(func() C.ScipixStatus { return build(nil) })
		}
		if err != nil {
			d.Close()
			return nil, err
		}
	}
	return d, nil
}

// Close frees the decoder. It must not run inside the decoder's own CTCScore.
func (d *CTCDecoder) Close() error {
	free := func(p *C.ScipixCtcDecoder) C.ScipixStatus { return C.scipix_ctc_decoder_free(p) }
	if err := d.floats.close(free); err != nil {
		return err
	}
	if err := d.halves.close(free); err != nil {
		return err
	}
	if d.score != 0 {
		d.score.Delete()
		d.score = 0
	}
	return nil
}

// CTCLine is a line among the scores of a recogniser.
type CTCLine struct {
	// Offset is the index of the line's first score.
	Offset int
	// Steps is the number of rows.
	Steps int
	// Stride is the number of scores from the start of a row to that of the next; 0 for rows without gaps.
	Stride int
}

// Decode decodes lines of scores, several at once, and returns the texts of each, the best first.
func (d *CTCDecoder) Decode(scores []float32, lines []CTCLine) ([][]CTCText, error) {
	return d.decode(&d.floats, unsafe.Pointer(first[C.float](scores)), len(scores), 4, lines)
}

// DecodeF16 decodes scores that are floats of 16 bits (IEEE 754 binary16), as [CTCDecoder.Decode] does.
func (d *CTCDecoder) DecodeF16(scores []uint16, lines []CTCLine) ([][]CTCText, error) {
	return d.decode(&d.halves, unsafe.Pointer(first[C.uint16_t](scores)), len(scores), 2, lines)
}

func (d *CTCDecoder) decode(
	h *handle[C.ScipixCtcDecoder], scores unsafe.Pointer, count, size int, lines []CTCLine,
) ([][]CTCText, error) {
	list := make([]C.ShimCtcLine, len(lines))
	for i, line := range lines {
		if !line.fits(d.classes, count) {
			return nil, &Error{StatusSizeMismatch, "lines: a line lies outside of the scores"}
		}
		list[i] = C.ShimCtcLine{C.size_t(line.Offset), C.size_t(line.Steps), C.size_t(line.Stride)}
	}
	var texts *C.ScipixCtcTexts
	if err := call(func() C.ScipixStatus { return C.scipix_ctc_texts_new(&texts) }); err != nil {
		return nil, err
	}
	defer C.scipix_ctc_texts_free(texts)
	err := h.use(func(decoder *C.ScipixCtcDecoder) C.ScipixStatus {
		return C.shim_ctc_decode(decoder, scores, C.size_t(size), first[C.ShimCtcLine](list), C.size_t(len(list)), texts)
	})
	if err != nil {
		return nil, err
	}
	all := make([][]CTCText, len(lines))
	for i := range all {
		all[i] = make([]CTCText, int(C.scipix_ctc_texts_count(texts, C.size_t(i))))
		for rank := range all[i] {
			if all[i][rank], err = ctcText(texts, i, rank); err != nil {
				return nil, err
			}
		}
	}
	return all, nil
}

// fits reports whether all rows of the line lie inside count scores.
func (line CTCLine) fits(classes, count int) bool {
	stride := line.Stride
	if stride == 0 {
		stride = classes
	}
	if line.Offset < 0 || line.Steps < 0 || stride < 0 || line.Offset > count {
		return false
	}
	rest := count - line.Offset
	return line.Steps == 0 || rest >= classes && (stride == 0 || (rest-classes)/stride >= line.Steps-1)
}

// CTCSymbol is a decoded symbol.
type CTCSymbol struct {
	// ID is its class.
	ID uint32
	// FirstStep and LastStep are the first and the last of its steps.
	FirstStep, LastStep uint32
	// Probability is the mean of its probability over its steps.
	Probability float32
}

// CTCAlternative is a class that may stand in place of a symbol.
type CTCAlternative struct {
	// ID is the class, or the blank where there are no more alternatives.
	ID uint32
	// Probability is that in the step in which the symbol is most probable.
	Probability float32
}

// CTCText is a text that a line may read.
type CTCText struct {
	// Symbols are the symbols in order.
	Symbols []CTCSymbol
	// Alternatives are those of all symbols, the same number for each.
	Alternatives []CTCAlternative
	// LogProbability is the natural logarithm of the text's probability.
	LogProbability float64
	// Score is LogProbability and what the CTCScore added. Texts are ordered by it.
	Score float64
	// MeanProbability is the mean of the probabilities of the symbols.
	MeanProbability float32
}

func ctcText(texts *C.ScipixCtcTexts, line, rank int) (CTCText, error) {
	c := C.ScipixCtcText{struct_size: C.sizeof_ScipixCtcText}
	err := call(func() C.ScipixStatus { return C.scipix_ctc_texts_get(texts, C.size_t(line), C.size_t(rank), &c) })
	if err != nil {
		return CTCText{}, err
	}
	text := CTCText{
		Symbols:         make([]CTCSymbol, int(c.symbol_count)),
		Alternatives:    make([]CTCAlternative, int(c.symbol_count*c.alternatives_per_symbol)),
		LogProbability:  float64(c.log_probability),
		Score:           float64(c.score),
		MeanProbability: float32(c.mean_probability),
	}
	for i, s := range unsafe.Slice(c.symbols, len(text.Symbols)) {
		text.Symbols[i] = CTCSymbol{uint32(s.id), uint32(s.first_step), uint32(s.last_step), float32(s.probability)}
	}
	for i, a := range unsafe.Slice(c.alternatives, len(text.Alternatives)) {
		text.Alternatives[i] = CTCAlternative{uint32(a.id), float32(a.probability)}
	}
	return text, nil
}
