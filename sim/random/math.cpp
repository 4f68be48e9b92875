// pow carries the logarithm in two doubles; inverse_normal is Wichura's AS 241 (PPND16); log_gamma is Stirling's
// series.
#include "sim/random/math.hpp"

#include <cmath>

namespace sim::random {

namespace {

/// An unevaluated sum of two doubles, the second below the last bit of the first. Source of the error-free sums and
/// products: Dekker, "A floating-point technique for extending the available precision", Numer. Math. 18, 1971.
struct Pair {
  double high = 0.0;
  double low = 0.0;
};

/// a + b exactly, for |a| >= |b|.
Pair quick_sum(double a, double b) {
  const double sum = a + b;
  return {sum, b - (sum - a)};
}

/// a + b exactly.
Pair exact_sum(double a, double b) {
  const double sum = a + b;
  const double b_seen = sum - a;
  return {sum, (a - (sum - b_seen)) + (b - b_seen)};
}

/// a in two halves of 26 bits. Requires |a| < 2^996.
Pair split(double a) {
  const double scaled = a * 134217729.0;  // 2^27 + 1
  const double high = scaled - (scaled - a);
  return {high, a - high};
}

/// a * b exactly, without a fused operation.
Pair exact_product(double a, double b) {
  const double product = a * b;
  const Pair x = split(a);
  const Pair y = split(b);
  return {product, ((x.high * y.high - product) + x.high * y.low + x.low * y.high) + x.low * y.low};
}

/// log(x) to about 2^-58, for positive finite x: as log in the header, with the quotient and the sums in pairs.
Pair log_pair(double x) {
  const auto [k, f] = reduce_for_log(x);
  const Pair divisor = exact_sum(2.0, f);
  const double s = f / divisor.high;
  const Pair back = exact_product(s, divisor.high);
  const double s_low = (((f - back.high) - back.low) - s * divisor.low) / divisor.high;
  const double z = s * s;
  const Pair large = exact_sum(k * kLn2High, 2.0 * s);
  return quick_sum(large.high, large.low + (k * kLn2Low + (s * log_series(z) + s_low * (2.0 + 2.0 * z))));
}

template <std::size_t N>
double polynomial(const double (&coefficients)[N], double x) {
  double value = coefficients[N - 1];
  for (std::size_t i = N - 1; i-- > 0;) {
    value = value * x + coefficients[i];
  }
  return value;
}

}  // namespace

double pow(double base, double exponent) {
  if (exponent == 0.0 || base == 1.0) {
    return 1.0;
  }
  if (!(base > 0.0 && base <= std::numeric_limits<double>::max()) || exponent != exponent) {
    if (base < 0.0 || base != base || exponent != exponent) {
      return std::numeric_limits<double>::quiet_NaN();
    }
    return (base > 0.0) == (exponent > 0.0) ? std::numeric_limits<double>::infinity() : 0.0;
  }
  const Pair logarithm = log_pair(base);
  if (!(exponent > -1e300 && exponent < 1e300) || std::abs(logarithm.high * exponent) > 800.0) {
    return exp(logarithm.high * exponent);
  }
  const Pair product = exact_product(logarithm.high, exponent);
  const double power = exp(product.high);
  return power > std::numeric_limits<double>::max() ? power : power + power * (product.low + logarithm.low * exponent);
}

// Wichura, "Algorithm AS 241: the percentage points of the normal distribution", Applied Statistics 37(3), 1988:
// rational approximations of degree 7 in three regions; coefficients as published (PPND16, relative accuracy 1e-16).
double inverse_normal(double probability) {
  static constexpr double kCentreTop[] = {3.3871328727963666080e0, 1.3314166789178437745e2, 1.9715909503065514427e3,
                                          1.3731693765509461125e4, 4.5921953931549871457e4, 6.7265770927008700853e4,
                                          3.3430575583588128105e4, 2.5090809287301226727e3};
  static constexpr double kCentreBottom[] = {1.0,
                                             4.2313330701600911252e1,
                                             6.8718700749205790830e2,
                                             5.3941960214247511077e3,
                                             2.1213794301586595867e4,
                                             3.9307895800092710610e4,
                                             2.8729085735721942674e4,
                                             5.2264952788528545610e3};
  static constexpr double kMiddleTop[] = {
      1.42343711074968357734e0, 4.63033784615654529590e0,  5.76949722146069140550e0,  3.64784832476320460504e0,
      1.27045825245236838258e0, 2.41780725177450611770e-1, 2.27238449892691845833e-2, 7.74545014278341407640e-4};
  static constexpr double kMiddleBottom[] = {1.0,
                                             2.05319162663775882187e0,
                                             1.67638483018380384940e0,
                                             6.89767334985100004550e-1,
                                             1.48103976427480074590e-1,
                                             1.51986665636164571966e-2,
                                             5.47593808499534494600e-4,
                                             1.05075007164441684324e-9};
  static constexpr double kTailTop[] = {6.65790464350110377720e0,  5.46378491116411436990e0,  1.78482653991729133580e0,
                                        2.96560571828504891230e-1, 2.65321895265761230930e-2, 1.24266094738807843860e-3,
                                        2.71155556874348757815e-5, 2.01033439929228813265e-7};
  static constexpr double kTailBottom[] = {1.0,
                                           5.99832206555887937690e-1,
                                           1.36929880922735805310e-1,
                                           1.48753612908506148525e-2,
                                           7.86869131145613259100e-4,
                                           1.84631831751005468180e-5,
                                           1.42151175831644588870e-7,
                                           2.04426310338993978564e-15};
  if (!(probability > 0.0 && probability < 1.0)) {
    if (probability == 0.0 || probability == 1.0) {
      return probability == 0.0 ? -std::numeric_limits<double>::infinity() : std::numeric_limits<double>::infinity();
    }
    return std::numeric_limits<double>::quiet_NaN();
  }
  const double offset = probability - 0.5;
  if (std::abs(offset) <= 0.425) {
    const double r = 0.180625 - offset * offset;
    return offset * polynomial(kCentreTop, r) / polynomial(kCentreBottom, r);
  }
  const double tail = offset < 0.0 ? probability : 1.0 - probability;
  const double r = std::sqrt(-log(tail));
  const double z = r <= 5.0 ? polynomial(kMiddleTop, r - 1.6) / polynomial(kMiddleBottom, r - 1.6)
                            : polynomial(kTailTop, r - 5.0) / polynomial(kTailBottom, r - 5.0);
  return offset < 0.0 ? -z : z;
}

double log_gamma(double x) {
  if (!(x > 0.0)) {
    return std::numeric_limits<double>::quiet_NaN();
  }
  // Gamma(x) = Gamma(x + n) / (x (x+1) ... (x+n-1)); from 9 on the series to x^-13 leaves less than 2e-16.
  double below = 1.0;
  while (x < 9.0) {
    below *= x;
    x += 1.0;
  }
  // B(2n) / (2n (2n - 1)) for n = 1 ... 7.
  static constexpr double kStirling[] = {1.0 / 12,   -1.0 / 360,      1.0 / 1260, -1.0 / 1680,
                                         1.0 / 1188, -691.0 / 360360, 1.0 / 156};
  constexpr double kHalfLogTwoPi = 0.91893853320467274178;
  const double series = polynomial(kStirling, 1.0 / (x * x)) / x;
  return ((x - 0.5) * log(x) - x) + (kHalfLogTwoPi + series) - log(below);
}

}  // namespace sim::random
