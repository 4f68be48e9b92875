// The result of one run (one architecture, one replication) and of a whole experiment: the only thing that reports
// see. The metric names and the tick columns are a contract with the readers of the CSV files.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "models/ports/launches.hpp"
#include "models/ports/theory.hpp"
#include "models/ports/usage.hpp"
#include "sim/units/money.hpp"
#include "sim/units/time.hpp"

namespace models {

/// How a metric's mean and interval over replications are formed (docs: semantics of the estimators).
enum class Estimator {
  kMean,     ///< mean of the replications' values, Student's t
  kRatio,    ///< ratio of the means of numerator and denominator, jackknife
  kMaximum,  ///< range over replications, no interval
};

/// One metric of summary.csv. Where `estimator` is kRatio, a run carries numerator and denominator.
struct MetricInfo {
  std::string_view name{};
  std::string_view unit{};
  Estimator estimator = Estimator::kMean;
  std::string_view sentence{};
};

/// Every metric, in the order of summary.csv.
enum class MetricId : std::size_t {
  kAttempts,
  kAttemptsRejected,
  kAttemptsTimedOut,
  kRequestsOffered,
  kRequestsCompleted,
  kRequestsRejected,
  kRequestsTimedOut,
  kRequestsFailed,
  kRequestsInFlightEnd,
  kRequestsDrained,
  kRejectedFraction,
  kColdStartFraction,
  kLatencyMean,
  kLatencyP50,
  kLatencyP90,
  kLatencyP95,
  kLatencyP99,
  kLatencyP999,
  kQueueWaitMean,
  kReplicasMean,
  kReplicasMax,
  kReplicasBusyMean,
  kReplicasIdleMean,
  kReplicaLifetimeMean,
  kContainerCrashes,
  kOomKills,
  kVmsMean,
  kVmsMax,
  kCpuUtilisation,
  kMemoryUtilisation,
  kFleetHostsMean,
  kFleetCpuUtilisation,
  kCostTotal,
  kCostPerMonth,
  kCostPerMillionRequests,
  kCostOfRounding,
  kSloMetFraction,
  kCount,
};
inline constexpr std::size_t kMetricCount = static_cast<std::size_t>(MetricId::kCount);

/// Name, unit, estimator and meaning of every metric, indexed by MetricId.
const std::array<MetricInfo, kMetricCount>& metric_catalogue();
std::string_view metric_name(MetricId metric);
/// The metric of that name; none if there isn't one.
std::optional<MetricId> metric_named(std::string_view name);

/// The value of one metric in one run. Ratios also carry both parts, so that they can be estimated over replications.
/// `value` is NaN where the metric is not defined (a latency when nothing completed): an empty cell.
struct MetricValue {
  double value = 0.0;
  double numerator = 0.0;
  double denominator = 0.0;
};

/// The columns of timeseries.csv after `time_s`, in order. Counts of requests are totals of the tick; replicas, VMs,
/// vCPU and memory are means over the tick (replicas_desired and requests_in_flight are those at its end); latencies
/// are NaN when nothing completed in it.
enum class TickColumn : std::size_t {
  kRequestsOffered,
  kRequestsCompleted,
  kRequestsRejected,
  kRequestsTimedOut,
  kColdStarts,
  kRequestsInFlight,
  kLatencyP50,
  kLatencyP99,
  kReplicasDesired,
  kReplicasReady,
  kReplicasStarting,
  kReplicasIdle,
  kVmsReady,
  kVmsStarting,
  kVcpuBilled,
  kVcpuReserved,
  kVcpuUsed,
  kVcpuOverhead,
  kMemoryBilled,
  kMemoryUsed,
  kCpuUtilisation,
  kMemoryUtilisation,
  kCostPerHour,
  kCostCumulative,
  kCount,
};
inline constexpr std::size_t kTickColumnCount = static_cast<std::size_t>(TickColumn::kCount);

/// CSV names of the tick columns, indexed by TickColumn: "requests_offered" ... "cost_usd_cumulative".
const std::array<std::string_view, kTickColumnCount>& tick_column_names();

using TickRow = std::array<double, kTickColumnCount>;

/// One tick of fleet.csv: what the provider owns. Means over the tick.
struct FleetTick {
  double hosts_in_use = 0.0;
  double vcpu_total = 0.0;
  double vcpu_allocated = 0.0;
  double vcpu_used = 0.0;
  double memory_total_gib = 0.0;
  double memory_allocated_gib = 0.0;
  double vcpu_stranded = 0.0;        ///< free vCPU on hosts whose memory is full for the smallest shape asked
  double memory_stranded_gib = 0.0;  ///< free memory on hosts whose vCPUs are full likewise
};

/// One row of events.csv.
struct RunEvent {
  sim::Time at{};
  std::string what{};     ///< "scale_out", "launch", "ready", "terminate", "throttle", "placement_refused" ...
  std::string subject{};  ///< "i-00003", "task-17", "alarm-high" ...
  std::string detail{};   ///< one sentence for people
};

/// One charge: usage of a meter over the whole run, priced. Becomes one row of cost.csv.
struct Charge {
  MeterKey key{};
  std::string service{};   ///< FOCUS ServiceName: "Amazon Elastic Compute Cloud"
  std::string category{};  ///< FOCUS ServiceCategory: "Compute", "Networking", "Storage", "Management and Governance"
  std::string description{};  ///< FOCUS ChargeDescription, one sentence
  std::string pricing_unit{};
  double pricing_quantity = 0.0;
  sim::Price list_unit_price{};
  sim::Money list_cost{};
  sim::Money effective_cost{};  ///< what ranks architectures; list cost less discounts
  bool ranked = true;           ///< false: the same for every architecture (internet egress), shown but not compared
  bool assumed = false;         ///< the region has no row of its own; us-east-1's price was taken
};

struct RunResult {
  std::size_t architecture = 0;  ///< index into ExperimentResult::architectures
  std::size_t replication = 0;
  std::array<MetricValue, kMetricCount> metrics{};
  std::vector<TickRow> ticks{};
  std::vector<FleetTick> fleet{};
  std::vector<RunEvent> events{};             ///< replication 0 only
  std::vector<Launch> launches{};             ///< replication 0 only
  std::vector<std::string> limits_reached{};  ///< limits of the scenario that held it back
  Usage usage{};
  std::vector<Charge> charges{};
  std::uint64_t requests_simulated = 0;  ///< warm-up and drain included
};

struct ArchitectureInfo {
  std::string name{};     ///< the key in the scenario
  std::string kind{};     ///< "ec2_asg", "ecs", "lambda" ...
  std::string summary{};  ///< one line: "ECS on Fargate, 2 vCPU 4GiB tasks, target tracking cpu 60 %"
  /// Replicas that it keeps at least, and the zones that they are spread over; none where the product decides.
  std::optional<std::int64_t> fewest_replicas{};
  std::optional<std::int64_t> zones{};
};

/// One value that a run used: every config field, with where its default came from.
struct Assumption {
  std::string path{};   ///< "architectures.fargate.task.start"
  std::string value{};  ///< as it would be written in YAML
  bool is_default = true;
  std::string sentence{};
  std::string source{};  ///< empty: set by the scenario, or a choice of ours that needs none
  std::string date{};
  bool unverified = false;
};

/// A metric over the replications of one architecture.
struct SummaryRow {
  std::size_t architecture = 0;
  MetricId metric{};
  double mean = 0.0;
  double low = 0.0;  ///< of the 95 % interval; NaN with one replication. For kMaximum: the range
  double high = 0.0;
  std::size_t replications = 0;
};

/// What the curves say about the warm-up of a stationary load. It changes nothing: the scenario's `warm_up` stands.
struct WarmUpProposal {
  enum class State {
    kNotAsked,      ///< the load is not stationary: a terminating simulation, cut where the scenario says
    kTooShort,      ///< too few ticks or replications to tell
    kEnough,        ///< nothing more to cut
    kLonger,        ///< `warm_up` is proposed
    kNeverSettled,  ///< more than half of the window would have to go: there is no steady state in it
  };
  State state = State::kNotAsked;
  sim::Duration warm_up{};  ///< one for all architectures; the scenario's own unless the state is kLonger
  std::string sentence{};   ///< for people; empty if the state is kNotAsked
};

/// All of it: what the writers in reports/ turn into OUT/.
/// How well which metrics of every architecture must be known before an experiment may stop (`--precision`).
struct PrecisionGoal {
  double relative = 0.05;              ///< above 0: the error allowed, as a share of the true value
  std::vector<std::string> metrics{};  ///< at least one
};

struct ExperimentResult {
  std::string scenario_name{};
  std::string question{};       ///< the scenario's first comment
  std::string scenario_hash{};  ///< SHA-256 of effective.yaml, hex
  std::string region{};
  std::string fidelity = "requests";
  std::string quotas = "account";  ///< or "unlimited"
  std::uint64_t seed = 0;
  std::size_t replications = 0;
  std::optional<PrecisionGoal> precision{};  ///< absent: the number of replications was fixed
  sim::Duration duration{};
  sim::Duration warm_up{};
  sim::Duration tick{};
  sim::Duration month{};
  std::string price_book_date{};
  std::vector<ArchitectureInfo> architectures{};
  std::vector<RunResult> runs{};  ///< architecture-major: architecture 0 replication 0, 1, ..., architecture 1 ...
  std::vector<SummaryRow> summary{};
  std::vector<Assumption> assumptions{};
  std::vector<TheoryStatement> theory{};  ///< judged by the summary; in the order of the architectures
  std::vector<std::string> warnings{};
  WarmUpProposal warm_up_proposal{};
  double wall_seconds = 0.0;  ///< timing: the only part that may differ between two runs
  std::uint64_t requests_simulated = 0;
  std::size_t threads = 1;
};

}  // namespace models
