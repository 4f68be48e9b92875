#include "scenarios/theory/work.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

namespace scenarios::theory {

namespace {

using sim::random::DistributionSpec;

/// `law` with every duration `factor` times as long, to the nanosecond.
DistributionSpec stretched(DistributionSpec law, double factor) {
  for (sim::Duration* part : {&law.mean, &law.low, &law.high}) {
    *part = sim::Duration::nanoseconds(std::llround(static_cast<double>(part->nanoseconds()) * factor));
  }
  return law;
}

/// The phases of a request, one after the other, into `work`.
class Phases {
 public:
  explicit Phases(Work& work) : work_{work} {}

  void add(const DistributionSpec& law, double factor) {
    const double mean = sim::random::mean_of(law).seconds() * factor;
    if (mean > 0.0) {
      const double deviation = mean * sim::random::cv_of(law);
      work_.service += mean;
      work_.variance += deviation * deviation;
      work_.law = ++count_ == 1 ? std::optional{stretched(law, factor)} : std::nullopt;
    }
  }
  void finish() {
    if (work_.is_constant()) {
      work_.law = sim::random::constant(sim::Duration::nanoseconds(std::llround(work_.service * 1e9)));
    }
  }

 private:
  Work& work_;
  std::size_t count_ = 0;
};

}  // namespace

double Work::cv() const {
  return service > 0.0 ? std::sqrt(variance) / service : 0.0;
}

bool Work::is_exponential() const {
  return law && law->kind == DistributionSpec::Kind::kExponential;
}

namespace {

/// Of the requests of one class; `computes` notes the containers in which they do.
Work work_of_class(const models::Application& application, std::size_t request_class, const models::ServiceModel& model,
                   std::vector<bool>& computes) {
  Work work;
  Phases phases{work};
  const double vcpu = model.vcpu.in_vcpu();
  for (const models::Step& step : application.steps_of(request_class)) {
    const std::size_t index = application.container_index(step.container);
    if (!model.runs[index]) {
      continue;
    }
    const models::Container& container = application.containers[index].second;
    const double limit = container.cpu_limit ? container.cpu_limit->in_vcpu() : vcpu;
    const double width = std::min({static_cast<double>(container.parallelism), limit, vcpu});
    const double cpu = sim::random::mean_of(step.cpu_time).seconds() / model.speed;
    if (cpu > 0.0) {
      const double deviation = cpu * sim::random::cv_of(step.cpu_time);
      work.cpu += cpu;
      work.cpu_variance += deviation * deviation;
      work.widest = std::max(work.widest, width);
      work.least_limit = std::min(work.least_limit.value_or(limit), limit);
      computes[index] = true;
    }
    phases.add(step.cpu_time, 1.0 / (model.speed * width));
    phases.add(step.wait, 1.0);
    work.wait += sim::random::mean_of(step.wait).seconds();
  }
  phases.finish();
  return work;
}

/// A mixture: means and second moments are the classes', weighted; its law is none that has a name here.
class Mixture {
 public:
  void add(const Work& part, double share) {
    mixed_.cpu += share * part.cpu;
    mixed_.wait += share * part.wait;
    mixed_.service += share * part.service;
    second_moment_ += share * part.second_moment();
    cpu_second_moment_ += share * part.cpu_second_moment();
    mixed_.widest = std::max(mixed_.widest, part.widest);
    if (part.least_limit) {
      mixed_.least_limit = std::min(mixed_.least_limit.value_or(*part.least_limit), *part.least_limit);
    }
  }
  Work done() {
    mixed_.variance = std::max(second_moment_ - mixed_.service * mixed_.service, 0.0);
    mixed_.cpu_variance = std::max(cpu_second_moment_ - mixed_.cpu * mixed_.cpu, 0.0);
    return mixed_;
  }

 private:
  Work mixed_{};
  double second_moment_ = 0.0;
  double cpu_second_moment_ = 0.0;
};

}  // namespace

Work work_of(const models::Application& application, const models::ServiceModel& model) {
  std::vector<bool> computes(application.containers.size(), false);
  Work work;
  if (application.class_count() == 1) {
    work = work_of_class(application, 0, model, computes);
  } else {
    Mixture mixture;
    for (std::size_t i = 0; i < application.class_count(); ++i) {
      mixture.add(work_of_class(application, i, model, computes), application.share_of(i));
    }
    work = mixture.done();
  }
  work.containers = static_cast<std::size_t>(std::count(computes.begin(), computes.end(), true));
  return work;
}

}  // namespace scenarios::theory
