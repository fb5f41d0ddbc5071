package scipix

// #include <scipix.h>
import "C"

// QuantParams has scale and zero point of quantised values: x = (q - ZeroPoint) * Scale.
type QuantParams struct {
	// Scale is the difference between neighbouring quantised values: finite, above 0.
	Scale float32
	// ZeroPoint is the quantised value of 0.
	ZeroPoint int32
}

func (p QuantParams) c() C.ScipixQuantParams {
	return C.ScipixQuantParams{scale: C.float(p.Scale), zero_point: C.int32_t(p.ZeroPoint)}
}

func quantParams(f func(*C.ScipixQuantParams) C.ScipixStatus) (QuantParams, error) {
	var c C.ScipixQuantParams
	err := call(func() C.ScipixStatus { return f(&c) })
	return QuantParams{float32(c.scale), int32(c.zero_point)}, err
}

// QuantParamsFromRange chooses scale and zero point for values from min to max as ONNX DynamicQuantizeLinear does: 0 is
// exact.
func QuantParamsFromRange[B Byte](min, max float32) (QuantParams, error) {
	return quantParams(func(out *C.ScipixQuantParams) C.ScipixStatus {
		return C.scipix_quant_params_from_range(C.float(min), C.float(max), elementOf[B](), out)
	})
}

// QuantParamsFromData chooses scale and zero point for the range of the data, as [QuantParamsFromRange] does.
func QuantParamsFromData[B Byte](data []float32) (QuantParams, error) {
	return quantParams(func(out *C.ScipixQuantParams) C.ScipixStatus {
		return C.scipix_quant_params_from_data(first[C.float](data), C.size_t(len(data)), elementOf[B](), out)
	})
}

// QuantParamsSymmetric chooses a scale for values from -absMax to absMax, with zero in the middle.
func QuantParamsSymmetric[B Byte](absMax float32) (QuantParams, error) {
	return quantParams(func(out *C.ScipixQuantParams) C.ScipixStatus {
		return C.scipix_quant_params_symmetric(C.float(absMax), elementOf[B](), out)
	})
}

func sameLen(dst, src int) error {
	if dst != src {
		return &Error{StatusSizeMismatch, "dst and src have different lengths"}
	}
	return nil
}

// Quantize quantises floats: round(x / scale) + zero point, half to even, bit for bit as ONNX Runtime. The lengths are
// equal.
func Quantize[B Byte](dst []B, src []float32, params QuantParams) error {
	if err := sameLen(len(dst), len(src)); err != nil {
		return err
	}
	data, count := first[C.float](src), C.size_t(len(src))
	return call(func() C.ScipixStatus {
		if elementOf[B]() == C.SCIPIX_ELEMENT_I8 {
			return C.scipix_quantize_i8(data, count, params.c(), first[C.int8_t](dst))
		}
		return C.scipix_quantize_u8(data, count, params.c(), first[C.uint8_t](dst))
	})
}

// Dequantize dequantises bytes. The lengths are equal.
func Dequantize[B Byte](dst []float32, src []B, params QuantParams) error {
	if err := sameLen(len(dst), len(src)); err != nil {
		return err
	}
	out, count := first[C.float](dst), C.size_t(len(src))
	return call(func() C.ScipixStatus {
		if elementOf[B]() == C.SCIPIX_ELEMENT_I8 {
			return C.scipix_dequantize_i8(first[C.int8_t](src), count, params.c(), out)
		}
		return C.scipix_dequantize_u8(first[C.uint8_t](src), count, params.c(), out)
	})
}

// channels has the extents around the axis of the channels, and the params as C has them.
type channels struct {
	outer, channels, inner C.size_t
	params                 []C.ScipixQuantParams
}

func newChannels(dst, src, inner int, params []QuantParams) (channels, error) {
	if err := sameLen(dst, src); err != nil {
		return channels{}, err
	}
	page := inner * len(params)
	if inner < 1 || page == 0 || src%page != 0 {
		return channels{}, &Error{StatusSizeMismatch, "src: not a whole number of channels"}
	}
	c := channels{C.size_t(src / page), C.size_t(len(params)), C.size_t(inner), nil}
	for _, p := range params {
		c.params = append(c.params, p.c())
	}
	return c, nil
}

// QuantizeChannels quantises each channel with its own params. The data has the shape [outer, len(params), inner].
func QuantizeChannels[B Byte](dst []B, src []float32, inner int, params []QuantParams) error {
	c, err := newChannels(len(dst), len(src), inner, params)
	if err != nil {
		return err
	}
	data := first[C.float](src)
	return call(func() C.ScipixStatus {
		if elementOf[B]() == C.SCIPIX_ELEMENT_I8 {
			return C.scipix_quantize_i8_channels(data, c.outer, c.channels, c.inner, &c.params[0], first[C.int8_t](dst))
		}
		return C.scipix_quantize_u8_channels(data, c.outer, c.channels, c.inner, &c.params[0], first[C.uint8_t](dst))
	})
}

// DequantizeChannels dequantises what [QuantizeChannels] wrote.
func DequantizeChannels[B Byte](dst []float32, src []B, inner int, params []QuantParams) error {
	c, err := newChannels(len(dst), len(src), inner, params)
	if err != nil {
		return err
	}
	out := first[C.float](dst)
	return call(func() C.ScipixStatus {
		if elementOf[B]() == C.SCIPIX_ELEMENT_I8 {
			return C.scipix_dequantize_i8_channels(first[C.int8_t](src), c.outer, c.channels, c.inner, &c.params[0], out)
		}
		return C.scipix_dequantize_u8_channels(first[C.uint8_t](src), c.outer, c.channels, c.inner, &c.params[0], out)
	})
}

// QuantError is the error of quantised values against the floats that they represent.
type QuantError struct {
	// MSE is the mean squared error.
	MSE float64
	// SQNR is the signal-to-quantisation-noise ratio in decibels; infinite if there is no error.
	SQNR float64
	// MaxAbs is the largest absolute error.
	MaxAbs float64
	// Cosine is the cosine similarity.
	Cosine float64
}

func quantError(f func(*C.ScipixQuantError) error) (QuantError, error) {
	c := C.ScipixQuantError{struct_size: C.sizeof_ScipixQuantError}
	err := f(&c)
	return QuantError{float64(c.mse), float64(c.sqnr_db), float64(c.max_abs), float64(c.cosine)}, err
}

// MeasureQuantError measures the error of bytes against the floats that they were made of.
func MeasureQuantError[B Byte](original []float32, quantized []B, params QuantParams) (QuantError, error) {
	if err := sameLen(len(quantized), len(original)); err != nil {
		return QuantError{}, err
	}
	return quantError(func(out *C.ScipixQuantError) error {
		return call(func() C.ScipixStatus {
			return C.scipix_quant_error(first[C.float](original), first[C.uint8_t](quantized), elementOf[B](),
				C.size_t(len(original)), params.c(), out)
		})
	})
}
