// The other half of parse.hpp: quantities to the text that parses back to them.
#include <array>

#include <fmt/core.h>
#include <fmt/format.h>

#include "sim/units/decimal.hpp"
#include "sim/units/parse.hpp"

namespace sim {
namespace {

struct Unit {
  const char* name = "";
  std::uint64_t factor = 1;
};

std::string in_decimals(std::uint64_t count, int decimals, const char* unit) {
  char buffer[48];
  return fmt::format("{}{}", decimal_text(count, decimals, buffer), unit);
}

/// The largest unit that leaves a whole number.
template <std::size_t N>
std::string in_whole_units(std::int64_t count, const std::array<Unit, N>& units) {
  const auto magnitude = static_cast<std::uint64_t>(count < 0 ? -count : count);
  for (const Unit& unit : units) {
    if (magnitude != 0 && magnitude % unit.factor == 0) {
      return fmt::format("{}{}", count / static_cast<std::int64_t>(unit.factor), unit.name);
    }
  }
  return fmt::format("{}B", count);
}

}  // namespace

std::string to_text(Duration value) {
  constexpr std::array<Unit, 3> kLong = {{{"d", 86'400'000'000'000}, {"h", 3'600'000'000'000}, {"m", 60'000'000'000}}};
  struct Short {
    const char* name = "";
    std::uint64_t factor = 1;
    int decimals = 0;
  };
  constexpr std::array<Short, 4> kShort = {
      {{"s", 1'000'000'000, 9}, {"ms", 1'000'000, 6}, {"us", 1'000, 3}, {"ns", 1, 0}}};
  const std::int64_t count = value.nanoseconds();
  if (count == 0) {
    return "0s";
  }
  std::string text = count < 0 ? "-" : "";
  // Negated as unsigned, so that the least duration has a magnitude too.
  std::uint64_t left = count < 0 ? ~static_cast<std::uint64_t>(count) + 1 : static_cast<std::uint64_t>(count);
  for (const Unit& unit : kLong) {
    if (left >= unit.factor) {
      text += fmt::format("{}{}", left / unit.factor, unit.name);
      left %= unit.factor;
    }
  }
  for (const Short& unit : kShort) {
    if (left >= unit.factor) {
      text += in_decimals(left, unit.decimals, unit.name);
      break;
    }
  }
  return text;
}

std::string exact_memory_to_text(Bytes value) {
  constexpr std::array<Unit, 4> kUnits = {
      {{"TiB", 1ULL << 40}, {"GiB", 1ULL << 30}, {"MiB", 1ULL << 20}, {"KiB", 1ULL << 10}}};
  return in_whole_units(value.count(), kUnits);
}

std::string memory_to_text(Bytes value) {
  constexpr std::int64_t kMib = 1 << 20;
  const std::int64_t count = value.count();
  if (count % kMib == 0 || count < kMib) {
    return exact_memory_to_text(value);
  }
  return fmt::format("{}.{}MiB", count / kMib, count % kMib * 10 / kMib);
}

std::string size_to_text(Bytes value) {
  constexpr std::array<Unit, 4> kUnits = {
      {{"TB", 1'000'000'000'000}, {"GB", 1'000'000'000}, {"MB", 1'000'000}, {"kB", 1'000}}};
  return in_whole_units(value.count(), kUnits);
}

std::string to_text(Vcpu value) {
  const std::int64_t count = value.milli();
  const auto magnitude = static_cast<std::uint64_t>(count < 0 ? -count : count);
  return fmt::format("{}{}", count < 0 ? "-" : "", in_decimals(magnitude, 3, ""));
}

std::string to_text(Fraction value) {
  const std::int64_t count = value.billionths();
  const auto magnitude = static_cast<std::uint64_t>(count < 0 ? -count : count);
  return fmt::format("{}{}", count < 0 ? "-" : "", in_decimals(magnitude, 7, "%"));
}

std::string to_text(Rate value) {
  return fmt::format("{}/s", number_to_text(value.per_second()));
}

std::string number_to_text(double value) {
  return fmt::format("{}", value);
}

}  // namespace sim
