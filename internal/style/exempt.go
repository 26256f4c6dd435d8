// Package style holds the tests of what no linter checks: the length of lines, functions and files, and plain English
// in messages, comments and documentation. CONTRIBUTING.md explains the rules.
package style

import "strings"

// unreflowed are the folders whose lines, functions and files may still be too long. Take a folder out once its files
// are within the limits; add none.
var unreflowed = []string{}

// unrewritten are the folders and files that may still use the turns in turns. Take one out once it is rewritten; add
// none.
var unrewritten = []string{}

// exempt says if a folder is in a list; an entry that ends in /... covers all folders below it, too.
func exempt(list []string, folder string) bool {
	for _, entry := range list {
		top, below := strings.CutSuffix(entry, "/...")
		if folder == top || below && strings.HasPrefix(folder, top+"/") {
			return true
		}
	}
	return false
}
