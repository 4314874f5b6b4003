package pages

import (
	"fmt"
	"image/color"
	"strings"

	"github.com/boombuler/barcode/qr"
)

// quiet is the margin that a QR code needs, in modules (ISO/IEC 18004).
const quiet = 4

// QR is a QR code as an SVG's path.
type QR struct {
	Size int    // of the square, in modules, margin included
	Path string // of the dark modules
}

func newQR(text string) (*QR, error) {
	code, err := qr.Encode(text, qr.M, qr.Auto)
	if err != nil {
		return nil, err
	}
	size := code.Bounds().Dx()
	var path strings.Builder
	for y := range size {
		for x := 0; x < size; x++ {
			width := 0
			for x+width < size && dark(code.At(x+width, y)) {
				width++
			}
			if width > 0 {
				fmt.Fprintf(&path, "M%d %dh%dv1h-%dz", x+quiet, y+quiet, width, width)
				x += width
			}
		}
	}
	return &QR{Size: size + 2*quiet, Path: path.String()}, nil
}

func dark(c color.Color) bool {
	r, _, _, _ := c.RGBA()
	return r == 0
}
