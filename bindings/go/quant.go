package scipix

// #include <scipix.h>
import "C"

// QuantParams is scale and zero point: x = (q - ZeroPoint) * Scale.
type QuantParams struct {
	// Scale is what one step is worth: finite, above 0.
	Scale float32
	// ZeroPoint is the byte that stands for 0.
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

// QuantParamsFromRange is for values from min to max, as ONNX DynamicQuantizeLinear chooses them: 0 is exact.
func QuantParamsFromRange[B Byte](min, max float32) (QuantParams, error) {
	return quantParams(func(out *C.ScipixQuantParams) C.ScipixStatus {
		return C.scipix_quant_params_from_range(C.float(min), C.float(max), elementOf[B](), out)
	})
}

// QuantParamsFromData is the same for the least and the greatest of the data.
func QuantParamsFromData[B Byte](data []float32) (QuantParams, error) {
	return quantParams(func(out *C.ScipixQuantParams) C.ScipixStatus {
		return C.scipix_quant_params_from_data(first[C.float](data), C.size_t(len(data)), elementOf[B](), out)
	})
}

// QuantParamsSymmetric has zero in the middle and absMax at the end.
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

// Quantize makes bytes of floats: round(x / scale) + zero point, half to even, bit for bit as ONNX Runtime. The lengths
// are the same.
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

// Dequantize makes floats of bytes. The lengths are the same.
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

// channels is the extents of a tensor around its channels' axis, and the params on C's side.
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
		return channels{}, &Error{StatusSizeMismatch, "src is no whole number of channels"}
	}
	c := channels{C.size_t(src / page), C.size_t(len(params)), C.size_t(inner), nil}
	for _, p := range params {
		c.params = append(c.params, p.c())
	}
	return c, nil
}

// QuantizeChannels quantises each channel by its own params: a tensor of any number of times len(params) times inner
// values.
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

// DequantizeChannels is the way back.
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

// QuantError is how far bytes are from the floats that they stand for.
type QuantError struct {
	// MSE is the mean square of the differences.
	MSE float64
	// SQNR is the signal-to-quantisation-noise ratio in decibels; infinite where nothing is lost.
	SQNR float64
	// MaxAbs is the greatest difference.
	MaxAbs float64
	// Cosine is that of the angle between the two.
	Cosine float64
}

func quantError(f func(*C.ScipixQuantError) error) (QuantError, error) {
	c := C.ScipixQuantError{struct_size: C.sizeof_ScipixQuantError}
	err := f(&c)
	return QuantError{float64(c.mse), float64(c.sqnr_db), float64(c.max_abs), float64(c.cosine)}, err
}

// MeasureQuantError measures in one pass what quantisation lost.
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
