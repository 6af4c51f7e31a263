// “Explain method”: a page beside the editor that fills while the model writes.
import type { Disposable } from "vscode";
import type { LanguageClient } from "vscode-languageclient/node";
import { Page } from "./page.ts";
import { EXPLAIN_METHOD, EXPLANATION, type ExplanationParams } from "./protocol.ts";
import type { Session } from "./session.ts";
import { executeWithProgress, prepare } from "./target.ts";

export class Explanations implements Disposable {
  /** Explanations that are still being written, by their id. */
  private readonly growing = new Map<string, Page>();
  /** The page of the last one that is complete; the next one takes it over. */
  private last: Page | undefined;

  listen(client: LanguageClient): Disposable {
    return client.onNotification(EXPLANATION, (params: ExplanationParams) => this.receive(params));
  }

  async explain(session: Session, given: unknown): Promise<void> {
    const prepared = prepare(session, given);
    if (!prepared) return;
    await executeWithProgress(prepared.client, "Kibitz: explain method", EXPLAIN_METHOD, prepared.target);
  }

  dispose(): void {
    [...this.growing.values(), this.last].forEach((page) => page?.dispose());
  }

  private receive({ id, title, markdown, done }: ExplanationParams): void {
    const page = this.growing.get(id) ?? this.pageFor(id, title);
    void page.show(markdown);
    if (!done) return;
    this.growing.delete(id);
    this.last = page;
  }

  private pageFor(id: string, title: string): Page {
    const page = this.last?.isOpen ? this.last : new Page(title, "beside");
    this.last = undefined;
    page.title = title;
    page.reveal();
    this.growing.set(id, page);
    return page;
  }
}
