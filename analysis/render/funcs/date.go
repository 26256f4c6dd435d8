package funcs

import (
	"text/template"
	"time"
)

// clock is the time that charts are rendered at: results depend on no clock.
var clock = time.Date(2026, time.January, 1, 12, 0, 0, 0, time.UTC)

// dateFunctions are sprig's, in UTC and at a fixed time.
func (w *Set) dateFunctions() template.FuncMap {
	format := func(layout string, date any) (string, error) {
		if err := w.Reads(len(layout)); err != nil {
			return "", err
		}
		return w.Gave(w.timeOf(date).UTC().Format(layout))
	}
	zoned := func(layout string, date any, _ string) (string, error) { return format(layout, date) }
	html := func(date any) (string, error) { return format(time.DateOnly, date) }
	parse := func(layout, s string) (time.Time, error) { return time.ParseInLocation(layout, s, time.UTC) }
	return template.FuncMap{
		"now": func() time.Time {
			w.Flags.Random = true
			return clock
		},
		"ago": func(date any) string {
			w.Flags.Random = true
			return clock.Sub(w.timeOf(date)).Round(time.Second).String()
		},
		"date":           format,
		"dateInZone":     zoned,
		"date_in_zone":   zoned,
		"htmlDate":       html,
		"htmlDateInZone": func(date any, _ string) (string, error) { return html(date) },
		"mustToDate":     parse,
		"toDate": func(layout, s string) time.Time {
			t, _ := parse(layout, s)
			return t
		},
	}
}

func (w *Set) timeOf(date any) time.Time {
	switch date := date.(type) {
	case time.Time:
		return date
	case *time.Time:
		return *date
	case int64:
		return time.Unix(date, 0)
	case int:
		return time.Unix(int64(date), 0)
	case int32:
		return time.Unix(int64(date), 0)
	}
	w.Flags.Random = true
	return clock
}
