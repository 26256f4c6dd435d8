package funcs

import (
	"context"
	"encoding/base64"
	"fmt"
	"maps"
	"math"
	"strings"
	"text/template"
)

// The functions below draw random numbers in Helm, and making keys takes it seconds. Here each gives the same
// value every time, of the form that the function promises. Their mistakes are the same as sprig's.

const (
	fixedUUID = "5f2b1c7e-9d3a-4e6b-8c1f-0a7d2e4b6c90"
	// fixedHash is bcrypt's hash of some password.
	fixedHash = "$2a$10$N9qo8uLOickgx2ZMRZoMyeIjZAgcfl7p92ldGxad68LJZdL17lhWy"
)

// certificate is sprig's, with the fields that templates use.
type certificate struct{ Cert, Key string }

// pem is a block of that type which holds nothing of use.
func pem(kind string) string {
	body := base64.StdEncoding.EncodeToString([]byte("replaces what is made when the chart is deployed: " + kind))
	return "-----BEGIN " + kind + "-----\n" + body + "\n-----END " + kind + "-----\n"
}

func fixedCertificate() certificate {
	return certificate{Cert: pem("CERTIFICATE"), Key: pem("RSA PRIVATE KEY")}
}

func (w *Set) randomFunctions() template.FuncMap {
	letters := func(alphabet string) func(int) (string, error) {
		return func(n int) (string, error) {
			w.Flags.Random = true
			if n <= 0 {
				return "", nil
			}
			if err := w.Gives(n); err != nil {
				return "", err
			}
			return strings.Repeat(alphabet, n/len(alphabet)+1)[:n], nil
		}
	}
	drawn := func(s string) func() string {
		return func() string { w.Flags.Random = true; return s }
	}
	f := template.FuncMap{
		"randAlphaNum": letters("x7Kq2mVt9RbW4zJh"),
		"randAlpha":    letters("xKqmVtRbWzJhDcNp"),
		"randAscii":    letters("x7Kq2mVt9RbW4zJh"),
		"randNumeric":  letters("4719283650"),
		"randBytes": func(n int) (string, error) {
			w.Flags.Random = true
			if err := w.Gives(2 * max(n, 0)); err != nil {
				return "", err
			}
			return base64.StdEncoding.EncodeToString([]byte(strings.Repeat("k", n))), nil
		},
		"randInt": func(low, high int) (int, error) {
			w.Flags.Random = true
			if high <= low {
				return 0, errNegative
			}
			return low + (high-low)/2, nil
		},
		"shuffle": func(s string) string { w.Flags.Random = true; return s },
		"uuidv4":  drawn(fixedUUID),
		"bcrypt":  func(string) string { w.Flags.Random = true; return fixedHash },
		"htpasswd": func(user, _ string) string {
			w.Flags.Random = true
			if strings.Contains(user, ":") {
				return "invalid username: " + user
			}
			return user + ":" + fixedHash
		},
		"derivePassword": func(_ uint32, kind, _, _, _ string) string { return w.derivePassword(kind) },
		"encryptAES": func(_, text string) (string, error) {
			w.Flags.Random = true
			padded := "0123456789abcdef" + text + strings.Repeat(" ", 16-len(text)%16)
			return w.Gave(base64.StdEncoding.EncodeToString([]byte(padded)))
		},
		"genPrivateKey": func(kind string) string {
			w.Flags.Random = true
			switch kind {
			case "", "rsa":
				return pem("RSA PRIVATE KEY")
			case "dsa":
				return pem("DSA PRIVATE KEY")
			case "ecdsa":
				return pem("EC PRIVATE KEY")
			case "ed25519":
				return pem("PRIVATE KEY")
			}
			return "Unknown type " + kind
		},
	}
	w.certificates(f)
	return f
}

// derivePassword gives a password of sprig's kinds.
func (w *Set) derivePassword(kind string) string {
	w.Flags.Random = true
	switch kind {
	case "maximum":
		return "xK7@qVt9RbW4zJhDcNp2"
	case "long":
		return "Kuci9@DatoRebu"
	case "medium":
		return "Kuc9@Dat"
	case "short":
		return "Kuc9"
	case "basic":
		return "xKq72mVt"
	case "pin":
		return "4719"
	}
	return "cannot find password template " + kind
}

// certificates adds the functions that make certificates. Keys and authorities that a chart brings are taken on trust.
func (w *Set) certificates(f template.FuncMap) {
	checked := func(ips, names []any) (certificate, error) {
		w.Flags.Random = true
		for _, v := range ips {
			if _, ok := v.(string); !ok {
				return certificate{}, fmt.Errorf("error parsing ip: %v is not a string", v)
			}
		}
		for _, v := range names {
			if _, ok := v.(string); !ok {
				return certificate{}, fmt.Errorf("error processing alternate dns name: %v is not a string", v)
			}
		}
		return fixedCertificate(), nil
	}
	f["genCA"] = func(string, int) certificate { w.Flags.Random = true; return fixedCertificate() }
	f["genCAWithKey"] = func(_ string, _ int, key string) certificate {
		w.Flags.Random = true
		return certificate{Cert: pem("CERTIFICATE"), Key: key}
	}
	f["genSelfSignedCert"] = func(_ string, ips, names []any, _ int) (certificate, error) { return checked(ips, names) }
	f["genSelfSignedCertWithKey"] = func(_ string, ips, names []any, _ int, key string) (certificate, error) {
		c, err := checked(ips, names)
		c.Key = key
		return c, err
	}
	f["genSignedCert"] = func(_ string, ips, names []any, _ int, _ certificate) (certificate, error) {
		return checked(ips, names)
	}
	f["genSignedCertWithKey"] = func(_ string, ips, names []any, _ int, _ certificate, key string) (certificate, error) {
		c, err := checked(ips, names)
		c.Key = key
		return c, err
	}
	f["buildCustomCert"] = func(cert, key string) (certificate, error) {
		c, err := base64.StdEncoding.DecodeString(cert)
		if err != nil {
			return certificate{}, fmt.Errorf("unable to decode base64 certificate: %w", err)
		}
		k, err := base64.StdEncoding.DecodeString(key)
		if err != nil {
			return certificate{}, fmt.Errorf("unable to decode base64 private key: %w", err)
		}
		return certificate{Cert: string(c), Key: string(k)}, nil
	}
}

// FixedFunctions are the functions that give fixed values, or values in a fixed order, in place of Helm's own: a
// test that holds what the two render against each other gives them to Helm.
func FixedFunctions() template.FuncMap {
	w := &Set{Run: &Run{Ctx: context.Background(), Left: Limits{Steps: math.MaxInt, Bytes: math.MaxInt}}}
	f := w.randomFunctions()
	maps.Copy(f, w.dateFunctions())
	f["keys"], f["values"] = w.keys, w.mapValues
	return f
}
