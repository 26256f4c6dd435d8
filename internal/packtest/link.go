package packtest

import (
	"os"
	"testing"

	"github.com/pack-lsp/pack-lsp/analysis/disk"
)

// Symlink makes path a link to target. The test is skipped if links cannot be made: Windows may need a right for it,
// and a system that imitates it may do nothing without an error.
func Symlink(t testing.TB, target, path string) {
	t.Helper()
	if err := os.Symlink(target, path); err != nil {
		t.Skip("skipped: links cannot be made here:", err)
	}
	if info, err := os.Lstat(path); err != nil || info.Mode()&disk.LinkModes == 0 {
		t.Skip("skipped: links cannot be made here")
	}
}
