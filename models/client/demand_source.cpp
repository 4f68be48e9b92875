#include "models/client/demand_source.hpp"

#include <span>

#include <fmt/core.h>

namespace models::client {

DemandSource::DemandSource(const Application& application, const Program& program, std::uint64_t seed,
                           std::uint64_t replication) {
  for (const ProgramPhase& phase : program.phases) {
    const Step& step = application.request[phase.step];
    const bool is_cpu = phase.kind == ProgramPhase::Kind::kCpu;
    phases_.push_back(
        {sim::random::Sampler{is_cpu ? step.cpu_time : step.wait},
         sim::random::make_stream(seed, replication, fmt::format("step {}", phase.step), is_cpu ? "cpu_time" : "wait"),
         {}});
  }
}

void DemandSource::fill(std::size_t count) {
  for (Phase& phase : phases_) {
    phase.sampler.fill(phase.stream, std::span{phase.block}.first(count));
  }
}

}  // namespace models::client
