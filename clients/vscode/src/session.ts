// The life of the server: find it, start it, restart it, and tell listeners how it is doing. There
// is one session, and at most one server process in it.
import { commands, EventEmitter, window, workspace, type Disposable, type ExtensionContext, type LogOutputChannel } from "vscode";
import { State, type LanguageClient } from "vscode-languageclient/node";
import { makeClient } from "./client.ts";
import { installedEnvironment, offerToInstall } from "./install.ts";
import { run } from "./process.ts";
import { STATUS, type ServerStatus } from "./protocol.ts";
import { locateServer, type Found } from "./serverLocator.ts";
import type { Phase } from "./statusText.ts";

export interface SessionState {
  phase: Phase;
  detail?: string;
  server?: ServerStatus;
}

export class Session implements Disposable {
  private readonly changed = new EventEmitter<SessionState>();
  private readonly connected = new EventEmitter<LanguageClient>();
  private listeners: Disposable[] = [];
  private running: LanguageClient | undefined;
  private current: SessionState = { phase: "starting" };
  /** Starts and stops happen one after the other, in the order they were asked for. */
  private queue: Promise<unknown> = Promise.resolve();

  readonly onDidChange = this.changed.event;
  /** Fires with each new client before it starts, for those who listen to its notifications. */
  readonly onDidConnect = this.connected.event;
  /** The kibitz command in use, once one was found. */
  found: Found | undefined;

  constructor(
    private readonly context: ExtensionContext,
    private readonly output: LogOutputChannel,
  ) {}

  get state(): SessionState {
    return this.current;
  }

  /** The client of a running server; undefined while there is none. */
  get client(): LanguageClient | undefined {
    return this.running?.state === State.Running ? this.running : undefined;
  }

  /** Stops the server if one runs, looks for one again and starts it. */
  restart(): Promise<void> {
    return this.enqueue(async () => {
      await this.stopClient();
      await this.start();
    });
  }

  stop(): Promise<void> {
    return this.enqueue(() => this.stopClient());
  }

  dispose(): void {
    this.listeners.forEach((each) => each.dispose());
    this.changed.dispose();
    this.connected.dispose();
  }

  private enqueue(step: () => Promise<void>): Promise<void> {
    const result = this.queue.then(step);
    this.queue = result.catch(() => undefined); // the caller of the failed step has its error
    return result;
  }

  private async start(): Promise<void> {
    this.become({ phase: "starting" });
    const located = await locateServer(
      {
        setting: workspace.getConfiguration("kibitz").get<string | null>("server.path", null),
        environment: await installedEnvironment(this.context),
        folders: workspace.isTrusted ? folders() : [],
      },
      run,
    );
    if (located.kind !== "found") {
      this.found = undefined;
      const detail = located.problems.join("\n\n");
      this.output.warn(detail);
      this.become({ phase: located.kind === "broken" ? "failed" : "missing", detail });
      void this.askWhatToDo(located.kind, detail);
      return;
    }
    this.found = located;
    this.output.info(`Starting ${located.command} (Kibitz ${located.version}, found by: ${located.origin})`);
    await this.startClient(makeClient(located.command, this.output, () => this.gaveUp()));
  }

  private async startClient(client: LanguageClient): Promise<void> {
    this.running = client;
    this.listeners = [
      client.onNotification(STATUS, (server: ServerStatus) => this.become({ phase: "running", server })),
      client.onDidChangeState(({ newState }) => this.clientBecame(client, newState)),
    ];
    this.connected.fire(client);
    try {
      await client.start();
    } catch (error) {
      this.output.error("The server did not start.", error as Error);
      if (this.current.phase === "starting") this.become({ phase: "failed", detail: (error as Error).message });
    }
  }

  private async stopClient(): Promise<void> {
    const client = this.running;
    this.running = undefined;
    this.listeners.forEach((each) => each.dispose());
    this.listeners = [];
    if (client?.needsStop()) await client.dispose().catch((error: Error) => this.output.error(error));
    this.become({ phase: "stopped" });
  }

  /** After a crash the language client starts the server again a few times, then gives up. */
  private clientBecame(client: LanguageClient, state: State): void {
    if (state === State.Starting) this.become({ phase: "starting" });
    if (state === State.Running) void this.askStatus(client);
    if (state === State.Stopped && this.current.phase !== "failed") this.become({ phase: "stopped" });
  }

  /** The server crashed too often, or before it was up; its last words are in the output. */
  private gaveUp(): void {
    this.become({ phase: "failed", detail: "It ended by itself; the output says more." });
    const choices = { "Show Output": "kibitz.showOutput", "Run Doctor": "kibitz.doctor", Restart: "kibitz.restart" };
    void window
      .showErrorMessage("The Kibitz server ended by itself and is not started again.", ...Object.keys(choices))
      .then((choice) => choice && commands.executeCommand(choices[choice as keyof typeof choices]));
  }

  private async askStatus(client: LanguageClient): Promise<void> {
    try {
      this.become({ phase: "running", server: await client.sendRequest<ServerStatus>(STATUS) });
    } catch (error) {
      this.output.error("The server did not tell its status.", error as Error);
    }
  }

  private become(state: SessionState): void {
    this.current = state;
    this.changed.fire(state);
  }

  private async askWhatToDo(kind: "broken" | "missing", detail: string): Promise<void> {
    if (kind === "missing") {
      if (await offerToInstall(this.context, this.output)) await this.restart();
      return;
    }
    const settings = "Open Settings";
    const choice = await window.showErrorMessage(
      `The server that kibitz.server.path names does not start. ${detail}`,
      settings,
    );
    if (choice === settings) {
      await commands.executeCommand("workbench.action.openSettings", "kibitz.server.path");
    }
  }
}

function folders(): string[] {
  return (workspace.workspaceFolders ?? [])
    .filter(({ uri }) => uri.scheme === "file")
    .map(({ uri }) => uri.fsPath);
}
