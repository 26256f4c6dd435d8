package pack

// Severity is how much a finding matters. The zero Severity is Off.
type Severity uint8

const (
	Off Severity = iota
	Hint
	Information
	Warning
	Error
)

var severityNames = [...]string{"off", "hint", "information", "warning", "error"}

// SeverityNames are the names that settings and the command line use, the most severe first.
var SeverityNames = []string{"error", "warning", "information", "hint", "off"}

func (s Severity) String() string { return severityNames[s] }

// ParseSeverity reads a severity's name; false if there is none of that name.
func ParseSeverity(name string) (Severity, bool) {
	for i, n := range severityNames {
		if n == name {
			return Severity(i), true
		}
	}
	return Off, false
}
