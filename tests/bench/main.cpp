// Runs the benchmarks and prints, for every model_X beside a reference_X, how much of the hand-written loop's speed the
// model reaches: the figure that carries over from machine to machine.
#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include <benchmark/benchmark.h>
#include <fmt/core.h>

namespace {

constexpr const char* kModel = "model_";
constexpr const char* kReference = "reference_";

class RatioReporter final : public benchmark::ConsoleReporter {
 public:
  void ReportRuns(const std::vector<Run>& runs) override {
    for (const Run& run : runs) {
      const auto items = run.counters.find("items_per_second");
      if (run.run_type == Run::RT_Iteration && items != run.counters.end()) {
        rates_[run.run_name.str()].push_back(items->second.value);
      }
    }
    ConsoleReporter::ReportRuns(runs);
  }

  void print_ratios() const {
    for (const auto& [name, rates] : rates_) {
      if (name.rfind(kModel, 0) != 0) {
        continue;
      }
      const auto reference = rates_.find(kReference + name.substr(std::string{kModel}.size()));
      if (reference != rates_.end()) {
        fmt::print("ratio {:<28} {:.2f} of the hand-written loop (medians of {} and {})\n",
                   name.substr(std::string{kModel}.size()), median(rates) / median(reference->second), rates.size(),
                   reference->second.size());
      }
    }
  }

 private:
  static double median(std::vector<double> values) {
    std::sort(values.begin(), values.end());
    return values[values.size() / 2];
  }
  std::map<std::string, std::vector<double>> rates_{};
};

}  // namespace

int main(int argc, char** argv) {
  benchmark::Initialize(&argc, argv);  // tidy-allow(banned-word): the name in Google Benchmark
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) {
    return 2;
  }
  RatioReporter reporter;
  benchmark::RunSpecifiedBenchmarks(&reporter);
  reporter.print_ratios();
  return 0;
}
