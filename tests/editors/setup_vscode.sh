#!/usr/bin/env bash
# Installs what the VS Code editor test needs: Debian packages (as root or through sudo), and
# Node 24, code-server and playwright-core under .tools/ (KIBITZ_TOOLS overrides the place).
# Does nothing, in well under a second, where everything is there already.
#
#   tests/editors/setup_vscode.sh          install what is missing
#   tests/editors/setup_vscode.sh --node   only Node 24, which building the extension needs
set -euo pipefail

NODE=24.21.0           # code-server 4.139 runs on this major version and no other
CODE_SERVER=4.139.1    # VS Code 1.139
PLAYWRIGHT=1.65.1
PACKAGES=(chromium fonts-dejavu-core libkrb5-dev libx11-dev libxkbfile-dev libsecret-1-dev
    build-essential pkg-config python3)

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
tools=${KIBITZ_TOOLS:-$here/../../.tools}
mkdir -p "$tools"
tools=$(cd "$tools" && pwd)

say() { printf 'setup_vscode: %s\n' "$*" >&2; }

install_debian_packages() {
    local missing=() package
    for package in "${PACKAGES[@]}"; do
        dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing+=("$package")
    done
    [ ${#missing[@]} -eq 0 ] && return
    local sudo=()
    if [ "$(id -u)" -ne 0 ]; then
        command -v sudo >/dev/null || { say "run as root: apt-get install ${missing[*]}"; exit 1; }
        sudo=(sudo)
    fi
    say "installing ${missing[*]}"
    "${sudo[@]}" apt-get update -qq
    DEBIAN_FRONTEND=noninteractive "${sudo[@]}" apt-get install -y -qq --no-install-recommends "${missing[@]}" >&2
}

# install_npm FOLDER PACKAGE@VERSION: a folder of its own, and a stamp that says it is complete.
install_npm() {
    local folder=$tools/$1 package=$2
    [ "$(cat "$folder/.complete" 2>/dev/null)" = "$package" ] && return
    say "installing $package"
    rm -rf "$folder"
    mkdir -p "$folder"
    echo '{"private": true}' >"$folder/package.json"
    npm install --prefix "$folder" "$package" --no-audit --no-fund --loglevel=error "${@:3}" >&2
    echo "$package" >"$folder/.complete"
}

command -v npm >/dev/null || { say "npm was not found: install Node.js with npm first"; exit 1; }

install_npm node24 "node@$NODE"
[ "${1:-}" = --node ] && exit 0

install_debian_packages
export PATH=$tools/node24/node_modules/node/bin:$PATH
headers=$(find "$tools/node24" -path '*/include/node/common.gypi' -print -quit)  # npm may nest it
export npm_config_nodedir=${headers%/include/node/common.gypi} JOBS=${JOBS:-2}
install_npm code-server "code-server@$CODE_SERVER"
install_npm playwright "playwright-core@$PLAYWRIGHT" --ignore-scripts
say "ready in $tools"
