// The synthetic day as a ReportModel, without touching OUT/ in the test itself.
#pragma once

#include "reports/write_all.hpp"
#include "tests/support/synthetic_result.hpp"
#include "tests/support/temp_folder.hpp"

namespace synthetic {

inline reports::ReportModel model_of(const models::ExperimentResult& result) {
  const test_support::TempFolder folder;
  reports::Options options;
  options.version = "0.1.0";
  options.slo_latency_ms = 300.0;
  return reports::write_all(result, "schema: 1\n", folder.path().string(), options);
}

inline reports::ReportModel model(std::size_t replications = 5, std::size_t ticks = 120) {
  return model_of(result(replications, ticks));
}

}  // namespace synthetic
