// The status-bar item, and the menu behind it.
import {
  commands,
  MarkdownString,
  StatusBarAlignment,
  ThemeColor,
  window,
  workspace,
  type Disposable,
  type QuickPickItem,
  type StatusBarItem,
} from "vscode";
import type { Session } from "./session.ts";
import { statusText, type StatusText } from "./statusText.ts";

/** Work shorter than this is not shown: every keystroke keeps a model busy for a moment. */
const BUSY_DELAY = 400; // milliseconds

const COLOURS = { warning: "statusBarItem.warningBackground", error: "statusBarItem.errorBackground" };

export function makeStatusBar(session: Session): Disposable[] {
  const item = window.createStatusBarItem("kibitz.status", StatusBarAlignment.Right, 100);
  item.name = "Kibitz";
  item.command = "kibitz.showMenu";
  let timer: NodeJS.Timeout | undefined;
  const update = (): void => {
    clearTimeout(timer);
    const status = statusText({ ...session.state, inlineEnabled: inlineEnabled() });
    timer = setTimeout(() => show(item, status), status.text.endsWith("busy") ? BUSY_DELAY : 0);
  };
  update();
  item.show();
  return [
    item,
    session.onDidChange(update),
    workspace.onDidChangeConfiguration((event) => event.affectsConfiguration("kibitz.inline") && update()),
    { dispose: () => clearTimeout(timer) },
  ];
}

function show(item: StatusBarItem, { text, tooltip, severity }: StatusText): void {
  item.text = text;
  item.tooltip = new MarkdownString(tooltip);
  item.backgroundColor = severity === "none" ? undefined : new ThemeColor(COLOURS[severity]);
}

export function inlineEnabled(): boolean {
  return workspace.getConfiguration("kibitz").get("inline.enabled", true);
}

/** The menu behind the status-bar item. */
export async function showMenu(session: Session): Promise<void> {
  const entry = (icon: string, label: string, command: string): QuickPickItem & { command: string } => ({
    label: `$(${icon}) ${label}`,
    command,
  });
  const entries = [
    inlineEnabled()
      ? entry("eye-closed", "Turn ghost text off", "kibitz.toggleInline")
      : entry("sparkle", "Turn ghost text on", "kibitz.toggleInline"),
    entry("refresh", "Restart server", "kibitz.restart"),
    entry("output", "Show output", "kibitz.showOutput"),
    entry("pulse", "Run doctor", "kibitz.doctor"),
    entry("cloud-download", "Pull models", "kibitz.pullModels"),
    ...(session.found ? [] : [entry("desktop-download", "Install server", "kibitz.install")]),
  ];
  const chosen = await window.showQuickPick(entries, {
    title: "Kibitz",
    placeHolder: statusText({ ...session.state, inlineEnabled: inlineEnabled() }).text.replace(/\$\([^)]*\) /, ""),
  });
  if (chosen) await commands.executeCommand(chosen.command);
}
