// Runs the benchmarks; then prints, for every model_X beside a reference_X, how much of the hand-written loop's speed
// it reaches, and what has moved against the baseline kept beside this file. `--record` writes the baseline anew.
#include <cstdio>
#include <cstring>
#include <exception>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include <benchmark/benchmark.h>
#include <fmt/core.h>

#include "tests/bench/ratios.hpp"

namespace {

constexpr const char* kBaseline = HEADROOM_SOURCE "/tests/bench/baseline.txt";

class RateReporter final : public benchmark::ConsoleReporter {
 public:
  void ReportRuns(const std::vector<Run>& runs) override {
    for (const Run& run : runs) {
      const auto items = run.counters.find("items_per_second");
      if (run.run_type == Run::RT_Iteration && !run.error_occurred && items != run.counters.end()) {
        rates_.add(run.run_name.function_name + (run.run_name.args.empty() ? "" : "/" + run.run_name.args),
                   items->second.value);
      }
      has_failed_ = has_failed_ || run.error_occurred;
    }
    ConsoleReporter::ReportRuns(runs);
  }
  const bench::Rates& rates() const { return rates_; }
  bool has_failed() const { return has_failed_; }

 private:
  bench::Rates rates_{};
  bool has_failed_ = false;
};

/// Empty if there is none yet.
bench::Ratios read_baseline() {
  std::ifstream file{kBaseline};
  std::ostringstream text;
  text << file.rdbuf();
  return bench::parse_baseline(text.str());
}

void write_baseline(const std::string& text) {
  std::ofstream file{kBaseline};
  if (!(file << text << std::flush)) {
    throw std::runtime_error{fmt::format("cannot write {}", kBaseline)};
  }
}

/// Takes the option out of the arguments, which Google Benchmark reads next.
bool take_option(int& count, char** words, const char* option) {
  for (int i = 1; i < count; ++i) {
    if (std::strcmp(words[i], option) == 0) {
      std::copy(words + i + 1, words + count, words + i);
      --count;
      return true;
    }
  }
  return false;
}

int run(int argc, char** argv) {
  const bool record = take_option(argc, argv, "--record");
  benchmark::Initialize(&argc, argv);  // tidy-allow(banned-word): the name in Google Benchmark
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) {
    return 2;
  }
  const bench::Ratios kept = read_baseline();
  RateReporter reporter;
  benchmark::RunSpecifiedBenchmarks(&reporter);
  const bench::Ratios measured = reporter.rates().ratios();
  fmt::print("\n{}", bench::comparison(measured, kept));
  if (reporter.has_failed()) {
    return 1;
  }
  if (record) {
    write_baseline(bench::baseline_text(measured, kept));
    fmt::print("wrote {}\n", kBaseline);
  }
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  try {
    return run(argc, argv);
  } catch (const std::exception& error) {
    fmt::print(stderr, "headroom_bench: {}\n", error.what());
    return 1;
  }
}
