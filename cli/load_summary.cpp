#include "cli/load_summary.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/core.h>

#include "cli/inputs.hpp"
#include "reports/text/numbers.hpp"
#include "sim/units/parse.hpp"

namespace cli {

namespace {

/// At most so many instants are looked at for the peak: a year of one-second ticks must not take minutes.
constexpr std::int64_t kMostInstants = 100'000;

double peak_rate(const scenarios::LoadedScenario& loaded) {
  const scenarios::Scenario& scenario = loaded.scenario();
  const std::int64_t ticks = scenario.duration / scenario.tick;
  const sim::Duration step = ticks <= kMostInstants ? scenario.tick : scenario.duration / kMostInstants;
  double peak = 0.0;
  for (sim::Time at{}; at < sim::Time::at(scenario.duration); at += step) {
    peak = std::max(peak, loaded.workload().rate_at(at).per_second());
  }
  return peak;
}

}  // namespace

ExpectedLoad expected_load(const scenarios::LoadedScenario& loaded) {
  const scenarios::Scenario& scenario = loaded.scenario();
  const sim::Time end = sim::Time::at(scenario.duration);
  ExpectedLoad load;
  load.requests = loaded.workload().expected_arrivals(sim::Time{}, end);
  load.simulated_requests = loaded.workload().expected_arrivals(sim::Time::at(-scenario.warm_up), end);
  load.mean_per_second = load.requests / scenario.duration.seconds();
  load.peak_per_second = std::max(peak_rate(loaded), load.mean_per_second);
  load.mean_vcpu = load.mean_per_second * scenario.application.mean_cpu_seconds();
  load.peak_vcpu = load.peak_per_second * scenario.application.mean_cpu_seconds();
  return load;
}

std::string runs_text(const scenarios::Scenario& scenario, const reports::TerminalStyle& style) {
  const std::string text = fmt::format("{} × {} of {}", counted(scenario.architectures.size(), "architecture"),
                                       counted(static_cast<std::size_t>(scenario.replications), "replication"),
                                       sim::to_text(scenario.duration));
  return reports::plain(text, style);
}

std::string architectures_text(const scenarios::LoadedScenario& loaded, const reports::TerminalStyle& style) {
  const std::vector<models::ArchitectureInfo> architectures = loaded.architectures();
  std::size_t names = 0;
  for (const models::ArchitectureInfo& architecture : architectures) {
    names = std::max(names, reports::display_width(architecture.name));
  }
  std::string text;
  const std::size_t left = names + 4;
  for (const models::ArchitectureInfo& architecture : architectures) {
    const std::string indent(left - 2 - reports::display_width(architecture.name), ' ');
    const std::size_t room = style.width > left + 20 ? style.width - left : 20;
    text += fmt::format("  {}{}{}\n", architecture.name, indent,
                        reports::wrapped(reports::plain(architecture.summary, style), room, std::string(left, ' ')));
  }
  return text;
}

std::string rate_text(double per_second) {
  return reports::quantity(per_second) + "/s";
}

std::string count_text(double count) {
  if (count >= 1e9) {
    return reports::grouped(count / 1e9, 2) + " billion";
  }
  return count >= 1e6 ? reports::grouped(count / 1e6, 2) + " million" : reports::grouped(count, 0);
}

}  // namespace cli
