package render

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
}

// DefaultLimits are far above what published charts need.
var DefaultLimits = Limits{Steps: 10_000_000, Bytes: 256 << 20, Depth: 30_000}

const (
	maxValue   = 16 << 20  // bytes of one value that a function gives
	maxList    = 1_000_000 // elements of one list that until and seq count up to
	maxNesting = 1000      // levels of a value that is printed or copied
	maxPattern = 4096      // bytes of a regular expression or version constraint
	maxMessage = 4096      // bytes of what fail and required say
	maxInclude = 1000      // templates of one name inside each other, as in Helm
)

// ErrLimit is the cause of an Error that says that a chart took more than Limits allow.
var ErrLimit = errors.New("rendering takes more than is allowed")

// run is one render.
type run struct {
	ctx    context.Context
	left   Limits
	broken error // the limit that was reached; sticky, so that nothing goes on after it

	includes map[string]int // templates being included, by name
	flags    effects        // of the template being rendered
	files    bool           // .Files is not there
}

// effects are what a template did that other inputs than its values decide.
type effects struct{ lookup, random bool }

// steps takes n steps; an error if there are none left, or the context has ended.
func (r *run) steps(n int) error {
	if r.broken != nil {
		return r.broken
	}
	if r.left.Steps -= n; r.left.Steps < 0 {
		return r.over("steps")
	}
	if err := r.ctx.Err(); err != nil {
		r.broken = err
	}
	return r.broken
}

func (r *run) over(what string) error {
	if r.broken == nil {
		r.broken = fmt.Errorf("%w: too many %s", ErrLimit, what)
	}
	return r.broken
}

// reads takes the steps of a function that looks at n bytes.
func (r *run) reads(n int) error { return r.steps(1 + n>>6) }

// gives takes n bytes for a value.
func (r *run) gives(n int) error {
	if n > maxValue || n < 0 {
		return r.over("bytes in one value")
	}
	if r.left.Bytes -= n; r.left.Bytes < 0 {
		return r.over("bytes")
	}
	return r.reads(n)
}

// gave is gives for a string that is at most a few times as long as what it was made of.
func (r *run) gave(s string) (string, error) { return s, r.gives(len(s)) }

// weigh is about how many bytes v is when printed; an error if that is more than one value may have, or v holds
// itself. Values may share parts, so that what takes little memory prints as very much.
func (r *run) weigh(values ...any) (int, error) {
	n := 0
	for _, v := range values {
		if s, ok := v.(string); ok {
			n += len(s)
		} else if err := r.weighAny(v, &n, 0); err != nil {
			return 0, err
		}
	}
	if n > maxValue {
		return 0, r.over("bytes in one value")
	}
	return n, r.reads(n)
}

func (r *run) weighAny(v any, n *int, depth int) error {
	*n += 8
	if *n > maxValue || depth > maxNesting {
		return r.over("parts in one value")
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

func (r *run) weighOther(v reflect.Value, n *int, depth int) error {
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

// writer is a buffer that stops at the limits.
type writer struct {
	r   *run
	buf []byte
}

func (w *writer) Write(p []byte) (int, error) {
	if len(p) == 0 {
		return 0, nil
	}
	if w.r.broken != nil {
		return 0, w.r.broken
	}
	if w.r.left.Bytes -= len(p); w.r.left.Bytes < 0 || len(w.buf)+len(p) > maxValue {
		return 0, w.r.over("bytes")
	}
	w.buf = append(w.buf, p...)
	return len(p), nil
}
