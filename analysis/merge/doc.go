// Package merge merges texts three ways by lines: what somebody has made of an old text, with the changes that lead
// from that to a new one. It knows comments of YAML, and manifests that an author has put templates into.
//
// What always holds: if the new text is the old one, the result is the author's; if the author's is the old one, and
// has no templates, the result is the new one.
//
// What is deliberately absent: values, whose merge follows trees (package upgrade).
package merge
