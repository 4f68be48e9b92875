// Accuracy against the C library's long double functions (64-bit mantissa on x86-64), over wide ranges.
#include "sim/random/math.hpp"

#include <bit>
#include <cmath>
#include <limits>

#include <boost/math/special_functions/erf.hpp>
#include <gtest/gtest.h>

#include "sim/random/stream.hpp"

namespace sim::random {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr int kPoints = 200'000;

double relative_error(double ours, long double exact) {
  return static_cast<double>(std::fabs((static_cast<long double>(ours) - exact) / exact));
}

/// A positive double with a uniform exponent between 2^low and 2^high.
double log_uniform(Stream& stream, double low, double high) {
  return std::exp2(low + (high - low) * stream.uniform01());
}

TEST(Math, LogIsAccurateOverAllDoubles) {
  Stream stream{1};
  double worst = 0.0;
  for (int i = 0; i < kPoints; ++i) {
    const double wide = log_uniform(stream, -1074.0, 1024.0);
    const double near_one = 1.0 + (stream.uniform01() - 0.5) * log_uniform(stream, -40.0, 0.0);
    worst = std::max(worst, relative_error(log(wide), std::log(static_cast<long double>(wide))));
    worst = std::max(worst, relative_error(log(near_one), std::log(static_cast<long double>(near_one))));
  }
  EXPECT_LT(worst, 2e-16);
  EXPECT_EQ(log(1.0), 0.0);
  EXPECT_EQ(log(0.0), -kInfinity);
  EXPECT_EQ(log(kInfinity), kInfinity);
  EXPECT_TRUE(std::isnan(log(-1.0)));
  EXPECT_TRUE(std::isnan(log(std::numeric_limits<double>::quiet_NaN())));
}

TEST(Math, ExpIsAccurateOverItsRange) {
  Stream stream{2};
  double worst = 0.0;
  for (int i = 0; i < kPoints; ++i) {
    const double wide = -708.0 + 1417.0 * stream.uniform01();
    const double small = (stream.uniform01() - 0.5) * log_uniform(stream, -30.0, 2.0);
    worst = std::max(worst, relative_error(exp(wide), std::exp(static_cast<long double>(wide))));
    worst = std::max(worst, relative_error(exp(small), std::exp(static_cast<long double>(small))));
  }
  EXPECT_LT(worst, 2e-16);
  EXPECT_EQ(exp(0.0), 1.0);
  EXPECT_EQ(exp(1000.0), kInfinity);
  EXPECT_EQ(exp(kInfinity), kInfinity);
  EXPECT_EQ(exp(709.785), kInfinity);
  EXPECT_EQ(exp(-1000.0), 0.0);
  EXPECT_EQ(exp(-kInfinity), 0.0);
  EXPECT_EQ(exp(-744.44007192138126), std::numeric_limits<double>::denorm_min());
  EXPECT_TRUE(std::isnan(exp(std::numeric_limits<double>::quiet_NaN())));
}

// Where the result is subnormal its spacing is 2^-1074, whatever its size.
TEST(Math, ExpRoundsSubnormalsToTheirSpacing) {
  Stream stream{3};
  for (int i = 0; i < 10'000; ++i) {
    const double x = -745.0 + 37.0 * stream.uniform01();
    const long double exact = std::exp(static_cast<long double>(x));
    const long double spacing = std::max(0x1p-1074L, exact * 0x1p-52L);
    EXPECT_LE(std::fabs(static_cast<long double>(exp(x)) - exact), spacing) << x;
  }
}

TEST(Math, Expm1AndLog1pDoNotCancelNearZero) {
  Stream stream{4};
  double worst_expm1 = 0.0;
  double worst_log1p = 0.0;
  for (int i = 0; i < kPoints; ++i) {
    const double sign = (stream.next_u64() & 1U) != 0 ? 1.0 : -1.0;
    const double x = sign * log_uniform(stream, -60.0, 9.0);
    worst_expm1 = std::max(worst_expm1, relative_error(expm1(x), std::expm1(static_cast<long double>(x))));
    const double y = sign > 0.0 ? log_uniform(stream, -60.0, 1000.0) : -log_uniform(stream, -60.0, 0.0);
    worst_log1p = std::max(worst_log1p, relative_error(log1p(y), std::log1p(static_cast<long double>(y))));
  }
  EXPECT_LT(worst_expm1, 5e-16);
  EXPECT_LT(worst_log1p, 3e-16);
  EXPECT_EQ(log1p(-1.0), -kInfinity);
  EXPECT_TRUE(std::isnan(log1p(-2.0)));
}

TEST(Math, PowIsAccurate) {
  Stream stream{5};
  double worst = 0.0;
  double worst_moderate = 0.0;
  for (int i = 0; i < kPoints; ++i) {
    const double base = log_uniform(stream, -1022.0, 1023.0);
    const double range = 700.0 / std::abs(std::log(base));
    const double exponent = (2.0 * stream.uniform01() - 1.0) * range;
    const double error = relative_error(pow(base, exponent),
                                        std::pow(static_cast<long double>(base), static_cast<long double>(exponent)));
    worst = std::max(worst, error);
    const double near_one = 0.5 + stream.uniform01();
    const double moderate =
        relative_error(pow(near_one, 40.0 * exponent / range),
                       std::pow(static_cast<long double>(near_one), static_cast<long double>(40.0 * exponent / range)));
    worst_moderate = std::max(worst_moderate, moderate);
  }
  EXPECT_LT(worst, 2e-15);
  EXPECT_LT(worst_moderate, 5e-16);
}

TEST(Math, PowAtItsEdges) {
  EXPECT_EQ(pow(0.0, 0.0), 1.0);
  EXPECT_EQ(pow(0.0, 2.0), 0.0);
  EXPECT_EQ(pow(0.0, -2.0), kInfinity);
  EXPECT_EQ(pow(kInfinity, 2.0), kInfinity);
  EXPECT_EQ(pow(kInfinity, -2.0), 0.0);
  EXPECT_EQ(pow(2.0, 10.0), 1024.0);
  EXPECT_EQ(pow(10.0, 400.0), kInfinity);
  EXPECT_EQ(pow(10.0, -400.0), 0.0);
  EXPECT_EQ(pow(2.0, kInfinity), kInfinity);
  EXPECT_EQ(pow(0.5, kInfinity), 0.0);
  EXPECT_TRUE(std::isnan(pow(-1.0, 2.0)));
}

TEST(Math, InverseNormalMatchesTheErrorFunction) {
  Stream stream{6};
  for (int i = 0; i < 20'000; ++i) {
    const double p = i % 2 == 0 ? stream.uniform01() : log_uniform(stream, -1000.0, -1.0);
    const double exact = -1.4142135623730950488 * boost::math::erfc_inv(2.0 * p);
    EXPECT_NEAR(inverse_normal(p), exact, 1e-14 * std::max(1.0, std::abs(exact))) << p;
  }
  EXPECT_EQ(inverse_normal(0.5), 0.0);
  EXPECT_EQ(inverse_normal(0.0), -kInfinity);
  EXPECT_EQ(inverse_normal(1.0), kInfinity);
  EXPECT_TRUE(std::isnan(inverse_normal(1.5)));
  EXPECT_NEAR(inverse_normal(0.975), 1.959963984540054, 1e-15);
}

TEST(Math, LogGammaMatchesTheLibrary) {
  Stream stream{7};
  for (int i = 0; i < 100'000; ++i) {
    const double x = log_uniform(stream, -20.0, 40.0);
    const long double exact = std::lgamma(static_cast<long double>(x));
    const double scale = std::max(1.0, static_cast<double>(std::fabs(exact)));
    EXPECT_NEAR(log_gamma(x), static_cast<double>(exact), 1e-14 * scale) << x;
  }
  EXPECT_TRUE(std::isnan(log_gamma(0.0)));
}

/// FNV-1a over the bits of many results: pins every last bit, on any compiler, build type and processor.
template <class Function>
std::uint64_t fingerprint(const Function& function) {
  Stream stream{2026};
  std::uint64_t hash = 0xcbf29ce484222325U;
  for (int i = 0; i < 10'000; ++i) {
    hash = (hash ^ std::bit_cast<std::uint64_t>(static_cast<double>(function(stream)))) * 0x100000001b3U;
  }
  return hash;
}

TEST(Math, EveryBitIsPinned) {
  EXPECT_EQ(fingerprint([](Stream& s) { return log(s.uniform01()); }), 0x21e2a4d1b40ac116U);
  EXPECT_EQ(fingerprint([](Stream& s) { return exp(100.0 * s.uniform01() - 50.0); }), 0x842dd6faab864886U);
  EXPECT_EQ(fingerprint([](Stream& s) { return expm1(s.uniform01() - 0.5); }), 0x424241e765f465f1U);
  EXPECT_EQ(fingerprint([](Stream& s) { return log1p(s.uniform01() - 0.5); }), 0x488183a9223278ceU);
  EXPECT_EQ(fingerprint([](Stream& s) {
              const double base = s.uniform01();  // drawn first: the order of arguments is not fixed
              return pow(base, 3.0 * s.uniform01());
            }),
            0xb2d2ef2a3f2addfbU);
  EXPECT_EQ(fingerprint([](Stream& s) { return inverse_normal(s.uniform01()); }), 0xf261da5238dcae42U);
  EXPECT_EQ(fingerprint([](Stream& s) { return log_gamma(100.0 * s.uniform01()); }), 0x809b40154bc1e941U);
}

}  // namespace
}  // namespace sim::random
