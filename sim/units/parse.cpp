#include "sim/units/parse.hpp"

#include <array>
#include <cmath>
#include <limits>

#include <fmt/core.h>

#include "sim/units/decimal.hpp"
#include "sim/units/problem.hpp"

namespace sim {
namespace {

struct Unit {
  std::string_view name{};
  std::int64_t factor = 1;
};

constexpr std::array<Unit, 9> kTimeUnits = {{{"w", 604'800'000'000'000},
                                             {"d", 86'400'000'000'000},
                                             {"h", 3'600'000'000'000},
                                             {"min", 60'000'000'000},
                                             {"m", 60'000'000'000},
                                             {"s", 1'000'000'000},
                                             {"ms", 1'000'000},
                                             {"us", 1'000},
                                             {"ns", 1}}};
constexpr std::array<Unit, 5> kBinaryUnits = {
    {{"B", 1}, {"KiB", 1LL << 10}, {"MiB", 1LL << 20}, {"GiB", 1LL << 30}, {"TiB", 1LL << 40}}};
constexpr std::array<Unit, 5> kDecimalUnits = {
    {{"B", 1}, {"kB", 1'000}, {"MB", 1'000'000}, {"GB", 1'000'000'000}, {"TB", 1'000'000'000'000}}};
constexpr std::array<Unit, 4> kRatePeriods = {{{"s", 1}, {"min", 60}, {"h", 3'600}, {"d", 86'400}}};

template <std::size_t N>
const Unit* find_unit(const std::array<Unit, N>& units, std::string_view name) {
  for (const Unit& unit : units) {
    if (unit.name == name) {
      return &unit;
    }
  }
  return nullptr;
}

std::string_view take_letters(std::string_view& text) {
  std::size_t count = 0;
  while (count < text.size() && (text[count] < '0' || text[count] > '9') && text[count] != '.' && text[count] != '-') {
    ++count;
  }
  const std::string_view letters = text.substr(0, count);
  text.remove_prefix(count);
  return letters;
}

/// What people write for a unit of time, and what they should.
std::string_view intended_time_unit(std::string_view name) {
  constexpr std::array<std::array<std::string_view, 2>, 20> kIntended = {
      {{"sec", "s"},      {"secs", "s"},   {"second", "s"},    {"seconds", "s"}, {"S", "s"},
       {"minute", "min"}, {"mins", "min"}, {"minutes", "min"}, {"M", "min"},     {"hr", "h"},
       {"hrs", "h"},      {"hour", "h"},   {"hours", "h"},     {"H", "h"},       {"day", "d"},
       {"days", "d"},     {"D", "d"},      {"week", "w"},      {"weeks", "w"},   {"msec", "ms"}}};
  for (const auto& [written, meant] : kIntended) {
    if (written == name) {
      return meant;
    }
  }
  return {};
}

Parsed<Duration> unknown_time_unit(std::string_view text, std::string_view number, std::string_view unit) {
  if (const std::string_view meant = intended_time_unit(unit); !meant.empty()) {
    return problem<Duration>(fmt::format("'{}' has the unknown unit '{}'; write {}{}", text, unit, number, meant));
  }
  if (unit.find(' ') != std::string_view::npos) {
    return problem<Duration>(fmt::format("'{}' has a space in it; write number and unit together, e.g. 1h30m", text));
  }
  return problem<Duration>(
      fmt::format("'{}' has the unknown unit '{}'; use one of ns, us, ms, s, m, h, d, w", text, unit));
}

/// Bytes in one family of units; `refuse` answers a unit of the other family or none.
template <std::size_t N, class Refuse>
Parsed<Bytes> parse_bytes(std::string_view text, const std::array<Unit, N>& units, Refuse refuse) {
  std::string_view rest = text;
  const std::optional<Decimal> value = take_decimal(rest);
  if (!value) {
    return refuse(std::string_view{}, std::string_view{});
  }
  const std::string_view number = text.substr(0, text.size() - rest.size());
  const Unit* unit = find_unit(units, rest);
  if (unit == nullptr && !rest.empty() && rest.front() == ' ') {
    return problem<Bytes>(fmt::format("'{}' has a space in it; write number and unit together", text));
  }
  if (unit == nullptr) {
    return refuse(number, rest);
  }
  if (value->negative) {
    return problem<Bytes>(fmt::format("'{}' must not be negative", text));
  }
  if (value->leading_zero) {
    return leading_zero<Bytes>(text);
  }
  Int128 count = 0;
  if (const Scaling scaling = scale(*value, unit->factor, count); scaling != Scaling::kExact) {
    return cannot_scale<Bytes>(scaling, text, "a byte");
  }
  return {Bytes::bytes(static_cast<std::int64_t>(count)), {}};
}

}  // namespace

Parsed<Duration> parse_duration(std::string_view text) {
  std::string_view rest = text;
  const bool negative = !rest.empty() && rest.front() == '-';
  Int128 total = 0;
  std::int64_t last_factor = std::numeric_limits<std::int64_t>::max();
  do {
    const std::string_view before = rest;
    const std::optional<Decimal> value = take_decimal(rest);
    if (!value || (value->negative && before.size() != text.size())) {
      return problem<Duration>(
          fmt::format("'{}' is not a duration; write a number and a unit, e.g. 300s or 1h30m", text));
    }
    const std::string_view number = before.substr(0, before.size() - rest.size());
    const std::string_view name = take_letters(rest);
    if (name.empty()) {
      return problem<Duration>(rest.empty() && before.size() == text.size()
                                   ? fmt::format("'{}' is not a duration; add a unit, e.g. {}s", text, number)
                                   : fmt::format("'{}' is not a duration; '{}' has no unit", text, number));
    }
    const Unit* unit = find_unit(kTimeUnits, name);
    if (unit == nullptr) {
      return unknown_time_unit(text, number, name);
    }
    if (value->leading_zero && before.size() == text.size()) {
      return leading_zero<Duration>(text);
    }
    if (unit->factor >= last_factor) {
      return problem<Duration>(fmt::format("'{}' is not a duration; write larger units first, each once", text));
    }
    last_factor = unit->factor;
    Int128 part = 0;
    if (const Scaling scaling = scale(*value, unit->factor, part); scaling != Scaling::kExact) {
      return cannot_scale<Duration>(scaling, text, "a nanosecond");
    }
    total += negative && part > 0 ? -part : part;
  } while (!rest.empty());
  if (!fits_64(total)) {
    return problem<Duration>(fmt::format("'{}' is too large; the longest duration is 292 years", text));
  }
  return {Duration::nanoseconds(static_cast<std::int64_t>(total)), {}};
}

Parsed<Bytes> parse_memory(std::string_view text) {
  return parse_bytes(text, kBinaryUnits, [text](std::string_view number, std::string_view unit) {
    if (number.empty()) {
      return problem<Bytes>(fmt::format("'{}' is not an amount of memory; write e.g. 512MiB or 4GiB", text));
    }
    if (unit.empty()) {
      return problem<Bytes>(fmt::format("'{}' is not an amount of memory; add a unit, e.g. {}MiB", text, number));
    }
    for (const char prefix : {'K', 'M', 'G', 'T'}) {
      const char lower = static_cast<char>(prefix - 'A' + 'a');
      if ((unit.front() == prefix || unit.front() == lower) &&
          (unit.substr(1).empty() || unit.substr(1) == "B" || unit.substr(1) == "b" || unit.substr(1) == "i" ||
           unit.substr(1) == "ib")) {
        return problem<Bytes>(fmt::format(
            "'{}': memory is counted in binary units (what AWS calls MB is MiB); write {}{}iB", text, number, prefix));
      }
    }
    return problem<Bytes>(fmt::format("'{}' has the unknown unit '{}'; use one of B, KiB, MiB, GiB, TiB", text, unit));
  });
}

Parsed<Bytes> parse_size(std::string_view text) {
  return parse_bytes(text, kDecimalUnits, [text](std::string_view number, std::string_view unit) {
    if (number.empty()) {
      return problem<Bytes>(fmt::format("'{}' is not a size; write e.g. 410MB or 1.2GB", text));
    }
    if (unit.empty()) {
      return problem<Bytes>(fmt::format("'{}' is not a size; add a unit, e.g. {}MB", text, number));
    }
    if (const Unit* binary = find_unit(kBinaryUnits, unit); binary != nullptr) {
      return problem<Bytes>(fmt::format("'{}': images and transfers are counted in decimal units; write {}{}", text,
                                        number, unit == "KiB" ? "kB" : fmt::format("{}B", unit.substr(0, 1))));
    }
    if (unit == "KB" || unit == "K" || unit == "k") {
      return problem<Bytes>(fmt::format("'{}' has the unknown unit '{}'; write {}kB", text, unit, number));
    }
    return problem<Bytes>(fmt::format("'{}' has the unknown unit '{}'; use one of B, kB, MB, GB, TB", text, unit));
  });
}

Parsed<Vcpu> parse_vcpu(std::string_view text) {
  std::string_view rest = text;
  const std::optional<Decimal> value = take_decimal(rest);
  Int128 count = 0;
  if (value && rest == "m" && value->decimals == 0 && scale(*value, 1, count) == Scaling::kExact && count >= 0) {
    char buffer[48];
    return problem<Vcpu>(fmt::format("'{}' is not a number of vCPUs; write {}", text,
                                     decimal_text(static_cast<std::uint64_t>(count), 3, buffer)));
  }
  if (!value || !rest.empty()) {
    return problem<Vcpu>(fmt::format("'{}' is not a number of vCPUs; write e.g. 0.25 or 2", text));
  }
  if (value->negative) {
    return problem<Vcpu>(fmt::format("'{}' must not be negative", text));
  }
  if (value->leading_zero) {
    return leading_zero<Vcpu>(text);
  }
  if (const Scaling scaling = scale(*value, 1'000, count); scaling != Scaling::kExact) {
    return cannot_scale<Vcpu>(scaling, text, "a thousandth of a vCPU");
  }
  return {Vcpu::milli(static_cast<std::int64_t>(count)), {}};
}

Parsed<Fraction> parse_fraction(std::string_view text) {
  std::string_view rest = text;
  const std::optional<Decimal> value = take_decimal(rest);
  const auto no_percentage = [text](std::string_view instead) {
    return problem<Fraction>(fmt::format("'{}' is not a percentage; write {}", text, instead));
  };
  constexpr std::string_view kExamples = "e.g. 50% or 99.9%";
  if (value && rest.empty()) {  // a share, or a percentage without its sign, or something else altogether
    Int128 count = 0;
    const bool is_exact = scale(*value, 1'000'000'000, count) == Scaling::kExact && count >= 0;
    if (is_exact && count <= 1'000'000'000 && value->decimals > 0) {
      return no_percentage(to_text(Fraction::billionths(static_cast<std::int64_t>(count))));
    }
    return is_exact && count <= 100'000'000'000 ? no_percentage(fmt::format("{}%", text)) : no_percentage(kExamples);
  }
  if (!value || rest != "%") {
    return no_percentage(kExamples);
  }
  if (value->leading_zero) {
    return leading_zero<Fraction>(text);
  }
  Int128 count = 0;
  if (const Scaling scaling = scale(*value, 10'000'000, count); scaling != Scaling::kExact) {
    return cannot_scale<Fraction>(scaling, text, "a billionth");
  }
  return {Fraction::billionths(static_cast<std::int64_t>(count)), {}};
}

Parsed<Rate> parse_rate(std::string_view text) {
  if (text.find(' ') != std::string_view::npos) {
    return problem<Rate>(fmt::format("'{}' has a space in it; write it without, e.g. 40/s", text));
  }
  const std::size_t slash = text.find('/');
  const std::string_view number = text.substr(0, slash);
  if (slash == std::string_view::npos) {
    std::string_view rest = text;
    const bool has_number = take_decimal(rest).has_value();
    const std::string_view digits = text.substr(0, text.size() - rest.size());
    if (has_number && rest.empty()) {
      return problem<Rate>(fmt::format("'{}' is not a rate; add a unit, e.g. {}/s", text, text));
    }
    if (has_number && (rest == "rps" || rest == "qps")) {
      return problem<Rate>(fmt::format("'{}' is not a rate here; write {}/s", text, digits));
    }
    return problem<Rate>(fmt::format("'{}' is not a rate; write e.g. 40/s or 300/min", text));
  }
  const std::string_view period = text.substr(slash + 1);
  const Unit* unit = find_unit(kRatePeriods, period);
  if (unit == nullptr) {
    return problem<Rate>(
        period == "m" ? fmt::format("'{}': m could be a month; write {}/min", text, number)
                      : fmt::format("'{}' has the unknown period '{}'; use one of /s, /min, /h, /d", text, period));
  }
  const Parsed<double> value = parse_number(number);
  if (!value.value) {
    return problem<Rate>(value.problem);
  }
  if (std::signbit(*value.value) && *value.value != 0.0) {
    return problem<Rate>(fmt::format("'{}' must not be negative", text));
  }
  return {Rate::per_second(*value.value / static_cast<double>(unit->factor)), {}};
}

}  // namespace sim
