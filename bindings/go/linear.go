package scipix

// #include <scipix.h>
import "C"

// Linear is an immutable linear layer with packed weights and bias.
type Linear struct {
	handle[C.ScipixLinear]
	outputs, inputs int
}

// NewLinear packs weights of shape [outputs, inputs]. The weights may be closed afterwards. bias is nil or has one value
// per output.
func NewLinear(weights *QTensor, bias []float32) (*Linear, error) {
	shape := weights.Shape()
	if len(shape) == 2 && bias != nil && len(bias) != shape[0] {
		return nil, &Error{StatusSizeMismatch, "bias: needs one value per output"}
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

// Run computes the layer: src is [rows, inputs], dst is [rows, outputs].
func (l *Linear) Run(dst, src []float32, rows int) error {
	if rows < 0 || len(src) != rows*l.inputs || len(dst) != rows*l.outputs {
		return &Error{StatusSizeMismatch, "src or dst: length differs from that of the rows"}
	}
	return l.use(func(linear *C.ScipixLinear) C.ScipixStatus {
		return C.scipix_linear_run(linear, first[C.float](src), C.size_t(rows), C.size_t(l.inputs),
			first[C.float](dst), C.size_t(l.outputs))
	})
}

// RunLinear computes the layer from bytes to bytes, so that between two layers there are no floats: src is [rows, inputs] and stands
// for floats by srcParams, dst is [rows, outputs] and does so by dstParams.
func RunLinear[B Byte](l *Linear, dst []B, dstParams QuantParams, src []B, srcParams QuantParams, rows int) error {
	if rows < 0 || len(src) != rows*l.inputs || len(dst) != rows*l.outputs {
		return &Error{StatusSizeMismatch, "src or dst: length differs from that of the rows"}
	}
	m, k, n := C.size_t(rows), C.size_t(l.inputs), C.size_t(l.outputs)
	return l.use(func(linear *C.ScipixLinear) C.ScipixStatus {
		if elementOf[B]() == C.SCIPIX_ELEMENT_I8 {
			return C.scipix_linear_run_i8(linear, first[C.int8_t](src), srcParams.c(), m, k, first[C.int8_t](dst), dstParams.c(), n)
		}
		return C.scipix_linear_run_u8(linear, first[C.uint8_t](src), srcParams.c(), m, k, first[C.uint8_t](dst), dstParams.c(), n)
	})
}

// Close frees the layer.
func (l *Linear) Close() error {
	return l.close(func(linear *C.ScipixLinear) C.ScipixStatus { return C.scipix_linear_free(linear) })
}

// MatMul multiplies bytes exactly: a is [m, k], b is transposed, [n, k], and dst is [m, n].
func MatMul[B Byte](dst []int32, a []B, bTransposed []int8, m, k, n int) error {
	if m < 0 || k < 0 || n < 0 || len(a) != m*k || len(bTransposed) != n*k || len(dst) != m*n {
		return &Error{StatusSizeMismatch, "a, bTransposed or dst: length differs from m, k and n"}
	}
	b, c := first[C.int8_t](bTransposed), first[C.int32_t](dst)
	return call(func() C.ScipixStatus {
		if elementOf[B]() == C.SCIPIX_ELEMENT_I8 {
			return C.scipix_matmul_i8i8(first[C.int8_t](a), C.size_t(m), C.size_t(k), b, C.size_t(n), c)
		}
		return C.scipix_matmul_u8i8(first[C.uint8_t](a), C.size_t(m), C.size_t(k), b, C.size_t(n), c)
	})
}
