package scipix

import (
	"math"
	"testing"
)

func TestCTCGreedyByHand(t *testing.T) {
	scores := []float32{
		0.1, 0.9, 0,
		0.2, 0.7, 0.1,
		0.8, 0.1, 0.1,
		0, 1, 0,
		0.1, 0.3, 0.6,
	}
	ids, probabilities, err := CTCGreedy(scores, 3, 0, Probabilities)
	want(t, 0, err)
	for i, id := range []uint32{1, 1, 2} {
		if ids[i] != id {
			t.Fatal(ids)
		}
	}
	if len(ids) != 3 || math.Abs(float64(probabilities[0])-0.8) > 1e-6 || probabilities[1] != 1 || probabilities[2] != 0.6 {
		t.Fatal(ids, probabilities)
	}
	_, _, err = CTCGreedy(scores, 4, 0, Logits)
	want(t, StatusSizeMismatch, err)
	_, _, err = CTCGreedy(scores, 3, -1, Logits)
	want(t, StatusInvalidArgument, err)
	if ids, _, err := CTCGreedy(nil, 3, 0, Logits); err != nil || len(ids) != 0 {
		t.Fatal(ids, err)
	}
}
