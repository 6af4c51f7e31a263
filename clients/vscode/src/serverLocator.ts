// Where the `kibitz` command is. Looks in a fixed order and believes no file before it has
// answered `--version`. Knows nothing of VS Code.
import { homedir } from "node:os";
import { join } from "node:path";
import { RunError, type Run } from "./process.ts";

/** The oldest server this extension can talk to. */
export const OLDEST_SERVER = "0.1.0";

/** A cold start of Python from a slow disk takes seconds. */
const VERSION_TIMEOUT = 30_000;

export type Origin = "setting" | "environment" | "path" | "workspace";

export interface Candidate {
  command: string;
  origin: Origin;
}

export interface Places {
  /** The setting `kibitz.server.path`. */
  setting: string | null;
  /** The environment the extension installed, if it has. */
  environment: string | null;
  /** Folders of a trusted workspace; none where it is not trusted. */
  folders: readonly string[];
}

export interface Found extends Candidate {
  kind: "found";
  version: string;
}

export interface NotFound {
  kind: "missing" | "broken";
  /** What was tried and why it was no use, one sentence each. */
  problems: string[];
}

/**
 * The first server that answers. A path that the user set is the only one tried: where it does
 * not work the user wants to know, and not to get another server.
 */
export async function locateServer(places: Places, run: Run): Promise<Found | NotFound> {
  const problems: string[] = [];
  const tried = candidates(places);
  for (const candidate of tried) {
    try {
      const version = await askVersion(candidate.command, run);
      return { kind: "found", version, ...candidate };
    } catch (error) {
      problems.push((error as Error).message);
    }
  }
  return { kind: tried[0]?.origin === "setting" ? "broken" : "missing", problems };
}

export function candidates(places: Places): Candidate[] {
  const setting = places.setting?.trim();
  if (setting) return [{ command: expandHome(setting), origin: "setting" }];
  const all: Candidate[] = [];
  if (places.environment) all.push({ command: commandIn(places.environment), origin: "environment" });
  all.push({ command: "kibitz", origin: "path" });
  for (const folder of places.folders) {
    all.push({ command: commandIn(join(folder, ".venv")), origin: "workspace" });
  }
  return all;
}

/** The path of a command in a Python environment. */
export function commandIn(environment: string, name = "kibitz"): string {
  return process.platform === "win32"
    ? join(environment, "Scripts", `${name}.exe`)
    : join(environment, "bin", name);
}

async function askVersion(command: string, run: Run): Promise<string> {
  const { code, stdout, stderr } = await run(command, ["--version"], { timeout: VERSION_TIMEOUT });
  const version = parseVersion(stdout);
  if (code !== 0 || version === undefined) {
    const said = (stderr || stdout).trim().split("\n").at(-1) ?? "";
    throw new RunError(`${command} --version failed${said ? `: ${said}` : "."}`, "not-started");
  }
  if (isOlder(version, OLDEST_SERVER)) {
    throw new RunError(
      `${command} is Kibitz ${version}; this extension needs ${OLDEST_SERVER} or later.`,
      "not-started",
    );
  }
  return version;
}

/** `kibitz, version 0.1.0` and `kibitz 0.1.0` -> `0.1.0`; undefined for another program's words. */
export function parseVersion(output: string): string | undefined {
  return /^kibitz,?\s+(?:version\s+)?v?(\d+(?:\.\d+)+\S*)/im.exec(output)?.[1];
}

/** Compares the leading numbers only: a development version counts as its release. */
export function isOlder(version: string, other: string): boolean {
  const [left, right] = [numbers(version), numbers(other)];
  for (let i = 0; i < Math.max(left.length, right.length); i++) {
    const difference = (left[i] ?? 0) - (right[i] ?? 0);
    if (difference !== 0) return difference < 0;
  }
  return false;
}

function numbers(version: string): number[] {
  return (/^\d+(?:\.\d+)*/.exec(version)?.[0] ?? "").split(".").map(Number);
}

function expandHome(path: string): string {
  return path.startsWith("~/") ? join(homedir(), path.slice(2)) : path;
}
