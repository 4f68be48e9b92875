// A made-up but plausible day for tests of reports/: four architectures under one traffic curve, scaled with simple
// rules of thumb. No simulation; the same bytes on every run. Prices are round numbers near us-east-1's.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "models/ports/run_result.hpp"

namespace synthetic {

/// Noise in [-1, 1) from a small linear congruential generator.
class Noise {
 public:
  explicit Noise(std::uint64_t seed) : state_{seed * 2862933555777941757ULL + 3037000493ULL} {}
  double next() {
    state_ = state_ * 6364136223846793005ULL + 1442695040888963407ULL;
    return static_cast<double>(state_ >> 11U) / 4503599627370496.0 - 1.0;
  }

 private:
  std::uint64_t state_;
};

struct Shape {
  const char* name;
  const char* kind;
  const char* summary;
  double vcpu_per_replica;
  double target;             ///< utilisation that scaling aims at
  double usd_per_vcpu_hour;  ///< of what is billed
  double fixed_usd_per_hour;
  double lag_ticks;  ///< how far replicas trail the traffic
  bool has_vms;
  bool is_lambda;
};

inline std::vector<Shape> shapes() {
  return {
      {"ec2_asg", "ec2_asg", "Auto Scaling group of m7i.large, target tracking cpu 50 %", 2, 0.50, 0.0504, 0.035, 6,
       true, false},
      {"ecs_on_ec2", "ecs", "ECS on EC2, 1 vCPU 2GiB tasks on m7i.xlarge, capacity provider 90 %", 1, 0.55, 0.0504,
       0.035, 5, true, false},
      {"ecs_on_fargate", "ecs", "ECS on Fargate, 1 vCPU 2GiB tasks, target tracking cpu 60 %", 1, 0.60, 0.0494, 0.031,
       3, false, false},
      {"lambda", "lambda", "Lambda 1769MiB, nodejs22, function URL", 1, 0.70, 0.1037, 0.0, 0, false, true},
  };
}

/// Requests per second at a minute of the day: quiet night, busy afternoon, a crowd in the evening.
inline double traffic(double minute) {
  const double hour = minute / 60.0;
  const double day = 62.0 - 48.0 * std::cos((hour - 4.0) / 24.0 * 2.0 * 3.14159265358979);
  const double match = 95.0 * std::exp(-0.5 * std::pow((hour - 17.2) / 0.9, 2.0));
  const double second_match = 70.0 * std::exp(-0.5 * std::pow((hour - 21.0) / 0.8, 2.0));
  return day + match + second_match;
}

inline models::TickRow tick_row(const Shape& shape, std::size_t tick, Noise& noise, double& replicas,
                                double& cumulative) {
  using C = models::TickColumn;
  const double cpu_s = 0.050;
  const double rate = traffic(static_cast<double>(tick)) * (1.0 + 0.03 * noise.next());
  const double lagged = traffic(std::max(0.0, static_cast<double>(tick) - shape.lag_ticks));
  const double used = rate * cpu_s;
  const double desired = shape.is_lambda
                             ? std::ceil(rate * 0.072)
                             : std::max(2.0, std::ceil(lagged * cpu_s / shape.target / shape.vcpu_per_replica));
  const double starting = std::max(0.0, std::min(desired - replicas, 3.0));
  replicas = desired >= replicas ? std::min(desired, replicas + 1.0) : std::max(desired, replicas - 0.1);
  const double ready = shape.is_lambda ? std::ceil(replicas) + 3.0 : std::floor(replicas);
  const double vms = shape.has_vms ? (shape.vcpu_per_replica > 1.5 ? ready : std::ceil(ready / 4.0) + 1.0) : 0.0;
  const double reserved = ready * shape.vcpu_per_replica;
  const double billed = shape.is_lambda ? rate * 0.072
                        : shape.has_vms ? (shape.vcpu_per_replica > 1.5 ? reserved : vms * 4.0)
                                        : reserved;
  const double busy = std::min(0.985, used / reserved);
  const double p50 = 70.0 * (1.0 + 0.4 * busy * busy / (1.0 - busy)) * (1.0 + 0.02 * noise.next());
  const double p99 = shape.is_lambda ? 160.0 * (1.0 + 0.1 * noise.next()) + 6.0 * starting
                                     : 150.0 * (1.0 + 0.5 * busy * busy / (1.0 - busy)) * (1.0 + 0.08 * noise.next());
  const double cost =
      billed * shape.usd_per_vcpu_hour + shape.fixed_usd_per_hour + rate * 3'600.0 * (shape.is_lambda ? 2e-7 : 2e-8);
  cumulative += cost / 60.0;
  models::TickRow row{};
  const auto set = [&row](C column, double value) { row[static_cast<std::size_t>(column)] = value; };
  const double offered = std::round(rate * 60.0);
  const double rejected = !shape.is_lambda && used > 0.97 * reserved ? std::round(offered * 0.004) : 0.0;
  set(C::kRequestsOffered, offered);
  set(C::kRequestsRejected, rejected);
  set(C::kRequestsCompleted, offered - rejected);
  set(C::kColdStarts, shape.is_lambda ? std::round(2.0 + 3.0 * (1.0 + noise.next()) + 8.0 * starting) : 0.0);
  set(C::kRequestsInFlight, rate * 0.072);
  set(C::kLatencyP50, p50);
  set(C::kLatencyP99, p99);
  set(C::kReplicasDesired, desired);
  set(C::kReplicasReady, ready);
  set(C::kReplicasStarting, starting);
  set(C::kReplicasIdle, std::max(0.0, ready - rate * 0.072));
  set(C::kVmsReady, vms);
  set(C::kVmsStarting, shape.has_vms ? starting : 0.0);
  set(C::kVcpuBilled, billed);
  set(C::kVcpuReserved, reserved);
  set(C::kVcpuUsed, std::min(used, reserved));
  set(C::kVcpuOverhead, 0.02 * vms);
  set(C::kMemoryBilled, billed * 4.0);
  set(C::kMemoryUsed, ready * 0.9);
  set(C::kCpuUtilisation, std::min(used, reserved) / billed);
  set(C::kMemoryUtilisation, std::min(1.0, ready * 0.9 / (billed * 4.0)));
  set(C::kCostPerHour, cost);
  set(C::kCostCumulative, cumulative);
  return row;
}

inline models::Charge charge(std::string sku, std::string variant, std::string service, std::string category,
                             std::string description, std::string unit, double quantity, std::int64_t price_pico) {
  models::Charge result;
  result.key = {std::move(sku), std::move(variant), "on_demand"};
  result.service = std::move(service);
  result.category = std::move(category);
  result.description = std::move(description);
  result.pricing_unit = std::move(unit);
  result.pricing_quantity = quantity;
  result.list_unit_price = sim::Price::pico(price_pico);
  result.list_cost = sim::Money::nano(std::llround(quantity * static_cast<double>(price_pico) * 1e-3));
  result.effective_cost = result.list_cost;
  return result;
}

inline std::vector<models::Charge> charges(const Shape& shape, double billed_vcpu_hours, double requests) {
  const std::string ec2 = "Amazon Elastic Compute Cloud";
  std::vector<models::Charge> all;
  if (shape.is_lambda) {
    all.push_back(charge("lambda_duration", "x86_64", "AWS Lambda", "Compute", "Duration, x86_64", "GB-Seconds",
                         billed_vcpu_hours * 3'600.0 * 1.7275, 16'666'700));
    all.push_back(charge("lambda_requests", "x86_64", "AWS Lambda", "Compute", "Requests", "1M Requests",
                         requests / 1e6, 200'000'000'000));
  } else if (shape.has_vms) {
    all.push_back(charge("ec2_instance", "m7i.large", ec2, "Compute", "m7i.large, on demand", "Hours",
                         billed_vcpu_hours / 2.0, 100'800'000'000));
    all.push_back(charge("ebs_gp3", "", ec2, "Storage", "EBS gp3 volumes", "GB-Months",
                         billed_vcpu_hours / 2.0 * 8.0 / 730.0, 80'000'000'000));
    all.push_back(charge("public_ipv4", "", "Amazon Virtual Private Cloud", "Networking",
                         "Public IPv4 addresses, in use", "Hours", 48.0, 5'000'000'000));
  } else {
    all.push_back(charge("fargate_vcpu", "linux_x86_64", "Amazon Elastic Container Service", "Compute", "Fargate vCPU",
                         "vCPU-Hours", billed_vcpu_hours, 40'480'000'000));
    all.push_back(charge("fargate_memory", "linux_x86_64", "Amazon Elastic Container Service", "Compute",
                         "Fargate memory", "GB-Hours", billed_vcpu_hours * 2.0, 4'445'000'000));
  }
  if (!shape.is_lambda) {
    all.push_back(charge("alb_hour", "", "Elastic Load Balancing", "Networking", "Application Load Balancer", "Hours",
                         24.0, 22'500'000'000));
    all.push_back(charge("alb_lcu", "", "Elastic Load Balancing", "Networking", "Load balancer capacity units",
                         "LCU-Hours", 40.0, 8'000'000'000));
    all.push_back(charge("cloudwatch_alarm", "", "AmazonCloudWatch", "Management and Governance", "Alarms",
                         "Alarm-Months", 2.0 / 30.4, 100'000'000'000));
  }
  all.push_back(charge("logs_ingest", "", "AmazonCloudWatch", "Management and Governance", "Logs, ingested", "GB",
                       requests * 200.0 / 1e9, 500'000'000'000));
  all.push_back(charge("egress", "internet", "AWS Data Transfer", "Networking", "Internet egress", "GB",
                       requests * 6e3 / 1e9, 90'000'000'000));
  all.back().ranked = false;
  return all;
}

inline models::RunResult run(const Shape& shape, std::size_t architecture, std::size_t replication, std::size_t ticks) {
  using C = models::TickColumn;
  using M = models::MetricId;
  models::RunResult result;
  result.architecture = architecture;
  result.replication = replication;
  Noise noise{1'000 * replication + 7};
  double replicas = shape.is_lambda ? 6.0 : 2.0;
  double cumulative = 0.0;
  for (std::size_t tick = 0; tick < ticks; ++tick) {
    result.ticks.push_back(tick_row(shape, tick, noise, replicas, cumulative));
    const models::TickRow& row = result.ticks.back();
    const double allocated = row[static_cast<std::size_t>(C::kVcpuBilled)];
    const double hosts = std::max(1.0, std::ceil(allocated / 96.0));
    result.fleet.push_back({hosts, hosts * 96.0, allocated, row[static_cast<std::size_t>(C::kVcpuUsed)], hosts * 384.0,
                            allocated * 4.0, 0.0, 0.0});
  }
  const auto sum = [&](C column) {
    double total = 0.0;
    for (const models::TickRow& row : result.ticks) {
      total += row[static_cast<std::size_t>(column)];
    }
    return total;
  };
  const auto most = [&](C column) {
    double top = 0.0;
    for (const models::TickRow& row : result.ticks) {
      top = std::max(top, row[static_cast<std::size_t>(column)]);
    }
    return top;
  };
  const double n = static_cast<double>(ticks);
  const auto set = [&](M metric, double value) { result.metrics[static_cast<std::size_t>(metric)].value = value; };
  const double offered = sum(C::kRequestsOffered);
  const double completed = sum(C::kRequestsCompleted);
  set(M::kAttempts, offered);
  set(M::kAttemptsRejected, sum(C::kRequestsRejected));
  set(M::kRequestsOffered, offered);
  set(M::kRequestsCompleted, completed);
  set(M::kRequestsRejected, sum(C::kRequestsRejected));
  set(M::kRejectedFraction, sum(C::kRequestsRejected) / offered);
  set(M::kColdStartFraction, sum(C::kColdStarts) / offered);
  set(M::kLatencyMean, sum(C::kLatencyP50) / n * 1.15);
  set(M::kLatencyP50, sum(C::kLatencyP50) / n);
  set(M::kLatencyP90, sum(C::kLatencyP99) / n * 0.6);
  set(M::kLatencyP95, sum(C::kLatencyP99) / n * 0.75);
  set(M::kLatencyP99, sum(C::kLatencyP99) / n);
  set(M::kLatencyP999, sum(C::kLatencyP99) / n * 1.8);
  set(M::kQueueWaitMean, sum(C::kLatencyP50) / n - 70.0);
  set(M::kReplicasMean, sum(C::kReplicasReady) / n);
  set(M::kReplicasMax, most(C::kReplicasReady));
  set(M::kReplicasBusyMean, sum(C::kReplicasReady) / n * 0.8);
  set(M::kReplicasIdleMean, sum(C::kReplicasIdle) / n);
  set(M::kReplicaLifetimeMean, std::numeric_limits<double>::quiet_NaN());
  set(M::kVmsMean, sum(C::kVmsReady) / n);
  set(M::kVmsMax, most(C::kVmsReady));
  set(M::kCpuUtilisation, sum(C::kVcpuUsed) / sum(C::kVcpuBilled));
  set(M::kMemoryUtilisation, std::min(1.0, sum(C::kMemoryUsed) / sum(C::kMemoryBilled)));
  set(M::kFleetHostsMean, 1.0);
  set(M::kFleetCpuUtilisation, sum(C::kVcpuUsed) / n / 96.0);
  result.charges = charges(shape, sum(C::kVcpuBilled) / 60.0, completed);
  double cost = 0.0;
  for (const models::Charge& line : result.charges) {
    cost += line.ranked ? line.effective_cost.amount() : 0.0;
  }
  set(M::kCostTotal, cost);
  set(M::kCostPerMonth, cost * 730.0 * 60.0 / n);
  set(M::kCostPerMillionRequests, cost / completed * 1e6);
  set(M::kSloMetFraction, 0.9991 - 0.0002 * static_cast<double>(replication));
  models::MeterUsage meter;
  meter.key = result.charges.front().key;
  for (std::size_t hour = 0; hour * 60 < ticks; ++hour) {
    meter.per_hour.push_back(static_cast<std::int64_t>(3'600 * (hour + 1)));
  }
  result.usage.meters.push_back(std::move(meter));
  if (replication == 0) {
    result.events.push_back({sim::Time::at(sim::Duration::seconds(90)), "scale_out", "alarm-high",
                             "desired 2 → 3, \"cpu\" above 50 %, 3 of 3 datapoints"});
  }
  result.requests_simulated = static_cast<std::uint64_t>(offered);
  return result;
}

inline void add_assumptions(models::ExperimentResult& result) {
  result.assumptions = {
      {"reference_cpu", "m7i.large", true, "CPU time is time on one vCPU of this type.", "CoreMark per vCPU, AWS",
       "2025-11-01", false},
      {"architectures.ec2_asg.boot", "32s", true, "From running to the operating system being up.",
       "https://example.org/boot-times", "2025-06-02", false},
      {"architectures.ecs_on_fargate.cpu_speed", "0.9", true, "Speed of a Fargate vCPU against the reference.",
       "no figure is published; assumed", "2025-11-01", true},
      {"architectures.lambda.idle_expiry", "8min", true, "An idle environment is kept this long.",
       "https://example.org/lambda-measurements", "2024-03-05", true},
      {"architectures.ec2_asg.scaling.target", "50%", false, "Utilisation that scaling aims at.", "", "", false},
      {"seed", "42", false, "Names all random streams.", "", "", false},
  };
}

/// `replications` runs of `ticks` minutes for the four architectures. The interval is that of Student's t for five
/// replications (2.776) whatever their number; with one there is none.
inline models::ExperimentResult result(std::size_t replications = 5, std::size_t ticks = 1'440) {
  models::ExperimentResult all;
  all.scenario_name = "synthetic-day";
  all.question = "Which launch type should carry one match day: EC2, ECS on EC2, Fargate or Lambda?";
  all.scenario_hash = "5d41402abc4b2a76b9719d911017c5925d41402abc4b2a76b9719d911017c592";
  all.region = "us-east-1";
  all.seed = 42;
  all.replications = replications;
  all.duration = sim::Duration::minutes(static_cast<std::int64_t>(ticks));
  all.warm_up = sim::Duration::hours(1);
  all.tick = sim::Duration::minutes(1);
  all.month = sim::Duration::hours(730);
  all.price_book_date = "2026-11-22";
  all.wall_seconds = 3.25;
  all.threads = 2;
  const std::vector<Shape> architectures = shapes();
  for (std::size_t a = 0; a < architectures.size(); ++a) {
    all.architectures.push_back({architectures[a].name, architectures[a].kind, architectures[a].summary});
    for (std::size_t r = 0; r < replications; ++r) {
      all.runs.push_back(run(architectures[a], a, r, ticks));
      all.requests_simulated += all.runs.back().requests_simulated;
    }
    for (std::size_t m = 0; m < models::kMetricCount; ++m) {
      double sum = 0.0;
      double squares = 0.0;
      double low = std::numeric_limits<double>::infinity();
      double high = -low;
      for (std::size_t r = 0; r < replications; ++r) {
        const double value = all.runs[a * replications + r].metrics[m].value;
        sum += value;
        squares += value * value;
        low = std::min(low, value);
        high = std::max(high, value);
      }
      const double n = static_cast<double>(replications);
      const double mean = sum / n;
      const double variance = std::max(0.0, squares / n - mean * mean);
      const double half =
          replications > 1 ? 2.776 * std::sqrt(variance / (n - 1.0)) : std::numeric_limits<double>::quiet_NaN();
      const bool maximum = models::metric_catalogue()[m].estimator == models::Estimator::kMaximum;
      all.summary.push_back({a, static_cast<models::MetricId>(m), mean, maximum ? low : mean - half,
                             maximum ? high : mean + half, replications});
    }
  }
  add_assumptions(all);
  all.warnings = {
      "warm_up (1h) is shorter than three times the idle expiry of lambda (8min) would ask in the worst case"};
  return all;
}

}  // namespace synthetic
