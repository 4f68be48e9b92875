#include "reports/text/numbers.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include <fmt/core.h>

namespace reports {

namespace {

constexpr const char* kNoValue = "–";

/// Decimals so that about `digits` significant digits show, none above 10^digits.
int decimals_for(double value, int digits) {
  if (!(std::abs(value) > 0.0)) {
    return 0;
  }
  const int magnitude = static_cast<int>(std::floor(std::log10(std::abs(value))));
  return std::clamp(digits - 1 - magnitude, 0, 6);
}

int dollar_decimals(double value) {
  const double size = std::abs(value);
  if (size >= 1'000.0) {
    return 0;
  }
  return size >= 1.0 || !(size > 0.0) ? 2 : std::max(2, decimals_for(size, 2));
}

int percent_decimals(double ratio) {
  if (!(std::abs(ratio) > 0.0)) {
    return 0;
  }
  const double edge = 100.0 * std::min(std::abs(ratio), std::abs(1.0 - ratio));
  return edge >= 1.0 || !(edge > 0.0) ? 1 : std::clamp(decimals_for(edge, 2), 1, 4);
}

int quantity_decimals(double value) {
  const bool whole = !(std::abs(value - std::round(value)) > 0.0);
  return whole ? 0 : std::clamp(decimals_for(value, 3), 0, 3);
}

/// Half of the interval, in the decimals of the value; what would round to nothing is shown as "<" the last digit.
std::string half_width(const Estimate& estimate, double scale, int decimals) {
  const double half = scale * (estimate.high - estimate.low) / 2.0;
  if (!std::isfinite(half) || !(half > 0.0)) {
    return {};
  }
  const double last_digit = std::pow(10.0, -decimals);
  if (half < last_digit / 2.0) {
    return "<" + grouped(last_digit, decimals);
  }
  return grouped(half, decimals);
}

}  // namespace

std::string grouped(double value, int decimals) {
  std::string text = fmt::format("{:.{}f}", value, decimals);
  if (text.find_first_not_of("-0.") == std::string::npos && text.front() == '-') {
    text.erase(0, 1);
  }
  const std::size_t first = text.front() == '-' ? 1 : 0;
  std::size_t at = std::min(text.find('.'), text.size());
  while (at > first + 3) {
    at -= 3;
    text.insert(at, 1, ',');
  }
  return text;
}

std::string dollars(double value) {
  if (!std::isfinite(value)) {
    return kNoValue;
  }
  return (value < 0.0 ? "-$" : "$") + grouped(std::abs(value), dollar_decimals(value));
}

Reading dollars(const Estimate& estimate) {
  return {dollars(estimate.mean), half_width(estimate, 1.0, dollar_decimals(estimate.mean))};
}

std::string milliseconds(double value) {
  if (!std::isfinite(value)) {
    return kNoValue;
  }
  if (value >= 999.5) {
    return grouped(value / 1'000.0, decimals_for(value / 1'000.0, 3)) + " s";
  }
  return grouped(value, std::min(decimals_for(value, 3), 2)) + " ms";
}

Reading milliseconds(const Estimate& estimate) {
  const bool in_seconds = estimate.mean >= 999.5;
  const double scale = in_seconds ? 1e-3 : 1.0;
  const int decimals = decimals_for(estimate.mean * scale, 3);
  return {milliseconds(estimate.mean), half_width(estimate, scale, in_seconds ? decimals : std::min(decimals, 2))};
}

std::string percent(double ratio) {
  return std::isfinite(ratio) ? grouped(100.0 * ratio, percent_decimals(ratio)) + " %" : kNoValue;
}

Reading percent(const Estimate& estimate) {
  return {percent(estimate.mean), half_width(estimate, 100.0, percent_decimals(estimate.mean))};
}

std::string quantity(double value) {
  return std::isfinite(value) ? grouped(value, quantity_decimals(value)) : kNoValue;
}

Reading quantity(const Estimate& estimate) {
  return {quantity(estimate.mean), half_width(estimate, 1.0, quantity_decimals(estimate.mean))};
}

std::string range(const Estimate& estimate) {
  const bool one_value = !(estimate.high > estimate.low);  // also where there is no interval
  return one_value ? quantity(estimate.mean) : quantity(estimate.low) + " to " + quantity(estimate.high);
}

std::string span_of_time(double seconds) {
  struct Unit {
    double size;
    const char* one;
    const char* many;
  };
  static constexpr std::array<Unit, 3> kUnits{
      {{86'400.0, "day", "days"}, {3'600.0, "hour", "hours"}, {60.0, "minute", "minutes"}}};
  for (const Unit& unit : kUnits) {
    const double count = seconds / unit.size;
    if (count >= 1.0 && !(std::abs(count - std::round(count)) > 0.0)) {
      return fmt::format("{:.0f} {}", count, count > 1.5 ? unit.many : unit.one);
    }
  }
  return fmt::format("{:.4g} s", seconds);
}

}  // namespace reports
