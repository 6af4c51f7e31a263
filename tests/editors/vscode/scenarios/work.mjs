// A working session in Smalltalk: ghost text, the completion list, both commands. Each step gets
// the workbench and the session's options, and answers what it saw.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

const STORE = "src/MgX-Core/MgXTrackStore.class.st";
const NEW_STORE = "src/MgX-Core/MgXLabelStore.class.st";

const onDisk = ({ workspace }, path) => readFileSync(join(workspace, path), "utf8");

export default {
  async "status bar"(workbench) {
    await workbench.openFile("MgXTrackStore.class.st");
    await workbench.waitForStatus("Kibitz: ready");
    return { status: await workbench.textOf(workbench.statusItem()) };
  },

  async "ghost text"(workbench, options) {
    const before = onDisk(options, STORE);
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
    return { ghost, before, after: onDisk(options, STORE) };
  },

  async "completion list"(workbench, options) {
    const line = onDisk(options, STORE).split("\n").findIndex((each) => each.includes("tracksByArtist at: aTrack artist"));
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

  async "menu"(workbench, { home }) {
    const settings = () => JSON.parse(readFileSync(join(home, "data/User/settings.json"), "utf8"));
    const take = async (entry) => {
      await workbench.statusItem().click();
      const row = workbench.page.locator(".quick-input-list .monaco-list-row", { hasText: entry });
      await row.waitFor();
      await workbench.screenshot("menu");
      await row.click();
    };
    await take("Turn ghost text off");
    const off = await workbench.until("ghost text is off", () => settings()["kibitz.inline.enabled"] === false);
    await take("Turn ghost text on");
    const on = await workbench.until("ghost text is on", () => settings()["kibitz.inline.enabled"] === true);
    return { off, on };
  },

  async "explain method"(workbench, options) {
    const line = onDisk(options, STORE).split("\n").findIndex((each) => each.includes(">> add: aTrack")) + 1;
    await workbench.goTo(line, 20);
    await workbench.takeCodeAction("Explain");
    await workbench.until("an explanation begins", async () => (await workbench.pageText()).length > 80, 240_000);
    await workbench.screenshot("explain-method-streaming");
    const text = await workbench.until(
      "the explanation names who takes part",
      async () => {
        const shown = await workbench.pageText();
        return shown.includes("Who takes part") && shown;
      },
      240_000,
    );
    await workbench.screenshot("explain-method");
    const page = await workbench.pageFrame();
    await page.locator("a", { hasText: "MgXStore>>#add:" }).click();
    await workbench.page.locator(".tab.active", { hasText: "MgXStore.class.st" }).waitFor();
    const cursor = workbench.page.locator("[id='status.editor.selection']");
    const place = await workbench.until("the cursor's place is told", () => workbench.textOf(cursor));
    await workbench.runCommand("View: Close All Editors");
    return { text, place };
  },

  async "generate subclass"(workbench, options) {
    await workbench.openFile("MgXStore.class.st");
    const line = onDisk(options, "src/MgX-Core/MgXStore.class.st").split("\n").indexOf("Class {") + 1;
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
    return { proposed, writtenEarly, written: onDisk(options, NEW_STORE) };
  },
};
