#include "sim/config/wildcard.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/demo_config.hpp"

namespace {

using sim::config::Diagnostics;
using sim::config::Document;
using sim::config::Reached;
using testing::ElementsAre;
using testing::IsEmpty;

constexpr const char* kText =
    "name: web\nrate: 40/s\ncontainers:\n  app: {cpu: 1, memory: 512MiB}\n  db: {cpu: 1, memory: 1GiB}\n"
    "request:\n  - {container: app, cpu_time: 5ms}\n  - {container: db, cpu_time: 5ms}\n"
    "architectures:\n"
    "  ec2: {kind: group, instance_type: m7i.large, scaling: {kind: target_tracking, target: 50%}}\n"
    "  fn: function\n  x-note: {kind: group}\n";

Reached reach(std::string_view path) {
  Diagnostics diagnostics;
  return sim::config::reach(Document::load_text(kText, "t.yaml", diagnostics), path, demo::Scenario::schema(),
                            demo::families());
}

TEST(Wildcard, ReachesWhatHasTheFieldAndTellsWhatHasNot) {
  const Reached targets = reach("architectures.*.scaling.target");
  EXPECT_THAT(targets.paths, ElementsAre("architectures.ec2.scaling.target"));
  EXPECT_THAT(targets.without, ElementsAre("architectures.fn: function has no 'scaling'"));
  const Reached cooldowns = reach("architectures.*.scaling.cooldown");
  EXPECT_THAT(cooldowns.paths, ElementsAre("architectures.ec2.scaling.cooldown")) << "a default need not be written";
  const Reached memory = reach("architectures.*.memory");
  EXPECT_THAT(memory.paths, ElementsAre("architectures.fn.memory"));
  EXPECT_THAT(memory.without, ElementsAre("architectures.ec2: group has no 'memory'"));
}

TEST(Wildcard, ReachesMapsListsAndDefaults) {
  EXPECT_THAT(reach("containers.*.cpu").paths, ElementsAre("containers.app.cpu", "containers.db.cpu"));
  EXPECT_THAT(reach("request[*].cpu_time.mean").paths,
              ElementsAre("request[0].cpu_time.mean", "request[1].cpu_time.mean"));
  EXPECT_THAT(reach("architectures.*.load_balancer.routing.kind").paths,
              ElementsAre("architectures.ec2.load_balancer.routing.kind"));
}

TEST(Wildcard, ReachesNothingWhereNothingHasTheField) {
  const Reached nothing = reach("architectures.*.scaling.targe");
  EXPECT_THAT(nothing.paths, IsEmpty());
  EXPECT_THAT(nothing.without, ElementsAre("architectures.ec2.scaling: target_tracking has no 'targe'",
                                           "architectures.fn: function has no 'scaling'"));
}

}  // namespace
