package scipix

// #include <scipix.h>
// #include <stdlib.h>
import "C"

import (
	"sort"
	"unsafe"
)

// QuantScheme is where zero lies in the range. The zero value is [QuantSymmetric].
type QuantScheme int32

// The defaults are subtracted from the numbers of C, so that the zero values are the defaults.
const (
	defaultScheme      = C.SCIPIX_QUANT_SCHEME_SYMMETRIC
	defaultGranularity = C.SCIPIX_QUANT_GRANULARITY_CHANNEL
)

const (
	// QuantAffine maps the range from the least to the greatest value to all bytes. It suits activations.
	QuantAffine QuantScheme = C.SCIPIX_QUANT_SCHEME_AFFINE - defaultScheme
	// QuantSymmetric has zero in the middle of the range. It suits weights.
	QuantSymmetric QuantScheme = C.SCIPIX_QUANT_SCHEME_SYMMETRIC - defaultScheme
)

// QuantGranularity is whether the tensor or each channel has a scale and zero point. The zero value is [QuantPerChannel].
type QuantGranularity int32

const (
	// QuantPerTensor has one scale and zero point for the whole tensor.
	QuantPerTensor QuantGranularity = C.SCIPIX_QUANT_GRANULARITY_TENSOR - defaultGranularity
	// QuantPerChannel has one scale and zero point for each index of one axis.
	QuantPerChannel QuantGranularity = C.SCIPIX_QUANT_GRANULARITY_CHANNEL - defaultGranularity
)

// Calibration is how the range of values is found that the bytes represent.
type Calibration int32

const (
	// CalibrateMinMax uses the range from the least to the greatest value.
	CalibrateMinMax Calibration = C.SCIPIX_CALIBRATION_MINMAX
	// CalibratePercentile leaves out a few extreme values.
	CalibratePercentile Calibration = C.SCIPIX_CALIBRATION_PERCENTILE
	// CalibrateMSE uses the range with the least mean squared error.
	CalibrateMSE Calibration = C.SCIPIX_CALIBRATION_MSE
)

// QuantConfig has the settings of a quantised tensor. A field that is zero means its default.
type QuantConfig struct {
	// Element is the element type, ElementI8 or ElementU8. Default ElementI8.
	Element ElementType
	// Scheme is where zero lies in the range. Default QuantSymmetric.
	Scheme QuantScheme
	// Granularity is whether the tensor or each channel has a scale and zero point. Default QuantPerChannel.
	Granularity QuantGranularity
	// Calibration is how the range is found. Default CalibrateMinMax.
	Calibration Calibration
	// Axis is the axis of the channels; a negative one counts from the end. Default 0.
	Axis int32
	// NarrowRange leaves the smallest byte value unused.
	NarrowRange bool
	// Percentile is the percentage of values inside the range, above 50 and up to 100. Default 99.9.
	Percentile float32

	exact bool
}

// DefaultQuantConfig returns the library's defaults. Fields that are changed to zero stay zero.
func DefaultQuantConfig() QuantConfig {
	var c C.ScipixQuantConfig
	C.scipix_quant_config_init(&c)
	return QuantConfig{
		Element:     ElementType(c.element),
		Scheme:      QuantScheme(c.scheme) - defaultScheme,
		Granularity: QuantGranularity(c.granularity) - defaultGranularity,
		Calibration: Calibration(c.calibration),
		Axis:        int32(c.axis),
		NarrowRange: c.narrow_range != 0,
		Percentile:  float32(c.percentile),
		exact:       true,
	}
}

func (config QuantConfig) c() C.ScipixQuantConfig {
	if !config.exact {
		d := DefaultQuantConfig()
		orDefault(&config.Element, d.Element)
		orDefault(&config.Percentile, d.Percentile)
	}
	return C.ScipixQuantConfig{
		struct_size:  C.sizeof_ScipixQuantConfig,
		element:      C.ScipixElement(config.Element),
		scheme:       C.ScipixQuantScheme(config.Scheme + defaultScheme),
		granularity:  C.ScipixQuantGranularity(config.Granularity + defaultGranularity),
		calibration:  C.ScipixCalibration(config.Calibration),
		axis:         C.int32_t(config.Axis),
		narrow_range: flag(config.NarrowRange),
		percentile:   C.float(config.Percentile),
	}
}

// QTensor is an immutable quantised tensor.
type QTensor struct{ handle[C.ScipixQTensor] }

// NewQTensor quantises values in row-major order. Their number is the product of shape.
func NewQTensor(data []float32, shape []int, config QuantConfig) (*QTensor, error) {
	extents, count := make([]C.size_t, len(shape)), 1
	for i, extent := range shape {
		extents[i], count = C.size_t(extent), count*extent
	}
	if count != len(data) {
		return nil, &Error{StatusSizeMismatch, "data: length differs from the product of the shape"}
	}
	c := config.c()
	t := new(QTensor)
	return made(t, call(func() C.ScipixStatus {
		return C.scipix_qtensor_from_f32(first[C.float](data), first[C.size_t](extents), C.size_t(len(extents)), &c, &t.ptr)
	}))
}

// OpenQTensor opens a tensor of a file that [SaveQTensors] wrote. Its bytes stay in the model's memory, which is freed
// when both are closed.
func OpenQTensor(model *Model, name string) (*QTensor, error) {
	c, err := cString("name", name)
	if err != nil {
		return nil, err
	}
	defer C.free(unsafe.Pointer(c))
	t := new(QTensor)
	return made(t, model.use(func(m *C.ScipixModel) C.ScipixStatus { return C.scipix_qtensor_open(m, c, &t.ptr) }))
}

// Float32 dequantises all elements. dst has as many.
func (t *QTensor) Float32(dst []float32) error {
	return t.use(func(q *C.ScipixQTensor) C.ScipixStatus {
		return C.scipix_qtensor_to_f32(q, first[C.float](dst), C.size_t(len(dst)))
	})
}

// Bytes returns the tensor's bytes. They are read-only, valid until Close, and signed for ElementI8.
func (t *QTensor) Bytes() []byte {
	return get(&t.handle, func(q *C.ScipixQTensor) []byte {
		return unsafe.Slice((*byte)(C.scipix_qtensor_data(q)), int(C.scipix_qtensor_len(q)))
	})
}

// Shape returns the extents, outermost first.
func (t *QTensor) Shape() []int {
	return get(&t.handle, func(q *C.ScipixQTensor) []int {
		return ints(C.scipix_qtensor_shape(q), C.scipix_qtensor_rank(q))
	})
}

// Params returns scale and zero point of the tensor, or of each channel.
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

// SizeBytes returns the size of the tensor: its bytes, and 8 for each scale and zero point.
func (t *QTensor) SizeBytes() int {
	return get(&t.handle, func(q *C.ScipixQTensor) int { return int(C.scipix_qtensor_size_bytes(q)) })
}

// CompressionRatio returns the size of the floats divided by [QTensor.SizeBytes].
func (t *QTensor) CompressionRatio() float64 {
	return get(&t.handle, func(q *C.ScipixQTensor) float64 { return float64(C.scipix_qtensor_compression_ratio(q)) })
}

// MeasureError measures how far the tensor is from the values that it was made of.
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
	// Name is the name of the tensor in the file.
	Name string
	// Tensor is the tensor to save.
	Tensor *QTensor
}

// SaveQTensors writes tensors to a safetensors file. A file at path is replaced when the new one is complete. A tensor may
// have several names.
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

// holdAll keeps the tensors from being closed until release is called. It locks each once, because a second read lock
// deadlocks if a Close waits in between, and in the order of addresses, so that two callers cannot deadlock.
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
