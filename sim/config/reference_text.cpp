// The words that reference page and explain share.
#include <fmt/core.h>

#include "sim/config/reference_page.hpp"

namespace sim::config {

std::string type_text(const ValueType& type) {
  switch (type.type) {
    case Type::kBool:
      return "true or false";
    case Type::kInteger:
      return "whole number";
    case Type::kNumber:
      return "number";
    case Type::kText:
      return "text";
    case Type::kDuration:
      return "duration";
    case Type::kVcpu:
      return "vCPUs";
    case Type::kFraction:
      return "percentage";
    case Type::kRate:
      return "rate";
    case Type::kMemory:
      return "memory";
    case Type::kSize:
      return "size";
    case Type::kFile:
      return "file name";
    case Type::kEnum: {
      std::string list;
      for (const EnumName& name : type.names) {
        list += (list.empty() ? "" : ", ") + name.name;
      }
      return fmt::format("one of {}", list);
    }
    case Type::kDistribution:
      return "distribution";
    case Type::kStruct:
      return type.schema().name;
    case Type::kOneOf:
      return fmt::format("kind of {}", type.family);
    case Type::kList:
      return fmt::format("list of {}", type_text(*type.element));
    case Type::kNamed:
      return fmt::format("names, each with {}", type_text(*type.element));
  }
  return {};
}

std::string default_of(const Field& field) {
  if (field.has_default) {
    return field.default_text.empty() ? "\"\"" : field.default_text;
  }
  return field.is_optional() ? "optional" : "required";
}

std::string range_text(const Field& field) {
  if (!field.low.empty() && !field.high.empty()) {
    return fmt::format("{} to {}", field.low, field.high);
  }
  if (!field.high.empty()) {
    return fmt::format("{}at most {}", field.positive ? "more than 0, " : "", field.high);
  }
  return field.positive ? "more than 0" : (field.low.empty() ? "" : fmt::format("at least {}", field.low));
}

}  // namespace sim::config
