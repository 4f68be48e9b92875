#include "models/client/client_config.hpp"

#include "sim/config/describe.hpp"

namespace models::client {

const sim::config::Schema& ClientConfig::schema() {
  static const sim::config::Schema schema = [] {
    sim::config::Describe<ClientConfig> d{"client", "What clients do besides sending requests."};
    d.field<&ClientConfig::timeout>("timeout",
                                    "How long a client waits for the answer to an attempt. The server does not learn "
                                    "that it has given up, works on, and is billed. Absent: for ever.")
        .range("1ns", "");
    return d.done();
  }();
  return schema;
}

}  // namespace models::client
