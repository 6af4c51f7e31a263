// `kibitz doctor`, shown as a page.
import { ProgressLocation, window, workspace, type ExtensionContext, type LogOutputChannel } from "vscode";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { reportMarkdown, type Report } from "./doctorReport.ts";
import { Page } from "./page.ts";
import { run } from "./process.ts";

/** The doctor is shown this editor's environment and settings: what it says holds for the server here. */
export async function runDoctor(
  command: string,
  context: ExtensionContext,
  output: LogOutputChannel,
): Promise<void> {
  const folder = workspace.workspaceFolders?.find(({ uri }) => uri.scheme === "file")?.uri.fsPath;
  try {
    const settings = await writeSettings(context);
    const args = ["doctor", "--json", "--settings", settings, ...(folder ? ["--workspace", folder] : [])];
    const { stdout, stderr } = await window.withProgress(
      { location: ProgressLocation.Notification, title: "Kibitz: the doctor is looking…" },
      () => run(command, args, { timeout: 120_000 }),
    );
    if (!stdout.startsWith("{")) throw new Error(stderr.trim() || "It said nothing.");
    await new Page("Kibitz doctor", "here").show(reportMarkdown(JSON.parse(stdout) as Report));
  } catch (error) {
    output.error(error as Error);
    void window.showErrorMessage(`Kibitz: the doctor could not be run. ${(error as Error).message}`);
  }
}

/** The settings that somebody set, as one file; VS Code keeps them in several. */
async function writeSettings(context: ExtensionContext): Promise<string> {
  const manifest = context.extension.packageJSON as Manifest;
  const configuration = workspace.getConfiguration();
  const set = Object.keys(manifest.contributes.configuration.properties).filter((key) => {
    const { globalValue, workspaceValue, workspaceFolderValue } = configuration.inspect(key) ?? {};
    return [globalValue, workspaceValue, workspaceFolderValue].some((each) => each !== undefined);
  });
  const path = join(context.globalStorageUri.fsPath, "settings-for-the-doctor.json");
  await mkdir(context.globalStorageUri.fsPath, { recursive: true });
  await writeFile(path, JSON.stringify(Object.fromEntries(set.map((key) => [key, configuration.get(key)])), null, 2));
  return path;
}

interface Manifest {
  contributes: { configuration: { properties: Record<string, unknown> } };
}
