#!/usr/bin/env bash
# Make the virtual environment: prepare_python.sh PYTHON VENV. Says what is missing and how to get it.
set -eu
python=$1 venv=$2

"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || {
  echo "Cần Python 3.11 trở lên ($python không có hoặc cũ hơn). Trên Debian, Ubuntu: apt-get install python3 python3-venv." >&2
  exit 1
}
[ -x "$venv/bin/python" ] && "$venv/bin/python" -m pip --version >/dev/null 2>&1 && exit 0

rm -rf "$venv"
if ! "$python" -m venv "$venv" 2>/dev/null; then
  rm -rf "$venv"
  # Debian keeps venv's own pip in a package of its own.
  version=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "Cài gói python$version-venv …"
    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "python$version-venv" >/dev/null
    "$python" -m venv "$venv"
  else
    echo "Thiếu gói venv của Python. Hãy chạy: sudo apt-get install python$version-venv" >&2
    exit 1
  fi
fi
