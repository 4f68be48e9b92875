// How long environments take to come up: the measured law, INIT that is cut off, SnapStart.
#include <algorithm>
#include <cmath>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "models/compute/lambda/start_times.hpp"
#include "tests/unit/models/compute/lambda_world.hpp"

namespace models::lambda {
namespace {

using testing::ElementsAre;

double in_ms(sim::Duration duration) {
  return duration.seconds() * 1e3;
}

/// Table 0.2 of measured INIT times: each law has the measured p50, p90, p99 and mean.
TEST(LambdaStart, Rule0_2_TheLawHasTheMeasuredQuantilesAndMean) {
  std::size_t rows = 0;
  for (int runtime = 0; runtime <= static_cast<int>(Runtime::kCpp); ++runtime) {
    for (const Package package : {Package::kZip, Package::kImage}) {
      const auto row = measured_init(static_cast<Runtime>(runtime), package);
      if (!row) {
        continue;
      }
      ++rows;
      const MeasuredLaw law{*row};
      EXPECT_NEAR(in_ms(law.quantile(0.5)), row->p50, 1e-3) << runtime;
      EXPECT_NEAR(in_ms(law.quantile(0.9)), row->p90, 1e-3) << runtime;
      EXPECT_NEAR(in_ms(law.quantile(0.99)), row->p99, 1e-3) << runtime;
      EXPECT_NEAR(in_ms(law.mean()), row->mean, 1e-3) << runtime;
      // The mean that its quantile function says: the midpoint rule is exact on pieces that end on whole thousandths.
      double mean = 0.0;
      for (int i = 0; i < 1'000; ++i) {
        mean += in_ms(law.quantile((i + 0.5) / 1'000.0)) / 1'000.0;
      }
      EXPECT_NEAR(mean, row->mean, 1e-3) << runtime;
      EXPECT_GT(in_ms(law.quantile(1e-9)), 0.0);
    }
  }
  EXPECT_EQ(rows, 19U);
}

/// And what is drawn follows it: of 100,000 draws the shares below p50, p90 and p99 are off by less than 4 standard
/// deviations of the binomial law.
TEST(LambdaStart, Rule0_2_DrawsFollowTheLaw) {
  const MeasuredInit row = *measured_init(Runtime::kJava21, Package::kZip);
  const MeasuredLaw law{row};
  sim::random::Stream stream{42};
  constexpr int kDraws = 100'000;
  std::array<int, 3> below{};
  double total = 0.0;
  for (int i = 0; i < kDraws; ++i) {
    const double drawn = in_ms(law.draw(stream));
    total += drawn;
    below[0] += drawn < row.p50 ? 1 : 0;
    below[1] += drawn < row.p90 ? 1 : 0;
    below[2] += drawn < row.p99 ? 1 : 0;
  }
  const std::array shares{0.5, 0.9, 0.99};
  for (std::size_t i = 0; i < shares.size(); ++i) {
    const double deviation = std::sqrt(shares[i] * (1.0 - shares[i]) / kDraws);
    EXPECT_NEAR(below[i] / double{kDraws}, shares[i], 4.0 * deviation) << i;
  }
  // The law lies within 166 and 955 ms and its standard deviation below 80 ms.
  EXPECT_NEAR(total / kDraws, row.mean, 4.0 * 80.0 / std::sqrt(kDraws));
}

/// 0.2: practically independent of memory. INIT on demand has a full vCPU whatever the memory.
TEST(LambdaStart, Rule0_2_MemoryDoesNotSlowInit) {
  LambdaConfig config = plain_config();
  config.memory = sim::Bytes::mib(128);
  World world{config};
  world.build();
  world.send(at_ms(0), {ms(0), ms(10)});
  world.run_to(at_ms(5'000));
  EXPECT_THAT(world.endings.completed_ms, ElementsAre(200 + 300 + 10));
}

/// 4.6: INIT on demand is limited to 10 s; it is run again in the first invocation, and that is what is billed.
TEST(LambdaStart, Rule4_6_InitAbove10SecondsRunsAgainInTheInvocation) {
  LambdaConfig config = plain_config();
  config.init = sim::random::constant(ms(12'000));
  World world{config};
  world.build();
  world.send(at_ms(0), {ms(100)});
  world.send(at_ms(60'000), {ms(100)});
  world.run_to(at_ms(120'000));
  EXPECT_THAT(world.endings.completed_ms, ElementsAre(200 + 10'000 + 12'000 + 100, 60'100));
  EXPECT_EQ(world.billed_ms(), 12'000 + 100 + 100);
  EXPECT_EQ(world.endings.cold_starts, 1);
}

TEST(LambdaStart, Rule4_6_InitOf10SecondsIsWithinTheLimit) {
  LambdaConfig config = plain_config();
  config.init = sim::random::constant(ms(10'000));
  World world{config};
  world.build();
  world.send(at_ms(0), {ms(100)});
  world.run_to(at_ms(60'000));
  EXPECT_THAT(world.endings.completed_ms, ElementsAre(200 + 10'000 + 100));
  EXPECT_EQ(world.billed_ms(), 10'000 + 100);
}

/// In the invocation INIT has no more CPU than the memory gives: 884.5 MiB would be half a vCPU, 885 MiB are 0.50028.
TEST(LambdaStart, InitThatRunsAgainHasTheMemorysShareOfCpu) {
  LambdaConfig config = plain_config();
  config.memory = sim::Bytes::mib(885);
  config.init = sim::random::constant(ms(12'000));
  World world{config};
  world.build();
  world.send(at_ms(0), {ms(0), ms(50)});
  world.run_to(at_ms(120'000));
  const auto again = static_cast<std::int64_t>(12'000.0 * 1'769.0 / 885.0);
  EXPECT_THAT(world.endings.completed_ms, ElementsAre(10'200 + again + 50));
}

/// And it is limited by the function's timeout.
TEST(LambdaStart, Rule4_6_InitThatRunsAgainMayTimeOut) {
  LambdaConfig config = plain_config();
  config.init = sim::random::constant(ms(12'000));
  config.invocation.timeout = ms(3'000);
  World world{config};
  world.build();
  world.send(at_ms(0), {ms(100)});
  world.run_to(at_ms(120'000));
  EXPECT_THAT(world.endings.refusals, ElementsAre(Refusal::kReplicaStopped));
  EXPECT_THAT(world.endings.refused_ms, ElementsAre(10'200 + 3'000));
  EXPECT_EQ(world.billed_ms(), 3'000);
}

LambdaConfig snap_start(Runtime runtime) {
  LambdaConfig config = plain_config();
  config.memory = sim::Bytes::gib(1);
  config.runtime = runtime;
  config.snap_start = true;
  config.restore = sim::random::constant(ms(174));
  return config;
}

/// 4.6: a restore replaces INIT; it is not billed as duration. Java pays for nothing else.
TEST(LambdaStart, Rule4_6_SnapStartRestoresInsteadOfInit) {
  World world{snap_start(Runtime::kJava21)};
  world.build();
  world.send(at_ms(0), {ms(100)});
  world.run_to(at_ms(60'000));
  EXPECT_THAT(world.endings.completed_ms, ElementsAre(200 + 174 + 100 + 72));  // 1,769 / 1,024 as long on 1 GiB
  EXPECT_EQ(world.billed_ms(), 173);                                           // 100 x 1,769 / 1,024 = 172.8
  EXPECT_EQ(world.metered(sku::kLambdaSnapstartCache), 0);
  EXPECT_EQ(world.metered(sku::kLambdaSnapstartRestore), 0);
}

/// Python and .NET pay for the snapshot while its version is there, and for each restore, by the function's memory.
TEST(LambdaStart, Rule4_6_SnapStartOfPythonAndDotnetIsCharged) {
  for (const Runtime runtime : {Runtime::kPython313, Runtime::kDotnet8}) {
    World world{snap_start(runtime)};
    world.build();
    world.send(at_ms(0), {ms(100)});
    world.send(at_ms(0), {ms(100)});
    world.send(at_ms(30'000), {ms(100)});
    EXPECT_EQ(world.metered(sku::kLambdaSnapstartRestore), 2 * 1'024);
    EXPECT_EQ(world.metered(sku::kLambdaSnapstartCache), std::int64_t{1'024} * 2 * 3'600 * 1'000);
  }
}

}  // namespace
}  // namespace models::lambda
