// What a caller of write_all chooses.
#pragma once

#include <cstdint>
#include <filesystem>
#include <limits>
#include <string>
#include <vector>

namespace reports {

/// A file that the scenario reads, copied to OUT/data/<name> so that effective.yaml can be fed back.
struct DataFile {
  std::filesystem::path source{};
  std::string name{};
};

struct Options {
  std::string version{};   ///< of the program
  bool overwrite = false;  ///< replace another scenario's results
  bool events = true;      ///< write events.csv
  /// The scenario's objectives. The default availability is the one that scenarios have.
  double slo_availability = 0.999;
  double slo_latency_ms = std::numeric_limits<double>::quiet_NaN();
  std::int64_t slo_replicas = 2;
  std::vector<DataFile> data_files{};
};

}  // namespace reports
