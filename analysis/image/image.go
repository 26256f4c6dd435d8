// Package image is the container images of a pack: those that it lists in pack.content.images, those that it deploys as
// far as that is known, and, as long as it is not, those that its manifests and the values of its charts state.
//
// References are compared in full, with the registry host that container runtimes add.
//
// Deliberately absent: registries. Whether an image exists is not asked of anybody.
package image

import (
	"errors"
	"strings"

	"github.com/distribution/reference"

	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/palette"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
)

// Key is the key whose value is an image reference, in pack.content.images and in Kubernetes' containers.
const Key = "image"

// ListPath is the path of the list of images in values.yaml.
func ListPath() []string { return []string{pack.SectionPack, palette.AttrContent, palette.AttrImages} }

// List is pack.content.images in values.yaml; absent if there is none.
func List(values *pack.File) syntax.Node { return values.Root().At(ListPath()...) }

// Problem says what is wrong with an image reference; "" if nothing is. The grammar is that of the OCI distribution.
func Problem(ref string) string {
	_, err := reference.ParseNormalizedNamed(ref)
	switch {
	case err == nil:
		return ""
	case strings.Contains(ref, "://"):
		return "it must begin with the registry host, without a scheme"
	case strings.ContainsAny(ref, " \t\r\n"):
		return "it contains a space"
	case errors.Is(err, reference.ErrNameContainsUppercase) || strings.Contains(err.Error(), "must be lowercase"):
		return "the repository must be in lower case"
	case errors.Is(err, reference.ErrNameTooLong):
		return "the repository is longer than 255 characters"
	case strings.HasSuffix(ref, ":"):
		return "the tag after the colon is missing"
	case strings.Contains(ref, "@"):
		return "the digest must be sha256: and 64 hexadecimal digits"
	case strings.Contains(err.Error(), "64-byte hexadecimal"):
		return "it is a bare image id"
	}
	return "it must be host/repository:tag"
}

// Parse is an image reference with the parts that Docker adds; nil if it is not valid.
func Parse(ref string) reference.Named {
	named, err := reference.ParseNormalizedNamed(ref)
	if err != nil {
		return nil
	}
	return named
}

// defaultRegistry is the host of images without one, and officialPrefix the directory of those without either, as in
// Docker.
const (
	defaultRegistry = "docker.io/"
	officialPrefix  = "library/"
)

// WithRegistry is ref with the registry host that Docker adds. The first part is a host if it contains a dot, a port or
// an uppercase letter, or is localhost.
func WithRegistry(ref string) string {
	host, _, found := strings.Cut(ref, "/")
	switch {
	case !found:
		return defaultRegistry + officialPrefix + ref
	case strings.ContainsAny(host, ".:") || host == "localhost" || strings.ToLower(host) != host:
		return ref
	}
	return defaultRegistry + ref
}

// Whole is an image reference with its registry host and, if it has neither tag nor digest, the tag that container
// runtimes use.
func Whole(ref string) string {
	named, err := reference.ParseNormalizedNamed(ref)
	if err != nil {
		return WithRegistry(ref)
	}
	return reference.TagNameOnly(named).String()
}
