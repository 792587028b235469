#include "crew.h"

#include <chrono>

namespace stoa::crash {

Crew::Crew(std::deque<Writer>& writers, std::uint16_t port, int cycle) : writers_(writers) {
  for (Writer& writer : writers_)
    threads_.emplace_back([this, &writer, port, cycle] { writer.run(port, cycle, course); });
}

Crew::~Crew() {
  course.enough = true;
  join();
}

void Crew::join() {
  for (std::thread& thread : threads_) thread.join();
  threads_.clear();
}

std::vector<std::uint64_t> Crew::sent() const {
  std::vector<std::uint64_t> sent;
  for (const Writer& writer : writers_) sent.push_back(writer.sent());
  return sent;
}

int Crew::unanswered(const std::vector<std::uint64_t>& sent) const {
  int waiting = 0;
  for (std::size_t i = 0; i < sent.size(); ++i) waiting += writers_[i].answered() < sent[i] ? 1 : 0;
  return waiting;
}

bool Crew::wait_for_writes() const {
  using namespace std::chrono_literals;
  std::vector<int> before;
  for (const Writer& writer : writers_) before.push_back(writer.confirmed());
  const auto deadline = std::chrono::steady_clock::now() + 15s;
  for (std::size_t i = 0; i < before.size();) {
    if (writers_[i].confirmed() > before[i])
      ++i;
    else if (std::chrono::steady_clock::now() > deadline)
      return false;
    else
      std::this_thread::sleep_for(2ms);
  }
  return true;
}

}  // namespace stoa::crash
