// What a benchmark says that carries over to another machine: the rate of model_X over the rate of reference_X, the
// hand-written loop beside it in the same binary. And the text in which such ratios are kept, to see what moved.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace bench {

/// By the name behind model_ and reference_.
using Ratios = std::map<std::string, double>;

/// Collects the rates of all repetitions, items per second of CPU time.
class Rates {
 public:
  void add(const std::string& benchmark, double rate) { rates_[benchmark].push_back(rate); }
  /// Median over median, of every model_X that has a reference_X.
  Ratios ratios() const;

 private:
  std::map<std::string, std::vector<double>> rates_{};
};

/// A ratio has moved when it is off by more than this share: what five repetitions vary by on a shared machine.
inline constexpr double kNoise = 0.10;

/// `name ratio` a line, `#` begins a comment. Throws std::runtime_error with the line's number if a line is neither.
Ratios parse_baseline(std::string_view text);
/// The same text: measured ratios in place of those kept, others as they were.
std::string baseline_text(const Ratios& measured, const Ratios& kept);

/// A line for each measured ratio; what moved says how far, what is new says so.
std::string comparison(const Ratios& measured, const Ratios& kept);

}  // namespace bench
