// “Explain method”: a Markdown preview beside the editor that fills while the model writes.
import { workspace, type Disposable, type Uri } from "vscode";
import type { LanguageClient } from "vscode-languageclient/node";
import { showPreview, virtualUri, type VirtualDocuments } from "./documents.ts";
import { previewLinks } from "./links.ts";
import { EXPLAIN_METHOD, EXPLANATION, type ExplanationParams } from "./protocol.ts";
import type { Session } from "./session.ts";
import { executeWithProgress, prepare } from "./target.ts";

export class Explanations {
  /** Notifications received so far; none during a request means that the answer holds the text. */
  private count = 0;
  private readonly shown = new Map<string, Uri>();

  constructor(private readonly documents: VirtualDocuments) {}

  listen(client: LanguageClient): Disposable {
    return client.onNotification(EXPLANATION, (params: ExplanationParams) => this.receive(params));
  }

  async explain(session: Session, given: unknown): Promise<void> {
    const prepared = prepare(session, given);
    if (!prepared) return;
    const { client, target } = prepared;
    const before = this.count;
    const result = await executeWithProgress<Partial<ExplanationParams> | null>(
      client,
      "Kibitz: explain method",
      EXPLAIN_METHOD,
      target,
    );
    if (this.count === before && result?.markdown) {
      this.receive({ id: `result-${before}`, title: result.title ?? "Explanation", markdown: result.markdown, done: true });
    }
  }

  private receive({ id, title, markdown, done }: ExplanationParams): void {
    this.count += 1;
    const known = this.shown.get(id);
    const uri = known ?? virtualUri(id, `${title}.md`);
    this.documents.write(uri, previewLinks(markdown, workspace.workspaceFolders?.[0]?.uri.toString()));
    if (!known) {
      this.shown.set(id, uri);
      void showPreview(uri, "beside");
    }
    if (done) this.shown.delete(id);
  }
}
