// Installs the server into an environment of the extension's own, on the user's word, with
// progress and an end on request. An environment counts only when its installation ran to the end.
import {
  ProgressLocation,
  window,
  workspace,
  type CancellationToken,
  type ExtensionContext,
  type LogOutputChannel,
  type Progress,
} from "vscode";
import { mkdir, readdir, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { offerToPull } from "./models.ts";
import { run, RunError } from "./process.ts";
import { explainPip, findPython, hasCompiler, InstallError, pipStep, requirement } from "./python.ts";
import { commandIn } from "./serverLocator.ts";

type Report = Progress<{ message?: string }>;

const environmentOf = (context: ExtensionContext): string => join(context.globalStorageUri.fsPath, "server");
const markOf = (environment: string): string => join(environment, ".complete");

/** The extension's own environment, or null where none was installed to the end. */
export async function installedEnvironment(context: ExtensionContext): Promise<string | null> {
  const environment = environmentOf(context);
  return (await exists(markOf(environment))) ? environment : null;
}

/** Asks, installs, and offers the models; true where there is a new server to start. */
export async function offerToInstall(context: ExtensionContext, output: LogOutputChannel): Promise<boolean> {
  const yes = "Install";
  const choice = await window.showInformationMessage(
    "Kibitz found no server. Install it into an environment of the extension's own?",
    yes,
    "Not Now",
  );
  return choice === yes && (await install(context, output));
}

/** True where the installation ran to its end; what went wrong was said. */
export async function install(context: ExtensionContext, output: LogOutputChannel): Promise<boolean> {
  const withModels = await chooseExtent();
  if (withModels === undefined) return false;
  try {
    const environment = await window.withProgress(
      { location: ProgressLocation.Notification, title: "Installing Kibitz", cancellable: true },
      (progress, token) => installInto(context, output, progress, token, withModels),
    );
    if (withModels) await offerToPull(commandIn(environment), output);
    return true;
  } catch (error) {
    if (error instanceof RunError && error.reason === "cancelled") return false;
    output.error(error as Error);
    const show = "Show Output";
    void window
      .showErrorMessage(`Kibitz was not installed. ${(error as Error).message}`, show)
      .then((choice) => choice === show && output.show());
    return false;
  }
}

/** Whether to install what runs models; undefined where the user gave up. */
async function chooseExtent(): Promise<boolean | undefined> {
  if (await hasCompiler(run)) return true;
  const without = "Install Without Models";
  const choice = await window.showWarningMessage(
    "No C compiler was found, and the engine that runs the models is compiled on this machine. " +
      "Install a compiler first (Debian or Ubuntu: sudo apt install build-essential), or install Kibitz " +
      "without ghost text and generated code.",
    { modal: true },
    without,
  );
  return choice === without ? false : undefined;
}

async function installInto(
  context: ExtensionContext,
  output: LogOutputChannel,
  progress: Report,
  token: CancellationToken,
  withModels: boolean,
): Promise<string> {
  const abort = new AbortController();
  token.onCancellationRequested(() => abort.abort());
  const environment = environmentOf(context);
  const wheels = context.asAbsolutePath("server");
  const configured = workspace.getConfiguration("kibitz").get<string | null>("server.package", null);
  const { kind, spec } = requirement(configured, await namesIn(wheels), withModels);
  progress.report({ message: "looking for Python…" });
  const python = await findPython(run);
  output.info(`Installing with Python ${python.version} (${python.command}) into ${environment}`);
  const step = async (command: string, args: string[]): Promise<void> => {
    const lines: string[] = [];
    const { code } = await run(command, args, {
      signal: abort.signal,
      onLine: (line) => {
        lines.push(line);
        output.info(line);
        const message = pipStep(line);
        if (message) progress.report({ message });
      },
    });
    if (code !== 0) throw new InstallError(explainPip(lines.join("\n")));
  };
  try {
    await rm(environment, { recursive: true, force: true });
    await mkdir(context.globalStorageUri.fsPath, { recursive: true });
    progress.report({ message: "making an environment…" });
    await step(python.command, [...(python.command === "py" ? ["-3"] : []), "-m", "venv", environment]);
    await step(commandIn(environment, "python"), [
      ...["-m", "pip", "install", "--disable-pip-version-check", "--no-input", "--progress-bar", "off"],
      kind === "wheel" ? join(wheels, spec) : spec,
    ]);
    await writeFile(markOf(environment), `${spec}\n`);
  } catch (error) {
    await rm(environment, { recursive: true, force: true });
    throw error;
  }
  return environment;
}

async function namesIn(folder: string): Promise<string[]> {
  if (!(await exists(folder))) return [];
  return (await readdir(folder)).filter((name) => name.endsWith(".whl"));
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
