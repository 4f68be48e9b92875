// The YAML of `kind: lambda`: defaults, what belongs together, and what people are told.
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "models/catalog.hpp"
#include "models/compute/lambda/config.hpp"
#include "models/compute/lambda/start_times.hpp"
#include "sim/config/diagnostics.hpp"
#include "sim/config/document.hpp"
#include "sim/config/reader.hpp"
#include "sim/config/yaml_writer.hpp"

namespace models::lambda {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;

sim::config::Families families() {
  return families_of(catalog());
}

/// The config, or none; what was wrong goes to `problems`.
std::optional<LambdaConfig> read(const std::string& yaml, std::string& problems) {
  sim::config::Diagnostics diagnostics;
  const std::string whole = yaml.find("memory:") == std::string::npos ? "memory: 1769MiB\n" + yaml : yaml;
  const auto document = sim::config::Document::load_text(whole, "test.yaml", diagnostics);
  std::optional<LambdaConfig> config = sim::config::read<LambdaConfig>(document, families(), diagnostics);
  problems = diagnostics.to_text();
  return config;
}
LambdaConfig read_good(const std::string& yaml) {
  std::string problems;
  const std::optional<LambdaConfig> config = read(yaml, problems);
  EXPECT_EQ(problems, "");
  return config.value_or(LambdaConfig{});
}
std::string problems_of(const std::string& yaml) {
  std::string problems;
  EXPECT_FALSE(read(yaml, problems)) << yaml;
  return problems;
}

/// 4.2, 4.3, 4.5, 4.7, 4.8.
TEST(LambdaConfig, DefaultsAreTheSourcedOnes) {
  const LambdaConfig config = read_good("");
  EXPECT_EQ(config.reuse, ReuseOrder::kMostRecentlyUsed);
  EXPECT_EQ(config.idle_expiry.low, sim::Duration::minutes(5));
  EXPECT_EQ(config.idle_expiry.high, sim::Duration::minutes(7));
  EXPECT_FALSE(config.lifetime);
  EXPECT_EQ(config.limits.concurrency(), 1'000);
  EXPECT_DOUBLE_EQ(config.limits.request_rate(1'000), 10'000.0);
  EXPECT_EQ(config.limits.scaling_burst, 1'000);
  EXPECT_EQ(config.limits.scaling_per_second, 100);
  EXPECT_EQ(config.invocation.maximum_retry_attempts, 2);
  EXPECT_EQ(config.invocation.maximum_event_age, sim::Duration::hours(6));
  EXPECT_EQ(config.ephemeral_storage, sim::Bytes::mib(512));
  EXPECT_FALSE(config.provisioned_concurrency);
  EXPECT_NEAR(init_of(config).mean().seconds(), 0.142, 1e-9);  // nodejs22 as zip
}

TEST(LambdaConfig, DefaultsOfProvisionedConcurrency) {
  const LambdaConfig config =
      read_good("provisioned_concurrency: {scaling: {kind: target_tracking, target: 70%, min: 1, max: 9}}");
  ASSERT_TRUE(config.provisioned_concurrency);
  EXPECT_EQ(config.provisioned_concurrency->allotted_per_minute, 6'000);
  EXPECT_EQ(config.provisioned_concurrency->preparation.low, sim::Duration::minutes(1));
  EXPECT_EQ(config.provisioned_concurrency->preparation.high, sim::Duration::minutes(2));
}

/// 4.3: 100 of the account's quota must stay unreserved.
TEST(LambdaConfig, Rule4_3_AHundredStayUnreserved) {
  read_good("reserved_concurrency: 900");
  EXPECT_THAT(
      problems_of("reserved_concurrency: 901"),
      HasSubstr("test.yaml:2:23: reserved_concurrency: 901 is more than concurrency_quota, 1000, less the 100"));
}

TEST(LambdaConfig, EachScalingRuleHasItsOwnAllowance) {
  read_good("scaling_rule: account\naccount_burst: 500");
  EXPECT_THAT(problems_of("scaling_rule: account\nscaling_burst: 500"), HasSubstr("belongs to scaling_rule function"));
  EXPECT_THAT(problems_of("account_burst: 500"), HasSubstr("belongs to scaling_rule account"));
  read_good("account_burst: 3000");  // the default, as effective.yaml has it
}

TEST(LambdaConfig, OnlyEventsAreTriedAgain) {
  read_good("invocation_type: event\nmaximum_retry_attempts: 1");
  EXPECT_THAT(problems_of("maximum_retry_attempts: 1"), HasSubstr("invocation_type: event"));
  EXPECT_THAT(problems_of("maximum_event_age: 1h"), HasSubstr("invocation_type: event"));
  EXPECT_THAT(problems_of("invocation_type: event\nmaximum_event_age: 7h"), HasSubstr("6h"));
}

/// 4.6, and AWS's list of what SnapStart does not support.
TEST(LambdaConfig, Rule4_6_WhatSnapStartDoesNotGoWith) {
  read_good("snap_start: true\nruntime: java21");
  EXPECT_THAT(problems_of("snap_start: true\nruntime: nodejs22"), HasSubstr("Java, Python and .NET only"));
  EXPECT_THAT(problems_of("snap_start: true\nruntime: java21\npackage: image"), HasSubstr("container images"));
  EXPECT_THAT(problems_of("snap_start: true\nruntime: java21\nephemeral_storage: 1GiB"), HasSubstr("512 MiB"));
  EXPECT_THAT(problems_of("snap_start: true\nruntime: java21\n"
                          "provisioned_concurrency: {scaling: {kind: fixed, replicas: 1}}"),
              HasSubstr("provisioned concurrency"));
  EXPECT_THAT(problems_of("restore: 1s"), HasSubstr("snap_start: true"));
}

TEST(LambdaConfig, AnUnmeasuredPackageNeedsItsInit) {
  EXPECT_THAT(problems_of("runtime: ruby3.4\npackage: image"), HasSubstr("give `init`"));
  read_good("runtime: ruby3.4\npackage: image\ninit: 300ms");
}

TEST(LambdaConfig, AScheduledActionSaysWhenAndWhat) {
  const auto with = [](const std::string& action) {
    return "provisioned_concurrency: {scaling: {kind: fixed, replicas: 1}, scheduled_actions: [{" + action + "}]}";
  };
  read_good(with("start_time: 8h, min_capacity: 5, max_capacity: 9"));
  EXPECT_THAT(problems_of(with("min_capacity: 5, max_capacity: 9")), HasSubstr("says when?"));
  EXPECT_THAT(problems_of(with("start_time: 8h, min_capacity: 9, max_capacity: 5")), HasSubstr("must not exceed"));
  EXPECT_THAT(problems_of(with("recurrence: \"x\", min_capacity: 1, max_capacity: 5")), HasSubstr("cron"));
}

TEST(LambdaConfig, WrittenOutWithAllDefaultsItReadsBackTheSame) {
  for (const std::string yaml :
       {"reuse: oldest", "scaling_rule: account\naccount_burst: 500", "invocation_type: event\nmaximum_event_age: 1h",
        "snap_start: true\nruntime: java21\nrestore: 1s",
        "provisioned_concurrency: {scaling: {kind: target_tracking, target: 70%, min: 1, max: 9}}"}) {
    const std::string written = sim::config::to_yaml(read_good(yaml));
    EXPECT_EQ(sim::config::to_yaml(read_good(written)), written);
  }
}

TEST(LambdaConfig, AMisspeltRuleIsSuggested) {
  EXPECT_THAT(problems_of("reuse: most_recent_used"), HasSubstr("did you mean 'most_recently_used'"));
}

}  // namespace
}  // namespace models::lambda
