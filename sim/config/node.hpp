// The tree that a scenario's text becomes before it is given types: scalars stay text, and everything knows where it
// stood, so that each error can point at its cause.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace sim::config {

/// Where something stands. `source` is the index of the text in the Document (0 = the file, others = overrides);
/// lines and columns count from 1, columns in characters; 0 = no position of its own.
struct Position {
  std::uint32_t source = 0;
  int line = 0;
  int column = 0;
};

struct Node {
  enum class Kind : std::uint8_t { kNull, kScalar, kSequence, kMap };
  struct Entry;

  Kind kind = Kind::kNull;
  bool quoted = false;   ///< a scalar in quotes, or a block scalar
  bool implied = false;  ///< a map that an override made on the way to its value
  std::string text{};    ///< of a scalar, after YAML's escapes
  Position at{};
  std::vector<Node> items;     ///< of a sequence
  std::vector<Entry> entries;  ///< of a map, in the order of the text, keys unique

  const Entry* find(std::string_view key) const;
  Entry* find(std::string_view key);

  static Node scalar(std::string text, Position at = {}, bool quoted = false);
  static Node map(Position at = {});
  static Node sequence(Position at = {});
};

struct Node::Entry {
  std::string key{};
  Position at{};  ///< of the key
  Node value{};
};

/// Appends an entry to a map.
void append(Node& map, std::string key, Node value);

/// `text` as a YAML scalar: plain where that reads back as the same text, else in double quotes.
std::string scalar_text(const Node& scalar);
/// On one line, in flow style: `{kind: lognormal, mean: 12ms}`, `[a, b]`.
std::string flow_text(const Node& node);

}  // namespace sim::config
