// Scheduled actions: limits and capacity by the clock. EC2 Auto Scaling and Application Auto Scaling have them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "sim/config/schema.hpp"
#include "sim/units/time.hpp"

namespace models::compute {

enum class Weekday : std::uint8_t { kMonday, kTuesday, kWednesday, kThursday, kFriday, kSaturday, kSunday };

struct ScheduledAction {
  std::optional<std::string> recurrence{};    ///< cron: minute, hour, day, month, day of the week
  std::optional<sim::Duration> start_time{};  ///< once then, or the first time of a recurrence
  std::optional<sim::Duration> end_time{};    ///< of a recurrence
  std::optional<std::int64_t> min_size{};
  std::optional<std::int64_t> max_size{};
  std::optional<std::int64_t> desired_capacity{};
  static const sim::config::Schema& schema();
};

/// What scaling may ask for.
struct Limits {
  std::int64_t minimum = 0;
  std::int64_t maximum = 0;
  bool operator==(const Limits&) const = default;
};

/// The minutes of a week, counted from Monday, at which a cron expression fires; sorted. Empty, with the reason in
/// `problem`, if the expression is wrong or asks for a date, which simulated time does not have.
std::vector<std::int64_t> minutes_of_week(const std::string& recurrence, std::string& problem);

class Schedule {
 public:
  /// `first_day`: the day that begins at t = 0. The actions were checked.
  Schedule(const std::vector<ScheduledAction>& actions, Weekday first_day);

  /// The limits at `start`, when the actions of the week before it have run.
  Limits limits_at(sim::Time start, Limits configured) const;
  /// When an action runs next, later than `after`; never() if none does.
  sim::Time next(sim::Time after) const;
  /// Those that run at that instant, in the order of the file.
  std::vector<const ScheduledAction*> due(sim::Time at) const;

 private:
  struct Entry {
    ScheduledAction action{};
    std::vector<std::int64_t> minutes{};  ///< of the week that holds t = 0; empty: once
  };
  sim::Time next_of(const Entry& entry, sim::Time after) const;

  std::vector<Entry> entries_{};
  sim::Duration into_week_{};  ///< from Monday 00:00 to t = 0
};

/// `limits` after the action: what it does not name stays.
Limits changed(Limits limits, const ScheduledAction& action);

}  // namespace models::compute
