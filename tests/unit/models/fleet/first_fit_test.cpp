// First fit against the definition: scan open hosts by number, take the first with room.
#include <cstdint>
#include <optional>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "models/catalog.hpp"

namespace models::fleet {
namespace {

MachineShape shape(std::int64_t milli, std::int64_t bytes) {
  return {sim::Vcpu::milli(milli), sim::Bytes::bytes(bytes)};
}

/// The slow definition.
class Scan {
 public:
  void changed(std::uint32_t host, const MachineShape& free) {
    if (host >= hosts_.size()) {
      hosts_.resize(host + 1);
    }
    hosts_[host] = free;
  }
  void closed(std::uint32_t host) { hosts_[host].reset(); }
  std::optional<std::uint32_t> choose(const MachineShape& wanted) const {
    for (std::uint32_t i = 0; i < hosts_.size(); ++i) {
      if (hosts_[i] && hosts_[i]->vcpu >= wanted.vcpu && hosts_[i]->memory >= wanted.memory) {
        return i;
      }
    }
    return std::nullopt;
  }

 private:
  std::vector<std::optional<MachineShape>> hosts_{};
};

TEST(FirstFit, NothingIsOpenAtFirst) {
  const auto placement = first_fit().make(nullptr);
  EXPECT_FALSE(placement->choose(shape(0, 0)).has_value());
}

TEST(FirstFit, TakesTheLowestNumberThatFitsBothResources) {
  const auto placement = first_fit().make(nullptr);
  placement->changed(0, shape(1'000, 10));
  placement->changed(1, shape(10, 1'000));
  placement->changed(2, shape(500, 500));
  placement->changed(3, shape(1'000, 1'000));
  EXPECT_EQ(placement->choose(shape(400, 400)), 2U);
  EXPECT_EQ(placement->choose(shape(600, 10)), 0U);
  EXPECT_EQ(placement->choose(shape(10, 600)), 1U);
  EXPECT_EQ(placement->choose(shape(600, 600)), 3U);
  EXPECT_FALSE(placement->choose(shape(1'001, 1)).has_value());
}

TEST(FirstFit, AClosedHostTakesNotEvenAnEmptyShape) {
  const auto placement = first_fit().make(nullptr);
  placement->changed(5, shape(100, 100));
  EXPECT_EQ(placement->choose(shape(0, 0)), 5U);
  placement->closed(5);
  EXPECT_FALSE(placement->choose(shape(0, 0)).has_value());
}

RC_GTEST_PROP(FirstFitProperty, AgreesWithAScan, ()) {
  const auto placement = first_fit().make(nullptr);
  Scan scan;
  const auto steps = *rc::gen::inRange(1, 200);
  std::uint32_t hosts = 0;
  for (int i = 0; i < steps; ++i) {
    const auto action = *rc::gen::inRange(0, 10);
    const auto free = shape(*rc::gen::inRange(0, 8), *rc::gen::inRange(0, 8));
    if (action < 4 || hosts == 0) {
      const std::uint32_t host = *rc::gen::inRange<std::uint32_t>(0, hosts + 1);
      hosts = std::max(hosts, host + 1);
      placement->changed(host, free);
      scan.changed(host, free);
    } else if (action == 4) {
      const std::uint32_t host = *rc::gen::inRange<std::uint32_t>(0, hosts);
      placement->closed(host);
      scan.closed(host);
    } else {
      RC_ASSERT(placement->choose(free) == scan.choose(free));
    }
  }
}

}  // namespace
}  // namespace models::fleet
