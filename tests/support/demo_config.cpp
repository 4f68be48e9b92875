#include "tests/support/demo_config.hpp"

#include <algorithm>

#include <fmt/core.h>

#include "sim/config/describe.hpp"

namespace demo {

using sim::config::Checker;
using sim::config::Describe;
using sim::config::Schema;

const Schema& Step::schema() {
  static const Schema schema = [] {
    Describe<Step> d{"step", "One step of a request."};
    d.field<&Step::container>("container", "Where it runs.").example("app");
    d.field<&Step::cpu_time>("cpu_time", "CPU demand on one vCPU.")
        .defaults_to("0s")
        .example("{kind: exponential, mean: 5ms}");
    d.field<&Step::wait>("wait", "Waiting that uses no CPU.");
    return d.done();
  }();
  return schema;
}

const Schema& Container::schema() {
  static const Schema schema = [] {
    Describe<Container> d{"container", "One container of the application."};
    d.field<&Container::cpu>("cpu", "Reserved vCPUs.").positive();
    d.memory<&Container::memory>("memory", "Reserved memory.").range("4MiB", "");
    d.size<&Container::image>("image", "Compressed size of the image.");
    d.field<&Container::depends_on>("depends_on", "Containers that start before it.").defaults_to("[]");
    return d.done();
  }();
  return schema;
}

const Schema& FixedScaling::schema() {
  static const Schema schema = [] {
    Describe<FixedScaling> d{"fixed", "A fixed number of replicas."};
    d.field<&FixedScaling::replicas>("replicas", "How many.").range("1", "10000");
    return d.done();
  }();
  return schema;
}

const Schema& Limits::schema() {
  static const Schema schema = [] {
    Describe<Limits> d{"limits", "The fewest and the most replicas."};
    d.field<&Limits::min>("min", "The fewest replicas.").range("0", "").defaults_to("1").renamed_from("minimum");
    d.field<&Limits::max>("max", "The most replicas.").range("1", "").defaults_to("20");
    d.check([](const Limits& limits, Checker& check) {
      if (limits.min > limits.max) {
        check.error("min", fmt::format("min is {} but max is {}; min must not exceed max", limits.min, limits.max));
      }
    });
    return d.done();
  }();
  return schema;
}

const Schema& TargetTracking::schema() {
  static const Schema schema = [] {
    Describe<TargetTracking> d{"target_tracking", "Keeps a metric near its target."};
    d.field<&TargetTracking::metric>("metric", "What is tracked.")
        .choices({{"cpu", Metric::kCpu, "CPU used over CPU paid."},
                  {"requests_per_target", Metric::kRequestsPerTarget, "Requests per minute and target."}})
        .defaults_to("cpu");
    d.field<&TargetTracking::target>("target", "The value to keep.").range("1%", "100%").example("50%");
    d.embed<&TargetTracking::limits>();
    d.field<&TargetTracking::warm_up>("warm_up", "Time before a new replica counts.")
        .defaults_to("300s")
        .source("A user guide", "2023-06")
        .unverified();
    d.field<&TargetTracking::cooldown>("cooldown", "Pause after a change.");
    d.check([](const TargetTracking& tracking, Checker& check) {
      if (tracking.cooldown && *tracking.cooldown < tracking.warm_up) {
        check.warning("cooldown", "the cooldown is shorter than the warm-up");
      }
    });
    return d.done();
  }();
  return schema;
}

const Schema& RoundRobin::schema() {
  static const Schema schema = Describe<RoundRobin>{"round_robin", "Each target in turn."}.done();
  return schema;
}

const Schema& PowerOfTwo::schema() {
  static const Schema schema = [] {
    Describe<PowerOfTwo> d{"power_of_two", "The least loaded of a few random targets."};
    d.field<&PowerOfTwo::choices>("choices", "How many are looked at.")
        .range("2", "64")
        .defaults_to("2")
        .unit_hint("targets");
    return d.done();
  }();
  return schema;
}

const Schema& LoadBalancer::schema() {
  static const Schema schema = [] {
    Describe<LoadBalancer> d{"load_balancer", "What spreads the requests."};
    d.one_of<&LoadBalancer::routing>("routing", "routing", "How a target is picked.").defaults_to("round_robin");
    d.field<&LoadBalancer::cross_zone>("cross_zone", "Whether it crosses zones.").defaults_to("true");
    d.size<&LoadBalancer::largest_request>("largest_request", "Larger ones are refused.").defaults_to("1MB").positive();
    return d.done();
  }();
  return schema;
}

const Schema& Group::schema() {
  static const Schema schema = [] {
    Describe<Group> d{"group", "A group of machines."};
    d.field<&Group::instance_type>("instance_type", "The type of machine.").example("m7i.large");
    d.field<&Group::boot>("boot", "Time to boot.")
        .defaults_to("{kind: lognormal, mean: 30s, cv: 0.3}")
        .source("A measurement", "2022-02");
    d.one_of<&Group::scaling>("scaling", "scaling", "What sets the number of replicas.");
    d.field<&Group::load_balancer>("load_balancer", "In front of it.").defaults_to("{}");
    d.field<&Group::price_factor>("price_factor", "Multiplies the price.").range("0", "10").defaults_to("1");
    return d.done();
  }();
  return schema;
}

const Schema& Function::schema() {
  static const Schema schema = [] {
    Describe<Function> d{"function", "A function that runs on request."};
    d.memory<&Function::memory>("memory", "Configured memory.").range("128MiB", "10240MiB").defaults_to("1769MiB");
    d.field<&Function::metrics>("metrics", "What is recorded.")
        .choices({{"cpu", Metric::kCpu, "CPU."}, {"requests_per_target", Metric::kRequestsPerTarget, "Requests."}})
        .defaults_to("[cpu]");
    return d.done();
  }();
  return schema;
}

const Schema& Scenario::schema() {
  static const Schema schema = [] {
    Describe<Scenario> d{"scenario", "A scenario."};
    d.field<&Scenario::schema_version>("schema", "Version of this format.").range("1", "1").defaults_to("1");
    d.field<&Scenario::name>("name", "What it is called.").example("web-shop");
    d.field<&Scenario::duration>("duration", "Length of the measured window.").positive().defaults_to("1d");
    d.field<&Scenario::shift>("shift", "Moves the profile.").range("-1d", "1d").defaults_to("0s");
    d.field<&Scenario::rate>("rate", "Mean rate of requests.").positive();
    d.file<&Scenario::file>("file", "Counts of requests.");
    d.named<&Scenario::containers>("containers", "The application's containers.");
    d.field<&Scenario::request>("request", "The steps of a request, in order.").defaults_to("[]");
    d.one_of<&Scenario::architectures>("architectures", "compute", "What carries it.");
    d.check([](const Scenario& scenario, Checker& check) {
      for (std::size_t i = 0; i < scenario.request.size(); ++i) {
        const auto has_name = [&](const auto& entry) { return entry.first == scenario.request[i].container; };
        if (std::none_of(scenario.containers.begin(), scenario.containers.end(), has_name)) {
          check.error(fmt::format("request[{}].container", i),
                      fmt::format("there is no container '{}'", scenario.request[i].container));
        }
      }
    });
    return d.done();
  }();
  return schema;
}

sim::config::Families families() {
  return {{
      {"compute",
       "What carries the requests.",
       {{"group", "A group of machines.", Group::schema()},
        {"function", "A function that runs on request.", Function::schema(), "draft"}}},
      {"scaling",
       "What sets the number of replicas.",
       {{"fixed", "A fixed number of replicas.", FixedScaling::schema()},
        {"target_tracking", "Keeps a metric near its target.", TargetTracking::schema()}}},
      {"routing",
       "How a target is picked.",
       {{"round_robin", "Each target in turn.", RoundRobin::schema()},
        {"power_of_two", "The least loaded of a few random targets.", PowerOfTwo::schema()}}},
  }};
}

}  // namespace demo
