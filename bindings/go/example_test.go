package scipix_test

import (
	"context"
	"errors"
	"fmt"

	"scipix"
)

func ExampleBinarize() {
	page := scipix.Image{Pix: []byte{250, 20, 240, 30, 10, 245}, Width: 3, Height: 2, Format: scipix.Gray8}
	bits := scipix.NewImage(3, 2, scipix.Bit1)
	err := scipix.Binarize(bits, page, scipix.DefaultBinarizeParams())
	fmt.Printf("%03b %v\n", []byte{bits.Pix[0] >> 5, bits.Pix[1] >> 5}, err)
	// Output: [010 110] <nil>
}

func ExampleError() {
	err := scipix.Invert(scipix.NewImage(3, 3, scipix.Gray8), scipix.NewImage(4, 4, scipix.Gray8))
	fmt.Println(errors.Is(err, scipix.StatusSizeMismatch), err)
	// Output: true scipix: size mismatch: dst: is 3x3, src is 4x4
}

func ExampleToTensor() {
	line := scipix.Image{Pix: []byte{0, 255, 51}, Width: 3, Height: 1, Format: scipix.Gray8}
	params := scipix.DefaultTensorParams()
	params.Channels = scipix.Gray8
	params.Mean[0], params.StdDev[0] = 0.5, 0.5
	shape, _ := scipix.TensorShape([]scipix.Image{line}, params)
	tensor := make([]float32, shape[0]*shape[1]*shape[2]*shape[3])
	err := scipix.ToTensor(tensor, []scipix.Image{line}, params)
	fmt.Printf("%v %.1f %v\n", shape, tensor, err)
	// Output: [1 1 1 3] [-1.0 1.0 -0.6] <nil>
}

func ExampleBatcher() {
	config := scipix.DefaultBatcherConfig[string]()
	config.Mode = scipix.BatchGreedy
	batcher, err := scipix.NewBatcher(config, func(batch *scipix.Batch[string, int]) {
		for i := 0; i < batch.Len(); i++ {
			batch.Set(i, len(batch.Item(i)))
		}
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer batcher.Close()
	length, err := batcher.Do(context.Background(), "one line of text")
	fmt.Println(length, err)
	// Output: 16 <nil>
}

func ExampleQuantize() {
	data := []float32{-1, 0, 0.5, 1}
	params, _ := scipix.QuantParamsSymmetric[int8](1)
	quantised := make([]int8, len(data))
	err := scipix.Quantize(quantised, data, params)
	fmt.Println(quantised, err)
	// Output: [-127 0 64 127] <nil>
}
