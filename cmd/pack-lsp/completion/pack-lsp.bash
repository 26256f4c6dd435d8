# Completion of pack-lsp for bash. pack-lsp itself says what a word can be.

_pack_lsp() {
    local words=() word glue='' i
    # bash splits --flag=value at the "=".
    for ((i = 1; i <= COMP_CWORD; i++)); do
        word=${COMP_WORDS[i]}
        if [[ ${#words[@]} -gt 0 && ($word == '=' || -n $glue) ]]; then
            words[${#words[@]} - 1]+=$word
            [[ $word == '=' ]] && glue=1 || glue=''
        else
            words+=("$word")
        fi
    done
    local current=${words[${#words[@]} - 1]} lead='' line paths=''
    case $current in
    -*=*) [[ $COMP_WORDBREAKS == *=* ]] && lead=${current%%=*}= ;;
    esac
    COMPREPLY=()
    while IFS= read -r line; do
        case $line in
        :paths) paths=1 ;;
        :words) ;;
        *)
            line=${line%%$'\t'*}
            COMPREPLY+=("${line#"$lead"}")
            ;;
        esac
    done < <("${COMP_WORDS[0]}" __complete "${words[@]}" 2>/dev/null)
    # Without candidates, bash offers paths by itself.
    if [[ -z $paths ]] && type compopt &>/dev/null; then
        compopt +o default
    fi
}

complete -o default -F _pack_lsp pack-lsp
