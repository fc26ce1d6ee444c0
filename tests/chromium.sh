#!/bin/sh
# Find a Chromium for the browser tests, or install one; say so and fail if none can be had.
set -u

found() {
    for name in chromium chromium-browser google-chrome google-chrome-stable; do
        command -v "$name" && return 0
    done
    python - <<'PY'
import pathlib, sys
from playwright.sync_api import sync_playwright
with sync_playwright() as p:
    path = pathlib.Path(p.chromium.executable_path)
print(path) if path.exists() else sys.exit(1)
PY
}

found && exit 0
echo "No Chromium yet: installing one."
sudo=""
[ "$(id -u)" = 0 ] || sudo="sudo -n"
if command -v apt-get >/dev/null; then
    $sudo apt-get update -qq && $sudo apt-get install -y -qq chromium >/dev/null && found && exit 0
fi
python -m playwright install chromium && found && exit 0
echo "The tests drive a real Chromium, and none could be found or installed: install Chromium and try again." >&2
exit 1
