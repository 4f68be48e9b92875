// The other half of parse.cpp: numbers without a unit.
#include <charconv>
#include <cmath>
#include <cstddef>
#include <system_error>

#include "sim/units/decimal.hpp"
#include "sim/units/parse.hpp"
#include "sim/units/problem.hpp"

namespace sim {
namespace {

/// Whether `text` is a number as JSON writes it, but for a leading zero.
bool is_number_text(std::string_view text) {
  if (!take_decimal(text)) {
    return false;
  }
  if (!text.empty() && (text.front() == 'e' || text.front() == 'E')) {
    text.remove_prefix(1);
    if (!text.empty() && (text.front() == '+' || text.front() == '-')) {
      text.remove_prefix(1);
    }
    return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
  }
  return text.empty();
}

bool starts_with_zero(std::string_view text) {
  const std::optional<Decimal> value = take_decimal(text);
  return value && value->leading_zero;
}

std::string refuse_number(std::string_view text) {
  for (const std::string_view name : {".nan", ".NaN", ".NAN", ".inf", ".Inf", ".INF", "-.inf", "+.inf", "nan", "inf"}) {
    if (text == name) {
      return fmt::format("'{}' is not a finite number", text);
    }
  }
  if (text.size() > 1 && text.front() == '.' && is_number_text(fmt::format("0{}", text))) {
    return fmt::format("'{}' is not a number here; write 0{}", text, text);
  }
  if (text.size() > 1 && text.front() == '+' && is_number_text(text.substr(1))) {
    return fmt::format("'{}' is not a number here; leave the plus sign out", text);
  }
  return fmt::format("'{}' is not a number", text);
}

}  // namespace

Parsed<double> parse_number(std::string_view text) {
  if (!is_number_text(text)) {
    return problem<double>(refuse_number(text));
  }
  if (starts_with_zero(text)) {
    return leading_zero<double>(text);
  }
  double value = 0.0;
  const std::from_chars_result result = std::from_chars(text.data(), text.data() + text.size(), value);
  if (result.ec == std::errc::result_out_of_range || !std::isfinite(value)) {
    return problem<double>(fmt::format("'{}' is too large or too small for a number", text));
  }
  return {value == 0.0 ? 0.0 : value, {}};  // -0 is 0
}

Parsed<std::int64_t> parse_integer(std::string_view text) {
  std::string digits;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool between = i > 0 && i + 1 < text.size() && text[i - 1] != '_' && text[i - 1] != '-' && text[i + 1] != '_';
    if (text[i] == '_' && between) {
      continue;
    }
    digits.push_back(text[i]);
  }
  if (!is_number_text(digits)) {
    const std::string reason = refuse_number(text);
    return problem<std::int64_t>(
        reason == fmt::format("'{}' is not a number", text) ? fmt::format("'{}' is not a whole number", text) : reason);
  }
  if (starts_with_zero(digits)) {
    return leading_zero<std::int64_t>(text);
  }
  std::string_view rest = digits;
  const std::optional<Decimal> value = take_decimal(rest);
  int exponent = 0;
  if (!rest.empty()) {
    rest.remove_prefix(rest.size() > 1 && rest[1] == '+' ? 2 : 1);
    if (std::from_chars(rest.data(), rest.data() + rest.size(), exponent).ec != std::errc{} || exponent > 18) {
      return problem<std::int64_t>(fmt::format("'{}' is too large", text));
    }
  }
  Int128 count = 0;
  Decimal scaled = *value;
  std::int64_t factor = 1;
  for (; exponent > 0 && factor < 1'000'000'000'000'000'000; --exponent) {
    factor *= 10;
  }
  scaled.decimals += exponent < 0 ? -exponent : 0;
  scaled.too_many_digits = scaled.too_many_digits || scaled.decimals > 20 || exponent < -20;
  const Scaling scaling = scale(scaled, factor, count);
  if (scaling == Scaling::kTooFine && value->decimals == 0 && exponent >= 0) {
    return problem<std::int64_t>(fmt::format("'{}' is too large", text));
  }
  if (scaling != Scaling::kExact) {
    return problem<std::int64_t>(
        fmt::format("'{}' is {}", text, scaling == Scaling::kTooLarge ? "too large" : "not a whole number"));
  }
  return {static_cast<std::int64_t>(count), {}};
}

Parsed<Price> parse_price(std::string_view text) {
  std::string_view rest = text;
  const std::optional<Decimal> value = take_decimal(rest);
  if (!value || !rest.empty()) {
    return problem<Price>(fmt::format("'{}' is not a price; write e.g. 0.0000166667", text));
  }
  if (value->negative) {
    return problem<Price>(fmt::format("'{}' must not be negative", text));
  }
  if (value->leading_zero) {
    return leading_zero<Price>(text);
  }
  Int128 count = 0;
  if (const Scaling scaling = scale(*value, 1'000'000'000'000, count); scaling != Scaling::kExact) {
    return cannot_scale<Price>(scaling, text, "1e-12 of the currency");
  }
  return {Price::pico(static_cast<std::int64_t>(count)), {}};
}

}  // namespace sim
