// M/M/c on ns-3's bare scheduler: its event set without Simulator around it. Events are made as ns-3 makes them, each
// an EventImpl that is invoked and given back; or, faster than any program on ns-3 can be, they are left out and the
// key's context says what happens: 0 is the arrival, c the completion of server c.
//
//   headroom_peer_ns3 map|priority_queue CUSTOMERS SERVERS [keys_only]
#include <deque>
#include <string>
#include <vector>

#include <ns3/make-event.h>
#include <ns3/map-scheduler.h>
#include <ns3/priority-queue-scheduler.h>

#include "tests/bench/peers/queue_work.hpp"

namespace {

constexpr double kTicksPerServiceTime = 1e9;

class Queue {
 public:
  Queue(ns3::Ptr<ns3::Scheduler> events, std::uint32_t servers, bool keys_only)
      : events_{std::move(events)}, keys_only_{keys_only}, work_{static_cast<int>(servers)}, arrived_of_(servers + 1) {
    for (std::uint32_t server = servers; server >= 1; --server) {
      idle_.push_back(server);
    }
  }

  double run(std::int64_t customers) {
    to_send_ = customers;
    schedule(0, work_.draw_gap());
    for (to_serve_ = customers; to_serve_ > 0;) {
      const ns3::Scheduler::Event event = events_->RemoveNext();
      now_ = static_cast<double>(event.key.m_ts) / kTicksPerServiceTime;
      if (keys_only_) {
        happen(event.key.m_context);
      } else {
        event.impl->Invoke();
        event.impl->Unref();
      }
    }
    return total_;
  }

 private:
  void happen(std::uint32_t context) { context == 0 ? arrive() : complete(context); }
  void schedule(std::uint32_t context, double at) {
    ns3::EventImpl* event = keys_only_ ? nullptr : ns3::MakeEvent(&Queue::happen, this, context);
    events_->Insert({event, {static_cast<std::uint64_t>(at * kTicksPerServiceTime), ++sequence_, context}});
  }
  void serve(std::uint32_t server, double arrived) {
    arrived_of_[server] = arrived;
    schedule(server, now_ + work_.draw_service());
  }
  void arrive() {
    if (--to_send_ > 0) {
      schedule(0, now_ + work_.draw_gap());
    }
    if (idle_.empty()) {
      line_.push_back(now_);
      return;
    }
    const std::uint32_t server = idle_.back();
    idle_.pop_back();
    serve(server, now_);
  }
  void complete(std::uint32_t server) {
    --to_serve_;
    total_ += now_ - arrived_of_[server];
    if (line_.empty()) {
      idle_.push_back(server);
      return;
    }
    const double arrived = line_.front();
    line_.pop_front();
    serve(server, arrived);
  }

  ns3::Ptr<ns3::Scheduler> events_;
  bool keys_only_;
  bench::peers::QueueWork work_;
  std::vector<double> arrived_of_;
  std::vector<std::uint32_t> idle_{};
  std::deque<double> line_{};
  std::uint32_t sequence_ = 0;
  std::int64_t to_send_ = 0;
  std::int64_t to_serve_ = 0;
  double now_ = 0.0;
  double total_ = 0.0;
};

ns3::Ptr<ns3::Scheduler> scheduler(const std::string& name) {
  if (name == "map") {
    return ns3::CreateObject<ns3::MapScheduler>();
  }
  return ns3::CreateObject<ns3::PriorityQueueScheduler>();
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4 && argc != 5) {
    std::fputs("usage: headroom_peer_ns3 map|priority_queue CUSTOMERS SERVERS [keys_only]\n", stderr);
    return 2;
  }
  const std::int64_t customers = std::atoll(argv[2]);
  Queue queue{scheduler(argv[1]), static_cast<std::uint32_t>(std::atoi(argv[3])), argc == 5};
  const double began = bench::peers::cpu_seconds();
  const double total = queue.run(customers);
  bench::peers::print_measurement(customers, bench::peers::cpu_seconds() - began, total);
  return 0;
}
