#include "models/compute/network_meters.hpp"

#include <string>

#include "models/ports/skus.hpp"

namespace models::compute {

namespace {

constexpr std::int64_t kEndpointsPerZone = 3;  // ecr.api, ecr.dkr, logs

}  // namespace

NetworkMeters::NetworkMeters(Network network, std::int64_t zones, const RunContext& context)
    : meters_{context.meters},
      network_{network},
      standing_{network == Network::kEndpoints ? kEndpointsPerZone * zones : zones},
      image_{context.application.total_image()} {
  const std::string on_demand{sku::kOnDemand};
  if (network_ == Network::kEndpoints) {
    hours_ = meters_.open({std::string{sku::kVpcEndpoint}, "", on_demand});
    data_ = meters_.open({std::string{sku::kVpcEndpointData}, "", on_demand});
  } else if (network_ == Network::kNat) {
    hours_ = meters_.open({std::string{sku::kNatHour}, "", on_demand});
    data_ = meters_.open({std::string{sku::kNatData}, "", on_demand});
    addresses_ = meters_.open({std::string{sku::kPublicIpv4}, "", on_demand});  // a gateway has one
  }
}

void NetworkMeters::start(sim::Time now) {
  if (network_ != Network::kPublicIp) {
    meters_.level(hours_, now, standing_);
  }
  if (network_ == Network::kNat) {
    meters_.level(addresses_, now, standing_);
  }
}

void NetworkMeters::image_pulled(sim::Time now, sim::Bytes size) {
  if (network_ == Network::kNat) {
    meters_.add(data_, now, size.count());
  }
}

void NetworkMeters::logs_written(sim::Time from, sim::Time to, sim::Bytes size) {
  if (network_ != Network::kPublicIp && size > sim::Bytes{}) {
    meters_.add_spread(data_, from, to, size.count());
  }
}

}  // namespace models::compute
