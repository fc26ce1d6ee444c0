#!/bin/sh
# Find WebKit with its driver, and a display that needs no screen, for the nightly look at every view as Safari shows it, or
# install them; say so and fail if they cannot be had.
set -u

found() { command -v WebKitWebDriver && command -v Xvfb; }

found && exit 0
echo "No WebKit or no Xvfb yet: installing them."
sudo=""
[ "$(id -u)" = 0 ] || sudo="sudo -n"
if command -v apt-get >/dev/null; then
    $sudo apt-get update -qq && $sudo apt-get install -y -qq webkit2gtk-driver xvfb >/dev/null && found && exit 0
fi
echo "Every view is looked at in WebKit, and it could not be found or installed: Debian has it as webkit2gtk-driver." >&2
exit 1
