package scipix

// #include <scipix.h>
// #include <stdlib.h>
import "C"

import (
	"strings"
	"unsafe"
)

// ModelOptions has the options for opening a model. The zero value is the defaults.
type ModelOptions struct {
	// Populate reads all pages while opening, so that no later access waits for the disk.
	Populate bool
	// HugePages asks for huge pages.
	HugePages bool
	// PrivateCopy copies the file into private memory, which later changes of the file do not affect. Without it other
	// processes must not truncate the file.
	PrivateCopy bool
}

// Model is a model file, mapped into memory. Any file can be read as bytes; the tensors of a safetensors file also by
// name.
type Model struct{ handle[C.ScipixModel] }

// OpenModel opens a file. A safetensors file is validated completely.
func OpenModel(path string, options ModelOptions) (*Model, error) {
	o := C.ScipixModelConfig{
		struct_size:  C.sizeof_ScipixModelConfig,
		populate:     flag(options.Populate),
		huge_pages:   flag(options.HugePages),
		private_copy: flag(options.PrivateCopy),
	}
	name, err := cString("path", path)
	if err != nil {
		return nil, err
	}
	defer C.free(unsafe.Pointer(name))
	m := new(Model)
	return made(m, call(func() C.ScipixStatus { return C.scipix_model_open(name, &o, &m.ptr) }))
}

// cString copies a string, to be freed by C.free. It rejects a zero byte, at which C would end the string.
func cString(argument, s string) (*C.char, error) {
	if strings.IndexByte(s, 0) >= 0 {
		return nil, &Error{StatusInvalidArgument, argument + ": contains a zero byte"}
	}
	return C.CString(s), nil
}

func flag(on bool) C.uint32_t {
	if on {
		return 1
	}
	return 0
}

// Bytes returns the whole file. It is read-only, and valid until Close.
func (m *Model) Bytes() []byte {
	return get(&m.handle, func(model *C.ScipixModel) []byte {
		return unsafe.Slice((*byte)(C.scipix_model_data(model)), int(C.scipix_model_len(model)))
	})
}

// Advice is how bytes of a model will be accessed.
type Advice int32

const (
	// AdviceNormal announces no particular pattern.
	AdviceNormal Advice = C.SCIPIX_ADVICE_NORMAL
	// AdviceSequential announces access from front to back.
	AdviceSequential Advice = C.SCIPIX_ADVICE_SEQUENTIAL
	// AdviceRandom announces access in random order.
	AdviceRandom Advice = C.SCIPIX_ADVICE_RANDOM
	// AdviceWillNeed announces access soon: the system starts reading in the background.
	AdviceWillNeed Advice = C.SCIPIX_ADVICE_WILL_NEED
	// AdviceDontNeed announces no access soon: the system may free the memory.
	AdviceDontNeed Advice = C.SCIPIX_ADVICE_DONT_NEED
)

// Advise advises the system how a part of the file will be accessed.
func (m *Model) Advise(offset, length int, advice Advice) error {
	return m.use(func(model *C.ScipixModel) C.ScipixStatus {
		return C.scipix_model_advise(model, C.size_t(offset), C.size_t(length), C.ScipixAdvice(advice))
	})
}

// Prefetch starts reading a part of the file in the background.
func (m *Model) Prefetch(offset, length int) error {
	return m.use(func(model *C.ScipixModel) C.ScipixStatus {
		return C.scipix_model_prefetch(model, C.size_t(offset), C.size_t(length))
	})
}

// Metadata returns the file's metadata, a JSON object of strings.
func (m *Model) Metadata() string {
	return get(&m.handle, func(model *C.ScipixModel) string { return C.GoString(C.scipix_model_metadata(model)) })
}

// Tensor is a tensor of a model.
type Tensor struct {
	// Name is the name of the tensor.
	Name string
	// Type is the element type as the file names it, such as "F32" or "BF16".
	Type string
	// Element is the element type, or ElementOther for one that the library does not compute with; see Type.
	Element ElementType
	// Shape has the extents, outermost first.
	Shape []int
	// Data has the elements in row-major order. It is the file's memory: read-only, and valid until the model is closed.
	Data []byte
	// Alignment is the largest power of two, up to 4096, that divides the address of Data.
	Alignment int
}

// Floats returns the data of a tensor of F32, without a copy; nil if the type is another or the data is misaligned.
func (t Tensor) Floats() []float32 {
	if t.Element != ElementF32 || t.Alignment < 4 {
		return nil
	}
	return unsafe.Slice(first[float32](t.Data), len(t.Data)/4)
}

// TensorCount returns the number of tensors; 0 for a file that is not safetensors.
func (m *Model) TensorCount() int {
	return get(&m.handle, func(model *C.ScipixModel) int { return int(C.scipix_model_tensor_count(model)) })
}

// TensorAt returns the tensor at an index.
func (m *Model) TensorAt(index int) (Tensor, error) {
	return m.find(func(model *C.ScipixModel, out *C.ScipixTensorInfo) C.ScipixStatus {
		return C.scipix_model_tensor_at(model, C.size_t(index), out)
	})
}

// Tensor returns the tensor with a name.
func (m *Model) Tensor(name string) (Tensor, error) {
	c, err := cString("name", name)
	if err != nil {
		return Tensor{}, err
	}
	defer C.free(unsafe.Pointer(c))
	return m.find(func(model *C.ScipixModel, out *C.ScipixTensorInfo) C.ScipixStatus {
		return C.scipix_model_tensor(model, c, out)
	})
}

func (m *Model) find(f func(*C.ScipixModel, *C.ScipixTensorInfo) C.ScipixStatus) (t Tensor, err error) {
	info := C.ScipixTensorInfo{struct_size: C.sizeof_ScipixTensorInfo}
	err = m.use(func(model *C.ScipixModel) C.ScipixStatus {
		status := f(model, &info)
		if status == C.SCIPIX_STATUS_OK {
			t = Tensor{
				Name:      C.GoString(info.name),
				Type:      C.GoString(info.dtype_name),
				Element:   ElementType(info.element),
				Shape:     ints(info.shape, info.rank),
				Data:      unsafe.Slice((*byte)(info.data), int(info.data_len)),
				Alignment: int(info.alignment),
			}
		}
		return status
	})
	return t, err
}

func ints(extents *C.size_t, rank C.size_t) []int {
	shape := make([]int, rank)
	for i, extent := range unsafe.Slice(extents, int(rank)) {
		shape[i] = int(extent)
	}
	return shape
}

// Close closes the file. Quantised tensors that were opened from it stay valid.
func (m *Model) Close() error {
	return m.close(func(model *C.ScipixModel) C.ScipixStatus { return C.scipix_model_free(model) })
}
