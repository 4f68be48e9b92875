#include "cli/load_summary.hpp"

#include <algorithm>

#include <fmt/core.h>

#include "cli/inputs.hpp"
#include "reports/text/numbers.hpp"
#include "scenarios/theory/traffic.hpp"
#include "sim/units/parse.hpp"

namespace cli {

ExpectedLoad expected_load(const scenarios::LoadedScenario& loaded) {
  const scenarios::Scenario& scenario = loaded.scenario();
  const scenarios::theory::Traffic traffic = scenarios::theory::traffic_of(loaded);
  ExpectedLoad load;
  load.requests = traffic.requests;
  load.simulated_requests =
      loaded.workload().expected_arrivals(sim::Time::at(-scenario.warm_up), sim::Time::at(scenario.duration));
  load.mean_per_second = traffic.mean;
  load.peak_per_second = traffic.highest;
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
