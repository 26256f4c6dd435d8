//go:build js && wasm

package main

import (
	"bytes"
	"fmt"
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"
	"syscall/js"
	"time"
)

// files reads the files of the client. Its value has functions that take an absolute path with slashes and return a
// promise, which is null if there is nothing at the path:
//
//	stat(path)      {directory: boolean, size: number, modified: number} (milliseconds since 1970)
//	list(path)      [{name: string, directory: boolean}]
//	read(path)      Uint8Array
//
// There are no links.
type files struct{ value js.Value }

func (f files) Stat(name string) (fs.FileInfo, error) {
	v, err := f.ask("stat", name)
	if err != nil {
		return nil, err
	}
	return infoOf(name, v), nil
}

func (f files) Lstat(name string) (fs.FileInfo, error) { return f.Stat(name) }

func (f files) EvalSymlinks(name string) (string, error) {
	if _, err := f.Stat(name); err != nil {
		return "", err
	}
	return path.Clean(name), nil
}

func (f files) ReadDir(name string) ([]fs.DirEntry, error) {
	v, err := f.ask("list", name)
	if err != nil {
		return nil, err
	}
	entries := make([]fs.DirEntry, v.Length())
	for i := range entries {
		e := v.Index(i)
		entries[i] = entry{files: f, path: path.Join(name, e.Get("name").String()), dir: e.Get("directory").Bool()}
	}
	slices.SortFunc(entries, func(a, b fs.DirEntry) int { return strings.Compare(a.Name(), b.Name()) })
	return entries, nil
}

func (f files) Open(name string) (fs.File, error) {
	info, err := f.Stat(name)
	if err != nil {
		return nil, err
	}
	v, err := f.ask("read", name)
	if err != nil {
		return nil, err
	}
	content := make([]byte, v.Length())
	js.CopyBytesToGo(content, v)
	return &file{Reader: bytes.NewReader(content), info: info}, nil
}

// ask calls a function of the client and waits for the answer. Other goroutines go on meanwhile.
func (f files) ask(function, name string) (js.Value, error) {
	type answer struct {
		value js.Value
		err   error
	}
	answers := make(chan answer, 1)
	good := js.FuncOf(func(_ js.Value, args []js.Value) any {
		answers <- answer{value: args[0]}
		return nil
	})
	defer good.Release()
	bad := js.FuncOf(func(_ js.Value, args []js.Value) any {
		answers <- answer{err: fmt.Errorf("%s", args[0].Call("toString").String())}
		return nil
	})
	defer bad.Release()
	f.value.Call(function, name).Call("then", good, bad)
	a := <-answers
	switch {
	case a.err != nil:
		return js.Value{}, &fs.PathError{Op: function, Path: name, Err: a.err}
	case a.value.IsNull() || a.value.IsUndefined():
		return js.Value{}, &fs.PathError{Op: function, Path: name, Err: fs.ErrNotExist}
	}
	return a.value, nil
}

func infoOf(name string, v js.Value) info {
	return info{name: path.Base(name), dir: v.Get("directory").Bool(), size: int64(v.Get("size").Float()),
		modified: time.UnixMilli(int64(v.Get("modified").Float()))}
}

// info is what stat says.
type info struct {
	name     string
	dir      bool
	size     int64
	modified time.Time
}

func (i info) Name() string       { return i.name }
func (i info) Size() int64        { return i.size }
func (i info) ModTime() time.Time { return i.modified }
func (i info) IsDir() bool        { return i.dir }
func (i info) Sys() any           { return nil }
func (i info) Mode() fs.FileMode {
	if i.dir {
		return fs.ModeDir | 0o555
	}
	return 0o444
}

// entry is a member of a folder.
type entry struct {
	files files
	path  string
	dir   bool
}

func (e entry) Name() string               { return path.Base(e.path) }
func (e entry) IsDir() bool                { return e.dir }
func (e entry) Type() fs.FileMode          { return info{dir: e.dir}.Mode().Type() }
func (e entry) Info() (fs.FileInfo, error) { return e.files.Stat(e.path) }

// file is an open file, whole in memory.
type file struct {
	*bytes.Reader
	info fs.FileInfo
}

func (f *file) Stat() (fs.FileInfo, error) { return f.info, nil }
func (f *file) Close() error               { return nil }

var _ io.ReadSeeker = (*file)(nil)
