# Completion of casactl in bash. Offers come one a line, quoted for where the cursor stands; none is ever evaluated.
_casactl_completion() {
    local offer answer files=yes
    COMPREPLY=()
    answer="$(_CASACTL_COMPLETE=offer_bash _CASACTL_LINE="${COMP_LINE:0:COMP_POINT}" _CASACTL_WORD="$2" \
        command casactl 2>/dev/null </dev/null)" || files=
    while IFS= read -r offer; do
        [[ -n "$offer" ]] && COMPREPLY+=("$offer")
    done <<< "$answer"
    if [[ ${#COMPREPLY[@]} -eq 0 && -n "$files" ]]; then
        compopt -o default 2>/dev/null
    fi
    if [[ ${#COMPREPLY[@]} -eq 1 && ${COMPREPLY[0]} =~ ^[A-Za-z0-9_-]+=$ ]]; then
        compopt -o nospace 2>/dev/null
    fi
    return 0
}

complete -F _casactl_completion casactl
