// What the status-bar item shows, from what is known of the server. Knows nothing of VS Code.
import type { EngineStatus, ServerStatus } from "./protocol.ts";

/** How far the extension has come with its server; `running` says nothing about the models. */
export type Phase = "starting" | "running" | "stopped" | "missing" | "failed";

export interface Known {
  phase: Phase;
  /** Where `phase` is "failed" or "stopped": why. */
  detail?: string;
  server?: ServerStatus;
  inlineEnabled: boolean;
}

export interface StatusText {
  /** With VS Code's `$(icon)` notation. */
  text: string;
  /** Markdown. */
  tooltip: string;
  severity: "none" | "warning" | "error";
}

const PHASES: Record<Exclude<Phase, "running">, Omit<StatusText, "tooltip"> & { sentence: string }> = {
  starting: { text: "$(loading~spin) Kibitz: starting", severity: "none", sentence: "The server is starting." },
  stopped: { text: "$(error) Kibitz: stopped", severity: "error", sentence: "The server has stopped." },
  missing: { text: "$(warning) Kibitz: no server", severity: "warning", sentence: "No server was found." },
  failed: { text: "$(error) Kibitz: failed", severity: "error", sentence: "The server did not start." },
};

export function statusText(known: Known): StatusText {
  if (known.phase !== "running") {
    const { text, severity, sentence } = PHASES[known.phase];
    return { text, severity, tooltip: [sentence, known.detail].filter(Boolean).join("\n\n") };
  }
  if (!known.server) return { ...PHASES.starting, tooltip: PHASES.starting.sentence };
  return { ...summary(known.server, known.inlineEnabled), tooltip: details(known.server, known.inlineEnabled) };
}

/** The worst news first; what the user waits for next; then all is well. */
function summary({ engines, index }: ServerStatus, inlineEnabled: boolean): Omit<StatusText, "tooltip"> {
  const states = [engines.completion.state, engines.command.state];
  if (states.includes("failed")) return { text: "$(error) Kibitz: model failed", severity: "error" };
  if (states.includes("starting") || states.includes("restarting")) {
    return { text: "$(loading~spin) Kibitz: loading model", severity: "none" };
  }
  if (index.state === "scanning") {
    const share = index.total > 0 ? ` ${Math.floor((100 * index.files) / index.total)} %` : "";
    return { text: `$(loading~spin) Kibitz: indexing${share}`, severity: "none" };
  }
  if (states.includes("busy")) return { text: "$(loading~spin) Kibitz: busy", severity: "none" };
  if (engines.completion.state === "absent") return { text: "$(circle-slash) Kibitz: no model", severity: "warning" };
  return { text: `$(${inlineEnabled ? "sparkle" : "eye-closed"}) Kibitz: ready`, severity: "none" };
}

function details({ engines, index }: ServerStatus, inlineEnabled: boolean): string {
  const rows = [
    engineRow("While typing", engines.completion),
    engineRow("On request", engines.command),
    index.state === "scanning"
      ? `**Index**: ${index.files} of ${index.total} files read`
      : `**Index**: ${index.files} files`,
    `**Ghost text**: ${inlineEnabled ? "on" : "off"}`,
  ];
  return rows.join("\n\n");
}

function engineRow(role: string, { state, model, detail }: EngineStatus): string {
  const head = `**${role}**: ${state}`;
  return [model ? `${head}, \`${model}\`` : head, detail].filter(Boolean).join("  \n");
}
