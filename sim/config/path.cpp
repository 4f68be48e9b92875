#include "sim/config/path.hpp"

#include <charconv>
#include <system_error>

#include <fmt/core.h>

namespace sim::config {

std::optional<std::vector<PathStep>> parse_path(std::string_view text) {
  std::vector<PathStep> steps;
  bool wants_key = true;
  while (!text.empty()) {
    if (text.front() == '[') {
      const std::size_t close = text.find(']');
      if (close == std::string_view::npos || (wants_key && !steps.empty())) {
        return std::nullopt;
      }
      const std::string_view inside = text.substr(1, close - 1);
      PathStep step;
      step.key = std::string{inside};
      if (inside != "*") {
        step.is_index = true;
        const std::from_chars_result result = std::from_chars(inside.data(), inside.data() + inside.size(), step.index);
        if (inside.empty() || result.ec != std::errc{} || result.ptr != inside.data() + inside.size()) {
          return std::nullopt;
        }
      }
      steps.push_back(std::move(step));
      text.remove_prefix(close + 1);
      wants_key = false;
      continue;
    }
    if (!wants_key) {
      if (text.front() != '.') {
        return std::nullopt;
      }
      text.remove_prefix(1);
    }
    const std::size_t end = text.find_first_of(".[");
    const std::string_view key = text.substr(0, end);
    if (key.empty()) {
      return std::nullopt;
    }
    PathStep step;
    step.key = std::string{key};
    steps.push_back(std::move(step));
    text.remove_prefix(key.size());
    wants_key = false;
    if (text == ".") {
      return std::nullopt;
    }
  }
  return steps.empty() ? std::nullopt : std::optional{std::move(steps)};
}

std::string join_path(std::string_view path, std::string_view step) {
  if (path.empty() || step.empty()) {
    return std::string{path.empty() ? step : path};
  }
  return fmt::format("{}{}{}", path, step.front() == '[' ? "" : ".", step);
}

std::string item_path(std::string_view path, std::size_t index) {
  return fmt::format("{}[{}]", path, index);
}

}  // namespace sim::config
