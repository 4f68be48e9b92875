// Text to quantity and back. Used for YAML values, for --set and for the command line, so that a value is written in
// one way everywhere. A parser never guesses: a number without a unit is refused with the text to write instead.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "sim/units/bytes.hpp"
#include "sim/units/fraction.hpp"
#include "sim/units/money.hpp"
#include "sim/units/rate.hpp"
#include "sim/units/time.hpp"
#include "sim/units/vcpu.hpp"

namespace sim {

/// A value, or what is wrong with the text and how to write it.
template <class T>
struct Parsed {
  std::optional<T> value{};
  std::string problem{};
};

/// `300ms`, `4s`, `1h30m`, `7d`, `5d20h`, `1.5s`; units ns us ms s m|min h d w. Exact to the nanosecond.
Parsed<Duration> parse_duration(std::string_view text);
/// Memory: `512MiB`, `1.5GiB`, `64KiB`. MB and GB are refused with the MiB to write instead (AWS's MB are binary).
Parsed<Bytes> parse_memory(std::string_view text);
/// Image and transfer sizes: `410MB`, `1.2GB`, `2kB`, `100B`. MiB and GiB are refused likewise.
Parsed<Bytes> parse_size(std::string_view text);
/// `0.25`, `2`, `1.5`: at most three decimals.
Parsed<Vcpu> parse_vcpu(std::string_view text);
/// `50%`, `99.9%`, `0.1%`. A bare number is refused.
Parsed<Fraction> parse_fraction(std::string_view text);
/// `40/s`, `1.5/s`, `300/min`, `10/h`, `1000/d`.
Parsed<Rate> parse_rate(std::string_view text);
/// A plain finite number: `2.5`, `-3`, `1e3`. Refuses `.nan`, `.inf`, hexadecimal and leading zeros (`010`).
Parsed<double> parse_number(std::string_view text);
/// A whole number: `3`, `1000`, `1_000`, `1e3`. Refuses `010`, `1.5`.
Parsed<std::int64_t> parse_integer(std::string_view text);
/// A price per unit such as `0.0000166667`: at most 12 decimals, exact.
Parsed<Price> parse_price(std::string_view text);

/// The shortest text that parses back to the same value (`1h30m`, `512MiB`, `50%`, `40/s`).
std::string to_text(Duration value);
std::string exact_memory_to_text(Bytes value);
std::string size_to_text(Bytes value);
std::string to_text(Vcpu value);
std::string to_text(Fraction value);
std::string to_text(Rate value);
std::string number_to_text(double value);

/// Memory for people: exact where it is whole MiB, GiB or TiB, or less than a MiB; else in MiB with one decimal
/// (`291.5MiB`), rounded down, so that what a message says is left can be asked for.
std::string memory_to_text(Bytes value);

}  // namespace sim
