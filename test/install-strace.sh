#!/bin/sh
# Installs strace, by which a test counts system calls, where there is none, with Debian's package.
set -eu
command -v strace >/dev/null 2>&1 && exit 0
export DEBIAN_FRONTEND=noninteractive
apt-get update -q
apt-get install -q -y --no-install-recommends strace
