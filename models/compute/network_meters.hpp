// What the way of tasks to the image registry and to the logs costs.
#pragma once

#include <cstdint>

#include "models/compute/network_config.hpp"
#include "models/ports/meter.hpp"
#include "models/ports/run_context.hpp"
#include "sim/units/bytes.hpp"
#include "sim/units/time.hpp"

namespace models::compute {

/// With endpoints: ecr.api, ecr.dkr and logs in every zone, and the logs' bytes (image layers come through the free
/// gateway endpoint of S3). With NAT: a gateway in every zone, and the bytes of images and logs. With public addresses:
/// nothing here; who has the address meters it.
class NetworkMeters {
 public:
  NetworkMeters(Network network, std::int64_t zones, const RunContext& context);
  void start(sim::Time now);
  /// The application's image.
  void image_pulled(sim::Time now) { image_pulled(now, image_); }
  /// Another one, or a part of it.
  void image_pulled(sim::Time now, sim::Bytes size);
  void logs_written(sim::Time from, sim::Time to, sim::Bytes size);

 private:
  Meters& meters_;
  Network network_;
  std::int64_t standing_;  ///< gateways, or endpoints times zones
  sim::Bytes image_;
  MeterId hours_{};
  MeterId data_{};
  MeterId addresses_{};
};

}  // namespace models::compute
