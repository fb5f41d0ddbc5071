// Pages levels and binarises pictures of pages concurrently, and counts their lines in batches, where a real program would
// call a model. Usage: pages PICTURE...
package main

import (
	"context"
	"fmt"
	"image"
	"image/draw"
	_ "image/jpeg"
	"image/png"
	"os"
	"sync"

	"scipix"
)

func main() {
	config := scipix.BatcherConfig[scipix.Image]{Mode: scipix.BatchGreedy}
	counter, err := scipix.NewBatcher(config, countLines)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	defer counter.Close()

	var pages sync.WaitGroup
	for _, path := range os.Args[1:] {
		pages.Add(1)
		go func(path string) {
			defer pages.Done()
			page, degrees, err := clean(path)
			if err != nil {
				fmt.Printf("%s: %v\n", path, err)
				return
			}
			lines, err := counter.Do(context.Background(), page)
			fmt.Printf("%s: turned by %.1f degrees, %d lines, %v\n", path, degrees, lines, err)
		}(path)
	}
	pages.Wait()
}

// clean reads a page, levels and binarises it, and writes the result beside the picture.
func clean(path string) (page scipix.Image, degrees float32, err error) {
	file, err := os.Open(path)
	if err != nil {
		return page, 0, err
	}
	defer file.Close()
	picture, _, err := image.Decode(file)
	if err != nil {
		return page, 0, err
	}
	rgba := image.NewRGBA(picture.Bounds())
	draw.Draw(rgba, rgba.Rect, picture, rgba.Rect.Min, draw.Src)

	gray := scipix.NewImage(rgba.Rect.Dx(), rgba.Rect.Dy(), scipix.Gray8)
	page = scipix.NewImage(gray.Width, gray.Height, scipix.Gray8)
	if err := scipix.Grayscale(gray, scipix.FromRGBA(rgba), scipix.LumaBT601); err != nil {
		return page, 0, err
	}
	degrees, confidence, err := scipix.Skew(gray)
	if err != nil {
		return page, 0, err
	}
	if confidence < 0.5 {
		degrees = 0
	}
	if err := scipix.Rotate(page, gray, degrees, 255); err != nil {
		return page, 0, err
	}
	params := scipix.BinarizeParams{Method: scipix.BinarizeSauvola}
	if err := scipix.Binarize(gray, page, params); err != nil {
		return page, 0, err
	}

	out, err := os.Create(path + ".bw.png")
	if err != nil {
		return page, 0, err
	}
	defer out.Close()
	return gray, degrees, png.Encode(out, gray.Gray())
}

// countLines answers each page with the number of times that a row with ink follows one with little ink.
func countLines(batch *scipix.Batch[scipix.Image, int]) {
	for i := 0; i < batch.Len(); i++ {
		page, lines, wasInk := batch.Item(i), 0, false
		for y := 0; y < page.Height; y++ {
			black := 0
			for _, pixel := range page.Pix[y*page.Stride:][:page.Width] {
				if pixel == 0 {
					black++
				}
			}
			isInk := black > page.Width/50
			if isInk && !wasInk {
				lines++
			}
			wasInk = isInk
		}
		batch.Set(i, lines)
	}
}
