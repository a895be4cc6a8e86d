#!/bin/sh
# Installs a Redis server for the tests where there is none, with Debian's packages.
set -eu
command -v redis-server >/dev/null 2>&1 && exit 0
command -v valkey-server >/dev/null 2>&1 && exit 0
export DEBIAN_FRONTEND=noninteractive
apt-get update -q
apt-get install -q -y --no-install-recommends redis-server
