// One replica as a queueing system, written as anybody would write it in YAML.
#pragma once

#include <string>

#include <fmt/core.h>

namespace theory {

struct Queue {
  std::string rate{};           ///< Poisson arrivals: "70/s"
  std::string cpu_time{};       ///< "{kind: exponential, mean: 10ms}"
  std::string duration{};       ///< of a replication
  std::string architecture{};   ///< lines of YAML for the architecture, without indentation of their own
  std::string warm_up = "60s";  ///< many relaxation times of the queues here
  int seed = 1;
};

inline constexpr int kReplications = 20;

inline std::string yaml_of(const Queue& queue) {
  return fmt::format(
      "schema: 1\nname: queue\nduration: {}\nwarm_up: {}\ndrain: 1min\ntick: 1h\nreplications: {}\nseed: {}\n"
      "workload: {{kind: poisson, rate: {}}}\n"
      "application:\n"
      "  containers: {{app: {{cpu: 1, memory: 64MiB}}}}\n"
      "  request: [{{container: app, cpu_time: {}}}]\n"
      "architectures:\n"
      "  queue: {{{}}}\n",
      queue.duration, queue.warm_up, kReplications, queue.seed, queue.rate, queue.cpu_time, queue.architecture);
}

/// The application on one instance that is there from the start.
inline std::string on_instance(const std::string& type, const std::string& limits) {
  return fmt::format(
      "kind: ec2_asg, instance_type: {}, cpu_speed: 1, {} scaling: {{kind: fixed, replicas: 1}}, "
      "load_balancer: {{kind: alb, health_check_interval: 0s}}",
      type, limits.empty() ? "" : limits + ",");
}

/// The application's container on one Docker host that is there from the start, which clients come to.
inline std::string on_docker_host(const std::string& type, const std::string& limits) {
  return fmt::format(
      "kind: docker_host, instance_type: {}, cpu_speed: 1, {} network: public_ip, load_balancer: {{kind: none}}", type,
      limits.empty() ? "" : limits + ",");
}

/// One task with one vCPU and no limit of concurrency: processor sharing.
inline std::string on_one_vcpu_task() {
  return "kind: ecs, launch_type: fargate, task: {cpu: 1, memory: 2GiB}, scaling: {kind: fixed, replicas: 1}, "
         "load_balancer: {kind: alb, health_check_interval: 0s}";
}

}  // namespace theory
