#include "machine.hpp"

#include "peers.hpp"

namespace bench {
namespace {

std::string opencv() {
#ifdef HAVE_OPENCV
  return std::string("OpenCV ") + CV_VERSION;
#else
  return "OpenCV: not found";
#endif
}

std::string libyuv_version() {
#ifdef HAVE_LIBYUV
  return "libyuv " + std::to_string(LIBYUV_VERSION);
#else
  return "libyuv: not found";
#endif
}

std::string leptonica() {
#ifdef HAVE_LEPTONICA
  std::unique_ptr<char, decltype(&std::free)> version(getLeptonicaVersion(), std::free);
  return std::string("Leptonica ") + version.get();
#else
  return "Leptonica: not found";
#endif
}

std::string ipp() {
#ifdef HAVE_IPP
  const IppLibraryVersion *version = ippiGetLibVersion();
  return std::string("Intel ") + version->Name + " " + version->Version;
#else
  return "Intel IPP: not found";
#endif
}

std::string scipix() {
  std::string text = std::string("scipix ") + scipix_version_string() + ", levels:";
  const ScipixSimdLevel best = scipix_simd_best_level();
  for (ScipixSimdLevel level = 0; level <= best; ++level)
    if (scipix_simd_set_level(level) == SCIPIX_STATUS_OK) text += std::string(" ") + scipix_simd_level_name(level);
  scipix_simd_set_level(best);
  scipix_set_thread_count(0);
  text += ", threads for the parallel row: " + std::to_string(scipix_thread_count());
  scipix_set_thread_count(1);
  return text;
}

}  // namespace

void one_thread_everywhere() {
  scipix_set_thread_count(1);
#ifdef HAVE_OPENCV
  cv::setNumThreads(1);
#endif
#ifdef HAVE_IPP
  ippInit();
#endif
}

std::vector<std::string> describe() {
  return {scipix(), opencv(), libyuv_version(), leptonica(), ipp(),
          "plain C: GCC " __VERSION__ ", -O3 -march=native"};
}

}  // namespace bench
