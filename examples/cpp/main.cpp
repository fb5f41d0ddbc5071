// A toy server. Clients send text lines as colour images. A plan converts each line to a tensor, in a pooled buffer; a
// batcher hands the tensors of many clients to the recogniser at once; each client gets the answer to its own line.
#include <scipix.hpp>

#include <cstdint>
#include <cstdio>
#include <thread>
#include <vector>

namespace {

constexpr std::size_t kWidth = 200, kHeight = 32;
constexpr int kClients = 8, kLines = 50;

// Draws a line that encodes `number` as that many black columns on white.
std::vector<std::uint8_t> draw_line(std::size_t number) {
  std::vector<std::uint8_t> rgb(3 * kWidth * kHeight, 255);
  for (std::size_t y = 0; y < kHeight; ++y) {
    for (std::size_t x = 0; x < 3 * number; ++x) rgb[3 * kWidth * y + x] = 0;
  }
  return rgb;
}

// The tensor of one line. Its destructor releases the pooled memory.
struct Tensor {
  scipix::Buffer memory;

  scipix::Span<float> values() {
    return {reinterpret_cast<float *>(memory.data()), memory.size() / sizeof(float)};
  }
};

// Stands in for a model: processes a whole batch, and counts the dark columns of each line.
void recognise(const scipix::BatchView<Tensor, int> &batch) {
  for (std::size_t i = 0; i < batch.size(); ++i) {
    int dark = 0;
    for (const float value : batch[i].values().first(kWidth)) dark += value < 0;
    batch.answer(i, dark);
  }
}

// The state that all requests share. The plan and the pool are thread-safe.
class Server {
 public:
  Server() : pool_(kWidth * kHeight * sizeof(float)), batcher_(recognise, greedy()) {
    scipix::TensorParams params;
    params.channels = SCIPIX_PIXEL_FORMAT_GRAY8;
    params.mean[0] = params.std_dev[0] = 0.5f;  // black is -1, white is 1
    plan_.add_grayscale();
    plan_.add_tensor(params);
  }

  int read(const std::vector<std::uint8_t> &rgb) {
    const scipix::ImageView line(rgb, kWidth, kHeight, SCIPIX_PIXEL_FORMAT_RGB8);
    Tensor tensor{pool_.acquire()};
    tensor.memory.resize(plan_.output(line).bytes);
    plan_.run_tensor(line, tensor.values());
    return batcher_.submit_wait(std::move(tensor));
  }

  void print_statistics() const {
    const ScipixBatcherStats stats = batcher_.stats();
    const ScipixPoolStats memory = pool_.stats();
    std::printf("%llu lines in %llu batches of up to %llu; %llu buffers served %llu requests\n",
                static_cast<unsigned long long>(stats.completed), static_cast<unsigned long long>(stats.batches),
                static_cast<unsigned long long>(stats.batch_size.max), static_cast<unsigned long long>(memory.misses),
                static_cast<unsigned long long>(memory.acquired));
  }

 private:
  static scipix::BatcherConfig greedy() {
    scipix::BatcherConfig config;
    config.mode = SCIPIX_BATCH_MODE_GREEDY;  // an idle recogniser takes the queued lines without waiting for more
    return config;
  }

  scipix::Pool pool_;
  scipix::Plan plan_;
  scipix::Batcher<Tensor, int> batcher_;
};

// Sends lines and counts the correct answers.
int run_client(Server &server, int client) {
  int right = 0;
  for (int i = 0; i < kLines; ++i) {
    const int number = (client * kLines + i) % static_cast<int>(kWidth);
    right += server.read(draw_line(static_cast<std::size_t>(number))) == number;
  }
  return right;
}

}  // namespace

int main() try {
  Server server;
  std::vector<int> right(kClients);
  std::vector<std::thread> clients;
  for (int c = 0; c < kClients; ++c) clients.emplace_back([&, c] { right[c] = run_client(server, c); });
  for (std::thread &client : clients) client.join();

  int total = 0;
  for (const int count : right) total += count;
  std::printf("%d of %d lines read right\n", total, kClients * kLines);
  server.print_statistics();
  return total == kClients * kLines ? 0 : 1;
} catch (const scipix::Error &error) {
  std::fprintf(stderr, "%s\n", error.what());
  return 1;
}
