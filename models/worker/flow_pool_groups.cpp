// FlowPool: which domains serve alike, and so are a group.
#include <vector>

#include "models/worker/flow_pool.hpp"

namespace models::worker {

void FlowPool::leave_group(Domain& domain) {
  Group& group = groups_[domain.group];
  domain.each_at_begin = each_at_begin(domain);
  domain.noted_in = period_;
  domain.each = each_so_far(domain);
  group.watched -= domain.watched;
  const double held = group.waiting / static_cast<double>(group.domains);
  group.waiting -= held;
  homeless_ += held;
  --group.domains;
}

void FlowPool::join_group(Domain& domain) {
  join(domain, group_of(domain));
}

void FlowPool::join(Domain& domain, std::size_t number) {
  domain.group = number;
  Group& group = groups_[number];
  domain.group_cpu = group.cpu;
  group.watched += domain.watched;
  ++group.domains;
  if (domain.targets > 0) {
    group.waiting += homeless_;
    homeless_ = 0.0;
  }
}

/// Who brings requests along goes where others wait; whoever does not, where nobody waits, if balancers would not send
/// new requests to whoever has the fewest anyway.
std::size_t FlowPool::group_of(const Domain& domain) {
  constexpr std::size_t kMostAlike = 8;
  const bool may_be_apart = choice_ != sim::theory::Choice::kLeastBusy && domain.targets > 0 && homeless_ <= 0.0;
  std::size_t alike = 0;
  std::size_t last = 0;
  for (std::size_t i = 0; i < groups_.size(); ++i) {
    if (groups_[i].is_like(domain)) {
      if (!may_be_apart || groups_[i].waiting <= 0.0) {
        return i;
      }
      ++alike;
      last = i;
    }
  }
  if (alike == kMostAlike) {
    return last;
  }
  has_latecomers_ = has_latecomers_ || alike > 0;
  Group group;
  group.capacity = domain.capacity;
  group.speed = domain.speed;
  group.targets = domain.targets;
  groups_.push_back(group);
  return groups_.size() - 1;
}

/// Groups that are alike and have caught up are one again.
void FlowPool::merge_groups() {
  std::vector<std::size_t> into(groups_.size());
  bool merges = false;
  has_latecomers_ = false;
  for (std::size_t i = 0; i < groups_.size(); ++i) {
    into[i] = i;
    for (std::size_t k = 0; k < i && into[i] == i; ++k) {
      if (groups_[k].domains > 0 && groups_[i].domains > 0 && groups_[k].is_like(groups_[i])) {
        const bool both = groups_[k].waiting <= 0.0 && groups_[i].waiting <= 0.0;
        into[i] = both ? into[k] : i;
        merges = merges || both;
        has_latecomers_ = has_latecomers_ || !both;
      }
    }
  }
  for (std::uint32_t index = 0; merges && index < domains_.size(); ++index) {
    Domain& domain = domains_[DomainId{index}];
    if (domain.is_open && into[domain.group] != domain.group) {
      leave_group(domain);
      join(domain, into[domain.group]);
    }
  }
}

}  // namespace models::worker
