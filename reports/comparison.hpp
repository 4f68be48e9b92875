// The comparison of architectures, in words and figures: one content for the terminal and for report.html.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "reports/report_model.hpp"
#include "reports/text/numbers.hpp"

namespace reports {

/// One line of the comparison table: a question that a person has, and one reading per architecture.
struct ComparisonRow {
  std::string group{};  ///< "Money", "What you pay for" ...
  std::string label{};
  std::string sentence{};  ///< what it means
  std::vector<Reading> cells{};
  bool brief = true;  ///< also in the short table on the terminal
};

std::vector<ComparisonRow> comparison_rows(const ReportModel& model);

/// Who is cheapest, if that can be said at all.
struct Verdict {
  std::optional<std::size_t>
      cheapest{};          ///< architecture, only where its interval is clear of every other feasible one
  std::string sentence{};  ///< one sentence for people
  std::vector<std::string> infeasible{};  ///< per architecture the reason, empty where it is feasible
};

/// An architecture that completes less than the stated availability, or answers later than the stated p99, is not
/// feasible. The cheapest is named only when its 95 % interval overlaps no other feasible one's and the difference is
/// at least 1 %; otherwise the sentence says that there is no material difference.
Verdict verdict(const ReportModel& model);

/// The warnings of the run, then one per infeasible architecture.
std::vector<std::string> all_warnings(const ReportModel& model);

}  // namespace reports
