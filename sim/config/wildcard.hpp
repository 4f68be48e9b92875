// What `*` in the path of an override stands for: the places that have such a field.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "sim/config/document.hpp"
#include "sim/config/schema.hpp"

namespace sim::config {

struct Reached {
  std::vector<std::string> paths{};    ///< where a field of that name may stand, `*` replaced
  std::vector<std::string> without{};  ///< why it may not elsewhere: "architectures.fn: lambda has no 'scaling'"
};

/// Follows a path through the document, by what the schema of `root` says of its values: which kind a place has decides
/// which fields it may have, whether they are written there or not. What the schema cannot decide counts as reached,
/// so that the reader says what is wrong with it.
Reached reach(const Document& document, std::string_view path, const Schema& root, const Families& families);

}  // namespace sim::config
