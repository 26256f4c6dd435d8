# Completion of pack-lsp for fish. pack-lsp itself says what a word can be.

function __pack_lsp_complete
    set -l words (commandline -opc)
    set -l current (commandline -ct)
    set -l answer ($words[1] __complete $words[2..-1] "$current" 2>/dev/null)
    test (count $answer) -gt 1; and printf '%s\n' $answer[2..-1]
    if test "$answer[1]" = :paths
        if string match -q -- '-*=*' $current
            set -l parts (string split -m 1 = -- $current)
            printf '%s\n' $parts[1]=(__fish_complete_path $parts[2])
        else
            __fish_complete_path $current
        end
    end
end

complete -c pack-lsp -f -a '(__pack_lsp_complete)'
