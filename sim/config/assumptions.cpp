#include "sim/config/assumptions.hpp"

#include <cstddef>
#include <utility>

#include "sim/config/distribution_field.hpp"
#include "sim/config/path.hpp"
#include "sim/config/scalar.hpp"
#include "sim/config/struct_reader.hpp"
#include "sim/config/yaml_writer.hpp"
#include "sim/random/distribution.hpp"

namespace sim::config {
namespace {

class Walk {
 public:
  explicit Walk(const Document* document) : document_{document} {}

  std::vector<FieldValue> result{};

  /// `origin` is the field whose default made this struct, or null.
  void visit(const Schema& schema, const void* object, const std::string& path, const Field* origin) {
    for (const Field& field : schema.fields) {
      const void* member = static_cast<const char*>(object) + field.offset;
      const void* value = field.is_optional() ? field.engaged(member) : member;
      if (value != nullptr) {
        const std::string inner = join_path(path, field.key);
        visit_value(field, field.type, value, inner, origin != nullptr && origin->source.empty() ? nullptr : origin);
      }
    }
  }

 private:
  void visit_value(const Field& field, const ValueType& type, const void* value, const std::string& path,
                   const Field* origin) {
    const Field* default_origin = field.has_default && is_absent(path) ? &field : origin;
    switch (type.type) {
      case Type::kStruct:
        visit(type.schema(), value, path, default_origin);
        return;
      case Type::kOneOf: {
        const Choice& choice = *static_cast<const Choice*>(value);
        add(field, choice.kind, join_path(path, "kind"), is_default_kind(field, choice, path), origin);
        if (choice.schema != nullptr) {
          visit(*choice.schema, choice.config.get(), path, default_origin);
        }
        return;
      }
      case Type::kList:
      case Type::kNamed:
        if (type.leaf().type == Type::kStruct || type.leaf().type == Type::kOneOf) {
          for (std::size_t i = 0; i < type.size(value); ++i) {
            const std::string inner =
                type.type == Type::kNamed ? join_path(path, type.key_at(value, i)) : item_path(path, i);
            visit_value(field, *type.element, type.at(value, i), inner, origin);
          }
          return;
        }
        break;
      default:
        break;
    }
    const std::string text = flow_text(value_to_node(type, value));
    add(field, text, path, is_default_value(field, text, path), origin);
  }

  bool is_absent(const std::string& path) const { return document_ != nullptr && !document_->has(path); }

  bool is_default_kind(const Field& field, const Choice& choice, const std::string& path) const {
    if (document_ != nullptr) {
      const Node* node = document_->find(path);
      return node == nullptr || (node->kind == Node::Kind::kMap && node->find("kind") == nullptr);
    }
    const Node node = node_of_text(field.default_text);
    const Node::Entry* kind = node.find("kind");
    return field.has_default && (kind != nullptr ? kind->value.text : node.text) == choice.kind;
  }

  bool is_default_value(const Field& field, const std::string& text, const std::string& path) const {
    if (document_ != nullptr) {
      return !document_->has(path) && !is_without_quotas(field, text);
    }
    return field.has_default && text == text_of(field, field.default_text);
  }

  /// That quotas do not bind is what the scenario says, not what a source does.
  static bool is_without_quotas(const Field& field, const std::string& text) {
    return !field.without_quotas.empty() && text == text_of(field, field.without_quotas);
  }

  static std::string text_of(const Field& field, const std::string& written) {
    return flow_text(canonical(field.type, node_of_text(written)));
  }

  /// A default as it would be written back: `300s` is `5m`.
  static Node canonical(const ValueType& type, Node node) {
    for (Node& item : node.items) {
      item = canonical(type.leaf(), item);
    }
    if (type.type == Type::kDistribution) {
      random::DistributionSpec spec;
      read_distribution(node, {}, "", spec, [](Position, const std::string&, const std::string&) {});
      return distribution_to_node(spec);
    }
    if (node.kind == Node::Kind::kScalar && is_scalar(type.type)) {
      node.text = scalar_to_text(type, parse_scalar(type, node.text, false).value.value_or(Scalar{}));
    }
    return node;
  }

  void add(const Field& field, std::string text, const std::string& path, bool is_default, const Field* origin) {
    FieldValue row;
    row.path = path;
    row.value = std::move(text);
    row.is_default = is_default;
    row.sentence = field.sentence;
    if (is_default) {
      const Field& from = field.source.empty() && origin != nullptr ? *origin : field;
      row.source = from.source;
      row.date = from.date;
      row.unverified = from.unverified;
    }
    result.push_back(std::move(row));
  }

  const Document* document_;
};

}  // namespace

std::vector<FieldValue> field_values(const Schema& schema, const void* object, const Document* document) {
  Walk walk{document};
  walk.visit(schema, object, "", nullptr);
  return std::move(walk.result);
}

}  // namespace sim::config
