package main

import (
	"errors"

	"golang.org/x/sys/unix"
)

// exchange has two files change places at once. The error is errors.ErrUnsupported if the file system cannot do that.
func exchange(a, b string) error {
	err := unix.RenamexNp(a, b, unix.RENAME_SWAP)
	if errors.Is(err, unix.EINVAL) {
		return errors.ErrUnsupported
	}
	return err // ENOTSUP is ErrUnsupported, too
}

// hasAttributes is false: macOS gives attributes to most files, and new ones of its own.
func hasAttributes(string) bool { return false }
