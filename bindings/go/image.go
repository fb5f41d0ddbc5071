package scipix

// #include "shim.h"
import "C"

import "unsafe"

// PixelFormat is the memory layout of a pixel.
type PixelFormat int32

const (
	// Gray8 has one byte per pixel, from 0, black, to 255, white.
	Gray8 PixelFormat = C.SCIPIX_PIXEL_FORMAT_GRAY8
	// RGB8 has three bytes per pixel: red, green, blue.
	RGB8 PixelFormat = C.SCIPIX_PIXEL_FORMAT_RGB8
	// BGR8 has three bytes per pixel: blue, green, red.
	BGR8 PixelFormat = C.SCIPIX_PIXEL_FORMAT_BGR8
	// RGBA8 has four bytes per pixel: red, green, blue, alpha.
	RGBA8 PixelFormat = C.SCIPIX_PIXEL_FORMAT_RGBA8
	// BGRA8 has four bytes per pixel: blue, green, red, alpha.
	BGRA8 PixelFormat = C.SCIPIX_PIXEL_FORMAT_BGRA8
	// Bit1 has one bit per pixel, 1 for black, the most significant bit of a byte first. Each row starts at a byte.
	Bit1 PixelFormat = C.SCIPIX_PIXEL_FORMAT_BIT1
	// Gray16 has a uint16 per pixel in the byte order of the machine, from 0, black, to 65535, white, at any alignment. What
	// makes gray of an image takes it; [Gray16ToGray8] maps a range of it to [Gray8].
	Gray16 PixelFormat = C.SCIPIX_PIXEL_FORMAT_GRAY16
)

// rowBytes returns the bytes of a row, 0 for an unknown format.
func (f PixelFormat) rowBytes(width int) int {
	switch f {
	case Gray8:
		return width
	case Gray16:
		return 2 * width
	case RGB8, BGR8:
		return 3 * width
	case RGBA8, BGRA8:
		return 4 * width
	case Bit1:
		return (width + 7) / 8
	}
	return 0
}

// Image describes pixels in memory of any stride and alignment. Every operation checks that they lie inside Pix.
type Image struct {
	// Pix has the pixels, beginning with the first byte of the first row.
	Pix []byte
	// Width and Height are in pixels, at least 1.
	Width, Height int
	// Stride is the number of bytes from one row to the next; 0 if rows follow each other without padding.
	Stride int
	// Format is the memory layout of a pixel.
	Format PixelFormat
}

// NewImage allocates an image of zeros. It panics if the size is not positive or the format unknown.
func NewImage(width, height int, format PixelFormat) Image {
	row := format.rowBytes(width)
	if width < 1 || height < 1 || row < 1 {
		panic("scipix: an image needs a size of 1x1 or more, and a format")
	}
	return Image{make([]byte, row*height), width, height, row, format}
}

// Sub returns a region of the image, without a copy. In a [Bit1] image x must be a multiple of 8.
func (m Image) Sub(x, y, width, height int) (Image, error) {
	var offset, stride C.size_t
	err := call(func() C.ScipixStatus {
		return C.shim_image_subview(m.ptr(), m.shape(), C.size_t(x), C.size_t(y), C.size_t(width), C.size_t(height),
			&offset, &stride)
	})
	if err != nil {
		return Image{}, err
	}
	return Image{m.Pix[offset:], width, height, int(stride), m.Format}, nil
}

// rowAndStride returns the bytes of a row, and those from one row to the next.
func (m Image) rowAndStride() (row, stride int) {
	row = m.Format.rowBytes(m.Width)
	if m.Stride == 0 {
		return row, row
	}
	return row, m.Stride
}

func (m Image) ptr() *C.uint8_t { return first[C.uint8_t](m.Pix) }

func (m Image) shape() C.Shape {
	return C.Shape{
		len:    C.size_t(len(m.Pix)),
		width:  C.size_t(m.Width),
		height: C.size_t(m.Height),
		stride: C.size_t(m.Stride),
		format: C.ScipixPixelFormat(m.Format),
	}
}

// first returns the address of a slice for the library: nil if it is empty.
func first[To, From any](s []From) *To {
	if len(s) == 0 {
		return nil
	}
	return (*To)(unsafe.Pointer(&s[0]))
}
