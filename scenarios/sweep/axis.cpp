#include "scenarios/sweep/axis.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

#include <fmt/core.h>

#include "sim/random/math.hpp"

namespace scenarios::sweep {

namespace {

constexpr std::size_t kMostValues = 10'000;

/// A number and what follows it.
struct Quantity {
  double number = 0.0;
  std::string unit{};
  bool is_whole = false;
};

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && text.front() == ' ') {
    text.remove_prefix(1);
  }
  while (!text.empty() && text.back() == ' ') {
    text.remove_suffix(1);
  }
  return text;
}

std::optional<Quantity> quantity_in(std::string_view text) {
  Quantity quantity;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), quantity.number);
  if (error != std::errc{} || !std::isfinite(quantity.number)) {
    return std::nullopt;
  }
  const std::string_view digits = text.substr(0, static_cast<std::size_t>(end - text.data()));
  quantity.unit = std::string{trimmed(text.substr(digits.size()))};
  quantity.is_whole = quantity.unit.empty() && digits.find_first_not_of("+-0123456789") == std::string_view::npos;
  return quantity;
}

AxisOrProblem wrong(std::string_view text, std::string_view why) {
  return {std::nullopt, fmt::format("--vary {}: {}", text, why)};
}

AxisOrProblem listed(std::string_view text, Axis axis, std::string_view values) {
  for (std::size_t begin = 0; begin <= values.size();) {
    // A comma inside brackets belongs to the value: {kind: fixed, replicas: 2}.
    std::size_t end = begin;
    for (int depth = 0; end < values.size() && (depth > 0 || values[end] != ','); ++end) {
      depth += values[end] == '{' || values[end] == '[' ? 1 : 0;
      depth -= values[end] == '}' || values[end] == ']' ? 1 : 0;
    }
    const std::string_view value = trimmed(values.substr(begin, end - begin));
    if (value.empty()) {
      return wrong(text, "a value is missing");
    }
    axis.values.emplace_back(value);
    begin = end + 1;
  }
  std::vector<std::string> sorted = axis.values;
  std::sort(sorted.begin(), sorted.end());
  if (const auto twin = std::adjacent_find(sorted.begin(), sorted.end()); twin != sorted.end()) {
    return wrong(text, fmt::format("'{}' stands there twice", *twin));
  }
  for (const std::string& value : axis.values) {
    const std::optional<Quantity> quantity = quantity_in(value);
    if (!quantity || (!axis.numbers.empty() && quantity->unit != axis.unit)) {
      axis.numbers.clear();
      return {std::move(axis), {}};
    }
    axis.is_whole = quantity->is_whole && (axis.numbers.empty() || axis.is_whole);
    axis.unit = quantity->unit;
    axis.numbers.push_back(quantity->number);
  }
  return {std::move(axis), {}};
}

AxisOrProblem ranged(std::string_view text, Axis axis, std::string_view range, std::string_view count_text) {
  const std::size_t dots = range.find("..");
  if (range.substr(dots).starts_with("...")) {
    return wrong(text, "two dots stand between the ends of a range, not three: 1/s..100/s:log20");
  }
  const std::optional<Quantity> low = quantity_in(trimmed(range.substr(0, dots)));
  const std::optional<Quantity> high = quantity_in(trimmed(range.substr(dots + 2)));
  if (!low || !high) {
    return wrong(text, "both ends of a range are numbers, such as 1/s..100/s:log20");
  }
  if (low->unit != high->unit) {
    return wrong(text, fmt::format("its ends have different units, '{}' and '{}'", low->unit, high->unit));
  }
  if (!(low->number < high->number)) {
    return wrong(text, "the first end is the lower one");
  }
  axis.scale = count_text.starts_with("log") ? Axis::Scale::kLogarithmic : Axis::Scale::kLinear;
  if (axis.scale == Axis::Scale::kLogarithmic) {
    count_text.remove_prefix(3);
    if (!(low->number > 0.0)) {
      return wrong(text, "a logarithmic range begins above 0");
    }
  }
  std::size_t count = 0;
  const auto [end, error] = std::from_chars(count_text.data(), count_text.data() + count_text.size(), count);
  if (error != std::errc{} || end != count_text.data() + count_text.size() || count < 2 || count > kMostValues) {
    return wrong(text, fmt::format("after the colon comes how many values, 2 to {}: low..high:10 or low..high:log10",
                                   kMostValues));
  }
  axis.unit = low->unit;
  axis.is_whole = low->is_whole && high->is_whole;
  for (std::size_t i = 0; i < count; ++i) {
    const double part = static_cast<double>(i) / static_cast<double>(count - 1);
    const double number = axis.scale == Axis::Scale::kLogarithmic ? geometric(low->number, high->number, part)
                                                                  : low->number + (high->number - low->number) * part;
    if (axis.is_whole && axis.scale == Axis::Scale::kLinear && number != std::floor(number)) {
      return wrong(text,
                   fmt::format("{} evenly spaced values between whole numbers are not whole: {:.4g}; choose another "
                               "number of values, list them, or write {:.1f}..{:.1f} for fractions",
                               count, number, low->number, high->number));
    }
    const std::string value = axis.text_of(i == 0 ? low->number : i + 1 == count ? high->number : number);
    if (axis.values.empty() || axis.values.back() != value) {
      axis.values.push_back(value);
      axis.numbers.push_back(quantity_in(value)->number);
    }
  }
  return {std::move(axis), {}};
}

}  // namespace

std::string Axis::text_of(double number) const {
  if (is_whole) {
    return fmt::format("{:.0f}{}", number, unit);
  }
  // Four digits, which the value is then exactly: what is simulated is what is written; 10000, not 1e+04.
  const std::string digits = fmt::format("{:.4g}", number);
  double rounded = number;
  std::from_chars(digits.data(), digits.data() + digits.size(), rounded);
  return fmt::format("{}{}", rounded, unit);
}

double geometric(double low, double high, double part) {
  return low * sim::random::exp(part * sim::random::log(high / low));
}

AxisOrProblem parse_axis(std::string_view text) {
  const std::size_t equals = text.find('=');
  if (equals == std::string_view::npos || equals == 0) {
    return wrong(text, "expected path=values, such as workload.rate=1/s..1000/s:log25 or region=us-east-1,eu-west-1");
  }
  Axis axis;
  axis.path = std::string{trimmed(text.substr(0, equals))};
  const std::string_view values = trimmed(text.substr(equals + 1));
  const std::size_t colon = values.rfind(':');
  const bool is_range = values.find("..") != std::string_view::npos;
  if (is_range && colon == std::string_view::npos) {
    return wrong(text, "how many values? low..high:10 or low..high:log10");
  }
  return is_range ? ranged(text, std::move(axis), values.substr(0, colon), values.substr(colon + 1))
                  : listed(text, std::move(axis), values);
}

}  // namespace scenarios::sweep
