#include "models/ports/application.hpp"

#include <algorithm>
#include <cmath>

#include "sim/check.hpp"

namespace models {

namespace {

/// Longest chain of start times that ends with container `index`; `depth` stops at cycles, which check() reports.
sim::Duration started_after(const Application& application, std::size_t index, std::size_t depth) {
  sim::Duration before{};
  for (const std::string& name : application.containers[index].second.depends_on) {
    const std::size_t other = application.container_index(name);
    if (other < application.containers.size() && depth < application.containers.size()) {
      before = std::max(before, started_after(application, other, depth + 1));
    }
  }
  return before + application.containers[index].second.start;
}

bool is_always_zero(const sim::random::DistributionSpec& demand) {
  return demand.kind == sim::random::DistributionSpec::Kind::kConstant && demand.mean == sim::Duration{};
}

}  // namespace

sim::Duration HealthCheck::healthy_after(sim::Duration start) const {
  sim::Duration check{};
  for (std::int64_t failures = 0; failures < retries;) {
    check += check < start_period ? start_interval : interval;
    if (check >= start) {
      return check;
    }
    failures += check < start_period ? 0 : 1;
  }
  return never();
}

std::size_t Application::container_index(const std::string& name) const {
  const auto found = std::find_if(containers.begin(), containers.end(), [&](const auto& c) { return c.first == name; });
  return static_cast<std::size_t>(found - containers.begin());
}

sim::Vcpu Application::total_cpu() const {
  sim::Vcpu total;
  for (const auto& [name, container] : containers) {
    total += container.cpu;
  }
  return total;
}

sim::Bytes Application::total_memory() const {
  sim::Bytes total;
  for (const auto& [name, container] : containers) {
    total += container.memory;
  }
  return total;
}

sim::Bytes Application::total_image() const {
  sim::Bytes total;
  for (const auto& [name, container] : containers) {
    total += container.image;
  }
  return total;
}

sim::Bytes Application::total_resident() const {
  sim::Bytes total;
  for (const auto& [name, container] : containers) {
    total += container.resident();
  }
  return total;
}

bool Application::may_fail() const {
  return std::any_of(containers.begin(), containers.end(), [](const auto& named) {
    return named.second.crash_rate.per_second() > 0.0 || named.second.memory_per_request > sim::Bytes{};
  });
}

sim::Duration Application::start_time() const {
  sim::Duration longest{};
  for (std::size_t i = 0; i < containers.size(); ++i) {
    longest = std::max(longest, started_after(*this, i, 0));
  }
  return longest;
}

const std::vector<Step>& Application::steps_of(std::size_t request_class) const {
  return classes.empty() ? request : classes[request_class].second.request;
}

const Traffic& Application::traffic_of(std::size_t request_class) const {
  const bool has_own = !classes.empty() && classes[request_class].second.traffic.has_value();
  return has_own ? *classes[request_class].second.traffic : traffic;
}

double Application::share_of(std::size_t request_class) const {
  if (classes.empty()) {
    return 1.0;
  }
  double total = 0.0;
  for (const auto& [name, kind] : classes) {
    total += kind.weight;
  }
  return classes[request_class].second.weight / total;
}

double Application::mean_cpu_seconds() const {
  double total = 0.0;
  for (std::size_t i = 0; i < class_count(); ++i) {
    for (const Step& step : steps_of(i)) {
      total += share_of(i) * sim::random::mean_of(step.cpu_time).seconds();
    }
  }
  return total;
}

double Application::mean_wait_seconds() const {
  double total = 0.0;
  for (std::size_t i = 0; i < class_count(); ++i) {
    for (const Step& step : steps_of(i)) {
      total += share_of(i) * sim::random::mean_of(step.wait).seconds();
    }
  }
  return total;
}

sim::Bytes Application::mean_log_bytes(std::int64_t requests) const {
  if (classes.empty()) {
    return traffic.log_bytes * requests;
  }
  double total = 0.0;
  for (std::size_t i = 0; i < class_count(); ++i) {
    total += share_of(i) * static_cast<double>(traffic_of(i).log_bytes.count());
  }
  return sim::Bytes::bytes(std::llround(total * static_cast<double>(requests)));
}

Program::Program(const Application& application) {
  for (std::size_t number = 0; number < application.class_count(); ++number) {
    const auto request_class = static_cast<std::uint16_t>(number);
    const std::vector<Step>& steps = application.steps_of(number);
    first_phases.push_back(static_cast<std::uint16_t>(phases.size()));
    for (std::uint32_t index = 0; index < steps.size(); ++index) {
      const auto container = static_cast<std::uint32_t>(application.container_index(steps[index].container));
      SIM_CHECK(container < application.containers.size(), "a step names an existing container");
      if (!is_always_zero(steps[index].cpu_time)) {
        phases.push_back({ProgramPhase::Kind::kCpu, container, index, request_class});
      }
      if (!is_always_zero(steps[index].wait)) {
        phases.push_back({ProgramPhase::Kind::kWait, container, index, request_class});
      }
    }
    phases.push_back({ProgramPhase::Kind::kEnd, 0, 0, request_class});
  }
}

bool Program::is_one_phase() const {
  const auto is_end = [](const ProgramPhase& phase) { return phase.kind == ProgramPhase::Kind::kEnd; };
  for (std::size_t i = 1; i < phases.size(); ++i) {
    if (!is_end(phases[i - 1]) && !is_end(phases[i])) {
      return false;
    }
  }
  return true;
}

}  // namespace models
