// The scaling policies, for the catalogue.
//
// EC2 Auto Scaling and Application Auto Scaling (ECS services) offer target tracking under the same name with other
// fields and defaults, so there are two families: "instance_scaling" for groups of instances, "service_scaling" for
// services of tasks. `fixed` belongs to both.
#pragma once

#include "models/ports/catalog_entry.hpp"

namespace models::scaling {

/// A number of replicas that never changes.
ScalingEntry fixed();
/// EC2 Auto Scaling: instances warm up; no cooldown.
ScalingEntry target_tracking();
/// Application Auto Scaling: cooldowns; no warm-up.
ScalingEntry service_target_tracking();

}  // namespace models::scaling
