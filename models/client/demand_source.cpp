#include "models/client/demand_source.hpp"

#include <algorithm>
#include <string>

#include <fmt/core.h>

namespace models::client {

DemandSource::DemandSource(const Application& application, const Program& program, std::uint64_t seed,
                           std::uint64_t replication)
    : has_classes_{application.class_count() > 1},
      class_stream_{sim::random::make_stream(seed, replication, "application", "class")} {
  double up_to = 0.0;
  for (std::size_t number = 0; number < application.class_count(); ++number) {
    Class& own = classes_.emplace_back();
    up_to += application.share_of(number);
    own.up_to = up_to;
    own.first_phase = program.first_phases[number];
    const std::string whose = application.classes.empty() ? "" : application.classes[number].first + " ";
    for (std::size_t i = own.first_phase; program.phases[i].kind != ProgramPhase::Kind::kEnd; ++i) {
      const ProgramPhase& phase = program.phases[i];
      const Step& step = application.steps_of(number)[phase.step];
      const bool is_cpu = phase.kind == ProgramPhase::Kind::kCpu;
      own.phases.push_back({sim::random::Sampler{is_cpu ? step.cpu_time : step.wait},
                            sim::random::make_stream(seed, replication, fmt::format("{}step {}", whose, phase.step),
                                                     is_cpu ? "cpu_time" : "wait")});
    }
    own.drawn.resize(std::max<std::size_t>(own.phases.size(), 1) * kBlock);
  }
}

/// The last class takes what rounding leaves of the probability.
std::size_t DemandSource::choose() {
  const double chance = class_stream_.uniform01();
  std::size_t number = 0;
  while (number + 1 < classes_.size() && chance >= classes_[number].up_to) {
    ++number;
  }
  return number;
}

void DemandSource::fill(Class& own) {
  std::int64_t* block = own.drawn.data();
  own.next = block;
  own.end = block + kBlock;
  for (Phase& phase : own.phases) {
    phase.sampler.fill(phase.stream, {block, kBlock});
    block += kBlock;
  }
}

}  // namespace models::client
