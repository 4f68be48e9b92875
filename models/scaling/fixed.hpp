// A number of replicas that never changes.
#pragma once

#include <cstdint>
#include <memory>

#include "models/ports/scaling.hpp"

namespace models::scaling {

std::unique_ptr<ScalingPolicy> make_fixed(std::int64_t replicas);

}  // namespace models::scaling
