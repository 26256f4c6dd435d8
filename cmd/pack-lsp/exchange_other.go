//go:build !linux && !darwin

package main

import "errors"

func exchange(string, string) error { return errors.ErrUnsupported }

func hasAttributes(string) bool { return false }
