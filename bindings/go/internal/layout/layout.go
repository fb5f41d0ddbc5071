// Code generated from include/scipix.h by scripts/generate; DO NOT EDIT.

// Package layout has the C library's structs as Go sees them, for a test: tests themselves cannot use cgo.
package layout

// #cgo pkg-config: scipix
// #include <scipix.h>
import "C"

// Structs has a value of each, in the order of the header.
var Structs = []any{
	C.ScipixCpuInfo{},
	C.ScipixImage{},
	C.ScipixImageMut{},
	C.ScipixBinarizeParams{},
	C.ScipixBackgroundParams{},
	C.ScipixSpeckParams{},
	C.ScipixBorderParams{},
	C.ScipixSpecks{},
	C.ScipixPageBox{},
	C.ScipixBorders{},
	C.ScipixPolarity{},
	C.ScipixLineParams{},
	C.ScipixRuledLine{},
	C.ScipixTensorParams{},
	C.ScipixComponent{},
	C.ScipixRotatedRect{},
	C.ScipixReadingOrderParams{},
	C.ScipixTextBoxParams{},
	C.ScipixCraftParams{},
	C.ScipixProbabilityMap{},
	C.ScipixTextBox{},
	C.ScipixCropParams{},
	C.ScipixCropSize{},
	C.ScipixLineGroupParams{},
	C.ScipixLineGroup{},
	C.ScipixCtcSymbol{},
	C.ScipixCtcAlternative{},
	C.ScipixCtcText{},
	C.ScipixCtcConfig{},
	C.ScipixCtcLine{},
	C.ScipixWordBoxParams{},
	C.ScipixWordBox{},
	C.ScipixBatchItem{},
	C.ScipixBatchResult{},
	C.ScipixBatcherConfig{},
	C.ScipixHistogram{},
	C.ScipixBatcherStats{},
	C.ScipixDone{},
	C.ScipixStage{},
	C.ScipixStageStats{},
	C.ScipixPoolConfig{},
	C.ScipixBuffer{},
	C.ScipixPoolStats{},
	C.ScipixArenaMark{},
	C.ScipixArenaCursor{},
	C.ScipixModelConfig{},
	C.ScipixTensorInfo{},
	C.ScipixQuantParams{},
	C.ScipixQuantError{},
	C.ScipixQuantConfig{},
}
