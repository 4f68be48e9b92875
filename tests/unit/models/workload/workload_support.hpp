// What the workload tests share: a workload from its YAML, its arrivals as numbers, collected problems.
#pragma once

#include <cstdint>
#include <cstdlib>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "models/catalog.hpp"
#include "models/ports/arrivals.hpp"
#include "sim/config/reader.hpp"

namespace workload_test {

inline std::string source_folder() {
  const char* folder = std::getenv("HEADROOM_SOURCE");
  return folder == nullptr ? "." : folder;
}

class Problems final : public models::ConfigProblems {
 public:
  void error(std::string_view field, std::string message) override { add("error", field, message); }
  void warning(std::string_view field, std::string message) override { add("warning", field, message); }
  const std::string& text() const { return text_; }

 private:
  void add(const char* severity, std::string_view field, const std::string& message) {
    text_ += std::string{severity} + " " + std::string{field} + ": " + message + "\n";
  }
  std::string text_{};
};

/// The workload that the YAML describes, read as in a scenario of the library; null, and the reasons in `problems`, if
/// it is wrong.
inline std::unique_ptr<models::Workload> read_workload(const models::WorkloadEntry& entry, const std::string& yaml,
                                                       std::string& problems) {
  sim::config::Diagnostics diagnostics;
  sim::config::Document document = sim::config::Document::load_text(yaml, "test.yaml", diagnostics);
  document.set_base_directory(source_folder() + "/scenarios/library");
  const std::shared_ptr<void> config = entry.schema().make();
  const bool is_read =
      document.has_root() && sim::config::read_into(entry.schema(), config.get(), document, {}, diagnostics);
  problems = diagnostics.to_text();
  if (!is_read) {
    return nullptr;
  }
  Problems found;
  std::unique_ptr<models::Workload> workload = entry.make(config.get(), found);
  problems += found.text();
  return workload;
}

/// The same for YAML that must be right.
inline std::unique_ptr<models::Workload> workload_of(const models::WorkloadEntry& entry, const std::string& yaml) {
  std::string problems;
  std::unique_ptr<models::Workload> workload = read_workload(entry, yaml, problems);
  EXPECT_NE(workload, nullptr) << problems;
  if (!workload) {
    std::abort();
  }
  return workload;
}

inline std::string problems_of(const models::WorkloadEntry& entry, const std::string& yaml) {
  std::string problems;
  EXPECT_EQ(read_workload(entry, yaml, problems), nullptr) << yaml;
  return problems;
}

inline sim::Time at(double seconds) {
  return sim::Time::at_nanoseconds(static_cast<std::int64_t>(seconds * 1e9));
}

/// All arrivals in [from, until), in nanoseconds.
inline std::vector<std::int64_t> arrivals_of(const models::Workload& workload, sim::Time from, sim::Time until,
                                             std::uint64_t seed = 1, std::uint64_t replication = 0) {
  const auto stream = workload.open({seed, replication, from, until});
  std::vector<std::int64_t> result;
  models::ArrivalBlock block;
  for (stream->fill(block); block.count > 0; stream->fill(block)) {
    for (std::size_t i = 0; i < block.count; ++i) {
      result.push_back(block.at[i].nanoseconds());
    }
  }
  return result;
}

inline std::size_t count_between(const std::vector<std::int64_t>& arrivals, sim::Time from, sim::Time until) {
  const auto below = [&arrivals](sim::Time t) {
    return std::lower_bound(arrivals.begin(), arrivals.end(), t.nanoseconds()) - arrivals.begin();
  };
  return static_cast<std::size_t>(below(until) - below(from));
}

}  // namespace workload_test
