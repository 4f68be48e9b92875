// M/M/c in SimGrid, written in the two ways that its users would: an actor for each customer, who takes a server by a
// semaphore and sleeps; or an actor for each server, who takes customers from a line and sleeps.
//
//   headroom_peer_simgrid customers|workers CUSTOMERS SERVERS
#include <deque>
#include <string>

#include <simgrid/s4u.hpp>

#include "tests/bench/peers/queue_work.hpp"

namespace {

namespace s4u = simgrid::s4u;

struct Shop {
  Shop(std::int64_t customers, int size)
      : count{customers},
        servers{size},
        work{size},
        free_servers{s4u::Semaphore::create(static_cast<unsigned>(size))} {}
  std::int64_t count;
  int servers;
  bench::peers::QueueWork work;
  s4u::SemaphorePtr free_servers;                         ///< an actor per customer: servers that are idle
  s4u::SemaphorePtr waiting = s4u::Semaphore::create(0);  ///< worker actors: customers in `line`
  std::deque<double> line{};
  double total = 0.0;
};

void customer(Shop& shop) {
  const double arrived = s4u::Engine::get_clock();
  shop.free_servers->acquire();
  s4u::this_actor::sleep_for(shop.work.draw_service());
  shop.free_servers->release();
  shop.total += s4u::Engine::get_clock() - arrived;
}

void customers_arrive(Shop& shop, s4u::Host* host) {
  for (std::int64_t i = 0; i < shop.count; ++i) {
    s4u::this_actor::sleep_for(shop.work.draw_gap());
    s4u::Actor::create("customer", host, [&shop] { customer(shop); });
  }
}

void worker(Shop& shop) {
  while (true) {
    shop.waiting->acquire();
    const double arrived = shop.line.front();
    shop.line.pop_front();
    s4u::this_actor::sleep_for(shop.work.draw_service());
    shop.total += s4u::Engine::get_clock() - arrived;
  }
}

void customers_line_up(Shop& shop) {
  for (std::int64_t i = 0; i < shop.count; ++i) {
    s4u::this_actor::sleep_for(shop.work.draw_gap());
    shop.line.push_back(s4u::Engine::get_clock());
    shop.waiting->release();
  }
}

}  // namespace

int main(int argc, char** argv) {
  s4u::Engine engine(&argc, argv);
  if (argc != 4) {
    std::fputs("usage: headroom_peer_simgrid customers|workers CUSTOMERS SERVERS\n", stderr);
    return 2;
  }
  const std::int64_t count = std::atoll(argv[2]);
  const int servers = std::atoi(argv[3]);
  s4u::NetZone* zone = s4u::create_full_zone("zone");
  s4u::Host* host = zone->create_host("host", 1e9);
  zone->seal();

  Shop shop{count, servers};
  if (std::string{argv[1]} == "customers") {
    s4u::Actor::create("source", host, [&shop, host] { customers_arrive(shop, host); });
  } else {
    for (int i = 0; i < servers; ++i) {
      s4u::ActorPtr actor = s4u::Actor::create("worker", host, [&shop] { worker(shop); });
      actor->daemonize();
    }
    s4u::Actor::create("source", host, [&shop] { customers_line_up(shop); });
  }
  const double began = bench::peers::cpu_seconds();
  engine.run();
  bench::peers::print_measurement(count, bench::peers::cpu_seconds() - began, shop.total);
  return 0;
}
