// Documents that exist only in the editor: explanations and the doctor's report. Their content is
// kept while a document is open.
import {
  commands,
  EventEmitter,
  Uri,
  ViewColumn,
  window,
  workspace,
  type Disposable,
  type TextDocument,
  type TextDocumentContentProvider,
} from "vscode";

export const SCHEME = "kibitz";

export class VirtualDocuments implements TextDocumentContentProvider, Disposable {
  private readonly texts = new Map<string, string>();
  private readonly changed = new EventEmitter<Uri>();
  readonly onDidChange = this.changed.event;
  /** After the event: VS Code looks for it while it registers. */
  private readonly registrations = [
    workspace.registerTextDocumentContentProvider(SCHEME, this),
    workspace.onDidOpenTextDocument((document) => this.catchUp(document)),
    workspace.onDidCloseTextDocument(({ uri }) => this.texts.delete(uri.toString())),
  ];

  provideTextDocumentContent(uri: Uri): string {
    return this.texts.get(uri.toString()) ?? "";
  }

  /** Sets the content; an editor that shows it follows. */
  write(uri: Uri, text: string): void {
    this.texts.set(uri.toString(), text);
    this.changed.fire(uri);
  }

  /** VS Code forgets changes that come between its question for the content and the open document. */
  private catchUp(document: TextDocument): void {
    const text = this.texts.get(document.uri.toString());
    if (text !== undefined && text !== document.getText()) this.changed.fire(document.uri);
  }

  dispose(): void {
    this.registrations.forEach((each) => each.dispose());
    this.changed.dispose();
  }
}

/** `id` tells documents of the same name apart; `name` is what a tab shows. */
export function virtualUri(id: string, name: string): Uri {
  return Uri.from({ scheme: SCHEME, path: `/${name.replaceAll("/", "∕")}`, query: id });
}

/** Shows a Markdown document as its preview; where VS Code's Markdown extension is off, as text. */
export async function showPreview(uri: Uri, where: "here" | "beside"): Promise<void> {
  try {
    await commands.executeCommand(where === "here" ? "markdown.showPreview" : "markdown.showPreviewToSide", uri);
  } catch {
    const viewColumn = where === "here" ? ViewColumn.Active : ViewColumn.Beside;
    await window.showTextDocument(await workspace.openTextDocument(uri), { viewColumn, preserveFocus: true });
  }
}
