package syntax

import (
	"strconv"
	"strings"
)

// kindOfPlain is what Helm takes the unquoted scalar s for. Helm reads with sigs.k8s.io/yaml, which is
// go-yaml v2: YAML 1.1 with y, yes and on as booleans, octal 0644 as well as 0o644, underscores in numbers;
// there is no base 60, and timestamps stay strings.
func kindOfPlain(s string) Kind {
	if s == "" {
		return Null
	}
	switch c := s[0]; {
	case wordStarts[c]:
		return kindOfWord(s)
	case c == '.':
		switch s {
		case ".inf", ".Inf", ".INF", ".nan", ".NaN", ".NAN":
			return Number
		}
		return kindOfFloat(s)
	case c >= '0' && c <= '9' || c == '+' || c == '-':
		switch s[1:] {
		case ".inf", ".Inf", ".INF":
			if c == '+' || c == '-' {
				return Number
			}
		}
		if decimals(s) {
			return Number
		}
		return kindOfNumber(strings.ReplaceAll(s, "_", ""))
	}
	return String
}

// kindOfWord is kindOfPlain for a text that begins with a letter or ~.
func kindOfWord(s string) Kind {
	switch s {
	case "~", "null", "Null", "NULL":
		return Null
	case "y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON",
		"n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF":
		return Bool
	}
	return String
}

// kindOfNumber is kindOfPlain for a text that begins with a digit or a sign, its underscores removed.
func kindOfNumber(s string) Kind {
	if decimals(s) {
		return Number
	}
	// others, such as 1.2.3 and 128Mi, would only cause an error
	if ofIntegers.all(s) {
		if _, err := strconv.ParseInt(s, 0, 64); err == nil {
			return Number
		}
		if _, err := strconv.ParseUint(s, 0, 64); err == nil {
			return Number
		}
	}
	if !yamlFloat(s) {
		return String
	}
	return kindOfFloat(s)
}

// decimals reports whether s is a short run of digits that no 0 leads, which is certainly a number.
func decimals(s string) bool {
	if len(s) == 0 || len(s) > 18 || s[0] == '0' && len(s) > 1 {
		return false
	}
	for i := 0; i < len(s); i++ {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return true
}

func kindOfFloat(s string) Kind {
	if _, err := strconv.ParseFloat(s, 64); err != nil {
		return String
	}
	return Number
}

// yamlFloat reports whether s is [-+]?(.[0-9]+|[0-9]+(.[0-9]*)?)([eE][-+]?[0-9]+)?
func yamlFloat(s string) bool {
	if s != "" && (s[0] == '+' || s[0] == '-') {
		s = s[1:]
	}
	whole := digits(s)
	s = s[whole:]
	if s != "" && s[0] == '.' {
		fraction := digits(s[1:])
		if whole == 0 && fraction == 0 {
			return false
		}
		s = s[1+fraction:]
	} else if whole == 0 {
		return false
	}
	if s == "" {
		return true
	}
	if s[0] != 'e' && s[0] != 'E' {
		return false
	}
	s = s[1:]
	if s != "" && (s[0] == '+' || s[0] == '-') {
		s = s[1:]
	}
	return s != "" && digits(s) == len(s)
}

// digits is how many decimal digits s begins with.
func digits(s string) int {
	n := 0
	for n < len(s) && s[n] >= '0' && s[n] <= '9' {
		n++
	}
	return n
}

// kindOfTag is what a scalar with the given tag is, whatever it looks like.
func kindOfTag(tag string) Kind {
	switch strings.TrimSuffix(strings.TrimPrefix(strings.TrimPrefix(tag, "!<tag:yaml.org,2002:"), "!!"), ">") {
	case "null":
		return Null
	case "bool":
		return Bool
	case "int", "float":
		return Number
	}
	return String
}
