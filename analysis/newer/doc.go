// Package newer finds newer versions of the charts and manifests of a pack in the workspace, and gives the edits of an
// upgrade in place.
//
// What always holds: files of other packs are not among what is found, and no file outside the workspace and the pack's
// folder is read.
//
// What is deliberately absent: what an upgrade changes, which package upgrade knows.
package newer
