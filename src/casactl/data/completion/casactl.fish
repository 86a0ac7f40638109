# Completion of casactl in fish. Offers come one a line, as they are; fish quotes them, none is ever evaluated.
function __casactl_takes_no_file
    set --global __casactl_offers (
        env _CASACTL_COMPLETE=offer_fish _CASACTL_LINE=(commandline --current-process --cut-at-cursor | string collect) \
            casactl 2>/dev/null </dev/null
    )
    test $status -ne 0 -o (count $__casactl_offers) -gt 0
end

complete --command casactl --erase
complete --command casactl --no-files --condition __casactl_takes_no_file --arguments '$__casactl_offers'
