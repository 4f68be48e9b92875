#include "sim/config/scalar.hpp"

#include <utility>
#include <vector>

#include <fmt/core.h>

#include "sim/config/suggest.hpp"
#include "sim/units/parse.hpp"

namespace sim::config {
namespace {

template <class T, class Count>
ScalarResult whole(Parsed<T> parsed, Count count) {
  ScalarResult result;
  result.problem = std::move(parsed.problem);
  if (parsed.value) {
    result.value = Scalar{count(*parsed.value), 0.0, {}};
  }
  return result;
}

ScalarResult real(std::optional<double> value, std::string problem) {
  ScalarResult result;
  result.problem = std::move(problem);
  if (value) {
    result.value = Scalar{0, *value, {}};
  }
  return result;
}

ScalarResult refuse(std::string problem) {
  return {std::nullopt, std::move(problem)};
}

ScalarResult parse_bool(const std::string& text, bool quoted) {
  const bool is_true = text == "true" || text == "True" || text == "TRUE";
  const bool is_false = text == "false" || text == "False" || text == "FALSE";
  if (is_true || is_false) {
    return quoted ? refuse(fmt::format("'{}' is a text here; leave the quotes out", text))
                  : ScalarResult{Scalar{is_true ? 1 : 0, 0.0, {}}, {}};
  }
  const bool means_true = text == "yes" || text == "Yes" || text == "on" || text == "On" || text == "1";
  const bool means_false = text == "no" || text == "No" || text == "off" || text == "Off" || text == "0";
  return refuse(fmt::format("'{}' is not true or false{}", text,
                            means_true ? "; write true" : (means_false ? "; write false" : "")));
}

ScalarResult parse_enum(const ValueType& type, const std::string& text) {
  std::vector<std::string> names;
  for (const EnumName& name : type.names) {
    if (name.name == text) {
      return {Scalar{name.value, 0.0, {}}, {}};
    }
    names.push_back(name.name);
  }
  return refuse(fmt::format("unknown value '{}'{}", text, hint(text, names, "one of")));
}

}  // namespace

bool is_scalar(Type type) {
  return type < Type::kDistribution;
}

bool is_ordered(Type type) {
  return type == Type::kInteger || type == Type::kNumber || (type >= Type::kDuration && type <= Type::kSize);
}

bool is_real(Type type) {
  return type == Type::kNumber || type == Type::kRate;
}

ScalarResult parse_scalar(const ValueType& type, const std::string& text, bool quoted) {
  switch (type.type) {
    case Type::kBool:
      return parse_bool(text, quoted);
    case Type::kInteger:
      return whole(parse_integer(text), [](std::int64_t value) { return value; });
    case Type::kNumber: {
      Parsed<double> parsed = parse_number(text);
      return real(parsed.value, std::move(parsed.problem));
    }
    case Type::kDuration:
      return whole(parse_duration(text), [](Duration value) { return value.nanoseconds(); });
    case Type::kVcpu:
      return whole(parse_vcpu(text), [](Vcpu value) { return value.milli(); });
    case Type::kFraction:
      return whole(parse_fraction(text), [](Fraction value) { return value.billionths(); });
    case Type::kRate: {
      Parsed<Rate> parsed = parse_rate(text);
      return real(parsed.value ? std::optional{parsed.value->per_second()} : std::nullopt, std::move(parsed.problem));
    }
    case Type::kMemory:
      return whole(parse_memory(text), [](Bytes value) { return value.count(); });
    case Type::kSize:
      return whole(parse_size(text), [](Bytes value) { return value.count(); });
    case Type::kEnum:
      return parse_enum(type, text);
    default:
      return {Scalar{0, 0.0, text}, {}};
  }
}

void store_scalar(const ValueType& type, const Scalar& value, void* target) {
  switch (type.type) {
    case Type::kBool:
      *static_cast<bool*>(target) = value.whole != 0;
      break;
    case Type::kInteger:
      *static_cast<std::int64_t*>(target) = value.whole;
      break;
    case Type::kNumber:
      *static_cast<double*>(target) = value.real;
      break;
    case Type::kDuration:
      *static_cast<Duration*>(target) = Duration::nanoseconds(value.whole);
      break;
    case Type::kVcpu:
      *static_cast<Vcpu*>(target) = Vcpu::milli(value.whole);
      break;
    case Type::kFraction:
      *static_cast<Fraction*>(target) = Fraction::billionths(value.whole);
      break;
    case Type::kRate:
      *static_cast<Rate*>(target) = Rate::per_second(value.real);
      break;
    case Type::kMemory:
    case Type::kSize:
      *static_cast<Bytes*>(target) = Bytes::bytes(value.whole);
      break;
    case Type::kEnum:
      type.set_enum(target, value.whole);
      break;
    case Type::kFile:
      if (type.resolves) {
        static_cast<FilePath*>(target)->written = value.text;
        break;
      }
      [[fallthrough]];
    default:
      *static_cast<std::string*>(target) = value.text;
      break;
  }
}

Scalar load_scalar(const ValueType& type, const void* source) {
  switch (type.type) {
    case Type::kBool:
      return {*static_cast<const bool*>(source) ? 1 : 0, 0.0, {}};
    case Type::kInteger:
      return {*static_cast<const std::int64_t*>(source), 0.0, {}};
    case Type::kNumber:
      return {0, *static_cast<const double*>(source), {}};
    case Type::kDuration:
      return {static_cast<const Duration*>(source)->nanoseconds(), 0.0, {}};
    case Type::kVcpu:
      return {static_cast<const Vcpu*>(source)->milli(), 0.0, {}};
    case Type::kFraction:
      return {static_cast<const Fraction*>(source)->billionths(), 0.0, {}};
    case Type::kRate:
      return {0, static_cast<const Rate*>(source)->per_second(), {}};
    case Type::kMemory:
    case Type::kSize:
      return {static_cast<const Bytes*>(source)->count(), 0.0, {}};
    case Type::kEnum:
      return {type.get_enum(source), 0.0, {}};
    case Type::kFile:
      if (type.resolves) {
        return {0, 0.0, static_cast<const FilePath*>(source)->written};
      }
      [[fallthrough]];
    default:
      return {0, 0.0, *static_cast<const std::string*>(source)};
  }
}

std::string scalar_to_text(const ValueType& type, const Scalar& value) {
  switch (type.type) {
    case Type::kBool:
      return value.whole != 0 ? "true" : "false";
    case Type::kInteger:
      return fmt::format("{}", value.whole);
    case Type::kNumber:
      return number_to_text(value.real);
    case Type::kDuration:
      return to_text(Duration::nanoseconds(value.whole));
    case Type::kVcpu:
      return to_text(Vcpu::milli(value.whole));
    case Type::kFraction:
      return to_text(Fraction::billionths(value.whole));
    case Type::kRate:
      return to_text(Rate::per_second(value.real));
    case Type::kMemory:
      return exact_memory_to_text(Bytes::bytes(value.whole));
    case Type::kSize:
      return size_to_text(Bytes::bytes(value.whole));
    case Type::kEnum:
      for (const EnumName& name : type.names) {
        if (name.value == value.whole) {
          return name.name;
        }
      }
      return {};
    default:
      return value.text;
  }
}

std::string range_problem(const Field& field, const std::string& text, const Scalar& value) {
  const ValueType& type = field.type.leaf();
  if (!is_ordered(type.type)) {
    return {};
  }
  const auto below = [&type](const Scalar& a, const Scalar& b) {
    return is_real(type.type) ? a.real < b.real : a.whole < b.whole;
  };
  const Scalar zero{};
  if (field.positive && !below(zero, value)) {
    return fmt::format("'{}' must be more than zero", text);
  }
  if (!field.low.empty() && below(value, parse_scalar(type, field.low, false).value.value_or(zero))) {
    return fmt::format("'{}' is too low; the lowest value is {}", text, field.low);
  }
  if (!field.high.empty() && below(parse_scalar(type, field.high, false).value.value_or(zero), value)) {
    return fmt::format("'{}' is too high; the highest value is {}", text, field.high);
  }
  const bool has_sign = type.type == Type::kDuration || type.type == Type::kFraction;
  if (has_sign && field.low.empty() && below(value, zero)) {
    return fmt::format("'{}' must not be negative", text);
  }
  return {};
}

std::string example_text(const ValueType& type) {
  switch (type.type) {
    case Type::kBool:
      return "true";
    case Type::kInteger:
      return "3";
    case Type::kNumber:
      return "1.5";
    case Type::kDuration:
      return "300s";
    case Type::kVcpu:
      return "0.5";
    case Type::kFraction:
      return "50%";
    case Type::kRate:
      return "40/s";
    case Type::kMemory:
      return "512MiB";
    case Type::kSize:
      return "410MB";
    case Type::kEnum:
      return type.names.empty() ? "" : type.names.front().name;
    case Type::kDistribution:
      return "{kind: exponential, mean: 50ms}";
    default:
      return {};
  }
}

std::string expected_text(const ValueType& type) {
  const auto with_example = [&type](std::string_view noun) {
    return fmt::format("{}, e.g. {}", noun, example_text(type));
  };
  switch (type.type) {
    case Type::kBool:
      return "true or false";
    case Type::kInteger:
      return with_example("a whole number");
    case Type::kNumber:
      return with_example("a number");
    case Type::kText:
      return "a text";
    case Type::kDuration:
      return with_example("a duration");
    case Type::kVcpu:
      return with_example("a number of vCPUs");
    case Type::kFraction:
      return with_example("a percentage");
    case Type::kRate:
      return with_example("a rate");
    case Type::kMemory:
      return with_example("an amount of memory");
    case Type::kSize:
      return with_example("a size");
    case Type::kFile:
      return "the name of a file";
    case Type::kEnum: {
      std::string list;
      for (const EnumName& name : type.names) {
        list += (list.empty() ? "" : ", ") + name.name;
      }
      return fmt::format("one of {}", list);
    }
    case Type::kDistribution:
      return "a duration or a distribution, e.g. 50ms or {kind: exponential, mean: 50ms}";
    case Type::kStruct:
      return "a map of keys and values";
    case Type::kOneOf:
      return fmt::format("a kind of {}, or a map with 'kind'", type.family);
    case Type::kList:
      return "a list, e.g. [a, b]";
    case Type::kNamed:
      return "a map from names to values";
  }
  return {};
}

}  // namespace sim::config
