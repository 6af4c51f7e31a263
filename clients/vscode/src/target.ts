// What a command works on, and how the server is asked to execute it.
import { ProgressLocation, window, type CancellationToken, type Disposable } from "vscode";
import { ExecuteCommandRequest, WorkDoneProgress, type LanguageClient } from "vscode-languageclient/node";
import { randomUUID } from "node:crypto";
import { DISCARDED, type Target } from "./protocol.ts";
import type { Session } from "./session.ts";

/** The place a code action named, else the cursor's; undefined without an editor. */
export function targetOf(client: LanguageClient, given: unknown): Target | undefined {
  if (isTarget(given)) return given;
  const editor = window.activeTextEditor;
  if (!editor) return undefined;
  const { asUri, asPosition } = client.code2ProtocolConverter;
  return { uri: asUri(editor.document.uri), position: asPosition(editor.selection.active) };
}

function isTarget(value: unknown): value is Target {
  return typeof value === "object" && value !== null && "uri" in value && "position" in value;
}

/** The running server's client and the target of a command; says what is missing and returns undefined. */
export function prepare(session: Session, given: unknown): { client: LanguageClient; target: Target } | undefined {
  const { client } = session;
  if (!client) {
    void window.showErrorMessage("Kibitz has no running server; its menu in the status bar says why.");
    return undefined;
  }
  const target = targetOf(client, given);
  if (!target) {
    void window.showErrorMessage("Open a Smalltalk file and put the cursor where Kibitz should work.");
    return undefined;
  }
  return { client, target };
}

/**
 * Executes a command of the server under a notification that shows its progress and can cancel
 * it. The notification goes when the server's work ends, which may be before it answers: it waits
 * for the user's word on an edit.
 */
export async function executeWithProgress<Result>(
  client: LanguageClient,
  title: string,
  command: string,
  argument: unknown,
): Promise<Result | undefined> {
  const workDoneToken = randomUUID();
  let answer: Promise<Result | undefined> = Promise.resolve(undefined);
  await window.withProgress(
    { location: ProgressLocation.Notification, title, cancellable: true },
    async (progress, token) => {
      let percentage = 0;
      let listener: Disposable | undefined;
      const workEnded = new Promise<void>((resolve) => {
        listener = client.onProgress(WorkDoneProgress.type, workDoneToken, (part) => {
          if (part.kind === "end") return resolve();
          const reached = part.percentage ?? percentage;
          progress.report({ ...(part.message ? { message: part.message } : {}), increment: reached - percentage });
          percentage = reached;
        });
      });
      const params = { command, arguments: [argument], workDoneToken };
      answer = client
        .sendRequest(ExecuteCommandRequest.type, params, token)
        .then((result) => result as Result, (error: Error) => tellFailure(title, error, token))
        .finally(() => listener?.dispose());
      await Promise.race([answer, workEnded]);
    },
  );
  return answer;
}

function tellFailure(title: string, { message }: Error, token: CancellationToken): undefined {
  const isWanted = token.isCancellationRequested || message === DISCARDED;
  if (!isWanted) void window.showErrorMessage(`${title}: ${message}`);
}
