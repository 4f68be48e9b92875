#include "tests/bench/ratios.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <sstream>
#include <stdexcept>

#include <fmt/core.h>

namespace bench {

namespace {

constexpr std::string_view kModel = "model_";
constexpr std::string_view kReference = "reference_";

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  const std::size_t half = values.size() / 2;
  return values.size() % 2 == 1 ? values[half] : (values[half - 1] + values[half]) / 2.0;
}

std::string movement(double measured, double kept) {
  const double change = measured / kept - 1.0;
  if (std::abs(change) <= kNoise) {
    return "";
  }
  return fmt::format("  {} by {:.0f} %, was {:.3g}", change > 0.0 ? "faster" : "SLOWER", 100.0 * std::abs(change),
                     kept);
}

}  // namespace

Ratios Rates::ratios() const {
  Ratios ratios;
  for (const auto& [name, rates] : rates_) {
    if (name.rfind(kModel, 0) != 0) {
      continue;
    }
    const std::string subject = name.substr(kModel.size());
    const auto reference = rates_.find(std::string{kReference} + subject);
    if (reference != rates_.end()) {
      ratios[subject] = median(rates) / median(reference->second);
    }
  }
  return ratios;
}

Ratios parse_baseline(std::string_view text) {
  Ratios ratios;
  std::istringstream lines{std::string{text}};
  std::string line;
  for (int number = 1; std::getline(lines, line); ++number) {
    std::istringstream words{line.substr(0, line.find('#'))};
    std::string name;
    double ratio = 0.0;
    std::string more;
    if (!(words >> name)) {
      continue;
    }
    if (!(words >> ratio) || ratio <= 0.0 || words >> more || !ratios.emplace(name, ratio).second) {
      throw std::runtime_error{fmt::format("line {}: '{}' is not a new name and a ratio above 0", number, line)};
    }
  }
  return ratios;
}

std::string baseline_text(const Ratios& measured, const Ratios& kept) {
  Ratios all = measured;
  all.insert(kept.begin(), kept.end());  // does not replace
  std::string text =
      "# Rate of each benchmark over that of the hand-written loop in the same binary (tests/bench/reference):\n"
      "# medians of five. `./dev bench --record` writes this file, `./dev bench` says what moved against it.\n";
  for (const auto& [name, ratio] : all) {
    text += fmt::format("{:<32} {:.3g}\n", name, ratio);
  }
  return text;
}

std::string comparison(const Ratios& measured, const Ratios& kept) {
  std::string text;
  for (const auto& [name, ratio] : measured) {
    const auto before = kept.find(name);
    text += fmt::format("{:<32} {:.3g} of the reference{}\n", name, ratio,
                        before == kept.end() ? "  (no baseline)" : movement(ratio, before->second));
  }
  return text;
}

}  // namespace bench
