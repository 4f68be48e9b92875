// Containers that end and are started again: when, how often, and what is counted.
#include "models/compute/container_lives.hpp"

#include <cmath>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "models/worker/worker_pool.hpp"
#include "tests/support/run_context_builder.hpp"

namespace models::compute {
namespace {

using sim::literals::operator""_ms;
using sim::literals::operator""_s;
using testing::ElementsAre;

/// Docker's delays; a container takes 150 ms to be created.
ContainerCare docker() {
  RestartPolicy policy;
  policy.first_delay = 100_ms;
  policy.longest_delay = 60_s;
  policy.forgotten_after = 10_s;
  return {1, policy, 150_ms};
}

/// One replica of one container, which starts in 2 s and holds 512 MiB.
class World final : public LivesOwner, public WorkerEvents {
 public:
  explicit World(ContainerCare care, double crashes_per_hour = 0.0, sim::Duration length = sim::Duration::hours(2))
      : run{application(crashes_per_hour), {}, length}, workers{run.context, {}} {
    workers.set_events(*this);
    workers.set_containers({care.count});
    lives = std::make_unique<ContainerLives>(run.context, workers, std::vector{care}, *this);
    run.gauges.add(Gauge::kMemoryUsed, run.kernel.now(), care.count * sim::Bytes::mib(512).count());
    replica = workers.add_replica(workers.open_domain(sim::Vcpu::whole(1), {}, run.kernel.now()), run.kernel.now());
    lives->begin(replica, run.kernel.now());
  }
  void kill() { lives->out_of_memory(replica, 0, run.kernel.now()); }
  void run_for(sim::Duration time) { run.run_until(run.kernel.now() + time); }
  /// Runs until it serves again, and says how long that took. At most ten minutes.
  double seconds_until_back() {
    const sim::Time from = run.kernel.now();
    while (!is_complete && run.kernel.now() - from < sim::Duration::minutes(10)) {
      run_for(1_ms);
    }
    return std::round((run.kernel.now() - from).seconds() * 100.0) / 100.0;
  }

  void completeness_changed(ReplicaId, bool now_complete, sim::Time) override { is_complete = now_complete; }
  std::string name_of(ReplicaId) const override { return "i-00001"; }
  void served(ReplicaId, RequestId, sim::Time) override {}
  void queue_timed_out(ReplicaId, RequestId, sim::Time) override {}
  void aborted(ReplicaId, RequestId, sim::Time) override {}

  test_support::RunContextBuilder run;
  worker::WorkerPool workers;
  std::unique_ptr<ContainerLives> lives{};
  ReplicaId replica{};
  bool is_complete = true;

 private:
  static Application application(double crashes_per_hour) {
    Application made = test_support::one_step_application();
    Container& container = made.containers.front().second;
    container.start = 2_s;
    container.crash_rate = sim::Rate::per_second(crashes_per_hour / 3'600.0);
    container.memory_per_request = sim::Bytes::mib(1);
    return made;
  }
};

/// Delay, 0.15 s to be created, 2 s to start.
TEST(ContainerLives, TheDelayDoublesUntilOneHasRunForTenSeconds) {
  World world{docker()};
  std::vector<double> times;
  for (int failure = 0; failure < 4; ++failure) {
    world.kill();
    times.push_back(world.seconds_until_back());
  }
  EXPECT_THAT(times, ElementsAre(2.25, 2.35, 2.55, 2.95));
  world.run_for(7_s);  // it has run for two seconds when it serves
  world.kill();
  EXPECT_DOUBLE_EQ(world.seconds_until_back(), 3.75);
  world.run_for(8_s);
  world.kill();
  EXPECT_DOUBLE_EQ(world.seconds_until_back(), 2.25);
}

TEST(ContainerLives, TheDelayIsAMinuteAtMost) {
  World world{docker()};
  double last = 0.0;
  for (int failure = 0; failure < 12; ++failure) {
    world.kill();
    last = world.seconds_until_back();
  }
  EXPECT_DOUBLE_EQ(last, 62.15);
}

TEST(ContainerLives, RetriesAreCountedForEver) {
  ContainerCare care = docker();
  care.policy.max_retries = 2;
  World world{care};
  for (int failure = 0; failure < 2; ++failure) {
    world.kill();
    world.seconds_until_back();
    world.run_for(60_s);
  }
  EXPECT_TRUE(world.is_complete);
  world.kill();
  world.run_for(sim::Duration::minutes(30));
  EXPECT_FALSE(world.is_complete);
  EXPECT_EQ(world.lives->failures().oom_kills, 3);
}

TEST(ContainerLives, NoPolicyNoRestart) {
  ContainerCare care = docker();
  care.policy.restarts = false;
  World world{care};
  world.kill();
  world.run_for(sim::Duration::minutes(30));
  EXPECT_FALSE(world.is_complete);
  EXPECT_EQ(world.run.level(Gauge::kMemoryUsed), 0);
  world.lives->end(world.replica, world.run.kernel.now());  // whose owner takes all its memory
  EXPECT_EQ(world.run.level(Gauge::kMemoryUsed), sim::Bytes::mib(512).count());
}

TEST(ContainerLives, OneOfTwoIsEnough) {
  ContainerCare care = docker();
  care.count = 2;
  World world{care};
  world.kill();
  EXPECT_TRUE(world.is_complete);
  world.kill();
  EXPECT_FALSE(world.is_complete);
  EXPECT_DOUBLE_EQ(world.seconds_until_back(), 2.25);
}

/// 60 an hour and 2.25 s each time until it serves again: cycles of 62.25 s. Their number in 2,000 hours has a variance
/// of mean x (60 / 62.25)^2 (renewal theory: W. Feller, An Introduction to Probability Theory and Its Applications, II,
/// XI.1), so that four standard deviations are below four square roots of the mean.
TEST(ContainerLives, CrashesComeAtTheirRate) {
  ContainerCare care = docker();
  care.policy.longest_delay = 100_ms;
  const sim::Duration length = sim::Duration::hours(2'000);
  World world{care, 60.0, length};
  world.run_for(length);
  const double mean = length.seconds() / 62.25;
  EXPECT_NEAR(static_cast<double>(world.lives->failures().crashes), mean, 4.0 * std::sqrt(mean));
  EXPECT_EQ(world.lives->failures().oom_kills, 0);
}

TEST(ContainerLives, AfterTheWindowNothingIsCounted) {
  World world{docker()};
  world.lives->stop_counting();
  world.kill();
  EXPECT_EQ(world.lives->failures().oom_kills, 0);
}

TEST(ContainerLives, EventsNameTheContainer) {
  ContainerCare care = docker();
  care.count = 2;
  World world{care};
  world.kill();
  world.kill();
  world.run_for(60_s);
  std::vector<std::string> told;
  for (const RunEvent& event : world.run.events.take()) {
    told.push_back(event.what + " " + event.subject);
  }
  EXPECT_THAT(told, ElementsAre("oom_kill i-00001/app-1", "oom_kill i-00001/app-2", "container_restarted i-00001/app-1",
                                "container_restarted i-00001/app-2"));
}

}  // namespace
}  // namespace models::compute
