// The extension's entry: puts the parts together and gives the commands their names.
import { commands, ConfigurationTarget, window, workspace, type ExtensionContext } from "vscode";
import { runDoctor } from "./doctor.ts";
import { Explanations } from "./explain.ts";
import { generateSubclass } from "./generate.ts";
import { install } from "./install.ts";
import { pullModels } from "./models.ts";
import { EXPLAIN_METHOD, GENERATE_SUBCLASS } from "./protocol.ts";
import { Session } from "./session.ts";
import { inlineEnabled, makeStatusBar, showMenu } from "./statusBar.ts";

/** Settings that the server's command line is made from; the server itself follows all others. */
const RESTARTING = ["kibitz.server.path", "kibitz.server.args"];

let session: Session | undefined;

export function activate(context: ExtensionContext): void {
  const output = window.createOutputChannel("Kibitz", { log: true });
  const explanations = new Explanations();
  const started = new Session(context, output);
  session = started;
  const withServer = (action: (command: string) => Promise<unknown>) => () =>
    started.found
      ? action(started.found.command)
      : void window.showErrorMessage("Kibitz has no server yet: install it, or set kibitz.server.path.");

  const handlers: Record<string, (...args: unknown[]) => unknown> = {
    [EXPLAIN_METHOD]: (target) => explanations.explain(started, target),
    [GENERATE_SUBCLASS]: (target) => generateSubclass(started, target),
    "kibitz.toggleInline": toggleInline,
    "kibitz.restart": () => started.restart(),
    "kibitz.showOutput": () => output.show(),
    "kibitz.doctor": withServer((command) => runDoctor(command, context, output)),
    "kibitz.pullModels": withServer(async (command) => {
      if (await pullModels(command, output)) await started.restart();
    }),
    "kibitz.install": async () => {
      if (await install(context, output)) await started.restart();
    },
    "kibitz.showMenu": () => showMenu(started),
  };
  context.subscriptions.push(
    output,
    explanations,
    started,
    started.onDidConnect((client) => explanations.listen(client)),
    ...makeStatusBar(started),
    ...Object.entries(handlers).map(([name, handler]) => commands.registerCommand(name, handler)),
    workspace.onDidChangeConfiguration((event) => {
      if (RESTARTING.some((key) => event.affectsConfiguration(key))) void started.restart();
    }),
    workspace.onDidGrantWorkspaceTrust(() => started.found ?? void started.restart()),
  );
  void started.restart();
}

export async function deactivate(): Promise<void> {
  await session?.stop();
}

async function toggleInline(): Promise<void> {
  const configuration = workspace.getConfiguration("kibitz");
  const { workspaceValue } = configuration.inspect("inline.enabled") ?? {};
  const target = workspaceValue === undefined ? ConfigurationTarget.Global : ConfigurationTarget.Workspace;
  await configuration.update("inline.enabled", !inlineEnabled(), target);
}
