#include "sim/stats/format.hpp"

#include <cmath>
#include <cstdlib>
#include <limits>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace sim::stats {
namespace {

TEST(FormatSignificant, IsShortAndPlain) {
  EXPECT_EQ(format_significant(0.0), "0");
  EXPECT_EQ(format_significant(-0.0), "0");
  EXPECT_EQ(format_significant(1.0), "1");
  EXPECT_EQ(format_significant(-2.5), "-2.5");
  EXPECT_EQ(format_significant(0.1), "0.1");
  EXPECT_EQ(format_significant(1500000.0), "1500000");
  EXPECT_EQ(format_significant(1.0 / 3.0), "0.3333333333");
  EXPECT_EQ(format_significant(2.0 / 3.0 * 1e6), "666666.6667");
  EXPECT_EQ(format_significant(9.99999999999), "10");
  EXPECT_EQ(format_significant(123456789012345.0), "123456789000000");
  EXPECT_EQ(format_significant(0.0000123), "0.0000123");
}

TEST(FormatSignificant, CountsKeepTheirDigitsAndAreRoundedLikeAllElse) {
  EXPECT_EQ(format_significant(999'999'999.0), "999999999");
  EXPECT_EQ(format_significant(-999'999'999.0, 9), "-999999999");
  EXPECT_EQ(format_significant(999'999'999.0, 8), "1000000000");
  EXPECT_EQ(format_significant(1e9), "1000000000");
  EXPECT_EQ(format_significant(1234567.0, 6), "1234570");
}

TEST(FormatSignificant, UsesAnExponentOutsideThePlainRange) {
  EXPECT_EQ(format_significant(0.00000123), "1.23e-06");
  EXPECT_EQ(format_significant(1e15), "1e+15");
  EXPECT_EQ(format_significant(-1.25e300), "-1.25e+300");
  EXPECT_EQ(format_significant(std::numeric_limits<double>::denorm_min()), "4.940656458e-324");
}

TEST(FormatSignificant, UndefinedAndInfiniteAreEmptyCells) {
  EXPECT_EQ(format_significant(std::numeric_limits<double>::quiet_NaN()), "");
  EXPECT_EQ(format_significant(std::numeric_limits<double>::infinity()), "");
  EXPECT_EQ(format_significant(-std::numeric_limits<double>::infinity()), "");
}

TEST(FormatSignificant, TakesOtherNumbersOfDigits) {
  EXPECT_EQ(format_significant(1234.5678, 1), "1000");
  EXPECT_EQ(format_significant(1234.5678, 6), "1234.57");
  EXPECT_EQ(format_significant(0.1, 17), "0.10000000000000001");
}

TEST(FormatSignificantDeathTest, RefusesAnImpossibleNumberOfDigits) {
  EXPECT_DEATH(format_significant(1.0, 0), "significant digits");
}

RC_GTEST_PROP(FormatSignificantProperty, ReadsBackWithinHalfADigit, ()) {
  const auto mantissa = *rc::gen::arbitrary<std::int64_t>();
  const auto exponent = *rc::gen::inRange(-900, 900);
  const double value = std::ldexp(static_cast<double>(mantissa), exponent);
  const double read = std::strtod(format_significant(value).c_str(), nullptr);
  RC_ASSERT(std::abs(read - value) <= 0.500001e-9 * std::abs(value));
}

RC_GTEST_PROP(FormatSignificantProperty, SeventeenDigitsAreLossless, ()) {
  const auto mantissa = *rc::gen::arbitrary<std::int64_t>();
  const auto exponent = *rc::gen::inRange(-900, 900);
  const double value = std::ldexp(static_cast<double>(mantissa), exponent);
  RC_ASSERT(std::strtod(format_significant(value, 17).c_str(), nullptr) == value);
}

}  // namespace
}  // namespace sim::stats
