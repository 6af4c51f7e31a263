// How often a server may crash before it is left alone.

const MOST = 4;
const WITHIN = 3 * 60_000; // milliseconds

/** `crashes` are the times of all crashes so far, in milliseconds, the latest last. */
export function restartAllowed(crashes: readonly number[]): boolean {
  const latest = crashes.at(-1) ?? 0;
  return crashes.filter((time) => latest - time < WITHIN).length <= MOST;
}
