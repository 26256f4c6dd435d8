package server

import (
	"bytes"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/pack"
)

// withCached is found with files in the place of those inside archives, for a client that cannot ask for their text,
// if its settings name a folder for them. This is all that the server ever writes.
func (s *server) withCached(now *state, found []pack.Location) []pack.Location {
	folder := now.ChartCache()
	if s.can.chartFiles || folder == "" {
		return found
	}
	out := make([]pack.Location, len(found))
	cached := map[pack.ChartFile]string{}
	for i, l := range found {
		if out[i] = l; l.Path != "" {
			continue
		}
		file, ok := cached[l.ChartFile]
		if !ok {
			var err error
			if file, err = cacheChartFile(folder, l.ChartFile, l.Text.String()); err != nil {
				s.log.Info("a file of a chart cannot be written to the folder that chartCache names", "error", err)
			}
			cached[l.ChartFile] = file
		}
		if file != "" {
			out[i].Path, out[i].ChartFile = file, pack.ChartFile{}
		}
	}
	return out
}

// cacheChartFile writes the text of a file in an archive to a read-only file in folder, unless it is there, and returns
// its path: a hash of the text, the archive, and the path in the archive.
func cacheChartFile(folder string, at pack.ChartFile, content string) (string, error) {
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return "", err
	}
	root, err := os.OpenRoot(folder) // nothing outside is reached, not by links either
	if err != nil {
		return "", err
	}
	defer root.Close()
	sum := sha256.Sum256([]byte(content))
	rel := path.Join(hex.EncodeToString(sum[:16]), cachedName(filepath.Base(at.Archive)+"/"+at.Inner))
	full := filepath.Join(folder, filepath.FromSlash(rel))
	if isCached(root, rel, content) {
		return full, nil
	}
	if err := root.MkdirAll(path.Dir(rel), 0o755); err != nil {
		return "", err
	}
	// Another server may do the same at this moment: each writes a file of its own, and the last one stays.
	temporary := path.Join(path.Dir(rel), "."+rand.Text())
	if err := writeReadOnly(root, temporary, content); err != nil {
		return "", err
	}
	if err := root.Rename(temporary, rel); err != nil {
		return "", fmt.Errorf("%w; %v", err, root.Remove(temporary))
	}
	return full, nil
}

// isCached reports whether the file at rel is regular and has the content.
func isCached(root *os.Root, rel, content string) bool {
	info, err := root.Lstat(rel)
	if err != nil || !info.Mode().IsRegular() || info.Size() != int64(len(content)) {
		return false
	}
	had, err := root.ReadFile(rel)
	return err == nil && bytes.Equal(had, []byte(content))
}

const readOnly fs.FileMode = 0o444

func writeReadOnly(root *os.Root, rel, content string) error {
	f, err := root.OpenFile(rel, os.O_CREATE|os.O_EXCL|os.O_WRONLY, readOnly)
	if err != nil {
		return err
	}
	_, err = f.WriteString(content)
	if closed := f.Close(); err == nil {
		err = closed
	}
	return err
}

const (
	maxCachedParts = 12 // folders and the file of a path in an archive, the last ones
	maxCachedPart  = 80 // bytes of the name of each
)

// cachedName is the path of a file in an archive as one that any file system takes, and that leads nowhere else.
func cachedName(inner string) string {
	var parts []string
	for part := range strings.FieldsFuncSeq(inner, func(r rune) bool { return r == '/' || r == '\\' }) {
		parts = append(parts, safePart(part))
	}
	return path.Join(parts[max(0, len(parts)-maxCachedParts):]...)
}

// safePart is the name of a file or folder with only letters, digits, and . _ - in it. It begins with no dot, ends with
// none, and is no device of Windows.
func safePart(part string) string {
	safe := strings.Map(func(r rune) rune {
		switch {
		case 'a' <= r && r <= 'z', 'A' <= r && r <= 'Z', '0' <= r && r <= '9', strings.ContainsRune("._-", r):
			return r
		}
		return '_'
	}, part)
	safe = safe[max(0, len(safe)-maxCachedPart):] // the end has the extension
	if strings.HasPrefix(safe, ".") {
		safe = "_" + safe[1:]
	}
	if strings.HasSuffix(safe, ".") {
		safe = safe[:len(safe)-1] + "_"
	}
	device, _, _ := strings.Cut(strings.ToUpper(safe), ".")
	switch strings.TrimRight(device, "0123456789") {
	case "CON", "PRN", "AUX", "NUL", "COM", "LPT":
		safe = "_" + safe
	}
	return safe
}
