#include "families.hpp"
#include "peers.hpp"

#include <algorithm>

namespace bench {
namespace {

constexpr float kThreshold = .3f;
constexpr double kBoxThreshold = .6, kUnclip = 1.5, kLeastSide = 3, kLeastGrown = 5;
// Largest distance between two centres of a box, in pixels.
constexpr double kBound = 1.5;

struct Centre {
  double x, y;
};

// A map of a DB detector: soft words on lines that fall to the right.
struct Map {
  explicit Map(const Size &size) : size(size), values(size.pixels()) {
    Buffer<uint8_t> words(1 << 16);
    fill_noise(words);
    Noise grain;
    for (size_t i = 0; i < size.pixels(); ++i) {
      double x = static_cast<double>(i % size.width), y = static_cast<double>(i / size.width) + .03 * x;
      size_t line = static_cast<size_t>(y) / 24, word = static_cast<size_t>(x) / 60;
      double length = 20 + words[(line * 131 + word) % words.size()] % 34;
      double down = std::fabs(y - 24 * static_cast<double>(line) - 8) - 5, along = std::fabs(x - 60 * static_cast<double>(word) - 29) - length / 2;
      double outside = std::max(down, along);
      values[i] = static_cast<float>(.9 / (1 + std::exp(2 * outside)) + grain.byte() * 1e-4);
    }
  }
  ~Map() { scipix_text_boxes_free(boxes); }

  void keep() {
    found.clear();
    const ScipixTextBox *all = scipix_text_boxes_data(boxes);
    for (size_t i = 0; i < scipix_text_boxes_len(boxes); ++i) {
      const int32_t *at = all[i].corners_xy;
      found.push_back({(at[0] + at[2] + at[4] + at[6]) / 4., (at[1] + at[3] + at[5] + at[7]) / 4.});
    }
  }

  Difference difference() const {
    if (found.size() != reference.size()) return {1, std::fabs(double(found.size()) - double(reference.size()))};
    double largest = 0;
    size_t differing = 0;
    for (size_t i = 0; i < found.size(); ++i) {
      double by = std::hypot(found[i].x - reference[i].x, found[i].y - reference[i].y);
      differing += by > kBound, largest = std::max(largest, by);
    }
    return {found.empty() ? 1 : static_cast<double>(differing) / static_cast<double>(found.size()), largest};
  }

  Size size;
  Buffer<float> values;
  ScipixTextBoxes *boxes = nullptr;
  std::vector<Centre> found, reference;
};

#ifdef HAVE_OPENCV
// The mean of the map within a rectangle.
double score(const cv::Mat &map, const cv::RotatedRect &rect) {
  cv::Point2f corners[4];
  rect.points(corners);
  cv::Rect around = rect.boundingRect() & cv::Rect(0, 0, map.cols, map.rows);
  cv::Point polygon[4];
  for (int i = 0; i < 4; ++i) polygon[i] = cv::Point(cvRound(corners[i].x), cvRound(corners[i].y)) - around.tl();
  cv::Mat mask = cv::Mat::zeros(around.size(), CV_8UC1);
  cv::fillConvexPoly(mask, polygon, 4, cv::Scalar(1));
  return cv::mean(map(around), mask)[0];
}

// The boxes as C++ programs find them that run the models of PaddleOCR; growing a rectangle needs no clipping library.
void find(const cv::Mat &map, std::vector<Centre> &found) {
  cv::Mat mask;
  cv::compare(map, kThreshold, mask, cv::CMP_GT);
  std::vector<std::vector<cv::Point>> contours;
  cv::findContours(mask, contours, cv::RETR_LIST, cv::CHAIN_APPROX_SIMPLE);
  found.clear();
  for (const std::vector<cv::Point> &contour : contours) {
    cv::RotatedRect rect = cv::minAreaRect(contour);
    double w = rect.size.width, h = rect.size.height;
    if (std::min(w, h) < kLeastSide || score(map, rect) < kBoxThreshold) continue;
    double by = w * h / (2 * (w + h)) * kUnclip;
    if (std::min(w, h) + 2 * by < kLeastGrown) continue;
    rect.size = cv::Size2f(static_cast<float>(w + 2 * by), static_cast<float>(h + 2 * by));
    cv::Point2f corners[4];
    rect.points(corners);
    Centre sum{0, 0};
    for (cv::Point2f corner : corners) {
      sum.x += std::clamp(cvRound(corner.x), 0, map.cols) / 4.;
      sum.y += std::clamp(cvRound(corner.y), 0, map.rows) / 4.;
    }
    found.push_back(sum);
  }
}
#endif

Case make(const Size &size) {
  auto io = std::make_shared<Map>(size);
  Case which("text_boxes", size);
  which.reset = [io] { io->found.clear(); };
  which.difference = [io] { return io->difference(); };
  ScipixTextBoxParams params;
  scipix_text_box_params_preset(SCIPIX_TEXT_BOX_PRESET_PADDLE, &params);
  params.growth = SCIPIX_BOX_GROWTH_EXACT;
  params.max_candidates = 0;
  scipix_text_boxes_new(&io->boxes);
  ScipixProbabilityMap map{io->values.data(), io->values.size() * sizeof(float), size.width, size.height, 0, SCIPIX_ELEMENT_F32};
  which.ours([io, map, params] { return scipix_text_boxes_find(io->boxes, &map, map.width, map.height, &params); },
             {0, "", [io] { io->keep(); }});
#ifdef HAVE_OPENCV
  cv::Mat from(static_cast<int>(size.height), static_cast<int>(size.width), CV_32F, io->values.data());
  which.peer("OpenCV findContours, minAreaRect", [io, from] { find(from, io->found); });
  find(from, io->reference);
#else
  scipix_text_boxes_find(io->boxes, &map, map.width, map.height, &params);
  io->keep();
  io->reference = io->found;
#endif
  return which;
}

}  // namespace

std::vector<Family> boxes_families() {
  return {{"text_boxes", "Map of a DB detector to boxes of text", make, {{"640x640", 640, 640}, {"1280x960", 1280, 960}}}};
}

}  // namespace bench
