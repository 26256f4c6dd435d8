//go:build unix

package server

import (
	"errors"
	"syscall"
)

// processAlive reports whether the process pid exists. Signal 0 is not delivered; EPERM means a process of another
// user.
func processAlive(pid int) bool {
	err := syscall.Kill(pid, 0)
	return err == nil || errors.Is(err, syscall.EPERM)
}
