import assert from "node:assert/strict";
import { test } from "node:test";
import { RunError, type Run } from "../src/process.ts";
import { explainPip, findPython, hasCompiler, pipStep, requirement, wheelFits } from "../src/python.ts";

const machine =
  (commands: Record<string, string>): Run =>
  async (command) => {
    const stdout = commands[command];
    if (stdout === undefined) throw new RunError(`${command} was not found.`, "not-found");
    return { code: 0, stdout, stderr: "" };
  };

test("the first Python that is new enough is taken", async () => {
  const run = machine({ python3: "3 9 1", "python3.12": "3 12 1", "python3.11": "3 11 1" });
  const python = await findPython(run, ["python3", "python3.12", "python3.11"]);
  assert.deepEqual(python, { command: "python3.12", version: "3.12" });
});

test("a Python that is too old is named", async () => {
  await assert.rejects(findPython(machine({ python3: "3 9 1" }), ["python3"]), /needs Python 3\.11 .*python3 is 3\.9/);
});

test("no Python at all is said", async () => {
  await assert.rejects(findPython(machine({}), ["python3"]), /none was found/);
});

test("Debian's Python without venv is told apart, with the way out", async () => {
  await assert.rejects(findPython(machine({ python3: "3 11 0" }), ["python3"]), /sudo apt install python3\.11-venv/);
});

test("a compiler is found under any of its names", async () => {
  assert.equal(await hasCompiler(machine({ clang: "clang version 19" })), true);
  assert.equal(await hasCompiler(machine({})), false);
});

test("a package that the user set goes before the bundled wheel", () => {
  assert.deepEqual(requirement("/clone[local]", ["kibitz-0.1.0-py3-none-any.whl"], true), {
    kind: "configured",
    spec: "/clone[local]",
  });
});

test("the bundled wheel is installed with or without what runs models", () => {
  const wheels = ["kibitz-0.1.0-cp311-abi3-linux_x86_64.whl"];
  assert.equal(requirement(null, wheels, true, "linux", "x64").spec, `${wheels[0]}[local]`);
  assert.equal(requirement(null, wheels, false, "linux", "x64").spec, wheels[0]);
});

test("a wheel for another system is refused with the way out", () => {
  const wheels = ["kibitz-0.1.0-cp311-abi3-linux_x86_64.whl"];
  assert.throws(() => requirement(null, wheels, true, "darwin", "arm64"), /another system .*kibitz\.server\.package/);
  assert.throws(() => requirement(null, [], true), /carries no server/);
});

test("a wheel fits by its platform tag", () => {
  assert.equal(wheelFits("kibitz-0.1.0-cp311-abi3-manylinux_2_28_aarch64.whl", "linux", "arm64"), true);
  assert.equal(wheelFits("kibitz-0.1.0-cp311-abi3-macosx_11_0_universal2.whl", "darwin", "arm64"), true);
  assert.equal(wheelFits("kibitz-0.1.0-cp311-abi3-win_amd64.whl", "linux", "x64"), false);
  assert.equal(wheelFits("kibitz-0.1.0.tar.gz", "linux", "x64"), false);
});

test("pip's lines become steps", () => {
  assert.equal(pipStep("Collecting pygls<2.2,>=2.1.1"), "getting pygls…");
  assert.match(pipStep("  Building wheel for llama-cpp-python (pyproject.toml): started") ?? "", /takes minutes/);
  assert.equal(pipStep("  Using cached click-8.1.7-py3-none-any.whl"), undefined);
});

test("what pip says of a missing compiler, a full disk and no network is explained", () => {
  assert.match(explainPip("CMake Error: CMAKE_C_COMPILER not set"), /build-essential/);
  assert.match(explainPip("OSError: [Errno 28] No space left on device"), /disk is full/);
  assert.match(explainPip("NewConnectionError: Failed to establish a new connection"), /could not be reached/);
  assert.match(explainPip("ERROR: No matching distribution found for kibitz"), /has no kibitz/);
});

test("of anything else pip's own last error is passed on", () => {
  assert.equal(explainPip("Collecting x\nERROR: first\nERROR: the last"), "pip says: the last");
});
