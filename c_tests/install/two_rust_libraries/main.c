/* Links two static Rust libraries into one program, both built with LTO. */
#include <scipix.h>

#include <stdio.h>

int other_catches(void);

int main(void) {
  uint8_t rgba[4] = {255, 0, 0, 255}, gray = 0;
  if (scipix_grayscale(rgba, sizeof rgba, &gray, 1) != SCIPIX_STATUS_OK) return 1;
  printf("%d %d\n", gray, other_catches());
  return 0;
}
