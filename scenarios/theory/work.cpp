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

Work work_of(const models::Application& application, const models::ServiceModel& model) {
  Work work;
  Phases phases{work};
  std::vector<bool> computes(application.containers.size(), false);
  const double vcpu = model.vcpu.in_vcpu();
  for (const models::Step& step : application.request) {
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
  work.containers = static_cast<std::size_t>(std::count(computes.begin(), computes.end(), true));
  return work;
}

}  // namespace scenarios::theory
