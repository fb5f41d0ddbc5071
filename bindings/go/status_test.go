package scipix

import (
	"context"
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"
)

// want fails the test if an error does not have the status; 0 stands for no error.
func want(t *testing.T, status Status, err error) {
	t.Helper()
	if status == 0 && err != nil || status != 0 && !errors.Is(err, status) {
		t.Fatalf("want status %d, got %v", status, err)
	}
}

func TestErrorHasStatusAndMessage(t *testing.T) {
	err := Threshold(NewImage(3, 3, Gray8), NewImage(4, 4, Gray8), 7)
	want(t, StatusSizeMismatch, err)
	if errors.Is(err, StatusIO) || !strings.Contains(err.Error(), "3x3") || !strings.Contains(err.Error(), "4x4") {
		t.Fatal(err)
	}
	var failure *Error
	if !errors.As(err, &failure) || failure.Status.String() != "SIZE_MISMATCH" || failure.Message == "" {
		t.Fatalf("%#v", failure)
	}
	if StatusDeadlineMissed.Error() != "scipix: deadline missed" || Status(77).String() != "UNKNOWN" {
		t.Fatal(StatusDeadlineMissed, Status(77))
	}
	if !errors.Is(&Error{Status: StatusDeadlineMissed}, context.DeadlineExceeded) ||
		errors.Is(&Error{Status: StatusClosed}, context.DeadlineExceeded) {
		t.Fatal("only a missed deadline is one")
	}
}

func TestLongMessagesAreWhole(t *testing.T) {
	name := strings.Repeat("long", 200)
	_, err := OpenModel("/nowhere/"+name, ModelOptions{})
	want(t, StatusIO, err)
	if !strings.Contains(err.Error(), name) {
		t.Fatal(err)
	}
}

func TestMessagesAreOfTheirOwnCall(t *testing.T) {
	done := make(chan error)
	for g := 1; g <= 8; g++ {
		go func(size int) {
			for i := 0; i < 500; i++ {
				err := Invert(NewImage(size, 100, Gray8), NewImage(size, 200, Gray8))
				if err == nil || !strings.Contains(err.Error(), fmt.Sprintf("%dx200", size)) {
					done <- err
					return
				}
			}
			done <- nil
		}(g)
	}
	for g := 1; g <= 8; g++ {
		if err := <-done; err != nil {
			t.Error("message of another call:", err)
		}
	}
}

func TestLibrary(t *testing.T) {
	if len(strings.Split(Version(), ".")) != 3 || ABIVersion() != BuiltForABI {
		t.Fatal(Version(), ABIVersion())
	}
	info, err := DetectCPU()
	want(t, 0, err)
	if info.LogicalCPUs < 1 || !HasCPU(info.Features) || HasCPU(1<<63) {
		t.Fatalf("%+v", info)
	}
	if names := (CPUAVX2 | CPUFMA).Names(); len(names) != 2 || names[0] != "avx2" {
		t.Fatal(names)
	}
}

func TestLevelsAreSetAndRestored(t *testing.T) {
	best := BestSIMDLevel()
	before := CurrentSIMDLevel()
	want(t, 0, SetSIMDLevel(SIMDScalar))
	if CurrentSIMDLevel() != SIMDScalar || SIMDScalar.String() != "scalar" {
		t.Fatal(CurrentSIMDLevel())
	}
	want(t, 0, SetSIMDLevel(before))
	want(t, StatusInvalidArgument, SetSIMDLevel(77))
	if best < before {
		t.Fatal(best, before)
	}

	want(t, 0, SetOptLevel(OptNone))
	if CurrentOptLevel() != OptNone {
		t.Fatal(CurrentOptLevel())
	}
	want(t, 0, SetOptLevel(OptFull))

	want(t, 0, SetThreadCount(3))
	if ThreadCount() != 3 {
		t.Fatal(ThreadCount())
	}
	want(t, StatusOutOfRange, SetThreadCount(math.MinInt))
	want(t, 0, SetThreadCount(0))
}
