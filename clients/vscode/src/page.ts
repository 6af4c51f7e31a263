// A page of Markdown beside or in place of the editor, whose text may grow while it is shown.
//
// VS Code's own Markdown preview loses what changes while it loads, and it fetches pictures from
// the network. This page asks for its content once it is ready, and its policy lets nothing in but
// its own style and script: text that a model wrote can load nothing.
import { commands, Range, Uri, ViewColumn, window, workspace, type Disposable, type WebviewPanel } from "vscode";
import { pageHtml, renderedPlainly } from "./pageHtml.ts";
import { lineOf, previewLinks } from "./links.ts";

export class Page implements Disposable {
  private readonly panel: WebviewPanel;
  private isReady = false;
  private html = "";
  /** Renderings end in any order; only the latest counts. */
  private latest = 0;
  isOpen = true;

  constructor(title: string, where: "here" | "beside") {
    const viewColumn = where === "here" ? ViewColumn.Active : ViewColumn.Beside;
    this.panel = window.createWebviewPanel(
      "kibitz.page",
      title,
      { viewColumn, preserveFocus: true },
      { enableScripts: true, enableFindWidget: true, retainContextWhenHidden: true, localResourceRoots: [] },
    );
    this.panel.onDidDispose(() => (this.isOpen = false));
    this.panel.webview.onDidReceiveMessage((message: { link?: string }) => {
      if (message.link === undefined) this.becomeReady();
      else void followLink(message.link);
    });
    this.panel.webview.html = pageHtml();
  }

  set title(text: string) {
    if (this.isOpen) this.panel.title = text;
  }

  async show(markdown: string): Promise<void> {
    const number = ++this.latest;
    const html = await rendered(previewLinks(markdown, folder()?.toString()));
    if (number !== this.latest || !this.isOpen) return;
    this.html = html;
    if (this.isReady) await this.panel.webview.postMessage({ html });
  }

  /** Brings the page to the front where it is hidden, without taking the focus. */
  reveal(): void {
    this.panel.reveal(undefined, true);
  }

  dispose(): void {
    if (this.isOpen) this.panel.dispose();
  }

  private becomeReady(): void {
    this.isReady = true;
    void this.panel.webview.postMessage({ html: this.html });
  }
}

async function rendered(markdown: string): Promise<string> {
  try {
    return await commands.executeCommand<string>("markdown.api.render", markdown);
  } catch {
    return renderedPlainly(markdown); // VS Code's Markdown extension is switched off
  }
}

async function followLink(link: string): Promise<void> {
  const root = folder();
  if (!root || !link.startsWith("/")) return;
  const [path = "", fragment = ""] = link.split("#");
  const line = lineOf(fragment);
  await window.showTextDocument(Uri.parse(`${root.toString()}${path}`), {
    viewColumn: ViewColumn.One,
    selection: new Range(line, 0, line, 0),
  });
}

function folder(): Uri | undefined {
  return workspace.workspaceFolders?.[0]?.uri;
}
