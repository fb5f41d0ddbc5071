#include "families.hpp"
#include "peers.hpp"

namespace bench {
namespace {

// A page of text on paper that darkens to the right.
struct Buffers {
  explicit Buffers(const Size &size) : gray(size.pixels()), out(size.pixels()), reference(size.pixels()) {
    Noise noise;
    for (size_t y = 0; y < size.height; ++y)
      for (size_t x = 0; x < size.width; ++x) {
        bool ink = y / 16 % 3 == 0 && (x * 7 + y * 3) / 13 % 3 == 0;
        size_t paper = 240 - 100 * x / size.width - noise.byte() % 8;
        gray[y * size.width + x] = static_cast<uint8_t>(ink ? 30 : paper);
      }
  }
  Buffer<uint8_t> gray, out, reference;
};

Case make(const Size &size) {
  auto io = std::make_shared<Buffers>(size);
  Case which("background", size);
  ScipixBackgroundParams params = {};
  scipix_background_params_init(&params);
  ScipixImage src = view(io->gray, size, SCIPIX_PIXEL_FORMAT_GRAY8);
  ScipixImageMut dst = view_mut(io->out, size, SCIPIX_PIXEL_FORMAT_GRAY8), first = dst;
  first.data = io->reference.data();
  scipix_image_normalize_background(&src, &params, &first);
  which.reset = [io] { std::fill(io->out.begin(), io->out.end(), 0xCC); };
  which.difference = [io] { return compare(io->out, io->reference); };
  which.ours([src, params, dst] { return scipix_image_normalize_background(&src, &params, &dst); });
#ifdef HAVE_LEPTONICA
  struct State {
    PixOwner src, even;
  };
  auto state = std::make_shared<State>();
  state->src = pix_of(io->gray, size);
  Terms terms{0, "makes a new image", [io, state, size] {
    for (size_t y = 0; y < size.height; ++y) {
      const l_uint32 *line = pixGetData(state->even.get()) + y * static_cast<size_t>(pixGetWpl(state->even.get()));
      for (size_t x = 0; x < size.width; ++x) io->out[y * size.width + x] = GET_DATA_BYTE(line, x);
    }
  }};
  which.peer("Leptonica BackgroundNormSimple", [state] {
    state->even.reset(pixBackgroundNormSimple(state->src.get(), nullptr, nullptr));
  }, terms);
#endif
  return which;
}

}  // namespace

std::vector<Family> background_families() {
  // The smallest size has fewer rows of tiles than Leptonica takes.
  std::vector<Size> sizes = page_sizes();
  return {{"background", "Background normalisation of a gray page", make, sizes}};
}

}  // namespace bench
