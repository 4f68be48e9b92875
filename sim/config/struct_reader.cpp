#include "sim/config/struct_reader.hpp"

#include <algorithm>
#include <filesystem>
#include <stdexcept>
#include <system_error>
#include <utility>

#include <fmt/core.h>

#include "sim/config/distribution_field.hpp"
#include "sim/config/override.hpp"
#include "sim/config/path.hpp"
#include "sim/config/scalar.hpp"
#include "sim/config/suggest.hpp"
#include "sim/config/yaml_reader.hpp"

namespace sim::config {
namespace {

bool is_identifier(const std::string& text) {
  return !text.empty() && text.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_-") == std::string::npos;
}

/// `; e.g. target: 50%`, from the field's own example or one of its type.
std::string example_of(const Field& field) {
  const std::string text = field.examples.empty() ? example_text(field.type) : field.examples.front();
  return text.empty() ? "" : fmt::format(", e.g. {}: {}", field.key, text);
}

std::string without_full_stop(std::string sentence) {
  if (!sentence.empty() && sentence.back() == '.') {
    sentence.pop_back();
  }
  return sentence;
}

}  // namespace

Node node_of_text(const std::string& text) {
  if (text.empty() || (text.front() != '{' && text.front() != '[')) {
    return Node::scalar(text);
  }
  std::optional<Node> node = read_yaml(text, {}, 0, [&text](Position, const std::string& message) {
    throw std::logic_error(fmt::format("the schema text '{}' is {}", text, message));
  });
  clear_positions(*node, 0);
  return std::move(*node);
}

bool StructReader::fail(Position at, const std::string& path, std::string message) {
  if (!default_of_.empty()) {
    throw std::logic_error(fmt::format("the schema's default of {}: {}: {}", default_of_, path, message));
  }
  document_.report(diagnostics_, Severity::kError, at, path, std::move(message));
  return false;
}

bool StructReader::read_struct(const Schema& schema, const Node& node, const Place& place, void* object,
                               const Family* family) {
  if (node.kind != Node::Kind::kMap) {
    return fail(node.at.line > 0 ? node.at : place.at, place.path,
                fmt::format("expected a map of keys and values ({}){}", schema.name,
                            node.kind == Node::Kind::kScalar ? fmt::format(", but found '{}'", node.text) : ""));
  }
  bool is_good = true;
  const std::vector<std::string> suggested = refuse_unknown_keys(schema, node, place, family, is_good);
  for (const Field& field : schema.fields) {
    is_good = read_field(schema, field, node, place, object, suggested) && is_good;
  }
  if (is_good) {
    const std::size_t before = diagnostics_.error_count();
    Checker checker{document_, place.path, diagnostics_};
    for (const auto& check : schema.checks) {
      check(object, checker);
    }
    is_good = diagnostics_.error_count() == before;
  }
  return is_good;
}

std::vector<std::string> StructReader::refuse_unknown_keys(const Schema& schema, const Node& node, const Place& place,
                                                           const Family* family, bool& is_good) {
  std::vector<std::string> suggested;
  for (const Node::Entry& entry : node.entries) {
    if (is_note(entry.key) || schema.find(entry.key) != nullptr || (family != nullptr && entry.key == "kind")) {
      continue;
    }
    const std::size_t space = entry.key.find(' ');
    if (entry.value.kind == Node::Kind::kNull && space != std::string::npos) {
      const std::string key = entry.key.substr(0, space);
      suggested.push_back(key);
      is_good = fail(entry.at, place.path,
                     fmt::format("a ':' is missing after '{}'; write {}: {}", key, key, entry.key.substr(space + 1)));
      continue;
    }
    is_good = fail(entry.at, join_path(place.path, entry.key), unknown_key_text(schema, entry.key, family, suggested));
  }
  return suggested;
}

std::string StructReader::unknown_key_text(const Schema& schema, const std::string& key, const Family* family,
                                           std::vector<std::string>& suggested) const {
  std::vector<std::string> legal;
  for (const Field& field : schema.fields) {
    if (std::find(field.renamed_from.begin(), field.renamed_from.end(), key) != field.renamed_from.end()) {
      suggested.push_back(field.key);
      return fmt::format("'{}' is now called '{}'", key, field.key);
    }
    legal.push_back(field.key);
  }
  if (family != nullptr) {
    std::vector<std::string> owners;
    for (const FamilyEntry& entry : family->entries) {
      if (&entry.schema.get() != &schema && entry.schema.get().find(key) != nullptr) {
        owners.push_back(entry.name);
      }
    }
    if (!owners.empty()) {
      return fmt::format("unknown key '{}' in {}{}", key, schema.name,
                         hint("", owners, owners.size() == 1 ? "it belongs to kind" : "it belongs to kinds"));
    }
    legal.emplace_back("kind");
  }
  if (const std::optional<std::string> nearest = closest(key, legal)) {
    suggested.push_back(*nearest);
  }
  if (legal.empty()) {
    return fmt::format("unknown key '{}'; {} has no keys", key, schema.name);
  }
  return fmt::format("unknown key '{}' in {}{}", key, schema.name, hint(key, legal, "legal keys"));
}

bool StructReader::read_field(const Schema& schema, const Field& field, const Node& node, const Place& place,
                              void* object, const std::vector<std::string>& suggested) {
  void* member = static_cast<char*>(object) + field.offset;
  const Node::Entry* entry = node.find(field.key);
  const Place inner{join_path(place.path, field.key), entry != nullptr ? entry->at : place.at};
  if (entry == nullptr) {
    if (field.has_default) {
      return read_default(field, inner, field.is_optional() ? field.emplace(member) : member);
    }
    // A misspelt key has been told already; that it is missing too would be the same mistake twice.
    const bool is_told = std::find(suggested.begin(), suggested.end(), field.key) != suggested.end();
    return field.is_optional() || (is_told ? false
                                           : fail(place.at, place.path,
                                                  fmt::format("{} needs '{}' ({}){}", schema.name, field.key,
                                                              without_full_stop(field.sentence), example_of(field))));
  }
  return read_value(field, field.type, entry->value, inner, field.is_optional() ? field.emplace(member) : member);
}

bool StructReader::read_default(const Field& field, const Place& place, void* target) {
  const bool is_outermost = default_of_.empty();
  if (is_outermost) {
    default_of_ = place.path;
  }
  const bool is_unlimited = takes_unlimited_quotas_ && !field.without_quotas.empty();
  const std::string& text = is_unlimited ? field.without_quotas : field.default_text;
  const bool is_good = read_value(field, field.type, node_of_text(text), place, target);
  if (is_outermost) {
    default_of_.clear();
  }
  return is_good;
}

bool StructReader::read_value(const Field& field, const ValueType& type, const Node& node, const Place& place,
                              void* target) {
  if (node.kind == Node::Kind::kNull) {
    return fail(place.at, place.path,
                fmt::format("no value is given; write {}{}", expected_text(type),
                            field.is_required() ? "" : ", or leave the key out"));
  }
  switch (type.type) {
    case Type::kDistribution:
      return read_distribution(
          node, place.at, place.path, *static_cast<random::DistributionSpec*>(target),
          [this](Position at, const std::string& path, std::string message) { fail(at, path, std::move(message)); });
    case Type::kStruct:
      return read_struct(type.schema(), node, place, target);
    case Type::kOneOf:
      return read_choice(field, type, node, place, *static_cast<Choice*>(target));
    case Type::kList:
      return read_list(field, type, node, place, target);
    case Type::kNamed:
      return read_named(field, type, node, place, target);
    default:
      return read_scalar(field, type, node, place, target);
  }
}

bool StructReader::read_scalar(const Field& field, const ValueType& type, const Node& node, const Place& place,
                               void* target) {
  if (node.kind != Node::Kind::kScalar) {
    return fail(place.at, place.path,
                fmt::format("expected {}, but found a {}", expected_text(type),
                            node.kind == Node::Kind::kMap ? "map" : "list"));
  }
  const ScalarResult result = parse_scalar(type, node.text, node.quoted);
  if (!result.value) {
    return fail(node.at, place.path, result.problem);
  }
  if (std::string problem = range_problem(field, node.text, *result.value); !problem.empty()) {
    return fail(node.at, place.path, std::move(problem));
  }
  store_scalar(type, *result.value, target);
  return type.type != Type::kFile || read_file(type, node, place, target);
}

bool StructReader::read_file(const ValueType& type, const Node& node, const Place& place, void* target) {
  const std::string path = document_.resolve(node.text);
  std::error_code error;
  const std::filesystem::file_status status = std::filesystem::status(path, error);
  if (std::filesystem::is_directory(status)) {
    return fail(node.at, place.path, fmt::format("'{}' is a folder, not a file", path));
  }
  if (!std::filesystem::exists(status)) {
    return fail(node.at, place.path,
                fmt::format("there is no file '{}' (paths are relative to the scenario file)", path));
  }
  if (type.resolves) {
    static_cast<FilePath*>(target)->resolved = path;
  }
  return true;
}

bool StructReader::read_list(const Field& field, const ValueType& type, const Node& node, const Place& place,
                             void* target) {
  if (node.kind != Node::Kind::kSequence) {
    const bool is_item = node.kind == Node::Kind::kScalar;
    return fail(is_item ? node.at : place.at, place.path,
                is_item ? fmt::format("expected a list; write [{}]", scalar_text(node))
                        : "expected a list, but found a map; start each item with '- '");
  }
  bool is_good = true;
  for (std::size_t i = 0; i < node.items.size(); ++i) {
    const Place inner{item_path(place.path, i), node.items[i].at};
    is_good = read_value(field, *type.element, node.items[i], inner, type.append(target, {})) && is_good;
  }
  return is_good;
}

bool StructReader::read_named(const Field& field, const ValueType& type, const Node& node, const Place& place,
                              void* target) {
  if (node.kind != Node::Kind::kMap) {
    return fail(node.at.line > 0 ? node.at : place.at, place.path,
                node.kind == Node::Kind::kSequence
                    ? "expected a map from names to values, but found a list; write 'name: ...' instead of '- ...'"
                    : fmt::format("expected a map from names to values, but found '{}'", node.text));
  }
  std::vector<std::string> names;
  for (const Node::Entry& entry : node.entries) {
    if (!entry.value.implied && !is_note(entry.key)) {
      names.push_back(entry.key);
    }
  }
  bool is_good = true;
  for (const Node::Entry& entry : node.entries) {
    const Place inner{join_path(place.path, entry.key), entry.at};
    if (is_note(entry.key)) {
      continue;
    }
    if (entry.value.implied) {
      is_good =
          fail(entry.at, inner.path,
               fmt::format("there is no '{}' in {}{}", entry.key, field.key, hint(entry.key, names, "there are")));
    } else if (!is_identifier(entry.key)) {
      is_good = fail(entry.at, inner.path, fmt::format("'{}' can't be a name; use only a-z, 0-9, _ and -", entry.key));
    } else {
      is_good = read_value(field, *type.element, entry.value, inner, type.append(target, entry.key)) && is_good;
    }
  }
  return is_good;
}

const FamilyEntry* StructReader::find_kind(const Field& field, const Family& family, const Node& node,
                                           const Place& place) {
  std::vector<std::string> names;
  for (const FamilyEntry& entry : family.entries) {
    names.push_back(entry.name);
  }
  Node kind = node;
  if (node.kind == Node::Kind::kMap) {
    const Node::Entry* entry = node.find("kind");
    if (entry == nullptr && node.implied && field.has_default) {
      kind = node_of_text(field.default_text);
      if (kind.kind == Node::Kind::kMap && kind.find("kind") != nullptr) {
        kind = Node{kind.find("kind")->value};
      }
    } else if (entry == nullptr) {
      fail(place.at, place.path, fmt::format("its 'kind' is missing{}", hint("", names, "one of")));
      return nullptr;
    } else if (entry->value.kind != Node::Kind::kScalar) {
      fail(entry->at, join_path(place.path, "kind"), fmt::format("'kind' has no name{}", hint("", names, "one of")));
      return nullptr;
    } else {
      kind = entry->value;
    }
  }
  if (kind.kind != Node::Kind::kScalar) {
    fail(place.at, place.path,
         fmt::format("expected {}{}", expected_text(field.type.leaf()), hint("", names, "one of")));
    return nullptr;
  }
  const FamilyEntry* entry = family.find(kind.text);
  if (entry == nullptr) {
    const std::string path = node.kind == Node::Kind::kMap ? join_path(place.path, "kind") : place.path;
    fail(kind.at, path,
         fmt::format("unknown kind of {} '{}'{}", family.name, kind.text, hint(kind.text, names, "one of")));
  }
  return entry;
}

bool StructReader::read_choice(const Field& field, const ValueType& type, const Node& node, const Place& place,
                               Choice& target) {
  const Family* family = families_.find(type.family);
  if (family == nullptr) {
    throw std::logic_error(fmt::format("the family '{}' of {} is not in the catalog", type.family, place.path));
  }
  const FamilyEntry* entry = find_kind(field, *family, node, place);
  if (entry == nullptr) {
    return false;
  }
  const Schema& schema = entry->schema;
  std::shared_ptr<void> config = schema.make();
  const bool is_name = node.kind == Node::Kind::kScalar;
  const bool is_good =
      read_struct(schema, is_name ? Node::map(node.at) : node,
                  is_name && node.at.line > 0 ? Place{place.path, node.at} : place, config.get(), family);
  target.kind = entry->name;
  target.schema = &schema;
  target.config = std::move(config);
  return is_good;
}

}  // namespace sim::config
