#!/bin/sh
# install.sh: downloads a released pack-lsp for this machine, compares its checksum, and installs it. Needs curl or
# wget, tar (unzip on Windows), and sha256sum or shasum.
#
#   PACK_LSP_VERSION    the version, such as v1.2.3; by default the newest release
#   PACK_LSP_BIN        the folder to install into; by default ~/.local/bin
#   PACK_LSP_SHA256     the checksum that the archive must have; by default the one in the release's SHA256SUMS
#   PACK_LSP_RELEASES   where releases are, for a mirror; by default GitHub
#
# The last line on stdout is the path of the binary. Exit status: 0 it is installed; 1 it is not, and stderr says why.
set -eu

releases=${PACK_LSP_RELEASES:-https://github.com/pack-lsp/pack-lsp/releases}
version=${PACK_LSP_VERSION:-latest}
bin=${PACK_LSP_BIN:-$HOME/.local/bin}

fail() {
	echo "install pack-lsp: $1" >&2
	exit 1
}

case $(uname -s) in
Linux) os=linux ;;
Darwin) os=darwin ;;
MINGW* | MSYS* | CYGWIN*) os=windows ;;
*) fail "there is no release for $(uname -s)" ;;
esac
case $(uname -m) in
x86_64 | amd64) arch=amd64 ;;
aarch64 | arm64) arch=arm64 ;;
*) fail "there is no release for $(uname -m)" ;;
esac
case $version in
latest) from=$releases/latest/download ;;
v*) from=$releases/download/$version ;;
*) from=$releases/download/v$version ;;
esac

# get URL FILE
get() {
	if command -v curl >/dev/null; then
		curl --fail --silent --show-error --location --retry 3 --output "$2" "$1"
	elif command -v wget >/dev/null; then
		wget -q -O "$2" "$1"
	else
		fail "there is neither curl nor wget here"
	fi || fail "cannot download $1"
}

# sum FILE: its SHA-256.
sum() {
	if command -v sha256sum >/dev/null; then
		sha256sum "$1"
	elif command -v shasum >/dev/null; then
		shasum -a 256 "$1"
	else
		fail "there is neither sha256sum nor shasum here"
	fi | cut -d ' ' -f 1
}

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM

get "$from/SHA256SUMS" "$work/SHA256SUMS"
# The names of archives have the version in them, so the list says what the newest one is called.
line=$(grep -E "^[0-9a-f]{64}  pack-lsp-[0-9][^ ]*-$os-$arch\.(tar\.gz|zip)\$" "$work/SHA256SUMS") ||
	fail "$from/SHA256SUMS has no archive for $os on $arch"
archive=${line#*  }
expected=${PACK_LSP_SHA256:-${line%% *}}
get "$from/$archive" "$work/$archive"
actual=$(sum "$work/$archive")
[ "$actual" = "$expected" ] || fail "$archive has the checksum $actual, not $expected; nothing was installed"

name=pack-lsp
mkdir -p "$bin"
if [ "$os" = windows ]; then
	name=pack-lsp.exe
	unzip -q -o "$work/$archive" "$name" -d "$work"
else
	tar -xzf "$work/$archive" -C "$work" "$name"
fi
# Renamed into place, so that a running pack-lsp is not overwritten.
new=$bin/.$name.$$
cp "$work/$name" "$new"
chmod 755 "$new"
mv -f "$new" "$bin/$name"
"$bin/$name" version >&2
case :$PATH: in *":$bin:"*) ;; *) [ -n "${CI:-}" ] || echo "$bin is not on the PATH yet" >&2 ;; esac
echo "$bin/$name"
