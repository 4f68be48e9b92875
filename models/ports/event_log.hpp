// What happened in the control plane, for people: scale-outs, launches, ready, refusals of placement. Never per
// request.
#pragma once

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

#include "models/ports/launches.hpp"
#include "models/ports/run_result.hpp"
#include "sim/units/time.hpp"

namespace models {

/// Keeps events and launches of replication 0, events only if somebody will read them; where `enabled()` is false,
/// nothing is formatted.
class EventLog {
 public:
  explicit EventLog(bool is_first, bool keeps_events = true)
      : enabled_{is_first && keeps_events}, keeps_launches_{is_first} {}
  bool enabled() const { return enabled_; }
  /// Whether launched() keeps the launch of that number.
  bool keeps_launch(std::uint64_t number) const { return keeps_launches_ && launches_.keeps(number); }
  void log(sim::Time at, std::string what, std::string subject, std::string detail) {
    if (enabled_) {
      events_.push_back({at, std::move(what), std::move(subject), std::move(detail)});
    }
  }
  std::vector<RunEvent> take() { return std::move(events_); }

  /// A launch that has come into service, was stopped before, or is under way when the window ends. Each once.
  void launched(Launch launch) {
    if (keeps_launches_) {
      launches_.add(std::move(launch));
    }
  }
  std::vector<Launch> take_launches() { return launches_.take(); }

  /// A limit that the scenario set held the architecture back (a scaling maximum, a quota). In every replication, each
  /// limit once: a comparison in which one binds is not a fair one, and its reader must know.
  void limit_reached(const std::string& what) {
    if (std::find(limits_.begin(), limits_.end(), what) == limits_.end()) {
      limits_.push_back(what);
    }
  }
  std::vector<std::string> take_limits() { return std::move(limits_); }

 private:
  bool enabled_;
  bool keeps_launches_;
  std::vector<std::string> limits_{};
  std::vector<RunEvent> events_{};
  LaunchLog launches_{};
};

}  // namespace models
