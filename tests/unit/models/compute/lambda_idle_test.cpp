// The list of idle environments beside a row that is searched from end to end: who is taken, who is collected, and when
// to look again. A handful of environments, so that the list is often empty, and its top often its bottom.
#include <algorithm>
#include <cstdint>
#include <ostream>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "models/compute/lambda/environments.hpp"
#include "sim/random/stream.hpp"

namespace models::lambda {
namespace {

constexpr sim::Duration kSecond = sim::Duration::seconds(1);

struct Case {
  std::string name;
  ReuseOrder rule = ReuseOrder::kMostRecentlyUsed;
  sim::Duration shortest{};
  sim::Duration longest{};
};
void PrintTo(const Case& tested, std::ostream* out) {
  *out << tested.name;
}

/// Who is idle, in the order in which they became so.
class Row {
 public:
  Row(const Environments& environments, const Case& wanted) : environments_{environments}, wanted_{wanted} {}

  std::size_t size() const { return row_.size(); }
  EnvironmentId at(std::size_t place) const { return row_[place].first; }
  void put(EnvironmentId id, sim::Time now) { row_.emplace_back(id, now); }
  EnvironmentId take() {
    const EnvironmentId taken = wanted_.rule == ReuseOrder::kMostRecentlyUsed ? row_.back().first : row_.front().first;
    remove(taken);
    return taken;
  }
  void remove(EnvironmentId id) {
    row_.erase(std::find_if(row_.begin(), row_.end(), [id](const auto& one) { return one.first == id; }));
  }
  /// What is gone, and when to look again.
  std::pair<std::vector<EnvironmentId>, sim::Time> collect(sim::Time now) {
    std::vector<EnvironmentId> gone;
    sim::Time next = sim::Time::never();
    for (const auto& [id, since] : row_) {
      const sim::Time due = since + environments_[id].expiry;
      if (due <= now) {
        gone.push_back(id);
      } else if (since + wanted_.shortest <= now) {
        next = std::min(next, due);
      } else {
        next = std::min(next, since + wanted_.shortest);
      }
    }
    for (const EnvironmentId id : gone) {
      remove(id);
    }
    const bool looks_each_second = wanted_.shortest != wanted_.longest && next != sim::Time::never();
    return {gone, looks_each_second ? std::max(next, now + kSecond) : next};
  }

 private:
  const Environments& environments_;
  Case wanted_;
  std::vector<std::pair<EnvironmentId, sim::Time>> row_{};
};

class LambdaIdle : public testing::TestWithParam<Case> {};

TEST_P(LambdaIdle, IsWhatARowSays) {
  const Case& wanted = GetParam();
  Environments environments;
  IdleEnvironments idle{environments, wanted.rule, wanted.shortest, wanted.longest, sim::random::Stream{1}};
  Row row{environments, wanted};
  sim::random::Stream chance{7};
  std::vector<EnvironmentId> busy;
  const auto spread = static_cast<std::uint64_t>((wanted.longest - wanted.shortest).nanoseconds());
  for (int i = 0; i < 6; ++i) {
    Environment environment;
    environment.expiry = wanted.shortest;
    environment.expiry += sim::Duration::nanoseconds(static_cast<std::int64_t>(chance.uniform_below(spread + 1)));
    busy.push_back(environments.acquire(environment));
  }
  sim::Time now{};
  std::int64_t collected = 0;
  std::int64_t emptied = 0;
  for (int i = 0; i < 100'000; ++i) {
    now = now + sim::Duration::milliseconds(static_cast<std::int64_t>(chance.uniform_below(400)));
    const std::uint64_t what = chance.uniform_below(20);
    if (what < 9 && !busy.empty()) {
      std::swap(busy.back(), busy[chance.uniform_below(busy.size())]);
      idle.put(busy.back(), now);
      row.put(busy.back(), now);
      busy.pop_back();
    } else if (what < 17 && row.size() > 0) {
      busy.push_back(row.take());
      ASSERT_EQ(idle.take(), busy.back());
      emptied += row.size() == 0 ? 1 : 0;
    } else if (what == 17 && row.size() > 0) {
      busy.push_back(row.at(chance.uniform_below(row.size())));
      idle.remove(busy.back());
      row.remove(busy.back());
    } else {
      std::vector<EnvironmentId> gone;
      const sim::Time next = idle.collect(now, [&](EnvironmentId id) { gone.push_back(id); });
      const auto expected = row.collect(now);
      ASSERT_EQ(gone, expected.first);
      ASSERT_EQ(next, expected.second);
      busy.insert(busy.end(), gone.begin(), gone.end());
      collected += static_cast<std::int64_t>(gone.size());
    }
    ASSERT_EQ(idle.is_empty(), row.size() == 0);
  }
  EXPECT_GT(collected, 1'000);
  EXPECT_GT(emptied, 1'000);
}

INSTANTIATE_TEST_SUITE_P(Rules, LambdaIdle,
                         testing::Values(Case{"the_last", ReuseOrder::kMostRecentlyUsed, kSecond * 3, kSecond * 3},
                                         Case{"the_last_spread", ReuseOrder::kMostRecentlyUsed, kSecond, kSecond * 5},
                                         Case{"the_first", ReuseOrder::kLeastRecentlyUsed, kSecond, kSecond},
                                         Case{"the_first_spread", ReuseOrder::kLeastRecentlyUsed, kSecond,
                                              kSecond * 5}),
                         [](const auto& one) { return one.param.name; });

}  // namespace
}  // namespace models::lambda
