// The field type of sim::random::DistributionSpec: `50ms`, or `{kind: lognormal, mean: 12ms, cv: 1.2}`, where only the
// keys of that kind are legal.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "sim/config/node.hpp"
#include "sim/config/schema.hpp"

namespace sim::random {
struct DistributionSpec;
}

namespace sim::config {

/// One parameter of a kind of distribution.
struct DistributionKey {
  std::string name{};
  Type type = Type::kDuration;
  std::string sentence{};
  bool is_alternative = false;  ///< exactly one of the kind's alternatives is given
  void* (*address)(random::DistributionSpec&) = nullptr;
};

struct DistributionKind {
  std::string name{};
  std::string sentence{};
  int value = 0;  ///< the enumerator of DistributionSpec::Kind
  std::vector<DistributionKey> keys{};
};

/// Every kind, in the order of the reference page.
const std::vector<DistributionKind>& distribution_kinds();

using ReportAt = std::function<void(Position, const std::string& path, std::string message)>;

/// Reads a scalar or a map; `at` is where the field's key stands. False if there was a problem.
bool read_distribution(const Node& node, Position at, const std::string& path, random::DistributionSpec& target,
                       const ReportAt& report);
Node distribution_to_node(const random::DistributionSpec& spec);

}  // namespace sim::config
