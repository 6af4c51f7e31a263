import assert from "node:assert/strict";
import { once } from "node:events";
import { Readable } from "node:stream";
import { test } from "node:test";
import { nameProblem, stemOf } from "../src/className.ts";
import { restartAllowed } from "../src/crashes.ts";
import { pageHtml, renderedPlainly } from "../src/pageHtml.ts";
import { reportMarkdown } from "../src/doctorReport.ts";
import { lineOf, previewLinks } from "../src/links.ts";
import { forwardLog, levelOf } from "../src/serverLog.ts";
import { afterLine, NOTHING_YET, size } from "../src/pullProgress.ts";

const stem = (name: string, superclass: string): string => name.slice(...stemOf(name, superclass));

test("what distinguishes a proposed name is selected", () => {
  assert.equal(stem("MgXStreamStore", "MgXStore"), "Stream");
  assert.equal(stem("NewMgXStore", "MgXStore"), "New");
  assert.equal(stem("Invoice", "Object"), "Invoice");
  assert.equal(stem("MgXStore", "MgXStore"), "MgXStore");
});

test("letters that two words share by chance are no prefix", () => {
  assert.equal(stem("StreamStore", "StringStore"), "Stream");
});

test("names that no class can have are refused", () => {
  assert.equal(nameProblem("MgXStreamStore"), undefined);
  assert.equal(nameProblem("Übersicht"), undefined);
  assert.match(nameProblem("") ?? "", /needs a name/);
  assert.match(nameProblem("store") ?? "", /capital/);
  assert.match(nameProblem("My Store") ?? "", /“ ”/);
  assert.match(nameProblem("2nd") ?? "", /letter/);
});

test("a pull's events add up", () => {
  const lines = [
    '{"event": "start", "label": "small.gguf", "total": 200}',
    '{"event": "progress", "done": 51, "total": 200}',
    "DeprecationWarning: not an event",
    '{"event": "failed", "model": "large", "text": "No network."}',
  ];
  assert.deepEqual(lines.reduce(afterLine, NOTHING_YET), {
    label: "small.gguf",
    percent: 25,
    failures: ["No network."],
  });
});

test("sizes are shown in the unit that fits", () => {
  assert.equal(size(491_400_064), "0.5 GB");
  assert.equal(size(1_200_000), "2 MB");
});

test("a fifth crash within three minutes is one too many", () => {
  assert.equal(restartAllowed([0, 1000, 2000, 3000]), true);
  assert.equal(restartAllowed([0, 1000, 2000, 3000, 4000]), false);
  assert.equal(restartAllowed([0, 1000, 2000, 3000, 181_000]), true);
});

test("the server's log keeps its levels", () => {
  assert.deepEqual(levelOf("2026-11-21 08:28:01,562 DEBUG kibitz.protocol.rpc: Request 132"), {
    level: "debug",
    text: "kibitz.protocol.rpc: Request 132",
  });
  assert.deepEqual(levelOf("2026-11-21 at noon"), { level: undefined, text: "2026-11-21 at noon" });
});

test("a traceback stays with the line it belongs to", async () => {
  const written: string[] = [];
  const at = (level: string) => (text: string) => void written.push(`${level} ${text}`);
  const input = Readable.from(["2026-11-21 08:28:01,562 WARNING a: b\nTraceback\n2026-11-21 08:28:01,562 INFO c: d\n"]);
  forwardLog(input, { error: at("error"), warn: at("warn"), info: at("info"), debug: at("debug") });
  await once(input, "close");
  assert.deepEqual(written, ["warn a: b", "warn Traceback", "info c: d"]);
});

test("links into the workspace become paths that the preview takes", () => {
  const folder = "file:///home/me/stores";
  assert.equal(previewLinks("[`A>>#b`](file:///home/me/stores/A.class.st#L3), x", folder), "[`A>>#b`](/A.class.st#L3), x");
  assert.equal(previewLinks("[`A>>#b`](file:///elsewhere/A.class.st#L3)", folder), "`A>>#b`");
  assert.equal(previewLinks("[docs](https://example.org)", folder), "[docs](https://example.org)");
});

test("the doctor's report has the worst first, with the way out", () => {
  const findings = [
    { subject: "python", health: "ok", sentence: "Python 3.11.", way_out: "" },
    { subject: "models", health: "fail", sentence: "The file is damaged.", way_out: "Pull it again." },
  ] as const;
  assert.equal(
    reportMarkdown({ ok: false, findings: [...findings] }),
    "# Kibitz doctor\n\nSomething does not work.\n\n" +
      "- ✗ **models**: The file is damaged.  \n  → Pull it again.\n- ✓ **python**: Python 3.11.\n",
  );
});

test("a link's fragment names a line", () => {
  assert.deepEqual(["L35", "L1", "", "heading"].map(lineOf), [34, 0, 0, 0]);
});

test("a page lets in its own style and script alone", () => {
  const policy = /content="([^"]*)"/.exec(pageHtml())?.[1] ?? "";
  assert.match(policy, /^default-src 'none'; style-src 'nonce-(\w{32})'; script-src 'nonce-\1'$/);
});

test("Markdown that nothing renders is shown as it is written", () => {
  assert.equal(renderedPlainly("a < b & c"), "<pre>a &lt; b &amp; c</pre>");
});
