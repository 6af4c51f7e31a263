#!/usr/bin/env bash
# Packages the extension as kibitz.vsix with Kibitz's own wheel inside, so that it can install its
# server without a package index of ours. Needs Node 22 or later (the editor tests' set-up brings
# one) and the repository's .venv.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
root=$(cd ../.. && pwd)

if [ "$(node -p 'Number(process.versions.node.split(".")[0])' 2>/dev/null || echo 0)" -lt 22 ]; then
    "$root/tests/editors/setup_vscode.sh" --node
    export PATH="${KIBITZ_TOOLS:-$root/.tools}/node24/node_modules/node/bin:$PATH"
fi

rm -rf server
mkdir server
rm -rf "$root"/build/lib.* "$root"/build/bdist.*  # what an earlier build left would end up in the wheel
PYTHONWARNINGS=ignore "$root/.venv/bin/python" -m pip wheel --quiet --no-deps --no-build-isolation --wheel-dir server "$root"

npm run --silent check
npm run --silent build
npx --no-install vsce package --no-dependencies --skip-license --allow-missing-repository --out kibitz.vsix
