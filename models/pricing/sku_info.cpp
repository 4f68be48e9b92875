#include "models/pricing/sku_info.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

#include "models/ports/skus.hpp"

namespace models::pricing {

namespace {

constexpr std::int64_t kMsPerHour = 3'600'000;
constexpr std::int64_t kBytesPerGib = std::int64_t{1} << 30;
constexpr std::int64_t kMicro = 1'000'000;

constexpr std::string_view kEc2 = "Amazon Elastic Compute Cloud";
constexpr std::string_view kEcs = "Amazon Elastic Container Service";
constexpr std::string_view kEks = "Amazon Elastic Kubernetes Service";
constexpr std::string_view kEcr = "Amazon Elastic Container Registry";
constexpr std::string_view kLambda = "AWS Lambda";
constexpr std::string_view kElb = "Elastic Load Balancing";
constexpr std::string_view kVpc = "Amazon Virtual Private Cloud";
constexpr std::string_view kDataTransfer = "AWS Data Transfer";
constexpr std::string_view kCloudwatch = "Amazon CloudWatch";

constexpr std::string_view kCompute = "Compute";
constexpr std::string_view kStorage = "Storage";
constexpr std::string_view kNetworking = "Networking";
constexpr std::string_view kManagement = "Management and Governance";

// Sorted by SKU. Columns: sku, pricing unit, base unit, base units, per month, service, category, description, ranked,
// falls back.
constexpr std::array kSkus = {
    SkuInfo{sku::kAlbHour, "Hours", "balancer·ms", kMsPerHour, false, kElb, kNetworking,
            "Application Load Balancer hours"},
    SkuInfo{sku::kAlbLcu, "LCU-Hours", "1e-6 LCU·hours", kMicro, false, kElb, kNetworking,
            "Application Load Balancer capacity units"},
    SkuInfo{sku::kCloudwatchAlarm, "Alarm-Months", "alarm·ms", 1, true, kCloudwatch, kManagement, "CloudWatch alarms",
            true, true},
    SkuInfo{sku::kCloudwatchLogsIngest, "GB", "bytes", kBytesPerGib, false, kCloudwatch, kManagement,
            "CloudWatch Logs, data taken in", true, true},
    SkuInfo{sku::kCloudwatchMetric, "Metric-Months", "metric·ms", 1, true, kCloudwatch, kManagement,
            "CloudWatch custom and detailed-monitoring metrics", true, true},
    SkuInfo{sku::kEbsGp3, "GB-Months", "GiB·ms", 1, true, kEc2, kStorage, "EBS gp3 volumes"},
    SkuInfo{sku::kEbsGp3Iops, "IOPS-Months", "IOPS·ms", 1, true, kEc2, kStorage, "EBS gp3 IOPS above 3,000"},
    SkuInfo{sku::kEbsGp3Throughput, "MiBps-Months", "MiB/s·ms", 1, true, kEc2, kStorage,
            "EBS gp3 throughput above 125 MiB/s"},
    SkuInfo{sku::kEc2Instance, "Hours", "instance·ms", kMsPerHour, false, kEc2, kCompute, "EC2 Linux instance hours"},
    SkuInfo{sku::kEc2SurplusCredits, "vCPU-Hours", "milli-vCPU·ms", 1'000 * kMsPerHour, false, kEc2, kCompute,
            "Surplus CPU credits of unlimited T instances"},
    SkuInfo{sku::kEcrStorage, "GB-Months", "MiB·ms", 1'024, true, kEcr, kStorage, "Container image storage", true,
            true},
    SkuInfo{sku::kEksCluster, "Hours", "cluster·ms", kMsPerHour, false, kEks, kCompute, "EKS control plane hours"},
    SkuInfo{sku::kFargateEphemeral, "GB-Hours", "GiB·ms", kMsPerHour, false, kEcs, kCompute,
            "Fargate ephemeral storage above 20 GB"},
    SkuInfo{sku::kFargateMemory, "GB-Hours", "MiB·ms", 1'024 * kMsPerHour, false, kEcs, kCompute,
            "Fargate memory hours"},
    SkuInfo{sku::kFargateVcpu, "vCPU-Hours", "milli-vCPU·ms", 1'000 * kMsPerHour, false, kEcs, kCompute,
            "Fargate vCPU hours"},
    SkuInfo{sku::kInterAzData, "GB", "bytes", kBytesPerGib, false, kDataTransfer, kNetworking,
            "Data between availability zones, counted on each side"},
    SkuInfo{sku::kInternetEgress, "GB", "bytes", kBytesPerGib, false, kDataTransfer, kNetworking,
            "Data out to the internet", false},
    SkuInfo{sku::kLambdaDuration, "GB-Seconds", "MiB·ms", 1'024 * 1'000, false, kLambda, kCompute, "Lambda duration"},
    SkuInfo{sku::kLambdaEphemeral, "GB-Seconds", "MiB·ms", 1'024 * 1'000, false, kLambda, kCompute,
            "Lambda ephemeral storage above 512 MB"},
    SkuInfo{sku::kLambdaManagedFee, "Hours", "1e-4 instance·ms", 10'000 * kMsPerHour, false, kLambda, kCompute,
            "Lambda Managed Instances, management fee", true, false, sku::kEc2Instance},
    SkuInfo{sku::kLambdaManagedRequest, "Requests", "requests", 1, false, kLambda, kCompute,
            "Lambda Managed Instances, requests", true, true},
    SkuInfo{sku::kLambdaProvisionedConcurrency, "GB-Seconds", "MiB·ms", 1'024 * 1'000, false, kLambda, kCompute,
            "Lambda provisioned concurrency"},
    SkuInfo{sku::kLambdaRequest, "Requests", "requests", 1, false, kLambda, kCompute, "Lambda requests"},
    SkuInfo{sku::kLambdaSnapstartCache, "GB-Seconds", "MiB·ms", 1'024 * 1'000, false, kLambda, kCompute,
            "Lambda SnapStart, cached snapshots", true, true},
    SkuInfo{sku::kLambdaSnapstartRestore, "GB", "MiB restored", 1'024, false, kLambda, kCompute,
            "Lambda SnapStart, restored snapshots", true, true},
    SkuInfo{sku::kNatData, "GB", "bytes", kBytesPerGib, false, kVpc, kNetworking, "NAT gateway data"},
    SkuInfo{sku::kNatHour, "Hours", "gateway·ms", kMsPerHour, false, kVpc, kNetworking, "NAT gateway hours"},
    SkuInfo{sku::kNlbHour, "Hours", "balancer·ms", kMsPerHour, false, kElb, kNetworking, "Network Load Balancer hours"},
    SkuInfo{sku::kNlbLcu, "LCU-Hours", "1e-6 LCU·hours", kMicro, false, kElb, kNetworking,
            "Network Load Balancer capacity units"},
    SkuInfo{sku::kPublicIpv4, "Hours", "address·ms", kMsPerHour, false, kVpc, kNetworking, "Public IPv4 addresses",
            true, true},
    SkuInfo{sku::kVpcEndpoint, "Hours", "endpoint·zone·ms", kMsPerHour, false, kVpc, kNetworking,
            "Interface endpoint hours, per zone", true, true},
    SkuInfo{sku::kVpcEndpointData, "GB", "bytes", kBytesPerGib, false, kVpc, kNetworking, "Interface endpoint data",
            true, true},
};

static_assert(std::is_sorted(kSkus.begin(), kSkus.end(), [](const auto& a, const auto& b) { return a.sku < b.sku; }));

}  // namespace

std::span<const SkuInfo> sku_infos() {
  return kSkus;
}

const SkuInfo* find_sku(std::string_view sku) {
  const auto found = std::lower_bound(kSkus.begin(), kSkus.end(), sku,
                                      [](const SkuInfo& info, std::string_view name) { return info.sku < name; });
  return found != kSkus.end() && found->sku == sku ? &*found : nullptr;
}

}  // namespace models::pricing
