package chart

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"path"
	"path/filepath"
	"strings"
)

// maxWritten is how many bytes of an archive are unpacked, and maxWrittenFiles how many files. Charts in the field are
// below a tenth of that.
const (
	maxWritten      = 128 << 20
	maxWrittenFiles = 20_000
)

var errTooLarge = errors.New("the archive is too large to unpack")

// Files returns the regular files of a chart archive below its top folder, by their paths from there. What links or
// leads out of the folder is left out.
func Files(data []byte, folder string) (map[string][]byte, error) {
	z, err := gzip.NewReader(bytes.NewReader(data))
	if err != nil {
		return nil, fmt.Errorf("cannot unpack the archive: %w", err)
	}
	files := map[string][]byte{}
	left := int64(maxWritten)
	for r := tar.NewReader(z); ; {
		h, err := r.Next()
		switch {
		case errors.Is(err, io.EOF):
			return files, nil
		case err != nil:
			return nil, fmt.Errorf("cannot unpack the archive: %w", err)
		case h.Typeflag != tar.TypeReg:
			continue
		}
		name := path.Clean(strings.TrimPrefix(h.Name, "./"))
		if folder != "" {
			below, ok := strings.CutPrefix(name, folder+"/")
			if !ok {
				continue
			}
			name = below
		}
		if !filepath.IsLocal(filepath.FromSlash(name)) || strings.Contains(name, `\`) {
			continue
		}
		content, err := io.ReadAll(io.LimitReader(r, left+1))
		if err != nil {
			return nil, fmt.Errorf("cannot unpack the archive: %w", err)
		}
		if left -= int64(len(content)); left < 0 || len(files) >= maxWrittenFiles {
			return nil, errTooLarge
		}
		files[name] = content
	}
}
