#include "models/compute/network_config.hpp"

#include "sim/config/describe.hpp"
#include "sim/units/int128.hpp"

namespace models::compute {

const sim::config::Schema& NetworkConfig::schema() {
  static const sim::config::Schema schema = [] {
    sim::config::Describe<NetworkConfig> d{"network", "How containers get their images and write their logs."};
    d.field<&NetworkConfig::network>("network", "How containers reach the image registry and the logs.")
        .choices({{"endpoints", Network::kEndpoints,
                   "Interface endpoints ecr.api, ecr.dkr and logs in every zone; image layers come through the gateway "
                   "endpoint of S3, which is free."},
                  {"nat", Network::kNat, "A NAT gateway in every zone; images and logs pay for each GB."},
                  {"public_ip", Network::kPublicIp, "A public IPv4 address for each Fargate task or instance."}})
        .defaults_to("endpoints");
    d.size<&NetworkConfig::pull_bandwidth>("pull_bandwidth", "Image bytes pulled and unpacked per second.")
        .positive()
        .defaults_to("27.5MB")
        .source(
            "middle of 25 to 30 MB/s: 432 MB in 17 s, 1.13 GB in 38 s "
            "(aws-samples/sample-multi-tenancy-openclaw-on-eks)",
            "2026-03-03");
    return d.done();
  }();
  return schema;
}

sim::Duration NetworkConfig::pull_time(sim::Bytes image) const {
  const sim::Int128 scaled = static_cast<sim::Int128>(image.count()) * 1'000'000'000 + pull_bandwidth.count() - 1;
  return sim::Duration::nanoseconds(static_cast<std::int64_t>(scaled / pull_bandwidth.count()));
}

}  // namespace models::compute
