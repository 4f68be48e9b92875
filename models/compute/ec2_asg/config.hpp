// The YAML of `kind: ec2_asg`.
#pragma once

#include "models/compute/group_config.hpp"

namespace models::ec2_asg {

struct Ec2AsgConfig : compute::GroupConfig {
  sim::config::Choice scaling{};
  sim::Duration restart_delay{};
  static const sim::config::Schema& schema();
};

}  // namespace models::ec2_asg
