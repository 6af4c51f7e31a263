// How an edit of the server gets to VS Code's refactoring preview with everything in it ticked.
//
// VS Code shows the preview where some part of an edit needs confirmation, and leaves exactly the
// parts unticked that do: what the user has just asked for would have to be ticked again, file by
// file. So the need is moved to one more part that does nothing, the “creation unless it exists”
// of something that does exist, and that the preview leaves out.
import type { WorkspaceEdit } from "vscode-languageclient/node";

const ANNOTATION = "kibitz.preview";

export function needsConfirmation({ changeAnnotations }: WorkspaceEdit): boolean {
  return Object.values(changeAnnotations ?? {}).some((each) => each.needsConfirmation);
}

/** The same edit; `existing` is the URI of something that exists and may be named in a file operation. */
export function ticked(edit: WorkspaceEdit, existing: string): WorkspaceEdit {
  if (!needsConfirmation(edit) || !edit.documentChanges) return edit;
  const annotations = Object.entries(edit.changeAnnotations ?? {}).map(
    ([id, each]) => [id, { ...each, needsConfirmation: false }] as const,
  );
  const label = Object.values(edit.changeAnnotations ?? {})[0]?.label ?? "";
  return {
    ...edit,
    changeAnnotations: { ...Object.fromEntries(annotations), [ANNOTATION]: { label, needsConfirmation: true } },
    documentChanges: [
      ...edit.documentChanges,
      { kind: "create", uri: existing, options: { ignoreIfExists: true }, annotationId: ANNOTATION },
    ],
  };
}
