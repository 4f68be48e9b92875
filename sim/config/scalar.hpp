// Single values: text to value and back, for every leaf type that is one scalar of YAML.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "sim/config/schema.hpp"

namespace sim::config {

/// A value that can be compared with its bounds: a whole number of the type's base unit, or a double, or text.
struct Scalar {
  std::int64_t whole = 0;  ///< base units; of an enum the enumerator, of a bool 0 or 1
  double real = 0.0;       ///< of numbers and rates
  std::string text{};      ///< of texts and files
};

struct ScalarResult {
  std::optional<Scalar> value{};
  std::string problem{};
};

bool is_scalar(Type type);
/// Types that have bounds.
bool is_ordered(Type type);
/// Types whose value is a double.
bool is_real(Type type);

/// `quoted` only matters to true and false.
ScalarResult parse_scalar(const ValueType& type, const std::string& text, bool quoted);
void store_scalar(const ValueType& type, const Scalar& value, void* target);
Scalar load_scalar(const ValueType& type, const void* source);
/// Canonical: the shortest text that reads back as the same value.
std::string scalar_to_text(const ValueType& type, const Scalar& value);

/// What is wrong with a value by the field's range(), positive() and, for durations and percentages without a lower
/// bound, by its sign; "" if nothing is.
std::string range_problem(const Field& field, const std::string& text, const Scalar& value);

/// What a value of the type looks like: "a duration, e.g. 300s".
std::string expected_text(const ValueType& type);
/// An example of a value of the type; "" where there is none.
std::string example_text(const ValueType& type);

}  // namespace sim::config
