#include "models/pricing/instance_catalogue.hpp"

#include <algorithm>

#include <fmt/core.h>

#include "models/pricing/instance_family.hpp"

namespace models::pricing {

namespace {

std::optional<InstanceFacts> facts_of(const InstanceType* type) {
  if (type == nullptr) {
    return std::nullopt;
  }
  InstanceFacts facts;
  facts.type = type->name;
  facts.vcpus = type->vcpus;
  facts.memory = type->memory;
  facts.cpu_architecture = type->architecture;
  facts.network_interfaces = type->network_interfaces;
  if (type->trunked_tasks > 0) {
    facts.trunked_tasks = type->trunked_tasks;
  }
  if (type->coremark_milli > 0) {
    facts.coremark = type->coremark_milli;
    facts.coremark_derived = type->is_coremark_derived();
  }
  if (type->is_burstable()) {
    // Launch credits are T2's alone, 30 a vCPU: Amazon EC2 user guide, burstable performance instances (2023-06).
    constexpr std::int64_t kLaunchCredits = 30;
    const std::int64_t at_launch =
        family_of(type->name) == "t2" ? kLaunchCredits * (type->vcpus.milli() / 1'000) : std::int64_t{0};
    facts.burst = BurstFacts{type->credits_per_hour_milli, type->credits_max_milli, type->is_unlimited, at_launch};
  }
  return facts;
}

std::string no_figure(const InstanceCatalogue& catalogue, std::string_view type) {
  return catalogue.find(type) == nullptr
             ? fmt::format("'{}' is not an instance type of the price book", type)
             : fmt::format("there is no CoreMark figure for {} or its base family: set cpu_speed", type);
}

}  // namespace

const InstanceType* InstanceCatalogue::find(std::string_view type) const {
  const auto& all = tables_.instances;
  const auto found =
      std::lower_bound(all.begin(), all.end(), type,
                       [](const InstanceType& candidate, std::string_view name) { return candidate.name < name; });
  return found != all.end() && found->name == type ? &*found : nullptr;
}

const InstanceType* InstanceCatalogue::metal_host_of(std::string_view type) const {
  if (find(type) == nullptr) {
    return nullptr;
  }
  for (std::string_view family = family_of(type); !family.empty(); family = base_family(family)) {
    const InstanceType* host = nullptr;
    for (const InstanceType& candidate : tables_.instances) {
      const bool is_host = candidate.is_bare_metal && family_of(candidate.name) == family;
      if (is_host && (host == nullptr || candidate.vcpus > host->vcpus)) {
        host = &candidate;
      }
    }
    if (host != nullptr) {
      return host;
    }
  }
  return nullptr;
}

SpeedLookup InstanceCatalogue::cpu_speed(std::string_view type, std::string_view reference) const {
  const InstanceType* own = find(type);
  const InstanceType* other = find(reference);
  if (own == nullptr || own->coremark_milli == 0) {
    return {std::nullopt, false, no_figure(*this, type)};
  }
  if (other == nullptr || other->coremark_milli == 0) {
    return {std::nullopt, false, no_figure(*this, reference)};
  }
  const auto figure = static_cast<std::uint64_t>(own->coremark_milli);
  const auto reference_figure = static_cast<std::uint64_t>(other->coremark_milli);
  return {CpuSpeed::ratio(figure, reference_figure), own->is_coremark_derived() || other->is_coremark_derived(), {}};
}

std::optional<InstanceFacts> InstanceCatalogue::instance(std::string_view type) const {
  return facts_of(find(type));
}

std::vector<std::string> InstanceCatalogue::instance_types() const {
  std::vector<std::string> names;
  names.reserve(tables_.instances.size());
  for (const InstanceType& type : tables_.instances) {
    names.emplace_back(type.name);
  }
  return names;
}

std::optional<InstanceFacts> InstanceCatalogue::metal_host(std::string_view type) const {
  return facts_of(metal_host_of(type));
}

std::optional<MachineShape> InstanceCatalogue::fargate_size(sim::Vcpu cpu, sim::Bytes memory) const {
  for (const FargateSize& size : tables_.fargate_sizes) {
    if (size.vcpu >= cpu && size.memory >= memory) {
      return MachineShape{size.vcpu, size.memory};
    }
  }
  return std::nullopt;
}

std::vector<MachineShape> InstanceCatalogue::fargate_sizes() const {
  std::vector<MachineShape> sizes;
  for (const FargateSize& size : tables_.fargate_sizes) {
    sizes.push_back({size.vcpu, size.memory});
  }
  return sizes;
}

}  // namespace models::pricing
