#include "sim/kernel/by_age.hpp"

#include <cstdint>
#include <map>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "sim/units/id.hpp"

namespace sim {
namespace {

using Ticket = Id<struct TicketTag>;
using Map = std::map<std::uint64_t, Ticket>;

std::vector<Ticket> in_order(const ByAge<Ticket>& list) {
  std::vector<Ticket> ids;
  list.for_each([&ids](Ticket id) { ids.push_back(id); });
  return ids;
}
std::vector<Ticket> in_order(const Map& map) {
  std::vector<Ticket> ids;
  for (const auto& [number, id] : map) {
    ids.push_back(id);
  }
  return ids;
}
Ticket newest_even(const Map& map) {
  Ticket newest = Ticket::none();
  for (const auto& [number, id] : map) {
    newest = id.index() % 2 == 0 ? id : newest;
  }
  return newest;
}

RC_GTEST_PROP(ByAge, IsAnOrderedMap, ()) {
  ByAge<Ticket> list;
  Map map;
  std::uint64_t last = 0;
  std::uint32_t next_id = 0;
  const auto insert = [&](std::uint64_t number) {
    const Ticket id = map.contains(number) ? map.at(number) : Ticket{next_id++};  // again, or anew
    list.insert(number, id);
    map.emplace(number, id);
  };
  for (int step = 0; step < 120; ++step) {
    switch (*rc::gen::inRange(0, 6)) {
      case 0:
      case 1:
        last += *rc::gen::inRange<std::uint64_t>(1, 4);  // numbers between are free
        insert(last);
        break;
      case 2:
        insert(*rc::gen::inRange<std::uint64_t>(1, last + 2));
        last = map.rbegin()->first > last ? map.rbegin()->first : last;
        break;
      default: {
        const auto number = *rc::gen::inRange<std::uint64_t>(0, last + 2);
        list.erase(number);
        map.erase(number);
      }
    }
    RC_ASSERT(list.size() == map.size());
    RC_ASSERT(list.empty() == map.empty());
    RC_ASSERT(in_order(list) == in_order(map));
    RC_ASSERT(list.newest_where([](Ticket id) { return id.index() % 2 == 0; }) == newest_even(map));
    if (!map.empty()) {
      RC_ASSERT(list.oldest() == map.begin()->second);
      RC_ASSERT(list.newest() == map.rbegin()->second);
    }
  }
}

TEST(ByAge, FirstComeFirstServedForEverBesideOneThatStays) {
  ByAge<Ticket> list;
  list.insert(1, Ticket{0});
  for (std::uint32_t i = 2; i < 10'000; ++i) {
    list.insert(i, Ticket{i});
    list.erase(i - 3 > 1 ? i - 3 : 0);
  }
  EXPECT_EQ(in_order(list), (std::vector<Ticket>{Ticket{0}, Ticket{9'997}, Ticket{9'998}, Ticket{9'999}}));
}

}  // namespace
}  // namespace sim
