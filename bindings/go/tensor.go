package scipix

// #include "shim.h"
import "C"

import "unsafe"

// TensorLayout is the order of the dimensions of a tensor.
type TensorLayout int32

const (
	// NCHW is image, channel, row, column: each channel is a plane.
	NCHW TensorLayout = C.SCIPIX_TENSOR_LAYOUT_NCHW
	// NHWC is image, row, column, channel: channels are interleaved.
	NHWC TensorLayout = C.SCIPIX_TENSOR_LAYOUT_NHWC
)

// TensorFit is how images are scaled to the size of a tensor. Scaled sides are rounded up.
type TensorFit int32

const (
	// FitStretch scales to the width and the height of the tensor.
	FitStretch TensorFit = C.SCIPIX_TENSOR_FIT_STRETCH
	// FitHeight scales to the height, and by as much across, but not above the width.
	FitHeight TensorFit = C.SCIPIX_TENSOR_FIT_HEIGHT
	// FitInside scales both sides by the largest factor with which the image fits. It is often called letterbox.
	FitInside TensorFit = C.SCIPIX_TENSOR_FIT_INSIDE
)

// TensorPlacement is where a scaled image lies in a larger tensor.
type TensorPlacement int32

const (
	// PlaceTopLeft pads at the right and at the bottom.
	PlaceTopLeft TensorPlacement = C.SCIPIX_TENSOR_PLACEMENT_TOP_LEFT
	// PlaceCenter pads all sides; of an odd number, the right or the bottom gets one more.
	PlaceCenter TensorPlacement = C.SCIPIX_TENSOR_PLACEMENT_CENTER
)

// TensorPadding is what is written around a scaled image that is smaller than its tensor.
type TensorPadding int32

const (
	// PadConstant writes the value Fill.
	PadConstant TensorPadding = C.SCIPIX_TENSOR_PADDING_CONSTANT
	// PadEdge repeats the nearest pixel of the scaled image.
	PadEdge TensorPadding = C.SCIPIX_TENSOR_PADDING_EDGE
)

// Stores is whether a tensor of floats is written through the cache. The values do not depend on it.
type Stores int32

const (
	// StoresAuto bypasses the cache if the tensor is larger than the last-level cache.
	StoresAuto Stores = C.SCIPIX_STORES_AUTO
	// StoresCached writes through the cache.
	StoresCached Stores = C.SCIPIX_STORES_CACHED
	// StoresNonTemporal bypasses the cache if the processor can.
	StoresNonTemporal Stores = C.SCIPIX_STORES_NON_TEMPORAL
)

// TensorParams is how images become a tensor. A field that is zero means its default.
type TensorParams struct {
	// Layout is the order of the dimensions. Default NCHW.
	Layout TensorLayout
	// Channels has the channels that the model expects: RGB8, BGR8 or Gray8. Default RGB8.
	Channels PixelFormat
	// Mean is subtracted from each channel, which is scaled to 0 to 1 before. Default 0.
	Mean [3]float32
	// StdDev divides each channel after the subtraction. Default 1.
	StdDev [3]float32
	// Scale and ZeroPoint quantise a tensor of bytes: round(value / Scale) + ZeroPoint. Default 1 and 0.
	Scale     float32
	ZeroPoint int32
	// Filter resamples images whose size differs from the tensor's. Default FilterBilinear.
	Filter Filter
	// Fit is how each image is scaled to Height and Width. Default FitStretch.
	Fit TensorFit
	// Placement is where an image lies that is smaller than the tensor after that. Default PlaceTopLeft.
	Placement TensorPlacement
	// Padding is what is written around it. Default PadConstant.
	Padding TensorPadding
	// Height is the height in rows. 0, the default, is the height of the images.
	Height uint32
	// Width is the width in columns. 0, the default, is the width of the images, or unless they are stretched, that of
	// the widest one scaled to Height.
	Width uint32
	// Fill is the value of constant padding, before quantisation. Default 0.
	Fill float32
	// Stores is whether a large tensor bypasses the cache. Default StoresAuto.
	Stores Stores
	// Over is the colour, red first, that images with alpha are composited over before anything else. nil, the default, ignores
	// alpha.
	Over *[3]uint8

	exact bool
}

// DefaultTensorParams returns the library's defaults. Fields that are changed to zero stay zero.
func DefaultTensorParams() TensorParams {
	var c C.ScipixTensorParams
	C.scipix_tensor_params_init(&c)
	p := TensorParams{
		Layout:    TensorLayout(c.layout),
		Channels:  PixelFormat(c.channels),
		Scale:     float32(c.scale),
		ZeroPoint: int32(c.zero_point),
		Filter:    Filter(c.filter) - defaultFilter,
		Fit:       TensorFit(c.fit),
		Placement: TensorPlacement(c.placement),
		Padding:   TensorPadding(c.padding),
		Height:    uint32(c.height),
		Width:     uint32(c.width),
		Fill:      float32(c.fill),
		Stores:    Stores(c.stores),
		exact:     true,
	}
	for i := range p.Mean {
		p.Mean[i], p.StdDev[i] = float32(c.mean[i]), float32(c.std_dev[i])
	}
	return p
}

func (p TensorParams) c(element C.ScipixElement) C.ScipixTensorParams {
	if !p.exact {
		d := DefaultTensorParams()
		orDefault(&p.Channels, d.Channels)
		orDefault(&p.Scale, d.Scale)
		for i := range p.StdDev {
			orDefault(&p.StdDev[i], d.StdDev[i])
		}
	}
	c := C.ScipixTensorParams{
		struct_size: C.sizeof_ScipixTensorParams,
		layout:      C.ScipixTensorLayout(p.Layout),
		element:     element,
		channels:    C.ScipixPixelFormat(p.Channels),
		scale:       C.float(p.Scale),
		zero_point:  C.int32_t(p.ZeroPoint),
		filter:      p.Filter.c(),
		fit:         C.ScipixTensorFit(p.Fit),
		placement:   C.ScipixTensorPlacement(p.Placement),
		padding:     C.ScipixTensorPadding(p.Padding),
		height:      C.uint32_t(p.Height),
		width:       C.uint32_t(p.Width),
		fill:        C.float(p.Fill),
		stores:      C.ScipixStores(p.Stores),
	}
	if p.Over != nil {
		c.flatten = 1
		for i, channel := range p.Over {
			c.background[i] = C.uint8_t(channel)
		}
	}
	for i := range p.Mean {
		c.mean[i], c.std_dev[i] = C.float(p.Mean[i]), C.float(p.StdDev[i])
	}
	return c
}

// shapesOf returns the shapes of images, and pixels for them: any will do where none are read.
func shapesOf(images []Image) (*C.uint8_t, []C.Region) {
	regions := make([]C.Region, len(images))
	for i, m := range images {
		regions[i].shape = m.shape()
	}
	if len(images) == 0 {
		return nil, regions
	}
	return images[0].ptr(), regions
}

// dims converts the dimensions of a tensor.
func dims(shape [4]C.size_t) (converted [4]int) {
	for i, dim := range shape {
		converted[i] = int(dim)
	}
	return converted
}

// TensorShape returns the four dimensions of what [ToTensor] writes, in the order of the layout.
func TensorShape(images []Image, params TensorParams) ([4]int, error) {
	pixels, regions := shapesOf(images)
	var shape [4]C.size_t
	p := params.c(C.SCIPIX_ELEMENT_F32)
	err := call(func() C.ScipixStatus {
		return C.shim_image_tensor_shape(pixels, first[C.Region](regions), C.size_t(len(regions)), &p, &shape[0], nil)
	})
	return dims(shape), err
}

// TensorRegion is the columns and rows of a tensor that hold a scaled image. The others are padding.
type TensorRegion struct {
	// X is the first column, Y the first row.
	X, Y int
	// Width and Height are the columns and rows, at least 1.
	Width, Height int
}

// ToImage maps a point of the tensor to the image of width times height pixels that lies in the region.
func (r TensorRegion) ToImage(x, y float64, width, height int) (imageX, imageY float64) {
	return (x - float64(r.X)) * float64(width) / float64(r.Width), (y - float64(r.Y)) * float64(height) / float64(r.Height)
}

// TensorRegions returns where each image lies in what [ToTensor] writes, in the order of the images. In a map with half or a
// quarter of the tensor's sides, a region is divided by as much.
func TensorRegions(images []Image, params TensorParams) ([]TensorRegion, error) {
	pixels, shapes := shapesOf(images)
	found := make([]C.ScipixTensorRegion, len(images))
	p := params.c(C.SCIPIX_ELEMENT_F32)
	err := call(func() C.ScipixStatus {
		return C.shim_image_tensor_regions(pixels, first[C.Region](shapes), C.size_t(len(shapes)), &p,
			first[C.ScipixTensorRegion](found))
	})
	if err != nil {
		return nil, err
	}
	regions := make([]TensorRegion, len(found))
	for i, r := range found {
		regions[i] = TensorRegion{X: int(r.x), Y: int(r.y), Width: int(r.width), Height: int(r.height)}
	}
	return regions, nil
}

// ToTensor converts images to one tensor of floats or bytes: it chooses channels, resizes, normalises and pads in one pass.
// dst has as many elements as [TensorShape] returns. Images in one array, such as the lines of a page, take one call of
// the library.
func ToTensor[E Element](dst []E, images []Image, params TensorParams) error {
	shape, err := TensorShape(images, params)
	if err != nil || len(images) == 0 {
		return err
	}
	if want := shape[0] * shape[1] * shape[2] * shape[3]; len(dst) != want {
		return &Error{StatusSizeMismatch, "dst: length differs from that of the tensor"}
	}
	height, width := shape[2], shape[3]
	if params.Layout == NHWC {
		height, width = shape[1], shape[2]
	}
	params.Height, params.Width = uint32(height), uint32(width)
	each := len(dst) / len(images)
	for len(images) > 0 {
		count := inOneArray(images)
		if err := pageToTensor(dst[:count*each], images[:count], params); err != nil {
			return err
		}
		dst, images = dst[count*each:], images[count:]
	}
	return nil
}

// pageToTensor converts images that lie in one array.
func pageToTensor[E Element](dst []E, images []Image, params TensorParams) error {
	pixels, regions := regionsOf(images)
	p := params.c(elementOf[E]())
	return call(func() C.ScipixStatus {
		return C.shim_image_to_tensor(pixels, &regions[0], C.size_t(len(regions)), &p, unsafe.Pointer(&dst[0]),
			bytesOf(dst))
	})
}

// regionsOf returns the lowest of images that lie in one array, and where each lies from there on.
func regionsOf(images []Image) (*C.uint8_t, []C.Region) {
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
	return lowest.ptr(), regions
}

// inOneArray counts the images at the beginning that lie in the array of the first. Slices of one array end at the same
// address when extended to their capacity.
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
