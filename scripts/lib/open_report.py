"""Opens the report of `scipix clean` in Chromium without a window, wide and narrow, and looks at what it shows.

Usage: open_report.py REPORT FOLDER PICTURES TEXT...
All PICTURES pictures must load, no TEXT may be missing, nothing may be wider than the window, and the browser may complain of
nothing. Screenshots go to FOLDER.
"""

import pathlib
import sys

from selenium import webdriver
from selenium.webdriver.common.by import By

WIDTHS = (1280, 390)


def browser(width):
    options = webdriver.ChromeOptions()
    options.binary_location = "/usr/bin/chromium"
    for argument in ("--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"):
        options.add_argument(argument)
    if width < 500:  # a window cannot be as narrow as a phone
        metrics = {"width": width, "height": 844, "pixelRatio": 1}
        options.add_experimental_option("mobileEmulation", {"deviceMetrics": metrics})
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    driver = webdriver.Chrome(options, webdriver.ChromeService("/usr/bin/chromedriver"))
    driver.set_window_size(max(width, 500), 1000)
    return driver


def faults(driver, pictures, texts):
    """What is wrong with the page that is open, as sentences."""
    images = driver.find_elements(By.TAG_NAME, "img")
    if len(images) != pictures:
        yield f"{len(images)} pictures instead of {pictures}"
    for image in images:
        name = image.get_attribute("alt")
        if not name:
            yield "a picture has no text for those who do not see it"
        if not driver.execute_script("return arguments[0].complete && arguments[0].naturalWidth > 0", image):
            yield f"the picture '{name}' does not load"
    shown = driver.find_element(By.TAG_NAME, "body").text
    yield from (f"'{text}' is not shown" for text in texts if text not in shown)
    if driver.execute_script("const page = document.documentElement; return page.scrollWidth > page.clientWidth"):
        yield "something is wider than the window"
    yield from (f"the browser says: {entry['message']}" for entry in driver.get_log("browser"))


def main():
    report, folder = (pathlib.Path(argument).resolve() for argument in sys.argv[1:3])
    pictures, texts = int(sys.argv[3]), sys.argv[4:]
    found = []
    for width in WIDTHS:
        driver = browser(width)
        try:
            driver.get(report.as_uri())
            found += [f"{width} pixels wide: {fault}" for fault in faults(driver, pictures, texts)]
            driver.save_screenshot(str(folder / f"report-{width}.png"))
        finally:
            driver.quit()
    for fault in found:
        print(f"open_report: {fault}", file=sys.stderr)
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    main()
