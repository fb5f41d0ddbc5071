package scipix

import (
	"image"
	"image/color"
	"unsafe"
)

// FromGray returns the pixels of a gray image, without a copy.
func FromGray(m *image.Gray) Image {
	return Image{m.Pix, m.Rect.Dx(), m.Rect.Dy(), m.Stride, Gray8}
}

// FromGray16 converts a gray image of 16 bits, whose samples Go keeps in big endian order, to a new [Gray16] image.
func FromGray16(m *image.Gray16) Image {
	dst := NewImage(m.Rect.Dx(), m.Rect.Dy(), Gray16)
	pix := dst.Pix
	for y := m.Rect.Min.Y; y < m.Rect.Max.Y; y++ {
		row := m.Pix[m.PixOffset(m.Rect.Min.X, y):]
		for x := 0; x < dst.Width; x++ {
			sample := uint16(row[2*x])<<8 | uint16(row[2*x+1])
			pix = pix[copy(pix, (*[2]byte)(unsafe.Pointer(&sample))[:]):]
		}
	}
	return dst
}

// FromRGBA returns the pixels of a colour image, without a copy.
func FromRGBA(m *image.RGBA) Image {
	return Image{m.Pix, m.Rect.Dx(), m.Rect.Dy(), m.Stride, RGBA8}
}

// FromNRGBA returns the pixels of a colour image whose colours are not multiplied by alpha, without a copy.
func FromNRGBA(m *image.NRGBA) Image {
	return Image{m.Pix, m.Rect.Dx(), m.Rect.Dy(), m.Stride, RGBA8}
}

// FromYCbCr returns the luma of a colour image, such as a decoded JPEG, as a [Gray8] image, without a copy. That is BT.601
// gray before the rounding to RGB, and takes no conversion. [RGBFromYCbCr] converts the colours.
func FromYCbCr(m *image.YCbCr) Image {
	return Image{m.Y, m.Rect.Dx(), m.Rect.Dy(), m.YStride, Gray8}
}

// RGBFromYCbCr converts a colour image to a new [RGB8] image, with the arithmetic of [color.YCbCrToRGB].
func RGBFromYCbCr(m *image.YCbCr) Image {
	dst := NewImage(m.Rect.Dx(), m.Rect.Dy(), RGB8)
	pix := dst.Pix
	for y := m.Rect.Min.Y; y < m.Rect.Max.Y; y++ {
		luma := m.Y[m.YOffset(m.Rect.Min.X, y):]
		for x := m.Rect.Min.X; x < m.Rect.Max.X; x++ {
			c := m.COffset(x, y)
			pix[0], pix[1], pix[2] = color.YCbCrToRGB(luma[x-m.Rect.Min.X], m.Cb[c], m.Cr[c])
			pix = pix[3:]
		}
	}
	return dst
}

// Gray returns the pixels as an image of Go's, without a copy; nil if the format is not [Gray8].
func (m Image) Gray() *image.Gray {
	if m.Format != Gray8 {
		return nil
	}
	_, stride := m.rowAndStride()
	return &image.Gray{Pix: m.Pix, Stride: stride, Rect: image.Rect(0, 0, m.Width, m.Height)}
}
