#include "sim/config/node.hpp"

#include <utility>

#include <fmt/core.h>

namespace sim::config {
namespace {

/// Whether YAML 1.1 or 1.2 would take the plain text for something else than text, or as syntax.
bool needs_quotes(std::string_view text) {
  if (text.empty() || text.front() == ' ' || text.back() == ' ' || text.back() == ':') {
    return true;
  }
  for (const std::string_view word : {"~", "null", "Null", "NULL", "---", "..."}) {
    if (text == word) {
      return true;
    }
  }
  if (std::string_view{"!&*-?|>@`\"'%#,[]{}:="}.find(text.front()) != std::string_view::npos &&
      !(text.front() == '-' && text.size() > 1 && text[1] >= '0' && text[1] <= '9')) {
    return true;
  }
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f ||
        std::string_view{",[]{}\"\\"}.find(c) != std::string_view::npos) {
      return true;
    }
    if ((c == ':' && i + 1 < text.size() && text[i + 1] == ' ') || (c == '#' && i > 0 && text[i - 1] == ' ')) {
      return true;
    }
  }
  return false;
}

std::string quoted_text(std::string_view text) {
  std::string result = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      result += '\\';
      result += c;
    } else if (c == '\n') {
      result += "\\n";
    } else if (c == '\t') {
      result += "\\t";
    } else if (byte < 0x20 || byte == 0x7f) {
      result += fmt::format("\\x{:02x}", static_cast<unsigned>(byte));
    } else {
      result += c;
    }
  }
  return result + "\"";
}

}  // namespace

const Node::Entry* Node::find(std::string_view key) const {
  for (const Entry& entry : entries) {
    if (entry.key == key) {
      return &entry;
    }
  }
  return nullptr;
}

Node::Entry* Node::find(std::string_view key) {
  for (Entry& entry : entries) {
    if (entry.key == key) {
      return &entry;
    }
  }
  return nullptr;
}

Node Node::scalar(std::string text, Position at, bool quoted) {
  Node node;
  node.kind = Kind::kScalar;
  node.text = std::move(text);
  node.at = at;
  node.quoted = quoted;
  return node;
}

Node Node::map(Position at) {
  Node node;
  node.kind = Kind::kMap;
  node.at = at;
  return node;
}

Node Node::sequence(Position at) {
  Node node;
  node.kind = Kind::kSequence;
  node.at = at;
  return node;
}

void append(Node& map, std::string key, Node value) {
  const Position at = value.at;
  map.entries.push_back({std::move(key), at, std::move(value)});
}

std::string scalar_text(const Node& scalar) {
  return needs_quotes(scalar.text) ? quoted_text(scalar.text) : scalar.text;
}

std::string flow_text(const Node& node) {
  switch (node.kind) {
    case Node::Kind::kNull:
      return "null";
    case Node::Kind::kScalar:
      return scalar_text(node);
    case Node::Kind::kSequence: {
      std::string text = "[";
      for (const Node& item : node.items) {
        text += (text.size() > 1 ? ", " : "") + flow_text(item);
      }
      return text + "]";
    }
    case Node::Kind::kMap: {
      std::string text = "{";
      for (const Node::Entry& entry : node.entries) {
        text += (text.size() > 1 ? ", " : "") + scalar_text(Node::scalar(entry.key)) + ": " + flow_text(entry.value);
      }
      return text + "}";
    }
  }
  return {};
}

}  // namespace sim::config
