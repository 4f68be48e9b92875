#include "sim/units/parse.hpp"

#include <cstdint>
#include <limits>
#include <string>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace {

using sim::Bytes;
using sim::Duration;

std::int64_t nanoseconds(std::string_view text) {
  const auto parsed = sim::parse_duration(text);
  EXPECT_TRUE(parsed.value.has_value()) << text << ": " << parsed.problem;
  return parsed.value.value_or(Duration::max()).nanoseconds();
}

TEST(ParseDuration, ReadsEveryUnitExactly) {
  EXPECT_EQ(nanoseconds("1ns"), 1);
  EXPECT_EQ(nanoseconds("1us"), 1'000);
  EXPECT_EQ(nanoseconds("1ms"), 1'000'000);
  EXPECT_EQ(nanoseconds("1s"), 1'000'000'000);
  EXPECT_EQ(nanoseconds("1m"), 60'000'000'000);
  EXPECT_EQ(nanoseconds("1min"), 60'000'000'000);
  EXPECT_EQ(nanoseconds("1h"), 3'600'000'000'000);
  EXPECT_EQ(nanoseconds("1d"), 86'400'000'000'000);
  EXPECT_EQ(nanoseconds("1w"), 604'800'000'000'000);
  EXPECT_EQ(nanoseconds("5d20h"), (5 * 24 + 20) * 3'600'000'000'000);
  EXPECT_EQ(nanoseconds("1h05m"), 65 * 60'000'000'000);
  EXPECT_EQ(nanoseconds("1.5s"), 1'500'000'000);
  EXPECT_EQ(nanoseconds("0.1ms"), 100'000);
  EXPECT_EQ(nanoseconds("0.000000001s"), 1);
  EXPECT_EQ(nanoseconds("-1h30m"), -90 * 60'000'000'000);
  EXPECT_EQ(nanoseconds("9223372036854775807ns"), std::numeric_limits<std::int64_t>::max());
}

TEST(ParseDuration, RefusesWithWhatToWrite) {
  EXPECT_EQ(sim::parse_duration("300").problem, "'300' is not a duration; add a unit, e.g. 300s");
  EXPECT_EQ(sim::parse_duration("0").problem, "'0' is not a duration; add a unit, e.g. 0s");
  EXPECT_EQ(sim::parse_duration("1h30").problem, "'1h30' is not a duration; '30' has no unit");
  EXPECT_EQ(sim::parse_duration("5 min").problem,
            "'5 min' has a space in it; write number and unit together, e.g. 1h30m");
  EXPECT_EQ(sim::parse_duration("5sec").problem, "'5sec' has the unknown unit 'sec'; write 5s");
  EXPECT_EQ(sim::parse_duration("30m1h").problem, "'30m1h' is not a duration; write larger units first, each once");
  EXPECT_EQ(sim::parse_duration("1m1min").problem, "'1m1min' is not a duration; write larger units first, each once");
  EXPECT_EQ(sim::parse_duration("0.5ns").problem, "'0.5ns' is finer than a nanosecond");
  EXPECT_EQ(sim::parse_duration("9223372036854775808ns").problem, "'9223372036854775808ns' is too large");
  EXPECT_EQ(sim::parse_duration("15251w").problem, "'15251w' is too large");
  EXPECT_EQ(sim::parse_duration("15250w50h").problem, "'15250w50h' is too large; the longest duration is 292 years");
  for (const char* text :
       {"", "s", "-", "--1s", "1h-1m", "+1s", "1e3s", ".5s", "5.s", "1,5s", "\xC2\xB5s", "1h ", "nan", "010s"}) {
    EXPECT_FALSE(sim::parse_duration(text).value.has_value()) << text;
    EXPECT_FALSE(sim::parse_duration(text).problem.empty()) << text;
  }
}

TEST(ParseBytes, KeepsBinaryAndDecimalApart) {
  EXPECT_EQ(sim::parse_memory("512MiB").value, Bytes::mib(512));
  EXPECT_EQ(sim::parse_memory("1.5GiB").value, Bytes::mib(1536));
  EXPECT_EQ(sim::parse_memory("3B").value, Bytes::bytes(3));
  EXPECT_EQ(sim::parse_size("410MB").value, Bytes::megabytes(410));
  EXPECT_EQ(sim::parse_size("1.2GB").value, Bytes::megabytes(1200));
  EXPECT_EQ(sim::parse_memory("1769MB").problem,
            "'1769MB': memory is counted in binary units (what AWS calls MB is MiB); write 1769MiB");
  EXPECT_EQ(sim::parse_memory("512Mi").problem,
            "'512Mi': memory is counted in binary units (what AWS calls MB is MiB); write 512MiB");
  EXPECT_EQ(sim::parse_memory("512").problem, "'512' is not an amount of memory; add a unit, e.g. 512MiB");
  EXPECT_EQ(sim::parse_memory("512 MiB").problem, "'512 MiB' has a space in it; write number and unit together");
  EXPECT_EQ(sim::parse_size("410MiB").problem,
            "'410MiB': images and transfers are counted in decimal units; write 410MB");
  EXPECT_EQ(sim::parse_size("410KiB").problem,
            "'410KiB': images and transfers are counted in decimal units; write 410kB");
  EXPECT_EQ(sim::parse_size("-1MB").problem, "'-1MB' must not be negative");
  EXPECT_EQ(sim::parse_memory("9000000TiB").problem, "'9000000TiB' is too large");
}

TEST(ParseVcpu, TakesThreeDecimals) {
  EXPECT_EQ(sim::parse_vcpu("0.25").value, sim::Vcpu::milli(250));
  EXPECT_EQ(sim::parse_vcpu("2").value, sim::Vcpu::whole(2));
  EXPECT_EQ(sim::parse_vcpu("0.0001").problem, "'0.0001' is finer than a thousandth of a vCPU");
  EXPECT_EQ(sim::parse_vcpu("500m").problem, "'500m' is not a number of vCPUs; write 0.5");
  EXPECT_EQ(sim::parse_vcpu("-1").problem, "'-1' must not be negative");
}

TEST(ParseFraction, WantsAPercentage) {
  EXPECT_EQ(sim::parse_fraction("50%").value, sim::Fraction::percent(50));
  EXPECT_EQ(sim::parse_fraction("99.9%").value, sim::Fraction::billionths(999'000'000));
  EXPECT_EQ(sim::parse_fraction("0.0000001%").value, sim::Fraction::billionths(1));
  EXPECT_EQ(sim::parse_fraction("0.5").problem, "'0.5' is not a percentage; write 50%");
  EXPECT_EQ(sim::parse_fraction("50").problem, "'50' is not a percentage; write 50%");
  EXPECT_EQ(sim::parse_fraction("900").problem, "'900' is not a percentage; write e.g. 50% or 99.9%");
  EXPECT_EQ(sim::parse_fraction("0.00000001%").problem, "'0.00000001%' is finer than a billionth");
}

TEST(ParseRate, WantsAPeriod) {
  EXPECT_EQ(sim::parse_rate("40/s").value, sim::Rate::per_second(40));
  EXPECT_EQ(sim::parse_rate("300/min").value, sim::Rate::per_second(5));
  EXPECT_EQ(sim::parse_rate("7200/h").value, sim::Rate::per_second(2));
  EXPECT_EQ(sim::parse_rate("1e3/s").value, sim::Rate::per_second(1000));
  EXPECT_EQ(sim::parse_rate("40").problem, "'40' is not a rate; add a unit, e.g. 40/s");
  EXPECT_EQ(sim::parse_rate("40rps").problem, "'40rps' is not a rate here; write 40/s");
  EXPECT_EQ(sim::parse_rate("40/m").problem, "'40/m': m could be a month; write 40/min");
  EXPECT_EQ(sim::parse_rate("-4/s").problem, "'-4/s' must not be negative");
  EXPECT_EQ(sim::parse_rate(".inf/s").problem, "'.inf' is not a finite number");
}

TEST(ParseNumber, RefusesWhatYamlWouldGuess) {
  EXPECT_EQ(sim::parse_number("2.5").value, 2.5);
  EXPECT_EQ(sim::parse_number("-3").value, -3.0);
  EXPECT_EQ(sim::parse_number("1e3").value, 1000.0);
  for (const char* text :
       {".nan", ".inf", "-.inf", "nan", "inf", "0x10", "010", "-010", "1e999", "1_000", "", "1e", "+1", ".5", "5."}) {
    EXPECT_FALSE(sim::parse_number(text).value.has_value()) << text;
  }
}

TEST(ParseInteger, TakesUnderscoresAndExponents) {
  EXPECT_EQ(sim::parse_integer("1_000").value, 1000);
  EXPECT_EQ(sim::parse_integer("1e3").value, 1000);
  EXPECT_EQ(sim::parse_integer("-7").value, -7);
  EXPECT_EQ(sim::parse_integer("2.50e1").value, 25);
  EXPECT_EQ(sim::parse_integer("30e-1").value, 3);
  EXPECT_EQ(sim::parse_integer("9223372036854775807").value, std::numeric_limits<std::int64_t>::max());
  EXPECT_EQ(sim::parse_integer("9223372036854775808").problem, "'9223372036854775808' is too large");
  EXPECT_EQ(sim::parse_integer("1.5").problem, "'1.5' is not a whole number");
  for (const char* text : {"010", "1__0", "_1", "1_", "1e30", "1e-30", "e3", "0x1", "", "99999999999999999999999"}) {
    EXPECT_FALSE(sim::parse_integer(text).value.has_value()) << text;
  }
}

TEST(ParsePrice, IsExactToTwelveDecimals) {
  EXPECT_EQ(sim::parse_price("0.0000166667").value, sim::Price::pico(16'666'700));
  EXPECT_EQ(sim::parse_price("0.000000000001").value, sim::Price::pico(1));
  EXPECT_FALSE(sim::parse_price("0.0000000000001").value.has_value());
  EXPECT_FALSE(sim::parse_price("-1").value.has_value());
  EXPECT_FALSE(sim::parse_price("9223373").value.has_value());
}

TEST(ToText, ReadsWell) {
  EXPECT_EQ(sim::to_text(Duration::minutes(90)), "1h30m");
  EXPECT_EQ(sim::to_text(Duration::seconds(300)), "5m");
  EXPECT_EQ(sim::to_text(Duration::days(7)), "7d");
  EXPECT_EQ(sim::to_text(Duration::nanoseconds(1'500'000)), "1.5ms");
  EXPECT_EQ(sim::to_text(Duration{}), "0s");
  EXPECT_EQ(sim::memory_to_text(Bytes::mib(512)), "512MiB");
  EXPECT_EQ(sim::memory_to_text(Bytes::mib(1769)), "1769MiB");
  EXPECT_EQ(sim::memory_to_text(Bytes::bytes(305'680'876)), "291.5MiB") << "what a t4g.nano leaves to tasks";
  EXPECT_EQ(sim::memory_to_text(Bytes::mib(292) - Bytes::bytes(1)), "291.9MiB") << "not more than there is";
  EXPECT_EQ(sim::memory_to_text(Bytes::kib(64)), "64KiB");
  EXPECT_EQ(sim::exact_memory_to_text(Bytes::bytes(305'680'876)), "305680876B");
  EXPECT_EQ(sim::size_to_text(Bytes::megabytes(1200)), "1200MB");
  EXPECT_EQ(sim::to_text(sim::Fraction::billionths(999'000'000)), "99.9%");
  EXPECT_EQ(sim::to_text(sim::Vcpu::milli(250)), "0.25");
  EXPECT_EQ(sim::to_text(sim::Rate::per_second(40)), "40/s");
}

RC_GTEST_PROP(ToText, DurationsReadBackTheSame, (std::int64_t count)) {
  RC_ASSERT(sim::parse_duration(sim::to_text(Duration::nanoseconds(count))).value == Duration::nanoseconds(count));
}

RC_GTEST_PROP(ToText, BytesReadBackTheSame, ()) {
  const auto value = Bytes::bytes(*rc::gen::inRange<std::int64_t>(0, std::numeric_limits<std::int64_t>::max()));
  RC_ASSERT(sim::parse_memory(sim::exact_memory_to_text(value)).value == value);
  RC_ASSERT(sim::parse_size(sim::size_to_text(value)).value == value);
}

RC_GTEST_PROP(ToText, SharesReadBackTheSame, (std::int64_t count)) {
  RC_PRE(count != std::numeric_limits<std::int64_t>::min());
  RC_ASSERT(sim::parse_fraction(sim::to_text(sim::Fraction::billionths(count))).value ==
            sim::Fraction::billionths(count));
  const auto vcpu = sim::Vcpu::milli(count < 0 ? -count : count);
  RC_ASSERT(sim::parse_vcpu(sim::to_text(vcpu)).value == vcpu);
}

RC_GTEST_PROP(ToText, NumbersReadBackTheSame, (double value)) {
  RC_ASSERT(sim::parse_number(sim::number_to_text(value)).value == value);
  const auto rate = sim::Rate::per_second(value < 0 ? -value : value);
  RC_ASSERT(sim::parse_rate(sim::to_text(rate)).value == rate);
}

RC_GTEST_PROP(Parse, AnyTextHasAValueOrAProblem, ()) {
  const auto text = *rc::gen::container<std::string>(
      rc::gen::element('0', '1', '9', '.', '-', '_', 'e', 's', 'm', 'h', 'B', 'i', 'M', '%', '/', ' ', '\xC3'));
  const auto sound = [](const auto& parsed) { return parsed.value.has_value() == parsed.problem.empty(); };
  RC_ASSERT(sound(sim::parse_duration(text)));
  RC_ASSERT(sound(sim::parse_memory(text)));
  RC_ASSERT(sound(sim::parse_size(text)));
  RC_ASSERT(sound(sim::parse_vcpu(text)));
  RC_ASSERT(sound(sim::parse_fraction(text)));
  RC_ASSERT(sound(sim::parse_rate(text)));
  RC_ASSERT(sound(sim::parse_number(text)));
  RC_ASSERT(sound(sim::parse_integer(text)));
  RC_ASSERT(sound(sim::parse_price(text)));
}

}  // namespace
