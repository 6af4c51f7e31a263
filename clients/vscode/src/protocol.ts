// The messages Kibitz adds to LSP, as the server sends and understands them. Types only, and the
// names of the methods; nothing here runs.

export const STATUS = "kibitz/status";
export const EXPLANATION = "kibitz/explanation";
export const PROPOSE_SUBCLASS = "kibitz/generateSubclass/propose";

export const EXPLAIN_METHOD = "kibitz.explainMethod";
export const GENERATE_SUBCLASS = "kibitz.generateSubclass";

export type EngineState =
  | "absent"
  | "starting"
  | "ready"
  | "busy"
  | "restarting"
  | "failed"
  | "stopped";

export interface EngineStatus {
  state: EngineState;
  model: string | null;
  /** One sentence: what happened and what to do. */
  detail: string;
}

/** Both the parameters of the notification and the result of the request `kibitz/status`. */
export interface ServerStatus {
  engines: { completion: EngineStatus; command: EngineStatus };
  index: { state: "scanning" | "ready"; files: number; total: number };
}

/** The place a command works on; the position counts UTF-16 code units, as LSP's do. */
export interface Target {
  uri: string;
  position: { line: number; character: number };
}

export interface ExplanationParams {
  /** One explanation in the making; every notification about it carries the same id. */
  id: string;
  title: string;
  /** The whole text so far. */
  markdown: string;
  done: boolean;
}

export interface SubclassProposal {
  superclass: string;
  name: string;
  /** Sentences on why this name cannot be used; empty when it can. */
  problems: string[];
}

export interface SubclassResult {
  name: string;
  /** The URIs of the files that were written, the class's own first. */
  files: string[];
  /** What was left as a marked stub, and why. */
  problems: string[];
}

/** The reason this client gives the server where the user closed the preview of an edit. */
export const DISCARDED = "The preview of the edit was discarded.";
