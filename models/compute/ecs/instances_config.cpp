#include "models/compute/ecs/instances_config.hpp"

#include "sim/config/describe.hpp"

namespace models::ecs {

const sim::config::Schema& InstancesConfig::schema() {
  static const sim::config::Schema schema = [] {
    sim::config::Describe<InstancesConfig> d{"container_instances",
                                             "The instances of a cluster: an Auto Scaling group, of one type unless "
                                             "`mixed_instances` names several. A warm pool, and the evening out of "
                                             "zones, are not modelled here."};
    d.embed<&InstancesConfig::machines>();
    d.field<&InstancesConfig::mixed_instances>(
         "mixed_instances",
         "Several instance types, On-Demand and Spot. AWS advises to name the largest type first: managed scaling "
         "counts in instances of the largest, and launches no instance for tasks that do not fit on the smallest.")
        .example("{instance_types: [m7i.large, m6i.large], on_demand_percentage_above_base_capacity: 0%}");
    d.field<&InstancesConfig::health_check_period>(
         "health_check_period", "How long it takes the group to notice that EC2 has taken an instance.")
        .range("0s", "1h")
        .defaults_to("60s")
        .source("no figure found", "2026-11")
        .unverified();
    d.field<&InstancesConfig::spot_instance_draining>(
         "spot_instance_draining",
         "ECS_ENABLE_SPOT_INSTANCE_DRAINING: at the interruption notice the agent sets its instance to DRAINING; its "
         "tasks are deregistered, drained and replaced. Otherwise they run on until EC2 takes the instance, and fail "
         "with what they hold.")
        .defaults_to("false")
        .source("Amazon ECS developer guide, Spot Instance draining: turned off by default", "2023-06");
    d.check([](const InstancesConfig& config, sim::config::Checker& check) {
      const bool has_spot = config.mixed_instances && config.mixed_instances->on_demand_percentage_above_base_capacity <
                                                          sim::Fraction::percent(100);
      if (config.spot_instance_draining && !has_spot) {
        check.error("spot_instance_draining",
                    "no instance is Spot; give mixed_instances with an on_demand_percentage_above_base_capacity below "
                    "100%");
      }
    });
    return d.done();
  }();
  return schema;
}

}  // namespace models::ecs
