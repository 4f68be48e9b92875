// Scenarios of the library as tests run them: with the short overrides of their `x-ci`.
#pragma once

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <iterator>
#include <string>
#include <vector>

#include "sim/config/document.hpp"
#include "tests/support/scenario_run.hpp"

namespace test_support {

inline std::filesystem::path library_file(const std::string& name) {
  const char* source = std::getenv("HEADROOM_SOURCE");
  return std::filesystem::path{source == nullptr ? "." : source} / "scenarios" / "library" / (name + ".yaml");
}

/// The first replication of each architecture, in the order of the file.
inline std::vector<models::RunResult> shortened(const std::string& name) {
  sim::config::Diagnostics diagnostics;
  const std::string file = library_file(name).string();
  const auto result = run_file(file, sim::config::Document::load_file(file, diagnostics).ci_overrides());
  std::vector<models::RunResult> runs;
  std::copy_if(result.runs.begin(), result.runs.end(), std::back_inserter(runs),
               [](const models::RunResult& run) { return run.replication == 0; });
  return runs;
}

}  // namespace test_support
