// The break-evens of a sweep as a sentence.
#include <fmt/core.h>

#include "reports/sweep/sweep_tables.hpp"

namespace reports {

namespace {

/// Who is the cheapest along the axis, from one set to the next. Sets where others only come close are exceptions.
class Sentence {
 public:
  explicit Sentence(const SweepResult& result) : result_{result}, unit_{result.axes.front().unit} {}

  std::string text() {
    const std::vector<BreakEven>& sets = result_.crossings->sets;
    for (const BreakEven& set : sets) {
      if (!set.before) {
        part(fmt::format("Below {} {}", value(*set.high), nobody(set)));
        is_first_ = false;
      } else if (set.before == set.after) {
        exceptions_ += (exceptions_.empty() ? " but for " : " and ") + bracket(set);
      } else {
        regime(*set.before, (is_first_ ? "below " : "from there to ") + (set.high ? bracket(set) : value(*set.low)));
        is_first_ = false;
        if (!set.high) {
          part("above that " + nobody(set));
        }
      }
    }
    if (const std::optional<std::size_t> last = sets.back().after) {
      regime(*last, is_first_ ? "everywhere" : "above");
    }
    return text_ + ".";
  }

  /// Where none is the cheapest anywhere.
  std::string without_winner() const {
    const BreakEven& whole = result_.crossings->sets.front();
    return whole.tied.empty() ? "No architecture meets the objectives at any point."
                              : "No break-even: " + nobody(whole) + ", at any point.";
  }

 private:
  void part(const std::string& words) { text_ += (text_.empty() ? "" : "; ") + words; }

  void regime(std::size_t architecture, const std::string& where) {
    part(result_.architectures[architecture] + (has_winner_ ? " " : " is the cheapest ") + where + exceptions_);
    has_winner_ = true;
    exceptions_.clear();
  }

  std::string value(double number) const { return fmt::format("{:.3g}{}", number, unit_); }

  std::string bracket(const BreakEven& set) const {
    const char* why = set.has_infeasible   ? " (in there none meets the objectives)"
                      : set.by_feasibility ? " (where the objectives decide)"
                                           : "";
    return fmt::format("[{}, {}]{}", value(*set.low), value(*set.high), why);
  }

  /// Why none is the cheapest at an end of the axis.
  std::string nobody(const BreakEven& set) const {
    std::string names;
    for (std::size_t i = 0; i < set.tied.size(); ++i) {
      names += (i == 0 ? "" : i + 1 < set.tied.size() ? ", " : " and ") + result_.architectures[set.tied[i]];
    }
    const std::string close = "none of " + names + " is cheaper than the others by more than 1 %";
    if (!set.has_infeasible) {
      return close;
    }
    return "no architecture meets the objectives" + (names.empty() ? "" : ", or " + close);
  }

  const SweepResult& result_;
  const std::string& unit_;
  std::string text_{};
  std::string exceptions_{};  ///< of the architecture that is told next
  bool is_first_ = true;
  bool has_winner_ = false;
};

}  // namespace

std::string break_even_sentence(const SweepResult& result) {
  const Crossings& found = *result.crossings;
  if (found.sets.empty()) {
    return fmt::format("No break-even: {} is the cheapest everywhere.",
                       result.architectures[found.stretches.front().best.front()]);
  }
  const bool has_winner = found.sets.front().before || found.sets.front().after;
  return has_winner ? Sentence{result}.text() : Sentence{result}.without_winner();
}

std::string bracket_note(const SweepResult& result) {
  for (const BreakEven& set : result.crossings->sets) {
    if (set.low && set.high) {
      return "Between the two values of a bracket none is the cheapest by more than 1 %, or the crossing lies inside.";
    }
  }
  return {};
}

}  // namespace reports
