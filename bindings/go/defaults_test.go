package scipix

import (
	"bytes"
	"context"
	"testing"
	"time"
)

// ramp returns an image with every gray value.
func ramp() Image {
	m := NewImage(64, 64, Gray8)
	for i := range m.Pix {
		m.Pix[i] = byte(i*i>>4 + i)
	}
	return m
}

func TestZeroParamsAreTheDefaults(t *testing.T) {
	src := ramp()
	binarized := func(params BinarizeParams) []byte {
		t.Helper()
		dst := NewImage(64, 64, Gray8)
		want(t, 0, Binarize(dst, src, params))
		return dst.Pix
	}
	for _, method := range []BinarizeMethod{BinarizeFixed, BinarizeOtsu, BinarizeAdaptiveMean, BinarizeSauvola} {
		params := DefaultBinarizeParams()
		params.Method = method
		if !bytes.Equal(binarized(BinarizeParams{Method: method}), binarized(params)) {
			t.Error(method)
		}
	}
	if !bytes.Equal(binarized(BinarizeParams{}), binarized(BinarizeParams{Method: BinarizeOtsu})) {
		t.Error("Otsu is the default")
	}
	exact := DefaultBinarizeParams()
	exact.Method, exact.Threshold = BinarizeFixed, 0
	if black := bytes.Count(binarized(exact), []byte{0}); black != bytes.Count(src.Pix, []byte{0}) {
		t.Error("a zero of DefaultBinarizeParams stays:", black)
	}

	for _, params := range []TensorParams{{}, {Height: 20, Width: 30}} {
		explicit := DefaultTensorParams()
		explicit.Height, explicit.Width = params.Height, params.Width
		shape, err := TensorShape([]Image{src}, params)
		want(t, 0, err)
		zero, full := make([]float32, shape[1]*shape[2]*shape[3]), make([]float32, shape[1]*shape[2]*shape[3])
		want(t, 0, ToTensor(zero, []Image{src}, params))
		want(t, 0, ToTensor(full, []Image{src}, explicit))
		for i := range full {
			if zero[i] != full[i] {
				t.Fatal(params, i, zero[i], full[i])
			}
		}
	}
	small, bilinear := NewImage(13, 17, Gray8), NewImage(13, 17, Gray8)
	var filter Filter
	want(t, 0, Resize(small, src, filter))
	want(t, 0, Resize(bilinear, src, FilterBilinear))
	if !bytes.Equal(small.Pix, bilinear.Pix) {
		t.Error("the zero filter is bilinear")
	}
}

func TestZeroConfigsAreTheDefaults(t *testing.T) {
	data := []float32{-3, -1, 0.5, 2, 7, 9}
	zero, err := NewQTensor(data, []int{2, 3}, QuantConfig{})
	want(t, 0, err)
	full, err := NewQTensor(data, []int{2, 3}, DefaultQuantConfig())
	want(t, 0, err)
	if !bytes.Equal(zero.Bytes(), full.Bytes()) {
		t.Error(zero.Bytes(), full.Bytes())
	}
	if params, err := zero.Params(); err != nil || len(params) != 2 || params[0].ZeroPoint != 0 {
		t.Error(params, err)
	}
	want(t, 0, zero.Close())
	want(t, 0, full.Close())

	pool, err := NewPool(PoolConfig{MaxIdle: 3})
	want(t, 0, err)
	buffer, err := pool.Acquire()
	want(t, 0, err)
	if size := cap(buffer.Bytes()); size != DefaultPoolConfig().BufferSize {
		t.Error(size)
	}
	want(t, 0, buffer.Close())
	want(t, 0, pool.Close())

	for _, config := range []BatcherConfig[int]{{}, {Workers: 2}, {MaxBatchSize: 3}, {Mode: BatchGreedy}} {
		b := newDoubler(t, config)
		answer, err := b.Do(context.Background(), 4)
		if err != nil || answer != 8 || config.MaxBatchSize == 3 && b.Limit() != 3 {
			t.Error(config, answer, err)
		}
		want(t, 0, b.Close())
	}
	exact := DefaultBatcherConfig[int]()
	exact.MaxWait = 0
	b := newDoubler(t, exact)
	least := time.Hour
	for tries := 0; tries < 5; tries++ {
		start := time.Now()
		_, err = b.Do(context.Background(), 1)
		want(t, 0, err)
		if waited := time.Since(start); waited < least {
			least = waited
		}
	}
	if least > 40*time.Millisecond {
		t.Error("a zero of DefaultBatcherConfig stays:", least)
	}
	want(t, 0, b.Close())
}
