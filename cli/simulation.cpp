#include "cli/simulation.hpp"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/core.h>

#include "cli/inputs.hpp"
#include "reports/terminal/progress.hpp"
#include "scenarios/experiment.hpp"
#include "sim/config/suggest.hpp"
#include "sim/units/parse.hpp"

namespace cli {

namespace {

/// Ticks are whole seconds; in nanoseconds a long experiment would not fit.
constexpr sim::Duration kProgressUnit = sim::Duration::seconds(1);

}  // namespace

std::vector<Option> simulation_options() {
  return {
      set_option(),
      only_option(),
      {.name = "seed", .value = "N", .help = "start of all random streams"},
      {.name = "replications", .value = "N", .help = "independent repetitions of every architecture"},
      {.name = "precision",
       .value = "R",
       .help = "stop when cost, latency p99 and availability are known to R (e.g. 5%) of themselves; at least 10 "
               "replications, and at most --replications, then 100 if absent"},
      {.name = "precision-of",
       .value = "METRIC,...",
       .help = "with --precision: these metrics of summary.csv, or availability, instead",
       .repeatable = true},
      {.name = "fidelity",
       .value = "KIND",
       .help = "requests, fluid (rates and queueing theory instead of requests), or auto; the scenario's if absent"},
      {.name = "threads", .value = "N", .help = "runs at a time; one per core if absent. Results do not depend on it"},
      prices_option(),
  };
}

std::vector<Option> simulation_options_and(const std::vector<Option>& own) {
  std::vector<Option> options = simulation_options();
  options.insert(options.end(), own.begin(), own.end());
  return options;
}

std::optional<models::PrecisionGoal> precision_of(const Arguments& arguments) {
  const std::optional<std::string> text = arguments.value("precision");
  if (!text) {
    if (arguments.has("precision-of")) {
      throw UsageError{"--precision-of says which metrics --precision is about; that is missing, e.g. --precision 5%"};
    }
    return std::nullopt;
  }
  const sim::Parsed<sim::Fraction> parsed = sim::parse_fraction(*text);
  const double ratio = parsed.value ? parsed.value->value() : sim::parse_number(*text).value.value_or(0.0);
  if (!(ratio > 0.0 && ratio < 1.0)) {
    throw UsageError{fmt::format("--precision is a share above 0 and below 1, e.g. 5% or 0.05, not '{}'", *text)};
  }
  std::vector<std::string> metrics = names_in("precision-of", "metrics", arguments.values("precision-of"));
  const std::vector<std::string> possible = scenarios::precision_metrics();
  for (const std::string& metric : metrics) {
    if (std::find(possible.begin(), possible.end(), metric) == possible.end()) {
      const std::optional<std::string> near = sim::config::closest(metric, possible);
      throw UsageError{fmt::format("--precision-of: no metric with an interval is called '{}'{}", metric,
                                   near ? fmt::format("; did you mean '{}'?", *near) : "")};
    }
  }
  return models::PrecisionGoal{ratio, metrics.empty() ? scenarios::default_precision_metrics() : metrics};
}

scenarios::Overrides overrides_of_run(const Arguments& arguments) {
  constexpr std::int64_t kMostReplications = 1'000'000;
  constexpr std::int64_t kLargestSeed = std::int64_t{1} << 53;
  const scenarios::Overrides given = overrides_of(arguments);
  scenarios::Overrides overrides;
  overrides.only = given.only;
  if (precision_of(arguments)) {
    overrides.set.emplace_back("replications", "100");  // first, so that whatever is given wins
  }
  overrides.set.insert(overrides.set.end(), given.set.begin(), given.set.end());
  if (const std::optional<std::string> fidelity = arguments.value("fidelity")) {
    overrides.set.emplace_back("fidelity", *fidelity);
  }
  if (const auto seed = arguments.integer("seed", 0, kLargestSeed)) {
    overrides.set.emplace_back("seed", std::to_string(*seed));
  }
  if (const auto replications = arguments.integer("replications", 1, kMostReplications)) {
    overrides.set.emplace_back("replications", std::to_string(*replications));
  }
  return overrides;
}

reports::Options report_options(const Arguments& arguments, const scenarios::LoadedScenario& loaded) {
  const scenarios::Slo& slo = loaded.scenario().slo;
  reports::Options options;
  options.version = HEADROOM_VERSION;
  options.overwrite = arguments.has("overwrite");
  options.events = arguments.has("events");
  options.slo_availability = slo.availability.value();
  options.slo_replicas = slo.replicas;
  if (slo.latency_p99) {
    options.slo_latency_ms = slo.latency_p99->seconds() * 1e3;
  }
  for (const scenarios::DataFile& file : loaded.data_files()) {
    options.data_files.push_back({file.source, file.name});
  }
  return options;
}

models::ExperimentResult simulate_with_progress(const scenarios::LoadedScenario& loaded, const Arguments& arguments,
                                                const Console& console) {
  scenarios::ExperimentOptions options;
  options.keeps_events = arguments.has("events");
  options.threads = static_cast<std::size_t>(arguments.integer("threads", 1, 4'096).value_or(0));
  options.precision = precision_of(arguments);
  if (options.precision && loaded.scenario().replications < static_cast<std::int64_t>(scenarios::kLeastReplications)) {
    throw UsageError{fmt::format("--precision needs at least {} replications, not {}", scenarios::kLeastReplications,
                                 loaded.scenario().replications)};
  }
  if (!console.shows_progress()) {
    return scenarios::simulate(loaded, options);
  }
  reports::Progress progress{
      loaded.scenario().name,
      scenarios::run_count(loaded.scenario()) * static_cast<std::uint64_t>(loaded.scenario().duration / kProgressUnit),
      {.terminal = true,
       .unicode = console.err().unicode,
       .width = console.err().width,
       .write = [&console](std::string_view text) { console.note(text); },
       .now_s = {}}};
  progress.advance(0, 0);  // something to see at once
  options.progressed = [&progress](sim::Duration simulated, std::uint64_t requests) {
    progress.advance(static_cast<std::uint64_t>(simulated / kProgressUnit), requests);
  };
  try {
    models::ExperimentResult result = scenarios::simulate(loaded, options);
    progress.finish();
    return result;
  } catch (...) {
    progress.finish();  // or the message would stand on the progress line
    throw;
  }
}

}  // namespace cli
