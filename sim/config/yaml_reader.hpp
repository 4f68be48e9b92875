// YAML text to our own tree. The only file that includes yaml-cpp is this one's .cpp: it repairs what that library
// leaves open (duplicate keys, merge keys, alias bombs, several documents, error texts).
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "sim/config/node.hpp"

namespace sim::config {

using ReportProblem = std::function<void(Position, std::string message)>;

/// The tree of one YAML document, or nothing after a problem that leaves no tree. `lines` is the text split into
/// lines; positions carry `source`. At most 64 levels and 200,000 nodes, aliases expanded.
std::optional<Node> read_yaml(const std::string& text, const std::vector<std::string>& lines, std::uint32_t source,
                              const ReportProblem& report);

}  // namespace sim::config
