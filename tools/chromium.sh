#!/usr/bin/env bash
# Is there a Chromium for the browser tests? Installs Debian's where it can.
# 0: there is. 3: there is none and none could be had, said loudly; in CI that is an error (1) instead.
set -u
have() { command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null; }

have && exit 0
if command -v apt-get >/dev/null; then
  install=()
  [ "$(id -u)" = 0 ] && install=(env DEBIAN_FRONTEND=noninteractive apt-get)
  [ "$(id -u)" != 0 ] && command -v sudo >/dev/null && sudo -n true 2>/dev/null &&
    install=(sudo -n env DEBIAN_FRONTEND=noninteractive apt-get)
  if [ "${#install[@]}" -gt 0 ]; then
    echo "Cài Chromium cho các kiểm thử trình duyệt …"
    "${install[@]}" update -qq && "${install[@]}" install -y -qq chromium >/dev/null
  fi
fi
have && exit 0

if [ -n "${CI:-}" ]; then
  echo "No Chromium and none could be installed: in CI the browser tests are never left out." >&2
  exit 1
fi
cat >&2 <<'LOUD'
############################################################################################
##  KHÔNG CÓ CHROMIUM: các kiểm thử trình duyệt BỊ BỎ QUA.                                 ##
##  NO CHROMIUM: the browser tests are LEFT OUT.  sudo apt-get install chromium            ##
############################################################################################
LOUD
exit 3
