// Everything that can be on the bill, by the name that meters and the price book share. Models count base units
// (stated here per SKU); models/pricing knows how many of them make a pricing unit.
//
// What   one constant per SKU: its base unit, its variants and its purchase options
// Units  ms are milliseconds of simulated time; GiB and MiB are binary; "GB" on AWS's bills is 2^30 bytes throughout
// (the
//        published egress tiers end at 10,240 "GB" for 10 "TB", and infracost converts MB / 1024)
#pragma once

#include <string_view>

namespace models::sku {

/// The purchase option of everything that is not bought in another way.
inline constexpr std::string_view kOnDemand = "on_demand";
inline constexpr std::string_view kSpot = "spot";
/// Lambda with provisioned concurrency: another price per GB-second, and the concurrency itself.
inline constexpr std::string_view kProvisioned = "provisioned";

inline constexpr std::string_view kX86 = "x86_64";
inline constexpr std::string_view kArm = "arm64";

// --- Amazon EC2 --------------------------------------------------------------------------------------------------
/// An instance in state running. Base unit: instance·ms. Variant: the type, "m7i.large". on_demand or spot.
inline constexpr std::string_view kEc2Instance = "ec2_instance";
/// Surplus CPU credits of an unlimited T instance. Base unit: milli-vCPU·ms. Variant: kX86 or kArm.
inline constexpr std::string_view kEc2SurplusCredits = "ec2_surplus_credits";
/// A gp3 volume while it exists, 3,000 IOPS and 125 MiB/s included. Base unit: GiB·ms.
inline constexpr std::string_view kEbsGp3 = "ebs_gp3";
/// IOPS above the included 3,000. Base unit: IOPS·ms.
inline constexpr std::string_view kEbsGp3Iops = "ebs_gp3_iops";
/// Throughput above the included 125 MiB/s. Base unit: MiB/s·ms.
inline constexpr std::string_view kEbsGp3Throughput = "ebs_gp3_throughput";

// --- AWS Fargate, Amazon EKS, Amazon ECR -------------------------------------------------------------------------
/// vCPUs of a task or pod from image pull to stop. Base unit: milli-vCPU·ms. Variant: kX86 or kArm. on_demand or spot.
inline constexpr std::string_view kFargateVcpu = "fargate_vcpu";
/// Memory of a task or pod. Base unit: MiB·ms. Variants and options as kFargateVcpu.
inline constexpr std::string_view kFargateMemory = "fargate_memory";
/// Ephemeral storage above the included 20 GiB. Base unit: GiB·ms.
inline constexpr std::string_view kFargateEphemeral = "fargate_ephemeral";
/// A control plane. Base unit: cluster·ms. Variant: "" (standard support) or "extended_support".
inline constexpr std::string_view kEksCluster = "eks_cluster";
/// Stored images. Base unit: MiB·ms (images are small).
inline constexpr std::string_view kEcrStorage = "ecr_storage";

// --- AWS Lambda --------------------------------------------------------------------------------------------------
/// Base unit: one request. on_demand or provisioned (the same price, another line of the bill).
inline constexpr std::string_view kLambdaRequest = "lambda_request";
/// Configured memory × billed duration (INIT included). Base unit: MiB·ms. Variant: kX86 or kArm. on_demand or
/// provisioned.
inline constexpr std::string_view kLambdaDuration = "lambda_duration";
/// Allotted provisioned concurrency × its memory. Base unit: MiB·ms. Variant: kX86 or kArm; option: provisioned.
inline constexpr std::string_view kLambdaProvisionedConcurrency = "lambda_provisioned_concurrency";
/// /tmp above the included 512 MiB × billed duration. Base unit: MiB·ms.
inline constexpr std::string_view kLambdaEphemeral = "lambda_ephemeral";
/// SnapStart of Python and .NET: the snapshot while it is cached (of the function's memory). Base unit: MiB·ms.
inline constexpr std::string_view kLambdaSnapstartCache = "lambda_snapstart_cache";
/// SnapStart of Python and .NET: each restore of a snapshot. Base unit: MiB restored.
inline constexpr std::string_view kLambdaSnapstartRestore = "lambda_snapstart_restore";

/// Invocations of functions on Lambda Managed Instances. Base unit: one request.
inline constexpr std::string_view kLambdaManagedRequest = "lambda_managed_instances_request";
/// What Lambda takes for managing an instance, besides the instance: a share of it at its on-demand price. Base unit:
/// 1e-4 instance·ms. Variant: the type.
inline constexpr std::string_view kLambdaManagedFee = "lambda_managed_instances_fee";

// --- Load balancers and network ----------------------------------------------------------------------------------
/// A balancer while it exists. Base unit: balancer·ms. AWS bills a started hour in full; the measured window cuts no
/// balancer's life short, so a last incomplete hour of the window is prorated.
inline constexpr std::string_view kAlbHour = "alb_hour";
/// Load balancer capacity units, the largest dimension per hour. Base unit: 1e-6 LCU·hours.
inline constexpr std::string_view kAlbLcu = "alb_lcu";
inline constexpr std::string_view kNlbHour = "nlb_hour";
inline constexpr std::string_view kNlbLcu = "nlb_lcu";
/// A public IPv4 address, in use or idle. Base unit: address·ms.
inline constexpr std::string_view kPublicIpv4 = "public_ipv4";
/// A NAT gateway. Base unit: gateway·ms.
inline constexpr std::string_view kNatHour = "nat_hour";
/// Data through a NAT gateway, either way. Base unit: bytes.
inline constexpr std::string_view kNatData = "nat_data";
/// An interface endpoint in one zone. Base unit: endpoint·zone·ms.
inline constexpr std::string_view kVpcEndpoint = "vpc_endpoint";
/// Data through interface endpoints. Base unit: bytes.
inline constexpr std::string_view kVpcEndpointData = "vpc_endpoint_data";
/// Responses to the internet. Base unit: bytes. The same for every architecture: shown, not ranked.
inline constexpr std::string_view kInternetEgress = "internet_egress";
/// Traffic between zones. Base unit: bytes, counted once on each side (a byte that crosses zones counts two).
inline constexpr std::string_view kInterAzData = "inter_az_data";

// --- Amazon CloudWatch -------------------------------------------------------------------------------------------
/// An alarm while it exists. Base unit: alarm·ms. Variant: "" (standard) or kHighResolutionAlarm.
inline constexpr std::string_view kCloudwatchAlarm = "cloudwatch_alarm";
/// Its period is shorter than a minute.
inline constexpr std::string_view kHighResolutionAlarm = "high_resolution";
/// A custom or detailed-monitoring metric while it is published. Base unit: metric·ms.
inline constexpr std::string_view kCloudwatchMetric = "cloudwatch_metric";
/// Log data taken in. Base unit: bytes.
inline constexpr std::string_view kCloudwatchLogsIngest = "cloudwatch_logs_ingest";

}  // namespace models::sku
