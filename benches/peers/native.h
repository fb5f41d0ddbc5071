/* Plain C versions of the operations, compiled for this machine. They are a peer for the simple loops, and the
 * reference that every result is compared with. */
#ifndef SCIPIX_PEERS_NATIVE_H
#define SCIPIX_PEERS_NATIVE_H
#include <stddef.h>
#include <stdint.h>
#ifdef __cplusplus
extern "C" {
#endif

void native_gray_8bit(const uint8_t *rgba, size_t pixels, uint8_t *gray);
void native_gray_exact(const uint8_t *rgba, size_t pixels, uint8_t *gray);
/* Composites pixels over one colour, to three bytes per pixel. */
void native_flatten(const uint8_t *rgba, size_t pixels, const uint8_t behind[3], uint8_t *rgb);

void native_threshold(const uint8_t *gray, size_t pixels, uint8_t threshold, uint8_t *out);

/* Packs one bit per pixel, 1 if it is not above the threshold, from the highest bit on; rows are whole bytes. */
void native_bits(const uint8_t *gray, size_t width, size_t height, uint8_t threshold, uint8_t *out);

uint8_t native_otsu(const uint8_t *gray, size_t pixels);
/* Returns the index of the first maximum. */
size_t native_argmax(const float *row, size_t classes);
void native_normalize(float *data, size_t len);

void native_plane(const uint8_t *gray, size_t pixels, float scale, float bias, float *out);

/* Converts the first three of `channels` bytes per pixel to planes of (byte / 255 - mean) / deviation. */
void native_planes(const uint8_t *src, size_t pixels, size_t channels, const float mean[3], const float deviation[3],
                   float *out);

/* Makes a pixel white if it is above mean - offset, over the part of the window inside the image.
 * `scratch` holds 2 * width + 1 elements. */
void native_adaptive_mean(const uint8_t *gray, size_t width, size_t height, size_t window, int32_t offset,
                          uint32_t *scratch, uint8_t *out);

/* Makes a pixel white if it is above mean * (1 + k * (deviation / r - 1)). Both integral images have
 * (width + 1) * (height + 1) elements. */
void native_sauvola(const uint8_t *gray, size_t width, size_t height, size_t window, double k, double r,
                    uint32_t *sums, uint64_t *squares, uint8_t *out);

#ifdef __cplusplus
}
#endif
#endif
