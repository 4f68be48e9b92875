// What: an Application Load Balancer: targets are HTTP servers, each request is routed by itself.
// Source: Elastic Load Balancing, Application Load Balancers guide, read 2023-06; LCU dimensions: the pricing page as
//   quoted by the Vantage handbook, read 2026.
// Units: see capacity_units.hpp.
// Assumes: active connections are those with a request in progress.
// Leaves out: sticky sessions, several target groups behind one balancer.
// Checked against: tests/unit/models/routing/elastic_load_balancer_test.cpp.
#include <algorithm>

#include <fmt/core.h>

#include "models/ports/skus.hpp"
#include "models/routing/elastic_load_balancer.hpp"
#include "sim/config/describe.hpp"

namespace models::routing {

namespace {

constexpr CapacityUnit kLcu{25, 3'000, std::int64_t{1} << 30, 1'000};
constexpr std::int64_t kFreeRules = 10;
constexpr sim::Duration kShortestSlowStart = sim::Duration::seconds(30);

struct AlbConfig {
  sim::config::Choice routing{};
  TargetGroupConfig targets{};
  std::optional<sim::Duration> slow_start{};
  std::int64_t rules = 1;
  static const sim::config::Schema& schema();
};

/// The guide's own limits.
void check_slow_start(const AlbConfig& config, sim::config::Checker& check) {
  if (!config.slow_start) {
    return;
  }
  if (*config.slow_start < kShortestSlowStart) {
    check.error("slow_start", "the shortest slow start is 30s; leave it out for none");
  }
  if (config.routing.kind != "round_robin") {
    check.error("slow_start", fmt::format("`{}` has no slow start: write `routing: round_robin`, or leave it out",
                                          config.routing.kind));
  }
}

const sim::config::Schema& AlbConfig::schema() {
  static const sim::config::Schema schema = [] {
    sim::config::Describe<AlbConfig> d{"alb",
                                       "An Application Load Balancer in front of the replicas. It is in their zones, "
                                       "in two at least (AWS refuses fewer), and has a public address in each."};
    d.one_of<&AlbConfig::routing>("routing", "routing", "How the balancer picks a target.")
        .defaults_to("round_robin")
        .source("Elastic Load Balancing, ALB guide, routing algorithms", "2023-06");
    d.embed<&AlbConfig::targets>();
    d.field<&AlbConfig::slow_start>(
         "slow_start",
         "How long a new target's share of requests grows, linearly, until it is a full one; 30s to 900s. A target "
         "that comes into an empty group does without. Left out: none, as AWS does by default. Only with `routing: "
         "round_robin`.")
        .range("0s", "900s")
        .example("120s");
    d.field<&AlbConfig::rules>("rules",
                               "Listener rules that a request is evaluated against; beyond ten they count as LCUs.")
        .unit_hint("rules")
        .defaults_to("1")
        .range("0", "200")
        .source("our choice: one rule sends everything to the replicas", "2026-11");
    d.check(&check_slow_start);
    return d.done();
  }();
  return schema;
}

}  // namespace

LoadBalancerEntry alb() {
  return {
      {"alb", "An Application Load Balancer.", &AlbConfig::schema},
      [](const void* config, const RunContext& context, std::unique_ptr<Router> router, Workers& workers) {
        const auto& alb = *static_cast<const AlbConfig*>(config);
        const std::int64_t evaluations = std::max<std::int64_t>(alb.rules - kFreeRules, 0);
        return build({alb.targets,
                      alb.slow_start.value_or(sim::Duration{}),
                      {sku::kAlbHour, sku::kAlbLcu, kLcu, evaluations, kLeastAlbZones}},
                     context, std::move(router), workers);
      },
      [](const void* config) -> const sim::config::Choice& { return static_cast<const AlbConfig*>(config)->routing; }};
}

}  // namespace models::routing
