// What a command works on, and how the server is asked to execute it.
import { ProgressLocation, window, type CancellationToken } from "vscode";
import { ExecuteCommandRequest, WorkDoneProgress, type LanguageClient } from "vscode-languageclient/node";
import { randomUUID } from "node:crypto";
import type { Target } from "./protocol.ts";
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

/** Executes a command of the server under one notification that shows its progress and can cancel it. */
export async function executeWithProgress<Result>(
  client: LanguageClient,
  title: string,
  command: string,
  argument: unknown,
): Promise<Result | undefined> {
  const work = async (
    report: (part: { message?: string; increment?: number }) => void,
    token: CancellationToken,
  ): Promise<Result | undefined> => {
    const workDoneToken = randomUUID();
    let percentage = 0;
    const listener = client.onProgress(WorkDoneProgress.type, workDoneToken, (part) => {
      if (part.kind === "end") return;
      const reached = part.percentage ?? percentage;
      report({ ...(part.message ? { message: part.message } : {}), increment: reached - percentage });
      percentage = reached;
    });
    try {
      const params = { command, arguments: [argument], workDoneToken };
      return (await client.sendRequest(ExecuteCommandRequest.type, params, token)) as Result;
    } catch (error) {
      if (!token.isCancellationRequested) void window.showErrorMessage(`${title}: ${(error as Error).message}`);
      return undefined;
    } finally {
      listener.dispose();
    }
  };
  return window.withProgress(
    { location: ProgressLocation.Notification, title, cancellable: true },
    (progress, token) => work((part) => progress.report(part), token),
  );
}
