package main

import (
	"fmt"
	"runtime"
	"runtime/debug"
)

// release is the version of a released binary, such as v1.2.0. The linker sets it; other builds leave it empty.
var release string

// buildVersion is the version of the release, or the one that the build recorded: the module's, or the commit's.
func buildVersion() string {
	if release != "" {
		return release
	}
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "unknown"
	}
	setting := map[string]string{}
	for _, s := range info.Settings {
		setting[s.Key] = s.Value
	}
	version := info.Main.Version
	if version == "" || version == "(devel)" {
		version = "devel"
		if rev := setting["vcs.revision"]; len(rev) >= 12 {
			version += "-" + rev[:12]
		}
		if setting["vcs.modified"] == "true" {
			version += "-dirty"
		}
	}
	return version
}

func versionCommand() *command {
	return &command{
		name: "version", summary: "print the version",
		about: "Prints the version of pack-lsp, of Go, and the platform that it is built for.\n",
		words: func() []string { return nil }, run: runVersion,
	}
}

func runVersion(args []string, s streams) int {
	if len(args) > 0 {
		return usageError(s, "version takes no arguments")
	}
	fmt.Fprintf(s.out, "pack-lsp %s %s %s/%s\n", buildVersion(), runtime.Version(), runtime.GOOS, runtime.GOARCH)
	return exitOK
}
