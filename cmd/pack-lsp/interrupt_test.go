//go:build unix

package main

import (
	"bufio"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"syscall"
	"testing"
)

// stuck has the test binary be a command that hangs.
const stuck = "PACK_LSP_TEST_STUCK"

// Ctrl-C ends a command that hangs and never looks at its context.
func TestInterruptStuck(t *testing.T) {
	if os.Getenv(stuck) != "" {
		_, stop := interruptible()
		defer stop()
		fmt.Println("hangs")
		select {}
	}
	for _, signal := range []syscall.Signal{syscall.SIGINT, syscall.SIGTERM} {
		command := exec.Command(os.Args[0], "-test.run=^TestInterruptStuck$")
		command.Env = append(os.Environ(), stuck+"=1")
		out, err := command.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := command.Start(); err != nil {
			t.Fatal(err)
		}
		if _, err := bufio.NewReader(out).ReadString('\n'); err != nil {
			t.Fatal(err)
		}
		if err := command.Process.Signal(signal); err != nil {
			t.Fatal(err)
		}
		var exit *exec.ExitError
		if err := command.Wait(); !errors.As(err, &exit) || exit.ExitCode() != exitInterrupted {
			t.Errorf("%v: %v", signal, err)
		}
	}
}
