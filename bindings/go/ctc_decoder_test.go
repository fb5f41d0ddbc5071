package scipix

import (
	"errors"
	"math"
	"testing"
)

// 1 or 2, 1, blank, 2.
var decoderScores = []float32{
	0.1, 0.5, 0.4,
	0.2, 0.7, 0.1,
	0.9, 0.05, 0.05,
	0, 0.1, 0.9,
}

func decoder(t *testing.T, config CTCConfig) *CTCDecoder {
	t.Helper()
	config.Classes, config.Kind = 3, Probabilities
	d, err := NewCTCDecoder(config)
	want(t, 0, err)
	t.Cleanup(func() { want(t, 0, d.Close()) })
	return d
}

func TestCTCDecoderTellsSteps(t *testing.T) {
	d := decoder(t, CTCConfig{Alternatives: 2})
	texts, err := d.Decode(decoderScores, []CTCLine{{Steps: 4}, {Offset: 3, Steps: 1}, {}})
	want(t, 0, err)
	if len(texts) != 3 || len(texts[0]) != 1 {
		t.Fatal(texts)
	}
	text := texts[0][0]
	if len(text.Symbols) != 2 || text.Symbols[0] != (CTCSymbol{1, 0, 1, text.Symbols[0].Probability}) ||
		math.Abs(float64(text.Symbols[0].Probability)-0.6) > 1e-6 || text.Symbols[1].FirstStep != 3 {
		t.Fatal(text)
	}
	if len(text.Alternatives) != 4 || text.Alternatives[0].ID != 1 || text.Alternatives[1].ID != 2 {
		t.Fatal(text)
	}
	if len(texts[1][0].Symbols) != 1 || len(texts[2][0].Symbols) != 0 {
		t.Fatal(texts)
	}
	texts, err = d.DecodeF16([]uint16{0, 0x3c00, 0x3800}, []CTCLine{{Steps: 1}})
	want(t, 0, err)
	if texts[0][0].Symbols[0] != (CTCSymbol{1, 0, 0, 1}) {
		t.Fatal(texts)
	}
	for _, line := range []CTCLine{{Steps: 5}, {Offset: -1}, {Offset: 10, Steps: 1}, {Steps: 2, Stride: 10}, {Steps: -1}} {
		_, err = d.Decode(decoderScores, []CTCLine{line})
		want(t, StatusSizeMismatch, err)
	}
	_, err = d.Decode(decoderScores, []CTCLine{{Steps: 2, Stride: 2}})
	want(t, StatusInvalidArgument, err)
	_, err = NewCTCDecoder(CTCConfig{})
	want(t, StatusInvalidArgument, err)
	_, err = NewCTCDecoder(CTCConfig{Classes: 3, Weights: []float32{1}})
	want(t, StatusSizeMismatch, err)
}

func TestCTCBeamIsGuided(t *testing.T) {
	lexicon, err := NewCTCLexicon([][]uint32{{2, 1, 2}, {2}}, NoSeparator)
	want(t, 0, err)
	d := decoder(t, CTCConfig{BeamWidth: 20, Texts: 5, Lexicon: lexicon})
	want(t, 0, lexicon.Close())
	texts, err := d.Decode(decoderScores, []CTCLine{{Steps: 4}})
	want(t, 0, err)
	if len(texts[0]) != 2 || len(texts[0][0].Symbols) != 3 || texts[0][0].LogProbability < texts[0][1].LogProbability {
		t.Fatal(texts)
	}
	short := func(_, next []uint32, terms []float32) error {
		for i, id := range next {
			if id != 0 {
				terms[i] = -9
			}
		}
		return nil
	}
	texts, err = decoder(t, CTCConfig{BeamWidth: 20, Score: short}).Decode(decoderScores, []CTCLine{{Steps: 4}, {Steps: 4}})
	want(t, 0, err)
	if best := texts[0][0]; len(best.Symbols) != 1 || math.Abs(best.Score-best.LogProbability+9) > 1e-6 {
		t.Fatal(texts)
	}
	for _, failing := range []struct {
		score  CTCScore
		status Status
	}{
		{func(_, _ []uint32, _ []float32) error { return StatusClosed }, StatusClosed},
		{func(_, _ []uint32, _ []float32) error { return errors.New("no") }, StatusCallbackFailed},
		{func(_, _ []uint32, _ []float32) error { panic("no") }, StatusCallbackFailed},
	} {
		_, err = decoder(t, CTCConfig{BeamWidth: 20, Score: failing.score}).Decode(decoderScores, []CTCLine{{Steps: 4}})
		want(t, failing.status, err)
	}
	// Without bounds both symbols of the first step stay; with bounds of 0 only the better one.
	exact := DefaultCTCConfig(3)
	exact.Kind, exact.BeamWidth, exact.Texts = Probabilities, 20, 20
	for _, bound := range []float32{float32(math.Inf(1)), 0} {
		exact.SymbolBound, exact.BeamBound = bound, bound
		texts, err = decoder(t, exact).Decode(decoderScores[:3], []CTCLine{{Steps: 1}})
		want(t, 0, err)
		if (len(texts[0]) == 1) != (bound == 0) {
			t.Fatal(bound, texts)
		}
	}
	_, err = NewCTCDecoder(CTCConfig{Classes: 3, Score: short})
	want(t, StatusInvalidArgument, err)
	_, err = NewCTCLexicon([][]uint32{{}}, NoSeparator)
	want(t, StatusInvalidArgument, err)
}

func TestWordBoxesByHand(t *testing.T) {
	symbols := []CTCSymbol{{1, 0, 0, 1}, {1, 2, 2, 0.5}, {2, 4, 4, 1}, {1, 8, 8, 1}}
	quad := Quad{{0, 0}, {100, 0}, {100, 20}, {0, 20}}
	words, err := WordBoxes(symbols, []rune{0, 'A', ' '}, quad, WordBoxParams{Columns: 10})
	want(t, 0, err)
	if len(words) != 2 || words[0].Count != 2 || words[0].Probability != 0.75 || words[1].First != 3 ||
		words[0].Quad != (Quad{{0, 0}, {35, 0}, {35, 20}, {0, 20}}) {
		t.Fatal(words)
	}
	params := DefaultWordBoxParams(10)
	if words, err = WordBoxes(symbols, []rune{0, 'A', ' '}, quad, params); err != nil || len(words) != 2 {
		t.Fatal(words, err)
	}
	params.Gap = 0
	if words, err = WordBoxes(symbols, []rune{0, 'A', ' '}, quad, params); err != nil || len(words) != 3 {
		t.Fatal(words, err)
	}
	_, err = WordBoxes(symbols, []rune{0, 'A'}, quad, WordBoxParams{Columns: 10})
	want(t, StatusOutOfRange, err)
	_, err = WordBoxes(symbols, []rune{0, 'A', ' '}, quad, WordBoxParams{})
	want(t, StatusInvalidArgument, err)
}
