#include "sim/stats/format.hpp"

#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <limits>
#include <string_view>
#include <system_error>

#include "sim/check.hpp"

namespace sim::stats {

namespace {

constexpr int kPlainExponentMin = -5;
constexpr int kPlainExponentMax = 14;
constexpr int kDigitsOfCounts = 9;
constexpr double kEndOfCounts = 1e9;

/// `digits` (no trailing zeros, no point) with the point placed after exponent + 1 of them.
std::string in_plain_notation(std::string_view digits, int exponent) {
  if (exponent < 0) {
    return "0." + std::string(static_cast<std::size_t>(-exponent - 1), '0') + std::string{digits};
  }
  const auto whole = static_cast<std::size_t>(exponent) + 1;
  if (digits.size() <= whole) {
    return std::string{digits} + std::string(whole - digits.size(), '0');
  }
  return std::string{digits.substr(0, whole)} + "." + std::string{digits.substr(whole)};
}

std::string in_exponent_notation(std::string_view digits, int exponent) {
  std::string text{digits.substr(0, 1)};
  if (digits.size() > 1) {
    text += "." + std::string{digits.substr(1)};
  }
  const std::string power = std::to_string(exponent < 0 ? -exponent : exponent);
  return text + (exponent < 0 ? "e-" : "e+") + (power.size() < 2 ? "0" : "") + power;
}

}  // namespace

std::string format_significant(double value, int digits) {
  SIM_CHECK(digits >= 1 && digits <= 17, "between 1 and 17 significant digits can be asked for");
  if (!std::isfinite(value)) {
    return {};
  }
  // Counts have no digit to lose, and need no way through scientific notation.
  if (digits >= kDigitsOfCounts && std::abs(value) < kEndOfCounts && value == std::trunc(value)) {
    return std::to_string(static_cast<std::int64_t>(value));
  }
  if (value == 0.0) {
    return "0";
  }
  // "d.ddddde-xx" of the magnitude: correctly rounded by the standard library, whatever the locale.
  std::array<char, 40> buffer{};
  const auto written = std::to_chars(buffer.data(), buffer.data() + buffer.size(), std::abs(value),
                                     std::chars_format::scientific, digits - 1);
  SIM_CHECK(written.ec == std::errc{}, "the buffer holds any number of 17 digits");
  const std::string_view text{buffer.data(), static_cast<std::size_t>(written.ptr - buffer.data())};
  const std::size_t e = text.find('e');
  int exponent = 0;
  const char* sign = text.data() + e + 1;
  std::from_chars(*sign == '+' ? sign + 1 : sign, text.data() + text.size(), exponent);

  std::string mantissa{text.substr(0, 1)};
  if (e > 2) {
    mantissa += text.substr(2, e - 2);
  }
  mantissa.erase(mantissa.find_last_not_of('0') + 1);
  const bool is_plain = exponent >= kPlainExponentMin && exponent <= kPlainExponentMax;
  return (value < 0.0 ? "-" : "") +
         (is_plain ? in_plain_notation(mantissa, exponent) : in_exponent_notation(mantissa, exponent));
}

double round_significant(double value, int digits) {
  const std::string text = format_significant(value, digits);
  double rounded = std::numeric_limits<double>::quiet_NaN();
  std::from_chars(text.data(), text.data() + text.size(), rounded);
  return rounded;
}

}  // namespace sim::stats
