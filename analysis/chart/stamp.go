package chart

import "io/fs"

// Stamp tells versions of a file apart without reading it, as far as the file system does.
type Stamp struct {
	modified, size int64 // nanoseconds since 1970; bytes
	mode           fs.FileMode
	changed        int64  // when the file or its inode last changed, in nanoseconds since 1970; 0 if unknown
	inode          uint64 // 0 likewise
}

// StampOf is the stamp of the file that info is about.
func StampOf(info fs.FileInfo) Stamp {
	changed, inode := identity(info)
	return Stamp{info.ModTime().UnixNano(), info.Size(), info.Mode(), changed, inode}
}

// Modified is when the file was last written, in nanoseconds since 1970.
func (s Stamp) Modified() int64 { return s.modified }
