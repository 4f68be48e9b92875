// What holds for every compute model, whatever the numbers: each kind of the catalogue, with drawn loads and sizes.
#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include <fmt/core.h>
#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include "models/catalog.hpp"
#include "tests/support/scenario_run.hpp"

namespace {

using models::MetricId;
using models::TickColumn;
using test_support::column_of;
using test_support::metric_of;
using test_support::run_text;
using test_support::summary_of;

struct Kind {
  std::string name{};
  std::string kind{};
  std::string yaml{};  ///< with {} for the limits of scaling
  bool scales = true;
};

constexpr int kMost = 4;

const std::vector<Kind>& kinds() {
  static const std::string tracking =
      fmt::format("scaling: {{kind: target_tracking, metric: cpu, target: 50%, min: 1, max: {}}}", kMost);
  static const std::vector<Kind> all{
      {"ec2", "ec2_asg", "{kind: ec2_asg, instance_type: m7i.large, concurrency: 8, queue: 8, " + tracking + "}"},
      {"ec2-steps", "ec2_asg",
       fmt::format(
           "{{kind: ec2_asg, instance_type: m7i.large, scaling: {{kind: step_scaling, min: 1, max: {}, scale_out: "
           "{{threshold: 60, step_adjustments: [{{metric_interval_lower_bound: 0, scaling_adjustment: 1}}]}}, "
           "scale_in: {{threshold: 30, evaluation_periods: 5, step_adjustments: [{{metric_interval_upper_bound: "
           "0, scaling_adjustment: -1}}]}}}}}}",
           kMost)},
      {"ec2-pool", "ec2_asg",
       "{kind: ec2_asg, instance_type: m7i.large, user_data: 40s, warm_pool: {state: hibernated, reuse_on_scale_in: "
       "true}, " +
           tracking + "}"},
      {"ec2-spot", "ec2_asg",
       "{kind: ec2_asg, instance_type: m7i.large, mixed_instances: {instance_types: [m7i.large, m6i.large], "
       "on_demand_percentage_above_base_capacity: 50%, capacity_rebalance: true, interrupted_per_month: 90%}, " +
           tracking + "}"},
      {"docker", "docker_host",
       "{kind: docker_host, instance_type: m7i.large, concurrency: 8, queue: 8, services: {app: {replicas: 2}}, " +
           tracking + "}"},
      {"docker-fixed", "docker_host",
       "{kind: docker_host, instance_type: m7i.large, hosts: 2, copies: 2, images: baked, network: public_ip}", false},
      {"docker-alone", "docker_host",
       "{kind: docker_host, instance_type: m7i.large, network: public_ip, load_balancer: {kind: none}}", false},
      {"ecs-ec2", "ecs",
       "{kind: ecs, launch_type: ec2, task: {cpu: 1, memory: 1GiB}, concurrency: 8, queue: 8, queue_timeout: 300ms, "
       "instances: {instance_type: m7i.large}, capacity_provider: {min: 1, max: 4}, " +
           tracking + "}"},
      {"ecs-cluster", "ecs",
       fmt::format(
           "{{kind: ecs, launch_type: ec2, task: {{cpu: 1, memory: 1GiB}}, instances: {{instance_type: m6i.xlarge, "
           "cpu_speed: 1}}, "
           "awsvpc_trunking: true, capacity_provider: {{min: 1, max: 4, managed_termination_protection: false}}, "
           "placement_strategy: [{{type: spread, field: zone}}, {{type: binpack, field: memory}}], daemons: {{logs: "
           "{{memory: 64MiB}}}}, other_services: {{batch: {{cpu: 1, memory: 1GiB, replicas: 3}}}}, scaling: {{kind: "
           "several, min: 1, max: {}, policies: [{{metric: cpu, target: 50%}}, {{metric: requests_per_target, "
           "target_rate: 12/s}}]}}}}",
           kMost)},
      {"fargate", "ecs", "{kind: ecs, launch_type: fargate, task: {cpu: 1, memory: 2GiB}, " + tracking + "}"},
      {"managed", "lambda_managed_instances",
       "{kind: lambda_managed_instances, instance_type: c7i.large, memory: 4GiB, max_concurrency: 6, " + tracking +
           "}"},
      {"lambda", "lambda", "{kind: lambda, memory: 1769MiB, concurrency_quota: 6}"},
      {"lambda-events", "lambda",
       "{kind: lambda, memory: 1769MiB, concurrency_quota: 106, reserved_concurrency: 6, reuse: random, lifetime: "
       "10min, "
       "ephemeral_storage: 1GiB, invocation_type: event, provisioned_concurrency: {scaling: {kind: fixed, replicas: "
       "2}}}"},
  };
  return all;
}

std::string yaml(const std::string& workload, const std::string& duration = "20min", int replications = 1,
                 int seed = 1) {
  std::string text = fmt::format(R"(
schema: 1
name: property
duration: {}
warm_up: 5min
replications: {}
seed: {}
workload: {{{}}}
application:
  containers: {{app: {{cpu: 1, memory: 512MiB, image: 50MB, start: 2s}}}}
  request: [{{container: app, cpu_time: {{kind: exponential, mean: 60ms}}, wait: {{kind: exponential, mean: 30ms}}}}]
architectures:
)",
                                 duration, replications, seed, workload);
  for (const Kind& kind : kinds()) {
    text += "  " + kind.name + ": " + kind.yaml + "\n";
  }
  return text;
}

/// A function's quota; a group that evens out its zones may exceed its maximum by a tenth, and by one at least (Amazon
/// EC2 Auto Scaling user guide, "Rebalancing activities").
double most_replicas_of(const std::string& kind) {
  if (kind == "lambda") {
    return 6.0;
  }
  const bool is_group = kind == "ec2_asg" || kind == "docker_host" || kind == "lambda_managed_instances";
  return is_group ? kMost + 1.0 : double{kMost};
}

TEST(EveryArchitecture, IsCoveredHere) {
  std::set<std::string> covered;
  for (const Kind& kind : kinds()) {
    covered.insert(kind.kind);
  }
  for (const models::ComputeEntry& entry : models::catalog().compute) {
    EXPECT_TRUE(covered.contains(std::string{entry.name})) << entry.name << " needs an entry in kinds()";
  }
}

/// Loads from nearly nothing to several times what the limits hold, with a crowd in the middle; in half of the cases
/// containers crash, and run out of memory when many requests are in them.
RC_GTEST_PROP(EveryArchitecture, KeepsItsBooks, ()) {
  const int rate = *rc::gen::inRange(1, 120);
  const int factor = *rc::gen::inRange(1, 6);
  const int seed = *rc::gen::inRange(1, 100'000);
  const bool fails = *rc::gen::arbitrary<bool>();
  const test_support::Sets failures{{"application.containers.app.crash_rate", "12/h"},
                                    {"application.containers.app.memory_base", "300MiB"},
                                    {"application.containers.app.memory_limit", "400MiB"},
                                    {"application.containers.app.memory_per_request", "8MiB"}};
  const auto result = run_text(yaml(fmt::format("kind: poisson, rate: {}/s, flash_crowds: [{{at: 5min, factor: {}, "
                                                "rise: 20s, hold: 6min}}]",
                                                rate, factor),
                                    "20min", 1, seed),
                               fails ? failures : test_support::Sets{});
  for (const models::RunResult& run : result.runs) {
    const auto metric = [&](MetricId id) { return metric_of(run, id); };
    RC_ASSERT(metric(MetricId::kRequestsOffered) ==
              metric(MetricId::kRequestsCompleted) + metric(MetricId::kRequestsRejected) +
                  metric(MetricId::kRequestsTimedOut) + metric(MetricId::kRequestsFailed) +
                  metric(MetricId::kRequestsInFlightEnd));
    RC_ASSERT(metric(MetricId::kRequestsOffered) == metric_of(result.runs.front(), MetricId::kRequestsOffered));
    RC_ASSERT(metric(MetricId::kCostTotal) > 0.0);
    for (const models::Charge& charge : run.charges) {
      RC_ASSERT(charge.effective_cost.amount() >= 0.0);
      RC_ASSERT(charge.pricing_quantity > 0.0);
    }
    double offered = 0.0;
    for (std::size_t tick = 0; tick < run.ticks.size(); ++tick) {
      const models::TickRow& row = run.ticks[tick];
      offered += column_of(row, TickColumn::kRequestsOffered);
      RC_ASSERT(column_of(row, TickColumn::kRequestsOffered) ==
                column_of(result.runs.front().ticks.at(tick), TickColumn::kRequestsOffered));
      RC_ASSERT(column_of(row, TickColumn::kVcpuUsed) <=
                    column_of(row, TickColumn::kVcpuBilled) * (1.0 + 1e-9) + 1e-9 ||
                result.architectures.at(run.architecture).kind == "lambda");
    }
    RC_ASSERT(offered == metric(MetricId::kRequestsOffered));
    RC_ASSERT(metric(MetricId::kReplicasMax) <= most_replicas_of(result.architectures.at(run.architecture).kind));
    RC_ASSERT(metric(MetricId::kCpuUtilisation) <= 1.0 + 1e-9);
  }
}

std::filesystem::path book() {
  const char* source = std::getenv("HEADROOM_SOURCE");
  return std::filesystem::path{source == nullptr ? "." : source} / "models" / "pricing" / "book";
}

/// A copy of a table of the price book in which `price_usd`, which stands before all quoted fields, is twice as high.
void double_prices(const std::filesystem::path& from, const std::filesystem::path& to) {
  std::ifstream in{from};
  std::ofstream out{to};
  std::string line;
  std::size_t column = std::string::npos;
  for (bool is_header = true; std::getline(in, line); is_header = false) {
    std::vector<std::string> cells;
    std::istringstream parts{line};
    for (std::string cell; std::getline(parts, cell, ',');) {
      cells.push_back(cell);
    }
    if (is_header) {
      const auto found = std::find(cells.begin(), cells.end(), "price_usd");
      column = found == cells.end() ? std::string::npos : static_cast<std::size_t>(found - cells.begin());
    } else if (column != std::string::npos) {
      const std::string doubled = fmt::format("{:.12f}", 2.0 * std::stod(cells.at(column)));
      std::size_t begin = 0;
      for (std::size_t i = 0; i < column; ++i) {
        begin = line.find(',', begin) + 1;
      }
      line.replace(begin, cells[column].size(), doubled);
    }
    out << line << '\n';
  }
}

TEST(EveryArchitecture, CostsTwiceAsMuchAtTwiceThePrices) {
  const test_support::TempFolder folder;
  for (const auto& entry : std::filesystem::directory_iterator{book()}) {
    if (entry.path().extension() == ".csv") {
      double_prices(entry.path(), folder.path() / entry.path().filename());
    }
  }
  const models::pricing::PriceBookRead read = models::pricing::price_book_from_folder(folder.path().string());
  ASSERT_TRUE(read.book) << (read.problems.empty() ? "" : read.problems.front());
  const std::string text = yaml("kind: poisson, rate: 30/s");
  const auto once = run_text(text);
  const auto twice = run_text(text, {}, 2, *read.book);
  for (std::size_t i = 0; i < once.runs.size(); ++i) {
    // Each charge is rounded to a nano-dollar.
    const double rounding = 1e-9 * static_cast<double>(once.runs[i].charges.size() + 1);
    EXPECT_NEAR(metric_of(twice.runs[i], MetricId::kCostTotal), 2.0 * metric_of(once.runs[i], MetricId::kCostTotal),
                2.0 * rounding);
    EXPECT_EQ(metric_of(twice.runs[i], MetricId::kLatencyMean), metric_of(once.runs[i], MetricId::kLatencyMean));
  }
}

/// With one replica that nobody limits, more of the same requests are at least as much work done: counts scaled down
/// are a part of the same requests (semantics: nested thinning).
TEST(EveryArchitecture, DoesMoreWorkUnderMoreLoad) {
  const test_support::TempFolder folder;
  std::ofstream counts{folder.path() / "counts.csv"};
  counts << "period,count\n";
  for (int minute = 0; minute < 30; ++minute) {
    counts << fmt::format("2026-01-01 00:{:02}:00,{}\n", minute, 300 + 37 * (minute % 7));
  }
  counts.close();
  const std::string text = fmt::format(R"(
schema: 1
name: thinning
duration: 25min
warm_up: 5min
replications: 1
workload: {{kind: counts, file: {}, from: 2026-01-01 00:05:00}}
application:
  containers: {{app: {{cpu: 1, memory: 512MiB}}}}
  request: [{{container: app, cpu_time: 120ms}}]
architectures:
  ec2: {{kind: ec2_asg, instance_type: m7i.large, scaling: {{kind: fixed, replicas: 1}}}}
  docker: {{kind: docker_host, instance_type: m7i.large}}
  fargate: {{kind: ecs, launch_type: fargate, task: {{cpu: 1, memory: 2GiB}}, scaling: {{kind: fixed, replicas: 1}}}}
  lambda: {{kind: lambda, memory: 1769MiB}}
)",
                                       (folder.path() / "counts.csv").string());
  std::vector<double> before(4, 0.0);
  double offered_before = 0.0;
  for (const char* scale : {"0.1", "0.3", "0.35", "0.8", "1", "1.5"}) {
    const auto result = run_text(text, {{"workload.scale", scale}});
    const double offered = metric_of(result.runs.at(0), MetricId::kRequestsOffered);
    EXPECT_GT(offered, offered_before);
    offered_before = offered;
    for (const models::RunResult& run : result.runs) {
      const double used = run.metrics.at(static_cast<std::size_t>(MetricId::kCpuUtilisation)).numerator;
      EXPECT_GE(used, before.at(run.architecture)) << result.architectures.at(run.architecture).name << " at " << scale;
      before.at(run.architecture) = used;
    }
  }
}

/// The same hour, called the first or the second one: the crowd comes an hour later by the clock, and so does
/// everything else. (Evenly spaced requests of one length, since random points are anchored at the window's start.)
TEST(EveryArchitecture, DoesNotKnowWhatTimeItIs) {
  const auto at = [](const std::string& crowd) {
    return yaml("kind: constant, rate: 20/s, flash_crowds: [{at: " + crowd + ", factor: 3, hold: 20min}]", "1h");
  };
  const test_support::Sets same_work{{"application.request[0].cpu_time", "60ms"},
                                     {"application.request[0].wait", "0s"}};
  const auto with = [&](test_support::Sets sets) {
    sets.insert(sets.end(), same_work.begin(), same_work.end());
    return sets;
  };
  const auto first = run_text(at("10min"), with({{"warm_up", "1h"}}));
  const auto second = run_text(at("70min"), with({{"warm_up", "0s"}, {"duration", "2h"}}));
  for (std::size_t run = 0; run < first.runs.size(); ++run) {
    double most = 0.0;
    for (std::size_t tick = 0; tick < 60; ++tick) {
      for (const TickColumn column :
           {TickColumn::kRequestsOffered, TickColumn::kRequestsCompleted, TickColumn::kRequestsRejected,
            TickColumn::kColdStarts, TickColumn::kReplicasReady, TickColumn::kVcpuBilled, TickColumn::kVcpuUsed}) {
        EXPECT_NEAR(column_of(first.runs[run].ticks.at(tick), column),
                    column_of(second.runs[run].ticks.at(60 + tick), column), 1e-6)
            << first.architectures.at(first.runs[run].architecture).name << ", minute " << tick;
      }
      most = std::max(most, column_of(first.runs[run].ticks.at(tick), TickColumn::kReplicasReady));
    }
    EXPECT_EQ(most > column_of(first.runs[run].ticks.at(0), TickColumn::kReplicasReady),
              kinds().at(first.runs[run].architecture).scales)
        << first.architectures.at(first.runs[run].architecture).name;
  }
}

}  // namespace
