// What every kind promises of its streams: order, and that the beginning changes nothing of the rest.
#include <algorithm>

#include <fmt/core.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "tests/unit/models/workload/workload_support.hpp"

namespace {

using workload_test::arrivals_of;
using workload_test::workload_of;

struct Case {
  models::WorkloadEntry entry{};
  std::string yaml{};
};

/// Anywhere in [low, high), also in the first cases, where rapidcheck would stay near `low`.
std::int64_t between(std::int64_t low, std::int64_t high) {
  return *rc::gen::resize(rc::kNominalSize, rc::gen::inRange(low, high));
}

std::string any_crowds() {
  std::string text = "[";
  const std::int64_t count = between(0, 4);
  for (std::int64_t i = 0; i < count; ++i) {
    text += fmt::format("{}{{at: {}s, factor: {}, rise: {}ms, hold: {}s, fall: {}s}}", i == 0 ? "" : ", ",
                        between(-500, 500), *rc::gen::element(0.0, 0.5, 1.0, 3.0, 7.25), between(0, 100'000),
                        between(1, 200), between(0, 100));
  }
  return text + "]";
}

Case any_case() {
  const std::string crowds = any_crowds();
  const std::int64_t rate = between(0, 40);
  const std::int64_t shift = between(-100'000, 100'000);
  switch (between(0, 7)) {
    case 0:
      return {models::workload::constant(), fmt::format("{{rate: {}/s, flash_crowds: {}}}", rate, crowds)};
    case 1:
      return {models::workload::poisson(), fmt::format("{{rate: {}/s, flash_crowds: {}}}", rate, crowds)};
    case 2:
      return {models::workload::steps(),
              fmt::format("{{steps: [{{at: -20s, rate: {}/s}}, {{at: 33s, rate: 0/s}}, {{at: 99s, rate: 17/s}}], "
                          "shift: {}ms, flash_crowds: {}}}",
                          rate, shift, crowds)};
    case 3:
      return {models::workload::ramp(),
              fmt::format("{{from: {}/s, to: 20/s, over: 300s, shift: {}ms, flash_crowds: {}}}", rate, shift, crowds)};
    case 4:
      return {models::workload::diurnal(),
              fmt::format("{{rate: {}/s, peak_to_mean: 3, peak_at: 10m, weekend: 0.5, shift: {}ms, flash_crowds: {}}}",
                          rate, shift, crowds)};
    case 5:
      return {models::workload::mmpp(),
              fmt::format(
                  "{{states: [{{rate: {}/s, sojourn: 7s}}, {{rate: 50/s, sojourn: 2s}}, {{rate: 0/s, sojourn: 3s}}], "
                  "next: {}, flash_crowds: {}}}",
                  rate, shift < 0 ? "in_order" : "at_random", crowds)};
    default:
      return {
          models::workload::counts(),
          fmt::format("{{file: data/worldcup98/invocation_count_1998-06-08_06-12.csv, from: \"1998-06-08 00:05:00\", "
                      "scale: {}, shift: {}ms, flash_crowds: {}}}",
                      *rc::gen::element(0.0, 0.01, 0.1, 0.25, 1.0), shift, crowds)};
  }
}

RC_GTEST_PROP(Streams, AreInOrderAndInsideTheWindow, ()) {
  const Case c = any_case();
  RC_LOG() << c.entry.name << ": " << c.yaml << "\n";
  const auto workload = workload_of(c.entry, c.yaml);
  const sim::Time from = sim::Time::at_nanoseconds(between(-600'000'000'000, 300'000'000'000));
  const sim::Time until = from + sim::Duration::seconds(between(1, 600));
  const std::vector<std::int64_t> arrivals = arrivals_of(*workload, from, until);
  RC_ASSERT(std::is_sorted(arrivals.begin(), arrivals.end()));
  // Not `empty || ...`: inside RC_ASSERT both sides of it are evaluated.
  if (!arrivals.empty()) {
    RC_ASSERT(arrivals.front() >= from.nanoseconds());
    RC_ASSERT(arrivals.back() < until.nanoseconds());
  }
}

RC_GTEST_PROP(Streams, ALaterBeginningGivesTheRestOfAnEarlierOne, ()) {
  const Case c = any_case();
  RC_LOG() << c.entry.name << ": " << c.yaml << "\n";
  const auto workload = workload_of(c.entry, c.yaml);
  const sim::Time early = sim::Time::at_nanoseconds(between(-600'000'000'000, 100'000'000'000));
  const sim::Time late = early + sim::Duration::nanoseconds(between(0, 400'000'000'000));
  const sim::Time until = late + sim::Duration::seconds(between(0, 200));
  std::vector<std::int64_t> whole = arrivals_of(*workload, early, until);
  whole.erase(whole.begin(), std::lower_bound(whole.begin(), whole.end(), late.nanoseconds()));
  RC_ASSERT(whole == arrivals_of(*workload, late, until));
}

RC_GTEST_PROP(Streams, HaveAdditiveExpectationsThatAreTheIntegralOfTheRate, ()) {
  const Case c = any_case();
  RC_LOG() << c.entry.name << ": " << c.yaml << "\n";
  const auto workload = workload_of(c.entry, c.yaml);
  const sim::Time a = sim::Time::at(sim::Duration::milliseconds(between(-600'000, 600'000)));
  const sim::Time b = a + sim::Duration::milliseconds(between(1, 200'000));
  const sim::Time m = a + sim::Duration::nanoseconds((b - a).nanoseconds() / 3);
  const double whole = workload->expected_arrivals(a, b);
  const double tolerance = 1e-9 * (1.0 + std::abs(whole)) + 1e-6;
  RC_ASSERT(std::abs(workload->expected_arrivals(a, m) + workload->expected_arrivals(m, b) - whole) < tolerance);
  // Middle rule over 2,000 cells: exact where the rate is straight; corners and jumps cost at most a cell each.
  constexpr int kCells = 2'000;
  const std::int64_t cell = std::max<std::int64_t>(1, (b - a).nanoseconds() / kCells);
  double sum = 0.0;
  double greatest = 0.0;
  for (sim::Time t = a; t < b; t += sim::Duration::nanoseconds(cell)) {
    const double width = static_cast<double>(std::min(cell, (b - t).nanoseconds())) * 1e-9;
    const double rate =
        workload->rate_at(t + sim::Duration::nanoseconds(static_cast<std::int64_t>(width * 5e8))).per_second();
    sum += rate * width;
    greatest = std::max(greatest, rate);
  }
  RC_ASSERT(std::abs(sum - whole) <= tolerance + 24.0 * greatest * static_cast<double>(cell) * 1e-9);
}

}  // namespace
