// What watched replicas have used, kept up to date by a pool that works on rates, against the plain way: the counter of
// each of them.
#include <algorithm>
#include <memory>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "models/worker/flow_pool.hpp"
#include "models/worker/watched_replicas.hpp"
#include "tests/support/run_context_builder.hpp"
#include "tests/unit/models/worker/constant_work.hpp"

namespace models::worker {
namespace {

using sim::literals::operator""_s;

/// Machines of one or two vCPUs with up to two replicas each; nothing arrives but what pass() sends.
class Fed final : public FlowSource {
 public:
  void settle(sim::Time) override { ++settled; }

  void pass(std::int64_t requests) {
    FlowStep step;
    step.from = now;
    now = now + 10_s;
    step.to = now;
    step.expected = static_cast<double>(requests);
    step.offered = requests;
    step.cpu = static_cast<double>(requests) * 0.1;
    pool.flow(step);
  }
  ReplicaId add(std::int64_t vcpus) {
    return pool.add_replica(pool.open_domain(sim::Vcpu::whole(vcpus), {}, now), now);
  }

  int settled = 0;
  test_support::RunContextBuilder run{constant_work()};
  FlowPool pool{
      run.context, {}, sim::theory::Choice::kRandom, *this, std::make_shared<const FlowLaws>(run.context.application)};
  std::unique_ptr<Router> router = pool.router();
  sim::Time now{};
};

struct Known {
  ReplicaId replica{};
  bool is_target = false;
  bool is_watched = false;
};

void let_go(Fed& fed, WatchedCpu& plain, Known& known) {
  fed.pool.watched_cpu().unwatch(known.replica, fed.now);
  plain.unwatch(known.replica, fed.now);
  known.is_watched = false;
}

void change_one(Fed& fed, WatchedCpu& plain, std::vector<Known>& all) {
  Known& known = all[*rc::gen::inRange<std::size_t>(0, all.size())];
  if (*rc::gen::arbitrary<bool>()) {
    known.is_target ? fed.router->removed(known.replica) : fed.router->added(known.replica);
    known.is_target = !known.is_target;
  } else if (known.is_watched) {
    let_go(fed, plain, known);
  } else {
    fed.pool.watched_cpu().watch(known.replica, fed.now);
    plain.watch(known.replica, fed.now);
    known.is_watched = true;
  }
}

RC_GTEST_PROP(WatchedCpu, OfAPoolOfRatesIsThatOfItsReplicas, ()) {
  Fed fed;
  WatchedCpu& kept = fed.pool.watched_cpu();
  WatchedReplicas plain{fed.pool};
  std::vector<Known> all;
  for (int step = 0; step < 80; ++step) {
    const auto what = *rc::gen::inRange(0, 10);
    if (what < 2 || all.empty()) {
      const DomainId domain = fed.pool.open_domain(sim::Vcpu::whole(*rc::gen::inRange(1, 3)), {}, fed.now);
      all.push_back({fed.pool.add_replica(domain, fed.now)});
      all.push_back({fed.pool.add_replica(domain, fed.now)});
    } else if (what < 6) {
      change_one(fed, plain, all);
    } else if (what < 9) {
      fed.pass(*rc::gen::inRange<std::int64_t>(0, 300));
    } else {
      kept.restart(fed.now);
      plain.restart(fed.now);
    }
    RC_ASSERT(kept.used_by_all(fed.now) == plain.used_by_all(fed.now));
    for (const Known& known : all) {
      if (known.is_watched) {
        RC_ASSERT(kept.used(known.replica, fed.now) == plain.used(known.replica, fed.now));
      }
    }
  }
}

TEST(FlowPool, EndsAStepForEveryTargetWhereThereAreFewAndForSomeWhereThereAreMany) {
  Fed fed;
  for (int i = 0; i < 199; ++i) {
    const ReplicaId replica = fed.add(1);
    fed.settled = 0;
    fed.router->added(replica);
    ASSERT_EQ(fed.settled, 1) << "with " << i << " others";
  }
  std::vector<ReplicaId> more(811);
  std::generate(more.begin(), more.end(), [&fed] { return fed.add(1); });
  for (const ReplicaId replica : more) {
    fed.router->added(replica);
  }
  fed.pass(100);  // 1,010 targets: five changes make one in two hundred
  fed.settled = 0;
  for (std::size_t i = 0; i < 5; ++i) {
    fed.router->removed(more[i]);
    EXPECT_EQ(fed.settled, 0) << "after " << i + 1 << " changes";
  }
  fed.router->removed(more[5]);
  EXPECT_EQ(fed.settled, 1);
  fed.pass(200'000);  // twice as many as they can do: now it matters when one comes
  fed.router->added(more[5]);
  EXPECT_EQ(fed.settled, 2);
}

}  // namespace
}  // namespace models::worker
