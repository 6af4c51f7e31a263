// VS Code's workbench as a person uses it: by keyboard, and by what is on the screen.
import { mkdirSync } from "node:fs";
import { join } from "node:path";

const FLAGS = [
  "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run",
  "--disable-background-networking --disable-component-update --disable-sync",
].join(" ").split(" ");

/** Opens `address` in Chromium; nothing but this machine can be reached from the page. */
export async function openWorkbench({ chromium, browser, address, screenshots }) {
  const running = await chromium.launch({ executablePath: browser, args: FLAGS });
  const context = await running.newContext({ viewport: { width: 1280, height: 800 } });
  await context.route("**/*", (route) => {
    const { hostname, protocol } = new URL(route.request().url());
    const here = hostname === "127.0.0.1" || hostname.endsWith("localhost") || !protocol.startsWith("http");
    return here ? route.continue() : route.abort();
  });
  const page = await context.newPage();
  page.setDefaultTimeout(60_000);
  await page.goto(address);
  await page.locator(".monaco-workbench .statusbar").waitFor();
  mkdirSync(screenshots, { recursive: true });
  return new Workbench(running, page, screenshots);
}

class Workbench {
  constructor(browser, page, screenshots) {
    this.browser = browser;
    this.page = page;
    this.screenshots = screenshots;
    this.keyboard = page.keyboard;
  }

  close() {
    return this.browser.close();
  }

  screenshot(name) {
    return this.page.screenshot({ path: join(this.screenshots, `${name}.png`) });
  }

  /** The visible text of an element, with the editor's non-breaking spaces made plain. */
  async textOf(locator) {
    const texts = await locator.allInnerTexts();
    return texts.join("").replaceAll("\u00a0", " ");
  }

  /** Waits until `probe` answers something truthy, and answers that. */
  async until(what, probe, limit = 60_000) {
    const end = Date.now() + limit;
    for (;;) {
      const answer = await probe();
      if (answer) return answer;
      if (Date.now() > end) throw new Error(`${what}: not within ${limit} ms`);
      await this.page.waitForTimeout(100);
    }
  }

  statusItem() {
    return this.page.locator("#kibitz\\.kibitz\\.kibitz\\.status, [id^='kibitz.kibitz']");
  }

  waitForStatus(text, limit = 120_000) {
    return this.until(
      `the status bar says “${text}”`,
      async () => (await this.textOf(this.statusItem())).includes(text),
      limit,
    );
  }

  async runCommand(title) {
    await this.keyboard.press("F1");
    await this.page.locator(".quick-input-widget input").first().waitFor();
    await this.keyboard.type(title);
    await this.page.locator(".quick-input-list .monaco-list-row.focused", { hasText: title }).waitFor();
    await this.keyboard.press("Enter");
  }

  /** Opens a file of the workspace by its name. */
  async openFile(name) {
    await this.keyboard.press("Control+p");
    await this.page.locator(".quick-input-widget input").first().waitFor();
    await this.keyboard.type(name);
    await this.page.locator(".quick-input-list .monaco-list-row.focused", { hasText: name }).waitFor();
    await this.keyboard.press("Enter");
    await this.page.locator(".tab.active", { hasText: name }).waitFor();
    await this.page.locator(".editor-group-container.active .view-line").first().waitFor();
  }

  /** `column` counts from 1, in characters; a tab is one. */
  async goTo(line, column = 1) {
    await this.keyboard.press("Control+g");
    await this.page.locator(".quick-input-widget input").first().waitFor();
    await this.keyboard.type(`${line}:${column}`);
    await this.keyboard.press("Enter");
    await this.page.locator(".quick-input-widget").waitFor({ state: "hidden" });
  }

  async type(text) {
    await this.keyboard.type(text, { delay: 40 });
  }

  /** The ghost text in the active editor, or "". */
  ghostText() {
    return this.textOf(this.page.locator(".editor-group-container.active .ghost-text, .editor-group-container.active .ghost-text-decoration"));
  }

  notification(text) {
    return this.page.locator(".notifications-toasts .notification-list-item", { hasText: text }).first();
  }

  suggestions() {
    return this.page.locator(".suggest-widget.visible .monaco-list-row .label-name");
  }

  async save() {
    await this.keyboard.press("Control+s");
    await this.page.locator(".tab.active:not(.dirty)").waitFor();
  }

  /** Opens the lightbulb's menu at the cursor and takes the entry that holds `title`. */
  async takeCodeAction(title) {
    await this.keyboard.press("Control+.");
    const entry = this.page.locator(".action-widget .monaco-list-row", { hasText: title }).first();
    await entry.waitFor();
    await this.screenshot(`code action ${title}`.replaceAll(/\W+/g, "-").toLowerCase());
    await entry.click();
  }

  /** The frame of the page of Markdown that the extension shows, once there is one. */
  async pageFrame() {
    for (const frame of this.page.frames()) {
      if ((await frame.locator("body > main").count().catch(() => 0)) > 0) return frame;
    }
    return undefined;
  }

  async pageText() {
    const frame = await this.pageFrame();
    return frame ? frame.locator("main").innerText() : "";
  }
}
