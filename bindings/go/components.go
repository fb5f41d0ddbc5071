package scipix

// #include "shim.h"
import "C"

// Connectivity is the number of the neighbours of a pixel that touch it.
type Connectivity int32

const (
	// Connectivity4 takes the pixels to the left, to the right, above and below.
	Connectivity4 Connectivity = C.SCIPIX_CONNECTIVITY_FOUR
	// Connectivity8 takes the diagonal neighbours too.
	Connectivity8 Connectivity = C.SCIPIX_CONNECTIVITY_EIGHT
)

// Component is the bounding box and the area of a connected component.
type Component struct {
	X, Y, Width, Height uint32
	// Area is the number of pixels.
	Area uint64
}

// Components finds the connected components of the black pixels of a [Bit1] image, or of the pixels of a [Gray8] image that
// are not 0, from top to bottom and left to right. labels is nil, or has an element for each pixel: those of component i get
// i + 1, all others 0.
func Components(labels []uint32, src Image, connectivity Connectivity) ([]Component, error) {
	if labels != nil && len(labels) != src.Width*src.Height {
		return nil, &Error{StatusSizeMismatch, "labels: length is not the number of pixels"}
	}
	found := make([]Component, 256)
	for {
		var count C.size_t
		err := call(func() C.ScipixStatus {
			return C.shim_image_components(src.ptr(), src.shape(), C.ScipixConnectivity(connectivity),
				first[C.uint32_t](labels), 0, first[C.ScipixComponent](found), C.size_t(len(found)), &count)
		})
		switch {
		case err == nil:
			return found[:count], nil
		case int(count) <= len(found):
			return nil, err
		}
		found = make([]Component, count) // there are more than there was room for
	}
}
