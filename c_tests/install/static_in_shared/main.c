/* Runs the same test in two shared libraries and a plugin (the first argument), each with its own copy of the static library.
 * Each prints a line. With OWN_SCIPIX the program has a copy as well, and prints the gray value of red. */
#include <dlfcn.h>
#include <stdio.h>

#ifdef OWN_SCIPIX
#include <scipix.h>
#endif

int first_smoke(void);
int second_smoke(void);

int main(int argc, char **argv) {
  void *plugin = dlopen(argc > 1 ? argv[1] : "", RTLD_NOW | RTLD_LOCAL);
  int (*plugin_smoke)(void);
  if (plugin == NULL) {
    fprintf(stderr, "%s\n", dlerror());
    return 1;
  }
  *(void **)&plugin_smoke = dlsym(plugin, "plugin_smoke");
  if (plugin_smoke == NULL || first_smoke() != 0 || second_smoke() != 0 || plugin_smoke() != 0) return 1;
#ifdef OWN_SCIPIX
  {
    uint8_t rgba[4] = {255, 0, 0, 255}, gray = 0;
    if (scipix_grayscale(rgba, sizeof rgba, &gray, 1) != SCIPIX_STATUS_OK) return 1;
    printf("%d\n", gray);
  }
#endif
  return 0;
}
