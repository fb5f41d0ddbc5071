package scipix

// #include "shim.h"
import "C"

import "unsafe"

// TensorLayout is the order of a tensor's dimensions.
type TensorLayout int32

const (
	// NCHW is image, channel, row, column: a plane for each channel.
	NCHW TensorLayout = C.SCIPIX_TENSOR_LAYOUT_NCHW
	// NHWC is image, row, column, channel: channels side by side.
	NHWC TensorLayout = C.SCIPIX_TENSOR_LAYOUT_NHWC
)

// Stores is how a tensor of floats is written. Its values do not depend on it.
type Stores int32

const (
	// StoresAuto goes past the cache where the tensor is larger than the last-level cache.
	StoresAuto Stores = C.SCIPIX_STORES_AUTO
	// StoresCached goes through the cache.
	StoresCached Stores = C.SCIPIX_STORES_CACHED
	// StoresNonTemporal goes past the cache, where the processor can.
	StoresNonTemporal Stores = C.SCIPIX_STORES_NON_TEMPORAL
)

// TensorParams is what is made of each image. Begin with [DefaultTensorParams].
type TensorParams struct {
	// Layout is NCHW by default.
	Layout TensorLayout
	// Channels is what the model wants: RGB8, the default, BGR8 or Gray8.
	Channels PixelFormat
	// Mean is of each channel, in units of 0 to 1. Default 0.
	Mean [3]float32
	// StdDev is the same, not 0. Default 1.
	StdDev [3]float32
	// Scale and ZeroPoint make bytes of values: round(value / Scale) + ZeroPoint. Default 1 and 0.
	Scale     float32
	ZeroPoint int32
	// Filter is used where height or width differ from the source.
	Filter Filter
	// KeepAspect scales to Height and by as much across, but not above Width, and fills the rest at the right.
	KeepAspect bool
	// Height is in rows; 0, the default: the images' own.
	Height uint32
	// Width is in columns; 0, the default: the images' own, with KeepAspect what the widest of them comes to.
	Width uint32
	// Fill is the value of the columns that are filled, before quantisation. Default 0.
	Fill float32
	// Stores is StoresAuto by default.
	Stores Stores
}

// DefaultTensorParams are the library's defaults.
func DefaultTensorParams() TensorParams {
	var c C.ScipixTensorParams
	C.scipix_tensor_params_init(&c)
	p := TensorParams{
		Layout:     TensorLayout(c.layout),
		Channels:   PixelFormat(c.channels),
		Scale:      float32(c.scale),
		ZeroPoint:  int32(c.zero_point),
		Filter:     Filter(c.filter),
		KeepAspect: c.keep_aspect != 0,
		Height:     uint32(c.height),
		Width:      uint32(c.width),
		Fill:       float32(c.fill),
		Stores:     Stores(c.stores),
	}
	for i := range p.Mean {
		p.Mean[i], p.StdDev[i] = float32(c.mean[i]), float32(c.std_dev[i])
	}
	return p
}

func (p TensorParams) c(element C.ScipixElement) C.ScipixTensorParams {
	c := C.ScipixTensorParams{
		struct_size: C.sizeof_ScipixTensorParams,
		layout:      C.ScipixTensorLayout(p.Layout),
		element:     element,
		channels:    C.ScipixPixelFormat(p.Channels),
		scale:       C.float(p.Scale),
		zero_point:  C.int32_t(p.ZeroPoint),
		filter:      C.ScipixFilter(p.Filter),
		height:      C.uint32_t(p.Height),
		width:       C.uint32_t(p.Width),
		fill:        C.float(p.Fill),
		stores:      C.ScipixStores(p.Stores),
	}
	if p.KeepAspect {
		c.keep_aspect = 1
	}
	for i := range p.Mean {
		c.mean[i], c.std_dev[i] = C.float(p.Mean[i]), C.float(p.StdDev[i])
	}
	return c
}

// TensorShape tells the four dimensions, in the order of the layout, of what [ToTensor] writes.
func TensorShape(images []Image, params TensorParams) ([4]int, error) {
	regions := make([]C.Region, len(images))
	for i, m := range images {
		regions[i].shape = m.shape()
	}
	var pixels *C.uint8_t // whose they are does not matter: they are not read
	if len(images) > 0 {
		pixels = images[0].ptr()
	}
	var shape [4]C.size_t
	p := params.c(C.SCIPIX_ELEMENT_F32)
	err := call(func() C.ScipixStatus {
		return C.shim_tensor_shape(pixels, first[C.Region](regions), C.size_t(len(regions)), &p, &shape[0])
	})
	return [4]int{int(shape[0]), int(shape[1]), int(shape[2]), int(shape[3])}, err
}

// ToTensor writes images as one tensor, of floats or bytes: each has its channels chosen, is resized, normalised and
// padded, in one pass. out has as many elements as [TensorShape] tells. Images that lie in one array, such as the lines
// of a page, take one call of the library.
func ToTensor[E Element](out []E, images []Image, params TensorParams) error {
	shape, err := TensorShape(images, params)
	if err != nil || len(images) == 0 {
		return err
	}
	if want := shape[0] * shape[1] * shape[2] * shape[3]; len(out) != want {
		return &Error{StatusSizeMismatch, "out: has not as many elements as the tensor"}
	}
	height, width := shape[2], shape[3]
	if params.Layout == NHWC {
		height, width = shape[1], shape[2]
	}
	params.Height, params.Width = uint32(height), uint32(width)
	each := len(out) / len(images)
	for len(images) > 0 {
		count := inOneArray(images)
		if err := pageToTensor(out[:count*each], images[:count], params); err != nil {
			return err
		}
		out, images = out[count*each:], images[count:]
	}
	return nil
}

func pageToTensor[E Element](out []E, images []Image, params TensorParams) error {
	lowest := images[0]
	for _, m := range images {
		if address(m.Pix) < address(lowest.Pix) {
			lowest = m
		}
	}
	regions := make([]C.Region, len(images))
	for i, m := range images {
		regions[i] = C.Region{offset: C.size_t(address(m.Pix) - address(lowest.Pix)), shape: m.shape()}
	}
	p := params.c(elementOf[E]())
	return call(func() C.ScipixStatus {
		return C.shim_to_tensor(lowest.ptr(), &regions[0], C.size_t(len(regions)), &p, unsafe.Pointer(&out[0]), bytesOf(out))
	})
}

// inOneArray tells how many images, from the first on, lie in the array of the first: slices of one array end at the same
// byte when all their capacity is counted.
func inOneArray(images []Image) int {
	for i, m := range images {
		if end(m.Pix) != end(images[0].Pix) {
			return i
		}
	}
	return len(images)
}

func address(s []byte) uintptr { return uintptr(unsafe.Pointer(&s[0])) }

func end(s []byte) uintptr { return address(s) + uintptr(cap(s)) }
