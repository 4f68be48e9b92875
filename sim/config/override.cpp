#include "sim/config/override.hpp"

#include <algorithm>
#include <charconv>
#include <cstddef>

#include <fmt/core.h>

namespace sim::config {
namespace {

bool is_name(const Node& node) {
  return !node.quoted && !node.text.empty() && node.text.front() >= 'a' && node.text.front() <= 'z' &&
         node.text.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_") == std::string::npos;
}

class Override {
 public:
  Override(const std::vector<PathStep>& steps, const Node& value) : steps_{steps}, value_{value} {}

  std::optional<OverrideProblem> apply(Node& node, std::size_t depth, const std::string& path) {
    if (depth == steps_.size()) {
      node = value_;
      return std::nullopt;
    }
    if (node.kind == Node::Kind::kNull) {
      node = Node::map(value_.at);
      node.implied = true;
    }
    if (node.kind == Node::Kind::kScalar) {
      if (!is_name(node)) {
        return OverrideProblem{
            join_path(path, steps_[depth].key),
            fmt::format("'{}' is the single value '{}' here, so nothing lies below it", path, node.text)};
      }
      // `routing: round_robin` is short for `routing: {kind: round_robin}`.
      Node map = Node::map(node.at);
      append(map, "kind", node);
      node = std::move(map);
    }
    return node.kind == Node::Kind::kMap ? into_map(node, depth, path) : into_list(node, depth, path);
  }

 private:
  std::optional<OverrideProblem> into_map(Node& node, std::size_t depth, const std::string& path) {
    const PathStep& step = steps_[depth];
    if (step.is_index) {
      return OverrideProblem{path,
                             fmt::format("'{}' is a map, not a list; write a key instead of [{}]", path, step.key)};
    }
    if (step.key == "*") {
      bool has_any = false;
      for (Node::Entry& entry : node.entries) {
        if (is_note(entry.key)) {
          continue;
        }
        has_any = true;
        if (auto problem = apply(entry.value, depth + 1, join_path(path, entry.key))) {
          return problem;
        }
      }
      return has_any ? std::nullopt : std::optional{OverrideProblem{path, "'*' matches nothing: the map is empty"}};
    }
    Node::Entry* entry = node.find(step.key);
    if (entry == nullptr) {
      append(node, step.key, Node{});
      entry = &node.entries.back();
      entry->at = value_.at;
      entry->value.at = value_.at;
    }
    return apply(entry->value, depth + 1, join_path(path, step.key));
  }

  std::optional<OverrideProblem> into_list(Node& node, std::size_t depth, const std::string& path) {
    const PathStep& step = steps_[depth];
    std::size_t first = step.index;
    std::size_t last = step.index;
    if (step.key == "*" && node.items.empty()) {
      return OverrideProblem{path, "'*' matches nothing: the list is empty"};
    }
    if (step.key == "*") {
      first = 0;
      last = node.items.size() - 1;
    } else if (!step.is_index) {
      const char* const end = step.key.data() + step.key.size();
      if (std::from_chars(step.key.data(), end, first).ptr != end) {
        return OverrideProblem{path, fmt::format("'{}' is a list; write [0] for its first item", path)};
      }
      last = first;
    }
    if (last >= node.items.size()) {
      return OverrideProblem{
          path, fmt::format("'{}' has no item [{}]; it has {}, counted from [0]", path, last, node.items.size())};
    }
    for (std::size_t i = first; i <= last; ++i) {
      if (auto problem = apply(node.items[i], depth + 1, item_path(path, i))) {
        return problem;
      }
    }
    return std::nullopt;
  }

  const std::vector<PathStep>& steps_;
  const Node& value_;
};

}  // namespace

std::optional<OverrideProblem> apply_override(Node& root, const std::vector<PathStep>& steps, const Node& value) {
  return Override{steps, value}.apply(root, 0, "");
}

void clear_positions(Node& node, std::uint32_t source) {
  node.at = {source, 0, 0};
  for (Node& item : node.items) {
    clear_positions(item, source);
  }
  for (Node::Entry& entry : node.entries) {
    entry.at = {source, 0, 0};
    clear_positions(entry.value, source);
  }
}

}  // namespace sim::config
