// “Generate subclass”: asks for the name, lets the server write, and leaves the edit to VS Code's
// refactoring preview. The server sends the edit itself; nothing is applied here.
import { InputBoxValidationSeverity, Uri, window, workspace } from "vscode";
import type { LanguageClient } from "vscode-languageclient/node";
import {
  GENERATE_SUBCLASS,
  PROPOSE_SUBCLASS,
  type SubclassProposal,
  type SubclassResult,
  type Target,
} from "./protocol.ts";
import { nameProblem, stemOf } from "./className.ts";
import type { Session } from "./session.ts";
import { executeWithProgress, prepare } from "./target.ts";

export async function generateSubclass(session: Session, given: unknown): Promise<void> {
  const prepared = prepare(session, given);
  if (!prepared) return;
  const { client, target } = prepared;
  const proposal = await propose(client, target).catch((error: Error) => error);
  if (proposal instanceof Error) {
    void window.showInformationMessage(`Kibitz: ${proposal.message}`); // there is nothing to inherit from here
    return;
  }
  const name = await askName(client, target, proposal);
  if (name === undefined) return;
  const result = await executeWithProgress<SubclassResult>(
    client,
    `Kibitz: generate ${name}`,
    GENERATE_SUBCLASS,
    { ...target, name },
  );
  if (result) await tell(result);
}

function propose(client: LanguageClient, target: Target, name?: string): Promise<SubclassProposal> {
  return client.sendRequest<SubclassProposal>(PROPOSE_SUBCLASS, name ? { ...target, name } : target);
}

async function askName(
  client: LanguageClient,
  target: Target,
  { superclass, name }: SubclassProposal,
): Promise<string | undefined> {
  const answer = await window.showInputBox({
    title: `New subclass of ${superclass}`,
    prompt: "The name of the class.",
    value: name,
    valueSelection: stemOf(name, superclass),
    ignoreFocusOut: true,
    validateInput: async (text) => {
      const message = nameProblem(text.trim()) ?? (await propose(client, target, text.trim())).problems[0];
      return message ? { message, severity: InputBoxValidationSeverity.Error } : undefined;
    },
  });
  return answer?.trim();
}

async function tell({ name, files, problems }: SubclassResult): Promise<void> {
  const [file] = files.map((each) => Uri.parse(each));
  if (!file || !(await exists(file))) return; // the user unticked it
  await window.showTextDocument(file, { preview: false });
  if (problems.length > 0) {
    void window.showWarningMessage(`${name} is written, with something left to do. ${problems.join(" ")}`);
  }
}

async function exists(uri: Uri): Promise<boolean> {
  return workspace.fs.stat(uri).then(
    () => true,
    () => false,
  );
}
