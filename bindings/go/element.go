package scipix

// #include <scipix.h>
import "C"

import "unsafe"

// ElementType is the type of the numbers in a tensor.
type ElementType int32

const (
	// ElementOther is a type that the library does not compute with.
	ElementOther ElementType = C.SCIPIX_ELEMENT_OTHER
	// ElementF32 is 32-bit floats.
	ElementF32 ElementType = C.SCIPIX_ELEMENT_F32
	// ElementF16 is 16-bit floats (IEEE 754 binary16).
	ElementF16 ElementType = C.SCIPIX_ELEMENT_F16
	// ElementU8 is unsigned bytes.
	ElementU8 ElementType = C.SCIPIX_ELEMENT_U8
	// ElementI8 is signed bytes.
	ElementI8 ElementType = C.SCIPIX_ELEMENT_I8
)

// Byte is the type of a quantised number.
type Byte interface{ uint8 | int8 }

// Element is the type of a number in a tensor.
type Element interface{ float32 | Byte }

func elementOf[E Element]() C.ScipixElement {
	var zero E
	switch any(zero).(type) {
	case uint8:
		return C.SCIPIX_ELEMENT_U8
	case int8:
		return C.SCIPIX_ELEMENT_I8
	}
	return C.SCIPIX_ELEMENT_F32
}

func bytesOf[E Element](s []E) C.size_t {
	var zero E
	return C.size_t(uintptr(len(s)) * unsafe.Sizeof(zero))
}
