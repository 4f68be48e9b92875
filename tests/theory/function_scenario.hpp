// A function as a pool of servers that live on after their work, written as anybody would write it in YAML. Placement
// and INIT take no time unless a test says so, so that a cold start is just one more server.
#pragma once

#include <string>

#include <fmt/core.h>

namespace theory {

struct Function {
  std::string workload{};  ///< "kind: poisson, rate: 10/s"
  std::string service{};   ///< waiting, so that it lasts what it says: "{kind: exponential, mean: 2s}"
  std::string duration{};
  std::string settings{};  ///< further fields of the function, each with a comma before it
  std::string warm_up = "1h";
  std::string tick = "1h";
  int replications = 20;
  int seed = 1;
};

inline std::string yaml_of(const Function& function) {
  return fmt::format(
      "schema: 1\nname: function\nduration: {}\nwarm_up: {}\ntick: {}\nreplications: {}\nseed: {}\n"
      "workload: {{{}}}\n"
      "application:\n"
      "  containers: {{app: {{cpu: 1, memory: 64MiB}}}}\n"
      "  request: [{{container: app, wait: {}}}]\n"
      "architectures:\n"
      "  function: {{kind: lambda, memory: 128MiB, placement: 0s, scaling_burst: 1000000{}}}\n",
      function.duration, function.warm_up, function.tick, function.replications, function.seed, function.workload,
      function.service, function.settings);
}

}  // namespace theory
