// Tests scipix/opencv.hpp: views of a Mat, and a Mat of a view.
#include "../hpp.hpp"

#include <scipix/opencv.hpp>

#include <opencv2/imgproc.hpp>

namespace {

cv::Mat colours() {
  cv::Mat mat(40, 57, CV_8UC3);
  for (int y = 0; y < mat.rows; ++y) {
    for (int x = 0; x < mat.cols; ++x) mat.at<cv::Vec3b>(y, x) = cv::Vec3b(3 * x & 255, 7 * y & 255, 5 * x * y & 255);
  }
  return mat;
}

bool same(const cv::Mat &a, const cv::Mat &b) { return cv::countNonZero(a != b) == 0; }

void views_are_opencv_pixels() {
  const cv::Mat whole = colours();
  const cv::Mat region = whole(cv::Rect(3, 5, 31, 17));
  for (const cv::Mat &mat : {whole, region}) {
    cv::Mat expected, gray(mat.size(), CV_8UC1);
    cv::cvtColor(mat, expected, cv::COLOR_BGR2GRAY);
    CHECK_DONE(scipix::grayscale(take(scipix::view(mat)), take(scipix::mut_view(gray))));
    CHECK(same(gray, expected));
    cv::cvtColor(mat, expected, cv::COLOR_RGB2GRAY);
    CHECK_DONE(scipix::grayscale(take(scipix::view(mat, SCIPIX_PIXEL_FORMAT_RGB8)), take(scipix::mut_view(gray))));
    CHECK(same(gray, expected));
  }
  const scipix::ImageView view = take(scipix::view(region));
  CHECK(view.data() == region.data && view.stride() == region.step[0] && view.width() == 31 && view.height() == 17);
  CHECK(view.format() == SCIPIX_PIXEL_FORMAT_BGR8);
  CHECK(take(scipix::view(cv::Mat(2, 3, CV_16UC1))).format() == SCIPIX_PIXEL_FORMAT_GRAY16);
  CHECK(take(scipix::view(cv::Mat(2, 3, CV_8UC4))).format() == SCIPIX_PIXEL_FORMAT_BGRA8);
}

void other_mats_are_refused() {
  cv::Mat mat(4, 4, CV_8UC3);
  CHECK_REFUSED(scipix::view(cv::Mat(4, 4, CV_32FC1)), SCIPIX_STATUS_UNSUPPORTED);
  CHECK_REFUSED(scipix::view(cv::Mat(4, 4, CV_8UC2)), SCIPIX_STATUS_UNSUPPORTED);
  CHECK_REFUSED(scipix::mut_view(mat, SCIPIX_PIXEL_FORMAT_GRAY8), SCIPIX_STATUS_UNSUPPORTED);
  CHECK_REFUSED(scipix::mut_view(mat, SCIPIX_PIXEL_FORMAT_BIT1), SCIPIX_STATUS_UNSUPPORTED);
  CHECK_REFUSED(scipix::view(cv::Mat(4, 4, CV_16UC1), SCIPIX_PIXEL_FORMAT_GRAY8), SCIPIX_STATUS_UNSUPPORTED);
  CHECK_REFUSED(scipix::view(cv::Mat(4, 4, CV_8UC1), SCIPIX_PIXEL_FORMAT_GRAY16), SCIPIX_STATUS_UNSUPPORTED);
  const int cube[] = {2, 3, 4};
  CHECK_REFUSED(scipix::view(cv::Mat(3, cube, CV_8UC1)), SCIPIX_STATUS_UNSUPPORTED);
  CHECK(failure_of([] { return scipix::view(cv::Mat()); }) != SCIPIX_STATUS_OK);
}

void mats_are_views() {
  scipix::Image image = take(scipix::Image::make(9, 6, SCIPIX_PIXEL_FORMAT_RGB8));
  cv::Mat mat = take(scipix::to_mat(image));
  mat.setTo(cv::Scalar(1, 2, 3));
  CHECK(mat.type() == CV_8UC3 && image.bytes()[0] == 1 && image.bytes()[161] == 3);
  scipix::Image samples = take(scipix::Image::make(9, 6, SCIPIX_PIXEL_FORMAT_GRAY16));
  CHECK(take(scipix::to_mat(samples)).type() == CV_16UC1);
  scipix::Image bits = take(scipix::Image::make(9, 6, SCIPIX_PIXEL_FORMAT_BIT1));
  CHECK_REFUSED(scipix::to_mat(bits), SCIPIX_STATUS_UNSUPPORTED);
  const scipix::Image moved = std::move(image);
  CHECK_REFUSED(scipix::to_mat(image), SCIPIX_STATUS_NULL_POINTER);
  CHECK_REFUSED(scipix::to_mat(ScipixImageMut{nullptr, SIZE_MAX, 1, 0, SCIPIX_PIXEL_FORMAT_GRAY8}), SCIPIX_STATUS_OVERFLOW);
}

}  // namespace

int main() {
  views_are_opencv_pixels();
  other_mats_are_refused();
  mats_are_views();
  return check_report("opencv_test");
}
