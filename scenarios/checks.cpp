#include "scenarios/checks.hpp"

#include <algorithm>
#include <cmath>
#include <set>

#include <fmt/core.h>

#include "models/fleet/config.hpp"
#include "models/workload/window.hpp"
#include "scenarios/fidelity.hpp"
#include "scenarios/run.hpp"
#include "sim/config/suggest.hpp"
#include "sim/units/parse.hpp"

namespace scenarios {

namespace {

using sim::config::Diagnostics;
using sim::config::Document;

/// Problems of one struct, told at their place in the scenario.
class ProblemsAt final : public models::ConfigProblems {
 public:
  ProblemsAt(const Document& document, std::string path, Diagnostics& diagnostics,
             sim::Duration duration = sim::Duration::max())
      : document_{document}, path_{std::move(path)}, diagnostics_{diagnostics}, duration_{duration} {}
  void error(std::string_view field, std::string message) override {
    document_.error_at(diagnostics_, full(field), std::move(message));
  }
  void warning(std::string_view field, std::string message) override {
    document_.warning_at(diagnostics_, full(field), std::move(message));
  }

  sim::Duration duration() const override { return duration_; }

 private:
  std::string full(std::string_view field) const { return field.empty() ? path_ : fmt::format("{}.{}", path_, field); }
  const Document& document_;
  std::string path_;
  Diagnostics& diagnostics_;
  sim::Duration duration_;
};

void check_region(const Scenario& scenario, const Document& document, const models::pricing::PriceBook& prices,
                  Diagnostics& diagnostics) {
  const std::vector<std::string>& regions = prices.regions();
  if (std::find(regions.begin(), regions.end(), scenario.region) == regions.end()) {
    document.error_at(diagnostics, "region",
                      fmt::format("the price book has no region '{}'{}", scenario.region,
                                  sim::config::hint(scenario.region, regions, "regions")));
  }
}

void check_reference_cpu(const Scenario& scenario, const Document& document, const models::Facts& facts,
                         Diagnostics& diagnostics) {
  const auto reference = facts.instance(scenario.reference_cpu);
  if (!reference) {
    document.error_at(diagnostics, "reference_cpu",
                      fmt::format("unknown instance type '{}'{}", scenario.reference_cpu,
                                  sim::config::hint(scenario.reference_cpu, facts.instance_types(), "types")));
  } else if (!reference->coremark) {
    document.error_at(diagnostics, "reference_cpu",
                      fmt::format("no CoreMark figure is published for {}; choose another reference, such as m7i.large",
                                  scenario.reference_cpu));
  }
}

void check_architecture(const std::string& name, const sim::config::Choice& choice, const Scenario& scenario,
                        const Document& document, const models::Catalog& catalog, const models::Facts& facts,
                        Diagnostics& diagnostics) {
  ProblemsAt problems{document, "architectures." + name, diagnostics, scenario.duration};
  models::entry_of(catalog.compute, choice).check(choice.config.get(), scenario.application, facts, problems);
}

void check_architectures(const Scenario& scenario, const Document& document, const models::Catalog& catalog,
                         const models::Facts& facts, Diagnostics& diagnostics) {
  for (const auto& [name, choice] : scenario.architectures) {
    check_architecture(name, choice, scenario, document, catalog, facts, diagnostics);
  }
  if (diagnostics.has_errors()) {
    return;  // what an architecture demands of the fleet is known only when it is right itself
  }
  for (const auto& [name, choice] : scenario.architectures) {
    ProblemsAt problems{document, "fleet", diagnostics};
    const models::ComputeEntry& entry = models::entry_of(catalog.compute, choice);
    models::fleet::check_fleet(scenario.fleet, facts,
                               entry.fleet_demand(choice.config.get(), scenario.application, facts), problems);
  }
}

void check_prices(const Scenario& scenario, const Document& document, const models::Catalog& catalog,
                  const models::pricing::PriceBook& prices, const models::Workload& workload,
                  Diagnostics& diagnostics) {
  const models::Program program{scenario.application};
  const Prepared prepared{scenario, catalog, prices, workload, program};
  std::set<std::string> told;
  for (std::size_t i = 0; i < scenario.architectures.size(); ++i) {
    for (const std::string& problem : missing_prices(prepared, i)) {
      if (told.insert(problem).second) {
        document.error_at(diagnostics, "architectures." + scenario.architectures[i].first, problem);
      }
    }
  }
}

/// What makes a comparison unfair without being wrong.
void check_fairness(const Scenario& scenario, const Document& document, const models::Catalog& catalog,
                    const models::Facts& facts, Diagnostics& diagnostics) {
  constexpr std::int64_t kMemories = 3;  // after as many, what the run began with is forgotten
  std::string first;
  for (const auto& [name, choice] : scenario.architectures) {
    const models::ComputeTraits traits = models::entry_of(catalog.compute, choice).traits(choice.config.get(), facts);
    if (scenario.warm_up < kMemories * traits.memory) {
      document.warning_at(
          diagnostics, "warm_up",
          fmt::format("{} is less than three times the {} for which '{}' keeps an idle environment: what "
                      "the run began with may still show",
                      sim::to_text(scenario.warm_up), sim::to_text(traits.memory), name));
    }
    if (scenario.application.may_fail() && !traits.loses_containers) {
      document.warning_at(diagnostics, "architectures." + name,
                          "containers that crash or run out of memory are not modelled for this kind: here none does");
    }
    if (!first.empty() && traits.cpu_architecture != first) {
      document.warning_at(
          diagnostics, "architectures." + name,
          fmt::format("runs on {}, others on {}: prices and speeds of two instruction sets are compared",
                      traits.cpu_architecture, first));
    }
    first = first.empty() ? traits.cpu_architecture : first;
  }
}

void check_fidelity(const Scenario& scenario, const Document& document, const models::Catalog& catalog,
                    const models::Facts& facts, const models::Workload& workload, Diagnostics& diagnostics) {
  if (scenario.fidelity != Fidelity::kFluid) {
    return;
  }
  for (const FluidProblem& problem : fluid_problems(scenario, catalog, facts, workload)) {
    document.error_at(diagnostics, problem.field,
                      "fluid can't: " + problem.message + "; or write `fidelity: requests`");
  }
  for (const FluidProblem& problem : fluid_approximations(scenario)) {
    document.warning_at(diagnostics, problem.field, "fluid: " + problem.message);
  }
}

/// Whether an error was found at that path or below it, or one that has no path.
bool is_wrong(const std::string& path, const std::vector<sim::config::Diagnostic>& diagnostics) {
  return std::any_of(diagnostics.begin(), diagnostics.end(), [&](const sim::config::Diagnostic& diagnostic) {
    const std::string& at = diagnostic.path;
    const bool is_below = at.starts_with(path) && (at.size() == path.size() || at[path.size()] == '.');
    return diagnostic.severity == sim::config::Severity::kError && (at.empty() || is_below);
  });
}

}  // namespace

void check_sound_architectures(const Scenario& scenario, const Document& document, const models::Catalog& catalog,
                               const models::Facts& facts, Diagnostics& diagnostics) {
  const std::vector<sim::config::Diagnostic> so_far = diagnostics.sorted();
  if (is_wrong("application", so_far) || is_wrong("duration", so_far)) {
    return;
  }
  for (const auto& [name, choice] : scenario.architectures) {
    if (choice.config != nullptr && !is_wrong("architectures." + name, so_far)) {
      check_architecture(name, choice, scenario, document, catalog, facts, diagnostics);
    }
  }
}

std::unique_ptr<models::Workload> check_scenario(const Scenario& scenario, const Document& document,
                                                 const models::Catalog& catalog,
                                                 const models::pricing::PriceBook& prices, Diagnostics& diagnostics) {
  check_region(scenario, document, prices, diagnostics);
  check_reference_cpu(scenario, document, prices.instances(), diagnostics);
  check_architectures(scenario, document, catalog, prices.instances(), diagnostics);
  ProblemsAt problems{document, "workload", diagnostics};
  const models::WorkloadEntry& entry = models::entry_of(catalog.workload, scenario.workload);
  std::unique_ptr<models::Workload> workload = entry.make(scenario.workload.config.get(), problems);
  if (workload == nullptr || diagnostics.has_errors()) {
    return nullptr;
  }
  const double alone = scenario.application.mean_cpu_seconds() + scenario.application.mean_wait_seconds();
  workload->expect_service(sim::Duration::nanoseconds(std::llround(alone * 1e9)));
  models::workload::check_window(*workload, scenario.duration, problems);
  check_fidelity(scenario, document, catalog, prices.instances(), *workload, diagnostics);
  if (diagnostics.has_errors()) {
    return nullptr;
  }
  check_fairness(scenario, document, catalog, prices.instances(), diagnostics);
  check_prices(scenario, document, catalog, prices, *workload, diagnostics);
  return workload;
}

}  // namespace scenarios
