#include "scenarios/sampler.hpp"

#include <algorithm>
#include <limits>

#include "sim/stats/time_weighted.hpp"

namespace scenarios {

namespace {

using models::Gauge;
using models::MetricId;
using models::MetricValue;
using models::RunResult;
using models::TickColumn;

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

MetricValue& metric(RunResult& result, MetricId id) {
  return result.metrics[static_cast<std::size_t>(id)];
}
double& column(models::TickRow& row, TickColumn name) {
  return row[static_cast<std::size_t>(name)];
}

void set(RunResult& result, MetricId id, double value) {
  metric(result, id) = {value, 0.0, 0.0};
}
void set_count(RunResult& result, MetricId id, std::int64_t value) {
  set(result, id, static_cast<double>(value));
}
void set_ratio(RunResult& result, MetricId id, double numerator, double denominator) {
  metric(result, id) = {denominator == 0.0 ? kNan : numerator / denominator, numerator, denominator};
}

double milliseconds(std::optional<sim::Duration> value) {
  return value ? value->seconds() * 1e3 : kNan;
}
double ratio(double numerator, double denominator) {
  return denominator == 0.0 ? kNan : numerator / denominator;
}

constexpr double kBytesPerGib = 1024.0 * 1024.0 * 1024.0;

}  // namespace

void Sampler::begin() {
  assembly_.architecture->settle(sim::Time{});
  assembly_.gauges.restart(sim::Time{});
  cpu_at_zero_ = assembly_.architecture->cpu_used(sim::Time{});
  last_cpu_ = cpu_at_zero_;
}

double Sampler::mean_since_last(Gauge gauge, sim::Time from, sim::Time to) {
  const sim::Int128 integral = assembly_.gauges.integral(gauge, to);
  sim::Int128& last = last_integral_[static_cast<std::size_t>(gauge)];
  const double value = sim::stats::mean_level(integral - last, to - from);
  last = integral;
  return value;
}

void Sampler::tick(sim::Time from, sim::Time to) {
  models::Architecture& architecture = *assembly_.architecture;
  architecture.settle(to);
  models::TickRow row{};
  column(row, TickColumn::kLatencyP50) = milliseconds(assembly_.ledger().tick_quantile(0.5));
  column(row, TickColumn::kLatencyP99) = milliseconds(assembly_.ledger().tick_quantile(0.99));
  column(row, TickColumn::kRequestsInFlight) = static_cast<double>(assembly_.ledger().open());
  const models::client::Counts counts = assembly_.take_tick();
  column(row, TickColumn::kRequestsOffered) = static_cast<double>(counts.offered);
  column(row, TickColumn::kRequestsCompleted) = static_cast<double>(counts.completed);
  column(row, TickColumn::kRequestsRejected) = static_cast<double>(counts.rejected);
  column(row, TickColumn::kRequestsTimedOut) = static_cast<double>(counts.timed_out);
  column(row, TickColumn::kColdStarts) = static_cast<double>(counts.cold_starts);

  column(row, TickColumn::kReplicasDesired) = static_cast<double>(assembly_.gauges.level(Gauge::kReplicasDesired));
  const double ready = mean_since_last(Gauge::kReplicasReady, from, to);
  column(row, TickColumn::kReplicasReady) = ready;
  column(row, TickColumn::kReplicasStarting) = mean_since_last(Gauge::kReplicasStarting, from, to);
  column(row, TickColumn::kReplicasIdle) = std::max(ready - mean_since_last(Gauge::kReplicasBusy, from, to), 0.0);
  column(row, TickColumn::kVmsReady) = mean_since_last(Gauge::kVmsReady, from, to);
  column(row, TickColumn::kVmsStarting) = mean_since_last(Gauge::kVmsStarting, from, to);

  const sim::Int128 cpu = architecture.cpu_used(to);
  const double used = static_cast<double>(cpu - last_cpu_) / static_cast<double>((to - from).nanoseconds());
  last_cpu_ = cpu;
  const double billed = mean_since_last(Gauge::kVcpuBilled, from, to) / 1e3;
  const double memory_billed = mean_since_last(Gauge::kMemoryBilled, from, to) / kBytesPerGib;
  const double memory_used = mean_since_last(Gauge::kMemoryUsed, from, to) / kBytesPerGib;
  column(row, TickColumn::kVcpuBilled) = billed;
  column(row, TickColumn::kVcpuReserved) = mean_since_last(Gauge::kVcpuReserved, from, to) / 1e3;
  column(row, TickColumn::kVcpuUsed) = used;
  column(row, TickColumn::kVcpuOverhead) = mean_since_last(Gauge::kVcpuOverhead, from, to) / 1e3;
  column(row, TickColumn::kMemoryBilled) = memory_billed;
  column(row, TickColumn::kMemoryUsed) = memory_used;
  column(row, TickColumn::kCpuUtilisation) = ratio(used, billed);
  column(row, TickColumn::kMemoryUtilisation) = ratio(memory_used, memory_billed);
  ticks_.push_back(row);

  models::FleetTick fleet = assembly_.fleet->sample(from, to);
  fleet.vcpu_used = used;
  fleet_.push_back(fleet);
}

void Sampler::request_metrics(RunResult& result) const {
  const models::client::Measured& measured = assembly_.ledger().measured();
  const models::client::Counts counts = assembly_.ledger().measured_counts();
  const models::client::Attempts attempts = assembly_.ledger().measured_attempts();
  set_count(result, MetricId::kAttempts, attempts.sent);
  set_count(result, MetricId::kAttemptsRejected, attempts.rejected);
  set_count(result, MetricId::kAttemptsTimedOut, attempts.timed_out);
  set_count(result, MetricId::kRequestsOffered, counts.offered);
  set_count(result, MetricId::kRequestsCompleted, counts.completed);
  set_count(result, MetricId::kRequestsRejected, counts.rejected);
  set_count(result, MetricId::kRequestsTimedOut, counts.timed_out);
  set_count(result, MetricId::kRequestsFailed, counts.failed);
  set_count(result, MetricId::kRequestsInFlightEnd, measured.open_at_end);
  if (scenario_.drain > sim::Duration{}) {  // or nobody looked after them
    const auto answered = static_cast<std::int64_t>(measured.latency.count());
    set_count(result, MetricId::kRequestsDrained, answered - counts.completed);
  }
  const double offered = static_cast<double>(counts.offered);
  set_ratio(result, MetricId::kRejectedFraction, static_cast<double>(counts.rejected), offered);
  set_ratio(result, MetricId::kColdStartFraction, static_cast<double>(counts.cold_starts), offered);
  set_ratio(result, MetricId::kSloMetFraction, static_cast<double>(measured.within_slo), offered);
  latency_metrics(result);
}

void Sampler::latency_metrics(RunResult& result) const {
  const models::client::Measured& measured = assembly_.ledger().measured();
  const auto& latency = measured.latency;
  set_ratio(result, MetricId::kLatencyMean, static_cast<double>(latency.sum()) * 1e-6,
            static_cast<double>(latency.count()));
  set(result, MetricId::kLatencyP50, milliseconds(latency.quantile(0.50)));
  set(result, MetricId::kLatencyP90, milliseconds(latency.quantile(0.90)));
  set(result, MetricId::kLatencyP95, milliseconds(latency.quantile(0.95)));
  set(result, MetricId::kLatencyP99, milliseconds(latency.quantile(0.99)));
  set(result, MetricId::kLatencyP999, milliseconds(latency.quantile(0.999)));
  set_ratio(result, MetricId::kQueueWaitMean, static_cast<double>(measured.wait_nanoseconds) * 1e-6,
            static_cast<double>(measured.waits));
}

double Sampler::mean(Gauge gauge) const {
  const sim::Time end = sim::Time::at(scenario_.duration);
  return sim::stats::mean_level(assembly_.gauges.integral(gauge, end), scenario_.duration);
}

void Sampler::capacity_metrics(RunResult& result) const {
  models::Architecture& architecture = *assembly_.architecture;
  const sim::Time end = sim::Time::at(scenario_.duration);
  const double ready = mean(Gauge::kReplicasReady);
  const double busy = mean(Gauge::kReplicasBusy);
  set(result, MetricId::kReplicasMean, ready);
  set_count(result, MetricId::kReplicasMax, assembly_.gauges.maximum(Gauge::kReplicasReady));
  set(result, MetricId::kReplicasBusyMean, busy);
  set(result, MetricId::kReplicasIdleMean, ready - busy);
  set_ratio(result, MetricId::kReplicaLifetimeMean, static_cast<double>(architecture.replica_lifetimes()) * 1e-9,
            static_cast<double>(architecture.replicas_ended()));
  const models::ContainerFailures failures = architecture.failures();
  set_count(result, MetricId::kContainerCrashes, failures.crashes);
  set_count(result, MetricId::kOomKills, failures.oom_kills);
  set(result, MetricId::kVmsMean, mean(Gauge::kVmsReady));
  set_count(result, MetricId::kVmsMax, assembly_.gauges.maximum(Gauge::kVmsReady));
  const double used =
      static_cast<double>(last_cpu_ - cpu_at_zero_) / static_cast<double>(scenario_.duration.nanoseconds());
  set_ratio(result, MetricId::kCpuUtilisation, used, mean(Gauge::kVcpuBilled) / 1e3);
  set_ratio(result, MetricId::kMemoryUtilisation, mean(Gauge::kMemoryUsed), mean(Gauge::kMemoryBilled));
  set(result, MetricId::kFleetHostsMean, assembly_.fleet->mean_hosts(sim::Time{}, end));
  set_ratio(result, MetricId::kFleetCpuUtilisation, used, assembly_.fleet->mean_host_vcpus(sim::Time{}, end));
}

void add_costs(RunResult& result, const std::vector<sim::Money>& cost_per_tick, sim::Money total, sim::Money per_month,
               sim::Duration tick) {
  set(result, MetricId::kCostTotal, total.amount());
  set(result, MetricId::kCostPerMonth, per_month.amount());
  set_ratio(result, MetricId::kCostPerMillionRequests, total.amount() * 1e6,
            metric(result, MetricId::kRequestsCompleted).value);
  sim::Money cumulative;
  for (std::size_t i = 0; i < result.ticks.size(); ++i) {
    const sim::Money cost = i < cost_per_tick.size() ? cost_per_tick[i] : sim::Money{};
    cumulative += cost;
    column(result.ticks[i], TickColumn::kCostPerHour) = cost.amount() * 3'600.0 / tick.seconds();
    column(result.ticks[i], TickColumn::kCostCumulative) = cumulative.amount();
  }
}

}  // namespace scenarios
