/* The page's template, style, script and chart bundle, as bytes in the program: report.html needs no network and no
   installed files. Paths are below the include directory, which is the repository's root. */
        .section .rodata

        .global kHeadroomTemplateAssetBegin
        .global kHeadroomTemplateAssetEnd
kHeadroomTemplateAssetBegin:
        .incbin "reports/html/template.html"
kHeadroomTemplateAssetEnd:
        .byte 0

        .global kHeadroomStyleAssetBegin
        .global kHeadroomStyleAssetEnd
kHeadroomStyleAssetBegin:
        .incbin "reports/html/report.css"
kHeadroomStyleAssetEnd:
        .byte 0

        .global kHeadroomScriptAssetBegin
        .global kHeadroomScriptAssetEnd
kHeadroomScriptAssetBegin:
        .incbin "reports/html/report.js"
kHeadroomScriptAssetEnd:
        .byte 0

        .global kHeadroomChartsAssetBegin
        .global kHeadroomChartsAssetEnd
kHeadroomChartsAssetBegin:
        .incbin "reports/html/vendor/echarts.bundle.js"
kHeadroomChartsAssetEnd:
        .byte 0

        .section .note.GNU-stack,"",@progbits
