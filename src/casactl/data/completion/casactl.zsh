#compdef casactl
# Completion of casactl in zsh. Offers come one a line, as they are; compadd quotes them, none is ever evaluated.
_casactl() {
    local answer offer value help
    local -a values shown open
    local -i width=0
    local -i files=1
    answer="$(_CASACTL_COMPLETE=offer_zsh _CASACTL_LINE="${(j: :)words[1,CURRENT-1]} ${QIPREFIX}${PREFIX}" \
        command casactl 2>/dev/null </dev/null)" || files=0
    for offer in "${(@f)answer}"; do
        value="${offer%%$'\t'*}"
        [[ -n "$value" ]] || continue
        (( ${#value} > width )) && width=${#value}
    done
    for offer in "${(@f)answer}"; do
        value="${offer%%$'\t'*}" help="${offer#*$'\t'}"
        [[ -n "$value" ]] || continue
        if [[ "$value" == *= && "$value" != *[^A-Za-z0-9_=-]* ]]; then
            open+=("$value")
        else
            values+=("$value")
            [[ -n "$help" ]] && shown+=("${(r:width:)value} -- $help") || shown+=("$value")
        fi
    done
    (( ${#values} + ${#open} )) || { (( files )) && _files; return }
    (( ${#values} )) && compadd -l -d shown -a -- values
    (( ${#open} )) && compadd -S '' -a -- open
    return 0
}

if [[ "${funcstack[1]}" == _casactl ]]; then
    _casactl "$@"
else
    compdef _casactl casactl
fi
