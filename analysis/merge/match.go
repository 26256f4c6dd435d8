package merge

import (
	"slices"
	"sort"
)

// maxCells limits how much is compared element by element.
const maxCells = 4 << 20

// Match finds a common subsequence: for each element of a the index of the one of b, or -1. It is a longest one
// unless the texts are long; those are first cut at what is in both just once.
func Match[T any](a, b []T, key func(T) string) []int {
	m := matching{a: make([]string, len(a)), b: make([]string, len(b)), to: make([]int, len(a))}
	for i, x := range a {
		m.a[i], m.to[i] = key(x), -1
	}
	for j, x := range b {
		m.b[j] = key(x)
	}
	m.between(0, len(a), 0, len(b))
	return m.to
}

type matching struct {
	a, b []string
	to   []int
}

// between matches a[i:endA] with b[j:endB].
func (m *matching) between(i, endA, j, endB int) {
	for i < endA && j < endB && m.a[i] == m.b[j] {
		m.to[i] = j
		i, j = i+1, j+1
	}
	for endA > i && endB > j && m.a[endA-1] == m.b[endB-1] {
		endA, endB = endA-1, endB-1
		m.to[endA] = endB
	}
	if rows, columns := endA-i, endB-j; rows == 0 || columns == 0 {
		return
	} else if rows*columns <= maxCells {
		common := subsequence(rows, columns, func(r, c int) bool { return m.a[i+r] == m.b[j+c] })
		for r, c := range common {
			if c >= 0 {
				m.to[i+r] = j + c
			}
		}
		return
	}
	cuts := m.unique(i, endA, j, endB)
	for _, cut := range cuts {
		m.between(i, cut[0], j, cut[1])
		m.to[cut[0]] = cut[1]
		i, j = cut[0]+1, cut[1]+1
	}
	if len(cuts) > 0 {
		m.between(i, endA, j, endB)
	}
}

// unique are the most elements that are in both ranges just once, in the same order: pairs of indexes.
func (m *matching) unique(i, endA, j, endB int) [][2]int {
	type count struct{ a, b, inA, inB int }
	seen := map[string]*count{}
	for k := i; k < endA; k++ {
		c := seen[m.a[k]]
		if c == nil {
			c = &count{}
			seen[m.a[k]] = c
		}
		c.a, c.inA = k, c.inA+1
	}
	for k := j; k < endB; k++ {
		if c := seen[m.b[k]]; c != nil {
			c.b, c.inB = k, c.inB+1
		}
	}
	var pairs [][2]int
	for k := i; k < endA; k++ {
		if c := seen[m.a[k]]; c.inA == 1 && c.inB == 1 {
			pairs = append(pairs, [2]int{k, c.b})
		}
	}
	return increasing(pairs)
}

// increasing are the most pairs whose second elements increase, as their first ones do.
func increasing(pairs [][2]int) [][2]int {
	var last []int // the index of the pair that ends the best run of each length
	before := make([]int, len(pairs))
	for k, p := range pairs {
		n := sort.Search(len(last), func(n int) bool { return pairs[last[n]][1] >= p[1] })
		before[k] = -1
		if n > 0 {
			before[k] = last[n-1]
		}
		if n == len(last) {
			last = append(last, k)
		} else {
			last[n] = k
		}
	}
	if len(last) == 0 {
		return nil
	}
	var run [][2]int
	for k := last[len(last)-1]; k >= 0; k = before[k] {
		run = append(run, pairs[k])
	}
	slices.Reverse(run)
	return run
}

// subsequence is a longest common subsequence of two sequences with so many elements: for each of the first the index
// of the one of the second that is the same, or -1.
func subsequence(rows, columns int, same func(r, c int) bool) []int {
	to := make([]int, rows)
	length := make([]int32, (rows+1)*(columns+1)) // of the common subsequence of what follows
	at := func(r, c int) *int32 { return &length[r*(columns+1)+c] }
	for r := rows - 1; r >= 0; r-- {
		for c := columns - 1; c >= 0; c-- {
			if same(r, c) {
				*at(r, c) = *at(r+1, c+1) + 1
			} else {
				*at(r, c) = max(*at(r+1, c), *at(r, c+1))
			}
		}
	}
	for r, c := 0, 0; r < rows; {
		switch {
		case c == columns:
			to[r] = -1
			r++
		case same(r, c):
			to[r] = c
			r, c = r+1, c+1
		case *at(r+1, c) >= *at(r, c+1):
			to[r] = -1
			r++
		default:
			c++
		}
	}
	return to
}
