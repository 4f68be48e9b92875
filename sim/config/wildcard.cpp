#include "sim/config/wildcard.hpp"

#include <cstddef>
#include <optional>

#include <fmt/core.h>

#include "sim/config/path.hpp"

namespace sim::config {
namespace {

class Walk {
 public:
  Walk(const std::vector<PathStep>& steps, const Families& families) : steps_{steps}, families_{families} {}

  /// `node`: null where the text has nothing there.
  void into_struct(const Schema& schema, std::string_view what, const Node* node, std::size_t depth,
                   const std::string& path) {
    if (depth == steps_.size() || steps_[depth].is_index) {
      found.paths.push_back(rest(path, depth));
      return;
    }
    const std::string& key = steps_[depth].key;
    const Field* field = schema.find(key);
    if (field == nullptr) {
      found.without.push_back(fmt::format("{}: {} has no '{}'", path, what, key));
      return;
    }
    into_value(*field, field->type, below(node, key), depth + 1, join_path(path, key));
  }

  Reached found{};

 private:
  void into_value(const Field& field, const ValueType& type, const Node* node, std::size_t depth,
                  const std::string& path) {
    if (depth == steps_.size()) {
      found.paths.push_back(path);
    } else if (type.type == Type::kStruct) {
      into_struct(type.schema(), field.key, node, depth, path);
    } else if (type.type == Type::kOneOf) {
      into_choice(field, type, node, depth, path);
    } else if (type.type == Type::kNamed || type.type == Type::kList) {
      into_many(field, type, node, depth, path);
    } else {
      found.paths.push_back(rest(path, depth));
    }
  }

  void into_choice(const Field& field, const ValueType& type, const Node* node, std::size_t depth,
                   const std::string& path) {
    const Family* family = families_.find(type.family);
    const FamilyEntry* entry = family == nullptr ? nullptr : family->find(kind_of(field, node));
    if (entry == nullptr || steps_[depth].key == "kind") {
      found.paths.push_back(rest(path, depth));
      return;
    }
    into_struct(entry->schema.get(), entry->name, node, depth, path);
  }

  void into_many(const Field& field, const ValueType& type, const Node* node, std::size_t depth,
                 const std::string& path) {
    const PathStep& step = steps_[depth];
    if (node == nullptr || (step.key != "*" && (step.is_index || type.type == Type::kList))) {
      found.paths.push_back(rest(path, depth));  // an item: the same schema as all others
      return;
    }
    for (const Node::Entry& entry : node->entries) {
      if (step.key == "*" ? !is_note(entry.key) : entry.key == step.key) {
        into_value(field, *type.element, &entry.value, depth + 1, join_path(path, entry.key));
      }
    }
    for (std::size_t i = 0; i < node->items.size(); ++i) {
      into_value(field, *type.element, &node->items[i], depth + 1, item_path(path, i));
    }
  }

  static const Node* below(const Node* node, const std::string& key) {
    const Node::Entry* entry = node == nullptr ? nullptr : node->find(key);
    return entry == nullptr ? nullptr : &entry->value;
  }

  /// As it is written, or as the field has it where nothing is written.
  static std::string kind_of(const Field& field, const Node* node) {
    if (node == nullptr) {
      return field.default_text;
    }
    const Node* kind = node->kind == Node::Kind::kMap ? below(node, "kind") : node;
    return kind == nullptr ? "" : kind->text;
  }

  /// The path with what is left of it, as it was asked for.
  std::string rest(std::string path, std::size_t depth) const {
    for (; depth < steps_.size(); ++depth) {
      const PathStep& step = steps_[depth];
      path = step.is_index && step.key != "*" ? item_path(path, step.index) : join_path(path, step.key);
    }
    return path;
  }

  const std::vector<PathStep>& steps_;
  const Families& families_;
};

}  // namespace

Reached reach(const Document& document, std::string_view path, const Schema& root, const Families& families) {
  const std::optional<std::vector<PathStep>> steps = parse_path(path);
  if (!steps || !document.has_root()) {
    return {{std::string{path}}, {}};
  }
  Walk walk{*steps, families};
  walk.into_struct(root, root.name, &document.root(), 0, "");
  return std::move(walk.found);
}

}  // namespace sim::config
