package main

import (
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"testing"
)

// shown is the texts of a picture, each with its column and color.
type shown struct {
	X    float64 `xml:"x,attr"`
	Y    int     `xml:"y,attr"`
	Fill string  `xml:"fill,attr"`
	Bold string  `xml:"font-weight,attr"`
	Text string  `xml:",chardata"`
}

func textsOf(t *testing.T, picture string) (all []shown) {
	t.Helper()
	d := xml.NewDecoder(strings.NewReader(picture))
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return all
		}
		if err != nil {
			t.Fatalf("%v in %s", err, picture)
		}
		if e, ok := token.(xml.StartElement); ok && e.Name.Local == "text" {
			var s shown
			if err := d.DecodeElement(&s, &e); err != nil {
				t.Fatal(err)
			}
			all = append(all, s)
		}
	}
}

func TestDraw(t *testing.T) {
	const link = "\x1b]8;;https://example.com/\x1b\\"
	got := textsOf(t, draw("\x1b[1mfile\x1b[0m\n  \x1b[31m<error>\x1b[39m & "+
		"\x1b[2m["+link+"code"+link+"]\x1b[0m x   \n\n\x1b[0m  \n"))
	for i, want := range []shown{
		{14, 28, "", "bold", "file"},
		{29.6, 46, colors[1], "", "<error>"},
		{92, 46, "", "", "&"},
		{107.6, 46, faint, "", "["},
		{115.4, 46, faint, "", "code"},
		{146.6, 46, faint, "", "]"},
		{162.2, 46, "", "", "x"},
	} {
		if i >= len(got) || got[i] != want {
			t.Errorf("%d: %+v, not %+v", i, got, want)
		}
	}
	if len(got) != 7 {
		t.Errorf("%d texts", len(got))
	}
	if empty := textsOf(t, draw("")); empty != nil {
		t.Errorf("%+v", empty)
	}
}

func TestDrawStyles(t *testing.T) {
	got := textsOf(t, draw("\x1b[1;33ma\x1b[22mb\x1b[mc\x1b[2md\x1b[K\x1b(Be\nf"))
	var all []string
	for _, s := range got {
		all = append(all, s.Text+s.Fill+s.Bold)
	}
	want := "a" + colors[3] + "bold b" + colors[3] + " c d" + faint + " e" + faint + " f" + faint
	if s := strings.Join(all, " "); s != want {
		t.Errorf("%s, not %s", s, want)
	}
}
