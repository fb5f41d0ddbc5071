package scipix

// #include <scipix.h>
// #include <stdlib.h>
import "C"

import (
	"strings"
	"unsafe"
)

// ModelOptions is how a model is opened.
type ModelOptions struct {
	// Populate brings in all pages at once, so that no later use waits for the disk.
	Populate bool
	// HugePages asks for huge pages.
	HugePages bool
	// PrivateCopy reads the file into memory of this process, which no change of the file reaches. Without it other
	// processes must not shorten the file.
	PrivateCopy bool
}

// Model is an open model file, mapped into memory: any file as bytes, and the tensors of a safetensors file by name.
type Model struct{ handle[C.ScipixModel] }

// OpenModel opens a file. A safetensors file is checked whole.
func OpenModel(path string, options ModelOptions) (*Model, error) {
	o := C.ScipixModelOptions{
		struct_size:  C.sizeof_ScipixModelOptions,
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

// cString copies a string, to be freed by C.free. One with a zero byte would end there, and name something else.
func cString(argument, s string) (*C.char, error) {
	if strings.IndexByte(s, 0) >= 0 {
		return nil, &Error{StatusInvalidArgument, argument + ": has a zero byte"}
	}
	return C.CString(s), nil
}

func flag(on bool) C.uint32_t {
	if on {
		return 1
	}
	return 0
}

// Bytes is the whole file, read-only, until Close.
func (m *Model) Bytes() []byte {
	return get(&m.handle, func(model *C.ScipixModel) []byte {
		return unsafe.Slice((*byte)(C.scipix_model_data(model)), int(C.scipix_model_len(model)))
	})
}

// Advice is how bytes of a model will be used.
type Advice int32

const (
	// AdviceNormal is in no way in particular.
	AdviceNormal Advice = C.SCIPIX_ADVICE_NORMAL
	// AdviceSequential is from front to back.
	AdviceSequential Advice = C.SCIPIX_ADVICE_SEQUENTIAL
	// AdviceRandom is here and there.
	AdviceRandom Advice = C.SCIPIX_ADVICE_RANDOM
	// AdviceWillNeed is soon: reading begins in the background.
	AdviceWillNeed Advice = C.SCIPIX_ADVICE_WILL_NEED
	// AdviceDontNeed is not soon: the memory may go to others.
	AdviceDontNeed Advice = C.SCIPIX_ADVICE_DONT_NEED
)

// Advise tells the system how a part of the file will be used.
func (m *Model) Advise(offset, length int, advice Advice) error {
	return m.use(func(model *C.ScipixModel) C.ScipixStatus {
		return C.scipix_model_advise(model, C.size_t(offset), C.size_t(length), C.ScipixAdvice(advice))
	})
}

// Prefetch starts to bring a part of the file in, and does not wait for it.
func (m *Model) Prefetch(offset, length int) error {
	return m.use(func(model *C.ScipixModel) C.ScipixStatus {
		return C.scipix_model_prefetch(model, C.size_t(offset), C.size_t(length))
	})
}

// Metadata is the file's, a JSON object of strings.
func (m *Model) Metadata() string {
	return get(&m.handle, func(model *C.ScipixModel) string { return C.GoString(C.scipix_model_metadata(model)) })
}

// Tensor is a tensor of a model.
type Tensor struct {
	// Name is the tensor's.
	Name string
	// Type is that of its elements as the file names it: "F32", "BF16".
	Type string
	// Element is the same, ElementOther for types that only Type tells.
	Element ElementType
	// Shape is the extents, the outermost first.
	Shape []int
	// Data is the elements in row-major order, in the file's memory: read-only, until the model is closed.
	Data []byte
	// Alignment is the largest power of two that divides Data's address, at most 4096.
	Alignment int
}

// Floats is the data of a tensor of F32, without a copy; nil where it is another type or its address is not aligned.
func (t Tensor) Floats() []float32 {
	if t.Element != ElementF32 || t.Alignment < 4 {
		return nil
	}
	return unsafe.Slice(first[float32](t.Data), len(t.Data)/4)
}

// TensorCount is how many tensors the file has; 0 for one that is just bytes.
func (m *Model) TensorCount() int {
	return get(&m.handle, func(model *C.ScipixModel) int { return int(C.scipix_model_tensor_count(model)) })
}

// TensorAt is a tensor by its place in the file.
func (m *Model) TensorAt(index int) (Tensor, error) {
	return m.find(func(model *C.ScipixModel, out *C.ScipixTensorInfo) C.ScipixStatus {
		return C.scipix_model_tensor_at(model, C.size_t(index), out)
	})
}

// Tensor is a tensor by its name.
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

// Close closes the file. A quantised tensor that was opened from it stays good.
func (m *Model) Close() error {
	return m.close(func(model *C.ScipixModel) C.ScipixStatus { return C.scipix_model_free(model) })
}
