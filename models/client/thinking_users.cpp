#include "models/client/thinking_users.hpp"

#include "sim/random/stream.hpp"

namespace models::client {

ThinkingUsers::ThinkingUsers(const Users& users, std::uint64_t seed, std::uint64_t replication, sim::Time start)
    : think_time_{users.think_time},
      think_key_{sim::random::stream_key(seed, replication, "users", "think_time")},
      thoughts_(static_cast<std::size_t>(users.count), 0) {
  const std::uint64_t begin_key = sim::random::stream_key(seed, replication, "users", "begin");
  for (std::uint32_t user = 0; user < thoughts_.size(); ++user) {
    sim::random::Stream begin = sim::random::numbered_stream(begin_key, user);
    const auto whole = static_cast<std::uint64_t>(think(user).nanoseconds());
    const auto left = static_cast<std::int64_t>(begin.uniform_below(whole + 1));
    thinking_.push(start + sim::Duration::nanoseconds(left), user);
  }
}

void ThinkingUsers::answered(std::uint32_t user, sim::Time now) {
  thinking_.push(now + think(user), user);
}

sim::Duration ThinkingUsers::think(std::uint32_t user) {
  const std::uint64_t index = (std::uint64_t{user} << 32) | thoughts_[user]++;
  sim::random::Stream stream = sim::random::numbered_stream(think_key_, index);
  return think_time_.draw_duration(stream);
}

}  // namespace models::client
