package scipix

// #include <scipix.h>
import "C"

// PixelPoint is a point of a polygon in whole pixels.
type PixelPoint struct{ X, Y int32 }

// RotatedRect is a rectangle at an angle.
type RotatedRect struct {
	Center Point
	// Width is the length of the side along the angle.
	Width float32
	// Height is the length of the side across the angle.
	Height float32
	// Angle is the angle of the width in degrees, clockwise.
	Angle float32
}

// Corners returns the corners top left, top right, bottom right and bottom left.
func (r RotatedRect) Corners() Quad {
	rect := C.ScipixRotatedRect{
		center_x: C.float(r.Center.X),
		center_y: C.float(r.Center.Y),
		width:    C.float(r.Width),
		height:   C.float(r.Height),
		angle:    C.float(r.Angle),
	}
	var quad Quad
	C.scipix_rotated_rect_corners(&rect, first[C.float](quad[:])) // fails for no rectangle
	return quad
}

// MinAreaRect returns the rectangle of least area around points, as OpenCV's minAreaRect. It fails without points.
func MinAreaRect(points []PixelPoint) (RotatedRect, error) {
	var r C.ScipixRotatedRect
	err := call(func() C.ScipixStatus {
		return C.scipix_points_min_area_rect(first[C.int32_t](points), C.size_t(len(points)), &r)
	})
	center := Point{float32(r.center_x), float32(r.center_y)}
	return RotatedRect{center, float32(r.width), float32(r.height), float32(r.angle)}, err
}

// points returns what f writes to the room for cap points, or to more room if there are more.
func points(cap int, f func(out *C.int32_t, cap C.size_t, count *C.size_t) C.ScipixStatus) ([]PixelPoint, error) {
	for {
		out := make([]PixelPoint, cap)
		var count C.size_t
		err := call(func() C.ScipixStatus { return f(first[C.int32_t](out), C.size_t(cap), &count) })
		switch {
		case err == nil:
			return out[:count], nil
		case int(count) <= cap:
			return nil, err
		}
		cap = int(count)
	}
}

// ConvexHull returns the corners of the convex hull of points, clockwise.
func ConvexHull(of []PixelPoint) ([]PixelPoint, error) {
	return points(len(of), func(out *C.int32_t, cap C.size_t, count *C.size_t) C.ScipixStatus {
		return C.scipix_points_convex_hull(first[C.int32_t](of), C.size_t(len(of)), out, cap, count)
	})
}

// PolygonArea returns the area of a polygon, which may run in either direction.
func PolygonArea(polygon []PixelPoint) float64 {
	var area C.double
	C.scipix_polygon_area(first[C.int32_t](polygon), C.size_t(len(polygon)), &area) // any polygon has one
	return float64(area)
}

// PolygonPerimeter returns the length of the closed border of a polygon.
func PolygonPerimeter(polygon []PixelPoint) float64 {
	var length C.double
	C.scipix_polygon_perimeter(first[C.int32_t](polygon), C.size_t(len(polygon)), &length) // any polygon has one
	return float64(length)
}

// OffsetPolygon offsets a polygon outwards with round joins, as Clipper does.
func OffsetPolygon(polygon []PixelPoint, distance float64) ([]PixelPoint, error) {
	return points(64, func(out *C.int32_t, cap C.size_t, count *C.size_t) C.ScipixStatus {
		return C.scipix_polygon_offset(first[C.int32_t](polygon), C.size_t(len(polygon)), C.double(distance), out, cap, count)
	})
}

// SimplifyPolygon drops corners of a polygon such that none is farther than about tolerance from the sides
// that are left.
func SimplifyPolygon(polygon []PixelPoint, tolerance float64) ([]PixelPoint, error) {
	return points(len(polygon), func(out *C.int32_t, cap C.size_t, count *C.size_t) C.ScipixStatus {
		return C.scipix_polygon_simplify(first[C.int32_t](polygon), C.size_t(len(polygon)), C.double(tolerance), out, cap, count)
	})
}
