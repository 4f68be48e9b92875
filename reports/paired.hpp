// The paired comparison: architectures of one run, or the same architectures of two runs, under the same random
// numbers. One content for the terminal and for --json.
#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "reports/csv/replications.hpp"
#include "reports/report_model.hpp"
#include "sim/stats/paired.hpp"

namespace reports {

/// The results can't be paired; the message says why.
class PairedError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// One run: what is known of it, and the values of its replications.
struct PairedSource {
  std::string label{};  ///< what the comparison calls it: the folder
  ReportModel model{};  ///< of run.json; of the metrics the means over the replications, without intervals
  std::vector<ReplicationSeries> series{};
};

/// From the texts of run.json and replications.csv. Throws RunJsonError, CsvError, and PairedError where the two name
/// different architectures.
PairedSource paired_source(std::string label, std::string_view run_json, std::string replications_csv);

struct PairedMetric {
  models::MetricId id{};
  sim::stats::PairedDifference found{};
};

struct PairedComparison {
  std::string first{};
  std::string second{};
  std::vector<PairedMetric> metrics{};  ///< cost per month, then those that are exploratory
  double p_holm = 0.0;                  ///< of the cost, adjusted over all pairs; NaN without an interval
  bool significant = false;             ///< the cost differs: p_holm < 0.05
  /// The cost differs significantly, by more than 1 % in the whole 95 % interval, and the cheaper one meets the
  /// scenario's objective: only then somebody is called cheaper.
  bool cheaper_is_known = false;
  std::string sentence{};  ///< what can be said of the cost
};

struct PairedReport {
  std::string title{};
  std::string scenario{};
  std::string subject{};  ///< what is paired: "2 architectures, 10 replications, seed 7"
  bool between_runs = false;
  std::uint64_t seed = 0;
  std::size_t replications = 0;  ///< pairs of replications
  std::vector<PairedComparison> pairs{};
  std::vector<std::string> warnings{};
};

/// Every two architectures, in the order of the scenario; differences are the second's less the first's. Throws
/// PairedError for fewer than two.
PairedReport compare_architectures(const PairedSource& source);

/// Each architecture that both runs have, the second run less the first. Throws PairedError where the seeds differ
/// (nothing is shared then, and nothing can be paired) or no architecture is common.
PairedReport compare_runs(const PairedSource& first, const PairedSource& second);

}  // namespace reports
