// Package analysis is what an editor can ask about the files of packs: pure functions of a Snapshot. It knows no LSP.
//
// Offsets are bytes from 0 in the text of the file asked about.
//
// Each question has a file of its name. What complete.go and hover.go begin goes on in a file for each kind of file, such as complete_presets.go, and
// what these share in one for each language, such as complete_yaml.go. References, highlights and renaming are about things (thing.go) and the
// mentions of them in texts (mention.go).
package analysis
