// The zones that a balancer is in, and the address that it has in each.
#include <optional>
#include <tuple>

#include <gtest/gtest.h>

#include "models/ports/skus.hpp"
#include "models/routing/capacity_units.hpp"
#include "tests/support/run_context_builder.hpp"

namespace models::routing {
namespace {

std::int64_t addresses(std::optional<std::int64_t> zones, std::int64_t least_zones) {
  test_support::RunContextBuilder run;
  run.context.zones = zones;
  CapacityMeters meters{{sku::kAlbHour, sku::kAlbLcu, {25, 3'000, std::int64_t{1} << 30, 1'000}, 0, least_zones},
                        run.context};
  meters.start({});
  return run.meters.level_of(run.meters.open({std::string{sku::kPublicIpv4}, "", std::string{sku::kOnDemand}}));
}

TEST(CapacityMeters, AnAddressInEachZoneOfTheTargetsAndOfAnAlbInTwoAtLeast) {
  EXPECT_EQ(addresses(std::nullopt, kLeastAlbZones), 3) << "all zones of the fleet";
  EXPECT_EQ(addresses(2, kLeastAlbZones), 2);
  EXPECT_EQ(addresses(1, kLeastAlbZones), 2);
  EXPECT_EQ(addresses(1, 1), 1) << "a Network Load Balancer";
}

}  // namespace
}  // namespace models::routing
