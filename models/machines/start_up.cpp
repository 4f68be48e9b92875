#include "models/machines/start_up.hpp"

namespace models::machines {

StartUpSampler::StartUpSampler(const MachineGroupConfig& config, const RunContext& context)
    : api_{sim::random::Sampler{config.api}, context.stream(config.stream_name("machine_api"))},
      pending_{sim::random::Sampler{config.pending}, context.stream(config.stream_name("machine_pending"))},
      boot_{sim::random::Sampler{config.boot}, context.stream(config.stream_name("machine_boot"))},
      shutdown_{sim::random::Sampler{config.shutdown}, context.stream(config.stream_name("machine_shutdown"))} {}

StartUp StartUpSampler::draw() {
  return {api_.draw(), pending_.draw(), boot_.draw(), shutdown_.draw()};
}

}  // namespace models::machines
