import assert from "node:assert/strict";
import { test } from "node:test";
import type { EngineState, ServerStatus } from "../src/protocol.ts";
import { statusText } from "../src/statusText.ts";

const server = (completion: EngineState, command: EngineState, scanned?: [number, number]): ServerStatus => ({
  engines: {
    completion: { state: completion, model: "small.gguf", detail: "The small one." },
    command: { state: command, model: "large.gguf", detail: "The large one." },
  },
  index: scanned
    ? { state: "scanning", files: scanned[0], total: scanned[1] }
    : { state: "ready", files: 12, total: 12 },
});

const shown = (status: ServerStatus, inlineEnabled = true): string =>
  statusText({ phase: "running", server: status, inlineEnabled }).text;

test("all is well", () => assert.equal(shown(server("ready", "ready")), "$(sparkle) Kibitz: ready"));
test("ghost text switched off shows", () =>
  assert.equal(shown(server("ready", "ready"), false), "$(eye-closed) Kibitz: ready"));
test("a failed model goes before everything else", () =>
  assert.equal(shown(server("starting", "failed", [1, 2])), "$(error) Kibitz: model failed"));
test("a loading model goes before the index", () =>
  assert.equal(shown(server("starting", "ready", [1, 2])), "$(loading~spin) Kibitz: loading model"));
test("the index tells how far it is", () =>
  assert.equal(shown(server("ready", "ready", [250, 1000])), "$(loading~spin) Kibitz: indexing 25 %"));
test("an index that knows no total yet divides by nothing", () =>
  assert.equal(shown(server("ready", "ready", [0, 0])), "$(loading~spin) Kibitz: indexing"));
test("no model is a warning, not an error", () => {
  const { text, severity } = statusText({ phase: "running", server: server("absent", "absent"), inlineEnabled: true });
  assert.deepEqual([text, severity], ["$(circle-slash) Kibitz: no model", "warning"]);
});
test("a missing command model alone is no warning", () =>
  assert.equal(shown(server("ready", "absent")), "$(sparkle) Kibitz: ready"));
test("a server that has not told its status yet is starting", () =>
  assert.equal(statusText({ phase: "running", inlineEnabled: true }).text, "$(loading~spin) Kibitz: starting"));
test("a server that failed says why", () => {
  const { tooltip } = statusText({ phase: "failed", detail: "kibitz was not found.", inlineEnabled: true });
  assert.equal(tooltip, "The server did not start.\n\nkibitz was not found.");
});
test("the tooltip names models, index and ghost text", () => {
  const { tooltip } = statusText({ phase: "running", server: server("ready", "absent"), inlineEnabled: false });
  assert.equal(
    tooltip,
    "**While typing**: ready, `small.gguf`  \nThe small one.\n\n" +
      "**On request**: absent, `large.gguf`  \nThe large one.\n\n" +
      "**Index**: 12 files\n\n**Ghost text**: off",
  );
});
