#!/bin/sh
# Installs a browser for the tests where there is none, with Debian's package.
set -eu
command -v chromium >/dev/null 2>&1 && exit 0
export DEBIAN_FRONTEND=noninteractive
apt-get update -q
apt-get install -q -y --no-install-recommends chromium
