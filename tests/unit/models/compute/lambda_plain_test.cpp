// The short way of a request through a function, beside the long way that handles whatever may come: two functions that
// differ in nothing but a wait that is zero for every request, which keeps the second from ever going the short way.
#include <cmath>
#include <cstdint>
#include <ostream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "sim/random/stream.hpp"
#include "sim/random/ziggurat.hpp"
#include "tests/unit/models/compute/lambda_world.hpp"

namespace models::lambda {
namespace {

constexpr std::int64_t kRequests = 20'000;
constexpr sim::Time kBegin = sim::Time::at_nanoseconds(-60'000'000'000);

struct Case {
  std::string name;
  std::int64_t memory_mib = 1'769;
  sim::Duration timeout = ms(900'000);
  ReuseOrder reuse = ReuseOrder::kMostRecentlyUsed;
  std::int64_t quota = 1'000;
  sim::Duration gap = ms(20);
};
void PrintTo(const Case& tested, std::ostream* out) {
  *out << tested.name;
}

/// Demands that mostly last a tenth of a second, and some of those at which something else begins.
std::vector<std::int64_t> demands(const Case& wanted, std::uint64_t speed_q32) {
  const auto longest = static_cast<std::int64_t>(
      (static_cast<sim::Int128>(wanted.timeout.nanoseconds()) * static_cast<sim::Int128>(speed_q32)) >> 32);
  const std::int64_t four_seconds = std::int64_t{1} << 32;
  const std::vector<std::int64_t> borders{0, 1, longest - 1, longest, longest + 1, four_seconds - 1, four_seconds};
  sim::random::Stream stream{5};
  std::vector<std::int64_t> all;
  for (std::int64_t i = 0; i < kRequests; ++i) {
    const bool is_border = stream.uniform_below(50) == 0;
    all.push_back(is_border ? borders[stream.uniform_below(borders.size())]
                            : static_cast<std::int64_t>(sim::random::exponential(stream) * 1e8));
  }
  return all;
}

class LambdaPlain : public testing::TestWithParam<Case> {
 protected:
  static LambdaConfig config_of(const Case& wanted) {
    LambdaConfig config = plain_config();
    config.memory = sim::Bytes::mib(wanted.memory_mib);
    config.invocation.timeout = wanted.timeout;
    config.reuse = wanted.reuse;
    config.limits.concurrency_quota = wanted.quota;
    config.idle_expiry = sim::random::constant(ms(5'000));
    return config;
  }
  static void run(World& world, const Case& wanted) {
    const double vcpu = static_cast<double>(wanted.memory_mib) / static_cast<double>(kMibPerVcpu);
    world.build();
    sim::random::Stream gaps{9};
    sim::Time at = kBegin;
    for (const std::int64_t demand : demands(wanted, static_cast<std::uint64_t>(std::llround(vcpu * 4294967296.0)))) {
      const double gap = sim::random::exponential(gaps) * static_cast<double>(wanted.gap.nanoseconds());
      at = at + sim::Duration::nanoseconds(static_cast<std::int64_t>(gap));
      world.send(at, {sim::Duration::nanoseconds(demand)});
    }
    world.run_to(sim::Time::at(sim::Duration::hours(1)));
  }
};

TEST_P(LambdaPlain, TheShortWayLeadsWhereTheLongOneDoes) {
  const Case& wanted = GetParam();
  World shortly{config_of(wanted), kBegin};
  shortly.application.request.front().wait = {};
  World longly{config_of(wanted), kBegin};
  run(shortly, wanted);
  run(longly, wanted);
  EXPECT_FALSE(shortly.endings.completed_ms.empty());
  EXPECT_EQ(shortly.endings.completed_ms, longly.endings.completed_ms);
  EXPECT_EQ(shortly.endings.waits_ms, longly.endings.waits_ms);
  EXPECT_EQ(shortly.endings.refusals, longly.endings.refusals);
  EXPECT_EQ(shortly.endings.refused_ms, longly.endings.refused_ms);
  EXPECT_EQ(shortly.endings.cold_starts, longly.endings.cold_starts);
  for (const Gauge gauge : {Gauge::kReplicasBusy, Gauge::kReplicasReady}) {  // to the nanosecond
    EXPECT_EQ(shortly.gauges.integral(gauge, shortly.kernel.now()), longly.gauges.integral(gauge, longly.kernel.now()));
  }
  EXPECT_EQ(shortly.function().cpu_used(shortly.kernel.now()), longly.function().cpu_used(longly.kernel.now()));
  EXPECT_EQ(shortly.billed_ms(), longly.billed_ms());
  EXPECT_EQ(shortly.metered(sku::kLambdaRequest), longly.metered(sku::kLambdaRequest));
}

INSTANTIATE_TEST_SUITE_P(Functions, LambdaPlain,
                         testing::Values(Case{"of_one_vcpu"}, Case{"of_a_third", 590},
                                         Case{.name = "that_time_out", .timeout = ms(150)},
                                         Case{.name = "slow_and_timed_out", .memory_mib = 590, .timeout = ms(300)},
                                         Case{.name = "reused_at_random", .reuse = ReuseOrder::kRandom},
                                         Case{.name = "reused_oldest_first", .reuse = ReuseOrder::kOldest},
                                         Case{.name = "with_few_environments", .quota = 6},
                                         Case{.name = "near_the_rate_limit", .quota = 8, .gap = ms(12)}),
                         [](const auto& one) { return one.param.name; });

}  // namespace
}  // namespace models::lambda
