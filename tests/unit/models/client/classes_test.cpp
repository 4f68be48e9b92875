// Request classes: each request is of one by chance, does what its class does, and the books balance for each.
#include <array>
#include <cmath>
#include <cstdint>
#include <vector>

#include <gtest/gtest.h>

#include "models/ports/traffic_count.hpp"
#include "tests/unit/models/client/shop.hpp"

namespace models::client {
namespace {

using Kind = ProgramPhase::Kind;

Step cpu_step(sim::Duration mean) {
  return {"app", sim::random::exponential_with_mean(mean), {}};
}

/// Nine of ten browse (one step), one checks out (a step with a wait, and one more).
Application shop_application() {
  Application application;
  application.containers.emplace_back("app", test_support::container_of());
  RequestClass browse{9.0, {cpu_step(5_ms)}, {}};
  RequestClass checkout{1.0, {cpu_step(20_ms), cpu_step(2_ms)}, {}};
  checkout.request[0].wait = sim::random::constant(30_ms);
  checkout.traffic = Traffic{sim::Bytes::bytes(500), sim::Bytes::bytes(70'000), sim::Bytes::bytes(900), 1};
  application.classes = {{"browse", browse}, {"checkout", checkout}};
  application.traffic = {sim::Bytes::bytes(100), sim::Bytes::bytes(1'000), sim::Bytes::bytes(10), 10};
  return application;
}

TEST(Classes, FollowEachOtherInTheProgram) {
  const Program program{shop_application()};
  std::vector<Kind> kinds;
  for (const ProgramPhase& phase : program.phases) {
    kinds.push_back(phase.kind);
  }
  const std::vector<Kind> expected{Kind::kCpu, Kind::kEnd, Kind::kCpu, Kind::kWait, Kind::kCpu, Kind::kEnd};
  EXPECT_EQ(kinds, expected);
  EXPECT_EQ(program.first_phases, (std::vector<std::uint16_t>{0, 2}));
  EXPECT_FALSE(program.is_one_phase());
  Application plain = shop_application();
  plain.classes.pop_back();
  EXPECT_TRUE(Program{plain}.is_one_phase());
}

TEST(Classes, MeansAreWeighted) {
  const Application application = shop_application();
  EXPECT_NEAR(application.mean_cpu_seconds(), 0.9 * 0.005 + 0.1 * 0.022, 1e-15);
  EXPECT_NEAR(application.mean_wait_seconds(), 0.1 * 0.030, 1e-15);
  EXPECT_EQ(application.mean_log_bytes(1'000).count(), 900 * 10 + 100 * 900);
}

TEST(Classes, TrafficIsCountedExactly) {
  TrafficCount count{shop_application()};
  for (int i = 0; i < 21; ++i) {
    count.add(0);
  }
  count.add(1);
  count.add(1);
  EXPECT_EQ(count.bytes(), 21 * 1'100 + 2 * 70'500);
  EXPECT_EQ(count.connections(), 3 + 2) << "21 requests of ten a connection, and two of their own";
  count.reset();
  EXPECT_EQ(count.bytes(), 0);
}

TEST(Classes, ComeInTheirSharesAndBringTheirDemands) {
  constexpr std::int64_t kRequests = 20'000;
  Shop shop{every_ms(0, kRequests), shop_application()};
  shop.run_to_ms(0);
  shop.client.begin_measuring();
  shop.run_to_ms(kRequests + 100);
  shop.client.take_tick();
  shop.client.check_conservation();
  std::array<double, 2> requests{};
  std::array<double, 2> first_cpu{};
  for (std::size_t i = 0; i < shop.frontend.arrivals.size(); ++i) {
    const auto kind = static_cast<std::size_t>(shop.frontend.arrivals[i].request_class);
    requests[kind] += 1.0;
    first_cpu[kind] += static_cast<double>(shop.frontend.demands[i][shop.program.first_phases[kind]]) / kMs;
    if (kind == 1) {
      ASSERT_EQ(shop.frontend.demands[i][3], 30 * kMs);
    }
  }
  // Four standard errors of a share of 1 in 10, and of a mean of exponentials.
  EXPECT_NEAR(requests[1], 0.1 * kRequests, 4.0 * std::sqrt(0.09 * kRequests));
  EXPECT_NEAR(first_cpu[0] / requests[0], 5.0, 4.0 * 5.0 / std::sqrt(requests[0]));
  EXPECT_NEAR(first_cpu[1] / requests[1], 20.0, 4.0 * 20.0 / std::sqrt(requests[1]));
  EXPECT_EQ(shop.client.ledger().last_tick_of(0).completed, static_cast<std::int64_t>(requests[0]));
  EXPECT_EQ(shop.client.ledger().last_tick_of(1).offered, static_cast<std::int64_t>(requests[1]));
}

/// The class of a request, and what the n-th request of a class demands, depend on nothing else.
TEST(Classes, AreTheSameInEveryArchitectureAndWhateverOthersDo) {
  Application other = shop_application();
  other.classes[0].second.request[0].cpu_time = sim::random::constant(1_ms);
  Shop base{every_ms(0, 2'000), shop_application()};
  Shop changed{every_ms(0, 2'000), other};
  changed.frontend.latency = {};
  base.run_to_ms(5'000);
  changed.run_to_ms(5'000);
  for (std::size_t i = 0; i < 2'000; ++i) {
    ASSERT_EQ(base.frontend.arrivals[i].request_class, changed.frontend.arrivals[i].request_class);
    if (base.frontend.arrivals[i].request_class == 1) {
      ASSERT_EQ(base.frontend.demands[i][2], changed.frontend.demands[i][2]);
      ASSERT_EQ(base.frontend.demands[i][4], changed.frontend.demands[i][4]);
    }
  }
}

}  // namespace
}  // namespace models::client
