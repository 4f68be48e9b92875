// Paths to values: `architectures.ec2.scaling.target`, `request[1].cpu_time`, `architectures.*.region`.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sim::config {

/// One step of a path: a key, or the index of an item.
struct PathStep {
  std::string key{};
  bool is_index = false;
  std::size_t index = 0;
};

/// Nothing if it is no path: an empty key, an index that is no number.
std::optional<std::vector<PathStep>> parse_path(std::string_view text);

/// `path.step`, `path[0]` (a step that starts with a bracket needs no dot), or one of them where the other is empty.
std::string join_path(std::string_view path, std::string_view step);
std::string item_path(std::string_view path, std::size_t index);

/// Keys that begin with `x-` are notes: nobody reads them.
inline bool is_note(std::string_view key) {
  return key.starts_with("x-");
}

}  // namespace sim::config
