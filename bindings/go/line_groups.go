package scipix

// #include <scipix.h>
import "C"

// LineGroupParams has the limits of groups of lines. A field that is zero means its default.
type LineGroupParams struct {
	// Height is the height to which the recogniser's input scales a line. Default 48.
	Height uint32
	// MaxColumns limits the columns of a group's tensor, its lines side by side. Default 0, no limit.
	MaxColumns uint32
	// MaxLines limits the lines of a group. Default 0, no limit.
	MaxLines uint32
	// MaxPadding is the largest part of a group's columns that is padding, from 0 to 1. Default 0.1.
	MaxPadding float32
	// WidthMultiple is what widths are rounded up to a multiple of. Default 1.
	WidthMultiple uint32
	// MinWidth is the width to which narrower lines are padded. Default 0.
	MinWidth uint32
	// MaxWidth is the width to which wider lines are squeezed. Default 0, no limit.
	MaxWidth uint32

	exact bool
}

// DefaultLineGroupParams returns the library's defaults. Fields that are changed to zero stay zero.
func DefaultLineGroupParams() LineGroupParams {
	var c C.ScipixLineGroupParams
	C.scipix_line_group_params_init(&c)
	return LineGroupParams{
		Height:        uint32(c.height),
		MaxColumns:    uint32(c.max_columns),
		MaxLines:      uint32(c.max_lines),
		MaxPadding:    float32(c.max_padding),
		WidthMultiple: uint32(c.width_multiple),
		MinWidth:      uint32(c.min_width),
		MaxWidth:      uint32(c.max_width),
		exact:         true,
	}
}

func (p LineGroupParams) c() C.ScipixLineGroupParams {
	if !p.exact {
		d := DefaultLineGroupParams()
		orDefault(&p.Height, d.Height)
		orDefault(&p.MaxPadding, d.MaxPadding)
	}
	return C.ScipixLineGroupParams{
		struct_size:    C.sizeof_ScipixLineGroupParams,
		height:         C.uint32_t(p.Height),
		max_columns:    C.uint32_t(p.MaxColumns),
		max_lines:      C.uint32_t(p.MaxLines),
		max_padding:    C.float(p.MaxPadding),
		width_multiple: C.uint32_t(p.WidthMultiple),
		min_width:      C.uint32_t(p.MinWidth),
		max_width:      C.uint32_t(p.MaxWidth),
	}
}

// LineGroup is lines that share a tensor.
type LineGroup struct {
	// Lines has their indices, the widest first: they undo the order of the results.
	Lines []uint32
	// Width is the columns of the tensor: those of the widest line.
	Width int
}

// LineGroups plans groups of lines of similar width, from the widest down, of lines with crops of these sizes.
func LineGroups(sizes []CropSize, params LineGroupParams) ([]LineGroup, error) {
	p := params.c()
	lines := make([]C.ScipixCropSize, len(sizes))
	for i, size := range sizes {
		lines[i] = C.ScipixCropSize{width: C.size_t(size.Width), height: C.size_t(size.Height)}
	}
	order, groups := make([]uint32, len(sizes)), make([]C.ScipixLineGroup, len(sizes))
	var count C.size_t
	err := call(func() C.ScipixStatus {
		return C.scipix_line_groups(first[C.ScipixCropSize](lines), C.size_t(len(lines)), &p, first[C.uint32_t](order),
			first[C.ScipixLineGroup](groups), &count)
	})
	if err != nil {
		return nil, err
	}
	found := make([]LineGroup, count)
	for i := range found {
		from, to := groups[i].first, groups[i].first+groups[i].len
		found[i] = LineGroup{order[from:to:to], int(groups[i].width)}
	}
	return found, nil
}
