// The language client: what of LSP the extension speaks, for which documents.
import { Uri, workspace, type LogOutputChannel } from "vscode";
import {
  CancellationToken,
  CloseAction,
  ErrorAction,
  LanguageClient,
  ResponseError,
  RevealOutputChannelOn,
  State,
  TextDocumentEdit,
  type ApplyWorkspaceEditParams,
  type DynamicFeature,
  type ErrorHandler,
  type ExecuteCommandRegistrationOptions,
  type StaticFeature,
  type WorkspaceMiddleware,
} from "vscode-languageclient/node";
import { restartAllowed } from "./crashes.ts";
import { ticked } from "./preview.ts";
import { DISCARDED, EXPLAIN_METHOD, GENERATE_SUBCLASS } from "./protocol.ts";import { forwardLog } from "./serverLog.ts";

export const LANGUAGES = [
  "smalltalk",
  "python",
  "typescript",
  "typescriptreact",
  "javascript",
  "javascriptreact",
] as const;

/** Commands the server executes too: here they ask the user first and show the answer. */
const OWN_COMMANDS: readonly string[] = [EXPLAIN_METHOD, GENERATE_SUBCLASS];

/**
 * A client that leaves the names of the extension's own commands to the extension. The stock one
 * registers every command of the server, and VS Code refuses a name that is taken.
 */
class KibitzClient extends LanguageClient {
  override registerFeature(feature: StaticFeature | DynamicFeature<unknown>): void {
    if ("registrationType" in feature && feature.registrationType.method === "workspace/executeCommand") {
      const executing = feature as DynamicFeature<ExecuteCommandRegistrationOptions>;
      const register = executing.register.bind(executing);
      executing.register = (data) => {
        const commands = data.registerOptions.commands.filter((name) => !OWN_COMMANDS.includes(name));
        register({ ...data, registerOptions: { ...data.registerOptions, commands } });
      };
    }
    super.registerFeature(feature);
  }

  /** To the output only: a failed request is no reason to interrupt, and the session tells the rest. */
  override error(message: string, data?: unknown): void {
    super.error(message, data, false);
  }
}

/**
 * A client that is not started yet; `command` is a kibitz that has answered `--version`. It starts
 * a server that crashed again, until it crashes too often and `gaveUp` is called.
 */
export function makeClient(command: string, output: LogOutputChannel, gaveUp: () => void): LanguageClient {
  const configuration = workspace.getConfiguration("kibitz");
  const folder = workspace.workspaceFolders?.find((each) => each.uri.scheme === "file");
  const levels = {
    error: (text: string) => output.error(text),
    warn: (text: string) => output.warn(text),
    info: (text: string) => output.info(text),
    debug: (text: string) => output.debug(text),
  };
  const crashes: number[] = [];
  const errorHandler: ErrorHandler = {
    error: (_error, _message, count) => ({
      action: count !== undefined && count <= 3 ? ErrorAction.Continue : ErrorAction.Shutdown,
      handled: true,
    }),
    closed: () => {
      crashes.push(Date.now());
      if (client.state === State.Running && restartAllowed(crashes)) return { action: CloseAction.Restart, handled: true };
      gaveUp();
      return { action: CloseAction.DoNotRestart, handled: true };
    },
  };
  const client = new KibitzClient(
    "kibitz",
    "Kibitz",
    {
      command,
      args: ["serve", "--stdio", ...configuration.get<string[]>("server.args", [])],
      ...(folder ? { options: { cwd: folder.uri.fsPath } } : {}),
    },
    {
      documentSelector: LANGUAGES.flatMap((language) => [
        { language, scheme: "file" },
        { language, scheme: "untitled" },
      ]),
      outputChannel: output,
      stdioOptions: {
        stdout: (stream) => forwardLog(stream, levels), // unused: stdout carries the protocol
        stderr: (stream) => forwardLog(stream, levels),
      },
      revealOutputChannelOn: RevealOutputChannelOn.Never,
      initializationOptions: () => workspace.getConfiguration("kibitz"),
      synchronize: { configurationSection: "kibitz" },
      errorHandler,
      middleware: {
        provideInlineCompletionItems: (document, position, context, token, next) =>
          workspace.getConfiguration("kibitz", document).get("inline.enabled", true)
            ? next(document, position, context, token)
            : null,
        workspace: { handleApplyEdit: applyAsRefactoring },
      },
    },
  );
  return client;
}

/** VS Code saves the files of a refactoring once the user has applied it (files.refactoring.autoSave). */
const applyAsRefactoring: NonNullable<WorkspaceMiddleware["handleApplyEdit"]> = async (params, next) => {
  const folder = workspace.workspaceFolders?.[0]?.uri.toString();
  const edit = folder ? ticked(params.edit, folder) : params.edit;
  const result = await next({ ...params, edit, metadata: { isRefactoring: true } }, CancellationToken.None);
  if (result instanceof ResponseError || result.applied) return result;
  return { applied: false, failureReason: isOutdated(params) ? OUTDATED : DISCARDED };
};

const OUTDATED = "A file was changed meanwhile; try again.";

/** Whether the edit was made for another version of an open document: the client then refuses it. */
function isOutdated({ edit }: ApplyWorkspaceEditParams): boolean {
  return (edit.documentChanges ?? []).some(
    (change) =>
      TextDocumentEdit.is(change) &&
      workspace.textDocuments.some(
        ({ uri, version }) =>
          uri.toString() === Uri.parse(change.textDocument.uri).toString() &&
          version !== (change.textDocument.version ?? version),
      ),
  );
}
