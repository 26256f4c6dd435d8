package rules

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/pack-lsp/pack-lsp/analysis/kube/object"
)

// cronFields are the fields of a schedule: their names, bounds, and words for their values, from low on.
var cronFields = []struct {
	name   string
	lo, hi int
	words  []string
}{
	{"minute", 0, 59, nil},
	{"hour", 0, 23, nil},
	{"day of month", 1, 31, nil},
	{"month", 1, 12, []string{"jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"}},
	{"day of week", 0, 6, []string{"sun", "mon", "tue", "wed", "thu", "fri", "sat"}},
}

var cronMacros = []string{"@yearly", "@annually", "@monthly", "@weekly", "@daily", "@midnight", "@hourly"}

// cronMistake says what is wrong with a schedule, as github.com/robfig/cron/v3 (ParseStandard) reads it; empty if
// nothing is.
func cronMistake(s string) string {
	if strings.Contains(s, "TZ") {
		return "must not name a time zone; use timeZone"
	}
	if strings.HasPrefix(s, "@") {
		if slices.Contains(cronMacros, s) {
			return ""
		}
		if every, ok := strings.CutPrefix(s, "@every "); ok {
			if _, err := time.ParseDuration(every); err == nil {
				return ""
			}
		}
		return "is no known macro; one of @yearly, @monthly, @weekly, @daily, @hourly"
	}
	fields := strings.Fields(s)
	if len(fields) != len(cronFields) {
		return "must have five fields: minute, hour, day of month, month and day of week; it has " +
			strconv.Itoa(len(fields))
	}
	for i, f := range fields {
		for part := range strings.SplitSeq(f, ",") {
			if part != "" && !cronRange(part, i) {
				b := cronFields[i]
				return fmt.Sprintf("has the %s %s, which must be %d to %d, a range such as %d-%d, *, "+
					"or one of these and a step such as */2", b.name, object.Quote(part), b.lo, b.hi, b.lo, b.lo+3)
			}
		}
	}
	return ""
}

// cronRange reports whether s is a value, a range or all values of the field i, with or without a step.
func cronRange(s string, i int) bool {
	b := cronFields[i]
	words := strings.Split(s, "/")
	ends := strings.Split(words[0], "-")
	lo, hi := b.lo, b.hi
	if ends[0] != "*" && ends[0] != "?" {
		var ok bool
		if lo, ok = cronValue(ends[0], i); !ok || len(ends) > 2 {
			return false
		}
		switch {
		case len(ends) == 2:
			if hi, ok = cronValue(ends[1], i); !ok {
				return false
			}
		case len(words) == 1:
			hi = lo
		}
	}
	if len(words) > 2 {
		return false
	}
	if len(words) == 2 {
		if step, err := strconv.Atoi(words[1]); err != nil || step <= 0 {
			return false
		}
	}
	return lo >= b.lo && hi <= b.hi && lo <= hi
}

func cronValue(s string, i int) (int, bool) {
	if at := slices.Index(cronFields[i].words, strings.ToLower(s)); at >= 0 {
		return at + cronFields[i].lo, true
	}
	n, err := strconv.Atoi(s)
	return n, err == nil && n >= 0
}
