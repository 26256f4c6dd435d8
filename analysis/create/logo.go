package create

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"path"
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

// neutralLogo is a picture of a package: a cube, seen from a corner.
var neutralLogo = sync.OnceValue(func() []byte {
	img := image.NewNRGBA(image.Rect(0, 0, logoSize, logoSize))
	const m, w, h = logoSize / 2, 100, 58 // the middle, and how far the corners are from it
	top, bottom := float64(m-2*h), float64(m+2*h)
	faces := []struct {
		corners [4][2]float64
		color   color.NRGBA
	}{
		{[4][2]float64{{m, top}, {m + w, m - h}, {m, m}, {m - w, m - h}}, color.NRGBA{0x8f, 0xb4, 0xd8, 0xff}},
		{[4][2]float64{{m - w, m - h}, {m, m}, {m, bottom}, {m - w, m + h}}, color.NRGBA{0x4a, 0x7b, 0xab, 0xff}},
		{[4][2]float64{{m, m}, {m + w, m - h}, {m + w, m + h}, {m, bottom}}, color.NRGBA{0x2c, 0x54, 0x7c, 0xff}},
	}
	for y := range logoSize {
		for x := range logoSize {
			img.SetNRGBA(x, y, mixed(func(px, py float64) (color.NRGBA, bool) {
				for _, f := range faces {
					if inside(f.corners, px, py) {
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
