import assert from "node:assert/strict";
import { test } from "node:test";
import { RunError, type Run } from "../src/process.ts";
import { candidates, commandIn, isOlder, locateServer, parseVersion } from "../src/serverLocator.ts";

/** A machine on which exactly these commands exist; each prints its text for `--version`. */
const machine =
  (commands: Record<string, string>): Run =>
  async (command) => {
    const stdout = commands[command];
    if (stdout === undefined) throw new RunError(`${command} was not found.`, "not-found");
    return { code: 0, stdout, stderr: "" };
  };

const nowhere = { setting: null, environment: null, folders: [] };

test("the extension's own environment goes before the PATH", async () => {
  const own = commandIn("/storage/server");
  const run = machine({ [own]: "kibitz, version 0.1.0\n", kibitz: "kibitz, version 0.2.0\n" });
  const found = await locateServer({ ...nowhere, environment: "/storage/server" }, run);
  assert.deepEqual(found, { kind: "found", command: own, origin: "environment", version: "0.1.0" });
});

test("an environment that is broken is passed over", async () => {
  const run = machine({ kibitz: "kibitz, version 0.1.0\n" });
  const found = await locateServer({ ...nowhere, environment: "/storage/server" }, run);
  assert.equal(found.kind === "found" && found.origin, "path");
});

test("a workspace's own .venv comes last", async () => {
  const command = commandIn("/home/me/project/.venv");
  const found = await locateServer({ ...nowhere, folders: ["/home/me/project"] }, machine({ [command]: "kibitz 0.1.0" }));
  assert.equal(found.kind === "found" && found.command, command);
});

test("a path that the user set is the only one tried", async () => {
  const run = machine({ kibitz: "kibitz, version 0.1.0\n" });
  const found = await locateServer({ ...nowhere, setting: "/opt/kibitz" }, run);
  assert.deepEqual(found, { kind: "broken", problems: ["/opt/kibitz was not found."] });
});

test("nothing anywhere is said with all that was tried", async () => {
  const found = await locateServer(nowhere, machine({}));
  assert.deepEqual(found, { kind: "missing", problems: ["kibitz was not found."] });
});

test("another program called kibitz is not taken for ours", async () => {
  const found = await locateServer(nowhere, machine({ kibitz: "usage: kibitz user [shell]\n" }));
  assert.deepEqual(found, {
    kind: "missing",
    problems: ["kibitz --version failed: usage: kibitz user [shell]"],
  });
});

test("a server that is too old is named with what is needed", async () => {
  const found = await locateServer(nowhere, machine({ kibitz: "kibitz, version 0.0.9\n" }));
  assert.deepEqual(found, {
    kind: "missing",
    problems: ["kibitz is Kibitz 0.0.9; this extension needs 0.1.0 or later."],
  });
});

test("a blank setting is no setting", () => {
  assert.deepEqual(candidates({ ...nowhere, setting: "  " }), [{ command: "kibitz", origin: "path" }]);
});

test("versions are read from both forms", () => {
  assert.equal(parseVersion("kibitz, version 1.2.3\n"), "1.2.3");
  assert.equal(parseVersion("kibitz 1.2.3.dev4"), "1.2.3.dev4");
  assert.equal(parseVersion("Python 3.11.2"), undefined);
});

test("versions are compared by number", () => {
  assert.equal(isOlder("0.9.0", "0.10.0"), true);
  assert.equal(isOlder("0.10", "0.10.0"), false);
  assert.equal(isOlder("0.1.0.dev1", "0.1.0"), false);
});
