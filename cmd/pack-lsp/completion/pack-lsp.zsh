#compdef pack-lsp
# Completion of pack-lsp for zsh. pack-lsp itself says what a word can be.

_pack_lsp() {
    local line paths=''
    local -a answer found
    answer=("${(@f)$("${words[1]}" __complete "${(@)words[2,CURRENT]}" 2>/dev/null)}")
    for line in "${answer[@]}"; do
        case $line in
        :paths) paths=1 ;;
        :words | '') ;;
        *$'\t') found+=("${${line%%$'\t'*}//:/\\:}") ;;
        *) found+=("${${line%%$'\t'*}//:/\\:}:${line#*$'\t'}") ;;
        esac
    done
    if (( ${#found} )); then
        _describe -o pack-lsp found
    fi
    if [[ -n $paths ]]; then
        compset -P '-*='
        _files
    fi
}

if [[ ${funcstack[1]} == _pack_lsp ]]; then
    _pack_lsp "$@"
elif (( $+functions[compdef] )); then
    compdef _pack_lsp pack-lsp
fi
