"""Uses the page of web/ in Chromium without a window, wide and narrow, and looks at what it does.

Usage: open_web.py SITE FOLDER REFERENCE PAGE.png...
SITE is served on this machine. Each picture is uploaded; what is downloaded must have the bits that the native library wrote to
REFERENCE, the sliders must change Sauvola's result, the page must be usable within two seconds, work without the server once it was
loaded, be no wider than its window, and the browser may complain of nothing. Screenshots go to FOLDER.
"""

import functools
import http.server
import pathlib
import sys
import threading
import time

from PIL import Image
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait

WIDTHS = (1280, 390)
CASES = ("gray", "otsu", "sauvola", "clean")
INTERACTIVE_SECONDS = 2
LOADS = 3  # the best counts: the machine may be busy
PATIENCE_SECONDS = 120


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_):
        pass


def served(site):
    handler = functools.partial(Quiet, directory=str(site))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


def browser(width, downloads):
    options = webdriver.ChromeOptions()
    options.binary_location = "/usr/bin/chromium"
    for argument in ("--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu", "--force-color-profile=srgb"):
        options.add_argument(argument)
    if width < 500:  # a window cannot be as narrow as a phone
        metrics = {"width": width, "height": 844, "pixelRatio": 1}
        options.add_experimental_option("mobileEmulation", {"deviceMetrics": metrics})
    # One picture after another is saved without a question.
    automatic = {"profile.default_content_setting_values.automatic_downloads": 1}
    options.add_experimental_option("prefs", {"download.default_directory": str(downloads), **automatic})
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    driver = webdriver.Chrome(options, webdriver.ChromeService("/usr/bin/chromedriver"))
    driver.set_window_size(max(width, 500), 1000)
    return driver


def wait(driver, condition, what):
    WebDriverWait(driver, PATIENCE_SECONDS, 0.05).until(lambda _: condition(), what)


def work_is_done(driver):
    return driver.execute_script("return document.body.dataset.done === 'yes'")


def downloaded(driver, downloads, card, file):
    driver.execute_script("document.querySelector(`#${arguments[0]} .download`).click()", card)
    wait(driver, (downloads / file).exists, f"{file} is not downloaded")
    with Image.open(downloads / file) as picture:
        return picture.convert("RGBA").tobytes()


def rgba(gray):
    return b"".join(bytes((value, value, value, 255)) for value in gray)


def choose(driver, field, value):
    """Moves a slider as a hand does: its value, and the event."""
    script = "arguments[0].value = arguments[1]; arguments[0].dispatchEvent(new Event('input', {bubbles: true}))"
    driver.execute_script(script, driver.find_element(By.ID, field), value)


def upload(driver, page, reference, downloads):
    """Uploads a page; what the native library makes otherwise, as sentences."""
    driver.find_element(By.ID, "file").send_keys(str(page))
    name = page.name.removesuffix(".png")
    wait(driver, lambda: driver.execute_script("return document.querySelector('#photo .download').disabled") is False, "no page")
    for field, value in (("window", 151), ("window", 31), ("k", 0.9), ("k", 0.2)):
        choose(driver, field, value)
    wait(driver, lambda: work_is_done(driver), "the work does not end")
    if downloaded(driver, downloads, "photo", f"{name}.photo.png") != (reference / f"{page.name}.rgba").read_bytes():
        yield f"{page.name} is decoded otherwise"
    for case in CASES:
        native = (reference / f"{page.name}.{case}").read_bytes()
        if downloaded(driver, downloads, case, f"{name}.{case}.png") != rgba(native):
            yield f"{case} of {page.name} is not the native result"
        times = driver.find_element(By.CSS_SELECTOR, f"#{case} .times").text
        if "SIMD" not in times or "scalar" not in times:
            yield f"{case} shows the times '{times}'"
    choose(driver, "k", 0.5)
    wait(driver, lambda: work_is_done(driver), "the work does not end")
    (downloads / f"{name}.sauvola.png").unlink()
    grays, before = ((reference / f"{page.name}.{case}").read_bytes() for case in ("gray", "sauvola"))
    # No k changes what is black and white already.
    if len(set(grays)) > 2 and downloaded(driver, downloads, "sauvola", f"{name}.sauvola.png") == rgba(before):
        yield f"the slider of k does not change {page.name}"
    choose(driver, "k", 0.34)
    wait(driver, lambda: work_is_done(driver), "the work does not end")


def loaded(driver, address):
    """Loads the page and returns the seconds until it can be used."""
    start = time.monotonic()
    driver.get(address)
    wait(driver, lambda: driver.execute_script("return document.body.dataset.level !== undefined"), "not loaded")
    return time.monotonic() - start


def faults(driver, server, folder, reference, pages, width):
    """What is wrong with the page, as sentences."""
    downloads = folder / f"downloads-{width}"
    downloads.mkdir(exist_ok=True)
    for old in downloads.iterdir():
        old.unlink()
    address = f"http://localhost:{server.server_address[1]}/"
    seconds = min(loaded(driver, address) for _ in range(LOADS))
    if seconds > INTERACTIVE_SECONDS:
        yield f"the page is usable after {seconds:.1f} s only"
    if driver.execute_script("return document.body.dataset.level") != "simd128":
        yield "the module with SIMD is not used"
    for page in pages:
        yield from upload(driver, page, reference, downloads)
        driver.save_screenshot(str(folder / f"page-{width}-{page.stem}.png"))
    if driver.execute_script("const page = document.documentElement; return page.scrollWidth > page.clientWidth"):
        yield "something is wider than the window"
    wait(driver, lambda: driver.execute_script("return navigator.serviceWorker.controller !== null"), "no service worker")
    server.shutdown()
    server.server_close()
    driver.refresh()
    driver.find_element(By.ID, "sample").click()
    wait(driver, lambda: work_is_done(driver), "without a network the page does not work")
    driver.save_screenshot(str(folder / f"page-{width}-offline.png"))
    yield from (f"the browser says: {entry['message']}" for entry in driver.get_log("browser"))


def main():
    site, folder, reference = (pathlib.Path(argument).resolve() for argument in sys.argv[1:4])
    pages = [pathlib.Path(argument).resolve() for argument in sys.argv[4:]]
    found = []
    for width in WIDTHS:
        driver = browser(width, folder / f"downloads-{width}")
        try:
            found += [f"{width} pixels wide: {fault}" for fault in faults(driver, served(site), folder, reference, pages, width)]
        finally:
            driver.quit()
    for fault in found:
        print(f"open_web: {fault}", file=sys.stderr)
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    main()
