// A machine without a server: the extension says so, installs one on the user's word into an
// environment of its own, and goes on with it.
import { existsSync } from "node:fs";
import { join } from "node:path";

export default {
  async "offer"(workbench) {
    await workbench.openFile("MgXTrackStore.class.st");
    await workbench.waitForStatus("Kibitz: no server");
    const offer = workbench.notification("Kibitz found no server");
    await offer.waitFor();
    await workbench.screenshot("install-offer");
    return { status: await workbench.textOf(workbench.statusItem()) };
  },

  async "install"(workbench, { home }) {
    await workbench.notification("Kibitz found no server").getByText("Install", { exact: true }).click();
    await workbench.notification("Installing Kibitz").waitFor();
    await workbench.screenshot("install-progress");
    await workbench.notification("Kibitz is installed").waitFor({ timeout: 300_000 });
    await workbench.screenshot("install-done");
    return { installed: existsSync(join(home, "data/User/globalStorage/kibitz.kibitz/server/bin/kibitz")) };
  },

  async "offer of models"(workbench) {
    const notification = workbench.notification("Kibitz is installed");
    const offer = await workbench.textOf(notification);
    await notification.getByText("Not Now", { exact: true }).click();
    await workbench.waitForStatus("Kibitz: no model");
    return { offer };
  },

  async "doctor"(workbench) {
    await workbench.runCommand("Kibitz: Run Doctor");
    const report = await workbench.until("the report is shown", () => workbench.pageText());
    await workbench.screenshot("doctor");
    return { report };
  },

  async "outline without a model"(workbench) {
    await workbench.openFile("MgXTrackStore.class.st");
    await workbench.keyboard.press("Control+Shift+o");
    const rows = workbench.page.locator(".quick-input-list .monaco-list-row");
    await rows.filter({ hasText: "tracksBy:" }).first().waitFor();
    await workbench.screenshot("outline");
    const entries = await rows.allInnerTexts();
    await workbench.keyboard.press("Escape");
    return { entries };
  },
};
