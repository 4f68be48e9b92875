// Elementary functions for simulated state. The C library takes other code paths on other processors and gives other
// last bits; these use only +, -, *, / and the bits of a double, so that (without contraction to fused operations, see
// cmake/flags.cmake) they give the same bits everywhere.
// What: argument reduction as in Muller et al., "Handbook of Floating-Point Arithmetic", 2nd ed., ch. 10, and series
// with their plain coefficients, evaluated pairwise (Estrin) to shorten the chain of dependent operations.
// Relative errors, as tested against long double (tests/unit/sim/random/math_test.cpp): log and exp below 2e-16, log1p
// below 3e-16, expm1 below 5e-16, pow below 2e-15 (5e-16 for results between e^-40 and e^40); inverse_normal and
// log_gamma below 1e-14 of max(1, |value|).
// The square root is std::sqrt, which IEEE 754 requires to be exact to the last bit.
#pragma once

#include <bit>
#include <cfloat>
#include <cstdint>
#include <limits>

namespace sim::random {

static_assert(std::numeric_limits<double>::is_iec559 && FLT_EVAL_METHOD == 0, "doubles must round at each operation");

/// ln 2 = kLn2High + kLn2Low to 85 bits; the high part has 20 trailing zero bits, so that times an exponent is exact.
inline constexpr double kLn2High = 0x1.62e42feep-1;
inline constexpr double kLn2Low = 0x1.a39ef35793c76p-33;

/// The parts that log is made of: x = 2^exponent (1 + fraction), with 1 + fraction from sqrt(1/2) to sqrt(2).
struct LogReduction {
  double exponent = 0.0;
  double fraction = 0.0;
};

/// Requires a positive finite x.
constexpr LogReduction reduce_for_log(double x) {
  constexpr std::uint64_t kSqrtHalf = 0x3fe6a09e667f3bcdU;  // the bits of sqrt(1/2), rounded up
  double exponent = 0.0;
  if (x < std::numeric_limits<double>::min()) {
    x *= 0x1p54;
    exponent = -54.0;
  }
  const auto bits = std::bit_cast<std::uint64_t>(x);
  const std::int64_t power = static_cast<std::int64_t>(bits - kSqrtHalf) >> 52;
  const double mantissa = std::bit_cast<double>(bits - (static_cast<std::uint64_t>(power) << 52));
  return {exponent + static_cast<double>(power), mantissa - 1.0};
}

/// R(z) = 2z/3 + 2z^2/5 + ... + 2z^10/21, so that log((1 + s) / (1 - s)) = 2s + s R(s^2) for |s| <= 0.1716.
constexpr double log_series(double z) {
  const double z2 = z * z;
  const double z4 = z2 * z2;
  const double low = (2.0 / 3 + z * (2.0 / 5)) + z2 * (2.0 / 7 + z * (2.0 / 9));
  const double middle = (2.0 / 11 + z * (2.0 / 13)) + z2 * (2.0 / 15 + z * (2.0 / 17));
  const double high = 2.0 / 19 + z * (2.0 / 21);
  return z * (low + z4 * (middle + z4 * high));
}

/// The natural logarithm. Zero gives minus infinity, a negative number NaN.
constexpr double log(double x) {
  if (!(x > 0.0)) {
    return x == 0.0 ? -std::numeric_limits<double>::infinity() : std::numeric_limits<double>::quiet_NaN();
  }
  if (x > std::numeric_limits<double>::max()) {
    return x;
  }
  // With s = f / (2 + f): log(1 + f) = 2s + sR = f - s(f - R), whose large term f is exact.
  const auto [k, f] = reduce_for_log(x);
  const double s = f / (2.0 + f);
  return k * kLn2High - ((s * (f - log_series(s * s)) - k * kLn2Low) - f);
}

/// e^r - 1 - r for |r| <= 0.3466, to the term r^14 / 14!.
constexpr double exp_series(double r) {
  const double r2 = r * r;
  const double r4 = r2 * r2;
  const double low = (1.0 / 2 + r * (1.0 / 6)) + r2 * (1.0 / 24 + r * (1.0 / 120));
  const double middle = (1.0 / 720 + r * (1.0 / 5040)) + r2 * (1.0 / 40320 + r * (1.0 / 362880));
  const double high = (1.0 / 3628800 + r * (1.0 / 39916800)) + r2 * (1.0 / 479001600 + r * (1.0 / 6227020800.0));
  return r2 * (low + r4 * (middle + r4 * (high + r4 * (1.0 / 87178291200.0))));
}

/// value * 2^power for -1100 <= power <= 1100 and a value near 1; rounds once where the result is subnormal.
constexpr double scale_by_power_of_two(double value, std::int64_t power) {
  const std::int64_t first = power / 2;
  const std::int64_t second = power - first;
  const auto two_to = [](std::int64_t n) { return std::bit_cast<double>(static_cast<std::uint64_t>(n + 1023) << 52); };
  return value * two_to(first) * two_to(second);
}

/// e^x. Below -745.2 the result is 0, above 709.79 infinite.
constexpr double exp(double x) {
  if (!(x >= -745.2 && x <= 709.79)) {
    return x < 0.0 ? 0.0 : (x > 0.0 ? std::numeric_limits<double>::infinity() : x);
  }
  constexpr double kRounder = 0x1.8p52;  // adding and subtracting it rounds to a whole number, half to even
  const double k = (x * 0x1.71547652b82fep0 + kRounder) - kRounder;
  const double high = x - k * kLn2High;
  const double low = k * kLn2Low;
  const double r = high - low;
  const double e = 1.0 + (r + (exp_series(r) + ((high - r) - low)));
  const auto power = static_cast<std::int64_t>(k);
  if (power > -1021 && power < 1023) [[likely]] {
    return e * std::bit_cast<double>(static_cast<std::uint64_t>(power + 1023) << 52);
  }
  return scale_by_power_of_two(e, power);
}

/// e^x - 1 without cancellation near zero.
constexpr double expm1(double x) {
  return x > -0.34 && x < 0.34 ? x + exp_series(x) : exp(x) - 1.0;
}

/// log(1 + x) without cancellation near zero. x <= -1 as for log.
constexpr double log1p(double x) {
  const double sum = 1.0 + x;
  if (!(sum > 0.0) || sum > std::numeric_limits<double>::max()) {
    return log(sum);
  }
  return log(sum) + (x - (sum - 1.0)) / sum;  // to first order, what rounding the sum lost
}

/// base^exponent for base >= 0; a negative base gives NaN, 0^0 is 1.
double pow(double base, double exponent);

/// The z with P(standard normal <= z) = probability, for 0 < probability < 1; minus infinity at 0, infinity at 1, NaN
/// outside. Strictly speaking non-decreasing only up to its error.
double inverse_normal(double probability);

/// log(Gamma(x)) for x > 0.
double log_gamma(double x);

}  // namespace sim::random
