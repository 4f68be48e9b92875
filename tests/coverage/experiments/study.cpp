#include "tests/coverage/experiments/study.hpp"

#include <array>
#include <cmath>

#include <fmt/core.h>

namespace coverage {

namespace {

constexpr std::array<std::int64_t, 3> kServers{1, 2, 10};
constexpr std::array<std::size_t, 2> kReplications{10, 30};
constexpr double kOverload = 0.95;

/// Slow requests come in clusters: p99 at load 0.8 would take five times the requests of 0.6.
std::array<double, 2> loads_of(Target target) {
  return target == Target::kMeans ? std::array{0.5, 0.8} : std::array{0.4, 0.6};
}

Cell with_window(Cell cell, Target target) {
  cell.window = Planner{cell.queue(), target}.window_for(cell.replications);
  return cell;
}

}  // namespace

std::string Row::name() const {
  return fmt::format("M/M/{} at {}, {} replications of {} s, target {}", cell.servers, cell.load, cell.replications,
                     cell.window.length.nanoseconds() / 1'000'000'000, static_cast<int>(target));
}

std::vector<Row> rows_of(Target target, std::size_t experiments) {
  constexpr std::int64_t kShorter = 50;
  constexpr std::size_t kFewer = 10;
  const std::array<double, 2> loads = loads_of(target);
  std::vector<Row> judged;
  std::vector<Row> tabulated;
  for (const std::int64_t servers : kServers) {
    for (const std::size_t replications : kReplications) {
      for (const double load : loads) {
        judged.push_back({with_window({servers, load, replications, {}, experiments}, target), target, Kind::kJudged});
      }
      const Window longest = judged.back().cell.window;
      tabulated.push_back({{servers, kOverload, replications, longest, experiments / kFewer}, target, Kind::kOverload});
      const Window brief{{}, longest.length / kShorter};
      tabulated.push_back({{servers, loads.back(), replications, brief, experiments}, target, Kind::kShort});
    }
  }
  judged.insert(judged.end(), tabulated.begin(), tabulated.end());
  return judged;
}

std::string PrecisionRow::name() const {
  return fmt::format("M/M/{} at {}, precision after {}", cell.servers, cell.load, expected);
}

std::vector<PrecisionRow> precision_rows(std::size_t experiments) {
  // A rule that stops at the first half-width that is small enough stops more often where it came out too small. That
  // costs coverage where it stops early, and nothing in the limit of many replications: there it is judged. Of skewed
  // values it stops more often where the mean came out small as well, which costs about three times what skewness costs
  // a fixed number of replications: so it is given a third, and one row shows what it does without.
  constexpr double kThird = kLossAllowed / 3.0;
  constexpr std::size_t kFew = 25;
  constexpr std::size_t kMany = 200;
  std::vector<PrecisionRow> rows;
  const auto add = [&](std::int64_t servers, double load, std::size_t expected, Held held) {
    PrecisionRow row{{servers, load, 10 * expected, {}, experiments}, expected, 0.0, held};
    const Planner planner{row.cell.queue(), Target::kMeans};
    row.cell.window = planner.window_for(expected, held == Held::kNothing ? kLossAllowed : kThird);
    const double exact = mmc_means(row.cell.queue())->in_system;
    const double share = planner.forecast(row.cell.window, expected).half_width / exact;
    row.relative = std::round(1e3 * share / (1.0 - share)) / 1e3;  // the rule asks for r / (1 + r)
    rows.push_back(row);
  };
  for (const std::int64_t servers : kServers) {
    add(servers, 0.5, kMany, Held::kAll);
    add(servers, 0.7, kMany, Held::kAll);
  }
  for (const std::int64_t servers : kServers) {
    add(servers, 0.5, kFew, Held::kPromise);
  }
  add(2, 0.8, kMany, Held::kNothing);
  return rows;
}

}  // namespace coverage
