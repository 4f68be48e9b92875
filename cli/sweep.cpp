// `headroom sweep`: the same scenario at many points, and where another architecture becomes the cheapest.
#include <cmath>
#include <filesystem>
#include <limits>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include <fmt/core.h>

#include "cli/commands.hpp"
#include "cli/exit_codes.hpp"
#include "cli/inputs.hpp"
#include "cli/interrupt.hpp"
#include "cli/simulation.hpp"
#include "reports/files/atomic_file.hpp"
#include "reports/html/sweep_html.hpp"
#include "reports/sweep/sweep_tables.hpp"
#include "reports/terminal/progress.hpp"
#include "scenarios/experiment.hpp"
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
/// So many points stay loaded from their check to their runs; the others are loaded again, so that memory is bounded.
constexpr std::size_t kMostLoaded = 256;

std::vector<Axis> axes_of(const Arguments& arguments) {
  std::vector<Axis> axes;
  for (const std::string& text : arguments.values("vary")) {
    scenarios::sweep::AxisOrProblem parsed = scenarios::sweep::parse_axis(text);
    if (!parsed.axis) {
      throw UsageError{parsed.problem};
    }
    for (const Axis& other : axes) {
      if (other.path == parsed.axis->path) {
        throw UsageError{fmt::format("--vary {}: varied twice", other.path)};
      }
    }
    axes.push_back(std::move(*parsed.axis));
  }
  if (axes.empty()) {
    throw UsageError{"what shall vary? --vary workload.rate=1/s..1000/s:log25"};
  }
  return axes;
}

std::vector<Point> points_of(const std::vector<Axis>& axes, const Arguments& arguments, std::uint64_t seed) {
  if (const auto count = arguments.integer("sample", 1, static_cast<std::int64_t>(kMostPoints))) {
    return scenarios::sweep::latin_hypercube(axes, static_cast<std::size_t>(*count), seed);
  }
  if (scenarios::sweep::factorial_size(axes) > kMostPoints) {
    throw UsageError{fmt::format("that makes more than {} points; fewer values, or --sample N of them", kMostPoints)};
  }
  return scenarios::sweep::full_factorial(axes);
}

/// Points that may be run.
struct Checked {
  std::vector<std::size_t> runs{};                                   ///< how many each point has
  std::vector<std::unique_ptr<scenarios::LoadedScenario>> loaded{};  ///< of the first points, at least of one
};

/// Everything that the points have in common.
class Sweep {
 public:
  /// The file is read once; what is wrong with its text is told with the first point.
  Sweep(const Arguments& arguments, const Console& console, const models::pricing::PriceBook& prices)
      : arguments_{arguments},
        console_{console},
        prices_{prices},
        path_{arguments.positional().front()},
        document_{sim::config::Document::load_file(path_, of_text_)},
        axes_{axes_of(arguments)} {
    options_.threads = static_cast<std::size_t>(arguments.integer("threads", 1, 4'096).value_or(0));
    options_.precision = precision_of(arguments);
    options_.keeps_events = false;
  }

  const std::vector<Axis>& axes() const { return axes_; }
  const std::string& path() const { return path_; }

  std::unique_ptr<scenarios::LoadedScenario> load(const Point& point, const std::vector<std::string>& only,
                                                  sim::config::Diagnostics& diagnostics) const {
    scenarios::Overrides overrides = overrides_of_run(arguments_);
    for (std::size_t i = 0; i < axes_.size(); ++i) {
      overrides.vary.emplace_back(axes_[i].path, point[i]);
    }
    if (!only.empty()) {
      overrides.only = only;
    }
    return scenarios::load(document_, overrides, prices_, diagnostics);
  }

  /// Every point is checked before anything runs; what is wrong is told once, however many points it is wrong at.
  /// Returns what there is to run; nothing if there were errors.
  std::optional<Checked> checked(const std::vector<Point>& points) const {
    Checked all;
    std::string told;
    for (const Point& point : points) {
      sim::config::Diagnostics diagnostics = of_text_;
      auto loaded = load(point, {}, diagnostics);
      if (loaded == nullptr || (&point == &points.front() && !diagnostics.empty())) {
        const std::string text = diagnostics.to_text();
        if (text != told && !(loaded != nullptr && console_.is_quiet())) {
          console_.complain(text);
        }
        told = text;
      }
      if (loaded == nullptr) {
        console_.complain(fmt::format("headroom: {} in {} at {}; nothing was simulated\n", count_text(diagnostics),
                                      path_, place(point)));
        return std::nullopt;
      }
      all.runs.push_back(scenarios::run_count(loaded->scenario()));
      if (all.loaded.size() < kMostLoaded) {
        all.loaded.push_back(std::move(loaded));
      }
    }
    return all;
  }

  /// Runs the points, and returns those that were finished before the user interrupted, in order; none of those that
  /// were not. Adds to `run` what run.json would say of the first one, and the requests of all.
  std::vector<reports::SweepPoint> run_points(const std::vector<Point>& points, Checked checked,
                                              reports::RunInfo& run) const {
    std::vector<std::optional<reports::SweepPoint>> found(points.size());
    std::vector<reports::RunInfo> told(points.size());
    const auto keep = [&](std::size_t i, const scenarios::LoadedScenario& loaded,
                          const models::ExperimentResult& result) {
      const reports::Options report = report_options(arguments_, loaded);
      told[i] = reports::run_info(result, report);
      told[i].scenario_hash = i == 0 ? loaded.hash() : "";  // the first one's is told
      found[i] = reports::sweep_point(result, points[i], numbers_of(points[i]), report);
    };
    const auto load_point = [&](std::size_t i) {
      if (i < checked.loaded.size()) {
        return std::move(checked.loaded[i]);
      }
      sim::config::Diagnostics unsaid;  // all points were checked
      return load(points[i], {}, unsaid);
    };
    if (options_.precision) {  // the number of runs is not known beforehand
      for (std::size_t i = 0; i < points.size() && !is_interrupted(); ++i) {
        const auto loaded = load_point(i);
        keep(i, *loaded, scenarios::simulate(*loaded, options_));
      }
    } else {
      scenarios::simulate_series({std::move(checked.runs), load_point, keep, is_interrupted}, options_);
    }
    std::vector<reports::SweepPoint> finished;
    std::uint64_t requests = 0;
    for (std::size_t i = 0; i < points.size(); ++i) {
      if (found[i]) {
        run = finished.empty() ? told[i] : run;
        requests += told[i].requests_simulated;
        finished.push_back(std::move(*found[i]));
      }
    }
    run.requests_simulated = requests;
    return finished;
  }

  void set_progressed(scenarios::Progressed progressed) { options_.progressed = std::move(progressed); }

  /// The two architectures at a number of the only axis.
  std::pair<reports::SweepCell, reports::SweepCell> run_pair(const std::string& first, const std::string& second,
                                                             double number) const {
    sim::config::Diagnostics diagnostics;
    const Point point{axes_.front().text_of(number)};
    const auto loaded = load(point, {first, second}, diagnostics);
    if (loaded == nullptr) {
      throw InputError{fmt::format("{} is not possible at {}:\n{}", path_, place(point), diagnostics.to_text())};
    }
    const models::ExperimentResult result = scenarios::simulate(*loaded, options_);
    reports::SweepPoint found =
        reports::sweep_point(result, point, numbers_of(point), report_options(arguments_, *loaded));
    const bool is_swapped = loaded->architectures().front().name != first;
    return {std::move(found.cells[is_swapped ? 1 : 0]), std::move(found.cells[is_swapped ? 0 : 1])};
  }

 private:
  static bool is_interrupted() { return InterruptsWait::signal() != 0; }

  std::string place(const Point& point) const {
    std::string text;
    for (std::size_t i = 0; i < axes_.size(); ++i) {
      text += fmt::format("{}{}={}", i == 0 ? "" : ", ", axes_[i].path, point[i]);
    }
    return text;
  }

  std::vector<double> numbers_of(const Point& point) const {
    std::vector<double> numbers;
    for (std::size_t i = 0; i < axes_.size(); ++i) {
      numbers.push_back(axes_[i].is_numeric() ? std::strtod(point[i].c_str(), nullptr)
                                              : std::numeric_limits<double>::quiet_NaN());
    }
    return numbers;
  }

  const Arguments& arguments_;
  const Console& console_;
  const models::pricing::PriceBook& prices_;
  std::string path_;
  sim::config::Diagnostics of_text_{};
  sim::config::Document document_;
  std::vector<Axis> axes_;
  scenarios::ExperimentOptions options_{};
};

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

reports::SweepResult described(const Sweep& sweep, const scenarios::LoadedScenario& loaded) {
  reports::SweepResult result;
  result.run.scenario = loaded.scenario().name;
  for (const Axis& axis : sweep.axes()) {
    result.axes.push_back({axis.path, axis.unit, axis.is_numeric(), axis.scale == Axis::Scale::kLogarithmic});
  }
  for (const models::ArchitectureInfo& info : loaded.architectures()) {
    result.architectures.push_back(info.name);
  }
  return result;
}

/// Break-evens are asked for along a single numeric parameter, with at least two architectures.
bool has_break_evens(const reports::SweepResult& result, const Arguments& arguments) {
  return result.axes.size() == 1 && result.axes.front().is_numeric && result.architectures.size() > 1 &&
         !arguments.has("sample") && result.points.size() > 1;
}

std::vector<reports::BreakEven> break_evens_of(const Sweep& sweep, const reports::SweepResult& result) {
  return reports::find_break_evens(result.points, result.axes.front().is_logarithmic, kResolution,
                                   [&](std::size_t first, std::size_t second, double number) {
                                     return sweep.run_pair(result.architectures[first], result.architectures[second],
                                                           number);
                                   });
}

int show(const reports::SweepResult& result, const std::vector<reports::BreakEven>& break_evens, bool with_sentence,
         const Arguments& arguments, const Console& console) {
  if (arguments.has("json")) {
    console.print(reports::sweep_json(result, break_evens));
  } else if (!console.is_quiet()) {
    console.print(reports::sweep_text(result, console.out()));
    if (with_sentence) {
      console.print(
          "\n" + reports::wrapped(reports::break_even_sentence(result, break_evens), console.out().width, "") + "\n");
    }
  }
  return kDone;
}

void write_files(const reports::SweepResult& result, const std::vector<reports::BreakEven>& break_evens,
                 const fs::path& out) {
  reports::AtomicFile table{out / "sweep.csv"};
  reports::write_sweep(result, table);
  table.commit();
  reports::AtomicFile page{out / "sweep.html"};
  reports::write_sweep_html(result, break_evens, page);
  page.commit();
}

int run(const Arguments& arguments, const Console& console) {
  const models::pricing::PriceBook prices = price_book_of(arguments);
  Sweep sweep{arguments, console, prices};
  const auto seed =
      static_cast<std::uint64_t>(arguments.integer("seed", 0, std::numeric_limits<std::int64_t>::max()).value_or(1));
  const std::vector<Point> points = points_of(sweep.axes(), arguments, seed);
  std::optional<Checked> checked = sweep.checked(points);
  if (!checked) {
    return kWrongInput;
  }
  const scenarios::LoadedScenario& first = *checked->loaded.front();
  reports::SweepResult result = described(sweep, first);
  const std::string out = arguments.value("out").value_or("out/" + result.run.scenario + "-sweep");
  const sim::experiment::Stopwatch stopwatch;
  SweepProgress progress{result.run.scenario,
                         points.size() * scenarios::run_count(first.scenario()) *
                             static_cast<std::uint64_t>(first.scenario().duration / sim::Duration::seconds(1)),
                         console};
  sweep.set_progressed(progress.listener());

  const InterruptsWait finished_points_are_kept;
  result.points = sweep.run_points(points, std::move(*checked), result.run);
  const bool is_whole = result.points.size() == points.size();
  const bool with_break_evens = is_whole && has_break_evens(result, arguments);
  std::vector<reports::BreakEven> break_evens;
  if (with_break_evens) {
    break_evens = break_evens_of(sweep, result);
  }
  progress.finish();

  std::error_code error;
  fs::create_directories(out, error);
  write_files(result, break_evens, out);
  show(result, break_evens, with_break_evens, arguments, console);
  console.note(fmt::format("{}Wrote {} and sweep.csv in {:.1f} s: {} of {} points\n", arguments.has("json") ? "" : "\n",
                           (fs::path{out} / "sweep.html").string(), stopwatch.seconds(), result.points.size(),
                           points.size()));
  return is_whole ? kDone : kSignalled + InterruptsWait::signal();
}

std::vector<Option> options() {
  std::vector<Option> options = simulation_options_and({
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
      {.name = "out", .letter = 'o', .value = "DIR", .help = "where sweep.csv goes; out/NAME-sweep if absent"},
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
          "Runs every architecture at every point, under the same random numbers, and writes sweep.csv. All points are "
          "checked before anything runs. Along a single numeric parameter it then narrows, by further runs, where "
          "another architecture becomes the cheapest: the set of values at which the two cannot be told apart by more "
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
