#include "models/compute/lambda/ladder.hpp"

#include <utility>

namespace models::lambda {

namespace {

/// Idle for less than this, an environment is far from its end, and which one it is makes no difference.
constexpr sim::Duration kLately = sim::Duration::minutes(1);

}  // namespace

void EnvironmentLadder::reached(std::int64_t count, sim::Time at) {
  count = std::min(count, size());
  if (count <= 0) {
    return;
  }
  std::int64_t recent = marks_.empty() || marks_.back().count > count ? count : 0;  // so many were in use lately
  while (!marks_.empty() && marks_.back().count <= count) {
    recent = at - marks_.back().at < kLately ? marks_.back().count : recent;
    marks_.pop_back();
  }
  // Whoever stands on a rung that had been idle was used again, and may stand anywhere among those in use afterwards.
  for (std::int64_t i = recent; i < count; ++i) {
    const auto other = static_cast<std::size_t>(chance_.uniform_below(static_cast<std::uint64_t>(count)));
    std::swap(rungs_[static_cast<std::size_t>(i)], rungs_[other]);
  }
  marks_.push_back({count, at});
  next_look_ = std::min(next_look_, std::max(marks_.front().at + shortest_, no_look_before_));
}

void EnvironmentLadder::find_expired(sim::Time now) {
  expired_.clear();
  sim::Time next = sim::Time::never();
  std::size_t mark = 0;
  for (std::size_t i = rungs_.size(); i-- > 0;) {
    while (mark + 1 < marks_.size() && marks_[mark + 1].count > static_cast<std::int64_t>(i)) {
      ++mark;  // the last one that reaches this rung says when it was used
    }
    const sim::Time idle_since = marks_[mark].at;
    if (idle_since + shortest_ > now) {
      next = std::min(next, idle_since + shortest_);
      break;
    }
    const sim::Time due = idle_since + rungs_[i].expiry;
    if (due <= now) {
      expired_.push_back({i, due});
    } else {
      next = std::min(next, due);
    }
  }
  no_look_before_ = now + kLookEvery;
  next_look_ = std::max(next, no_look_before_);
  std::sort(expired_.begin(), expired_.end(), [](const Expired& a, const Expired& b) { return a.at < b.at; });
}

/// Those behind them move up, and take with them since when they are idle.
void EnvironmentLadder::remove_expired() {
  if (expired_.empty()) {
    return;
  }
  std::sort(expired_.begin(), expired_.end(), [](const Expired& a, const Expired& b) { return a.index < b.index; });
  std::size_t kept = expired_.front().index;
  std::size_t next = 0;
  for (std::size_t i = kept; i < rungs_.size(); ++i) {
    if (next < expired_.size() && expired_[next].index == i) {
      ++next;
    } else {
      rungs_[kept++] = rungs_[i];
    }
  }
  rungs_.resize(kept);

  // Of two marks at the same rung the later one tells when it was used; one at no rung tells nothing.
  std::size_t removed = expired_.size();
  std::size_t marks = 0;
  for (const Mark& mark : marks_) {
    while (removed > 0 && static_cast<std::int64_t>(expired_[removed - 1].index) >= mark.count) {
      --removed;
    }
    const Mark moved{mark.count - static_cast<std::int64_t>(removed), mark.at};
    marks -= marks > 0 && marks_[marks - 1].count == moved.count ? 1U : 0U;
    if (moved.count > 0) {
      marks_[marks++] = moved;
    }
  }
  marks_.resize(marks);
}

}  // namespace models::lambda
