// The server's log lines, which come over stderr, as the output channel's own levels.
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";

export type Level = "error" | "warn" | "info" | "debug";

const LEVELS: Record<string, Level> = { CRITICAL: "error", ERROR: "error", WARNING: "warn", INFO: "info", DEBUG: "debug" };

/** `date time LEVEL logger: text`, as Python's logging writes it, without the date; others as they are. */
export function levelOf(line: string): { level: Level | undefined; text: string } {
  const match = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\S* ([A-Z]+) (.*)$/.exec(line);
  const level = LEVELS[match?.[1] ?? ""];
  return level && match?.[2] !== undefined ? { level, text: match[2] } : { level: undefined, text: line };
}

/** Writes each line at its level; a line without one, such as a traceback's, at that of the line before. */
export function forwardLog(input: Readable, write: Record<Level, (text: string) => void>): void {
  let current: Level = "error"; // what comes before any log line is a start that went wrong
  createInterface({ input }).on("line", (line) => {
    const { level, text } = levelOf(line);
    current = level ?? current;
    write[current](text);
  });
}
