// Plays one session with Kibitz in a real VS Code and prints what happened, one JSON object a line:
// {"step", "ok", "seconds", …what was seen}. A step that fails does not end the run. What the
// steps must have seen is asserted in test_vscode.py; this file only does and looks.
//
// Its one argument is a JSON object: playwright, browser, node, codeServer, home, vsix, workspace,
// kibitz, environment, screenshots (all paths absolute).
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { startCodeServer } from "./codeserver.mjs";
import { openWorkbench } from "./workbench.mjs";

const options = JSON.parse(process.argv[2]);
const { chromium } = createRequire(join(options.playwright, "/"))("playwright-core");

const onDisk = (path) => readFileSync(join(options.workspace, path), "utf8");

const STORE = "src/MgX-Core/MgXTrackStore.class.st";
const NEW_STORE = "src/MgX-Core/MgXLabelStore.class.st";

/** Each step gets the workbench and answers what it saw. */
const STEPS = {
  async "status bar"(workbench) {
    await workbench.openFile("MgXTrackStore.class.st");
    await workbench.waitForStatus("Kibitz: ready");
    return { status: await workbench.textOf(workbench.statusItem()) };
  },

  async "ghost text"(workbench) {
    const before = onDisk(STORE);
    const line = before.split("\n").indexOf("{ #category : 'validation' }") + 1;
    await workbench.goTo(line);
    await workbench.keyboard.press("Enter");
    await workbench.keyboard.press("Enter");
    await workbench.goTo(line);
    await workbench.type("{ #category : 'queries' }\nMgXTrackStore >> tracksShorterThan: seconds [\n\n^ self ");
    const ghost = await workbench.until("ghost text", () => workbench.ghostText());
    await workbench.screenshot("ghost-text");
    await workbench.keyboard.press("Tab");
    await workbench.until("the ghost text is taken", async () => (await workbench.ghostText()) === "");
    await workbench.screenshot("ghost-text-taken");
    await workbench.save();
    return { ghost, before, after: onDisk(STORE) };
  },

  async "completion list"(workbench) {
    const line = onDisk(STORE).split("\n").findIndex((each) => each.includes("tracksByArtist at: aTrack artist"));
    await workbench.goTo(line + 1);
    await workbench.keyboard.press("Home");
    await workbench.type("self valid");
    await workbench.keyboard.press("Control+Space");
    await workbench.suggestions().first().waitFor();
    await workbench.until("the list names validate:", async () =>
      (await workbench.suggestions().allInnerTexts()).some((label) => label.startsWith("validate:")),
    );
    const labels = await workbench.suggestions().allInnerTexts();
    await workbench.screenshot("completion-list");
    await workbench.keyboard.press("Escape");
    await workbench.runCommand("File: Revert File");
    return { labels };
  },

  async "explain method"(workbench) {
    const line = onDisk(STORE).split("\n").findIndex((each) => each.includes(">> add: aTrack")) + 1;
    await workbench.goTo(line, 20);
    await workbench.takeCodeAction("Explain");
    await workbench.until("an explanation begins", async () => (await workbench.previewText()).length > 80, 240_000);
    await workbench.screenshot("explain-method-streaming");
    const text = await workbench.until(
      "the explanation names who takes part",
      async () => {
        const shown = await workbench.previewText();
        return shown.includes("Who takes part") && shown;
      },
      240_000,
    );
    await workbench.screenshot("explain-method");
    const preview = await workbench.previewFrame();
    await preview.locator("a", { hasText: "MgXStore>>#add:" }).click();
    await workbench.page.locator(".tab.active", { hasText: "MgXStore.class.st" }).waitFor();
    const place = await workbench.textOf(workbench.page.locator("[id='status.editor.selection']"));
    await workbench.runCommand("View: Close All Editors");
    return { text, place };
  },

  async "generate subclass"(workbench) {
    await workbench.openFile("MgXStore.class.st");
    const line = onDisk("src/MgX-Core/MgXStore.class.st").split("\n").indexOf("Class {") + 1;
    await workbench.goTo(line + 1, 12);
    await workbench.takeCodeAction("Generate");
    const input = workbench.page.locator(".quick-input-widget input[type=text]").first();
    await input.waitFor();
    const proposed = await input.inputValue();
    await workbench.screenshot("generate-name");
    await workbench.keyboard.press("Control+a");
    await workbench.type("MgXLabelStore");
    await workbench.keyboard.press("Enter");
    const apply = workbench.page.locator(".refactor-preview, .bulk-edit-panel").getByText("Apply", { exact: true });
    await apply.waitFor({ timeout: 240_000 });
    await workbench.screenshot("generate-preview");
    const writtenEarly = existsSync(join(options.workspace, NEW_STORE));
    await apply.click();
    await workbench.page.locator(".tab", { hasText: "MgXLabelStore.class.st" }).waitFor();
    await workbench.until("every tab is saved", async () => (await workbench.page.locator(".tab.dirty").count()) === 0);
    await workbench.screenshot("generate-applied");
    return { proposed, writtenEarly, written: onDisk(NEW_STORE) };
  },
};

function tell(event) {
  process.stdout.write(`${JSON.stringify(event)}\n`);
}

const server = await startCodeServer(options);
try {
  const workbench = await openWorkbench({ ...options, chromium, address: server.address });
  try {
    for (const [step, play] of Object.entries(STEPS)) {
      if (options.steps && !options.steps.includes(step)) continue;
      const began = Date.now();
      const seconds = () => Math.round((Date.now() - began) / 100) / 10;
      try {
        const seen = await play(workbench);
        tell({ step, ok: true, seconds: seconds(), ...seen });
      } catch (error) {
        await workbench.screenshot(`failed-${step.replaceAll(" ", "-")}`);
        tell({ step, ok: false, seconds: seconds(), error: String(error) });
      }
    }
  } finally {
    await workbench.close();
  }
} finally {
  await server.stop();
}
