// `kibitz doctor`, shown as a document.
import { commands, ProgressLocation, window, workspace, type LogOutputChannel } from "vscode";
import { virtualUri, type VirtualDocuments } from "./documents.ts";
import { run } from "./process.ts";

/** The doctor looks at the environment of this editor, so what it says holds for the server here. */
export async function runDoctor(command: string, documents: VirtualDocuments, output: LogOutputChannel): Promise<void> {
  const folder = workspace.workspaceFolders?.find(({ uri }) => uri.scheme === "file")?.uri.fsPath;
  try {
    const { stdout, stderr } = await window.withProgress(
      { location: ProgressLocation.Notification, title: "Kibitz: the doctor is looking…" },
      () => run(command, ["doctor"], { timeout: 120_000, ...(folder ? { cwd: folder } : {}) }),
    );
    const uri = virtualUri("doctor", "Kibitz doctor");
    documents.write(uri, [stdout.trimEnd(), stderr.trimEnd()].filter(Boolean).join("\n\n") + "\n");
    await window.showTextDocument(await workspace.openTextDocument(uri), { preview: true });
    await commands.executeCommand("cursorTop");
  } catch (error) {
    output.error(error as Error);
    void window.showErrorMessage(`Kibitz: the doctor could not be run. ${(error as Error).message}`);
  }
}
