// "Did you mean ...?": one rule for keys, kinds, names of instance types, price keys and command-line options.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sim::config {

/// Optimal string alignment distance: insertions, deletions, substitutions, swaps of neighbours (each costs 1).
std::size_t edit_distance(std::string_view a, std::string_view b);

/// The candidate nearest to `word`, at most max(2, length of word / 3) edits away and fewer than the word has
/// characters; the first one where several are as near. Case and `-` against `_` count half an edit.
std::optional<std::string> closest(std::string_view word, const std::vector<std::string>& candidates);

/// "; did you mean 'target'?", or, when nothing is near, "; `legal`: a, b, c" (at most 12 named), or "" for none.
std::string hint(std::string_view word, const std::vector<std::string>& candidates, std::string_view legal);

}  // namespace sim::config
