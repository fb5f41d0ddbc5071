/* Hashes of results that do not depend on the order of bytes, and random input for golden_test. */
#ifndef GOLDEN_H
#define GOLDEN_H

#include "operations.h"

/* FNV-1a over numbers, each with its lowest byte first. */
typedef struct Hash {
  uint64_t value;
} Hash;

static inline Hash hash_new(void) {
  Hash hash = {0xcbf29ce484222325u};
  return hash;
}

static inline void hash_bits(Hash *hash, uint64_t bits, size_t bytes) {
  for (; bytes > 0; --bytes, bits >>= 8) hash->value = (hash->value ^ (bits & 0xFF)) * 0x100000001b3u;
}

/* Adds `bytes` bytes that hold numbers of `size` bytes: 1, 2, 4 or 8. */
static inline void hash_numbers(Hash *hash, const void *numbers, size_t bytes, size_t size) {
  const uint8_t *at = (const uint8_t *)numbers, *end = at + bytes;
  for (; at < end; at += size) {
    uint16_t two;
    uint32_t four;
    uint64_t eight;
    switch (size) {
      case 2: memcpy(&two, at, 2), hash_bits(hash, two, 2); break;
      case 4: memcpy(&four, at, 4), hash_bits(hash, four, 4); break;
      case 8: memcpy(&eight, at, 8), hash_bits(hash, eight, 8); break;
      default: hash_bits(hash, *at, 1);
    }
  }
}

static inline void hash_u64(Hash *hash, uint64_t number) { hash_bits(hash, number, 8); }

static inline void hash_f32(Hash *hash, float number) { hash_numbers(hash, &number, sizeof number, sizeof number); }

static inline void hash_f64(Hash *hash, double number) { hash_numbers(hash, &number, sizeof number, sizeof number); }

#define HASH_ARRAY(hash, array, count) hash_numbers((hash), (array), (count) * sizeof *(array), sizeof *(array))

/* Fills `values` with multiples of 1/256 from -128 to 128, which every processor makes alike. */
static inline void random_floats(float *values, size_t count, uint32_t seed) {
  uint32_t state = seed * 2654435761u + 1;
  size_t i;
  for (i = 0; i < count; ++i) values[i] = (float)((int32_t)(next_random(&state) >> 16) - 32768) / 256;
}

/* Turns numbers of `size` bytes, lowest byte first, into those of this processor, and back. */
static inline void low_byte_first(uint8_t *bytes, size_t count, size_t size) {
  const uint16_t one = 1;
  size_t i, j;
  if (*(const uint8_t *)&one == 1 || size == 1) return;
  for (i = 0; i + size <= count; i += size) {
    for (j = 0; j < size / 2; ++j) {
      uint8_t byte = bytes[i + j];
      bytes[i + j] = bytes[i + size - 1 - j];
      bytes[i + size - 1 - j] = byte;
    }
  }
}

/* A page of paper and two columns of text-like blocks, with a ruling line and specks. */
static inline void draw_page(uint8_t *gray, size_t width, size_t height) {
  uint32_t state = 77;
  size_t x, y;
  for (y = 0; y < height; ++y) {
    for (x = 0; x < width; ++x) {
      bool text = y % 16 >= 5 && y % 16 < 12 && x > 12 && x + 12 < width && x % 90 > 8 && (x / 3 + y / 16) % 4 != 0;
      bool line = y == height / 2 && x > 6 && x + 6 < width;
      uint8_t noise = (uint8_t)(next_random(&state) >> 28);
      bool speck = next_random(&state) >> 21 == 0;
      gray[y * width + x] = (uint8_t)((text || line || speck ? 40 : 215) + noise);
    }
  }
}

/* A chapter of the interface beside the table of operations. */
typedef struct Chapter {
  const char *name;
  void (*run)(Hash *hash);
} Chapter;

#define CHAPTERS_END {NULL, NULL}

#endif
