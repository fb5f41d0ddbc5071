package scipix

/*
#include "shim.h"

// The struct of a map points to Go's memory, so it is made in C.
static inline ScipixStatus find_text_boxes(ScipixTextBoxes *boxes, const void *data, size_t bytes, size_t width,
                                           size_t height, size_t stride, ScipixElement element, size_t page_width,
                                           size_t page_height, const ScipixTextBoxParams *params) {
  ScipixProbabilityMap map = {data, bytes, width, height, stride, element};
  return scipix_text_boxes_find(boxes, &map, page_width, page_height, params);
}

static inline ScipixStatus find_craft_boxes(ScipixTextBoxes *boxes, const void *text, size_t text_bytes, size_t width,
                                            size_t height, size_t stride, ScipixElement element, const void *link,
                                            size_t link_bytes, size_t link_width, size_t link_height,
                                            size_t link_stride, ScipixElement link_element, size_t page_width,
                                            size_t page_height, const ScipixCraftParams *params) {
  ScipixProbabilityMap text_map = {text, text_bytes, width, height, stride, element};
  ScipixProbabilityMap link_map = {link, link_bytes, link_width, link_height, link_stride, link_element};
  return scipix_text_boxes_find_craft(boxes, &text_map, &link_map, page_width, page_height, params);
}
*/
import "C"

import (
	"sync"
	"unsafe"
)

// Probability is the type of a value in a map: a float, a half (IEEE 754 binary16) as bits, or a byte, of which 255 stands
// for 1.
type Probability interface{ float32 | uint16 | uint8 }

// ProbabilityMap is a detector's map, made by [NewProbabilityMap].
type ProbabilityMap struct {
	data                  unsafe.Pointer
	bytes                 C.size_t
	width, height, stride C.size_t
	element               C.ScipixElement
}

// NewProbabilityMap makes a map of rows of width values, each stride values after the one before; a stride of 0 means rows
// without gaps. It shares the memory of values.
func NewProbabilityMap[P Probability](values []P, width, height, stride int) ProbabilityMap {
	var zero P
	element := C.ScipixElement(C.SCIPIX_ELEMENT_F32)
	switch any(zero).(type) {
	case uint16:
		element = C.SCIPIX_ELEMENT_F16
	case uint8:
		element = C.SCIPIX_ELEMENT_U8
	}
	size := C.size_t(unsafe.Sizeof(zero))
	return ProbabilityMap{
		data:    unsafe.Pointer(first[P](values)),
		bytes:   C.size_t(len(values)) * size,
		width:   C.size_t(width),
		height:  C.size_t(height),
		stride:  C.size_t(stride) * size,
		element: element,
	}
}

// TextBox is a box of text on the page.
type TextBox struct {
	// Quad has the corners in whole pixels of the page.
	Quad Quad
	// Score is the mean probability of the pixels of the box before it was grown; of CRAFT, the greatest.
	Score float32
	// Polygon is the border of the text, clockwise; nil unless polygons were asked for.
	Polygon []PixelPoint
}

// TextBoxes finds text boxes in map after map, and keeps its scratch memory. Goroutines that share it take turns.
type TextBoxes struct {
	handle[C.ScipixTextBoxes]
	turn sync.Mutex
}

// NewTextBoxes makes an object that finds boxes.
func NewTextBoxes() (*TextBoxes, error) {
	b := new(TextBoxes)
	return made(b, call(func() C.ScipixStatus { return C.scipix_text_boxes_new(&b.ptr) }))
}

// Find finds the boxes of text in the map of a DB detector, in pixels of a page of this size, from the bottom of the map up.
func (b *TextBoxes) Find(m ProbabilityMap, pageWidth, pageHeight int, params TextBoxParams) ([]TextBox, error) {
	p := params.c()
	return b.found(func(boxes *C.ScipixTextBoxes) C.ScipixStatus {
		return C.find_text_boxes(boxes, m.data, m.bytes, m.width, m.height, m.stride, m.element, C.size_t(pageWidth),
			C.size_t(pageHeight), &p)
	})
}

// FindCRAFT finds the boxes of words in the maps of CRAFT, from the top down: text says where characters are, link where the
// gaps between the characters of a word are.
func (b *TextBoxes) FindCRAFT(text, link ProbabilityMap, pageWidth, pageHeight int, params CRAFTParams) ([]TextBox, error) {
	p := params.c()
	return b.found(func(boxes *C.ScipixTextBoxes) C.ScipixStatus {
		return C.find_craft_boxes(boxes, text.data, text.bytes, text.width, text.height, text.stride, text.element,
			link.data, link.bytes, link.width, link.height, link.stride, link.element, C.size_t(pageWidth),
			C.size_t(pageHeight), &p)
	})
}

// found copies what find has found.
func (b *TextBoxes) found(find func(*C.ScipixTextBoxes) C.ScipixStatus) (found []TextBox, err error) {
	b.turn.Lock()
	defer b.turn.Unlock()
	err = b.use(func(boxes *C.ScipixTextBoxes) C.ScipixStatus {
		status := find(boxes)
		if count := int(C.scipix_text_boxes_len(boxes)); count > 0 {
			for _, it := range unsafe.Slice(C.scipix_text_boxes_data(boxes), count) {
				found = append(found, textBox(&it))
			}
		}
		return status
	})
	return found, err
}

func textBox(it *C.ScipixTextBox) TextBox {
	box := TextBox{Score: float32(it.score)}
	for i := range box.Quad {
		box.Quad[i] = Point{float32(it.corners_xy[2*i]), float32(it.corners_xy[2*i+1])}
	}
	if it.polygon_len > 0 {
		box.Polygon = append(box.Polygon, unsafe.Slice((*PixelPoint)(unsafe.Pointer(it.polygon_xy)), int(it.polygon_len))...)
	}
	return box
}

// Close frees the object.
func (b *TextBoxes) Close() error {
	return b.close(func(boxes *C.ScipixTextBoxes) C.ScipixStatus { return C.scipix_text_boxes_free(boxes) })
}
