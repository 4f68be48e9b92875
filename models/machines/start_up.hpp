// How long the phases of an instance's life take: one draw of each per launch, in the order of launches.
#pragma once

#include "models/ports/machine_group_config.hpp"
#include "models/ports/run_context.hpp"
#include "sim/random/distribution.hpp"
#include "sim/random/stream.hpp"

namespace models::machines {

struct StartUp {
  sim::Duration api{};
  sim::Duration pending{};
  sim::Duration boot{};
  sim::Duration shutdown{};
};

/// One stream per phase, so that the n-th launch has the same four durations whatever happens between launches.
class StartUpSampler {
 public:
  StartUpSampler(const MachineGroupConfig& config, const RunContext& context);
  StartUp draw();

 private:
  struct Phase {
    sim::random::Sampler sampler{};
    sim::random::Stream stream{};
    sim::Duration draw() { return sampler.draw_duration(stream); }
  };
  Phase api_;
  Phase pending_;
  Phase boot_;
  Phase shutdown_;
};

}  // namespace models::machines
