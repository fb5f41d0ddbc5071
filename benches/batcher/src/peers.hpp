// Two batchers as a competent C++ programmer would write them, one with callbacks and one with std::future.
#ifndef PEERS_HPP
#define PEERS_HPP

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <future>
#include <iterator>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

using Clock = std::chrono::steady_clock;

struct PeerConfig {
  std::size_t max_batch = 32;
  std::size_t preferred = 16;
  std::chrono::microseconds max_wait{1000};
  bool greedy = false;
};

// The queue and worker of both. A batch waits for the preferred size, or until its oldest item has waited long enough;
// in greedy mode it does not wait. `Run` processes a batch and answers it.
template <class Item, class Run>
class Worker {
 public:
  Worker(const PeerConfig &config, Run run) : config_(config), run_(std::move(run)), thread_([this] { loop(); }) {}
  ~Worker() {
    {
      std::lock_guard<std::mutex> lock(mutex_);
      closed_ = true;
    }
    wake_.notify_all();
    thread_.join();
  }

  void push(Item item) {
    bool wake;
    {
      std::lock_guard<std::mutex> lock(mutex_);
      queue_.push_back({std::move(item), Clock::now()});
      wake = queue_.size() == 1 || queue_.size() == config_.preferred;
    }
    if (wake) wake_.notify_one();
  }

 private:
  struct Pending {
    Item item;
    Clock::time_point since;
  };

  void loop() {
    std::vector<Item> batch;
    std::unique_lock<std::mutex> lock(mutex_);
    for (;;) {
      wake_.wait(lock, [&] { return closed_ || !queue_.empty(); });
      if (queue_.empty()) return;
      if (!config_.greedy) {
        wake_.wait_until(lock, queue_.front().since + config_.max_wait,
                         [&] { return closed_ || queue_.size() >= config_.preferred; });
      }
      batch.clear();
      for (std::size_t n = std::min(queue_.size(), config_.max_batch); n > 0; --n) {
        batch.push_back(std::move(queue_.front().item));
        queue_.pop_front();
      }
      lock.unlock();
      run_(batch);
      lock.lock();
    }
  }

  PeerConfig config_;
  Run run_;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<Pending> queue_;
  bool closed_ = false;
  std::thread thread_;
};

#endif
