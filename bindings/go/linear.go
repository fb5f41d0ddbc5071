package scipix

// #include <scipix.h>
import "C"

// Linear is a linear layer, weights and bias packed, which never changes.
type Linear struct {
	handle[C.ScipixLinear]
	outputs, inputs int
}

// NewLinear packs weights of shape [outputs, inputs], which may be closed afterwards. bias is nil or a value for each
// output.
func NewLinear(weights *QTensor, bias []float32) (*Linear, error) {
	shape := weights.Shape()
	if len(shape) == 2 && bias != nil && len(bias) != shape[0] {
		return nil, &Error{StatusSizeMismatch, "bias: has not a value for each output"}
	}
	l := new(Linear)
	err := weights.use(func(q *C.ScipixQTensor) C.ScipixStatus {
		return C.scipix_linear_new(q, first[C.float](bias), &l.ptr)
	})
	if err == nil {
		l.outputs, l.inputs = shape[0], shape[1]
	}
	return made(l, err)
}

// Run multiplies rows of activations by the weights and adds the bias. activations is [rows, inputs], out is
// [rows, outputs].
func (l *Linear) Run(out, activations []float32, rows int) error {
	if rows < 0 || len(activations) != rows*l.inputs || len(out) != rows*l.outputs {
		return &Error{StatusSizeMismatch, "activations or out: not as many values as rows of the layer"}
	}
	return l.use(func(linear *C.ScipixLinear) C.ScipixStatus {
		return C.scipix_linear_run(linear, first[C.float](activations), C.size_t(rows), C.size_t(l.inputs),
			first[C.float](out), C.size_t(l.outputs))
	})
}

// Close frees the layer.
func (l *Linear) Close() error {
	return l.close(func(linear *C.ScipixLinear) C.ScipixStatus { return C.scipix_linear_free(linear) })
}

// MatMul writes the exact products of a, [m, k], and b, which is transposed, [n, k]: out is [m, n].
func MatMul[B Byte](out []int32, a []B, bTransposed []int8, m, k, n int) error {
	if m < 0 || k < 0 || n < 0 || len(a) != m*k || len(bTransposed) != n*k || len(out) != m*n {
		return &Error{StatusSizeMismatch, "a, bTransposed or out: not as many values as m, k and n tell"}
	}
	b, c := first[C.int8_t](bTransposed), first[C.int32_t](out)
	return call(func() C.ScipixStatus {
		if elementOf[B]() == C.SCIPIX_ELEMENT_I8 {
			return C.scipix_matmul_i8i8(first[C.int8_t](a), C.size_t(m), C.size_t(k), b, C.size_t(n), c)
		}
		return C.scipix_matmul_u8i8(first[C.uint8_t](a), C.size_t(m), C.size_t(k), b, C.size_t(n), c)
	})
}
