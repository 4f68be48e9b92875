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
        .incbin "reports/html/page/base.css"
        .incbin "reports/html/page/cards.css"
        .incbin "reports/html/page/charts.css"
        .incbin "reports/html/page/tables.css"
        .incbin "reports/html/page/narrow.css"
        .incbin "reports/html/page/print.css"
kHeadroomStyleAssetEnd:
        .byte 0

        .global kHeadroomScriptAssetBegin
        .global kHeadroomScriptAssetEnd
kHeadroomScriptAssetBegin:
        .incbin "reports/html/page/data.js"
        .incbin "reports/html/page/text.js"
        .incbin "reports/html/page/axes.js"
        .incbin "reports/html/page/tooltip.js"
        .incbin "reports/html/page/series.js"
        .incbin "reports/html/page/figures.js"
        .incbin "reports/html/page/legends.js"
        .incbin "reports/html/page/charts_money.js"
        .incbin "reports/html/page/charts_capacity.js"
        .incbin "reports/html/page/charts_launches.js"
        .incbin "reports/html/page/charts_service.js"
        .incbin "reports/html/page/assumption_filter.js"
        .incbin "reports/html/page/page.js"
kHeadroomScriptAssetEnd:
        .byte 0

        .global kHeadroomSweepTemplateAssetBegin
        .global kHeadroomSweepTemplateAssetEnd
kHeadroomSweepTemplateAssetBegin:
        .incbin "reports/html/sweep.html"
kHeadroomSweepTemplateAssetEnd:
        .byte 0

        .global kHeadroomSweepScriptAssetBegin
        .global kHeadroomSweepScriptAssetEnd
kHeadroomSweepScriptAssetBegin:
        .incbin "reports/html/page/data.js"
        .incbin "reports/html/page/text.js"
        .incbin "reports/html/page/axes.js"
        .incbin "reports/html/page/tooltip.js"
        .incbin "reports/html/page/figures.js"
        .incbin "reports/html/page/legends.js"
        .incbin "reports/html/page/sweep_charts.js"
        .incbin "reports/html/page/sweep_page.js"
kHeadroomSweepScriptAssetEnd:
        .byte 0

        .global kHeadroomChartsAssetBegin
        .global kHeadroomChartsAssetEnd
kHeadroomChartsAssetBegin:
        .incbin "reports/html/vendor/echarts.bundle.js"
kHeadroomChartsAssetEnd:
        .byte 0

        .section .note.GNU-stack,"",@progbits
