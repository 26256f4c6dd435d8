//go:build !unix

package main

import (
	"io/fs"
	"os"
)

func otherNames(fs.FileInfo) bool { return false }

func keepOwner(*os.File, fs.FileInfo) error { return nil }
