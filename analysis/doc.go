// Package analysis holds what an editor can ask about the files of packs, one package for each question. It has no code
// of its own; its tests ask all questions of the same texts.
//
//	text, syntax                       a text and its positions; one tolerant tree for JSON and YAML
//	schema, chart, macro, constraint   the languages and formats inside packs
//	edit                               edits as a careful author would type them
//	pack                               what a pack's directory holds, the snapshot of all files, settings
//	template, value, image             what stands in the texts of packs
//	markdown                           words for people about all of these
//	check                              what is wrong
//	complete, hover, symbol, outline, action   the other questions
//
// All of them are pure functions of a pack.Snapshot. They know no LSP, no clock and no network, and read disk only
// through a pack.FS. Offsets are bytes from 0 in the text of the file that is asked about. Imports run down this list
// only; internal/imports tests that.
package analysis
