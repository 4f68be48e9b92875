// Users who wait for their answers: bounds that hold for every architecture, and the machine-repairman model for one
// replica.
//   The rate is an answer here, not a condition: users who wait longer send less. Of N users who think Z and are
//   answered after R, N = X (Z + R) (the interactive response time law: Denning and Buzen, Computing Surveys 10(3),
//   1978).
#include <algorithm>
#include <cmath>
#include <utility>

#include <fmt/core.h>

#include "scenarios/theory/quantities.hpp"
#include "scenarios/theory/station.hpp"
#include "scenarios/theory/subject.hpp"
#include "scenarios/theory/waiting.hpp"
#include "sim/theory/finite_population.hpp"

namespace scenarios::theory {

namespace {

using models::MetricId;
using Discipline = Station::Discipline;

constexpr const char* kOperational = "Denning and Buzen, Computing Surveys 10(3), 1978";

/// Requests per second that the vCPUs can serve; infinite where their number has no limit.
double capacity_of(const Subject& subject) {
  if (!subject.model.replicas || subject.model.replicas->shares_cpu || subject.work.cpu <= 0.0) {
    return HUGE_VAL;
  }
  return static_cast<double>(subject.count.most) * subject.model.vcpu.in_vcpu() / subject.work.cpu;
}

void add_bounds(const Subject& subject, Statements& statements) {
  const ClosedLoad& closed = *subject.traffic.closed;
  const double cycle = closed.think + subject.work.service;
  const double most = std::min(closed.users / cycle, capacity_of(subject));
  models::TheoryStatement statement{
      subject.architecture,
      "Asymptotic bounds of closed load",
      kOperational,
      fmt::format("{} users who think {} s and are answered after {} ms at best send {} requests a second at most",
                  said(closed.users), said(closed.think), said(kMs * subject.work.service), said(most)),
      {},
      {}};
  const double slowest = std::max(subject.work.service, closed.users / most - closed.think);
  statement.predictions.push_back(at_least(metric_name(MetricId::kLatencyMean), kMs * slowest));
  statement.predictions.push_back(at_most(metric_name(MetricId::kRequestsCompleted), most * subject.traffic.duration));
  // Each user may be one request ahead when the window ends.
  statement.predictions.back().allowance = closed.users;
  statement.predictions.back().note = "allows for one request of each user";
  statements.push_back(std::move(statement));
}

/// Why M/M/c//N is not what this is; empty if it is.
std::string obstacle(const Subject& subject, const std::optional<Station>& station, const std::string& why_not) {
  const models::ReplicaService& replicas = *subject.model.replicas;
  if (!station) {
    return why_not;
  }
  const bool is_insensitive = station->discipline == Discipline::kSharing;
  if (!is_insensitive && !station->is_exponential) {
    return "service is exponential, which the formula for queues needs";
  }
  if (station->discipline == Discipline::kLimitedSharing) {
    return "requests wait for a vCPU of their own, or all of them share";
  }
  if (replicas.limits->queue_timeout && replicas.limits->concurrency) {
    return "nobody leaves the queue before service";
  }
  if (station->places && static_cast<double>(*station->places) < subject.traffic.closed->users) {
    return "there is a place for each user";
  }
  return static_cast<double>(kMostPlaces) < subject.traffic.closed->users
             ? fmt::format("there are at most {} users: not computed above", kMostPlaces)
             : "";
}

void add_repairman(const Subject& subject, Statements& statements) {
  const ClosedLoad& closed = *subject.traffic.closed;
  models::TheoryStatement statement{subject.architecture, "M/M/c//N, machine repairman", "", "", {}, {}};
  statement.conditions.push_back(
      {"there is one replica, and it stays", subject.count.is_fixed() && subject.count.most == 1});
  statement.conditions.push_back({"replicas do not share vCPUs", !subject.model.replicas->shares_cpu});
  std::string why_not;
  const std::optional<Station> station = station_of(subject, why_not);
  why_not = obstacle(subject, station, why_not);
  if (!why_not.empty()) {
    statement.conditions.push_back({why_not, false});
  }
  statement.says = "No closed form here";
  if (std::all_of(statement.conditions.begin(), statement.conditions.end(), [](const auto& c) { return c.is_met; })) {
    const bool queues = station->discipline == Discipline::kOwnVcpu;
    const double beside = queues ? 0.0 : subject.work.wait;  // a delay of its own, as good as thinking
    const auto means = sim::theory::finite_population_means(
        {static_cast<std::int64_t>(closed.users), closed.think + beside, station->service, station->servers});
    statement.theory =
        fmt::format("M/{}/{}//{}{}", queues ? "M" : "G", station->servers, closed.users, queues ? "" : "-PS");
    statement.source =
        "Kleinrock, Queueing Systems I (1975), 3.8; any think times, and any service where it is shared: "
        "Baskett, Chandy, Muntz and Palacios, Journal of the ACM 22(2), 1975";
    statement.says = fmt::format("Users send {} requests a second", said(means.throughput));
    auto& list = statement.predictions;
    list.push_back(exactly(metric_name(MetricId::kRequestsCompleted), means.throughput * subject.traffic.duration));
    list.push_back(exactly(metric_name(MetricId::kLatencyMean), kMs * (means.response + beside)));
    if (queues) {
      list.push_back(exactly(metric_name(MetricId::kQueueWaitMean), kMs * means.wait));
    }
    if (subject.work.cpu > 0.0) {
      list.push_back(exactly(metric_name(MetricId::kCpuUtilisation),
                             means.throughput * subject.work.cpu / subject.model.vcpu.in_vcpu()));
    }
    // Users come back at 1/Z each, the servers work at c/S: the slower of the two is what forgets the beginning last.
    const double relaxation = closed.think + means.response;
    for (models::TheoryPrediction& prediction : list) {
      prediction.not_judged = too_short_for(relaxation, subject.traffic);
    }
  }
  statements.push_back(std::move(statement));
}

}  // namespace

void add_closed_load(const Subject& subject, Statements& statements) {
  add_bounds(subject, statements);
  if (subject.model.replicas) {
    add_repairman(subject, statements);
  }
}

}  // namespace scenarios::theory
