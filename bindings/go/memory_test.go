package scipix

import (
	"encoding/binary"
	"os"
	"path/filepath"
	"sync"
	"testing"
)

func TestPoolHandsOutAndTakesBack(t *testing.T) {
	config := DefaultPoolConfig()
	config.BufferSize, config.MaxBytes = 100, 256
	pool, err := NewPool(config)
	want(t, 0, err)
	a, err := pool.Acquire()
	want(t, 0, err)
	want(t, 0, a.Append([]byte("page")))
	if string(a.Bytes()) != "page" || cap(a.Bytes()) < 100 {
		t.Fatal(a.Bytes())
	}
	want(t, StatusOutOfRange, a.Append(make([]byte, cap(a.Bytes()))))
	copied := *a
	want(t, 0, a.Close())
	want(t, 0, a.Close())
	want(t, StatusWrongOwner, copied.Close())
	if a.Bytes() != nil {
		t.Fatal("the buffer is gone")
	}

	var held []*Buffer
	for err == nil {
		var b *Buffer
		if b, err = pool.Acquire(); err == nil {
			held = append(held, b)
		} else if b != nil {
			t.Fatal("a buffer that is none")
		}
	}
	want(t, StatusOutOfMemory, err)
	stats, err := pool.Stats()
	want(t, 0, err)
	if stats.Live != uint64(len(held)) || stats.Refused != 1 || stats.Acquired != stats.Live+1 || stats.Released != 1 {
		t.Fatalf("%+v, %d held", stats, len(held))
	}
	want(t, 0, pool.Trim())
	want(t, 0, pool.Close())
	want(t, 0, pool.Close())
	_, err = pool.Acquire()
	want(t, StatusClosed, err)
	for _, b := range held {
		want(t, 0, b.Close())
	}
	config.BufferSize = 0
	_, err = NewPool(config)
	want(t, StatusInvalidArgument, err)
}

func TestClosingAPoolThatOthersUse(t *testing.T) {
	pool, err := NewPool(DefaultPoolConfig())
	want(t, 0, err)
	var all sync.WaitGroup
	for g := 0; g < 8; g++ {
		all.Add(1)
		go func() {
			defer all.Done()
			for {
				b, err := pool.Acquire()
				if err != nil {
					want(t, StatusClosed, err)
					return
				}
				if err := b.Close(); err != nil {
					t.Error(err)
				}
			}
		}()
	}
	want(t, 0, pool.Close())
	all.Wait()
}

func TestSharedPools(t *testing.T) {
	b, err := AcquireBuffer(5000)
	want(t, 0, err)
	m := Image{Pix: b.Bytes()[:5000], Width: 50, Height: 100, Format: Gray8}
	want(t, 0, Threshold(m, NewImage(50, 100, Gray8), 3))
	want(t, 0, b.Close())
	_, err = AcquireBuffer(-1)
	want(t, StatusOverflow, err)
}

func TestArena(t *testing.T) {
	arena, err := NewArena(1024, 4096)
	want(t, 0, err)
	first, err := arena.Alloc(10, 64)
	want(t, 0, err)
	copy(first, "0123456789")
	mark, err := arena.Mark()
	want(t, 0, err)
	used := arena.Usage()
	block, err := arena.Alloc(500, 1)
	want(t, 0, err)
	if len(block) != 500 || address(first)%64 != 0 || arena.Usage() <= used || arena.Capacity() < 1024 {
		t.Fatal(len(block), arena.Usage(), arena.Capacity())
	}
	want(t, 0, arena.Rewind(mark))
	if arena.Usage() != used || string(first) != "0123456789" {
		t.Fatal(arena.Usage(), used)
	}
	_, err = arena.Alloc(5000, 1)
	want(t, StatusOutOfMemory, err)
	_, err = arena.Alloc(1, 3)
	want(t, StatusInvalidArgument, err)
	want(t, 0, arena.Reset())
	want(t, StatusInvalidArgument, arena.Rewind(mark))
	if arena.Usage() != 0 {
		t.Fatal(arena.Usage())
	}
	want(t, 0, arena.Close())
	if _, err := arena.Mark(); arena.Usage() != 0 {
		want(t, StatusClosed, err)
	}
}

// safetensors writes a file with one tensor of two floats.
func safetensors(t *testing.T) string {
	header := `{"__metadata__":{"by":"hand"},"w":{"dtype":"F32","shape":[1,2],"data_offsets":[0,8]}}`
	for len(header)%8 != 0 {
		header += " "
	}
	file := binary.LittleEndian.AppendUint64(nil, uint64(len(header)))
	file = append(append(file, header...), 0, 0, 0x80, 0x3f, 0, 0, 0, 0xc0)
	path := filepath.Join(t.TempDir(), "w.safetensors")
	if err := os.WriteFile(path, file, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestModel(t *testing.T) {
	path := safetensors(t)
	for _, options := range []ModelOptions{{}, {Populate: true, HugePages: true}, {PrivateCopy: true}} {
		model, err := OpenModel(path, options)
		want(t, 0, err)
		w, err := model.Tensor("w")
		want(t, 0, err)
		if f := w.Floats(); w.Name != "w" || w.Type != "F32" || len(w.Shape) != 2 || w.Shape[1] != 2 || f[0] != 1 || f[1] != -2 {
			t.Fatalf("%+v", w)
		}
		if at, err := model.TensorAt(0); err != nil || at.Name != "w" || model.TensorCount() != 1 {
			t.Fatal(at, err)
		}
		_, err = model.Tensor("v")
		want(t, StatusNotFound, err)
		_, err = model.Tensor("w\x00")
		want(t, StatusInvalidArgument, err)
		_, err = OpenQTensor(model, "w\x00")
		want(t, StatusInvalidArgument, err)
		_, err = model.TensorAt(-1)
		want(t, StatusOutOfRange, err)
		want(t, 0, model.Prefetch(0, len(model.Bytes())))
		want(t, 0, model.Advise(0, 8, AdviceRandom))
		want(t, StatusOutOfRange, model.Advise(1, len(model.Bytes()), AdviceRandom))
		if model.Metadata() != `{"by":"hand"}` {
			t.Fatal(model.Metadata())
		}
		want(t, 0, model.Close())
		if model.Bytes() != nil {
			t.Fatal("the model is closed")
		}
	}
	_, err := OpenModel(path+".none", ModelOptions{})
	want(t, StatusIO, err)
	_, err = OpenModel(path+"\x00.none", ModelOptions{})
	want(t, StatusInvalidArgument, err)
}
