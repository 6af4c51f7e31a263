// What the installation needs to know before it starts: a Python that is new enough, what to hand
// to pip, and what pip's words mean for the person at the keyboard. Knows nothing of VS Code.
import { RunError, type Run } from "./process.ts";

export const PYTHON_NEEDED = [3, 11] as const;

const NAMES =
  process.platform === "win32"
    ? ["py", "python", "python3"]
    : ["python3", "python3.14", "python3.13", "python3.12", "python3.11", "python"];

/** Prints version and whether environments can be made (Debian keeps ensurepip in a package). */
const PROBE =
  "import sys, importlib.util as u; " +
  "print(*sys.version_info[:2], int(bool(u.find_spec('venv') and u.find_spec('ensurepip'))))";

/** `message` is for the person at the keyboard: what is wrong and what to do. */
export class InstallError extends Error {}

export interface Python {
  command: string;
  version: string;
}

/** The first Python that is new enough and can make environments; raises InstallError. */
export async function findPython(run: Run, names: readonly string[] = NAMES): Promise<Python> {
  const older: string[] = [];
  let withoutVenv: Python | undefined;
  for (const command of names) {
    const found = await probe(command, run);
    if (!found) continue;
    const python = { command, version: `${found.major}.${found.minor}` };
    if (found.major < PYTHON_NEEDED[0] || (found.major === PYTHON_NEEDED[0] && found.minor < PYTHON_NEEDED[1])) {
      older.push(`${command} is ${python.version}`);
    } else if (!found.venv) {
      withoutVenv ??= python;
    } else {
      return python;
    }
  }
  if (withoutVenv) {
    throw new InstallError(
      `Python ${withoutVenv.version} cannot make environments here: its modules venv and ensurepip are ` +
        `missing. On Debian or Ubuntu run: sudo apt install python${withoutVenv.version}-venv`,
    );
  }
  const needed = PYTHON_NEEDED.join(".");
  throw new InstallError(
    older.length > 0
      ? `Kibitz needs Python ${needed} or later, but ${older.join(", ")}. Install a newer Python and try again.`
      : `Kibitz needs Python ${needed} or later, and none was found on the PATH. Install Python and try again.`,
  );
}

async function probe(
  command: string,
  run: Run,
): Promise<{ major: number; minor: number; venv: boolean } | undefined> {
  const args = command === "py" ? ["-3", "-c", PROBE] : ["-c", PROBE];
  try {
    const { code, stdout } = await run(command, args, { timeout: 20_000 });
    const [major, minor, venv] = stdout.trim().split(" ").map(Number);
    if (code !== 0 || major === undefined || minor === undefined) return undefined;
    return { major, minor, venv: venv === 1 };
  } catch (error) {
    if (error instanceof RunError) return undefined; // not there, or it hangs: the next one may do
    throw error;
  }
}

const COMPILERS = process.platform === "win32" ? ["cl", "gcc", "clang"] : ["cc", "gcc", "clang"];

/** Whether a C compiler answers; llama.cpp is compiled where no ready package fits. */
export async function hasCompiler(run: Run): Promise<boolean> {
  for (const command of COMPILERS) {
    try {
      await run(command, command === "cl" ? [] : ["--version"], { timeout: 20_000 });
      return true;
    } catch (error) {
      if (!(error instanceof RunError)) throw error;
    }
  }
  return false;
}

/**
 * What pip is to install: the package the user set, else the wheel that came with the extension.
 * `wheels` are file names. `withModels` adds the extra that runs models.
 */
export function requirement(
  configured: string | null,
  wheels: readonly string[],
  withModels: boolean,
  platform: string = process.platform,
  architecture: string = process.arch,
): { kind: "configured" | "wheel"; spec: string } {
  const set = configured?.trim();
  if (set) return { kind: "configured", spec: set };
  const wheel = wheels.find((name) => wheelFits(name, platform, architecture));
  if (wheel) return { kind: "wheel", spec: withModels ? `${wheel}[local]` : wheel };
  throw new InstallError(
    wheels.length > 0
      ? `The server that came with this extension was built for another system than ${platform} ${architecture}. ` +
          "Set kibitz.server.package to a package for this one, or kibitz.server.path to a kibitz command."
      : "This build of the extension carries no server. Set kibitz.server.package to what pip should " +
          "install (a wheel, or a clone of Kibitz), or kibitz.server.path to a kibitz command.",
  );
}

/** Reads the platform tag, the last part of a wheel's name. */
export function wheelFits(name: string, platform: string, architecture: string): boolean {
  const tag = /-([^-]+)\.whl$/.exec(name)?.[1];
  if (tag === undefined) return false;
  if (tag === "any") return true;
  const machine = { x64: /x86_64|amd64|universal2/, arm64: /aarch64|arm64|universal2/ }[architecture];
  const system = { linux: /linux/, darwin: /macosx/, win32: /^win/ }[platform];
  return Boolean(machine?.test(tag) && system?.test(tag));
}

/** One line of pip as a step worth showing, or undefined. */
export function pipStep(line: string): string | undefined {
  const building = /^\s*Building wheel for (\S+)/.exec(line)?.[1];
  if (building === "llama-cpp-python") return "compiling llama.cpp, which takes minutes…";
  if (building) return `building ${building}…`;
  const collecting = /^Collecting ([^\s<>=!~;[(]+)/.exec(line)?.[1];
  if (collecting) return `getting ${collecting}…`;
  return /^Installing collected packages/.test(line) ? "installing packages…" : undefined;
}

/** What to tell the user of a pip that failed, from what it printed. */
export function explainPip(output: string): string {
  if (/No space left on device|Errno 28/.test(output)) {
    return "The disk is full. Free some space and try again.";
  }
  if (/CMAKE_C(XX)?_COMPILER|No CMAKE_CXX?_COMPILER|command '\S*(gcc|cc|cl)\S*' failed|error: Microsoft Visual C\+\+/.test(output)) {
    return (
      "Compiling failed for want of a C and C++ compiler. Install one " +
      "(Debian or Ubuntu: sudo apt install build-essential) and try again."
    );
  }
  if (/Temporary failure in name resolution|Failed to establish a new connection|ConnectionError|getaddrinfo failed/.test(output)) {
    return "The package index could not be reached. Check the network, or pip's own settings, and try again.";
  }
  if (/No matching distribution found for (\S+)/.test(output)) {
    const name = /No matching distribution found for (\S+)/.exec(output)?.[1];
    return `The package index has no ${name} for this Python and this system.`;
  }
  const last = output.match(/^ERROR: .*$/gm)?.at(-1);
  return last ? last.replace(/^ERROR: /, "pip says: ") : "pip failed; its words are in the output.";
}
