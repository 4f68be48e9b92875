// When the containers of a compose project can serve: by hand.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "models/compute/docker_host/start_order.hpp"

namespace models::docker_host {
namespace {

using sim::literals::operator""_ms;
using sim::literals::operator""_s;

Container starting_in(sim::Duration start, std::vector<std::string> depends_on = {}) {
  Container container;
  container.start = start;
  container.depends_on = std::move(depends_on);
  return container;
}

HealthCheck every(sim::Duration interval) {
  HealthCheck check;
  check.interval = interval;
  check.start_interval = 5_s;
  return check;
}

/// A cache of 7 s, an app of 4 s that depends on it, and a proxy of 1 s that depends on the app.
Application shop() {
  Application application;
  application.containers = {
      {"proxy", starting_in(1_s, {"app"})}, {"app", starting_in(4_s, {"cache"})}, {"cache", starting_in(7_s)}};
  return application;
}

DockerHostConfig in_200_ms() {
  DockerHostConfig config;
  config.container_start = 200_ms;
  return config;
}

DockerHostConfig app_waits_for_healthy_cache() {
  DockerHostConfig config = in_200_ms();
  ServiceConfig app;
  app.depends_on = {{"cache", {Condition::kServiceHealthy}}};
  config.services = {{"app", app}};
  return config;
}

// Rule 2.12 of the AWS notes: no scheduler, containers share the host; compose-spec for the order.
TEST(DockerStart, ShortDependsOnWaitsForTheProgramOnly) {
  const std::vector<StartTimes> times = start_times(in_200_ms(), shop());
  EXPECT_EQ(times[2].runs, 200_ms);
  EXPECT_EQ(times[1].runs, 400_ms);
  EXPECT_EQ(times[0].runs, 600_ms);
  EXPECT_EQ(times[2].serves, 7'200_ms);
  EXPECT_EQ(times[1].serves, 4'400_ms);
  EXPECT_EQ(times[0].serves, 1'600_ms);
}

/// Checked 30 s after its start, by default.
TEST(DockerStart, AHealthyDependencyIsOneWhoseCheckSucceeded) {
  Application application = shop();
  application.containers[2].second.health_check = every(30_s);
  EXPECT_TRUE(start_problems(app_waits_for_healthy_cache(), application).empty());
  const std::vector<StartTimes> times = start_times(app_waits_for_healthy_cache(), application);
  EXPECT_EQ(times[1].runs, 30'400_ms);
  EXPECT_EQ(times[1].serves, 34'400_ms);
  EXPECT_EQ(times[0].serves, 31'600_ms);
}

TEST(DockerStart, TheFirstSuccessOfTheHealthCheck) {
  HealthCheck check = every(3_s);
  EXPECT_EQ(check.healthy_after(7_s), 9_s);
  EXPECT_EQ(check.healthy_after(9_s), 9_s);
  EXPECT_EQ(check.healthy_after(0_s), 3_s);
  EXPECT_EQ(check.healthy_after(10_s), HealthCheck::never());  // three failures: unhealthy
  check.start_period = 12_s;                                   // checked at 5, 10, 15 s, then every 3 s
  EXPECT_EQ(check.healthy_after(7_s), 10_s);
  EXPECT_EQ(check.healthy_after(14_s), 15_s);
  EXPECT_EQ(check.healthy_after(20_s), 21_s);
  EXPECT_EQ(check.healthy_after(21'001_ms), HealthCheck::never());
}

TEST(DockerStart, SaysWhatCannotBe) {
  Application application = shop();
  const auto problems = start_problems(app_waits_for_healthy_cache(), application);
  ASSERT_EQ(problems.size(), 1U);
  EXPECT_EQ(problems[0].field, "services.app.depends_on.cache");
  EXPECT_EQ(problems[0].problem, "'cache' has no `health_check`, so that it never becomes healthy");
  application.containers[2].second.health_check = every(1_s);
  EXPECT_THAT(start_problems(app_waits_for_healthy_cache(), application).at(0).problem,
              testing::StartsWith("'cache' takes 7s to be able to serve, and is unhealthy before"));
}

TEST(DockerStart, SeesCyclesThroughBothFiles) {
  DockerHostConfig config = in_200_ms();
  ServiceConfig cache;
  cache.depends_on = {{"proxy", {}}};
  config.services = {{"cache", cache}};
  const auto problems = start_problems(config, shop());
  ASSERT_FALSE(problems.empty());
  EXPECT_EQ(problems[0].problem, "'proxy' waits for itself, directly or through others");
}

}  // namespace
}  // namespace models::docker_host
