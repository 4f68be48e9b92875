// `headroom compare`: differences between architectures, or between two runs, with what is known of them.
#include <filesystem>
#include <system_error>

#include <fmt/core.h>

#include "cli/commands.hpp"
#include "cli/exit_codes.hpp"
#include "cli/inputs.hpp"
#include "cli/simulation.hpp"
#include "reports/csv/tables.hpp"
#include "reports/files/atomic_file.hpp"
#include "reports/files/text_sink.hpp"
#include "reports/json/paired_json.hpp"
#include "reports/json/run_json.hpp"
#include "reports/paired.hpp"
#include "reports/terminal/paired_text.hpp"

namespace cli {

namespace {

namespace fs = std::filesystem;

bool is_folder(const std::string& path) {
  std::error_code error;
  return fs::is_directory(path, error);
}

reports::PairedSource stored(const std::string& out) {
  const fs::path folder{out};
  const std::string run_json = reports::read_file(folder / "run.json");  // first: a folder without it is no OUT
  return reports::paired_source(folder.has_filename() ? out : folder.parent_path().string(), run_json,
                                reports::read_file(folder / "replications.csv"));
}

int show(const reports::PairedReport& report, const Arguments& arguments, const Console& console,
         const std::string& next) {
  if (arguments.has("json")) {
    console.print(reports::paired_json(report));
  } else if (!console.is_quiet()) {
    console.print(reports::paired_text(report, console.out()));
  }
  console.note(fmt::format("{}Next: {}\n", arguments.has("json") ? "" : "\n", next));
  return kDone;
}

/// The same texts that `run` would write are read back, so that a scenario and its stored results compare alike.
int compare_scenario(const std::string& path, const Arguments& arguments, const Console& console) {
  const models::pricing::PriceBook prices = price_book_of(arguments);
  sim::config::Diagnostics diagnostics;
  const auto loaded = load_scenario(path, overrides_of_run(arguments), prices, diagnostics, console);
  if (loaded == nullptr) {
    console.complain(fmt::format("headroom: {} in {}; nothing was simulated\n", count_text(diagnostics), path));
    return kWrongInput;
  }
  if (loaded->scenario().architectures.size() < 2) {
    throw InputError{fmt::format("{} has one architecture; a comparison needs two", path)};
  }
  const models::ExperimentResult result = simulate_with_progress(*loaded, arguments, console);
  reports::StringSink replications;
  reports::write_replications(result, replications);
  const reports::PairedSource source =
      reports::paired_source(path, reports::run_json(result, report_options(arguments, *loaded)), replications.text());
  return show(reports::compare_architectures(source), arguments, console,
              fmt::format("headroom run {} keeps the results, with a report", path));
}

int compare(const Arguments& arguments, const Console& console) {
  const std::vector<std::string>& inputs = arguments.positional();
  if (inputs.size() == 1 && !is_folder(inputs.front())) {
    return compare_scenario(inputs.front(), arguments, console);
  }
  for (const std::string& input : inputs) {
    if (!is_folder(input)) {
      throw UsageError{
          fmt::format("'{}' is no folder that a run wrote; two runs are compared by their OUT folders", input)};
    }
  }
  for (const Option& option : simulation_options()) {
    if (arguments.has(option.name)) {
      throw UsageError{fmt::format("--{} is for a scenario; stored results stay as they are", option.name)};
    }
  }
  const reports::PairedSource first = stored(inputs.front());
  if (inputs.size() == 1) {
    return show(reports::compare_architectures(first), arguments, console,
                fmt::format("open {}", (fs::path{inputs.front()} / "report.html").string()));
  }
  return show(reports::compare_runs(first, stored(inputs.back())), arguments, console,
              fmt::format("headroom compare {} sets its architectures against each other", inputs.back()));
}

}  // namespace

Command compare_command() {
  return {.name = "compare",
          .summary = "tells which differences between architectures, or between two runs, are more than chance",
          .parameters = "FILE|OUT [OUT] [options]",
          .description =
              "Pairs the replications of every two architectures, which met the same random numbers, and prints the "
              "mean differences with 95 % intervals. Who is cheaper is said only where the difference in cost is "
              "significant (Holm's correction over the pairs) and above 1 %; all other metrics are exploratory. A "
              "scenario is simulated and nothing is written; the folder of a run is read. Two folders with the same "
              "seed: the second run against the first, architecture by architecture.",
          .examples = {{"compare shop.yaml", "simulate, and compare every two architectures"},
                       {"compare out/web-shop", "the same from what run wrote"},
                       {"compare out/before out/after", "what a change of the scenario did"},
                       {"compare out/web-shop --json", "for a pipeline"}},
          .options = simulation_options_and(
              {{.name = "json", .help = "print one JSON object instead of the table"}, quiet_option(), color_option()}),
          .least = 1,
          .most = 2,
          .run = compare};
}

}  // namespace cli
