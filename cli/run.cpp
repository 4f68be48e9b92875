// `headroom run`: simulates a scenario's architectures and writes what was found.
#include <algorithm>
#include <cmath>
#include <filesystem>
#include <limits>

#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include "cli/commands.hpp"
#include "cli/exit_codes.hpp"
#include "cli/inputs.hpp"
#include "cli/interrupt.hpp"
#include "cli/load_summary.hpp"
#include "cli/out.hpp"
#include "cli/simulation.hpp"
#include "reports/comparison.hpp"
#include "reports/json/run_json.hpp"
#include "reports/terminal/comparison_text.hpp"
#include "reports/text/numbers.hpp"
#include "reports/write_all.hpp"
#include "scenarios/experiment.hpp"

namespace cli {

namespace {

namespace fs = std::filesystem;

/// Per architecture that misses the scenario's `slo`, in what.
std::vector<std::string> breaches(const reports::ReportModel& model) {
  std::vector<std::string> list;
  for (const std::string& reason : reports::verdict(model).infeasible) {
    if (!reason.empty()) {
      list.push_back(reason);
    }
  }
  return list;
}

int report_breaches(const reports::ReportModel& model, const Console& console) {
  const std::vector<std::string> list = breaches(model);
  for (const std::string& breach : list) {
    console.complain(fmt::format("slo missed: {}\n", reports::plain(breach, console.err())));
  }
  return list.empty() ? kDone : kBreached;
}

int dry_run(const scenarios::LoadedScenario& loaded, const std::string& out, bool json, const Console& console) {
  const scenarios::Scenario& scenario = loaded.scenario();
  const ExpectedLoad load = expected_load(loaded);
  const std::size_t runs = scenarios::run_count(scenario);
  const double requests = load.simulated_requests * static_cast<double>(runs);
  if (json) {
    nlohmann::ordered_json plan{{"schema_version", 1},
                                {"scenario", scenario.name},
                                {"scenario_hash", loaded.hash()},
                                {"out", out},
                                {"replications", scenario.replications},
                                {"runs", runs},
                                {"expected_requests", std::round(requests)},
                                {"architectures", nlohmann::ordered_json::array()}};
    for (const models::ArchitectureInfo& info : loaded.architectures()) {
      plan["architectures"].push_back({{"name", info.name}, {"kind", info.kind}, {"summary", info.summary}});
    }
    console.print(plan.dump(2) + "\n");
    return kDone;
  }
  console.print(fmt::format("{}: {}, {}\n", scenario.name, runs_text(scenario, console.out()), counted(runs, "run")));
  console.print(architectures_text(loaded, console.out()));
  console.print(fmt::format("About {} requests would be simulated, warm-up included, and written to {}.\n",
                            count_text(requests), out));
  console.note("Nothing was simulated or written. Next: the same without --dry-run\n");
  return kDone;
}

/// Whether the curves allow their means to be called those of a steady state; says so where they do not.
int report_warm_up(const models::WarmUpProposal& proposal, const Console& console) {
  using State = models::WarmUpProposal::State;
  if (proposal.state == State::kNeverSettled) {
    console.complain(fmt::format("headroom: {}\n", reports::plain(proposal.sentence, console.err())));
    return kBreached;
  }
  if (proposal.state != State::kNotAsked) {
    console.note(fmt::format("Warm-up: {}\n", reports::plain(proposal.sentence, console.err())));
  }
  return kDone;
}

int simulate_and_write(const scenarios::LoadedScenario& loaded, const sim::config::Diagnostics& diagnostics,
                       const Arguments& arguments, const std::string& out, const Console& console) {
  const reports::Options options = report_options(arguments, loaded);
  check_out(out, loaded.hash(), options);
  models::ExperimentResult result = simulate_with_progress(loaded, arguments, console);
  if (const std::optional<std::string> folder = arguments.value("prices")) {
    result.price_book_date += fmt::format(" (from {})", *folder);  // another book than the one built in: say so
  }
  const std::vector<std::string> found = result.warnings;
  result.warnings = warnings_of(diagnostics);
  result.warnings.insert(result.warnings.end(), found.begin(), found.end());
  if (result.warm_up_proposal.state == models::WarmUpProposal::State::kLonger ||
      result.warm_up_proposal.state == models::WarmUpProposal::State::kNeverSettled) {
    result.warnings.push_back(result.warm_up_proposal.sentence);
  }

  const InterruptsWait whole_files;
  reports::ReportModel model = reports::write_all(result, loaded.effective_yaml(), out, options);
  if (InterruptsWait::signal() != 0) {
    console.complain(fmt::format("headroom: interrupted; the results in {} are complete\n", out));
    return kSignalled + InterruptsWait::signal();
  }
  if (arguments.has("json")) {
    console.print(reports::summary_json(result, options));
  } else if (!console.is_quiet()) {
    model.run.warnings = found;
    console.print(reports::comparison_text(model, console.out()));
  }
  const int steady = report_warm_up(result.warm_up_proposal, console);
  console.note(fmt::format("{}Wrote {} in {}. Next: open {}\n", arguments.has("json") ? "" : "\n", out,
                           reports::span_of_time(std::ceil(result.wall_seconds * 10.0) / 10.0),
                           (fs::path{out} / "report.html").string()));
  const int demanded = arguments.has("check") ? report_breaches(model, console) : kDone;
  return std::max(steady, demanded);
}

int run(const Arguments& arguments, const Console& console) {
  const models::pricing::PriceBook prices = price_book_of(arguments);
  const std::string& path = arguments.positional().front();
  sim::config::Diagnostics diagnostics;
  const auto loaded = load_scenario(path, overrides_of_run(arguments), prices, diagnostics, console);
  if (loaded == nullptr) {
    console.complain(fmt::format("headroom: {} in {}; nothing was simulated\n", count_text(diagnostics), path));
    return kWrongInput;
  }
  const std::string out = out_of(arguments, loaded->scenario().name);
  if (arguments.has("dry-run")) {
    return dry_run(*loaded, out, arguments.has("json"), console);
  }
  return simulate_and_write(*loaded, diagnostics, arguments, out, console);
}

std::vector<Option> options() {
  std::vector<Option> options = simulation_options_and({
      {.name = "check", .help = "exit code 4 if an architecture misses the scenario's slo; the results are written"},
      dry_run_option(),
      {.name = "events", .help = "also write events.csv: every launch, scale-out, alarm of the first replication"},
      {.name = "json", .help = "print the summary as one JSON object instead of the table"},
      quiet_option(),
      color_option(),
  });
  const std::vector<Option> first{
      {.name = "out",
       .letter = 'o',
       .value = "DIR",
       .help = "where the results go; out/NAME of the scenario if absent"},
      overwrite_option(),
  };
  options.insert(options.begin(), first.begin(), first.end());
  return options;
}

}  // namespace

Command run_command() {
  return {
      .name = "run",
      .summary = "simulates a scenario, compares its architectures, writes results and report",
      .parameters = "FILE [options]",
      .description =
          "Simulates every architecture of a scenario under the same traffic, prints the comparison, and writes "
          "tables (CSV) and report.html to a folder. The same scenario and seed give the same results, byte for "
          "byte. Exit code 4 says that the results are written and a constant, Poisson or MMPP load found no steady "
          "state in its window: a queue that grows for ever, or a warm_up that is too short by far.",
      .examples = {{"run shop.yaml", "all architectures, into out/NAME"},
                   {"run shop.yaml -o out/peak --set workload.rate=200/s", "the same with more traffic"},
                   {"run shop.yaml --only ec2,lambda --replications 3", "a quick look at two of them"},
                   {"run shop.yaml --check --json > shop.json", "for a pipeline: exit code 4 if the slo is missed"}},
      .options = options(),
      .least = 1,
      .most = 1,
      .run = run};
}

}  // namespace cli
