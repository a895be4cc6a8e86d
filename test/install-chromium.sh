#!/bin/sh
# Installs the browsers for the tests that are not there, with Debian's packages: one with windows, one without, which not
# every system has.
set -eu
command -v chromium >/dev/null 2>&1 && command -v chromium-headless-shell >/dev/null 2>&1 && exit 0
export DEBIAN_FRONTEND=noninteractive
apt-get update -q
command -v chromium >/dev/null 2>&1 || apt-get install -q -y --no-install-recommends chromium
apt-get install -q -y --no-install-recommends chromium-headless-shell || true
