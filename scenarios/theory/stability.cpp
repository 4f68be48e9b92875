// Whether there is enough to carry the load: the rate that a replica can work off, against the rate that arrives.
#include <algorithm>
#include <cmath>
#include <limits>

#include <fmt/core.h>

#include "scenarios/theory/quantities.hpp"
#include "scenarios/theory/subject.hpp"

namespace scenarios::theory {

namespace {

constexpr const char* kLoynes = "Loynes, Proc. Cambridge Philosophical Society 58(3), 1962";

/// Requests per second that one replica completes at most: by its vCPUs, and by its concurrency limit.
double capacity_of(const Subject& subject) {
  const Work& work = subject.work;
  double capacity = std::numeric_limits<double>::infinity();
  if (work.cpu > 0.0) {
    const double vcpu = subject.model.vcpu.in_vcpu();
    capacity = (work.containers == 1 ? work.least_limit.value_or(vcpu) : vcpu) / work.cpu;
  }
  if (const auto& concurrency = subject.model.replicas->limits->concurrency) {
    capacity = std::min(capacity, static_cast<double>(*concurrency) / work.service);
  }
  return capacity;
}

std::string fixed_text(const Subject& subject, double capacity) {
  const Traffic& traffic = subject.traffic;
  const double total = capacity * static_cast<double>(subject.count.most);
  const double load = traffic.mean / total;
  const double peak = traffic.highest / total;
  const std::string replicas =
      subject.count.most == 1 ? "One replica completes" : fmt::format("{} replicas complete", subject.count.most);
  std::string text = fmt::format("{} at most {} requests/s: load ρ = {}", replicas, said(total), said(load));
  if (!traffic.is_stationary) {
    text += fmt::format(" on average, {} at the peak", said(peak));
  }
  if (load >= 1.0) {
    const auto& limits = *subject.model.replicas->limits;
    const bool is_bounded = limits.concurrency && (limits.queue || limits.queue_timeout);
    return text + (is_bounded ? ". Unstable (ρ ≥ 1): more arrives than can be done, and the rest is turned away"
                              : ". Unstable (ρ ≥ 1): the backlog and the latency grow for as long as this lasts");
  }
  return text +
         (peak >= 1.0 ? ". Above 1 a backlog builds up, which is worked off when the rate falls" : ". Stable (ρ < 1)");
}

std::string scaled_text(const Subject& subject, double capacity) {
  const Traffic& traffic = subject.traffic;
  const auto needed = [&](double rate) { return said(std::ceil(rate / capacity)); };
  std::string text = fmt::format("A replica completes at most {} requests/s", said(capacity));
  text += traffic.is_stationary ? fmt::format(": {} or more are needed", needed(traffic.mean))
                                : fmt::format(": {} or more are needed for the mean rate, {} at the peak",
                                              needed(traffic.mean), needed(traffic.highest));
  text += fmt::format(". Scaling allows {} to {}", subject.count.least, subject.count.most);
  return text + (traffic.highest >= capacity * static_cast<double>(subject.count.most)
                     ? ": unstable (ρ ≥ 1) at the peak, even with all of them"
                     : "");
}

/// What arrives beyond the capacity is lost, but for what the places still hold at the end.
void add_loss_bound(const Subject& subject, double capacity, models::TheoryStatement& statement) {
  const models::ReplicaLimits& limits = *subject.model.replicas->limits;
  const double total = capacity * static_cast<double>(subject.count.most);
  if (!limits.concurrency || !limits.queue || limits.queue_timeout || subject.traffic.mean <= total) {
    return;
  }
  const double places =
      static_cast<double>(subject.count.most) * static_cast<double>(*limits.concurrency + *limits.queue);
  const double lost = 1.0 - total / subject.traffic.mean - places / subject.traffic.requests;
  if (lost > 0.0) {
    statement.predictions.push_back(at_least(metric_name(models::MetricId::kRejectedFraction), lost));
    statement.predictions.back().needs_all_served = false;
  }
}

}  // namespace

void add_stability(const Subject& subject, Statements& statements) {
  if (subject.model.replicas->shares_cpu) {
    return;  // how many replicas a machine carries is decided while it runs
  }
  const double capacity = capacity_of(subject);
  if (!std::isfinite(capacity) || subject.count.most == 0) {
    return;
  }
  models::TheoryStatement statement{subject.architecture, "Stability", kLoynes, "", {}, {}};
  statement.says = subject.count.is_fixed() ? fixed_text(subject, capacity) : scaled_text(subject, capacity);
  if (subject.count.is_fixed()) {
    add_loss_bound(subject, capacity, statement);
  }
  statements.push_back(std::move(statement));
}

}  // namespace scenarios::theory
