// Package schema reads JSON Schemas: that of pack.json, which it has, and those of charts and of settings. It knows
// what is wrong with a file or with values, what can appear at a place, and where the schema says so.
//
// github.com/santhosh-tekuri/jsonschema validates; the schema's own text, read with package syntax, answers the rest,
// since it keeps the order of properties and all positions. Both are bounded, whatever the schema says.
//
// Deliberately absent: reading from a network or a disk. A reference to another file is an error.
package schema

import (
	_ "embed"
	"errors"
	"fmt"
	"io"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/santhosh-tekuri/jsonschema/v5"

	"github.com/pack-lsp/pack-lsp/analysis/syntax"
	"github.com/pack-lsp/pack-lsp/analysis/text"
)

//go:embed pack.schema.json
var packSchema string

// root is the address of a schema that has no $id.
const root = "schema:///schema.json"

// Schema is a compiled schema. It is immutable, and safe for use by several goroutines.
type Schema struct {
	Name     string // of the file, as given to Load
	compiled *jsonschema.Schema
	tree     *syntax.Tree
	base     string // address that the locations in compiled begin with

	running sync.Mutex // held while compiled validates, since steps are counted for one value at a time
	steps   *steps
	nesting int // how many subschemas can apply to one value inside each other

	values   sync.Map // list of the schema's text -> []EnumValue
	patterns sync.Map // pattern -> *regexp.Regexp, nil for one that cannot be compiled

	subs     sync.Map // path with \x00 before each step -> *Sub, for up to maxSubs places that At was asked about
	subCount atomic.Int32

	byNodes      sync.Map // where the subschemas start that apply to a value -> *Sub, for up to maxSubs of them
	byNodesCount atomic.Int32
}

// Embedded is the schema of pack.json that comes with this program. It is compiled once.
//
// It follows the schema in Palette's documentation, "Add a Custom Pack", with the cloud types and the field
// that the validation of the public pack-central repository adds. The custom keyword x-enumDescriptions maps
// values of enum or examples to what they mean.
func Embedded() *Schema { return embedded() }

var embedded = sync.OnceValue(func() *Schema {
	s, err := Load("pack.schema.json", []byte(packSchema))
	if err != nil {
		panic(err) // the embedded text is fixed, and a test loads it
	}
	return s
})

// Root is the root of the schema's own text.
func (s *Schema) Root() syntax.Node { return s.tree.Root() }

// Error is a mistake in a schema file. Range is in bytes, empty if the place is not known.
type Error struct {
	Name string
	text.Range
	Message string
	pos     text.Position
}

// Error is name:line:column: message, with line and column from 1, the column in bytes.
func (e *Error) Error() string {
	return fmt.Sprintf("%s:%d:%d: %s", e.Name, e.pos.Line+1, e.pos.Character+1, e.Message)
}

// Load compiles a JSON Schema of any draft from 4 to 2020-12, 2020-12 if there is no $schema. References lead
// to places in src or to the drafts' own schemas, nowhere else. The error is an *Error.
func Load(name string, src []byte) (s *Schema, err error) { return load(name, src, many) }

// load is Load. Lists of the schema with fewer entries than length are left to jsonschema, and everything if that is 0.
func load(name string, src []byte, length int) (s *Schema, err error) {
	tree := syntax.ParseJSON(string(src))
	fail := func(r text.Range, message string) (*Schema, error) {
		return nil, &Error{name, r, message, text.New(tree.Text).Position(r.Start, text.UTF8)}
	}
	if len(tree.Errors) > 0 {
		return fail(tree.Errors[0].Range, tree.Errors[0].Message)
	}
	if r, message := tooMuch(tree); message != "" {
		return fail(r, message)
	}
	defer func() {
		if r := recover(); r != nil { // jsonschema panics if it relies on the meta-schema to find a mistake
			s, err = fail(text.Range{}, fmt.Sprintf("the schema cannot be compiled: %v", r))
		}
	}()
	c := jsonschema.NewCompiler()
	counted := &steps{}
	c.RegisterExtension("steps", nil, counted)
	c.LoadURL = func(address string) (io.ReadCloser, error) { return nil, &foreignError{address} }
	if err := c.AddResource(root, strings.NewReader(tree.Text)); err != nil {
		return fail(text.Range{}, err.Error())
	}
	compiled, err := c.Compile(root)
	if err == nil {
		base, _, _ := strings.Cut(compiled.Location, "#")
		nesting := prepare(compiled, length)
		if nesting > maxNesting {
			return fail(text.Range{}, fmt.Sprintf("more than %d parts of the schema refer to each other in a row", maxNesting))
		}
		return &Schema{Name: name, compiled: compiled, tree: tree, base: base, steps: counted, nesting: nesting}, nil
	}
	var foreign *foreignError
	var invalid *jsonschema.ValidationError
	switch {
	case errors.As(err, &foreign):
		return fail(findReference(tree, foreign.address), foreign.Error())
	case errors.As(err, &invalid):
		leaf := invalid
		for len(leaf.Causes) > 0 {
			leaf = leaf.Causes[0]
		}
		path := pointer(leaf.InstanceLocation)
		at := tree.Root().At(path...)
		return fail(at.Range(), "this is not a valid JSON Schema: "+metaSentence(leaf, label(path), at))
	}
	message := err.Error()
	var failed *jsonschema.SchemaError
	if errors.As(err, &failed) && failed.Err != nil {
		message = strings.TrimPrefix(failed.Err.Error(), "jsonschema: ")
	}
	if address, missing := strings.CutSuffix(message, " not found"); missing {
		return fail(findReference(tree, address),
			fmt.Sprintf("%q does not exist in this schema", strings.ReplaceAll(address, root, "")))
	}
	return fail(text.Range{}, "the schema cannot be compiled: "+strings.ReplaceAll(message, root, ""))
}

// foreignError is a reference out of the schema.
type foreignError struct{ address string }

func (e *foreignError) Error() string {
	return fmt.Sprintf("%q is in another file; a schema may only refer to its own parts and the JSON Schema drafts",
		strings.TrimPrefix(e.address, "schema:///"))
}

// findReference is where the schema refers to address.
func findReference(tree *syntax.Tree, address string) text.Range {
	for n := range tree.All() {
		if n.Kind() != syntax.Pair || n.Value().Kind() != syntax.String {
			continue
		}
		if isReference(n.Key().Text()) {
			file, fragment, _ := strings.Cut(n.Value().Text(), "#")
			if file != "" && strings.HasSuffix(address, file) || file == "" && strings.HasSuffix(address, "#"+fragment) {
				return n.Value().Range()
			}
			if file != "" && strings.HasSuffix(address, file+"#"+fragment) {
				return n.Value().Range()
			}
		}
	}
	return text.Range{}
}
