// Uses scipix on images in cv::Mat, without copying pixels. A shaded page is binarised by Otsu's method and by
// Sauvola's, and each result is compared with the page before it was shaded.
#include <scipix.hpp>
#include <scipix/opencv.hpp>

#include <opencv2/imgproc.hpp>

#include <cstdio>

namespace {

const cv::Size kSize(1200, 800);

// Draws black text on white.
cv::Mat draw_text() {
  cv::Mat page(kSize, CV_8UC3, cv::Scalar::all(255));
  for (int line = 1; line < 12; ++line) {
    cv::putText(page, "The quick brown fox jumps over the lazy dog", cv::Point(40, 65 * line),
                cv::FONT_HERSHEY_SIMPLEX, 1.4, cv::Scalar::all(0), 3);
  }
  return page;
}

// Darkens a page from left to right.
cv::Mat shade(const cv::Mat &page) {
  cv::Mat shaded = page.clone();
  for (int y = 0; y < page.rows; ++y) {
    for (int x = 0; x < page.cols; ++x) {
      shaded.at<cv::Vec3b>(y, x) = page.at<cv::Vec3b>(y, x) * (1.0 - 0.8 * x / page.cols) + cv::Vec3b(20, 20, 20);
    }
  }
  return shaded;
}

cv::Mat binarise(const cv::Mat &gray, ScipixBinarizeMethod method) {
  scipix::BinarizeParams params;
  params.method = method;
  cv::Mat out(gray.size(), CV_8UC1);
  scipix::binarize(scipix::view(gray), params, scipix::mut_view(out));
  return out;
}

double wrong_percent(const cv::Mat &page, const cv::Mat &truth) {
  return 100.0 * cv::countNonZero(page != truth) / static_cast<double>(truth.total());
}

}  // namespace

int main() try {
  const cv::Mat drawn = draw_text(), page = shade(drawn);

  cv::Mat gray(kSize, CV_8UC1), gray_of_opencv, truth;
  scipix::grayscale(scipix::view(page), scipix::mut_view(gray));
  cv::cvtColor(page, gray_of_opencv, cv::COLOR_BGR2GRAY);
  std::printf("gray: %d pixels differ from cvtColor's\n", cv::countNonZero(gray != gray_of_opencv));

  // A region of a Mat can be viewed like a whole Mat.
  const cv::Rect left(0, 0, 600, 800);
  std::printf("Otsu's level: whole page %d, left half %d\n", scipix::otsu(scipix::view(gray)),
              scipix::otsu(scipix::view(gray(left))));

  cv::cvtColor(drawn, truth, cv::COLOR_BGR2GRAY);
  cv::threshold(truth, truth, 127, 255, cv::THRESH_BINARY);
  const double otsu = wrong_percent(binarise(gray, SCIPIX_BINARIZE_METHOD_OTSU), truth);
  const double sauvola = wrong_percent(binarise(gray, SCIPIX_BINARIZE_METHOD_SAUVOLA), truth);
  std::printf("wrong pixels: Otsu %.1f %%, Sauvola %.1f %%\n", otsu, sauvola);
  return sauvola < otsu ? 0 : 1;
} catch (const scipix::Error &error) {
  std::fprintf(stderr, "%s\n", error.what());
  return 1;
}
