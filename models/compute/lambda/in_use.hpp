// The environments in use, in the order in which something happens to them next: their placement, INIT or invocation
// ends.
// Source: R. Brown, "Calendar queues: a fast O(1) priority queue implementation for the simulation event set problem",
//   Communications of the ACM 31(10), 1988; here with days that are sorted when they come, and no day for what lies
//   more than a year ahead.
// Checked against: tests/unit/models/compute/lambda_in_use_test.cpp, differentially, and tests/bench.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <vector>

#include "models/compute/lambda/environment.hpp"
#include "sim/check.hpp"
#include "sim/kernel/few_in_order.hpp"
#include "sim/kernel/prefetch.hpp"
#include "sim/units/int128.hpp"
#include "sim/units/time.hpp"

namespace models::lambda {

/// A queue of those in use, of which the kernel knows the first only: an event of its own for each environment would
/// make every request pay for those that are idle, or were in use when most of them were.
///
/// While they are few they stand in order, the next one last. Many are a calendar: only those of today stand in order;
/// those of each later day are a list through the environments themselves, which a push has in hand anyway; a scout
/// walks some days ahead and has them fetched before their turn. A day is about as long as it takes for three to come.
/// push() and pop() are O(1), amortised, as long as due times are spread over more nanoseconds than there are
/// environments; top is O(1). Equal times leave in the order in which they came. Allocates only when it has never been
/// as large before.
class EnvironmentsInUse {
 public:
  explicit EnvironmentsInUse(Environments& environments) : environments_{environments} { today_.reserve(kFew); }

  bool is_empty() const { return today_.empty(); }
  /// More than a cache need hold.
  bool are_many() const { return is_calendar_; }

  /// `at` may be earlier than what has left already.
  void push(EnvironmentId id, sim::Time at) {
    if (!is_calendar_) {
      insert(item_of(at, 0, id));
      return;
    }
    ++sequence_;
    if (day_of(at) <= day_) {
      insert(item_of(at, sequence_, id));
      return;
    }
    Environment& environment = environments_[id];
    environment.due = at;
    environment.place = sequence_;
    file(environment, id);
  }
  /// The same in two parts, for the usual case: there are few, and one more is one of them.
  bool has_place_at_hand() const { return today_.size() < few_; }
  [[gnu::always_inline]] void push_at_hand(EnvironmentId id, sim::Time at) {
    SIM_DCHECK(has_place_at_hand() && !is_calendar_ && today_.size() < today_.capacity(), "room has been looked at");
    if (today_.size() == today_.capacity()) {
      __builtin_unreachable();  // says that nothing is called
    }
    today_.emplace_back();
    sim::insert_in_order(today_.data(), &today_.back(), item_of(at, 0, id));
  }
  /// These require that it is not empty.
  sim::Time top_time() const { return time_of(today_.back()); }
  EnvironmentId top() const { return id_of(today_.back()); }
  void pop() {
    today_.pop_back();
    if (is_calendar_) [[unlikely]] {
      scout();
      if (today_.empty()) {
        turn_page();
      }
    }
  }

  /// visit(environment, when something happens to it next), in no particular order.
  template <class Visit>
  void for_each(Visit visit) const {
    for (const Item item : today_) {
      visit(id_of(item), time_of(item));
    }
    const auto visit_list = [&](EnvironmentId id) {
      for (; id.exists(); id = environments_[id].below) {
        visit(id, environments_[id].due);
      }
    };
    std::for_each(days_.begin(), days_.end(), visit_list);
    visit_list(later_);
  }

 private:
  using Item = sim::Uint128;                      ///< time, sequence (in a calendar), environment
  static constexpr std::size_t kFew = 24;         ///< that stand in order without a calendar
  static constexpr std::size_t kFewAgain = 8;     ///< when it is closed
  static constexpr std::size_t kMostToday = 192;  ///< if there are more the day is too long
  static constexpr unsigned kLongestDay = 44;     ///< five hours
  static constexpr std::int64_t kScoutedDays = 4;
  static constexpr std::uint64_t kSignBit = std::uint64_t{1} << 63;  // makes signed times sort as unsigned keys

  static Item item_of(sim::Time at, std::uint32_t sequence, EnvironmentId id) {
    const std::uint64_t biased = static_cast<std::uint64_t>(at.nanoseconds()) ^ kSignBit;
    return (Item{biased} << 64) | (std::uint64_t{sequence} << 32) | id.index();
  }
  static EnvironmentId id_of(Item item) { return EnvironmentId{static_cast<std::uint32_t>(item)}; }
  static sim::Time time_of(Item item) {
    return sim::Time::at_nanoseconds(static_cast<std::int64_t>(static_cast<std::uint64_t>(item >> 64) ^ kSignBit));
  }

  std::int64_t day_of(sim::Time at) const { return at.nanoseconds() >> day_bits_; }
  std::int64_t year() const { return static_cast<std::int64_t>(days_.size()); }
  EnvironmentId& list_of(std::int64_t day) { return days_[static_cast<std::size_t>(day) & (days_.size() - 1)]; }
  std::size_t size() const { return today_.size() + in_year_ + in_later_; }

  /// Moves an item to its place: past the few before it one by one, past many all at once.
  void insert(Item item) {
    today_.push_back(item);
    if (today_.size() <= kFew) [[likely]] {
      sim::insert_in_order(today_.data(), &today_.back(), item);
      return;
    }
    insert_among_many(item);
  }
  /// Of a day to come.
  void file(Environment& environment, EnvironmentId id) {
    const std::int64_t day = day_of(environment.due);
    const bool is_near = day - day_ < year();
    EnvironmentId& list = is_near ? list_of(day) : later_;
    ++(is_near ? in_year_ : in_later_);
    environment.below = list;
    list = id;
  }

  /// A step: to the next one in days to come, who is fetched. The one it comes from has arrived since the last step.
  void scout() {
    if (scout_.exists()) {
      scout_ = environments_[scout_].below;
    }
    while (!scout_.exists() && scout_day_ < day_ + kScoutedDays) {
      scout_ = list_of(++scout_day_);
    }
    if (scout_.exists()) {
      sim::prefetch(&environments_[scout_]);
    }
  }

  void insert_among_many(Item item);
  void number_all();
  void turn_page();
  void file_later();
  void tune();
  void open_calendar(unsigned day_bits, std::size_t days);
  void close_calendar();
  unsigned day_bits_of_today() const;
  EnvironmentId take_all();

  Environments& environments_;
  std::vector<Item> today_{};  ///< descending; empty only if nobody is in use
  bool is_calendar_ = false;   ///< else everything is today
  std::size_t few_ = kFew;     ///< how many are, without a calendar; 0 with one

  std::uint32_t sequence_ = 0;  ///< of the last one that came
  unsigned day_bits_ = 0;       ///< a day is two to so many nanoseconds
  std::int64_t day_ = 0;        ///< today: whatever is due then, or was before

  std::vector<EnvironmentId> days_{};  ///< a year from tomorrow, by day modulo their number (a power of two); the lists
                                       ///< run through Environment::below
  EnvironmentId later_{};              ///< a list of what lay a year ahead or more when it came
  std::size_t in_year_ = 0;
  std::size_t in_later_ = 0;
  EnvironmentId scout_{};           ///< one of scout_day_, or none
  std::int64_t scout_day_ = 0;      ///< after today, or scout_ is none
  std::int64_t look_later_at_ = 0;  ///< the day, a year after the last look
  std::int64_t tuned_on_ = 0;       ///< the day
  std::uint32_t tuned_at_ = 0;      ///< sequence_ then
};

}  // namespace models::lambda
