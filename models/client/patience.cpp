#include "models/client/patience.hpp"

namespace models::client {

Patience::Patience(sim::Kernel& kernel, RequestTable& requests, sim::Duration timeout, ImpatientOwner& owner)
    : kernel_{kernel},
      requests_{requests},
      timeout_{timeout},
      owner_{owner},
      slot_{kernel.open(sim::bind<&Patience::timer_rang>(*this), sim::Phase::kArrival)} {}

/// An answer at the very instant still counts: completions come first.
void Patience::timer_rang(std::uint32_t, sim::Time now) {
  while (head_.exists()) {
    const RequestId request = head_;
    const sim::Time gives_up = requests_[request].arrived + timeout_;
    if (gives_up > now) {
      kernel_.schedule(slot_, gives_up);
      return;
    }
    end(request);
    owner_.patience_ended(request);
  }
}

}  // namespace models::client
