// OUT/ back into a ReportModel.
#pragma once

#include <filesystem>

#include "reports/report_model.hpp"

namespace reports {

/// Reads run.json, summary.csv, timeseries.csv, cost.csv, fleet.csv, assumptions.csv and theory.csv of `out`. Throws
/// FileError when one is missing, CsvError or RunJsonError (with file and line) when one is damaged or they do not
/// belong together.
ReportModel load(const std::filesystem::path& out);

}  // namespace reports
