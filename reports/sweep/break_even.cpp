#include "reports/sweep/break_even.hpp"

#include <algorithm>
#include <cmath>
#include <deque>
#include <iterator>
#include <utility>

namespace reports {

namespace {

/// A value that was simulated, and who is the cheapest there.
struct Known {
  double number = 0.0;
  const SweepPoint* point = nullptr;
  std::vector<std::size_t> best{};
};

Known known(const SweepPoint& point) {
  return {point.numbers[0], &point, best_of(point)};
}

/// Whether the same is to be said of both: the same one is the cheapest, or none is, or none meets the objectives.
bool same(const std::vector<std::size_t>& a, const std::vector<std::size_t>& b) {
  return std::min(a.size(), std::size_t{2}) == std::min(b.size(), std::size_t{2}) && (a.size() != 1 || a == b);
}

/// Between a value and the next one that was simulated.
struct Gap {
  std::size_t cell = 0;   ///< between which two points of the grid
  std::size_t depth = 0;  ///< how often that has been halved
  bool is_closed = false;
};

class Search {
 public:
  Search(const std::vector<SweepPoint>& points, bool is_logarithmic, double resolution)
      : is_logarithmic_{is_logarithmic}, resolution_{resolution} {
    for (const SweepPoint& point : points) {
      line_.push_back(known(point));
    }
    const auto number_less = [](const Known& a, const Known& b) { return a.number < b.number; };
    std::stable_sort(line_.begin(), line_.end(), number_less);
    const auto repeated = [](const Known& a, const Known& b) { return a.number == b.number; };
    line_.erase(std::unique(line_.begin(), line_.end(), repeated), line_.end());
    for (std::size_t i = 0; i + 1 < line_.size(); ++i) {
      gaps_.push_back({i, 0, false});
      trials_left_.push_back(kMostEdges * halvings(i));
    }
    all_trials_left_ = 64 + 2 * line_.size();
  }

  /// The middles of all gaps that hide an edge, from one architecture to another, or to none.
  std::vector<Trial> next_trials() {
    std::vector<Trial> trials;
    tried_.clear();
    for (std::size_t i = 0; i < gaps_.size(); ++i) {
      Gap& gap = gaps_[i];
      if (all_trials_left_ > 0 && trials_left_[gap.cell] > 0 && hides_edge(i)) {
        --all_trials_left_;
        --trials_left_[gap.cell];
        trials.push_back({middle(i), that_matter(i)});
        tried_.push_back(i);
      }
    }
    return trials;
  }

  /// Of the trials that were asked for last.
  void learn(std::vector<SweepPoint> found) {
    std::vector<Known> line{line_.front()};
    std::vector<Gap> gaps;
    std::size_t trial = 0;
    for (std::size_t i = 0; i < gaps_.size(); ++i) {
      const bool is_tried = trial < tried_.size() && tried_[trial] == i;
      if (is_tried) {
        ++gaps_[i].depth;
        SweepPoint& point = found[trial++];
        // The axis may have no value between the two.
        gaps_[i].is_closed = !(point.numbers[0] > line_[i].number && point.numbers[0] < line_[i + 1].number);
        if (!gaps_[i].is_closed) {
          line.push_back(known(own_.emplace_back(std::move(point))));
          gaps.push_back(gaps_[i]);
        }
      }
      line.push_back(line_[i + 1]);
      gaps.push_back(gaps_[i]);
    }
    line_ = std::move(line);
    gaps_ = std::move(gaps);
  }

  const std::vector<Known>& line() const { return line_; }

 private:
  static constexpr std::size_t kMostEdges = 10;  ///< between two points of the grid

  /// What the resolution is a share of.
  double scale(std::size_t gap) const {
    const double low = line_[gap].number;
    return std::abs(is_logarithmic_ ? low : 0.5 * (low + line_[gap + 1].number));
  }
  bool is_narrow(std::size_t gap) const {
    return line_[gap + 1].number - line_[gap].number <= resolution_ * scale(gap);
  }
  double middle(std::size_t gap) const {
    const double low = line_[gap].number;
    const double high = line_[gap + 1].number;
    return is_logarithmic_ ? std::sqrt(low * high) : 0.5 * (low + high);
  }
  /// How often a gap must be halved until it is narrow.
  std::size_t halvings(std::size_t gap) const {
    constexpr double kMost = 16.0;
    const double low = line_[gap].number;
    const double width = is_logarithmic_ ? std::log(line_[gap + 1].number / low) : line_[gap + 1].number - low;
    const double wanted = is_logarithmic_ ? std::log1p(resolution_) : resolution_ * scale(gap);
    const double needed = wanted > 0.0 ? std::ceil(std::log2(width / wanted)) : kMost;
    return static_cast<std::size_t>(std::clamp(needed, 0.0, kMost));
  }

  bool hides_edge(std::size_t gap) const {
    constexpr std::size_t kLooks = 2;
    if (gaps_[gap].is_closed || is_narrow(gap)) {
      return false;
    }
    const std::vector<std::size_t>& below = line_[gap].best;
    const std::vector<std::size_t>& above = line_[gap + 1].best;
    if (!same(below, above)) {
      return true;
    }
    return below.size() > 1 && below.front() != above.front() && gaps_[gap].depth < kLooks;
  }

  /// Whoever costs more than twice as much as the cheapest at both ends is not run in between.
  std::vector<std::size_t> that_matter(std::size_t gap) const {
    std::vector<std::size_t> matter;
    for (std::size_t i = 0; i < line_[gap].point->cells.size(); ++i) {
      if (is_near(line_[gap], i) || is_near(line_[gap + 1], i)) {
        matter.push_back(i);
      }
    }
    return matter;
  }
  static bool is_near(const Known& at, std::size_t architecture) {
    constexpr double kNear = 2.0;
    const auto cost = [&](std::size_t i) { return at.point->cells[i].metric(models::MetricId::kCostPerMonth).mean; };
    return !at.best.empty() && at.point->cells[architecture].infeasible.empty() &&
           cost(architecture) <= kNear * cost(at.best.front());
  }

  bool is_logarithmic_;
  double resolution_;
  std::vector<Known> line_{};  ///< ascending
  std::vector<Gap> gaps_{};    ///< one behind each but the last
  std::vector<std::size_t> tried_{};
  std::vector<std::size_t> trials_left_{};  ///< per cell of the grid
  std::size_t all_trials_left_ = 0;
  std::deque<SweepPoint> own_{};  ///< the grid's stay where they are
};

std::vector<std::size_t> joined(const std::vector<std::size_t>& a, std::vector<std::size_t> b) {
  std::sort(b.begin(), b.end());
  std::vector<std::size_t> all;
  std::set_union(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(all));
  return all;
}

std::vector<Stretch> stretches_of(const std::vector<Known>& line) {
  std::vector<Stretch> stretches;
  for (const Known& next : line) {
    if (stretches.empty() || !same(stretches.back().best, next.best)) {
      stretches.push_back({{}, next.number, next.number});
    }
    stretches.back().best = joined(stretches.back().best, next.best);
    stretches.back().to = next.number;
  }
  return stretches;
}

/// Whether one of the two ceases to meet the objectives right where it ceases to be the cheapest.
bool feasibility_decides(const BreakEven& set, const std::vector<Known>& line) {
  for (std::size_t i = 0; i + 1 < line.size(); ++i) {
    const bool is_lower_edge = set.low && line[i].number == *set.low;
    const bool is_upper_edge = set.high && line[i + 1].number == *set.high;
    if ((is_lower_edge && !line[i + 1].point->cells[*set.before].infeasible.empty()) ||
        (is_upper_edge && !line[i].point->cells[*set.after].infeasible.empty())) {
      return true;
    }
  }
  return false;
}

/// What lies between one stretch with a cheapest architecture and the next one.
std::vector<BreakEven> sets_of(const std::vector<Stretch>& stretches, const std::vector<Known>& line) {
  std::vector<BreakEven> sets;
  BreakEven open;
  bool is_open = false;
  for (const Stretch& stretch : stretches) {
    if (stretch.best.size() != 1) {
      is_open = true;
      open.tied = joined(open.tied, stretch.best);
      open.has_infeasible = open.has_infeasible || stretch.best.empty();
      continue;
    }
    if (is_open) {
      open.after = stretch.best.front();
      open.high = stretch.from;
      sets.push_back(open);
    }
    open = {};
    open.before = stretch.best.front();
    open.low = stretch.to;
    is_open = true;
  }
  if (stretches.back().best.size() != 1) {
    sets.push_back(open);
  }
  for (BreakEven& set : sets) {
    set.by_feasibility = set.has_infeasible || feasibility_decides(set, line);
  }
  return sets;
}

}  // namespace

Crossings find_crossings(const std::vector<SweepPoint>& points, bool is_logarithmic, double resolution,
                         const RunTrials& run_trials) {
  Search search{points, is_logarithmic, resolution};
  for (std::vector<Trial> trials = search.next_trials(); !trials.empty(); trials = search.next_trials()) {
    std::vector<SweepPoint> found = run_trials(trials);
    if (found.size() < trials.size()) {
      break;
    }
    search.learn(std::move(found));
  }
  Crossings crossings{stretches_of(search.line()), {}};
  crossings.sets = sets_of(crossings.stretches, search.line());
  return crossings;
}

}  // namespace reports
