#include "models/client/demand_source.hpp"

#include <span>

#include <fmt/core.h>

namespace models::client {

DemandSource::DemandSource(const Application& application, std::uint64_t seed, std::uint64_t replication) {
  for (std::size_t step = 0; step < application.request.size(); ++step) {
    const std::string name = fmt::format("step {}", step);
    phases_.push_back({sim::random::Sampler{application.request[step].cpu_time},
                       sim::random::make_stream(seed, replication, name, "cpu_time"),
                       {}});
    phases_.push_back({sim::random::Sampler{application.request[step].wait},
                       sim::random::make_stream(seed, replication, name, "wait"),
                       {}});
  }
}

void DemandSource::fill(std::size_t count) {
  for (Phase& phase : phases_) {
    phase.sampler.fill(phase.stream, std::span{phase.block}.first(count));
  }
}

}  // namespace models::client
