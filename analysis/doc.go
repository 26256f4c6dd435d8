// Package analysis is what an editor can ask about the files of packs, with one package per question. It has no code of
// its own; its tests ask all questions about the same texts.
//
//	text, syntax                       a text and its positions; one tolerant tree for JSON and YAML
//	disk, glob, version, quantity      how files are read; small languages
//	palette                            the packs that Palette ships, and the keys that it reads under pack
//	schema, chart, macro, constraint   the languages and formats inside packs
//	embedded, edit, defaults, merge    texts inside texts; edits as a careful author would type them
//	kube                               what a Kubernetes API server makes of an object
//	render                             charts and manifests rendered as Helm renders them
//	pack                               what a pack's folder holds, the snapshot of all files, settings
//	template, value                    the content of the files of packs
//	deploy, image                      what a pack deploys, and what is wrong with that; the images in it
//	markdown, format                   words for people about all of these; white space
//	check                              what is wrong
//	create, upgrade, newer             new packs, new versions of charts and manifests
//	jsonschema                         schemas for other tools
//	complete, hover, symbol, outline   the other questions
//	action                             code actions, most of which are the fixes of check
//
// All of them are pure functions of a pack.Snapshot. They know nothing of LSP, clocks and networks, and read files
// only through a disk.FS. Offsets are bytes from 0 in the text of the file in question. A package imports only
// packages of rows above it; internal/imports tests that.
package analysis
