// instances.csv, trunking.csv and fargate_sizes.csv.
#include <algorithm>
#include <charconv>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include "models/pricing/book_reader.hpp"
#include "models/pricing/instance_family.hpp"
#include "sim/units/int128.hpp"

namespace models::pricing {

namespace {

constexpr std::string_view kInstanceHeader =
    "instance_type,vcpus,memory_mib,architecture,enis,ipv4_per_eni,max_pods,network_mbps,ebs_mbps,nvme_gib,bare_metal,"
    "credits_per_hour,credits_max,baseline_percent_per_vcpu,credit_mode,coremark,coremark_date,source,date";
enum InstanceColumn : std::size_t {
  kName,
  kVcpus,
  kMemory,
  kArchitecture,
  kEnis,
  kIpv4,
  kMaxPods,
  kNetwork,
  kEbs,
  kNvme,
  kBareMetal,
  kCreditsPerHour,
  kCreditsMax,
  kBaseline,
  kCreditMode,
  kCoremark,
  kCoremarkDate,
  kSource,
  kDate,
};

constexpr std::int64_t kManyMib = std::int64_t{1} << 30;  // a PiB: more is a mistake in the file

InstanceType read_instance(CsvFields& fields, BookData& data) {
  InstanceType type;
  type.name = data.keep(fields.name(kName));
  if (size_of(type.name).empty()) {
    fields.problem(kName, "is not an instance type, expected family.size");
  }
  const std::int64_t vcpus = fields.integer(kVcpus, 1, 10'000);
  type.vcpus = sim::Vcpu::whole(vcpus);
  type.memory = sim::Bytes::mib(fields.integer(kMemory, 1, kManyMib));
  constexpr std::string_view kArchitectures[] = {"x86_64", "arm64"};
  type.architecture = kArchitectures[fields.word(kArchitecture, {"x86_64", "arm64"})];
  type.network_interfaces = fields.integer(kEnis, 1, 1'000);
  type.ipv4_per_interface = fields.integer(kIpv4, 1, 1'000);
  type.max_pods = fields.integer(kMaxPods, 1, 100'000);
  type.network_mbps = fields.optional_decimal(kNetwork, 0);
  type.ebs_mbps = fields.optional_decimal(kEbs, 0);
  type.nvme_gib = fields.optional_decimal(kNvme, 0);
  type.is_bare_metal = fields.word(kBareMetal, {"false", "true"}) == 1;
  type.credits_per_hour_milli = fields.optional_decimal(kCreditsPerHour, 3);
  type.credits_max_milli = fields.optional_decimal(kCreditsMax, 3);
  type.baseline_milli_percent = fields.optional_decimal(kBaseline, 3);
  type.is_unlimited = fields.word(kCreditMode, {"", "standard", "unlimited"}) == 2;
  const std::int64_t coremark_milli = fields.optional_decimal(kCoremark, 3);  // of all vCPUs together
  if (coremark_milli > 0 && vcpus > 0) {
    type.coremark_milli = static_cast<std::int64_t>(sim::divide_half_even(coremark_milli, vcpus));
    type.coremark_from = type.name;
    type.coremark_date = data.keep(fields.date(kCoremarkDate));
  }
  type.source = data.keep(fields.name(kSource));
  type.date = data.keep(fields.date(kDate));
  return type;
}

using Figures = std::map<std::string_view, std::vector<const InstanceType*>, std::less<>>;

// The figure for `type` from `family`: the same size, else the (lower) median over the family's sizes.
const InstanceType* figure_from(const Figures& figures, std::string_view family, const InstanceType& type) {
  const auto found = figures.find(family);
  if (found == figures.end()) {
    return nullptr;
  }
  for (const InstanceType* candidate : found->second) {
    if (size_of(candidate->name) == size_of(type.name)) {
      return candidate;
    }
  }
  return found->second[(found->second.size() - 1) / 2];
}

void derive_coremark(std::vector<InstanceType>& instances) {
  const std::vector<InstanceType> measured = instances;
  Figures figures;
  for (const InstanceType& type : measured) {
    if (type.coremark_milli > 0) {
      figures[family_of(type.name)].push_back(&type);
    }
  }
  for (auto& [family, members] : figures) {
    std::sort(members.begin(), members.end(), [](const InstanceType* a, const InstanceType* b) {
      return std::pair{a->coremark_milli, a->name} < std::pair{b->coremark_milli, b->name};
    });
  }
  for (InstanceType& type : instances) {
    for (std::string_view family = family_of(type.name); type.coremark_milli == 0 && !family.empty();
         family = base_family(family)) {
      if (const InstanceType* from = figure_from(figures, family, type)) {
        type.coremark_milli = from->coremark_milli;
        type.coremark_from = from->name;
        type.coremark_date = from->coremark_date;
      }
    }
  }
}

/// How many tasks an instance of that type holds in awsvpc mode when its interfaces are trunked.
void read_trunking(const std::string& folder, BookData& data, Problems& problems) {
  const CsvTable table = read_table(folder, "trunking.csv", "instance_type,tasks,source,date", data, problems);
  for (const CsvRow& row : table.rows) {
    CsvFields fields{table, row, problems};
    const auto found =
        std::lower_bound(data.instances.begin(), data.instances.end(), fields.name(0),
                         [](const InstanceType& type, const std::string& name) { return type.name < name; });
    if (found == data.instances.end() || found->name != fields.name(0)) {
      fields.problem(0, "is not a type of instances.csv");
      continue;
    }
    found->trunked_tasks = fields.integer(1, 1, 1'000);
    fields.name(2);
    fields.date(3);
  }
}

}  // namespace

void read_instances(const std::string& folder, BookData& data, Problems& problems) {
  const CsvTable table = read_table(folder, "instances.csv", kInstanceHeader, data, problems);
  std::set<std::string_view> names;
  for (const CsvRow& row : table.rows) {
    CsvFields fields{table, row, problems};
    const InstanceType type = read_instance(fields, data);
    if (!names.insert(type.name).second) {
      fields.problem(kName, "appears twice");
    }
    if (!fields.has_problem()) {
      data.instances.push_back(type);
    }
  }
  std::sort(data.instances.begin(), data.instances.end(),
            [](const InstanceType& a, const InstanceType& b) { return a.name < b.name; });
  derive_coremark(data.instances);
  read_trunking(folder, data, problems);
}

void read_fargate_sizes(const std::string& folder, BookData& data, Problems& problems) {
  const CsvTable table =
      read_table(folder, "fargate_sizes.csv", "vcpu_milli,memory_mib_options,source", data, problems);
  for (const CsvRow& row : table.rows) {
    CsvFields fields{table, row, problems};
    const sim::Vcpu vcpu = sim::Vcpu::milli(fields.integer(0, 1, 1'000'000));
    std::string_view rest = fields.name(1);
    while (!rest.empty()) {
      const std::string_view option = rest.substr(0, rest.find(';'));
      std::int64_t mib = 0;
      const auto [end, error] = std::from_chars(option.data(), option.data() + option.size(), mib);
      if (error != std::errc{} || end != option.data() + option.size() || mib <= 0 || mib > kManyMib) {
        fields.problem(1, "is not a list of MiB separated by ';'");
        break;
      }
      data.fargate_sizes.push_back({vcpu, sim::Bytes::mib(mib)});
      rest.remove_prefix(std::min(rest.size(), option.size() + 1));
    }
  }
  std::sort(data.fargate_sizes.begin(), data.fargate_sizes.end());
}

}  // namespace models::pricing
