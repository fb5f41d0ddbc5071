package scipix

// #include <scipix.h>
import "C"

// Scores is the kind of a recogniser's scores.
type Scores int32

const (
	// Logits are any numbers, whose softmax gives the probabilities.
	Logits Scores = C.SCIPIX_SCORES_LOGITS
	// Probabilities are used as they are.
	Probabilities Scores = C.SCIPIX_SCORES_PROBABILITIES
)

// CTCGreedy decodes rows of scores, one per class, greedily (CTC best path): it takes the best class of each step, merges
// runs of one class, and drops blanks. The probability of a symbol is the mean over its run.
func CTCGreedy(scores []float32, classes, blank int, kind Scores) (ids []uint32, probabilities []float32, err error) {
	if classes < 1 || len(scores)%classes != 0 {
		return nil, nil, &Error{StatusSizeMismatch, "scores: not a whole number of rows"}
	}
	steps := len(scores) / classes
	ids, probabilities = make([]uint32, steps), make([]float32, steps)
	var count C.size_t
	err = call(func() C.ScipixStatus {
		return C.scipix_ctc_greedy(first[C.float](scores), C.size_t(steps), C.size_t(classes), C.size_t(blank),
			C.ScipixScores(kind), first[C.uint32_t](ids), first[C.float](probabilities), C.size_t(steps), &count)
	})
	if err != nil {
		return nil, nil, err
	}
	return ids[:count], probabilities[:count], nil
}
