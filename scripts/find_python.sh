#!/bin/sh
# Print the newest Python here that milestonelang runs on, or say what is missing.
# A name on the path is not enough: version switchers leave names that only fail,
# and some systems ship Python without what it takes to make an environment.
set -u

incomplete=
for candidate in python3.13 python3.12 python3.11 python3 python; do
    "$candidate" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' \
        >/dev/null 2>&1 || continue
    if "$candidate" -c 'import ensurepip, venv' >/dev/null 2>&1; then
        command -v "$candidate"
        exit 0
    fi
    incomplete="$candidate"
done

if [ -n "$incomplete" ]; then
    echo "$incomplete cannot make an environment: its venv package is missing" >&2
    echo "(on Debian and Ubuntu: apt-get install python3-venv)" >&2
else
    echo "milestonelang needs Python 3.11, 3.12 or 3.13, and found none of them" >&2
fi
exit 1
