// An Application Load Balancer in front of a function.
#pragma once

#include <memory>

#include "models/ports/load_balancer.hpp"
#include "models/ports/run_context.hpp"

namespace models::routing {

std::unique_ptr<FrontDoor> make_front_door(const RunContext& context);

}  // namespace models::routing
