"""Open pages of the portal as a phone of 2015 does over 2G: a slow line and a slow processor, nothing kept from before."""

import json
import statistics
import sys
from pathlib import Path
from typing import Any

# What Chromium's own tools call "Regular 2G"; a processor six times slower than this one stands for a phone of 2015.
LINE = {"offline": False, "latency": 300, "downloadThroughput": 250 * 1024 / 8, "uploadThroughput": 50 * 1024 / 8}
SLOWER = 6
CHROMIUM = ("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome")
SIZE = {"width": 360, "height": 640}
TAKEN = """() => { const [page] = performance.getEntriesByType("navigation"), [seen] = performance.getEntriesByName("first-contentful-paint");
  return {seen: seen.startTime / 1000, whole: page.loadEventEnd / 1000}; }"""


def opened(address: str, paths: list[str], times: int) -> dict[str, Any]:
    """Give for each page the middle, in seconds, of when something was seen and when the page was whole and could be used."""
    from playwright.sync_api import sync_playwright

    browser_path = next(path for path in CHROMIUM if Path(path).exists())
    found: dict[str, list[dict[str, float]]] = {path: [] for path in paths}
    with sync_playwright() as started:
        browser = started.chromium.launch(executable_path=browser_path, args=["--no-sandbox", "--disable-gpu"])
        for path in paths * times:
            context = browser.new_context(viewport=SIZE, is_mobile=True, has_touch=True, device_scale_factor=2)
            page = context.new_page()
            line = context.new_cdp_session(page)
            line.send("Network.enable")
            line.send("Network.emulateNetworkConditions", LINE)
            line.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
            page.goto(address + path, wait_until="load", timeout=120_000)
            page.wait_for_function("() => performance.getEntriesByType('navigation')[0].loadEventEnd > 0")
            found[path].append(page.evaluate(TAKEN))
            context.close()
        browser.close()
    return {
        path: {part: statistics.median(one[part] for one in some) for part in ("seen", "whole")}
        for path, some in found.items()
    }


if __name__ == "__main__":
    print(json.dumps(opened(sys.argv[1], json.loads(sys.argv[2]), int(sys.argv[3]))))
