"""Every benchmark in turn; `--tree DIR` names a large Smalltalk source tree.

python -m benchmarks [--tree DIR]
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from pathlib import Path


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--tree", type=Path, help="a large Smalltalk source tree, such as Pharo's")
    tree = parser.parse_args().tree
    runs = [["startup"], ["engine"], ["inline"]]
    if tree is None:
        print("No tree given (make bench TREE=DIR): the figures for a large one are left out.")
    else:
        runs += [["index", str(tree)], ["completion", str(tree)], ["inline", str(tree)]]
    failed = 0
    for name, *arguments in runs:
        command = [sys.executable, "-m", f"benchmarks.{name}", *arguments]
        failed += subprocess.run(command, check=False).returncode != 0
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
