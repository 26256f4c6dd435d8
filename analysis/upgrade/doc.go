// Package upgrade brings a pack to other versions of its charts or manifests. It is a pure function of a snapshot, a
// pack and what is new: it gives the texts of the new pack and a report, and writes nothing.
//
// Values are merged three ways, by the trees of the old chart's defaults, the pack's values, and the new chart's
// defaults. What is copied from the old defaults follows the new ones, with its comments. What the author has written
// stays, byte for byte. The order of keys, and what is outside the chart's section, never change.
//
// A manifest has no defaults. If the author has put templates into one that others maintain, its text is merged three
// ways by lines: what it was made from, the author's text, and the new one. What these have in the place of a template
// is the default of the value that the template gives.
//
// What always holds: an upgrade to the same chart changes no byte of values.yaml, and no value that the author has set
// is lost: it is where it was, or at the place that has its meaning now.
//
// What is deliberately absent: lists are not merged item by item, since Helm replaces them as a whole.
package upgrade
