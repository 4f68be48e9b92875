// The placement algorithms, for the catalogue.
#pragma once

#include "models/fleet/placement.hpp"

namespace models::fleet {

PlacementEntry first_fit();

}  // namespace models::fleet
