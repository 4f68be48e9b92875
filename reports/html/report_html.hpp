// report.html: one file that needs no network, and without JavaScript still shows the table and the costs.
#pragma once

#include "reports/files/text_sink.hpp"
#include "reports/report_model.hpp"

namespace reports {

/// Writes the whole page to `sink`. The same model gives the same bytes.
void write_report_html(const ReportModel& model, TextSink& sink);

}  // namespace reports
