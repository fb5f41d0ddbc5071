package scipix

// #include <scipix.h>
// #include <stdlib.h>
import "C"

import (
	"sort"
	"unsafe"
)

// QuantScheme is where zero lies.
type QuantScheme int32

const (
	// QuantAffine uses the range from least to greatest value whole: for activations.
	QuantAffine QuantScheme = C.SCIPIX_QUANT_SCHEME_AFFINE
	// QuantSymmetric has zero in the middle: for weights.
	QuantSymmetric QuantScheme = C.SCIPIX_QUANT_SCHEME_SYMMETRIC
)

// QuantGranularity is what shares scale and zero point.
type QuantGranularity int32

const (
	// QuantPerTensor is the whole tensor.
	QuantPerTensor QuantGranularity = C.SCIPIX_QUANT_GRANULARITY_TENSOR
	// QuantPerChannel is each index of one axis.
	QuantPerChannel QuantGranularity = C.SCIPIX_QUANT_GRANULARITY_CHANNEL
)

// Calibration is how the range of values is found that the bytes stand for.
type Calibration int32

const (
	// CalibrateMinMax goes from the least to the greatest value.
	CalibrateMinMax Calibration = C.SCIPIX_CALIBRATION_MINMAX
	// CalibratePercentile leaves out a few values.
	CalibratePercentile Calibration = C.SCIPIX_CALIBRATION_PERCENTILE
	// CalibrateMSE finds the least mean square error.
	CalibrateMSE Calibration = C.SCIPIX_CALIBRATION_MSE
)

// QuantConfig is how a tensor is quantised. Begin with [DefaultQuantConfig].
type QuantConfig struct {
	// Element is ElementI8, the default, or ElementU8.
	Element ElementType
	// Scheme is QuantSymmetric by default.
	Scheme QuantScheme
	// Granularity is QuantPerChannel by default.
	Granularity QuantGranularity
	// Calibration is CalibrateMinMax by default.
	Calibration Calibration
	// Axis is that of the channels; negative counts from the end. Default 0.
	Axis int32
	// NarrowRange leaves the least byte unused.
	NarrowRange bool
	// Percentile is the part of the values within the range, above 50 and up to 100. Default 99.9.
	Percentile float32
}

// DefaultQuantConfig is the library's defaults.
func DefaultQuantConfig() QuantConfig {
	var c C.ScipixQuantConfig
	C.scipix_quant_config_init(&c)
	return QuantConfig{ElementType(c.element), QuantScheme(c.scheme), QuantGranularity(c.granularity),
		Calibration(c.calibration), int32(c.axis), c.narrow_range != 0, float32(c.percentile)}
}

// QTensor is a quantised tensor, which never changes.
type QTensor struct{ handle[C.ScipixQTensor] }

// NewQTensor quantises the product of shape values, the last axis changing fastest.
func NewQTensor(data []float32, shape []int, config QuantConfig) (*QTensor, error) {
	extents, count := make([]C.size_t, len(shape)), 1
	for i, extent := range shape {
		extents[i], count = C.size_t(extent), count*extent
	}
	if count != len(data) {
		return nil, &Error{StatusSizeMismatch, "data: has not as many values as the shape"}
	}
	c := C.ScipixQuantConfig{
		struct_size:  C.sizeof_ScipixQuantConfig,
		element:      C.ScipixElement(config.Element),
		scheme:       C.ScipixQuantScheme(config.Scheme),
		granularity:  C.ScipixQuantGranularity(config.Granularity),
		calibration:  C.ScipixCalibration(config.Calibration),
		axis:         C.int32_t(config.Axis),
		narrow_range: flag(config.NarrowRange),
		percentile:   C.float(config.Percentile),
	}
	t := new(QTensor)
	return made(t, call(func() C.ScipixStatus {
		return C.scipix_qtensor_from_f32(first[C.float](data), first[C.size_t](extents), C.size_t(len(extents)), &c, &t.ptr)
	}))
}

// OpenQTensor opens a tensor of a file that [SaveQTensors] wrote. Its bytes stay in the model's memory, which lives until
// both are closed.
func OpenQTensor(model *Model, name string) (*QTensor, error) {
	c, err := cString("name", name)
	if err != nil {
		return nil, err
	}
	defer C.free(unsafe.Pointer(c))
	t := new(QTensor)
	return made(t, model.use(func(m *C.ScipixModel) C.ScipixStatus { return C.scipix_qtensor_open(m, c, &t.ptr) }))
}

// Float32 writes the values that the bytes stand for; out has as many elements as the tensor.
func (t *QTensor) Float32(out []float32) error {
	return t.use(func(q *C.ScipixQTensor) C.ScipixStatus {
		return C.scipix_qtensor_to_f32(q, first[C.float](out), C.size_t(len(out)))
	})
}

// Bytes is the tensor's, read-only, until Close. Those of ElementI8 are signed.
func (t *QTensor) Bytes() []byte {
	return get(&t.handle, func(q *C.ScipixQTensor) []byte {
		return unsafe.Slice((*byte)(C.scipix_qtensor_data(q)), int(C.scipix_qtensor_len(q)))
	})
}

// Shape is the extent of each axis.
func (t *QTensor) Shape() []int {
	return get(&t.handle, func(q *C.ScipixQTensor) []int {
		return ints(C.scipix_qtensor_shape(q), C.scipix_qtensor_rank(q))
	})
}

// Params are scale and zero point: one, or one for each channel.
func (t *QTensor) Params() ([]QuantParams, error) {
	var params []QuantParams
	err := t.use(func(q *C.ScipixQTensor) C.ScipixStatus {
		for i := C.size_t(0); i < C.scipix_qtensor_params_count(q); i++ {
			var c C.ScipixQuantParams
			if status := C.scipix_qtensor_params(q, i, &c); status != C.SCIPIX_STATUS_OK {
				return status
			}
			params = append(params, QuantParams{float32(c.scale), int32(c.zero_point)})
		}
		return C.SCIPIX_STATUS_OK
	})
	return params, err
}

// SizeBytes is what the tensor takes: its bytes, and 8 for each of its params.
func (t *QTensor) SizeBytes() int {
	return get(&t.handle, func(q *C.ScipixQTensor) int { return int(C.scipix_qtensor_size_bytes(q)) })
}

// CompressionRatio is how many times as much the floats take.
func (t *QTensor) CompressionRatio() float64 {
	return get(&t.handle, func(q *C.ScipixQTensor) float64 { return float64(C.scipix_qtensor_compression_ratio(q)) })
}

// MeasureError measures what quantisation lost of the values that the tensor was made of.
func (t *QTensor) MeasureError(original []float32) (QuantError, error) {
	return quantError(func(out *C.ScipixQuantError) error {
		return t.use(func(q *C.ScipixQTensor) C.ScipixStatus {
			return C.scipix_qtensor_error(q, first[C.float](original), C.size_t(len(original)), out)
		})
	})
}

// Close frees the tensor.
func (t *QTensor) Close() error {
	return t.close(func(q *C.ScipixQTensor) C.ScipixStatus { return C.scipix_qtensor_free(q) })
}

// NamedQTensor is a tensor to save.
type NamedQTensor struct {
	// Name is the tensor's in the file.
	Name string
	// Tensor is what to save.
	Tensor *QTensor
}

// SaveQTensors writes tensors to a safetensors file, which takes the place of one at path once it is whole. A tensor may be
// there under several names.
func SaveQTensors(path string, tensors ...NamedQTensor) error {
	release, err := holdAll(tensors)
	if err != nil {
		return err
	}
	defer release()
	handles, names := make([]*C.ScipixQTensor, len(tensors)), make([]*C.char, len(tensors))
	for i, named := range tensors {
		name, err := cString("tensors", named.Name)
		if err != nil {
			return err
		}
		defer C.free(unsafe.Pointer(name))
		handles[i], names[i] = named.Tensor.ptr, name
	}
	file, err := cString("path", path)
	if err != nil {
		return err
	}
	defer C.free(unsafe.Pointer(file))
	return call(func() C.ScipixStatus {
		return C.scipix_qtensor_save(first[*C.ScipixQTensor](handles), first[*C.char](names), C.size_t(len(tensors)), file)
	})
}

// holdAll keeps the tensors from being closed until release is called. Each is held once, and all in the order of their
// addresses: with a Close waiting in between, a second hold would wait for itself, and another order for another caller.
func holdAll(tensors []NamedQTensor) (release func(), err error) {
	distinct := make(map[*QTensor]bool)
	for _, named := range tensors {
		if named.Tensor == nil {
			return nil, &Error{StatusNullPointer, "tensors: " + named.Name + " is nil"}
		}
		distinct[named.Tensor] = true
	}
	order := make([]*QTensor, 0, len(distinct))
	for tensor := range distinct {
		order = append(order, tensor)
	}
	sort.Slice(order, func(i, j int) bool {
		return uintptr(unsafe.Pointer(order[i])) < uintptr(unsafe.Pointer(order[j]))
	})
	closed := false
	for _, tensor := range order {
		tensor.mu.RLock()
		closed = closed || tensor.ptr == nil
	}
	release = func() {
		for _, tensor := range order {
			tensor.mu.RUnlock()
		}
	}
	if closed {
		release()
		return nil, StatusClosed
	}
	return release, nil
}
