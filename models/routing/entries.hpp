// The routing policies, for the catalog. Each is one file of its own name.
#pragma once

#include "models/ports/catalog_entry.hpp"

namespace models::routing {

RoutingEntry round_robin();
RoutingEntry least_outstanding_requests();

}  // namespace models::routing
