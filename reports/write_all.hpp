// The one entrance: the result of an experiment becomes the folder OUT/.
#pragma once

#include <string>

#include "models/ports/run_result.hpp"
#include "reports/options.hpp"
#include "reports/report_model.hpp"

namespace reports {

/// Writes effective.yaml, data/, the CSV files, run.json and report.html into `out`, and gives back what it read from
/// them for the report, so that a table on the terminal shows the same. run.json is written after the tables: where it
/// exists, they are complete. Throws OutFolderInUse or FileError.
ReportModel write_all(const models::ExperimentResult& result, const std::string& effective_yaml, const std::string& out,
                      const Options& options);

/// Builds report.html again from the other files of `out`. Throws as load() does.
ReportModel rebuild_report(const std::string& out);

}  // namespace reports
