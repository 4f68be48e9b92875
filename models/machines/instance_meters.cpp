#include "models/machines/instance_meters.hpp"

#include "models/machines/purchase_plan.hpp"
#include "models/ports/skus.hpp"

namespace models::machines {
namespace {

/// EC2 user guide, instance lifecycle: Linux is billed per second with a minimum of 60 s for every start (2023-06).
constexpr sim::Duration kMinimumBilled = sim::Duration::seconds(60);
/// EC2 user guide, billing for interrupted Spot Instances (read 2026-11): interrupted by EC2 "in the first hour", no
/// charge; in any hour after that, the seconds used. Terminated by the customer: the seconds used. Of Linux without a
/// fee of its own, which is what runs here, and of Windows; SUSE's full hours are not modelled.
constexpr sim::Duration kWaived = sim::Duration::hours(1);
/// CloudWatch bills detailed monitoring as custom metrics; EC2 has seven per instance (unverified).
constexpr std::int64_t kDetailedMetrics = 7;
constexpr std::int64_t kBillionthsInFeeUnit = 100'000;
constexpr std::int64_t kBytesPerGib = std::int64_t{1} << 30;

MeterId open(Meters& meters, std::string_view sku, std::string_view variant,
             std::string_view purchase_option = sku::kOnDemand) {
  return meters.open({std::string{sku}, std::string{variant}, std::string{purchase_option}});
}

}  // namespace

InstanceMeters::InstanceMeters(const MachineGroupConfig& config, const std::vector<MachineType>& types, Meters& meters)
    : meters_{meters},
      ebs_{open(meters, sku::kEbsGp3, "")},
      ebs_gib_{(config.ebs.count() + kBytesPerGib - 1) / kBytesPerGib},
      fee_{config.management_fee.billionths() / kBillionthsInFeeUnit} {
  const PurchasePlan plan{config.options.mixed_instances};
  for (const MachineType& type : types) {
    if (plan.has_on_demand()) {
      on_demand_.push_back(open(meters, sku::kEc2Instance, type.name));
      if (fee_ > 0) {
        fees_.push_back(open(meters, sku::kLambdaManagedFee, type.name));
      }
    }
    if (plan.has_spot()) {
      spot_.push_back(open(meters, sku::kEc2Instance, type.name, sku::kSpot));
    }
  }
  if (config.monitoring == Monitoring::kDetailed) {
    monitoring_ = open(meters, sku::kCloudwatchMetric, "");
  }
  if (config.public_ipv4) {
    public_ipv4_ = open(meters, sku::kPublicIpv4, "");
  }
}

void InstanceMeters::volume_created(sim::Time now) {
  meters_.level(ebs_, now, ebs_gib_);
}

void InstanceMeters::volume_deleted(sim::Time now) {
  meters_.level(ebs_, now, -ebs_gib_);
}

void InstanceMeters::running(const Offer& offer, sim::Time now) {
  meters_.level(of(offer), now, +1);
  if (!fees_.empty()) {
    meters_.level(fees_.at(offer.type), now, fee_);
  }
  if (monitoring_) {
    meters_.level(*monitoring_, now, kDetailedMetrics);
  }
  if (public_ipv4_) {
    meters_.level(*public_ipv4_, now, +1);
  }
}

void InstanceMeters::stopped(const Offer& offer, sim::Time running_since, EndedBy by, sim::Time now) {
  meters_.level(of(offer), now, -1);
  if (by == EndedBy::kEc2 && now - running_since < kWaived) {
    meters_.waive(of(offer), running_since, now, 1);
  } else {
    meters_.add_billed_extra(of(offer), running_since, now, 1, kMinimumBilled);
  }
  if (!fees_.empty()) {
    meters_.level(fees_.at(offer.type), now, -fee_);
    meters_.add_billed_extra(fees_.at(offer.type), running_since, now, fee_, kMinimumBilled);
  }
  if (monitoring_) {
    meters_.level(*monitoring_, now, -kDetailedMetrics);
  }
  if (public_ipv4_) {
    meters_.level(*public_ipv4_, now, -1);
  }
}

}  // namespace models::machines
