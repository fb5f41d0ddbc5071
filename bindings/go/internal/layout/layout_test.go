package layout

import (
	"fmt"
	"os"
	"reflect"
	"strings"
	"testing"
)

// The C compiler wrote the table.
func TestLayoutIsTheTable(t *testing.T) {
	table, err := os.ReadFile("../../../../abi/layout.txt")
	if err != nil {
		t.Fatal(err)
	}
	var lines strings.Builder
	for _, value := range Structs {
		s := reflect.TypeOf(value)
		name := strings.TrimPrefix(s.Name(), "_Ctype_struct_")
		fmt.Fprintln(&lines, name, s.Size(), s.Align())
		for i := 0; i < s.NumField(); i++ {
			if f := s.Field(i); f.Name != "_" {
				fmt.Fprintf(&lines, "%s.%s %d %d\n", name, f.Name, f.Offset, f.Type.Size())
			}
		}
	}
	if lines.String() != string(table) {
		t.Fatalf("Go has\n%s", lines.String())
	}
}
