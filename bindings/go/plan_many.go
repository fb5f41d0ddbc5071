package scipix

// #include "shim.h"
import "C"

import "unsafe"

// packed is images in one array, as a call of the library takes them.
type packed struct {
	pixels  *C.uint8_t
	regions []C.Region
	copies  []Image // where the images were copied
}

// pack finds the array of the images, or copies their pixels to one: cgo passes no array of pointers to Go memory.
func pack(images []Image) packed {
	if len(images) == 0 {
		return packed{}
	}
	if allHavePixels(images) && inOneArray(images) == len(images) {
		pixels, regions := regionsOf(images)
		return packed{pixels: pixels, regions: regions}
	}
	size := 0
	for _, m := range images {
		size += len(m.used())
	}
	all, offset := make([]byte, size), 0
	p := packed{first[C.uint8_t](all), make([]C.Region, len(images)), make([]Image, len(images))}
	for i, m := range images {
		length := copy(all[offset:], m.used())
		m.Pix = all[offset : offset+length]
		p.copies[i], p.regions[i] = m, C.Region{offset: C.size_t(offset), shape: m.shape()}
		offset += length
	}
	return p
}

// unpack copies results back to the images, and nothing between their rows.
func (p packed) unpack(images []Image) {
	for i, m := range p.copies {
		row, stride := m.rowAndStride()
		for y := 0; y < m.Height; y++ {
			copy(images[i].Pix[y*stride:y*stride+row], m.Pix[y*stride:])
		}
	}
}

func allHavePixels(images []Image) bool {
	for _, m := range images {
		if len(m.Pix) == 0 {
			return false
		}
	}
	return true
}

// used returns the pixels up to the last one of the image. Where its numbers make no sense, which the library tells, it returns
// some of them.
func (m Image) used() []byte {
	row, stride := m.rowAndStride()
	if size := stride*(m.Height-1) + row; size > 0 && size < len(m.Pix) {
		return m.Pix[:size]
	}
	return m.Pix
}

// RunMany runs a plan whose result is an image on many images of any sizes, such as the crops of a page, in one call of the
// library: dsts[i] gets the result for srcs[i], as [Plan.Run] writes it. All images are checked before anything is written, so that
// one at fault loses none of the others. Results must not overlap. Images that do not lie in one array are copied to one.
func (p *Plan) RunMany(dsts, srcs []Image) error {
	if len(dsts) != len(srcs) {
		return &Error{StatusSizeMismatch, "dsts: there are not as many as srcs"}
	}
	from, to := pack(srcs), pack(dsts)
	err := p.use(func(plan *C.ScipixPlan) C.ScipixStatus {
		return C.shim_plan_run_many(plan, from.pixels, first[C.Region](from.regions), C.size_t(len(srcs)), to.pixels,
			first[C.Region](to.regions))
	})
	if err == nil {
		to.unpack(dsts)
	}
	return err
}

// TensorShape returns the four dimensions of what [RunManyToTensor] writes, in the order of the layout.
func (p *Plan) TensorShape(images []Image) ([4]int, error) {
	pixels, regions := shapesOf(images)
	var shape [4]C.size_t
	err := p.use(func(plan *C.ScipixPlan) C.ScipixStatus {
		return C.shim_plan_tensor_shape(plan, pixels, first[C.Region](regions), C.size_t(len(regions)), &shape[0], nil)
	})
	return dims(shape), err
}

// RunManyToTensor runs a plan whose result is a tensor of E on many images, and writes one tensor of all. dst has as many elements
// as [Plan.TensorShape] returns. Images that do not lie in one array are copied to one.
func RunManyToTensor[E Element](p *Plan, dst []E, images []Image) error {
	from := pack(images)
	return p.use(func(plan *C.ScipixPlan) C.ScipixStatus {
		return C.shim_plan_run_tensor_many(plan, from.pixels, first[C.Region](from.regions), C.size_t(len(images)),
			unsafe.Pointer(first[E](dst)), bytesOf(dst))
	})
}
