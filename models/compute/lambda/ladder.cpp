#include "models/compute/lambda/ladder.hpp"

#include <utility>

namespace models::lambda {

void EnvironmentLadder::reached(std::int64_t count, sim::Time at) {
  count = std::min(count, size());
  if (count <= 0) {
    return;
  }
  std::int64_t recent = 0;  // rungs that were used since the last mark that this one outlives
  while (!marks_.empty() && marks_.back().count <= count) {
    recent = marks_.back().count;
    marks_.pop_back();
  }
  // Whoever stands on a rung that had been idle was used again, and may stand anywhere among those in use afterwards.
  for (std::int64_t i = recent; i < count; ++i) {
    const auto other = static_cast<std::size_t>(chance_.uniform_below(static_cast<std::uint64_t>(count)));
    std::swap(rungs_[static_cast<std::size_t>(i)], rungs_[other]);
  }
  marks_.push_back({count, at});
  next_look_ = std::min(next_look_, marks_.front().at + shortest_);
}

void EnvironmentLadder::remove(std::size_t index) {
  rungs_.erase(rungs_.begin() + static_cast<std::ptrdiff_t>(index));
  const auto removed = static_cast<std::int64_t>(index) + 1;
  for (Mark& mark : marks_) {
    mark.count -= mark.count >= removed ? 1 : 0;
  }
  // Of two marks at the same rung the later one tells when it was used; one at no rung tells nothing.
  for (std::size_t i = 0; i + 1 < marks_.size();) {
    if (marks_[i].count == marks_[i + 1].count) {
      marks_.erase(marks_.begin() + static_cast<std::ptrdiff_t>(i));
    } else {
      ++i;
    }
  }
  if (!marks_.empty() && marks_.back().count == 0) {
    marks_.pop_back();
  }
}

}  // namespace models::lambda
