package funcs

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"time"

	"github.com/Masterminds/semver/v3"
)

// Limits bound what one render may take, whatever the chart says. The largest of 97 published charts takes 1.1
// million steps and 18 MB.
type Limits struct {
	Steps int // nodes of templates that are executed, and 64 bytes or one element that a function looks at
	Bytes int // of all that templates and functions give, taken together
	Depth int // of templates in templates and of the actions in them
	// Weight is how many bytes what templates give may take with its trees, see text.Weight; 0 for the default.
	Weight int64
}

const (
	maxValue   = 16 << 20  // bytes of one value that a function gives
	maxList    = 1_000_000 // elements of one list that until and seq count up to
	MaxNesting = 1000      // levels of a value that is printed or copied
	MaxPattern = 4096      // bytes of a regular expression or version constraint
)

// ErrLimit is the cause of an Error that says that a chart took more than Limits allow.
var ErrLimit = errors.New("rendering takes more than is allowed")

// Run is one render.
type Run struct {
	Ctx    context.Context
	Left   Limits
	Broken error // the limit that was reached; sticky, so that nothing goes on after it

	Includes map[string]int // templates being included, by name
	Flags    Effects        // of the template being rendered
	NoFiles  bool           // .Files is not there
}

// Effects are what a template did that other inputs than its values decide.
type Effects struct{ Lookup, Random bool }

// Steps takes n steps; an error if there are none left, or the context has ended.
func (r *Run) Steps(n int) error {
	if r.Broken != nil {
		return r.Broken
	}
	if r.Left.Steps -= n; r.Left.Steps < 0 {
		return r.Over("steps")
	}
	if err := r.Ctx.Err(); err != nil {
		r.Broken = err
	}
	return r.Broken
}

// Over breaks the run off, since it took too many of what.
func (r *Run) Over(what string) error {
	if r.Broken == nil {
		r.Broken = fmt.Errorf("%w: too many %s", ErrLimit, what)
	}
	return r.Broken
}

// Reads takes the steps of a function that looks at n bytes.
func (r *Run) Reads(n int) error { return r.Steps(1 + n>>6) }

// Gives takes n bytes for a value.
func (r *Run) Gives(n int) error {
	if n > maxValue || n < 0 {
		return r.Over("bytes in one value")
	}
	if r.Left.Bytes -= n; r.Left.Bytes < 0 {
		return r.Over("bytes")
	}
	return r.Reads(n)
}

// Gave is Gives for a string that is at most a few times as long as what it was made of.
func (r *Run) Gave(s string) (string, error) { return s, r.Gives(len(s)) }

// Weigh is about how many bytes v is when printed; an error if that is more than one value may have, or v holds
// itself. Values may share parts, so that what takes little memory prints as very much.
func (r *Run) Weigh(values ...any) (int, error) {
	n := 0
	for _, v := range values {
		if s, ok := v.(string); ok {
			n += len(s)
		} else if err := r.weighAny(v, &n, 0); err != nil {
			return 0, err
		}
	}
	if n > maxValue {
		return 0, r.Over("bytes in one value")
	}
	return n, r.Reads(n)
}

func (r *Run) weighAny(v any, n *int, depth int) error {
	*n += 8
	if *n > maxValue || depth > MaxNesting {
		return r.Over("parts in one value")
	}
	switch v := v.(type) {
	case nil, bool, int, int64, float64:
	case string:
		*n += len(v)
	case []byte:
		*n += 4 * len(v)
	case map[string]any:
		for k, e := range v {
			*n += len(k) + depth // and its indentation
			if err := r.weighAny(e, n, depth+1); err != nil {
				return err
			}
		}
	case []any:
		for _, e := range v {
			*n += depth
			if err := r.weighAny(e, n, depth+1); err != nil {
				return err
			}
		}
	case time.Time, *semver.Version:
		*n += 32
	default:
		return r.weighOther(reflect.ValueOf(v), n, depth)
	}
	return nil
}

func (r *Run) weighOther(v reflect.Value, n *int, depth int) error {
	switch v.Kind() {
	case reflect.String:
		*n += v.Len()
	case reflect.Map:
		for it := v.MapRange(); it.Next(); {
			if err := r.weighAny(it.Key().Interface(), n, depth+1); err != nil {
				return err
			}
			if err := r.weighAny(it.Value().Interface(), n, depth+1); err != nil {
				return err
			}
		}
	case reflect.Slice, reflect.Array:
		for i := range v.Len() {
			if err := r.weighAny(v.Index(i).Interface(), n, depth+1); err != nil {
				return err
			}
		}
	case reflect.Pointer:
		if !v.IsNil() {
			return r.weighOther(v.Elem(), n, depth+1)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if f := v.Field(i); f.CanInterface() {
				if err := r.weighAny(f.Interface(), n, depth+1); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// Writer is a buffer that stops at the limits.
type Writer struct {
	Run *Run
	Buf []byte
}

// Write appends p, unless that would be too much.
func (w *Writer) Write(p []byte) (int, error) {
	if len(p) == 0 {
		return 0, nil
	}
	if w.Run.Broken != nil {
		return 0, w.Run.Broken
	}
	if w.Run.Left.Bytes -= len(p); w.Run.Left.Bytes < 0 || len(w.Buf)+len(p) > maxValue {
		return 0, w.Run.Over("bytes")
	}
	w.Buf = append(w.Buf, p...)
	return len(p), nil
}
