// The fewest and the most replicas that a scaling policy allows, as its YAML says it: for checks, before any policy is
// made.
#pragma once

#include <cstdint>

#include "sim/config/schema.hpp"

namespace models {

/// Its `min`, or `replicas` where the number is fixed; 0 where it has neither.
std::int64_t least_replicas(const sim::config::Choice& scaling);
/// The same of its `max`.
std::int64_t most_replicas(const sim::config::Choice& scaling);

}  // namespace models
