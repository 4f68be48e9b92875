// What a scenario amounts to before anything is simulated: traffic, work, runs.
#pragma once

#include <string>

#include "reports/terminal/style.hpp"
#include "scenarios/load.hpp"

namespace cli {

/// Expected values over the measured window, the same for every architecture.
struct ExpectedLoad {
  double requests = 0.0;            ///< per replication
  double simulated_requests = 0.0;  ///< per replication, warm-up included
  double mean_per_second = 0.0;
  double peak_per_second = 0.0;  ///< highest rate at the start of any tick
  double mean_vcpu = 0.0;        ///< work, on vCPUs of the reference CPU
  double peak_vcpu = 0.0;
};

ExpectedLoad expected_load(const scenarios::LoadedScenario& loaded);

/// "3 architectures x 5 replications of 1d".
std::string runs_text(const scenarios::Scenario& scenario, const reports::TerminalStyle& style);

/// One line per architecture: name and summary.
std::string architectures_text(const scenarios::LoadedScenario& loaded, const reports::TerminalStyle& style);

/// A rate for people: "0.25/s", "42.1/s", "1,204/s".
std::string rate_text(double per_second);
/// A count for people: "412", "4.12 million".
std::string count_text(double count);

}  // namespace cli
