#include "cli/simulation.hpp"

#include <cstdint>
#include <string>
#include <string_view>

#include "cli/inputs.hpp"
#include "reports/terminal/progress.hpp"
#include "scenarios/experiment.hpp"

namespace cli {

namespace {

/// Ticks are whole seconds; in nanoseconds a long experiment would not fit.
constexpr sim::Duration kProgressUnit = sim::Duration::seconds(1);

}  // namespace

Option seed_option() {
  return {.name = "seed", .value = "N", .help = "start of all random streams"};
}

Option replications_option() {
  return {.name = "replications", .value = "N", .help = "independent repetitions of every architecture"};
}

Option threads_option() {
  return {
      .name = "threads", .value = "N", .help = "runs at a time; one per core if absent. Results do not depend on it"};
}

scenarios::Overrides overrides_of_run(const Arguments& arguments) {
  constexpr std::int64_t kMostReplications = 1'000'000;
  constexpr std::int64_t kLargestSeed = std::int64_t{1} << 53;
  scenarios::Overrides overrides = overrides_of(arguments);
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
  options.threads = static_cast<std::size_t>(arguments.integer("threads", 1, 4'096).value_or(0));
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
