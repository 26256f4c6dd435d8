package main

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"path"
	"runtime/coverage"
)

// block is a piece of a function in which no statement is skipped.
type block struct {
	function   string // with its package
	file       string // its name, without the folder
	line       int    // from 1
	statements uint64
}

// blocks are all that are counted.
type blocks struct {
	all   []block
	first [][]int // of a function, by the numbers of its package and its own in the package
}

// The files of coverage are described in Go's internal/coverage/defs.go. All numbers are in little-endian order.
type (
	metaHeader struct {
		Magic             [4]byte
		Version           uint32
		Length, Packages  uint64
		Hash              [16]byte
		Strings, StrBytes uint32
		Mode, Granularity uint8
		_                 [6]byte
	}
	packageHeader struct {
		Length, Name, Path, Module uint32
		Hash                       [16]byte
		_                          [4]byte
		Files, Functions           uint32
	}
	counterHeader struct {
		Magic             [4]byte
		Version           uint32
		Hash              [16]byte
		Flavor, BigEndian uint8
		_                 [6]byte
		Functions         uint64 // from here on, of the only segment
		Strings, Args     uint32
	}
)

const (
	formatVersion = 1
	uleb128       = 2 // the flavor of counters
)

// readBlocks returns the blocks of this program; an error if it was not built to count them.
func readBlocks() (*blocks, error) {
	var meta bytes.Buffer
	if err := coverage.WriteMeta(&meta); err != nil {
		return nil, err
	}
	data := meta.Bytes()
	var h metaHeader
	offsets, err := readHeader(data, &h)
	if err != nil {
		return nil, err
	}
	if h.Version != formatVersion {
		return nil, fmt.Errorf("coverage is written in version %d; this program reads %d", h.Version, formatVersion)
	}
	b := &blocks{}
	for i := range h.Packages {
		at := binary.LittleEndian.Uint64(offsets[8*i:])
		if err := b.addPackage(data[at:]); err != nil {
			return nil, err
		}
	}
	return b, nil
}

// readHeader reads header at the start of data, and returns what follows.
func readHeader(data []byte, header any) ([]byte, error) {
	r := bytes.NewReader(data)
	err := binary.Read(r, binary.LittleEndian, header)
	return data[len(data)-r.Len():], err
}

func (b *blocks) addPackage(data []byte) error {
	var h packageHeader
	offsets, err := readHeader(data, &h)
	if err != nil {
		return err
	}
	r := &reader{data: offsets[4*h.Functions:]}
	names := make([]string, r.number())
	for i := range names {
		names[i] = string(r.bytes(r.number()))
	}
	first := make([]int, h.Functions)
	for i := range first {
		first[i] = len(b.all)
		r := &reader{data: data[binary.LittleEndian.Uint32(offsets[4*i:]):]}
		units, name, file := r.number(), r.number(), r.number()
		for range units {
			line := r.number()
			r.number() // column
			r.number() // line of the end
			r.number() // column of the end
			b.all = append(b.all, block{function: names[h.Path] + "." + names[name], file: path.Base(names[file]),
				line: int(line), statements: max(r.number(), 1)})
		}
		if r.err != nil {
			return r.err
		}
	}
	b.first = append(b.first, first)
	return r.err
}

// count returns how many statements of each block have run since the last call of coverage.ClearCounters.
func (b *blocks) count() ([]uint64, error) {
	var counters bytes.Buffer
	if err := coverage.WriteCounters(&counters); err != nil {
		return nil, err
	}
	var h counterHeader
	data, err := readHeader(counters.Bytes(), &h)
	if err != nil {
		return nil, err
	}
	if h.Version != formatVersion || h.Flavor != uleb128 {
		return nil, fmt.Errorf("counters of version %d, flavor %d cannot be read", h.Version, h.Flavor)
	}
	r := &reader{data: data}
	r.bytes(uint64(h.Strings) + uint64(h.Args))
	n := make([]uint64, len(b.all))
	for range h.Functions {
		counted, pkg, function := r.number(), r.number(), r.number()
		if r.err != nil || pkg >= uint64(len(b.first)) || function >= uint64(len(b.first[pkg])) {
			return nil, errors.Join(errors.New("unknown function in the counters"), r.err)
		}
		for i := range counted {
			at := b.first[pkg][function] + int(i)
			n[at] = r.number() * b.all[at].statements
		}
	}
	return n, r.err
}

// reader reads numbers in LEB128, which are those of encoding/binary.Uvarint. After an error it returns zeros.
type reader struct {
	data []byte
	err  error
}

func (r *reader) number() uint64 {
	n, size := binary.Uvarint(r.data)
	if size <= 0 {
		r.err = io.ErrUnexpectedEOF
		return 0
	}
	r.data = r.data[size:]
	return n
}

func (r *reader) bytes(n uint64) []byte {
	if n > uint64(len(r.data)) {
		r.err = io.ErrUnexpectedEOF
		return nil
	}
	b := r.data[:n]
	r.data = r.data[n:]
	return b
}
