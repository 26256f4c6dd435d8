#!/usr/bin/env bash
# check.sh: what the action of action.yml does, with its inputs as INPUT_... variables: installs pack-lsp, checks,
# prints annotations, writes the summary of the step and the outputs, and a SARIF file if code scanning is wanted.
# Exit status: that of pack-lsp check, or 1 if it cannot be installed.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
temporary=${RUNNER_TEMP:-$(mktemp -d)}
summary=${GITHUB_STEP_SUMMARY:-/dev/null}
outputs=${GITHUB_OUTPUT:-/dev/null}

version=${INPUT_VERSION:-}
if [ -z "$version" ]; then
  if [[ ${ACTION_REF:-} =~ ^v[0-9]+\.[0-9]+\.[0-9]+ ]]; then
    version=$ACTION_REF
  elif [[ ${ACTION_REF:-} =~ ^[0-9a-f]{40}$ ]]; then # the commit of a release: the version that its changelog says
    version=$(sed -n -E '/^## /{s/^## ([0-9][^ ]*) - [0-9]{4}-.*/v\1/p;q;}' "$here/../CHANGELOG.md")
  fi
fi
binary=$(PACK_LSP_VERSION=$version PACK_LSP_SHA256=${INPUT_SHA256:-} PACK_LSP_BIN=$temporary/pack-lsp-bin \
  "$here/install.sh")

flags=() # bash 3.2, which macOS has, takes an empty array for an unset variable
[ -z "${INPUT_SEVERITY:-}" ] || flags+=("--severity=$INPUT_SEVERITY")
[ -z "${INPUT_BASELINE:-}" ] || flags+=("--baseline=$INPUT_BASELINE")
[ -z "${INPUT_CHANGED:-}" ] || flags+=("--changed=$INPUT_CHANGED")
[ -z "${INPUT_CONFIG:-}" ] || flags+=("--config=$INPUT_CONFIG")
paths=()
while IFS= read -r path; do
  path=${path%$'\r'}
  [ -z "$path" ] || paths+=("$path")
done <<<"${INPUT_PATHS:-.}"
[ ${#paths[@]} -gt 0 ] || paths=(.)

status=0
"$binary" check --format=github --fail-on="${INPUT_FAIL_ON:-error}" ${flags[@]+"${flags[@]}"} -- "${paths[@]}" \
  >"$temporary/pack-lsp.annotations" || status=$?
cat "$temporary/pack-lsp.annotations"
findings=$(grep -cE '^::(error|warning|notice) ' "$temporary/pack-lsp.annotations" || true)
echo "findings=$findings" >>"$outputs"

# The table of the findings: what the annotations say, as Markdown. At most 100 rows, since a summary has a limit.
{
  echo "### Palette packs: $findings finding$([ "$findings" = 1 ] || echo s)"
  awk -f "$here/summary.awk" "$temporary/pack-lsp.annotations"
  [ "$status" -lt 2 ] || echo "pack-lsp could not check everything; the log says why."
} >>"$summary"

if [ "${INPUT_CODE_SCANNING:-}" = true ] && [ "$status" -lt 2 ]; then
  "$binary" check --format=sarif --fail-on=never ${flags[@]+"${flags[@]}"} -- "${paths[@]}" \
    >"$temporary/pack-lsp.sarif" 2>"$temporary/pack-lsp.log" || {
    cat "$temporary/pack-lsp.log" >&2
    exit 2
  }
  echo "sarif=$temporary/pack-lsp.sarif" >>"$outputs"
fi
exit "$status"
