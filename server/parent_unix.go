//go:build unix

package server

import (
	"errors"
	"syscall"
)

// processAlive reports whether there is a process pid; signal 0 is delivered to none. EPERM is the answer of a process of another user.
func processAlive(pid int) bool {
	err := syscall.Kill(pid, 0)
	return err == nil || errors.Is(err, syscall.EPERM)
}
