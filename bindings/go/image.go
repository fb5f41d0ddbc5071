package scipix

// #include "shim.h"
import "C"

import (
	"image"
	"unsafe"
)

// PixelFormat is how a pixel is stored.
type PixelFormat int32

const (
	// Gray8 is one byte, 0 black to 255 white.
	Gray8 PixelFormat = C.SCIPIX_PIXEL_FORMAT_GRAY8
	// RGB8 is three bytes: red, green, blue.
	RGB8 PixelFormat = C.SCIPIX_PIXEL_FORMAT_RGB8
	// BGR8 is three bytes: blue, green, red.
	BGR8 PixelFormat = C.SCIPIX_PIXEL_FORMAT_BGR8
	// RGBA8 is four bytes: red, green, blue, alpha.
	RGBA8 PixelFormat = C.SCIPIX_PIXEL_FORMAT_RGBA8
	// BGRA8 is four bytes: blue, green, red, alpha.
	BGRA8 PixelFormat = C.SCIPIX_PIXEL_FORMAT_BGRA8
	// Bit1 is one bit, the most significant of a byte first, 1 = black; each row starts at a byte.
	Bit1 PixelFormat = C.SCIPIX_PIXEL_FORMAT_BIT1
)

// rowBytes is what a row takes, 0 for a format that is none.
func (f PixelFormat) rowBytes(width int) int {
	switch f {
	case Gray8:
		return width
	case RGB8, BGR8:
		return 3 * width
	case RGBA8, BGRA8:
		return 4 * width
	case Bit1:
		return (width + 7) / 8
	}
	return 0
}

// Image is a view on pixels: any memory, stride and alignment. Every operation checks that it lies inside Pix.
type Image struct {
	// Pix begins with the first byte of the first row.
	Pix []byte
	// Width and Height are in pixels, at least 1.
	Width, Height int
	// Stride is the bytes from one row to the next; 0 where nothing lies between rows.
	Stride int
	// Format is how a pixel is stored.
	Format PixelFormat
}

// NewImage makes an image of zeros. It panics where the size is not positive or the format is none.
func NewImage(width, height int, format PixelFormat) Image {
	row := format.rowBytes(width)
	if width < 1 || height < 1 || row < 1 {
		panic("scipix: an image needs a size of 1x1 or more, and a format")
	}
	return Image{make([]byte, row*height), width, height, row, format}
}

// FromGray is a view on a gray image of Go's.
func FromGray(m *image.Gray) Image {
	return Image{m.Pix, m.Rect.Dx(), m.Rect.Dy(), m.Stride, Gray8}
}

// FromRGBA is a view on a colour image of Go's.
func FromRGBA(m *image.RGBA) Image {
	return Image{m.Pix, m.Rect.Dx(), m.Rect.Dy(), m.Stride, RGBA8}
}

// FromNRGBA is a view on a colour image of Go's whose colours are not multiplied by alpha.
func FromNRGBA(m *image.NRGBA) Image {
	return Image{m.Pix, m.Rect.Dx(), m.Rect.Dy(), m.Stride, RGBA8}
}

// Gray is the same pixels as an image of Go's; nil where the format is not [Gray8].
func (m Image) Gray() *image.Gray {
	if m.Format != Gray8 {
		return nil
	}
	stride := m.Stride
	if stride == 0 {
		stride = m.Width
	}
	return &image.Gray{Pix: m.Pix, Stride: stride, Rect: image.Rect(0, 0, m.Width, m.Height)}
}

// Sub is a view on a region, without a copy. In a [Bit1] image x must be a multiple of 8.
func (m Image) Sub(x, y, width, height int) (Image, error) {
	var offset, stride C.size_t
	err := call(func() C.ScipixStatus {
		return C.shim_subview(m.ptr(), m.shape(), C.size_t(x), C.size_t(y), C.size_t(width), C.size_t(height),
			&offset, &stride)
	})
	if err != nil {
		return Image{}, err
	}
	return Image{m.Pix[offset:], width, height, int(stride), m.Format}, nil
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

// first is the address that the library is given for a slice: nil for an empty one.
func first[To, From any](s []From) *To {
	if len(s) == 0 {
		return nil
	}
	return (*To)(unsafe.Pointer(&s[0]))
}
