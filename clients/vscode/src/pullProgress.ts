// The lines of `kibitz models pull --json` and of `kibitz models list --json`, read.

/** One line of a pull: what began, how far it is, a remark, how it ended. */
export type PullEvent =
  | { event: "start"; label: string; total: number }
  | { event: "progress"; done: number; total: number }
  | { event: "note"; text: string }
  | { event: "done"; model: string; path: string }
  | { event: "failed"; model: string; text: string };

export interface ModelReport {
  name: string;
  role: string;
  bytes: number;
  state: string;
  detail: string;
}

/** What is known of a pull so far. */
export interface PullProgress {
  label: string;
  /** Whole percent of the file in hand. */
  percent: number;
  failures: readonly string[];
}

export const NOTHING_YET: PullProgress = { label: "", percent: 0, failures: [] };

/** What is known after one more line; a line that is no event changes nothing. */
export function afterLine(before: PullProgress, line: string): PullProgress {
  const event = parse(line);
  switch (event?.event) {
    case "start":
      return { ...before, label: event.label, percent: 0 };
    case "progress":
      return { ...before, percent: event.total > 0 ? Math.floor((100 * event.done) / event.total) : 0 };
    case "failed":
      return { ...before, failures: [...before.failures, event.text] };
    default:
      return before;
  }
}

function parse(line: string): PullEvent | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === "object" && value !== null && "event" in value ? (value as PullEvent) : undefined;
  } catch {
    return undefined; // a warning that Python printed
  }
}

/** 491400064 -> `0.5 GB`. */
export function size(bytes: number): string {
  return bytes >= 1e8 ? `${(bytes / 1e9).toFixed(1)} GB` : `${Math.ceil(bytes / 1e6)} MB`;
}
