#include "scenarios/fidelity.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/core.h>

#include "models/ports/arrivals.hpp"
#include "models/ports/demand_points.hpp"
#include "models/ports/flow.hpp"

namespace scenarios {

namespace {

/// Requests of all runs of a scenario, warm-ups included.
double expected_requests(const Scenario& scenario, const models::Workload& workload) {
  const double per_run = workload.expected_arrivals(sim::Time::at(-scenario.warm_up), sim::Time::at(scenario.duration));
  return per_run * static_cast<double>(scenario.architectures.size()) * static_cast<double>(scenario.replications);
}

AutoFidelity auto_fidelity(const Prepared& prepared) {
  AutoFidelity automatic;
  automatic.add(prepared);
  return automatic;
}

}  // namespace

void AutoFidelity::add(const Prepared& prepared) {
  requests_ = std::max(requests_, expected_requests(prepared.scenario, prepared.workload));
  if (problem_.empty()) {
    const std::vector<FluidProblem> problems =
        fluid_problems(prepared.scenario, prepared.catalog, prepared.prices.instances(), prepared.workload);
    problem_ = problems.empty() ? "" : problems.front().message;
  }
}

Fidelity AutoFidelity::choice() const {
  return requests_ >= kAutoRequests && problem_.empty() ? Fidelity::kFluid : Fidelity::kRequests;
}

std::string AutoFidelity::note() const {
  if (choice() == Fidelity::kFluid) {
    return fmt::format("auto took fluid, for about {:.3g} requests", requests_);
  }
  const std::string why = requests_ >= kAutoRequests ? "; fluid can't: " + problem_ : std::string{};
  return fmt::format("auto took requests, for about {:.3g} of them{}", requests_, why);
}

Fidelity fidelity_of(const Prepared& prepared) {
  const Fidelity wanted = prepared.scenario.fidelity.value_or(Fidelity::kRequests);
  return wanted == Fidelity::kAuto ? auto_fidelity(prepared).choice() : wanted;
}

std::string fidelity_note(const Prepared& prepared) {
  return prepared.scenario.fidelity == Fidelity::kAuto ? "fidelity: " + auto_fidelity(prepared).note() : std::string{};
}

std::vector<FluidProblem> fluid_problems(const Scenario& scenario, const models::Catalog& catalog,
                                         const models::Facts& facts, const models::Workload& workload) {
  std::vector<FluidProblem> problems;
  if (!workload.count_variance(sim::Time{}, sim::Time::at(scenario.tick), 0.0)) {
    problems.push_back({"workload", fmt::format("`{}` has no rate: {}", scenario.workload.kind,
                                                models::entry_of(catalog.workload, scenario.workload).requests_only)});
  }
  if (scenario.client.retries > 0) {
    problems.push_back({"client.retries", "rates don't come again; leave the retries out"});
  }
  if (scenario.client.cancel_on_disconnect) {
    problems.push_back({"client.cancel_on_disconnect", "no single request leaves a replica early; leave it out"});
  }
  if (scenario.application.may_fail()) {
    problems.push_back({"application", "containers that end by themselves meet single requests"});
  }
  for (const auto& [name, choice] : scenario.architectures) {
    const models::ComputeTraits traits = models::entry_of(catalog.compute, choice).traits(choice.config.get(), facts);
    if (!traits.flows) {
      const std::string why = traits.why_not.empty() ? std::string{} : ": " + traits.why_not;
      problems.push_back({"architectures." + name, fmt::format("`{}` takes single requests only{}", choice.kind, why)});
    }
  }
  return problems;
}

std::vector<FluidProblem> fluid_approximations(const Scenario& scenario) {
  // Beyond these, waits or the p99 of some stations were seen to be off by more than a tenth (docs/fluid.md).
  constexpr double kScatters = 1.25;
  constexpr double kHardlyScatters = 0.5;
  constexpr double kRare = 1.0 / 1'000.0;
  std::vector<FluidProblem> list;
  if (scenario.application.first_requests) {
    list.push_back({"application.first_requests", "new replicas are as fast as old ones"});
  }
  for (const auto& [name, container] : scenario.application.containers) {
    if (container.cpu_limit) {
      list.push_back({"application.containers." + name + ".cpu_limit", "containers share the CPU without limits"});
    }
    if (container.parallelism > 1) {
      list.push_back({"application.containers." + name + ".parallelism", "a request uses one vCPU at a time"});
    }
  }
  const models::DemandMoments demands = models::demand_moments(scenario.application);
  const double lone = demands.cpu_mean + demands.wait_mean;
  const double cv = lone > 0.0 ? std::sqrt(demands.cpu_variance + demands.wait_variance) / lone : 1.0;
  if (cv > kScatters) {
    list.push_back(
        {"application", fmt::format("demands scatter (their coefficient of variation is {:.2g}): waits where "
                                    "concurrency is limited, high quantiles and cold starts are less certain",
                                    cv)});
  } else if (cv < kHardlyScatters) {
    list.push_back(
        {"application", fmt::format("demands hardly vary (their coefficient of variation is {:.2g}): behind a "
                                    "balancer that goes in turn, high quantiles are up to a fifth too high",
                                    cv)});
  }
  if (scenario.client.timeout) {
    const double late =
        models::chance_to_exceed(models::DemandLaws{scenario.application}, 1.0, scenario.client.timeout->seconds());
    if (late > 1e-7 && late < kRare) {
      list.push_back(
          {"client.timeout",
           fmt::format("about {:.1g} of all requests take longer by themselves; so few are not seen", late)});
    }
  }
  return list;
}

}  // namespace scenarios
