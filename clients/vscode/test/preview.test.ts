import assert from "node:assert/strict";
import { test } from "node:test";
import type { WorkspaceEdit } from "vscode-languageclient/node";
import { ticked } from "../src/preview.ts";

const edit: WorkspaceEdit = {
  documentChanges: [{ kind: "create", uri: "file:///w/X.class.st", annotationId: "a" }],
  changeAnnotations: { a: { label: "Generate X", needsConfirmation: true } },
};

test("what the user asked for is ticked, and the preview still comes", () => {
  assert.deepEqual(ticked(edit, "file:///w"), {
    documentChanges: [
      { kind: "create", uri: "file:///w/X.class.st", annotationId: "a" },
      { kind: "create", uri: "file:///w", options: { ignoreIfExists: true }, annotationId: "kibitz.preview" },
    ],
    changeAnnotations: {
      a: { label: "Generate X", needsConfirmation: false },
      "kibitz.preview": { label: "Generate X", needsConfirmation: true },
    },
  });
});

test("an edit that needs no confirmation stays as it is", () => {
  const plain: WorkspaceEdit = { changes: { "file:///w/X.class.st": [] } };
  assert.equal(ticked(plain, "file:///w"), plain);
});
