package rules

import (
	"fmt"
	"net/netip"
	"strings"
)

// The functions here check one text each, after k8s.io/apimachinery/pkg/util/validation. They return what a text has to
// be, to go after "... is no valid name: ", and nothing if it is valid.

const (
	labelRule     = "lower case letters, digits and - only, with a letter or digit at both ends, at most 63 characters"
	subdomainRule = "lower case letters, digits, - and . only, with a letter or digit at both ends of each part, " +
		"at most 253 characters"
	label1035Rule = "lower case letters, digits and - only, with a letter first and a letter or digit last, " +
		"at most 63 characters"
	qualifiedRule = "letters, digits, -, _ and . only, with a letter or digit at both ends, at most 63 characters, " +
		"after a DNS name and / if there is a prefix"
	labelValueRule = "letters, digits, -, _ and . only, with a letter or digit at both ends, at most 63 characters"
	portNameRule   = "lower case letters, digits and - only, at least one letter, no - at the ends or twice " +
		"in a row, at most 15 characters"
	configKeyRule = "letters, digits, -, _ and . only, at most 253 characters"
)

func lower(c byte) bool { return c >= 'a' && c <= 'z' }
func digit(c byte) bool { return c >= '0' && c <= '9' }
func alnum(c byte) bool { return lower(c) || digit(c) || c >= 'A' && c <= 'Z' }

// only reports whether all bytes of s satisfy ok or are in also.
func only(s string, ok func(byte) bool, also string) bool {
	for i := 0; i < len(s); i++ {
		if !ok(s[i]) && strings.IndexByte(also, s[i]) < 0 {
			return false
		}
	}
	return true
}

func lowerAlnum(c byte) bool { return lower(c) || digit(c) }

func isLabel(s string) bool {
	return s != "" && lowerAlnum(s[0]) && lowerAlnum(s[len(s)-1]) && only(s, lowerAlnum, "-")
}

// dnsLabel is RFC 1123, label.
func dnsLabel(s string) string {
	if len(s) <= 63 && isLabel(s) {
		return ""
	}
	return labelRule
}

// DNSSubdomain is RFC 1123, subdomain.
func DNSSubdomain(s string) string {
	if len(s) > 253 {
		return subdomainRule
	}
	for part := range strings.SplitSeq(s, ".") {
		if !isLabel(part) {
			return subdomainRule
		}
	}
	return ""
}

// dns1035Label is RFC 1035.
func dns1035Label(s string) string {
	if len(s) <= 63 && isLabel(s) && lower(s[0]) {
		return ""
	}
	return label1035Rule
}

func wildcardSubdomain(s string) string {
	if rest, ok := strings.CutPrefix(s, "*."); ok && len(s) <= 253 && DNSSubdomain(rest) == "" {
		return ""
	}
	return "*. and a DNS name"
}

// isQualified is the part of a qualified name after the prefix.
func isQualified(s string) bool {
	return s != "" && len(s) <= 63 && alnum(s[0]) && alnum(s[len(s)-1]) && only(s, alnum, "-_.")
}

func qualifiedName(s string) string {
	prefix, name, found := strings.Cut(s, "/")
	if !found {
		name = s
	} else if strings.Contains(name, "/") || DNSSubdomain(prefix) != "" {
		return qualifiedRule
	}
	if !isQualified(name) {
		return qualifiedRule
	}
	return ""
}

func labelValue(s string) string {
	if s == "" || isQualified(s) {
		return ""
	}
	return labelValueRule
}

func portName(s string) string {
	letter := strings.IndexFunc(s, func(r rune) bool { return r >= 'a' && r <= 'z' }) >= 0
	dashes := strings.Contains(s, "--") || strings.HasPrefix(s, "-") || strings.HasSuffix(s, "-")
	if len(s) <= 15 && letter && !dashes && only(s, lowerAlnum, "-") {
		return ""
	}
	return portNameRule
}

// envName is the name of an environment variable up to Kubernetes 1.31.
func envName(s string) string {
	if s != "" && !digit(s[0]) && only(s, alnum, "-._") && s != "." && s != ".." && !strings.HasPrefix(s, "..") {
		return ""
	}
	return "letters, digits, _, - and . only, with no digit first"
}

// relaxedEnvName is the name of an environment variable since Kubernetes 1.32.
func relaxedEnvName(s string) string {
	if s != "" && only(s, func(c byte) bool { return c >= ' ' && c < 0x7F && c != '=' }, "") {
		return ""
	}
	return "printable ASCII characters other than = only"
}

func configKey(s string) string {
	if s != "" && len(s) <= 253 && only(s, alnum, "-_.") && s != "." && !strings.HasPrefix(s, "..") {
		return ""
	}
	return configKeyRule
}

func headerName(s string) string {
	if s != "" && only(s, alnum, "-") {
		return ""
	}
	return "letters, digits and - only"
}

// pathSegment is what a name may be that has no stricter rule.
func pathSegment(s string) string {
	if s == "." || s == ".." || strings.ContainsAny(s, "/%") {
		return "anything but . and .., without / and %"
	}
	return ""
}

func sysctlName(s string) string {
	ok := len(s) <= 253
	for part := range strings.SplitSeq(strings.ReplaceAll(s, "/", "."), ".") {
		ok = ok && part != "" && lowerAlnum(part[0]) && lowerAlnum(part[len(part)-1]) && only(part, lowerAlnum, "-_")
	}
	if ok {
		return ""
	}
	return "lower case letters, digits, - and _ in parts joined by . or /"
}

// percent reports whether s is a number and %.
func percent(s string) bool {
	n, ok := strings.CutSuffix(s, "%")
	return ok && n != "" && only(n, digit, "")
}

// ParseIP reads an address; like the API server it takes leading zeros in IPv4.
func ParseIP(s string) (netip.Addr, bool) {
	if strings.Contains(s, "%") {
		return netip.Addr{}, false
	}
	a, err := netip.ParseAddr(withoutZeros(s))
	return a, err == nil
}

// withoutZeros drops leading zeros in the parts of an IPv4 address.
func withoutZeros(s string) string {
	if strings.Contains(s, ":") || !strings.Contains(s, ".") {
		return s
	}
	parts := strings.Split(s, ".")
	for i, p := range parts {
		for len(p) > 1 && p[0] == '0' && digit(p[1]) {
			p = p[1:]
		}
		parts[i] = p
	}
	return strings.Join(parts, ".")
}

func ip(s string) string {
	if _, ok := ParseIP(s); ok {
		return ""
	}
	return "an IP address such as 10.9.8.7 or 2001:db8::ffff"
}

func parseCIDR(s string) (netip.Prefix, bool) {
	addr, bits, ok := strings.Cut(s, "/")
	if !ok {
		return netip.Prefix{}, false
	}
	for len(bits) > 1 && bits[0] == '0' {
		bits = bits[1:]
	}
	p, err := netip.ParsePrefix(withoutZeros(addr) + "/" + bits)
	return p, err == nil
}

func CIDR(s string) string {
	if _, ok := parseCIDR(s); ok {
		return ""
	}
	return "a range of addresses such as 10.9.8.0/24 or 2001:db8::/64"
}

// generated is a name as it is checked where characters are added to it: a dash may be the last one.
func generated(s string) string {
	if len(s) > 1 && strings.HasSuffix(s, "-") {
		return s[:len(s)-2] + "a"
	}
	return s
}

func between(lo, hi int64) string { return fmt.Sprintf("must be between %d and %d", lo, hi) }
