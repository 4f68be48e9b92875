// Counts per interval from a CSV file: `period,count`, one row per interval.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/units/time.hpp"

namespace models::workload {

/// A point on the file's own clock, in nanoseconds: UTC since 1970, or whatever zero its seconds count from.
using FileTime = std::int64_t;

/// `1998-06-10`, `1998-06-10 21:59:00`, `1998-06-10T21:59:00Z` (UTC; a date means its midnight), or whole seconds
/// (`897515940`). Nothing if the text is none of these.
std::optional<FileTime> parse_file_time(std::string_view text);
/// As a date and time (UTC), or as whole seconds.
std::string file_time_to_text(FileTime time, bool as_date);

struct CountsOptions {
  std::optional<sim::Duration> interval{};  ///< if absent, the distance of the first two rows
  bool missing_is_zero = false;             ///< if false, a missing interval is an error
  std::vector<std::string> interpolate{};   ///< periods whose counts are replaced
};

/// What the file says: counts[i] arrivals in [first + i x interval, first + (i + 1) x interval).
struct CountsTable {
  FileTime first = 0;
  sim::Duration interval{};
  std::vector<std::int64_t> counts{};
  bool is_dated = false;  ///< the file has dates, not plain seconds

  FileTime end() const { return first + interval.nanoseconds() * static_cast<std::int64_t>(counts.size()); }
};

/// The table, or what is wrong: `problems` as "name:line: what", at most kProblemsMax of them and then how many more;
/// problems of `interpolate` without line.
struct CountsResult {
  CountsTable table{};
  std::vector<std::string> problems{};
  std::vector<std::string> interpolate_problems{};
};

inline constexpr std::size_t kProblemsMax = 10;
/// More in one interval is taken for a slip: it is above a thousand million requests.
inline constexpr std::int64_t kCountMax = 1'000'000'000;
inline constexpr std::size_t kRowsMax = 10'000'000;

/// Reads a table from a text; `name` is what problems call it.
CountsResult read_counts(std::string_view text, const std::string& name, const CountsOptions& options);

/// The bytes of a file. Throws std::runtime_error with the reason if it can't be read.
std::string read_text_file(const std::string& path);

}  // namespace models::workload
