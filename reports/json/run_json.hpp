// run.json: what was run, by which version, from which scenario and prices; and the summary that `--json` prints.
#pragma once

#include <stdexcept>
#include <string>
#include <string_view>

#include "models/ports/run_result.hpp"
#include "reports/options.hpp"
#include "reports/report_model.hpp"

namespace reports {

/// A run.json is damaged, or was written by a version that this one does not understand.
class RunJsonError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Text of run.json. Everything but its `timing` object is the same for the same scenario and seed.
std::string run_json(const models::ExperimentResult& result, const Options& options);

/// Reads run.json into `model.run` and the names of its architectures. `name` is what messages call the file. Throws
/// RunJsonError.
void parse_run_json(std::string_view text, std::string_view name, ReportModel& model);

/// One object for `--json`: the content of run.json and, per architecture and metric, mean and 95 % interval (null
/// where there is none).
std::string summary_json(const models::ExperimentResult& result, const Options& options);

}  // namespace reports
