// Plays one scenario with Kibitz in a real VS Code and prints what happened, one JSON object a line:
// {"step", "ok", "seconds", …what was seen}. A step that fails does not end the session. What the
// steps must have seen is asserted in test_vscode.py; the scenarios only do and look.
//
// Its one argument is a JSON object: scenario ("work", "install"), settings (the editor's, besides
// those of every session), playwright, browser, node, codeServer, home, vsix, workspace,
// environment, screenshots (all paths absolute).
import { createRequire } from "node:module";
import { join } from "node:path";
import { startCodeServer } from "./codeserver.mjs";
import { openWorkbench } from "./workbench.mjs";

const options = JSON.parse(process.argv[2]);
const { chromium } = createRequire(join(options.playwright, "/"))("playwright-core");
const { default: steps } = await import(`./scenarios/${options.scenario}.mjs`);

function tell(event) {
  process.stdout.write(`${JSON.stringify(event)}\n`);
}

const server = await startCodeServer(options);
try {
  const workbench = await openWorkbench({ ...options, chromium, address: server.address });
  try {
    for (const [step, play] of Object.entries(steps)) {
      const began = Date.now();
      const seconds = () => Math.round((Date.now() - began) / 100) / 10;
      try {
        const seen = await play(workbench, options);
        tell({ step, ok: true, seconds: seconds(), ...seen });
      } catch (error) {
        await workbench.screenshot(`failed-${step.replaceAll(" ", "-")}`);
        tell({ step, ok: false, seconds: seconds(), error: String(error) });
      }
    }
  } finally {
    await workbench.close();
  }
} finally {
  await server.stop();
}
