package main

import (
	"errors"

	"golang.org/x/sys/unix"
)

// exchange has two files change places at once. The error is errors.ErrUnsupported if the file system cannot do that.
func exchange(a, b string) error {
	err := unix.Renameat2(unix.AT_FDCWD, a, unix.AT_FDCWD, b, unix.RENAME_EXCHANGE)
	if errors.Is(err, unix.EINVAL) {
		return errors.ErrUnsupported
	}
	return err // ENOSYS is ErrUnsupported, too
}

// hasAttributes reports whether the file has extended attributes, such as an access control list. The label of SELinux
// is not one of them: each new file gets that of its folder.
func hasAttributes(path string) bool {
	names := make([]byte, 4096)
	n, err := unix.Listxattr(path, names)
	if err != nil {
		return errors.Is(err, unix.ERANGE)
	}
	return n > 0 && string(names[:n]) != "security.selinux\x00"
}
