#include "models/compute/lambda/in_use.hpp"

#include <bit>

namespace models::lambda {

namespace {

constexpr std::size_t kFewestDays = 16;
/// How many should come on a day, and when its length is changed.
constexpr double kWanted = 4.0;  // or down to half as many: days are powers of two
constexpr double kFewest = 1.5;
constexpr double kMost = 6.0;

unsigned bits_of(std::uint64_t nanoseconds) {
  return static_cast<unsigned>(std::bit_width(nanoseconds | 1)) - 1;
}

}  // namespace

/// As insert_in_order(): times are compared alone.
void EnvironmentsInUse::insert_among_many(Item item) {
  const auto place =
      std::partition_point(today_.begin(), today_.end() - 1, [item](Item other) { return other >> 64 > item >> 64; });
  std::move_backward(place, today_.end() - 1, today_.end());
  *place = item;
  if (!is_calendar_) {
    number_all();
    open_calendar(day_bits_of_today(), std::bit_ceil(today_.size()));
  } else if (today_.size() > kMostToday && day_bits_of_today() < day_bits_) {
    open_calendar(day_bits_of_today(), days_.size());
  }
}

/// By the order they stand in.
void EnvironmentsInUse::number_all() {
  sequence_ = static_cast<std::uint32_t>(today_.size());
  std::uint32_t number = sequence_;
  for (Item& item : today_) {
    item = item_of(time_of(item), --number, id_of(item));
  }
}

/// As many nanoseconds as the first part of today's takes, for the wanted number of them.
unsigned EnvironmentsInUse::day_bits_of_today() const {
  const std::size_t part = today_.size() / 2;
  const sim::Duration span = time_of(today_[today_.size() - 1 - part]) - top_time();
  return bits_of(
      static_cast<std::uint64_t>(static_cast<double>(span.nanoseconds()) * kWanted / static_cast<double>(part)));
}

/// To the next day on which something is due. Requires a calendar, and that nothing is due today any more.
void EnvironmentsInUse::turn_page() {
  while (today_.empty()) {
    if (in_year_ == 0 && in_later_ == 0) {
      close_calendar();
      return;
    }
    if (in_year_ == 0) {  // nothing within a year: on to the day before the first
      sim::Time first = sim::Time::never();
      for (EnvironmentId id = later_; id.exists(); id = environments_[id].below) {
        first = std::min(first, environments_[id].due);
      }
      day_ = day_of(first) - 1;
      file_later();
    }
    if (++day_ >= look_later_at_) {
      file_later();
      tune();
      if (!is_calendar_ || !today_.empty()) {
        return;
      }
    }
    if (scout_day_ <= day_) {  // it is no longer ahead
      scout_ = EnvironmentId::none();
      scout_day_ = day_;
    }
    EnvironmentId id = list_of(day_);
    list_of(day_) = EnvironmentId::none();
    while (id.exists()) {
      const Environment& environment = environments_[id];
      today_.push_back(item_of(environment.due, environment.place, id));
      --in_year_;
      id = environment.below;
    }
  }
  if (today_.size() > 1) {
    std::sort(today_.begin(), today_.end(), std::greater<>{});
  }
}

/// Those that lie within the year by now find their days.
void EnvironmentsInUse::file_later() {
  EnvironmentId id = later_;
  later_ = EnvironmentId::none();
  in_later_ = 0;
  while (id.exists()) {
    Environment& environment = environments_[id];
    const EnvironmentId next = environment.below;
    file(environment, id);
    id = next;
  }
  look_later_at_ = day_ + year();
}

/// Once a year: are the days as long as they should be, and is the year? Between two looks about as many leave as
/// come.
void EnvironmentsInUse::tune() {
  const std::size_t count = size();
  if (count < kFewAgain) {
    close_calendar();
    return;
  }
  const double days = static_cast<double>(day_ - tuned_on_);
  const double per_day = std::max(static_cast<double>(sequence_ - tuned_at_), 1.0) / days;
  unsigned day_bits = day_bits_;
  if (per_day < kFewest || per_day > kMost) {
    const double wanted = static_cast<double>(std::uint64_t{1} << day_bits_) * kWanted / per_day;
    day_bits = bits_of(static_cast<std::uint64_t>(wanted));
  }
  const std::size_t days_wanted = std::max(std::bit_ceil(count), kFewestDays);
  const bool has_wrong_size = days_wanted > 2 * days_.size() || 2 * days_wanted < days_.size();
  if (day_bits != day_bits_ || has_wrong_size) {
    open_calendar(day_bits, has_wrong_size ? days_wanted : days_.size());
  } else {
    tuned_on_ = day_;
    tuned_at_ = sequence_;
  }
}

/// Everybody as one list, due time and order in the environments.
EnvironmentId EnvironmentsInUse::take_all() {
  EnvironmentId all = EnvironmentId::none();
  const auto add = [&](EnvironmentId id) {
    environments_[id].below = all;
    all = id;
  };
  for (const Item item : today_) {
    Environment& environment = environments_[id_of(item)];
    environment.due = time_of(item);
    environment.place = static_cast<std::uint32_t>(item >> 32);
    add(id_of(item));
  }
  today_.clear();
  const auto take = [&](EnvironmentId& list) {
    for (EnvironmentId id = list; id.exists();) {
      const EnvironmentId next = environments_[id].below;
      add(id);
      id = next;
    }
    list = EnvironmentId::none();
  };
  std::for_each(days_.begin(), days_.end(), take);
  take(later_);
  in_year_ = in_later_ = 0;
  return all;
}

/// Or opens it anew, with days of another length or another number of them. Requires that somebody is in use.
void EnvironmentsInUse::open_calendar(unsigned day_bits, std::size_t days) {
  sim::Time first = today_.empty() ? sim::Time::never() : top_time();
  EnvironmentId all = take_all();
  for (EnvironmentId id = all; id.exists(); id = environments_[id].below) {
    first = std::min(first, environments_[id].due);
  }
  is_calendar_ = true;
  few_ = 0;
  days_.assign(std::max(days, kFewestDays), EnvironmentId::none());
  day_bits_ = std::min(day_bits, kLongestDay);
  tuned_on_ = day_ = day_of(first) - 1;
  tuned_at_ = sequence_;
  look_later_at_ = day_ + year();
  scout_ = EnvironmentId::none();
  scout_day_ = day_;
  while (all.exists()) {
    Environment& environment = environments_[all];
    const EnvironmentId next = environment.below;
    file(environment, all);
    all = next;
  }
  turn_page();
}

/// They are few again, and stand in order.
void EnvironmentsInUse::close_calendar() {
  for (EnvironmentId id = take_all(); id.exists(); id = environments_[id].below) {
    today_.push_back(item_of(environments_[id].due, environments_[id].place, id));
  }
  std::sort(today_.begin(), today_.end(), std::greater<>{});
  is_calendar_ = false;
  few_ = kFew;
}

}  // namespace models::lambda
