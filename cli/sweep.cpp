// `headroom sweep`: the same scenario at many points, and where another architecture becomes the cheapest.
#include <cmath>
#include <filesystem>
#include <limits>
#include <memory>
#include <numeric>
#include <optional>
#include <utility>
#include <vector>

#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include "cli/commands.hpp"
#include "cli/exit_codes.hpp"
#include "cli/inputs.hpp"
#include "cli/interrupt.hpp"
#include "cli/load_summary.hpp"
#include "cli/out.hpp"
#include "cli/simulation.hpp"
#include "cli/sweep_points.hpp"
#include "reports/files/atomic_file.hpp"
#include "reports/files/out_folder.hpp"
#include "reports/html/sweep_html.hpp"
#include "reports/sweep/sweep_tables.hpp"
#include "reports/sweep/sweep_warnings.hpp"
#include "reports/terminal/progress.hpp"
#include "reports/terminal/warnings_text.hpp"
#include "scenarios/sweep/design.hpp"
#include "sim/experiment/stopwatch.hpp"

namespace cli {

namespace {

namespace fs = std::filesystem;
using scenarios::sweep::Axis;
using scenarios::sweep::Point;

/// To how much of its value an edge of a break-even is searched.
constexpr double kResolution = 0.01;
constexpr std::size_t kMostPoints = 100'000;

std::vector<Point> points_of(const std::vector<Axis>& axes, const Arguments& arguments, std::uint64_t seed) {
  if (const auto count = arguments.integer("sample", 1, static_cast<std::int64_t>(kMostPoints))) {
    return scenarios::sweep::latin_hypercube(axes, static_cast<std::size_t>(*count), seed);
  }
  if (scenarios::sweep::factorial_size(axes) > kMostPoints) {
    throw UsageError{fmt::format("that makes more than {} points; fewer values, or --sample N of them", kMostPoints)};
  }
  return scenarios::sweep::full_factorial(axes);
}

/// One bar for the whole sweep, in simulated seconds.
class SweepProgress {
 public:
  SweepProgress(const std::string& label, std::uint64_t seconds, const Console& console) {
    if (console.shows_progress()) {
      progress_ = std::make_unique<reports::Progress>(
          label, seconds,
          reports::Progress::Settings{.terminal = true,
                                      .unicode = console.err().unicode,
                                      .width = console.err().width,
                                      .write = [&console](std::string_view text) { console.note(text); },
                                      .now_s = {}});
      progress_->advance(0, 0);
    }
  }
  scenarios::Progressed listener() {
    if (!progress_) {
      return {};
    }
    return [this](sim::Duration simulated, std::uint64_t requests) {
      progress_->advance(static_cast<std::uint64_t>(simulated / sim::Duration::seconds(1)), requests);
    };
  }
  void finish() {
    if (progress_) {
      progress_->finish();
      progress_.reset();
    }
  }
  ~SweepProgress() { finish(); }
  SweepProgress(const SweepProgress&) = delete;
  SweepProgress& operator=(const SweepProgress&) = delete;

 private:
  std::unique_ptr<reports::Progress> progress_{};
};

reports::SweepResult described(const SweepPoints& sweep, const scenarios::LoadedScenario& loaded) {
  reports::SweepResult result;
  result.run.scenario = loaded.scenario().name;
  result.run.fidelity = loaded.scenario().fidelity == scenarios::Fidelity::kFluid ? "fluid" : "requests";
  for (const Axis& axis : sweep.axes()) {
    result.axes.push_back({axis.path, axis.unit, axis.is_numeric(), axis.scale == Axis::Scale::kLogarithmic});
  }
  for (const models::ArchitectureInfo& info : loaded.architectures()) {
    result.architectures.push_back(info.name);
  }
  return result;
}

/// Break-evens are asked for along a single numeric parameter, with at least two architectures.
bool has_break_evens(const reports::SweepResult& result, std::size_t points, const Arguments& arguments) {
  return result.axes.size() == 1 && result.axes.front().is_numeric && result.architectures.size() > 1 &&
         !arguments.has("sample") && points > 1;
}

/// None where the user interrupted the search.
std::optional<reports::Crossings> crossings_of(const SweepPoints& sweep, const reports::SweepResult& result) {
  bool is_whole = true;
  reports::Crossings found = reports::find_crossings(result.points, result.axes.front().is_logarithmic, kResolution,
                                                     [&](const std::vector<reports::Trial>& trials) {
                                                       auto points = sweep.run(trials, result.architectures);
                                                       is_whole = points.size() == trials.size();
                                                       return points;
                                                     });
  return is_whole ? std::optional{std::move(found)} : std::nullopt;
}

std::vector<std::string> with_fidelity(const SweepPoints& sweep, std::vector<std::string> warnings) {
  if (!sweep.fidelity_note().empty()) {
    warnings.insert(warnings.begin(), sweep.fidelity_note());
  }
  return warnings;
}

/// Those that were not shown before the sweep began; where each point has its own, a terminal shows the first ones.
std::vector<std::string> untold_warnings(const SweepPoints& sweep, const reports::SweepResult& result) {
  constexpr std::size_t kMost = 12;
  std::vector<std::string> warnings = with_fidelity(sweep, reports::condensed_warnings(result, sweep.told()));
  if (const std::size_t all = warnings.size(); all > kMost) {
    warnings.resize(kMost - 1);
    warnings.push_back(fmt::format("{} more; sweep.html has them all", all - warnings.size()));
  }
  return warnings;
}

void show(const SweepPoints& sweep, const reports::SweepResult& result, const Arguments& arguments,
          const Console& console) {
  if (arguments.has("json")) {
    console.print(reports::sweep_json(result));
  } else if (!console.is_quiet()) {
    console.print(reports::sweep_text(result, console.out()));
    if (result.crossings) {
      const std::string sentence = reports::break_even_sentence(result) + " " + reports::bracket_note(result);
      console.print("\n" + reports::wrapped(sentence, console.out().width, "") + "\n");
    }
    console.print(reports::warnings_text(untold_warnings(sweep, result), console.out()));
  }
}

int dry_run(const CheckedTasks& checked, const reports::SweepResult& result, const std::string& out,
            const Arguments& arguments, const Console& console) {
  const scenarios::LoadedScenario& first = *checked.loaded.front();
  const std::size_t runs = std::accumulate(checked.runs.begin(), checked.runs.end(), std::size_t{0});
  if (arguments.has("json")) {
    nlohmann::ordered_json plan{{"schema_version", 1},
                                {"scenario", result.run.scenario},
                                {"scenario_hash", result.scenario_hash},
                                {"out", out},
                                {"points", checked.tasks.size()},
                                {"runs", runs},
                                {"expected_requests", std::round(checked.expected_requests)},
                                {"fidelity", result.run.fidelity},
                                {"architectures", result.architectures}};
    console.print(plan.dump(2) + "\n");
    return kDone;
  }
  console.print(fmt::format("{}: {}, each {}; {}\n", result.run.scenario, counted(checked.tasks.size(), "point"),
                            runs_text(first.scenario(), console.out()), counted(runs, "run")));
  console.print(architectures_text(first, console.out()));
  console.print(fmt::format("About {} requests would be simulated{}, warm-up included, and written to {}.\n",
                            count_text(checked.expected_requests), result.run.fidelity == "fluid" ? " as rates" : "",
                            out));
  if (has_break_evens(result, checked.tasks.size(), arguments)) {
    console.print("Break-evens between the points would take further runs.\n");
  }
  console.note("Nothing was simulated or written. Next: the same without --dry-run\n");
  return kDone;
}

void write_files(const reports::SweepResult& result, const fs::path& out, bool overwrite) {
  reports::claim_out_folder(out, result.scenario_hash, overwrite, reports::kSweepManifest);
  reports::AtomicFile table{out / "sweep.csv"};
  reports::write_sweep(result, table);
  table.commit();
  reports::AtomicFile page{out / "sweep.html"};
  reports::write_sweep_html(result, page);
  page.commit();
  reports::write_file(out / reports::kSweepManifest, reports::sweep_manifest(result));
}

int run(const Arguments& arguments, const Console& console) {
  const models::pricing::PriceBook prices = price_book_of(arguments);
  SweepPoints sweep{arguments, console, prices};
  const auto seed =
      static_cast<std::uint64_t>(arguments.integer("seed", 0, std::numeric_limits<std::int64_t>::max()).value_or(1));
  const std::vector<Point> points = points_of(sweep.axes(), arguments, seed);
  std::optional<CheckedTasks> checked = sweep.checked(points);
  if (!checked) {
    return kWrongInput;
  }
  const scenarios::LoadedScenario& first = *checked->loaded.front();
  reports::SweepResult result = described(sweep, first);
  result.scenario_hash = sweep.scenario_hash(first);
  const std::string out = out_of(arguments, result.run.scenario + "-sweep");
  if (arguments.has("dry-run")) {
    return dry_run(*checked, result, out, arguments, console);
  }
  check_out(out, result.scenario_hash, report_options(arguments, first));
  const sim::experiment::Stopwatch stopwatch;
  SweepProgress progress{result.run.scenario,
                         points.size() * scenarios::run_count(first.scenario()) *
                             static_cast<std::uint64_t>(first.scenario().duration / sim::Duration::seconds(1)),
                         console};
  sweep.set_progressed(progress.listener());

  const InterruptsWait finished_points_are_kept;
  result.points = sweep.run(std::move(*checked), result.run);
  result.points_wanted = points.size();
  result.is_interrupted = result.points.size() < points.size();
  result.warnings = with_fidelity(sweep, reports::condensed_warnings(result));
  if (!result.is_interrupted && has_break_evens(result, points.size(), arguments)) {
    result.crossings = crossings_of(sweep, result);
    result.is_interrupted = !result.crossings;
  }
  progress.finish();

  write_files(result, out, arguments.has("overwrite"));
  show(sweep, result, arguments, console);
  console.note(fmt::format("{}Wrote {} and sweep.csv in {:.1f} s: {} of {} points\n", arguments.has("json") ? "" : "\n",
                           (fs::path{out} / "sweep.html").string(), stopwatch.seconds(), result.points.size(),
                           points.size()));
  return result.is_interrupted ? kSignalled + InterruptsWait::signal() : kDone;
}

std::vector<Option> options() {
  std::vector<Option> options = simulation_options_and({
      dry_run_option(),
      {.name = "json", .help = "print points and break-evens as one JSON object instead of the table"},
      quiet_option(),
      color_option(),
  });
  const std::vector<Option> first{
      {.name = "vary",
       .value = "PATH=VALUES",
       .help = "what varies: a,b,c or low..high:N or low..high:logN; more than one makes every combination",
       .repeatable = true},
      {.name = "sample", .value = "N", .help = "N points of a Latin hypercube instead of every combination"},
      {.name = "out", .letter = 'o', .value = "DIR", .help = "where the results go; out/NAME-sweep if absent"},
      overwrite_option(),
  };
  options.insert(options.begin(), first.begin(), first.end());
  return options;
}

}  // namespace

Command sweep_command() {
  return {
      .name = "sweep",
      .summary = "simulates a scenario over a range of one or more parameters; finds where the cheapest changes",
      .parameters = "FILE --vary PATH=VALUES [options]",
      .description =
          "Runs every architecture at every point, under the same random numbers, and writes sweep.html and sweep.csv. "
          "All points are "
          "checked before anything runs. Along a single numeric parameter it then narrows, by further runs, where "
          "another architecture becomes the cheapest: the values between which none is, with 95 % confidence, by more "
          "than 1 %. Ctrl-C keeps the points that are finished.",
      .examples = {{"sweep shop.yaml --vary workload.rate=1/s..1000/s:log13", "cost over load, and the break-evens"},
                   {"sweep shop.yaml --vary architectures.*.scaling.target=40%..80%:5", "where there is one"},
                   {"sweep shop.yaml --vary region=us-east-1,eu-west-1 --vary workload.rate=10/s,100/s", "a grid"}},
      .options = options(),
      .least = 1,
      .most = 1,
      .run = run};
}

}  // namespace cli
