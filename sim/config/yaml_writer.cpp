#include "sim/config/yaml_writer.hpp"

#include <cstddef>
#include <utility>

#include "sim/config/distribution_field.hpp"
#include "sim/config/scalar.hpp"

namespace sim::config {
namespace {

/// In flow style, since it reads better on one line: no list or map inside, and short.
bool is_inline(const Node& node) {
  constexpr std::size_t kWidest = 80;
  if (node.kind == Node::Kind::kScalar || node.kind == Node::Kind::kNull) {
    return true;
  }
  for (const Node& item : node.items) {
    if (item.kind != Node::Kind::kScalar) {
      return false;
    }
  }
  for (const Node::Entry& entry : node.entries) {
    if (entry.value.kind != Node::Kind::kScalar) {
      return false;
    }
  }
  return flow_text(node).size() <= kWidest;
}

bool is_empty(const Node& node) {
  return node.items.empty() && node.entries.empty();
}

void write_block(const Node& node, std::size_t indent, bool continues_line, std::string& text);

/// What follows `key:` or `-`.
void write_value(const Node& value, std::size_t indent, std::string& text) {
  if (is_inline(value) || is_empty(value)) {
    text += " " + flow_text(value) + "\n";
    return;
  }
  text += "\n";
  write_block(value, indent + 2, false, text);
}

void write_block(const Node& node, std::size_t indent, bool continues_line, std::string& text) {
  const std::string margin(indent, ' ');
  for (const Node::Entry& entry : node.entries) {
    text += (continues_line ? "" : margin) + scalar_text(Node::scalar(entry.key)) + ":";
    continues_line = false;
    write_value(entry.value, indent, text);
  }
  for (const Node& item : node.items) {
    text += margin + "-";
    if (item.kind == Node::Kind::kMap && !is_inline(item)) {
      text += " ";
      write_block(item, indent + 2, true, text);
    } else {
      write_value(item, indent, text);
    }
  }
}

}  // namespace

Node value_to_node(const ValueType& type, const void* value) {
  switch (type.type) {
    case Type::kDistribution:
      return distribution_to_node(*static_cast<const random::DistributionSpec*>(value));
    case Type::kStruct:
      return to_node(type.schema(), value);
    case Type::kOneOf: {
      const Choice& choice = *static_cast<const Choice*>(value);
      Node map = Node::map();
      append(map, "kind", Node::scalar(choice.kind));
      if (choice.schema != nullptr) {
        for (Node::Entry& entry : to_node(*choice.schema, choice.config.get()).entries) {
          map.entries.push_back(std::move(entry));
        }
      }
      return map;
    }
    case Type::kList: {
      Node list = Node::sequence();
      for (std::size_t i = 0; i < type.size(value); ++i) {
        list.items.push_back(value_to_node(*type.element, type.at(value, i)));
      }
      return list;
    }
    case Type::kNamed: {
      Node map = Node::map();
      for (std::size_t i = 0; i < type.size(value); ++i) {
        append(map, type.key_at(value, i), value_to_node(*type.element, type.at(value, i)));
      }
      return map;
    }
    default:
      return Node::scalar(scalar_to_text(type, load_scalar(type, value)));
  }
}

Node to_node(const Schema& schema, const void* object) {
  Node map = Node::map();
  for (const Field& field : schema.fields) {
    const void* member = static_cast<const char*>(object) + field.offset;
    const void* value = field.is_optional() ? field.engaged(member) : member;
    if (value != nullptr) {
      append(map, field.key, value_to_node(field.type, value));
    }
  }
  return map;
}

std::string yaml_text(const Node& map) {
  std::string text;
  write_block(map, 0, false, text);
  return text;
}

}  // namespace sim::config
