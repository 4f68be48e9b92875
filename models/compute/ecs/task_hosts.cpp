#include "models/compute/ecs/task_hosts.hpp"

#include "sim/units/int128.hpp"

namespace models::ecs {

sim::Duration pull_time(sim::Bytes image, sim::Bytes bandwidth) {
  const sim::Int128 scaled = static_cast<sim::Int128>(image.count()) * 1'000'000'000 + bandwidth.count() - 1;
  return sim::Duration::nanoseconds(static_cast<std::int64_t>(scaled / bandwidth.count()));
}

}  // namespace models::ecs
