// Scheduled actions of EC2 Auto Scaling and Application Auto Scaling.
//
// What: at a time, or at the minutes that a cron expression names, an action sets the group's minimum, maximum and
//   desired capacity; what it does not name stays. Policies go on within the new limits.
// Source: EC2 Auto Scaling user guide, scheduled scaling (2023-06).
// Units: instances; minutes of the week.
// Assumes: t = 0 is midnight. Actions that name limits ran before the warm-up too, those of the week before it.
// Leaves out: days of the month and months, which a simulation without a date does not have; time zones.
// Checked against: tests/unit/models/compute/schedule_test.cpp.
#include "models/compute/schedule.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <string_view>
#include <utility>

#include <fmt/core.h>

#include "sim/check.hpp"
#include "sim/config/describe.hpp"

namespace models::compute {
namespace {

constexpr std::size_t kMinutesPerHour = 60;
constexpr std::size_t kMinutesPerDay = 24 * kMinutesPerHour;
constexpr std::size_t kMinutesPerWeek = 7 * kMinutesPerDay;
constexpr sim::Duration kWeek = sim::Duration::days(7);
constexpr std::array<std::string_view, 7> kDays{"SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"};  // cron's 0 to 6

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  for (std::size_t begin = 0; begin <= text.size();) {
    const std::size_t end = std::min(text.find(separator, begin), text.size());
    if (separator != ' ' || end > begin) {
      parts.push_back(text.substr(begin, end - begin));
    }
    begin = end + 1;
  }
  return parts;
}

std::optional<std::int64_t> number_of(std::string_view text, bool is_day) {
  if (is_day) {
    const auto found = std::find(kDays.begin(), kDays.end(), text);
    if (found != kDays.end()) {
      return found - kDays.begin();
    }
  }
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc{} && end == text.data() + text.size() && !text.empty() ? std::optional{value}
                                                                                   : std::nullopt;
}

/// One field of a cron expression: `*`, numbers, ranges, lists, steps. False if it is none.
bool add_field(std::string_view field, std::int64_t high, bool is_day, std::vector<bool>& allowed) {
  for (const std::string_view part : split(field, ',')) {
    const std::size_t slash = part.find('/');
    const std::string_view range = part.substr(0, slash);
    const auto step =
        slash == std::string_view::npos ? std::optional<std::int64_t>{1} : number_of(part.substr(slash + 1), false);
    const std::size_t dash = range.find('-');
    std::optional<std::int64_t> from = 0;
    std::optional<std::int64_t> to = high;
    if (range != "*") {
      from = number_of(range.substr(0, dash), is_day);
      to = dash == std::string_view::npos ? from : number_of(range.substr(dash + 1), is_day);
    }
    if (!from || !to || !step || *step < 1 || *from < 0 || *to > high || *from > *to) {
      return false;
    }
    for (std::int64_t value = *from; value <= *to; value += *step) {
      allowed[static_cast<std::size_t>(value)] = true;
    }
  }
  return true;
}

void check_action(const ScheduledAction& action, sim::config::Checker& check) {
  if (!action.recurrence && !action.start_time) {
    check.error("", "says when? give start_time, such as 8h, or recurrence, such as \"0 8 * * *\"");
  }
  if (!action.min_size && !action.max_size && !action.desired_capacity) {
    check.error("", "changes nothing; give min_size, max_size or desired_capacity");
  }
  if (action.end_time && !action.recurrence) {
    check.error("end_time", "ends a recurrence; an action that runs once has start_time only");
  }
  if (action.recurrence) {
    std::string problem;
    if (minutes_of_week(*action.recurrence, problem).empty()) {
      check.error("recurrence", problem);
    }
  }
  if (action.min_size && action.max_size && *action.min_size > *action.max_size) {
    check.error("min_size", fmt::format("min_size is {} but max_size is {}", *action.min_size, *action.max_size));
  }
  const std::int64_t desired = action.desired_capacity.value_or(0);
  if (action.desired_capacity && action.max_size && desired > *action.max_size) {
    check.error("desired_capacity", fmt::format("{} is more than max_size, {}", desired, *action.max_size));
  }
  if (action.desired_capacity && action.min_size && desired < *action.min_size) {
    check.error("desired_capacity", fmt::format("{} is less than min_size, {}", desired, *action.min_size));
  }
}

}  // namespace

const sim::config::Schema& ScheduledAction::schema() {
  static const sim::config::Schema schema = [] {
    sim::config::Describe<ScheduledAction> d{"scheduled_action", "Sets limits and capacity of a group by the clock."};
    d.field<&ScheduledAction::recurrence>(
         "recurrence",
         "When it runs: minute, hour, `*`, `*`, day of the week (0 to 7 or SUN to SAT), as cron has them.")
        .example("\"30 7 * * MON-FRI\"");
    d.field<&ScheduledAction::start_time>(
         "start_time", "When it runs once, from the start of the window; first time of a recurrence.")
        .range("0s", "3660d")
        .example("8h");
    d.field<&ScheduledAction::end_time>("end_time", "When a recurrence ends.").range("0s", "3660d").example("5d");
    d.field<&ScheduledAction::min_size>("min_size", "The group's minimum from then on. Left out: as it was.")
        .range("0", "1000000")
        .example("10");
    d.field<&ScheduledAction::max_size>("max_size", "The group's maximum from then on. Left out: as it was.")
        .range("0", "1000000")
        .example("60");
    d.field<&ScheduledAction::desired_capacity>(
         "desired_capacity", "Instances that it asks for. Left out: as many as there are, within the limits.")
        .range("0", "1000000")
        .example("20");
    d.check(&check_action);
    return d.done();
  }();
  return schema;
}

std::vector<std::int64_t> minutes_of_week(const std::string& recurrence, std::string& problem) {
  const std::vector<std::string_view> fields = split(recurrence, ' ');
  std::vector<bool> minutes(60);
  std::vector<bool> hours(24);
  std::vector<bool> days(8);
  if (fields.size() != 5 || !add_field(fields[0], 59, false, minutes) || !add_field(fields[1], 23, false, hours) ||
      !add_field(fields[4], 7, true, days)) {
    problem = fmt::format(
        "'{}' is no cron expression; write minute, hour, *, *, day of the week, such as \"0 8 * * "
        "MON-FRI\"",
        recurrence);
    return {};
  }
  if (fields[2] != "*" || fields[3] != "*") {
    problem =
        fmt::format("'{}' names a date, which simulated time does not have; write * for day and month", recurrence);
    return {};
  }
  std::vector<std::int64_t> all;
  for (std::size_t minute = 0; minute < kMinutesPerWeek; ++minute) {
    const std::size_t day = (minute / kMinutesPerDay + 1) % 7;  // cron's Sunday is 0 and 7
    const bool is_day = days[day] || (day == 0 && days[7]);
    if (is_day && hours[minute % kMinutesPerDay / kMinutesPerHour] && minutes[minute % kMinutesPerHour]) {
      all.push_back(static_cast<std::int64_t>(minute));
    }
  }
  return all;
}

Schedule::Schedule(const std::vector<ScheduledAction>& actions, Weekday first_day)
    : into_week_{sim::Duration::days(static_cast<std::int64_t>(first_day))} {
  for (const ScheduledAction& action : actions) {
    std::string problem;
    entries_.push_back(
        {action, action.recurrence ? minutes_of_week(*action.recurrence, problem) : std::vector<std::int64_t>{}});
    SIM_CHECK(problem.empty(), "the actions were checked");
  }
}

sim::Time Schedule::next_of(const Entry& entry, sim::Time after) const {
  const ScheduledAction& action = entry.action;
  if (entry.minutes.empty()) {
    const sim::Time once = sim::Time::at(*action.start_time);
    return once > after ? once : sim::Time::never();
  }
  if (action.start_time) {
    after = std::max(after, sim::Time::at(*action.start_time) - sim::Duration::nanoseconds(1));
  }
  const sim::Time monday = sim::floor_to(after + into_week_, kWeek);  // on the calendar's clock
  const std::int64_t into = ((after + into_week_) - monday) / sim::Duration::minutes(1);
  const auto found = std::upper_bound(entry.minutes.begin(), entry.minutes.end(), into);
  const bool is_this_week = found != entry.minutes.end();
  const sim::Duration offset = sim::Duration::minutes(is_this_week ? *found : entry.minutes.front());
  const sim::Time at = monday + offset + (is_this_week ? sim::Duration{} : kWeek) - into_week_;
  return action.end_time && at > sim::Time::at(*action.end_time) ? sim::Time::never() : at;
}

sim::Time Schedule::next(sim::Time after) const {
  sim::Time soonest = sim::Time::never();
  for (const Entry& entry : entries_) {
    soonest = std::min(soonest, next_of(entry, after));
  }
  return soonest;
}

std::vector<const ScheduledAction*> Schedule::due(sim::Time at) const {
  std::vector<const ScheduledAction*> all;
  for (const Entry& entry : entries_) {
    if (next_of(entry, at - sim::Duration::nanoseconds(1)) == at) {
      all.push_back(&entry.action);
    }
  }
  return all;
}

Limits Schedule::limits_at(sim::Time start, Limits configured) const {
  for (sim::Time at = next(start - kWeek); at <= start; at = next(at)) {
    for (const ScheduledAction* action : due(at)) {
      configured = changed(configured, *action);
    }
  }
  return configured;
}

Limits changed(Limits limits, const ScheduledAction& action) {
  limits.minimum = action.min_size.value_or(limits.minimum);
  limits.maximum = std::max(action.max_size.value_or(limits.maximum), limits.minimum);
  return limits;
}

}  // namespace models::compute
