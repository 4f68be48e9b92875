// ECS, for the catalogue.
#pragma once

#include "models/ports/catalog_entry.hpp"

namespace models::ecs {

ComputeEntry entry();

}  // namespace models::ecs
