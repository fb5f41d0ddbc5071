package scipix

import (
	"errors"
	"math"
	"path/filepath"
	"sync"
	"testing"
)

func TestQuantizeByHand(t *testing.T) {
	params, err := QuantParamsFromRange[uint8](-1, 4)
	want(t, 0, err)
	if math.Abs(float64(params.Scale)-5./255) > 1e-7 || params.ZeroPoint != 51 {
		t.Fatal(params)
	}
	src := []float32{-1, 0, 4, 100, float32(math.NaN())}
	q := make([]uint8, 5)
	want(t, 0, Quantize(q, src, params))
	for i, x := range []uint8{0, 51, 255, 255, 0} {
		if q[i] != x {
			t.Fatal(q)
		}
	}
	back := make([]float32, 3)
	want(t, 0, Dequantize(back, q[:3], params))
	loss, err := MeasureQuantError(src[:3], q[:3], params)
	want(t, 0, err)
	if back[1] != 0 || loss.MaxAbs > 1e-6 || loss.Cosine < 0.999999 || loss.SQNR < 100 || loss.MSE > 1e-12 {
		t.Fatal(back, loss)
	}
	want(t, StatusSizeMismatch, Quantize(q[:1], src, params))
	want(t, StatusInvalidArgument, Quantize(q, src, QuantParams{}))

	signed, err := QuantParamsFromData[int8]([]float32{-1, 1})
	want(t, 0, err)
	symmetric, err := QuantParamsSymmetric[int8](1)
	want(t, 0, err)
	if symmetric.ZeroPoint != 0 || signed.Scale <= symmetric.Scale*0.99 {
		t.Fatal(signed, symmetric)
	}
}

func TestQuantizeChannels(t *testing.T) {
	params := []QuantParams{{1, 0}, {0.5, 1}}
	src := []float32{1, 2, 1, 2, -3, -4, -3, -4} // [2, 2 channels, 2]
	q := make([]int8, 8)
	want(t, 0, QuantizeChannels(q, src, 2, params))
	for i, x := range []int8{1, 2, 3, 5, -3, -4, -5, -7} {
		if q[i] != x {
			t.Fatal(q)
		}
	}
	back := make([]float32, 8)
	want(t, 0, DequantizeChannels(back, q, 2, params))
	for i := range src {
		if back[i] != src[i] {
			t.Fatal(back)
		}
	}
	u := make([]uint8, 8)
	want(t, 0, QuantizeChannels(u, src, 2, params))
	want(t, 0, DequantizeChannels(back, u, 2, params))
	if u[3] != 5 || u[4] != 0 || back[0] != 1 {
		t.Fatal(u, back)
	}
	want(t, StatusSizeMismatch, QuantizeChannels(q[:7], src[:7], 2, params))
	want(t, StatusSizeMismatch, QuantizeChannels(q, src, 2, nil))
}

func TestQTensorIsSavedAndOpened(t *testing.T) {
	data := []float32{1, -0.5, 0.25, 127, 3, -127}
	tensor, err := NewQTensor(data, []int{2, 3}, DefaultQuantConfig())
	want(t, 0, err)
	params, err := tensor.Params()
	want(t, 0, err)
	if len(params) != 2 || params[1].Scale != 1 || tensor.SizeBytes() != 22 || tensor.CompressionRatio() < 1 {
		t.Fatal(params, tensor.SizeBytes(), tensor.CompressionRatio())
	}
	loss, err := tensor.MeasureError(data)
	want(t, 0, err)
	if loss.MaxAbs > 0.5/127+1e-6 {
		t.Fatal(loss)
	}
	_, err = NewQTensor(data, []int{2, 2}, DefaultQuantConfig())
	want(t, StatusSizeMismatch, err)

	path := filepath.Join(t.TempDir(), "q.safetensors")
	want(t, 0, SaveQTensors(path, NamedQTensor{"a", tensor}, NamedQTensor{"b", tensor}))
	want(t, StatusInvalidArgument, SaveQTensors(path, NamedQTensor{"", tensor}))
	want(t, StatusInvalidArgument, SaveQTensors(path, NamedQTensor{"a\x00", tensor}))
	want(t, StatusInvalidArgument, SaveQTensors(path+"\x00", NamedQTensor{"a", tensor}))
	model, err := OpenModel(path, ModelOptions{})
	want(t, 0, err)
	opened, err := OpenQTensor(model, "b")
	want(t, 0, err)
	_, err = OpenQTensor(model, "c")
	want(t, StatusNotFound, err)
	want(t, 0, model.Close()) // the tensor keeps its bytes
	if string(opened.Bytes()) != string(tensor.Bytes()) || len(opened.Shape()) != 2 || opened.Shape()[1] != 3 {
		t.Fatal(opened.Bytes(), tensor.Bytes(), opened.Shape())
	}
	floats := make([]float32, 6)
	want(t, 0, opened.Float32(floats))
	if floats[3] != 127 || floats[5] != -127 {
		t.Fatal(floats)
	}
	want(t, StatusSizeMismatch, opened.Float32(floats[1:]))
	want(t, 0, opened.Close())
	want(t, 0, tensor.Close())
	want(t, StatusClosed, SaveQTensors(path, NamedQTensor{"a", tensor}))
	want(t, StatusNullPointer, SaveQTensors(path, NamedQTensor{"a", nil}))
	want(t, StatusClosed, tensor.Float32(floats))
}

// Goroutines save tensors twice in one file, in two orders, while others close them.
func TestSaveWhileClosing(t *testing.T) {
	for i := 0; i < 100; i++ {
		a, err := NewQTensor([]float32{1, 2}, []int{2}, DefaultQuantConfig())
		want(t, 0, err)
		b, err := NewQTensor([]float32{3, 4}, []int{2}, DefaultQuantConfig())
		want(t, 0, err)
		var all sync.WaitGroup
		run := func(f func() error) {
			all.Add(1)
			go func() {
				defer all.Done()
				if err := f(); err != nil && !errors.Is(err, StatusClosed) {
					t.Error(err)
				}
			}()
		}
		first, second := filepath.Join(t.TempDir(), "1"), filepath.Join(t.TempDir(), "2")
		run(func() error {
			return SaveQTensors(first, NamedQTensor{"a", a}, NamedQTensor{"b", b}, NamedQTensor{"c", a})
		})
		run(func() error {
			return SaveQTensors(second, NamedQTensor{"b", b}, NamedQTensor{"a", a}, NamedQTensor{"c", b})
		})
		run(a.Close)
		run(b.Close)
		all.Wait()
	}
}

func TestLinear(t *testing.T) {
	weights, err := NewQTensor([]float32{1, 0, 0, 1, 1, 1}, []int{3, 2}, DefaultQuantConfig())
	want(t, 0, err)
	layer, err := NewLinear(weights, []float32{0, 0, 10})
	want(t, 0, err)
	_, err = NewLinear(weights, []float32{0})
	want(t, StatusSizeMismatch, err)
	want(t, 0, weights.Close())
	out := make([]float32, 6)
	want(t, 0, layer.Run(out, []float32{0, 255, 51, 255}, 2))
	for i, x := range []float64{0, 255, 265, 51, 255, 316} {
		if math.Abs(float64(out[i])-x) > 0.01 {
			t.Fatal(out)
		}
	}
	want(t, StatusSizeMismatch, layer.Run(out, []float32{1}, 1))
	testLinearBytes(t, layer)
	want(t, 0, layer.Close())
	want(t, StatusClosed, layer.Run(out, []float32{0, 0, 0, 0}, 2))
}

func testLinearBytes(t *testing.T, layer *Linear) {
	ones, halves := QuantParams{1, 0}, QuantParams{0.5, -100}
	bytes := make([]uint8, 3)
	want(t, 0, RunLinear(layer, bytes, ones, []uint8{7, 20}, ones, 1))
	if bytes[0] != 7 || bytes[1] != 20 || bytes[2] != 37 {
		t.Fatal(bytes)
	}
	signed := make([]int8, 3)
	want(t, 0, RunLinear(layer, signed, halves, []int8{-7, 100}, ones, 1))
	if signed[0] != -114 || signed[1] != 100 || signed[2] != 106 {
		t.Fatal(signed)
	}
	want(t, StatusSizeMismatch, RunLinear(layer, bytes, ones, []uint8{7}, ones, 1))
	want(t, StatusInvalidArgument, RunLinear(layer, bytes, ones, []uint8{7, 20}, halves, 1))
}

func TestMatMul(t *testing.T) {
	out := make([]int32, 4)
	want(t, 0, MatMul(out, []uint8{1, 2, 255, 0}, []int8{3, -4, 127, 1}, 2, 2, 2))
	for i, x := range []int32{3 - 8, 127 + 2, 765, 255 * 127} {
		if out[i] != x {
			t.Fatal(out)
		}
	}
	want(t, 0, MatMul(out[:1], []int8{-2, 3}, []int8{-4, 5}, 1, 2, 1))
	if out[0] != 23 {
		t.Fatal(out[0])
	}
	want(t, StatusSizeMismatch, MatMul(out, []int8{1}, []int8{1}, 1, 2, 1))
}
