import assert from "node:assert/strict";
import { test } from "node:test";
import { run, RunError } from "../src/process.ts";

const node = process.execPath;
const reason = (wanted: RunError["reason"]) => (error: unknown) => error instanceof RunError && error.reason === wanted;

test("output, exit code and lines come through", async () => {
  const lines: string[] = [];
  const script = "console.log('one\\ntwo'); console.error('three'); process.exit(3)";
  const result = await run(node, ["-e", script], { onLine: (line, stream) => lines.push(`${stream}: ${line}`) });
  assert.deepEqual(result, { code: 3, stdout: "one\ntwo\n", stderr: "three\n" });
  assert.deepEqual(lines.sort(), ["stderr: three", "stdout: one", "stdout: two"]);
});

test("a program that is not there is told apart", async () => {
  await assert.rejects(run("kibitz-that-is-nowhere", []), reason("not-found"));
});

test("cancelling ends the program and what it started", async () => {
  const abort = new AbortController();
  // The grandchild holds the pipe open: the promise settles only once it is gone too.
  const grandchild = "setInterval(() => {}, 1000)";
  const script = `require('node:child_process').spawn(process.execPath, ['-e', ${JSON.stringify(grandchild)}], {stdio: 'inherit'}); console.log('up'); setInterval(() => {}, 1000)`;
  await assert.rejects(
    run(node, ["-e", script], { signal: abort.signal, onLine: () => abort.abort() }),
    reason("cancelled"),
  );
});

test("a signal that came before the start starts nothing", async () => {
  await assert.rejects(run(node, ["-e", ""], { signal: AbortSignal.abort() }), reason("cancelled"));
});

test("a program that hangs is ended at its time limit", async () => {
  await assert.rejects(run(node, ["-e", "setInterval(() => {}, 1000)"], { timeout: 50 }), reason("timeout"));
});
