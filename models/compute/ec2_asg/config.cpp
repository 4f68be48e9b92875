#include "models/compute/ec2_asg/config.hpp"

#include "sim/config/describe.hpp"

namespace models::ec2_asg {

const sim::config::Schema& Ec2AsgConfig::schema() {
  static const sim::config::Schema schema = [] {
    sim::config::Describe<Ec2AsgConfig> d{
        "ec2_asg",
        "The application baked with its OS into an AMI, one copy per EC2 instance, in an Auto Scaling group."};
    d.embed<&Ec2AsgConfig::machines>();
    d.embed<&Ec2AsgConfig::group>();
    d.embed<&Ec2AsgConfig::limits>();
    d.one_of<&Ec2AsgConfig::scaling>("scaling", "instance_scaling", "What scales the group.");
    d.embed<&Ec2AsgConfig::policies>();
    d.field<&Ec2AsgConfig::restart_delay>(
         "restart_delay", "After a process of the application has ended, until systemd starts it again.")
        .range("0s", "1d")
        .defaults_to("100ms")
        .source("systemd.service(5), RestartSec; Restart=always", "2026-11")
        .unverified();
    d.one_of<&Ec2AsgConfig::load_balancer>("load_balancer", "load_balancer", "What stands in front of the instances.")
        .defaults_to("alb");
    return d.done();
  }();
  return schema;
}

}  // namespace models::ec2_asg
