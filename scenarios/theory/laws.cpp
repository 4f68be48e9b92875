// What holds whatever the laws of arrivals and service are.
//   Little's law: Operations Research 9(3), 1961. Utilisation law: Denning and Buzen, "The operational analysis of
//   queueing network models", Computing Surveys 10(3), 1978; it is Little's law for the servers.
// Over a window that isn't in a steady state they hold but for what is open at its ends.
#include <cmath>

#include <fmt/core.h>

#include "scenarios/theory/quantities.hpp"
#include "scenarios/theory/subject.hpp"

namespace scenarios::theory {

namespace {

using models::MetricId;

constexpr const char* kLittle = "Little, Operations Research 9(3), 1961";
constexpr const char* kOperational = "Denning and Buzen, Computing Surveys 10(3), 1978";

/// Every request is one at a time on a replica that shares nothing.
bool serves_one_at_a_time(const Subject& subject) {
  return subject.model.replicas && subject.model.replicas->limits->concurrency == 1 &&
         !subject.model.replicas->shares_cpu;
}

bool is_overloaded(const Subject& subject) {
  if (!subject.model.replicas || subject.model.replicas->shares_cpu) {
    return false;
  }
  const double replicas = static_cast<double>(subject.count.most);
  const bool lacks_cpu = subject.traffic.mean * subject.work.cpu >= replicas * subject.model.vcpu.in_vcpu();
  return lacks_cpu || (serves_one_at_a_time(subject) && subject.traffic.mean * subject.work.service >= replicas);
}

std::string demand_text(const Subject& subject) {
  const Traffic& traffic = subject.traffic;
  const std::string mean = said(traffic.mean * subject.work.cpu);
  if (traffic.is_stationary) {
    return fmt::format("Requests keep {} vCPU busy", mean);
  }
  return fmt::format("Requests keep {} vCPU busy on average, {} when the rate is lowest, {} when it is highest", mean,
                     said(traffic.lowest * subject.work.cpu), said(traffic.highest * subject.work.cpu));
}

void add_utilisation(const Subject& subject, Statements& statements) {
  models::TheoryStatement statement{
      subject.architecture, "Utilisation law", kOperational, demand_text(subject), {}, {}};
  const bool keeps_up = !is_overloaded(subject);
  statement.conditions.push_back({"the load is below the capacity, so that all work gets done", keeps_up});
  if (!keeps_up) {
    statements.push_back(std::move(statement));
    return;
  }
  const double used = subject.traffic.mean * subject.work.cpu;
  statement.predictions.push_back(exactly(kVcpuUsed, used));
  // A request that is open at an end has at most E[work x stay] on the wrong side; by Cauchy and Schwarz:
  allow_for_ends(statement.predictions.back(), subject,
                 std::sqrt(subject.work.cpu_second_moment() * subject.work.second_moment()));
  if (subject.model.replicas && (subject.model.replicas->shares_cpu || !subject.count.is_fixed())) {
    const MetricId machines = subject.model.replicas->shares_cpu ? MetricId::kVmsMean : MetricId::kReplicasMean;
    statement.predictions.push_back(at_least(metric_name(machines), used / subject.model.vcpu.in_vcpu()));
  }
  if (subject.model.environments) {
    // Every millisecond of an invocation is billed, and at most cpu / service of it computes; INIT comes on top.
    const double share = subject.work.cpu / (subject.work.service * subject.model.vcpu.in_vcpu());
    statement.predictions.push_back(at_most(metric_name(MetricId::kCpuUtilisation), share));
  }
  statements.push_back(std::move(statement));
}

void add_little(const Subject& subject, Statements& statements) {
  const double busy = subject.traffic.mean * subject.work.service;
  models::TheoryStatement statement{subject.architecture,
                                    "Little's law",
                                    kLittle,
                                    fmt::format("A request takes {} ms when it is alone; that is {} requests in flight",
                                                said(kMs * subject.work.service), said(busy)),
                                    {},
                                    {}};
  statement.predictions.push_back(at_least(metric_name(MetricId::kLatencyMean), kMs * subject.work.service));
  statement.predictions.back().needs_all_served = false;
  if (subject.traffic.is_stationary) {
    statement.predictions.push_back(at_least(kRequestsInFlight, busy));
  }
  if (serves_one_at_a_time(subject) && !is_overloaded(subject)) {
    statement.predictions.push_back(exactly(metric_name(MetricId::kReplicasBusyMean), busy));
    allow_for_ends(statement.predictions.back(), subject, subject.work.second_moment());
  }
  statements.push_back(std::move(statement));
}

}  // namespace

void add_laws(const Subject& subject, Statements& statements) {
  if (subject.work.cpu > 0.0) {
    add_utilisation(subject, statements);
  }
  add_little(subject, statements);
}

}  // namespace scenarios::theory
