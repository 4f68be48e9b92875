#include "models/compute/docker_host/config.hpp"

#include <algorithm>
#include <utility>

#include "sim/config/describe.hpp"

namespace models::docker_host {
namespace {

using sim::config::Checker;
using sim::config::Describe;

constexpr const char* kComposeSpec = "Compose file reference";
constexpr const char* kComposeDate = "2026-11";

void check_hosts(const DockerHostConfig& config, Checker& check) {
  if (config.hosts && config.scaling) {
    check.error("hosts", "`hosts` is a fixed number and `scaling` an Auto Scaling group; remove one of them");
  }
  if (config.scaling) {
    return;
  }
  const std::pair<const char*, bool> of_a_group[] = {
      {"warm_pool", config.group.warm_pool.has_value()},
      {"mixed_instances", config.group.mixed_instances.has_value()},
      {"scheduled_actions", !config.policies.scheduled_actions.empty()},
      {"predictive_scaling", config.policies.predictive_scaling.has_value()},
      {"health_check_type", config.policies.health_check_type == compute::HealthCheckType::kElb}};
  for (const auto& [field, is_given] : of_a_group) {
    if (is_given) {
      check.error(field, "is an Auto Scaling group's; give `scaling` in place of `hosts`, or leave it out");
    }
  }
}

void check_balancer(const DockerHostConfig& config, Checker& check) {
  if (config.load_balancer.kind != "none") {
    return;
  }
  if (config.scaling || config.fixed_hosts() > 1 || config.copies > 1) {
    check.error("load_balancer", "without a balancer there is one copy on one host; with more, use {kind: alb}");
  }
  if (config.registry.network != compute::Network::kPublicIp) {
    check.error("load_balancer", "without a balancer clients come to the host itself; give `network: public_ip`");
  }
}

void describe_compose(Describe<DockerHostConfig>& d) {
  d.field<&DockerHostConfig::copies>("copies",
                                     "Copies of the whole compose project on each host; each is a replica, and a "
                                     "target of the balancer on a port of its own.")
      .range("1", "10000")
      .defaults_to("1");
  d.named<&DockerHostConfig::services>("services", "What the compose file says of the application's containers.")
      .defaults_to("{}")
      .example("{app: {replicas: 2, restart: always}}");
  d.field<&DockerHostConfig::images>("images", "Where a new host has the images from.")
      .choices({{"pulled", Images::kPulled, "From the registry, once, before its first containers start."},
                {"baked", Images::kBaked, "They are in its AMI."}})
      .defaults_to("pulled");
  d.embed<&DockerHostConfig::registry>();
  d.field<&DockerHostConfig::container_start>("container_start",
                                              "From the engine's starting a container until its program runs.")
      .range("0s", "1h")
      .defaults_to("175ms")
      .source("middle of the 150 to 200 ms that Docker is said to take", "2026-11")
      .unverified();
}

}  // namespace

const sim::config::Schema& Dependency::schema() {
  static const sim::config::Schema schema = [] {
    Describe<Dependency> d{"dependency", "Another container that a service waits for."};
    d.field<&Dependency::condition>("condition", "What it waits for.")
        .choices({{"service_started", Condition::kServiceStarted, "That the other one's program runs."},
                  {"service_healthy", Condition::kServiceHealthy, "That its health check has succeeded."}})
        .defaults_to("service_started")
        .source("Compose file reference, depends_on: what the short syntax means", kComposeDate);
    return d.done();
  }();
  return schema;
}

const sim::config::Schema& ServiceConfig::schema() {
  static const sim::config::Schema schema = [] {
    Describe<ServiceConfig> d{"service", "A service of the compose file: one of the application's containers."};
    d.field<&ServiceConfig::replicas>(
         "replicas", "Containers of it in each copy (`deploy.replicas`); they share evenly what comes.")
        .range("1", "1000")
        .defaults_to("1")
        .source(kComposeSpec, kComposeDate);
    d.field<&ServiceConfig::restart>("restart", "What Docker does when a container of it has ended.")
        .choices({{"no", Restart::kNo, "Nothing."},
                  {"on-failure", Restart::kOnFailure, "Starts it again; crashes and kills are failures."},
                  {"always", Restart::kAlways, "Starts it again."},
                  {"unless-stopped", Restart::kUnlessStopped, "Starts it again; nobody stops one here."}})
        .defaults_to("no")
        .source("Compose file reference, restart", kComposeDate);
    d.field<&ServiceConfig::max_retries>("max_retries", "With `restart: on-failure`: how often. Absent: for ever.")
        .range("1", "1000000")
        .example("5");
    d.named<&ServiceConfig::depends_on>("depends_on",
                                        "What it waits for before it starts, besides the application's `depends_on`, "
                                        "which waits until the others have started.")
        .defaults_to("{}")
        .example("{cache: {condition: service_healthy}}");
    d.check([](const ServiceConfig& service, Checker& check) {
      if (service.max_retries && service.restart != Restart::kOnFailure) {
        check.error("max_retries", "belongs to `restart: on-failure`");
      }
    });
    return d.done();
  }();
  return schema;
}

const sim::config::Schema& DockerHostConfig::schema() {
  static const sim::config::Schema schema = [] {
    Describe<DockerHostConfig> d{"docker_host",
                                 "The application's containers on virtual machines with Docker Compose, without a "
                                 "scheduler: what is on a host stays there."};
    d.embed<&DockerHostConfig::machines>();
    d.embed<&DockerHostConfig::group>();
    d.embed<&DockerHostConfig::limits>();
    d.field<&DockerHostConfig::hosts>("hosts", "A fixed number of hosts. Absent: 1, unless `scaling` is given.")
        .range("0", "100000")
        .example("2");
    d.one_of<&DockerHostConfig::scaling>("scaling", "instance_scaling",
                                         "What scales the hosts, which are then an Auto Scaling group.")
        .example("{kind: target_tracking, target: 50%, min: 2, max: 10}");
    describe_compose(d);
    d.embed<&DockerHostConfig::policies>();
    d.one_of<&DockerHostConfig::load_balancer>("load_balancer", "load_balancer", "What stands in front of the hosts.")
        .defaults_to("alb");
    d.check(&check_hosts);
    d.check(&check_balancer);
    return d.done();
  }();
  return schema;
}

ServiceConfig DockerHostConfig::service(const std::string& container) const {
  const auto found =
      std::find_if(services.begin(), services.end(), [&](const auto& named) { return named.first == container; });
  return found == services.end() ? ServiceConfig{} : found->second;
}

}  // namespace models::docker_host
