/* The page's template, style, script and chart bundle, as bytes in the program: report.html needs no network and no
   installed files. Paths are below the include directory, which is the repository's root. */
        .section .rodata

        .macro asset name, file
        .global headroom_asset_\name\()_begin
        .global headroom_asset_\name\()_end
headroom_asset_\name\()_begin:
        .incbin "\file"
headroom_asset_\name\()_end:
        .byte 0
        .endm

        asset template, "reports/html/template.html"
        asset style, "reports/html/report.css"
        asset script, "reports/html/report.js"
        asset charts, "reports/html/vendor/echarts.bundle.js"

        .section .note.GNU-stack,"",@progbits
