// Pulls models with the server's own command, showing its progress. What an interrupted pull left
// is kept by the command and gone on from.
import {
  ProgressLocation,
  window,
  workspace,
  type CancellationToken,
  type LogOutputChannel,
  type Progress,
} from "vscode";
import { run, RunError } from "./process.ts";
import { afterLine, NOTHING_YET, size, type ModelReport } from "./pullProgress.ts";

/** For the end of an installation: asks only where a model is missing; failures are shown, not raised. */
export async function offerToPull(command: string, output: LogOutputChannel): Promise<void> {
  try {
    await offer(command, output);
  } catch (error) {
    output.error(error as Error);
    void window.showErrorMessage(`Kibitz is installed, but its models could not be listed. ${(error as Error).message}`);
  }
}

async function offer(command: string, output: LogOutputChannel): Promise<void> {
  const missing = (await listModels(command)).filter(({ state }) => state !== "verified");
  if (missing.length === 0) return;
  const bytes = missing.reduce((sum, each) => sum + each.bytes, 0);
  const [all, choose] = [`Pull All (${size(bytes)})`, "Choose…"];
  const choice = await window.showInformationMessage(
    "Kibitz is installed. Its models are still missing; without them there is no ghost text and no generated code.",
    all,
    choose,
    "Not Now",
  );
  if (choice === all) await pullShown(command, missing.map(({ name }) => name), output);
  if (choice === choose) await pullModels(command, output);
}

/** Asks which models and pulls them; true where they are there afterwards. */
export async function pullModels(command: string, output: LogOutputChannel): Promise<boolean> {
  const items = (await listModels(command)).map((model) => ({
    label: model.name,
    description: `${size(model.bytes)}, for ${USES[model.role] ?? model.role}`,
    detail: model.state === "verified" ? "It is there." : model.detail,
    picked: model.state !== "verified",
  }));
  const chosen = await window.showQuickPick(items, {
    title: "Pull models",
    placeHolder: "They are kept on this machine; what is there is not pulled again",
    canPickMany: true,
    ignoreFocusOut: true,
  });
  if (!chosen || chosen.length === 0) return false;
  return pullShown(command, chosen.map(({ label }) => label), output);
}

const USES: Record<string, string> = {
  completion: "ghost text while typing",
  command: "explanations and generated code",
};

/** `--directory` where the setting names one; the environment's KIBITZ_MODELS goes before it. */
function modelsArguments(...rest: string[]): string[] {
  const directory = workspace.getConfiguration("kibitz").get<string | null>("models.directory", null);
  const given = directory && !process.env["KIBITZ_MODELS"] ? ["--directory", directory] : [];
  return ["models", ...given, ...rest];
}

async function listModels(command: string): Promise<ModelReport[]> {
  const { code, stdout, stderr } = await run(command, modelsArguments("list", "--json"), { timeout: 60_000 });
  if (code !== 0) throw new Error(stderr.trim() || `${command} models list failed.`);
  return JSON.parse(stdout) as ModelReport[];
}

async function pullShown(command: string, names: string[], output: LogOutputChannel): Promise<boolean> {
  try {
    await window.withProgress(
      { location: ProgressLocation.Notification, title: "Pulling models", cancellable: true },
      (progress, token) => pull(command, names, output, progress, token),
    );
    return true;
  } catch (error) {
    if (error instanceof RunError && error.reason === "cancelled") return false;
    output.error(error as Error);
    const again = "Try Again";
    const answer = await window.showErrorMessage(`The models were not pulled. ${(error as Error).message}`, again);
    return answer === again && pullShown(command, names, output);
  }
}

async function pull(
  command: string,
  names: string[],
  output: LogOutputChannel,
  progress: Progress<{ message?: string; increment?: number }>,
  token: CancellationToken,
): Promise<void> {
  const abort = new AbortController();
  token.onCancellationRequested(() => abort.abort());
  let known = NOTHING_YET;
  const { code, stderr } = await run(command, modelsArguments("pull", ...names, "--json"), {
    signal: abort.signal,
    onLine: (line, stream) => {
      output.info(line);
      if (stream === "stderr") return;
      const before = known;
      known = afterLine(known, line);
      if (known === before) return;
      progress.report({ message: `${known.label}: ${known.percent} %` });
    },
  });
  if (code !== 0) throw new Error(known.failures.join(" ") || stderr.trim() || "See the output.");
}
