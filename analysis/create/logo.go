package create

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"path"
	"slices"
	"strings"
	"sync"
)

const (
	maxLogo  = 1 << 20 // bytes of an icon that becomes the logo
	logoSize = 256     // pixels of each side of the neutral one
)

// logo is the chart's icon if that is a PNG in the archive, or else a neutral one.
func (d *draft) logo() []byte {
	if d.Chart != nil {
		if icon := d.icon(); icon != nil {
			return icon
		}
	}
	return neutralLogo()
}

// icon is the icon in the chart's archive; nil if there is none. Chart.yaml may name it by its path or by an address
// that ends in its name; others are called logo or icon.
func (d *draft) icon() []byte {
	named := strings.TrimPrefix(aboutChart(d.Chart).icon, "file://")
	var best []byte
	rank := 0
	for name, text := range d.Chart.Sources() {
		base := strings.ToLower(path.Base(name))
		if path.Ext(base) != ".png" || len(text) > maxLogo {
			continue
		}
		r := 0
		switch {
		case name == path.Clean(named):
			r = 3
		case named != "" && path.Base(name) == path.Base(named):
			r = 2
		case base == "logo.png" || base == "icon.png":
			r = 1
		}
		if r > rank {
			if _, err := png.DecodeConfig(strings.NewReader(text)); err == nil {
				best, rank = []byte(text), r
			}
		}
	}
	return best
}

// face is a side of the package in the neutral logo: its corners in units of the picture's width, from its upper left
// corner.
type face struct {
	corners [4][2]float64
	color   color.NRGBA
}

// faces are those of a package, seen from a corner. The last one that contains a point gives its color.
var faces = []face{
	{[4][2]float64{{.5, .16}, {.86, .34}, {.5, .52}, {.14, .34}}, color.NRGBA{0xc9, 0xd3, 0xdc, 0xff}},
	{[4][2]float64{{.14, .34}, {.5, .52}, {.5, .9}, {.14, .72}}, color.NRGBA{0x9a, 0xa8, 0xb5, 0xff}},
	{[4][2]float64{{.86, .34}, {.5, .52}, {.5, .9}, {.86, .72}}, color.NRGBA{0x7b, 0x8a, 0x99, 0xff}},
	{[4][2]float64{{.62, .22}, {.74, .28}, {.38, .46}, {.26, .4}}, color.NRGBA{0xee, 0xf2, 0xf5, 0xff}},
}

// neutralLogo is a picture of a package.
var neutralLogo = sync.OnceValue(func() []byte {
	img := image.NewNRGBA(image.Rect(0, 0, logoSize, logoSize))
	for y := range logoSize {
		for x := range logoSize {
			img.SetNRGBA(x, y, mixed(func(px, py float64) (color.NRGBA, bool) {
				for _, f := range slices.Backward(faces) {
					if inside(f.corners, px/logoSize, py/logoSize) {
						return f.color, true
					}
				}
				return color.NRGBA{}, false
			}, float64(x), float64(y)))
		}
	}
	var out bytes.Buffer
	encoder := png.Encoder{CompressionLevel: png.BestCompression}
	if err := encoder.Encode(&out, img); err != nil {
		panic(err) // writing to memory does not fail
	}
	return out.Bytes()
})

// mixed is the color of a pixel: what at says of 16 points in it, so that edges are smooth.
func mixed(at func(x, y float64) (color.NRGBA, bool), x, y float64) color.NRGBA {
	const n = 4
	var r, g, b, count int
	for i := range n {
		for j := range n {
			if c, ok := at(x+(float64(i)+.5)/n, y+(float64(j)+.5)/n); ok {
				r, g, b, count = r+int(c.R), g+int(c.G), b+int(c.B), count+1
			}
		}
	}
	if count == 0 {
		return color.NRGBA{}
	}
	return color.NRGBA{uint8(r / count), uint8(g / count), uint8(b / count), uint8(255 * count / (n * n))}
}

// inside reports whether a point is in a convex quadrilateral, whose corners are given clockwise or the other way.
func inside(corners [4][2]float64, x, y float64) bool {
	left, right := false, false
	for i, a := range corners {
		b := corners[(i+1)%4]
		cross := (b[0]-a[0])*(y-a[1]) - (b[1]-a[1])*(x-a[0])
		left, right = left || cross < 0, right || cross > 0
	}
	return !(left && right)
}
