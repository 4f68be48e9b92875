#include "scenarios/scenario.hpp"

#include <algorithm>

#include <fmt/core.h>

#include "sim/config/describe.hpp"
#include "sim/config/suggest.hpp"

namespace scenarios {

namespace {

using sim::config::Checker;
using sim::config::Describe;

constexpr sim::Duration kHour = sim::Duration::hours(1);

void check_times(const Scenario& scenario, Checker& check) {
  const bool divides = scenario.tick > sim::Duration{} &&
                       (kHour % scenario.tick == sim::Duration{} || scenario.tick % kHour == sim::Duration{});
  if (!divides) {
    check.error("tick",
                "must divide an hour (60s, 5min, 15min) or be a multiple of one, so that bills by the hour add up");
  } else if (scenario.duration / scenario.tick > 10'000'000) {
    check.error("tick", fmt::format("makes {} rows of time series; at most 10,000,000 are kept",
                                    scenario.duration / scenario.tick));
  }
}

void check_scenario(const Scenario& scenario, Checker& check) {
  check_times(scenario, check);
  if (scenario.schema_version != 1) {
    check.error("schema", fmt::format("this program reads schema 1, not {}", scenario.schema_version));
  }
  if (scenario.architectures.empty()) {
    check.error("architectures", "name at least one architecture to simulate");
  }
  std::vector<std::string> names;
  for (const auto& [name, choice] : scenario.architectures) {
    names.push_back(name);
  }
  for (const auto& [name, count] : scenario.initial_replicas) {
    if (std::find(names.begin(), names.end(), name) == names.end()) {
      check.error("initial_replicas." + name, fmt::format("there is no architecture '{}'{}", name,
                                                          sim::config::hint(name, names, "architectures")));
    }
  }
}

void describe_run(Describe<Scenario>& d) {
  d.field<&Scenario::schema_version>("schema", "Version of this format.").example("1");
  d.field<&Scenario::name>("name", "Short name of the scenario, used in every output.").example("web-shop");
  d.field<&Scenario::region>("region", "AWS region, for prices.").defaults_to("us-east-1").example("eu-west-1");
  d.field<&Scenario::duration>("duration", "Length of the measured window.").range("1s", "3660d").example("7d");
  d.field<&Scenario::warm_up>("warm_up", "Simulated before the window and not measured.")
      .defaults_to("1h")
      .range("0s", "366d");
  d.field<&Scenario::drain>(
       "drain",
       "How long requests that are open at the end are followed, unmetered, so that their latency is "
       "not cut off.")
      .defaults_to("15min")
      .range("0s", "24h");
  d.field<&Scenario::tick>("tick", "Step of the time series.").defaults_to("60s").range("1s", "24h");
  d.field<&Scenario::month>("month", "Length of a month on bills and in costs per month.")
      .defaults_to("730h")
      .positive()
      .source("hours per month in AWS's pricing examples", "2026-02");
  d.field<&Scenario::replications>("replications", "Independent repetitions; the confidence intervals come from them.")
      .defaults_to("10")
      .range("1", "1000000");
  d.field<&Scenario::seed>("seed", "Start of all random streams.").defaults_to("1").range("0", "9007199254740992");
  d.field<&Scenario::reference_cpu>("reference_cpu", "The instance type on one vCPU of which `cpu_time` was measured.")
      .defaults_to("m7i.large");
  d.field<&Scenario::fidelity>("fidelity",
                               "Whether every request is simulated; left out, it is. What the rates of `fluid` assume "
                               "and how far they are off: docs/fluid.md.")
      .choices({{"requests", Fidelity::kRequests, "Every request is an event: the reference."},
                {"fluid", Fidelity::kFluid,
                 "Requests are rates; queueing theory says what they meet. Scaling, placement, boots and bills stay as "
                 "they are. For open load without retries, containers that do not fail, and of lambda functions those "
                 "that are invoked synchronously, reuse the environment that was used last, and neither have "
                 "provisioned concurrency nor a lifetime."},
                {"auto", Fidelity::kAuto, "`fluid` from 100 million requests on, if it can; else `requests`."}})
      .example("fluid");
  d.field<&Scenario::quotas>("quotas",
                             "Whether an account's quotas hold that AWS raises on request: what a scenario writes of "
                             "them itself holds in any case.")
      .choices({{"account", sim::config::Quotas::kAccount, "A new account's, as each field says."},
                {"unlimited", sim::config::Quotas::kUnlimited, "They do not bind."}})
      .defaults_to("account")
      .example("unlimited");
  d.field<&Scenario::initial>("initial", "What capacity is there when the warm-up begins.")
      .choices({{"steady", models::InitialState::Kind::kSteady, "What the load at that time needs, ready and warm."},
                {"minimum", models::InitialState::Kind::kMinimum, "The least that scaling allows (Lambda: nothing)."},
                {"empty", models::InitialState::Kind::kEmpty,
                 "Nothing: groups of instances, also those of clusters, boot their minimum, services start theirs."}})
      .defaults_to("steady");
  d.named<&Scenario::initial_replicas>("initial_replicas",
                                       "Replicas per architecture at that time, instead of `initial`. Where scaling "
                                       "allows no so few, the others are launched then; a cluster's instances are "
                                       "there.")
      .defaults_to("{}");
  d.field<&Scenario::free_tier>("free_tier", "Whether the always-free monthly allowances are taken off the bill.")
      .defaults_to("false");
}

}  // namespace

const sim::config::Schema& Slo::schema() {
  static const sim::config::Schema schema = [] {
    Describe<Slo> d{"slo", "What counts as good enough; an architecture that misses it is not called cheapest."};
    d.field<&Slo::latency_p99>("latency_p99", "99 % of the requests that complete must be as fast; absent: no limit.")
        .positive()
        .example("300ms");
    d.field<&Slo::availability>("availability", "Share of the offered requests that must complete.")
        .defaults_to("99.9%")
        .range("0%", "100%");
    d.field<&Slo::replicas>("replicas",
                            "At least so many replicas are kept, in two zones if there are several: what one machine, "
                            "or one zone, can't take away. Where the product decides (Lambda), it is met.")
        .defaults_to("2")
        .range("1", "1000")
        .source("our choice: a machine, or a zone, may fail", "2026-11")
        .unverified();
    return d.done();
  }();
  return schema;
}

const sim::config::Schema& Scenario::schema() {
  static const sim::config::Schema schema = [] {
    Describe<Scenario> d{"scenario",
                         "What traffic arrives, what the application is, and which architectures carry it."};
    describe_run(d);
    d.one_of<&Scenario::workload>("workload", "workload", "What traffic arrives.");
    d.field<&Scenario::client>("client", "What clients do besides sending requests.").defaults_to("{}");
    d.field<&Scenario::application>("application", "What runs.");
    d.field<&Scenario::slo>("slo", "What counts as good enough.").defaults_to("{}");
    d.field<&Scenario::fleet>("fleet", "The provider's hosts beneath the architectures.").defaults_to("{}");
    d.one_of<&Scenario::architectures>("architectures", "compute", "The architectures to compare, by name.");
    d.check(check_scenario);
    return d.done();
  }();
  return schema;
}

models::InitialState Scenario::initial_of(const std::string& architecture) const {
  for (const auto& [key, count] : initial_replicas) {
    if (key == architecture) {
      return {models::InitialState::Kind::kCount, count};
    }
  }
  return {initial, 0};
}

}  // namespace scenarios
