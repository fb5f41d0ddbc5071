package scipix

import (
	"context"
	"fmt"
	"testing"
	"time"
)

func TestHigherPrioritiesAreProcessedFirst(t *testing.T) {
	config := greedy()
	config.MaxBatchSize, config.PreferredBatchSize = 1, 1
	config.PriorityLevels, config.PriorityAging = 3, time.Hour
	config.Priority = func(item int) uint32 { return uint32(item % 4) } // 0 is the default, the lowest
	gate := make(chan struct{})
	var order []int
	b, err := NewBatcher(config, func(batch *Batch[int, int]) {
		<-gate
		order = append(order, batch.Item(0))
		doubled(batch)
	})
	want(t, 0, err)
	pending := fill(t, b, 8)
	stats, err := b.Stats()
	want(t, 0, err)
	if depths := stats.LevelDepths; depths[0] != 2 || depths[1] != 2 || depths[2] != 4 || depths[3] != 0 {
		t.Fatal(depths)
	}
	close(gate)
	for _, p := range pending {
		_, err := p.Wait(context.Background())
		want(t, 0, err)
	}
	want(t, 0, b.Close())
	if got := fmt.Sprint(order); got != "[0 1 5 2 6 3 4 7 8]" {
		t.Fatal(got)
	}
}

func TestPrioritiesAreChecked(t *testing.T) {
	if c := DefaultBatcherConfig[int](); c.PriorityLevels != 0 || c.DefaultPriority != 0 || c.PriorityAging != time.Second {
		t.Fatalf("%+v", c)
	}
	for _, levels := range [][2]int{{-1, 0}, {17, 0}, {1 << 32, 0}, {3, 4}, {0, 2}, {3, -1}} {
		config := BatcherConfig[int]{PriorityLevels: levels[0], DefaultPriority: levels[1]}
		_, err := NewBatcher(config, doubled)
		want(t, StatusInvalidArgument, err)
	}
	_, err := NewBatcher(BatcherConfig[int]{PriorityLevels: 3, PriorityAging: -1}, doubled)
	want(t, StatusInvalidArgument, err)
	b := newDoubler(t, BatcherConfig[int]{
		Mode: BatchGreedy, PriorityLevels: 3, Priority: func(item int) uint32 { return uint32(item) },
	})
	for item, status := range []Status{0, 0, 0, 0, StatusInvalidArgument} {
		_, err := b.Do(context.Background(), item)
		want(t, status, err)
	}
	want(t, 0, b.Close())
}
