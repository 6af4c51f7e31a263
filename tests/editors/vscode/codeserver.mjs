// code-server with the extension in it, on loopback, with nothing left of earlier runs.
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { promisify } from "node:util";

const START_LIMIT = 60_000; // milliseconds

/** The editor's settings that a person would change for peace. */
const SETTINGS = {
  "files.autoSave": "off",
  "window.commandCenter": false,
  "workbench.startupEditor": "none",
  "workbench.tips.enabled": false,
  "workbench.layoutControl.enabled": false,
  "workbench.secondarySideBar.defaultVisibility": "hidden",
  "chat.disableAIFeatures": true,
  "editor.fontFamily": "DejaVu Sans Mono",
  "editor.fontSize": 15,
  "editor.minimap.enabled": false,
  "editor.cursorBlinking": "solid",
  "telemetry.telemetryLevel": "off",
};

/**
 * Starts code-server on `workspace`; `home` is an empty folder for everything it writes. Resolves
 * with the address of the workbench and a function that ends the server.
 */
export async function startCodeServer({ node, codeServer, home, vsix, workspace, settings, environment }) {
  const profile = ["--user-data-dir", join(home, "data"), "--extensions-dir", join(home, "extensions")];
  const env = { ...process.env, ...environment, HOME: home, XDG_CONFIG_HOME: join(home, "config") };
  delete env.VSCODE_IPC_HOOK_CLI; // run from an editor's own terminal, it would talk to that editor
  mkdirSync(join(home, "data", "User"), { recursive: true });
  writeFileSync(join(home, "data", "User", "settings.json"), JSON.stringify({ ...SETTINGS, ...settings }));
  await promisify(execFile)(node, [codeServer, ...profile, "--install-extension", vsix], { env });

  const port = await freePort();
  const server = spawn(
    node,
    [
      ...[codeServer, ...profile, "--auth", "none", "--bind-addr", `127.0.0.1:${port}`],
      ...["--disable-telemetry", "--disable-update-check", "--disable-workspace-trust"],
      ...["--disable-getting-started-override", workspace],
    ],
    { env, stdio: ["ignore", 2, 2], detached: true },
  );
  const stop = async () => {
    if (server.exitCode !== null) return;
    const ended = once(server, "exit");
    process.kill(-server.pid, "SIGTERM");
    await ended;
  };
  try {
    await answering(`http://127.0.0.1:${port}/healthz`, server);
  } catch (error) {
    await stop();
    throw error;
  }
  return { address: `http://127.0.0.1:${port}/?folder=${encodeURIComponent(workspace)}`, stop };
}

async function answering(url, server) {
  const until = Date.now() + START_LIMIT;
  while (Date.now() < until) {
    if (server.exitCode !== null) throw new Error(`code-server ended with code ${server.exitCode}`);
    try {
      if ((await fetch(url)).ok) return;
    } catch {
      // it does not listen yet
    }
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error(`code-server did not answer in ${START_LIMIT} ms`);
}

async function freePort() {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  server.close();
  return port;
}
