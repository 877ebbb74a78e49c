#!/bin/sh
# Makes .venv and installs a hashed lock into it: venv.sh demo | dev. Does nothing when that was done before.
set -eu
cd "$(dirname "$0")/.."
lock="requirements-$1.lock"
done_before=".venv/installed-$1.lock"

stop() { echo "$1" >&2; exit 1; }

works() { "$1" -c "$2" >/dev/null 2>&1; }

if [ -x .venv/bin/python ] && ! works .venv/bin/python 'import pip'; then
    rm -rf .venv # the Python it was made with is gone, or its making was cut short
fi
if [ -x .venv/bin/python ] && cmp -s "$lock" "$done_before"; then
    exit 0
fi

free=$(df -Pk . | awk 'NR == 2 { print int($4 / 1024) }')
[ "$free" -ge 1500 ] || stop "The disk of this folder is nearly full: $free MB are free, 1500 MB are needed to install the packages."

if [ ! -x .venv/bin/python ]; then
    python=""
    for candidate in python3.13 python3.12 python3.11 python3; do
        if works "$candidate" 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 14))'; then
            found=$candidate
            if works "$candidate" 'import ensurepip, venv'; then
                python=$candidate
                break
            fi
        fi
    done
    [ -n "${found:-}" ] || stop "Python 3.11, 3.12 or 3.13 is needed and was not found: install it (Debian, Ubuntu: apt-get install python3 python3-venv)."
    [ -n "$python" ] || stop "$found cannot make virtual environments: install python3-venv (Debian, Ubuntu: apt-get install python3-venv)."
    echo "Making .venv with $python …"
    "$python" -m venv .venv || stop "The virtual environment could not be made, see above."
fi

echo "Installing the packages of $lock, about a minute …"
.venv/bin/python -m pip install --quiet --disable-pip-version-check --no-input --require-hashes -r "$lock" \
    || stop "The packages could not be installed, see above."
cp "$lock" "$done_before"
