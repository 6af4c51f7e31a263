// What `kibitz doctor --json` found, as Markdown.

export interface Finding {
  subject: string;
  health: "ok" | "warn" | "fail";
  sentence: string;
  /** What to do about it, in Markdown; empty where nothing is wrong. */
  way_out: string;
}

export interface Report {
  ok: boolean;
  findings: Finding[];
}

const SIGNS = { ok: "✓", warn: "⚠", fail: "✗" };

/** The worst first: a person opens the report to learn what is wrong. */
export function reportMarkdown({ findings }: Report): string {
  const of = (health: Finding["health"]): Finding[] => findings.filter((each) => each.health === health);
  const summary =
    of("fail").length > 0
      ? "Something does not work."
      : of("warn").length > 0
        ? "Kibitz works; some things could be better."
        : "All is well.";
  const items = [...of("fail"), ...of("warn"), ...of("ok")].map(item);
  return `# Kibitz doctor\n\n${summary}\n\n${items.join("\n")}\n`;
}

function item({ subject, health, sentence, way_out }: Finding): string {
  const line = `- ${SIGNS[health]} **${subject}**: ${sentence}`;
  return way_out ? `${line}  \n  → ${way_out.trim().replaceAll("\n", "\n  ")}` : line;
}
