// Package names knows what names, labels, addresses and other texts of Kubernetes look like, after
// k8s.io/apimachinery/pkg/util/validation. Each check of a text returns what it has to be, to go after "... is no valid
// name: ", and nothing if it is valid.
//
// Deliberately absent: objects, and which of their fields hold such texts.
package names

import (
	"net/netip"
	"strings"
)

const (
	// LabelRule is what DNSLabel asks for.
	LabelRule     = "lower case letters, digits and - only, with a letter or digit at both ends, at most 63 characters"
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

// Digit reports whether c is a decimal digit of ASCII.
func Digit(c byte) bool { return c >= '0' && c <= '9' }

// Alnum reports whether c is a letter or digit of ASCII.
func Alnum(c byte) bool { return lower(c) || Digit(c) || c >= 'A' && c <= 'Z' }

// Only reports whether all bytes of s satisfy ok or are in also.
func Only(s string, ok func(byte) bool, also string) bool {
	for i := 0; i < len(s); i++ {
		if !ok(s[i]) && strings.IndexByte(also, s[i]) < 0 {
			return false
		}
	}
	return true
}

func lowerAlnum(c byte) bool { return lower(c) || Digit(c) }

func isLabel(s string) bool {
	return s != "" && lowerAlnum(s[0]) && lowerAlnum(s[len(s)-1]) && Only(s, lowerAlnum, "-")
}

// DNSLabel is RFC 1123, label.
func DNSLabel(s string) string {
	if len(s) <= 63 && isLabel(s) {
		return ""
	}
	return LabelRule
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

// SearchDomain is a domain that names without dots are looked up in: newer versions take underscores, and a dot alone.
func SearchDomain(s string) string {
	if s == "." {
		return ""
	}
	return DNSSubdomain(strings.ReplaceAll(strings.TrimSuffix(s, "."), "_", "a"))
}

// DNS1035Label is RFC 1035.
func DNS1035Label(s string) string {
	if len(s) <= 63 && isLabel(s) && lower(s[0]) {
		return ""
	}
	return label1035Rule
}

// WildcardSubdomain is *. and a DNS subdomain.
func WildcardSubdomain(s string) string {
	if rest, ok := strings.CutPrefix(s, "*."); ok && len(s) <= 253 && DNSSubdomain(rest) == "" {
		return ""
	}
	return "*. and a DNS name"
}

// IsQualified is the part of a qualified name after the prefix.
func IsQualified(s string) bool {
	return s != "" && len(s) <= 63 && Alnum(s[0]) && Alnum(s[len(s)-1]) && Only(s, Alnum, "-_.")
}

// QualifiedName is a name that may have a DNS subdomain and / before it: the key of a label.
func QualifiedName(s string) string {
	prefix, name, found := strings.Cut(s, "/")
	if !found {
		name = s
	} else if strings.Contains(name, "/") || DNSSubdomain(prefix) != "" {
		return qualifiedRule
	}
	if !IsQualified(name) {
		return qualifiedRule
	}
	return ""
}

// LabelValue is the value of a label.
func LabelValue(s string) string {
	if s == "" || IsQualified(s) {
		return ""
	}
	return labelValueRule
}

// PortName is the name of a port (RFC 6335).
func PortName(s string) string {
	letter := strings.IndexFunc(s, func(r rune) bool { return r >= 'a' && r <= 'z' }) >= 0
	dashes := strings.Contains(s, "--") || strings.HasPrefix(s, "-") || strings.HasSuffix(s, "-")
	if len(s) <= 15 && letter && !dashes && Only(s, lowerAlnum, "-") {
		return ""
	}
	return portNameRule
}

// EnvName is the name of an environment variable up to Kubernetes 1.31.
func EnvName(s string) string {
	if s != "" && !Digit(s[0]) && Only(s, Alnum, "-._") && s != "." && s != ".." && !strings.HasPrefix(s, "..") {
		return ""
	}
	return "letters, digits, _, - and . only, with no digit first"
}

// RelaxedEnvName is the name of an environment variable since Kubernetes 1.32.
func RelaxedEnvName(s string) string {
	if s != "" && Only(s, func(c byte) bool { return c >= ' ' && c < 0x7F && c != '=' }, "") {
		return ""
	}
	return "printable ASCII characters other than = only"
}

// ConfigKey is a key of a ConfigMap or Secret.
func ConfigKey(s string) string {
	if s != "" && len(s) <= 253 && Only(s, Alnum, "-_.") && s != "." && !strings.HasPrefix(s, "..") {
		return ""
	}
	return configKeyRule
}

// HeaderName is the name of an HTTP header.
func HeaderName(s string) string {
	if s != "" && Only(s, Alnum, "-") {
		return ""
	}
	return "letters, digits and - only"
}

// PathSegment is what a name may be that has no stricter rule.
func PathSegment(s string) string {
	if s == "." || s == ".." || strings.ContainsAny(s, "/%") {
		return "anything but . and .., without / and %"
	}
	return ""
}

// SysctlName is the name of a sysctl.
func SysctlName(s string) string {
	ok := len(s) <= 253
	for part := range strings.SplitSeq(strings.ReplaceAll(s, "/", "."), ".") {
		ok = ok && part != "" && lowerAlnum(part[0]) && lowerAlnum(part[len(part)-1]) && Only(part, lowerAlnum, "-_")
	}
	if ok {
		return ""
	}
	return "lower case letters, digits, - and _ in parts joined by . or /"
}

// IsPercent reports whether s is a number and %.
func IsPercent(s string) bool {
	n, ok := strings.CutSuffix(s, "%")
	return ok && n != "" && Only(n, Digit, "")
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
		for len(p) > 1 && p[0] == '0' && Digit(p[1]) {
			p = p[1:]
		}
		parts[i] = p
	}
	return strings.Join(parts, ".")
}

// IP is an address of IPv4 or IPv6.
func IP(s string) string {
	if _, ok := ParseIP(s); ok {
		return ""
	}
	return "an IP address such as 10.9.8.7 or 2001:db8::ffff"
}

// ParseCIDR reads a range of addresses; like the API server it takes leading zeros.
func ParseCIDR(s string) (netip.Prefix, bool) {
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

// CIDR is a range of addresses.
func CIDR(s string) string {
	if _, ok := ParseCIDR(s); ok {
		return ""
	}
	return "a range of addresses such as 10.9.8.0/24 or 2001:db8::/64"
}

// Generated is a name as it is checked where characters are added to it: a dash may be the last one.
func Generated(s string) string {
	if len(s) > 1 && strings.HasSuffix(s, "-") {
		return s[:len(s)-2] + "a"
	}
	return s
}
