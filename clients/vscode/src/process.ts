// Runs a program to its end: lines as they come, a time limit, and an end to the whole process
// tree when the caller loses interest.
import { spawn, type ChildProcess } from "node:child_process";
import { createInterface } from "node:readline";

export interface RunOptions {
  cwd?: string;
  env?: NodeJS.ProcessEnv;
  signal?: AbortSignal;
  /** Milliseconds after which the program is ended. */
  timeout?: number;
  onLine?: (line: string, stream: "stdout" | "stderr") => void;
}

export interface RunResult {
  /** The exit code; null where a signal ended the program. */
  code: number | null;
  stdout: string;
  stderr: string;
}

/** The program could not be started, was cancelled, or ran past its time limit. */
export class RunError extends Error {
  constructor(
    message: string,
    readonly reason: "not-found" | "not-started" | "cancelled" | "timeout",
  ) {
    super(message);
  }
}

export type Run = (command: string, args: readonly string[], options?: RunOptions) => Promise<RunResult>;

/** Resolves with whatever exit code the program had; rejects with a RunError only. */
export const run: Run = (command, args, options = {}) =>
  new Promise((resolve, reject) => {
    const { signal } = options;
    if (signal?.aborted) {
      reject(new RunError(`${command} was cancelled.`, "cancelled"));
      return;
    }
    const child = spawn(command, args, {
      cwd: options.cwd,
      env: options.env ?? process.env,
      stdio: ["ignore", "pipe", "pipe"],
      detached: process.platform !== "win32", // a group of its own, so that a compiler ends with pip
      windowsHide: true,
    });
    const texts = { stdout: "", stderr: "" };
    for (const name of ["stdout", "stderr"] as const) {
      const stream = child[name].setEncoding("utf8");
      stream.on("data", (text: string) => (texts[name] += text));
      if (options.onLine) {
        const { onLine } = options;
        createInterface({ input: stream }).on("line", (line) => onLine(line, name));
      }
    }
    let stopped: RunError | undefined;
    const stop = (error: RunError): void => {
      stopped = error;
      endTree(child);
    };
    const cancel = (): void => stop(new RunError(`${command} was cancelled.`, "cancelled"));
    signal?.addEventListener("abort", cancel, { once: true });
    const timer =
      options.timeout === undefined
        ? undefined
        : setTimeout(
            () => stop(new RunError(`${command} did not answer in ${options.timeout} ms.`, "timeout")),
            options.timeout,
          );
    const settle = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", cancel);
    };
    child.on("error", (error: NodeJS.ErrnoException) => {
      settle();
      reject(
        error.code === "ENOENT"
          ? new RunError(`${command} was not found.`, "not-found")
          : new RunError(`${command} could not be started: ${error.message}`, "not-started"),
      );
    });
    child.on("close", (code) => {
      settle();
      if (stopped) reject(stopped);
      else resolve({ code, ...texts });
    });
  });

function endTree(child: ChildProcess): void {
  if (child.pid === undefined) return;
  if (process.platform === "win32") {
    spawn("taskkill", ["/pid", String(child.pid), "/t", "/f"], { windowsHide: true });
    return;
  }
  try {
    process.kill(-child.pid, "SIGTERM");
  } catch {
    child.kill("SIGTERM"); // the group is gone already
  }
}
