package syntax

import (
	"fmt"
	"strconv"
	"strings"
	"sync"
	"testing"
)

// wideTexts are a mapping and a list of n entries each, in both languages. Every tenth key is there twice.
func wideTexts(n int) map[Lang]string {
	var yaml, json strings.Builder
	yaml.WriteString("map:\n")
	json.WriteString(`{"map": {`)
	for i := range n {
		fmt.Fprintf(&yaml, "  k%d: {v: %d}\n", i-i%10/9, i)
		fmt.Fprintf(&json, `"k%d": {"v": %d},`, i-i%10/9, i)
	}
	yaml.WriteString("list:\n")
	json.WriteString(`"": {}}, "list": [`)
	for i := range n {
		fmt.Fprintf(&yaml, "  - a%d\n", i)
		fmt.Fprintf(&json, `"a%d",`, i)
	}
	json.WriteString(`""]}`)
	return map[Lang]string{YAML: yaml.String(), JSON: json.String()}
}

// TestKeysThatDiffer: no two keys of a mapping are the same, whether it has an index or not.
func TestKeysThatDiffer(t *testing.T) {
	for _, n := range []int{0, 1, 2, maxScan, maxScan + 1, 500} {
		var src strings.Builder
		for i := range n {
			fmt.Fprintf(&src, "k%d: k\n", i)
		}
		if ParseYAML(src.String()).Root().RepeatsKeys() {
			t.Errorf("%d keys: some repeat another", n)
		}
		if n > 1 && !ParseYAML(src.String()+"\"k1\": x\n").Root().RepeatsKeys() {
			t.Errorf("%d keys: k1 is there twice", n)
		}
	}
}

func parse(lang Lang, src string) *Tree {
	if lang == JSON {
		return ParseJSON(src)
	}
	return ParseYAML(src)
}

// TestLookupAgrees holds that lookups find the same in small collections, in those that have an index, and one step
// around the limit between them.
func TestLookupAgrees(t *testing.T) {
	for _, n := range []int{0, 1, maxScan - 1, maxScan, maxScan + 1, 500} {
		for lang, src := range wideTexts(n) {
			tree := parse(lang, src)
			mapping, list := tree.Root().Get("map"), tree.Root().Get("list")
			last := map[string]Node{}
			count := 0
			for pair := range mapping.Children() {
				last[pair.Key().Text()] = pair
				count++
			}
			if mapping.Len() != count {
				t.Errorf("%d: length %d of %d pairs", n, mapping.Len(), count)
			}
			if got := mapping.RepeatsKeys(); got != (len(last) < count) {
				t.Errorf("%d: of %d pairs with %d keys, some repeat a key: %v", n, count, len(last), got)
			}
			for i := range n + 2 {
				key := "k" + strconv.Itoa(i)
				if got := mapping.Pair(key); got != last[key] {
					t.Errorf("%d: Pair(%s) is %q, want %q", n, key, got.Source(), last[key].Source())
				}
			}
			k := 0
			for item := range list.Children() {
				if list.Index(k) != item || list.position(item) != k || item.Path()[1] != strconv.Itoa(k) {
					t.Errorf("%d: element %d is %q, its path %q", n, k, list.Index(k).Source(), item.Path())
				}
				if tree.NodeAt(item.Start()+1) != item {
					t.Errorf("%d: at element %d is %q", n, k, tree.NodeAt(item.Start()+1).Source())
				}
				k++
			}
			if list.Index(k).Exists() || list.Index(-1).Exists() {
				t.Errorf("%d: there are elements outside the list", n)
			}
		}
	}
}

// TestLookupSteps holds that the number of keys that a lookup compares does not grow with the mapping.
func TestLookupSteps(t *testing.T) {
	for _, n := range []int{1000, 4000, 16_000} {
		tree := ParseYAML(wideTexts(n)[YAML])
		mapping := tree.Root().Get("map")
		x := mapping.wideOf()
		steps := 0
		for pair := range mapping.Children() {
			home := x.home(pair.Key().Text())
			steps += 1 + (x.place(tree, pair.Key().Text())-home+len(x.pairs))%len(x.pairs)
		}
		if steps > 3*n {
			t.Errorf("%d steps to find %d keys", steps, n)
		}
	}
}

func TestLookupConcurrent(t *testing.T) {
	tree := ParseYAML(wideTexts(1000)[YAML])
	var readers sync.WaitGroup
	for range 8 {
		readers.Go(func() {
			for i := range 1000 {
				key := "k" + strconv.Itoa(i-i%10/9)
				if got := tree.Root().At("map", key, "v"); !got.Exists() {
					t.Errorf("no %s", key)
				}
			}
		})
	}
	readers.Wait()
}

func TestLookupAllocates(t *testing.T) {
	tree := ParseYAML(wideTexts(1000)[YAML])
	mapping, list := tree.Root().Get("map"), tree.Root().Get("list")
	mapping.Pair("k1")
	list.Len()
	if n := testing.AllocsPerRun(100, func() { mapping.Pair("k990"); list.Index(900); list.Len() }); n > 0 {
		t.Errorf("%v allocations for a lookup", n)
	}
}

func BenchmarkGet(b *testing.B) {
	for _, n := range []int{5, 20, 40, 10_000} {
		b.Run(strconv.Itoa(n), func(b *testing.B) {
			mapping := ParseYAML(wideTexts(n)[YAML]).Root().Get("map")
			for b.Loop() {
				mapping.Get("k3")
			}
		})
	}
}
