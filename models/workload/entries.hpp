// The kinds of workload, for the catalog. Each has one .cpp of its name.
#pragma once

#include "models/ports/catalog_entry.hpp"

namespace models::workload {

WorkloadEntry constant();
WorkloadEntry poisson();
WorkloadEntry mmpp();
WorkloadEntry steps();
WorkloadEntry ramp();
WorkloadEntry diurnal();
WorkloadEntry counts();

}  // namespace models::workload
