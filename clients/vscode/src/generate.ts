// “Generate subclass”: asks for the name, lets the server write, and leaves the edit to VS Code's
// refactoring preview. The server sends the edit itself; nothing is applied here.
import { InputBoxValidationSeverity, Uri, window } from "vscode";
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
  const proposal = await propose(client, target);
  if (!proposal?.superclass) {
    const why = proposal?.problems[0] ?? "There is no class here to make a subclass of.";
    void window.showInformationMessage(`Kibitz: ${why}`);
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
  if (result) await tell(name, result);
}

function propose(client: LanguageClient, target: Target, name?: string): Promise<SubclassProposal | null> {
  return client.sendRequest<SubclassProposal | null>(PROPOSE_SUBCLASS, name ? { ...target, name } : target);
}

async function askName(
  client: LanguageClient,
  target: Target,
  { superclass, name, package: home }: SubclassProposal,
): Promise<string | undefined> {
  const answer = await window.showInputBox({
    title: `New subclass of ${superclass}`,
    prompt: home ? `The name of the class; it goes into the package ${home}.` : "The name of the class.",
    value: name,
    valueSelection: stemOf(name, superclass),
    ignoreFocusOut: true,
    validateInput: async (text) => {
      const message = nameProblem(text.trim()) ?? (await propose(client, target, text.trim()))?.problems[0];
      return message ? { message, severity: InputBoxValidationSeverity.Error } : undefined;
    },
  });
  return answer?.trim();
}

async function tell(name: string, { applied, uri, problems }: SubclassResult): Promise<void> {
  if (!applied) return; // the user discarded the preview and knows it
  if (uri) await window.showTextDocument(Uri.parse(uri), { preview: false });
  if (problems.length > 0) {
    void window.showWarningMessage(`${name} was written; some methods are left for you. ${problems.join(" ")}`);
  }
}
