#!/bin/sh
# Find nginx and Caddy for the test of two replicas, or install them; say so and fail if they cannot be had.
set -u

found() { PATH="$PATH:/usr/sbin" command -v nginx && PATH="$PATH:/usr/sbin" command -v caddy; }

found && exit 0
echo "No nginx or no Caddy yet: installing them."
sudo=""
[ "$(id -u)" = 0 ] || sudo="sudo -n"
if command -v apt-get >/dev/null; then
    # their packages would start both on port 80
    $sudo apt-get update -qq && $sudo env RUNLEVEL=1 apt-get install -y -qq nginx-light caddy >/dev/null && found && exit 0
fi
echo "The test of two replicas stands behind nginx and Caddy, and they could not be found or installed." >&2
exit 1
