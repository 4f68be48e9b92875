#include "sim/config/json_schema.hpp"

#include <optional>
#include <string>
#include <utility>

#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include "sim/config/distribution_field.hpp"
#include "sim/config/scalar.hpp"
#include "sim/config/schema_walk.hpp"
#include "sim/config/struct_reader.hpp"
#include "sim/units/parse.hpp"

namespace sim::config {
namespace {

using Json = nlohmann::ordered_json;

constexpr const char* kDecimal = "(0|[1-9][0-9]*)(\\.[0-9]+)?";
constexpr const char* kExponent = "([eE][+-]?[0-9]+)?";

Json pattern(std::string text) {
  return {{"type", "string"}, {"pattern", std::move(text)}};
}

std::string reference(const std::string& section) {
  return fmt::format("#/definitions/{}", section);
}

/// A scalar of the tree as JSON: what an editor's YAML parser makes of the plain text.
Json json_of_scalar(const ValueType& type, const Node& node) {
  const ScalarResult result = is_scalar(type.type) ? parse_scalar(type, node.text, node.quoted) : ScalarResult{};
  if (result.value) {
    switch (type.type) {
      case Type::kBool:
        return result.value->whole != 0;
      case Type::kInteger:
        return result.value->whole;
      case Type::kNumber:
        return result.value->real;
      case Type::kVcpu:
        return static_cast<double>(result.value->whole) / 1'000.0;
      default:
        break;
    }
  }
  if (type.type == Type::kStruct && !node.quoted) {  // of a key whose type is not followed
    if (const std::optional<double> number = parse_number(node.text).value) {
      return *number;
    }
  }
  return node.text;
}

/// A default or an example; of structs below the field the types of single values are not followed.
Json json_of(const ValueType& type, const Node& node) {
  Json json;
  switch (node.kind) {
    case Node::Kind::kScalar:
      return json_of_scalar(type.leaf(), node);
    case Node::Kind::kSequence:
      json = Json::array();
      for (const Node& item : node.items) {
        json.push_back(json_of(type, item));
      }
      return json;
    case Node::Kind::kMap:
      json = Json::object();
      for (const Node::Entry& entry : node.entries) {
        const Field* field = type.leaf().type == Type::kStruct ? type.leaf().schema().find(entry.key) : nullptr;
        ValueType unknown;
        unknown.type = Type::kStruct;
        json[entry.key] = field != nullptr
                              ? json_of(field->type, entry.value)
                              : (entry.value.kind == Node::Kind::kScalar ? json_of_scalar(unknown, entry.value)
                                                                         : Json(flow_text(entry.value)));
      }
      return json;
    case Node::Kind::kNull:
      break;
  }
  return json;
}

class SchemaWriter {
 public:
  SchemaWriter(const Schema& root, const Families& families) : walk_{root, families} {}

  std::string write() {
    const Section& root = walk_.sections().front();
    Json json = {{"$schema", "http://json-schema.org/draft-07/schema#"}, {"title", root.name}};
    json.update(struct_json(root));
    Json definitions = Json::object();
    for (const Section& section : walk_.sections()) {
      if (section.schema != root.schema || section.entry != nullptr) {
        definitions[section.name] = struct_json(section);
      }
    }
    for (const Family* family : walk_.used_families()) {
      definitions["family." + family->name] = family_json(*family);
    }
    definitions["distribution"] = distribution_json();
    json["definitions"] = std::move(definitions);
    return json.dump(2) + "\n";
  }

 private:
  static Json object_json(Json properties, Json required) {
    Json json = {{"type", "object"}, {"properties", std::move(properties)}};
    if (!required.empty()) {
      json["required"] = std::move(required);
    }
    json["patternProperties"] = {{"^x-", Json::object()}};
    json["additionalProperties"] = false;
    return json;
  }

  Json struct_json(const Section& section) const {
    Json properties = Json::object();
    Json required = Json::array();
    if (section.entry != nullptr) {
      properties["kind"] = {{"const", section.entry->name}, {"description", section.entry->sentence}};
    }
    for (const Field& field : section.schema->fields) {
      properties[field.key] = field_json(field);
      if (field.is_required()) {
        required.push_back(field.key);
      }
    }
    Json json = {{"description", section.schema->sentence}};
    json.update(object_json(std::move(properties), std::move(required)));
    return json;
  }

  Json field_json(const Field& field) const {
    Json json = {{"description", field.sentence}};
    const Json type = type_json(field, field.type);
    if (type.contains("$ref")) {
      json["allOf"] = Json::array({type});  // draft-07 ignores what stands beside $ref
    } else {
      json.update(type);
    }
    if (field.has_default) {
      json["default"] = json_of(field.type, node_of_text(field.default_text));
    }
    for (const std::string& example : field.examples) {
      json["examples"].push_back(json_of(field.type, node_of_text(example)));
    }
    return json;
  }

  Json type_json(const Field& field, const ValueType& type) const {
    switch (type.type) {
      case Type::kStruct:
        return {{"$ref", reference(walk_.name_of(type.schema()))}};
      case Type::kOneOf:
        return {{"$ref", reference("family." + type.family)}};
      case Type::kDistribution:
        return {{"$ref", reference("distribution")}};
      case Type::kList:
        return {{"type", "array"}, {"items", type_json(field, *type.element)}};
      case Type::kNamed:
        return {
            {"type", "object"},
            {"patternProperties", {{"^x-", Json::object()}, {"^(?!x-)[a-z0-9_-]+$", type_json(field, *type.element)}}},
            {"additionalProperties", false}};
      default:
        return scalar_json(field, type);
    }
  }

  /// `sign` is "-?" where a value may be negative.
  static Json quantity_json(const Field& field, Type type, const std::string& sign) {
    switch (type) {
      case Type::kDuration:
        return pattern(fmt::format("^{}(([0-9]+(\\.[0-9]+)?)(ns|us|ms|s|min|m|h|d|w))+$", sign));
      case Type::kFraction:
        return pattern(fmt::format("^{}{}%$", sign, kDecimal));
      case Type::kRate:
        return pattern(fmt::format("^{}{}/(s|min|h|d)$", kDecimal, kExponent));
      case Type::kMemory:
        return pattern(fmt::format("^{}(B|KiB|MiB|GiB|TiB)$", kDecimal));
      case Type::kSize:
        return pattern(fmt::format("^{}(B|kB|MB|GB|TB)$", kDecimal));
      case Type::kInteger:
        return bounded(field,
                       {{"type", {"integer", "string"}}, {"pattern", "^-?[0-9][0-9_]*(\\.[0-9]+)?([eE]\\+?[0-9]+)?$"}});
      case Type::kVcpu:
        return bounded(field, {{"type", {"number", "string"}}, {"pattern", fmt::format("^{}$", kDecimal)}});
      default:
        return bounded(field,
                       {{"type", {"number", "string"}}, {"pattern", fmt::format("^-?{}{}$", kDecimal, kExponent)}});
    }
  }

  static Json bounded(const Field& field, Json json) {
    const ValueType& type = field.type.leaf();
    if (field.positive) {
      json["exclusiveMinimum"] = 0;
    }
    if (!field.low.empty()) {
      json["minimum"] = json_of_scalar(type, Node::scalar(field.low));
    } else if (type.type == Type::kVcpu && !field.positive) {
      json["minimum"] = 0;
    }
    if (!field.high.empty()) {
      json["maximum"] = json_of_scalar(type, Node::scalar(field.high));
    }
    return json;
  }

  static Json scalar_json(const Field& field, const ValueType& type) {
    if (type.type == Type::kBool) {
      return {{"type", "boolean"}};
    }
    if (type.type == Type::kText) {
      return {{"type", {"string", "number", "boolean"}}};
    }
    if (type.type == Type::kFile) {
      return {{"type", "string"}};
    }
    if (type.type == Type::kEnum) {
      Json names = Json::array();
      Json meanings = Json::array();
      for (const EnumName& name : type.names) {
        names.push_back(name.name);
        meanings.push_back(name.sentence);
      }
      return {{"enum", std::move(names)}, {"enumDescriptions", std::move(meanings)}};
    }
    return quantity_json(field, type.type, field.low.rfind('-', 0) == 0 ? "-?" : "");
  }

  /// `kind` first chooses, then only the chosen entry's own errors are told: if/then, since the message of a bare
  /// oneOf helps nobody. The short form is the kind's name alone.
  static Json choice_json(const std::vector<std::pair<std::string, std::string>>& kinds, const std::string& prefix,
                          Json short_form) {
    Json names = Json::array();
    Json branches = Json::array();
    for (const auto& [name, sentence] : kinds) {
      names.push_back(name);
      branches.push_back({{"if", {{"properties", {{"kind", {{"const", name}}}}}, {"required", {"kind"}}}},
                          {"then", {{"$ref", reference(prefix + name)}}}});
    }
    Json map = {{"type", "object"}, {"required", {"kind"}}, {"properties", {{"kind", {{"enum", names}}}}}};
    map["allOf"] = std::move(branches);
    return {{"if", {{"type", "string"}}}, {"then", std::move(short_form)}, {"else", std::move(map)}};
  }

  static Json family_json(const Family& family) {
    std::vector<std::pair<std::string, std::string>> kinds;
    Json alone = Json::array();
    for (const FamilyEntry& entry : family.entries) {
      kinds.emplace_back(entry.name, entry.sentence);
      bool needs_more = false;
      for (const Field& field : entry.schema.get().fields) {
        needs_more = needs_more || field.is_required();
      }
      if (!needs_more) {
        alone.push_back(entry.name);
      }
    }
    Json short_form = alone.empty() ? Json{{"not", Json::object()}} : Json{{"enum", std::move(alone)}};
    Json json = {{"description", family.sentence}};
    json.update(choice_json(kinds, family.name + ".", std::move(short_form)));
    return json;
  }

  static Json distribution_json() {
    Field plain;
    const Json duration = quantity_json(plain, Type::kDuration, "");
    Json branches = Json::array();
    Json names = Json::array();
    for (const DistributionKind& kind : distribution_kinds()) {
      Json properties = {{"kind", {{"const", kind.name}, {"description", kind.sentence}}}};
      Json required = Json::array({"kind"});
      Json alternatives = Json::array();
      for (const DistributionKey& key : kind.keys) {
        properties[key.name] = quantity_json(plain, key.type, "");
        properties[key.name]["description"] = key.sentence;
        if (key.is_alternative) {
          alternatives.push_back({{"required", Json::array({key.name})}});
        } else {
          required.push_back(key.name);
        }
      }
      Json body = object_json(std::move(properties), std::move(required));
      if (!alternatives.empty()) {
        body["oneOf"] = std::move(alternatives);
      }
      names.push_back(kind.name);
      branches.push_back({{"if", {{"properties", {{"kind", {{"const", kind.name}}}}}, {"required", {"kind"}}}},
                          {"then", std::move(body)}});
    }
    Json map = {{"type", "object"}, {"required", {"kind"}}, {"properties", {{"kind", {{"enum", std::move(names)}}}}}};
    map["allOf"] = std::move(branches);
    return {{"description", "A duration, always the same or drawn: 50ms, or a map with the kind of distribution."},
            {"if", {{"type", "string"}}},
            {"then", duration},
            {"else", std::move(map)}};
  }

  SchemaWalk walk_;
};

}  // namespace

std::string json_schema(const Schema& root, const Families& families) {
  return SchemaWriter{root, families}.write();
}

}  // namespace sim::config
