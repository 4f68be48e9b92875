// Laying one value over a tree: what --set and x-ci do.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "sim/config/node.hpp"
#include "sim/config/path.hpp"

namespace sim::config {

struct OverrideProblem {
  std::string path{};
  std::string message{};
};

/// Puts `value` where `steps` lead, making maps on the way (Node::implied); `*` is every key or item. A problem where
/// the tree can't have such a place.
std::optional<OverrideProblem> apply_override(Node& root, const std::vector<PathStep>& steps, const Node& value);

/// Gives a whole tree the same source and no line, since an option has no lines.
void clear_positions(Node& node, std::uint32_t source);

}  // namespace sim::config
