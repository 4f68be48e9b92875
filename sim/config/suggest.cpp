#include "sim/config/suggest.hpp"

#include <algorithm>

#include <fmt/core.h>

namespace sim::config {
namespace {

char folded(char c) {
  if (c == '-') {
    return '_';
  }
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

/// Twice the distance, so that a difference in case only can cost half an edit.
std::size_t doubled_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> before(b.size() + 1);
  std::vector<std::size_t> above(b.size() + 1);
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) {
    above[j] = 2 * j;
  }
  for (std::size_t i = 1; i <= a.size(); ++i) {
    row[0] = 2 * i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t change = a[i - 1] == b[j - 1] ? 0 : (folded(a[i - 1]) == folded(b[j - 1]) ? 1 : 2);
      row[j] = std::min({above[j] + 2, row[j - 1] + 2, above[j - 1] + change});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
        row[j] = std::min(row[j], before[j - 2] + 2);
      }
    }
    std::swap(before, above);
    std::swap(above, row);
  }
  return above[b.size()];
}

}  // namespace

std::size_t edit_distance(std::string_view a, std::string_view b) {
  return (doubled_distance(a, b) + 1) / 2;
}

std::optional<std::string> closest(std::string_view word, const std::vector<std::string>& candidates) {
  constexpr std::size_t kLongest =
      200;  // a word beyond that is no slip of the finger, and the work grows as its square
  if (word.empty() || word.size() > kLongest) {
    return std::nullopt;
  }
  const std::size_t limit = 2 * std::max<std::size_t>(2, word.size() / 3);
  std::size_t best = std::min(limit + 1, 2 * word.size());
  const std::string* nearest = nullptr;
  for (const std::string& candidate : candidates) {
    const std::size_t gap = std::max(candidate.size(), word.size()) - std::min(candidate.size(), word.size());
    if (2 * gap >= best) {
      continue;
    }
    if (const std::size_t distance = doubled_distance(word, candidate); distance < best) {
      best = distance;
      nearest = &candidate;
    }
  }
  return nearest != nullptr ? std::optional<std::string>{*nearest} : std::nullopt;
}

std::string hint(std::string_view word, const std::vector<std::string>& candidates, std::string_view legal) {
  if (const std::optional<std::string> nearest = closest(word, candidates)) {
    return fmt::format("; did you mean '{}'?", *nearest);
  }
  if (candidates.empty()) {
    return {};
  }
  constexpr std::size_t kMost = 12;
  std::string list;
  for (std::size_t i = 0; i < candidates.size() && i < kMost; ++i) {
    list += (i > 0 ? ", " : "") + candidates[i];
  }
  return fmt::format("; {}: {}{}", legal, list,
                     candidates.size() > kMost ? fmt::format(" and {} more", candidates.size() - kMost) : "");
}

}  // namespace sim::config
