// What: requests counted per interval, from a file: exactly as many arrivals in each interval as it says, scaled.
// Units: requests per interval; the file's times are UTC or seconds; `from` is the file's time of t = 0.
// Assumes: inside an interval arrivals are independent and uniform. Before the first row and after the last one their
//   counts are held (the measured window must lie inside the rows; warm-up and drain need not).
// Leaves out: correlation inside an interval, which counts can't tell.
// Checked against: tests/unit/models/workload/counts_test.cpp, counts_file_test.cpp
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <fmt/core.h>

#include "models/ports/catalog_entry.hpp"
#include "models/workload/counts_workload.hpp"
#include "models/workload/overlays.hpp"
#include "sim/units/parse.hpp"

namespace models::workload {

namespace {

constexpr std::string_view kSentence = "Real traffic: requests counted per interval, from a CSV file.";
/// Beyond this a block of 4,096 requests would no longer fit comfortably into memory.
constexpr double kFactorMax = 1'000.0;

enum class Missing : std::uint8_t { kError, kZero };

struct CountsConfig {
  sim::config::FilePath file{};
  std::optional<std::string> from{};
  std::optional<sim::Duration> interval{};
  Missing missing = Missing::kError;
  std::vector<std::string> interpolate{};
  OverlaysConfig overlays{};
  static const sim::config::Schema& schema();
};

const sim::config::Schema& CountsConfig::schema() {
  static const sim::config::Schema schema = [] {
    sim::config::Describe<CountsConfig> d{"counts", std::string{kSentence}};
    d.file<&CountsConfig::file>("file",
                                "A CSV file of two columns, period,count, one row per interval, in order. "
                                "Periods are UTC (1998-06-10 21:59:00) or whole seconds.");
    d.field<&CountsConfig::from>("from",
                                 "The period at which t = 0; a date means its midnight. If left out, the "
                                 "first row. The warm-up uses the rows before.")
        .example("1998-06-10");
    d.field<&CountsConfig::interval>("interval",
                                     "The length of an interval; if left out, the least distance of two "
                                     "rows.")
        .range("1s", "31d")
        .example("60s");
    d.field<&CountsConfig::missing>("missing", "What a missing row means.")
        .choices({{"error", Missing::kError, "The file is broken."},
                  {"zero", Missing::kZero, "There were no requests: the source leaves out empty intervals."}})
        .defaults_to("error");
    d.field<&CountsConfig::interpolate>("interpolate",
                                        "Periods whose counts are known to be wrong; they are replaced "
                                        "by the straight line between their neighbours.")
        .defaults_to("[]")
        .example("[\"1998-06-10 21:59:00\", \"1998-06-10 22:00:00\"]");
    d.embed<&CountsConfig::overlays>();
    d.check([](const CountsConfig& c, sim::config::Checker& check) {
      if (c.overlays.greatest_factor() > kFactorMax) {
        check.error("scale", fmt::format("scale and flash crowds together multiply counts by up to {}; {} is the most",
                                         sim::number_to_text(c.overlays.greatest_factor()), kFactorMax));
      }
      if (c.interval && *c.interval % sim::Duration::seconds(1) != sim::Duration{}) {
        check.error("interval", "an interval is a whole number of seconds");
      }
    });
    return d.done();
  }();
  return schema;
}

/// The file's time of t = 0, or nothing and a problem.
std::optional<FileTime> find_start(const CountsConfig& config, const CountsTable& table, ConfigProblems& problems) {
  if (!config.from) {
    return table.first;
  }
  const std::optional<FileTime> start = parse_file_time(*config.from);
  if (!start) {
    problems.error(
        "from", fmt::format("'{}' is no period; write it as in the file, e.g. 1998-06-10 or 897436800", *config.from));
    return std::nullopt;
  }
  if (*start < table.first || *start >= table.end()) {
    problems.error("from", fmt::format("{} is outside {}, which runs from {} to {}", *config.from, config.file.written,
                                       file_time_to_text(table.first, table.is_dated),
                                       file_time_to_text(table.end(), table.is_dated)));
    return std::nullopt;
  }
  return start;
}

std::unique_ptr<Workload> make_counts(const void* config, ConfigProblems& problems) {
  const auto& c = *static_cast<const CountsConfig*>(config);
  const CountsOptions options{c.interval, c.missing == Missing::kZero, c.interpolate};
  CountsResult result = read_counts(read_text_file(c.file.resolved), c.file.written, options);
  for (std::string& problem : result.problems) {
    problems.error("file", std::move(problem));
  }
  for (std::string& problem : result.interpolate_problems) {
    problems.error("interpolate", std::move(problem));
  }
  if (!result.problems.empty() || !result.interpolate_problems.empty()) {
    return nullptr;
  }
  const std::optional<FileTime> start = find_start(c, result.table, problems);
  if (!start) {
    return nullptr;
  }
  const std::int64_t begin = result.table.first - *start + c.overlays.shift.nanoseconds();
  return std::make_unique<CountsWorkload>(CountsTimeline{std::move(result.table), begin}, c.overlays.factor(),
                                          c.file.written);
}

}  // namespace

WorkloadEntry counts() {
  return {{"counts", kSentence, &CountsConfig::schema}, &make_counts};
}

}  // namespace models::workload
