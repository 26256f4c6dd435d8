package chart

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"path"
	"strings"
)

// Limits that keep a hostile archive harmless. Published charts stay far below: of 98 archives the largest has 320 KB,
// unpacks to 3.6 MB and holds 318 entries and 14 charts.
const (
	maxCompressed = 20 << 20  // bytes of an archive
	maxUnpacked   = 200 << 20 // bytes that an archive and all archives inside it unpack to
	maxHeaders    = 100_000   // entries of an archive and all archives inside it
	maxKept       = 10_000    // files whose text is kept
	maxKeptBytes  = 64 << 20  // bytes of all kept files together
	maxFile       = 5 << 20   // bytes of one file; Helm refuses a chart with a larger one (MaxDecompressedFileSize)
	maxRatio      = 400       // unpacked to compressed size; that of published charts is at most 15, that of zeros 1,000
	ratioFloor    = 16 << 20  // unpacked bytes below which the ratio is of no concern
	maxNesting    = 8         // archives inside archives
	maxCharts     = 200       // charts of an archive and all inside it; each may include the templates of all
	maxPath       = 1024      // bytes of an entry's path
)

// budget is what is left of the limits, for an archive together with those inside it.
type budget struct {
	unpacked  int64 // bytes that come out of gzip
	content   int64 // bytes of the entries that are read
	keptBytes int64
	headers   int
	kept      int
	charts    int
	buf       bytes.Buffer // content of the entry being read
}

func newBudget() *budget {
	return &budget{
		unpacked: maxUnpacked, content: maxUnpacked, keptBytes: maxKeptBytes, headers: maxHeaders, kept: maxKept,
		charts: maxCharts,
	}
}

// file is a file of an archive.
type file struct {
	text  string
	inert bool // neither part of how a chart is described nor a template: it counts only when the chart is rendered
}

// files are the files of an archive that a chart is made of, by cleaned path with slashes.
type files map[string]file

// unpack reads the archive r. It keeps only what a chart is made of: nothing is written to disk, links, devices and
// names that lead out of the archive are skipped.
func unpack(r io.Reader, b *budget) (files, error) {
	counted := &countingReader{r: io.LimitReader(r, maxCompressed+1)}
	head := make([]byte, 512)
	n, err := io.ReadFull(counted, head)
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		return nil, damaged(err)
	}
	head = head[:n]
	if what := foreign(head); what != "" {
		return nil, errorf(NotArchive, "it is %s, not a chart archive; `helm package` makes one", what)
	}
	zr, err := gzip.NewReader(io.MultiReader(bytes.NewReader(head), counted))
	if err != nil {
		return nil, damaged(err)
	}
	out := files{}
	tr := tar.NewReader(&meter{r: zr, compressed: counted, b: b})
	for first := true; ; first = false {
		h, err := tr.Next()
		if errors.Is(err, io.EOF) {
			return out, nil
		}
		if err != nil {
			if first && errors.Is(err, tar.ErrHeader) {
				return nil, errorf(NotArchive, "it is a gzip file that holds no tar archive; `helm package` makes one")
			}
			return nil, damaged(err)
		}
		if b.headers--; b.headers < 0 {
			return nil, errorf(TooLarge, "it holds more than %d entries", maxHeaders)
		}
		name, ok := localPath(h.Name)
		if !ok || h.Typeflag != tar.TypeReg {
			continue
		}
		if h.Size > maxFile {
			if essential(name) {
				return nil, errorf(TooLarge, "%s in it is larger than the %d MiB that Helm allows for a file", name, maxFile>>20)
			}
			continue
		}
		if b.content -= h.Size; b.content < 0 { // a sparse entry reads as more than the archive unpacks to
			return nil, tooMuch()
		}
		b.buf.Reset()
		if _, err := b.buf.ReadFrom(tr); err != nil {
			return nil, damaged(err)
		}
		kept := file{inert: !essential(name) && !(wanted(name) && mentionsValues(name, b.buf.Bytes()))}
		b.kept--
		b.keptBytes -= int64(b.buf.Len())
		if b.kept < 0 || b.keptBytes < 0 {
			if kept.inert && !isTemplate(name) {
				continue
			}
			return nil, errorf(TooLarge, "it holds more than %d files or %d MiB of templates and values", maxKept,
				maxKeptBytes>>20)
		}
		kept.text = b.buf.String()
		out[name] = kept
	}
}

// damaged words an error of the gzip and tar readers.
func damaged(err error) error {
	var e *Error
	if errors.As(err, &e) {
		return e
	}
	switch {
	case errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, io.EOF):
		e = errorf(Truncated, "it ends in the middle; it may not have been copied completely")
	default:
		e = errorf(Truncated, "it is damaged (%v)", err)
	}
	e.Err = err
	return e
}

func tooMuch() *Error {
	return errorf(TooLarge, "it unpacks to more than %d MiB", maxUnpacked>>20)
}

// countingReader counts the bytes read from r.
type countingReader struct {
	r io.Reader
	n int64
}

func (c *countingReader) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.n += int64(n)
	if c.n > maxCompressed {
		return n, errorf(TooLarge, "it is larger than %d MiB", maxCompressed>>20)
	}
	return n, err
}

// meter stops reading where more comes out of an archive than the budget allows, before anyone holds it in memory.
type meter struct {
	r          io.Reader
	compressed *countingReader
	n          int64
	b          *budget
}

func (m *meter) Read(p []byte) (int, error) {
	n, err := m.r.Read(p)
	m.n += int64(n)
	m.b.unpacked -= int64(n)
	if m.b.unpacked < 0 {
		return n, tooMuch()
	}
	if m.n > ratioFloor && m.n/maxRatio > m.compressed.n {
		return n, errorf(TooLarge, "it unpacks to more than %d times its size, as a zip bomb does", maxRatio)
	}
	return n, err
}

// foreign says what a file that does not begin like gzip is; "" where it does.
func foreign(head []byte) string {
	lower := strings.ToLower(strings.TrimSpace(strings.TrimPrefix(string(head), "\ufeff")))
	has := func(prefix string) bool { return strings.HasPrefix(string(head), prefix) }
	switch {
	case has("\x1f\x8b"):
		return ""
	case len(head) == 0:
		return "an empty file"
	case has("version https://git-lfs.github.com/spec/"):
		return "a Git LFS pointer, whose file was not fetched"
	case has("PK\x03\x04"), has("PK\x05\x06"):
		return "a zip archive"
	case has("BZh"):
		return "compressed with bzip2"
	case has("\xfd7zXZ\x00"):
		return "compressed with xz"
	case has("\x28\xb5\x2f\xfd"):
		return "compressed with zstd"
	case len(head) >= 262 && string(head[257:262]) == "ustar":
		return "a tar archive without gzip compression"
	case strings.HasPrefix(lower, "<!doctype html"), strings.HasPrefix(lower, "<html"):
		return "an HTML page, such as a server shows in place of a file"
	case strings.HasPrefix(lower, "<?xml"):
		return "an XML text, such as a server sends in place of a file"
	case !bytes.ContainsRune(head, 0):
		return "a text file"
	}
	return "not compressed with gzip"
}

// localPath cleans an entry's name; false for one that is absolute or leads upwards, whose entry Helm refuses too.
func localPath(name string) (string, bool) {
	if len(name) > maxPath {
		return "", false
	}
	name = strings.ReplaceAll(name, `\`, "/") // archives made on Windows
	if strings.HasPrefix(name, "/") || len(name) > 1 && name[1] == ':' {
		return "", false
	}
	for part := range strings.SplitSeq(name, "/") {
		if part == ".." {
			return "", false
		}
	}
	name = path.Clean(name)
	return name, name != "."
}

// SchemaName is the file of a chart with the JSON Schema of its values.
const SchemaName = "values.schema.json"

const (
	metadataName     = "Chart.yaml"
	valuesName       = "values.yaml"
	requirementsName = "requirements.yaml"
	templatesDir     = "templates"
	chartsDir        = "charts"
)

// essential reports whether a file counts whatever its text says.
func essential(name string) bool {
	switch path.Base(name) {
	case metadataName, valuesName, SchemaName, requirementsName:
		return true
	}
	return packedSubchart(name)
}

// packedSubchart reports whether name is that of an archive that Helm takes for a subchart.
func packedSubchart(name string) bool {
	dir, base := path.Split(name)
	return path.Base(dir) == chartsDir && path.Ext(base) == ".tgz" && base[0] != '_' && base[0] != '.'
}

// isTemplate reports whether name is that of a template of the chart or of one inside it.
func isTemplate(name string) bool {
	return strings.HasPrefix(name, templatesDir+"/") || strings.Contains(name, "/"+templatesDir+"/")
}

// wanted reports whether a file may be a template. Other files of the chart may be templates as well: tpl (.Files.Get
// "x") renders them; of README.md.gotmpl helm-docs makes README.md before a chart is packed.
func wanted(name string) bool {
	if isTemplate(name) {
		return true
	}
	if path.Base(name) == "README.md.gotmpl" {
		return false
	}
	switch path.Ext(name) {
	case ".md", ".png", ".svg", ".prov", ".lock":
		return false
	}
	return true
}

// mentionsValues reports whether the text of a file may bear on the use of values. A template that does not name them
// still counts, since it may include one that does.
func mentionsValues(name string, content []byte) bool {
	return bytes.Contains(content, []byte("{{")) && (isTemplate(name) || bytes.Contains(content, []byte("Values")))
}
