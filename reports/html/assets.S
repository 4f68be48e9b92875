/* The page's template, style, script and chart bundle, as bytes in the program: report.html needs no network and no
   installed files. Paths are below the include directory, which is the repository's root. */
        .section .rodata

        .global headroom_asset_template_begin
        .global headroom_asset_template_end
headroom_asset_template_begin:
        .incbin "reports/html/template.html"
headroom_asset_template_end:
        .byte 0

        .global headroom_asset_style_begin
        .global headroom_asset_style_end
headroom_asset_style_begin:
        .incbin "reports/html/report.css"
headroom_asset_style_end:
        .byte 0

        .global headroom_asset_script_begin
        .global headroom_asset_script_end
headroom_asset_script_begin:
        .incbin "reports/html/report.js"
headroom_asset_script_end:
        .byte 0

        .global headroom_asset_charts_begin
        .global headroom_asset_charts_end
headroom_asset_charts_begin:
        .incbin "reports/html/vendor/echarts.bundle.js"
headroom_asset_charts_end:
        .byte 0

        .section .note.GNU-stack,"",@progbits
