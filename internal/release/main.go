// Command release tells a release what CHANGELOG.md says, the one place that has versions.
//
//	release check [TAG]   fails unless everything that has a version has that of the newest section; TAG must be it, too
//	release notes TAG     prints the section of that version
//	release formula TAG SHA256SUMS
//	                      prints the formula for Homebrew; SHA256SUMS is the file with the checksums of the archives
package main

import (
	"fmt"
	"os"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "release:", err)
		os.Exit(1)
	}
}

func run(args []string) error {
	sections, err := readChangelog("CHANGELOG.md")
	switch {
	case err != nil:
		return err
	case len(args) == 1 && args[0] == "check":
		return inStep(".", sections[0])
	case len(args) == 2 && args[0] == "check":
		return checkTag(".", sections[0], args[1])
	case len(args) == 3 && args[0] == "formula":
		text, err := formula(args[1], args[2])
		if err == nil {
			_, err = fmt.Print(text)
		}
		return err
	case len(args) == 2 && args[0] == "notes":
		for _, s := range sections {
			if "v"+s.version == args[1] {
				_, err := fmt.Println(s.notes)
				return err
			}
		}
		return fmt.Errorf("CHANGELOG.md has no section %s", args[1])
	}
	return fmt.Errorf("usage: release check [TAG], release notes TAG, or release formula TAG SHA256SUMS")
}
