package scipix

// #include "shim.h"
import "C"

// BackgroundParams has the numbers of a background normalisation. A field that is zero means its default.
type BackgroundParams struct {
	// TileWidth and TileHeight are the size of the tiles that are measured, at least 4. Default 10 and 15.
	TileWidth, TileHeight uint32
	// MinCount is the fewest pixels of paper that a tile is measured by, at most those of a tile. Default 40.
	MinCount uint32
	// SmoothX and SmoothY are the tiles to each side over which the background is averaged. If one of them is 0, it is not.
	// Default 2 and 1.
	SmoothX, SmoothY uint32
	// Threshold is the gray below which pixels, and those near one, are not paper. Default 60.
	Threshold uint8
	// Target is the gray that paper gets. Default 200.
	Target uint8

	exact bool
}

// DefaultBackgroundParams returns the library's defaults. Fields that are changed to zero stay zero.
func DefaultBackgroundParams() BackgroundParams {
	var c C.ScipixBackgroundParams
	C.scipix_background_params_init(&c)
	return BackgroundParams{
		TileWidth:  uint32(c.tile_width),
		TileHeight: uint32(c.tile_height),
		MinCount:   uint32(c.min_count),
		SmoothX:    uint32(c.smooth_x),
		SmoothY:    uint32(c.smooth_y),
		Threshold:  uint8(c.threshold),
		Target:     uint8(c.target),
		exact:      true,
	}
}

func (p BackgroundParams) c() C.ScipixBackgroundParams {
	if !p.exact {
		d := DefaultBackgroundParams()
		orDefault(&p.TileWidth, d.TileWidth)
		orDefault(&p.TileHeight, d.TileHeight)
		orDefault(&p.MinCount, d.MinCount)
		orDefault(&p.SmoothX, d.SmoothX)
		orDefault(&p.SmoothY, d.SmoothY)
		orDefault(&p.Threshold, d.Threshold)
		orDefault(&p.Target, d.Target)
	}
	return C.ScipixBackgroundParams{
		struct_size: C.sizeof_ScipixBackgroundParams,
		tile_width:  C.uint32_t(p.TileWidth),
		tile_height: C.uint32_t(p.TileHeight),
		min_count:   C.uint32_t(p.MinCount),
		smooth_x:    C.uint32_t(p.SmoothX),
		smooth_y:    C.uint32_t(p.SmoothY),
		threshold:   C.uint8_t(p.Threshold),
		target:      C.uint8_t(p.Target),
	}
}

// NormalizeBackground divides a page of any format by its background, so that shaded paper becomes evenly light, as
// Leptonica's pixBackgroundNorm does. dst is [Gray8] of the same size; it may be src if that is Gray8.
func NormalizeBackground(dst, src Image, params BackgroundParams) error {
	p := params.c()
	return call(func() C.ScipixStatus {
		return C.shim_image_normalize_background(src.ptr(), src.shape(), &p, dst.ptr(), dst.shape())
	})
}
