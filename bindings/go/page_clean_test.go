package scipix

import (
	"bytes"
	"testing"
)

// letterPage returns lines of bars like letters, of which some rise and few hang, so that the page is upright.
func letterPage(paper, ink byte) Image {
	page := NewImage(420, 330, Gray8)
	for i := range page.Pix {
		page.Pix[i] = paper
	}
	for line := 0; 40+44*line < page.Height-50; line++ {
		for i := 0; 30+12*i < page.Width-40; i++ {
			kind, top := (7*i+3*line)%10, 40+44*line
			first, last := top, top+16
			if kind < 4 {
				first -= 8
			} else if kind == 9 {
				last += 7
			}
			for y := first; y < last; y++ {
				for x := 0; x < 8; x++ {
					page.Pix[y*page.Stride+30+12*i+x] = ink
				}
			}
		}
	}
	return page
}

func TestPagesAreCleaned(t *testing.T) {
	cleaner, err := NewPageCleaner()
	want(t, 0, err)
	page := letterPage(240, 20)
	clean, report, err := cleaner.Clean(page, PageCleanParams{})
	want(t, 0, err)
	if !bytes.Equal(clean.Pix, page.Pix) || report.Inverted || report.Orientation.Degrees != 0 || report.Evenness != 100 {
		t.Fatal(report)
	}
	clean, report, err = cleaner.Clean(letterPage(15, 235), PageCleanParams{})
	want(t, 0, err)
	if !bytes.Equal(clean.Pix, page.Pix) || !report.Inverted || !report.LightOnDark {
		t.Fatal(report)
	}
	turned := NewImage(page.Width, page.Height, Gray8)
	want(t, 0, Flip(turned, page, FlipBoth))
	found, err := FindPageOrientation(turned)
	want(t, 0, err)
	if found.Degrees != 180 || found.Letters < 150 {
		t.Fatal(found)
	}
	clean, report, err = cleaner.Clean(turned, PageCleanParams{Bits: true})
	want(t, 0, err)
	if report.Turned != 180 || clean.Format != Bit1 || clean.Pix[41*clean.Stride+3] != 3 {
		t.Fatal(report, clean.Format)
	}
	clean, report, err = cleaner.Clean(turned, PageCleanParams{Orientation: CleanOff, KeepSize: true})
	want(t, 0, err)
	if report.Turned != 0 || !bytes.Equal(clean.Pix, turned.Pix) {
		t.Fatal(report)
	}
	_, _, err = cleaner.Clean(page, PageCleanParams{Lines: 7})
	want(t, StatusInvalidArgument, err)
	_, err = FindPageOrientation(Image{})
	if err == nil {
		t.Fatal("an empty image has no orientation")
	}
	want(t, 0, cleaner.Close())
	_, _, err = cleaner.Clean(page, PageCleanParams{})
	want(t, StatusClosed, err)
}
