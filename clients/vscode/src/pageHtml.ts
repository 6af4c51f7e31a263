// The frame of a Markdown page: its policy, its look in the editor's colours, and a script that
// takes content and hands back clicks on links.
import { randomBytes } from "node:crypto";

const STYLE = `
  body { padding: 0 26px 32px; line-height: 1.6; font-size: 14px; }
  h1, h2 { font-weight: 600; line-height: 1.3; overflow-wrap: break-word; }
  h1 { font-size: 1.6em; padding-bottom: 0.3em; border-bottom: 1px solid var(--vscode-editorWidget-border); }
  h2 { font-size: 1.25em; }
  a { color: var(--vscode-textLink-foreground); text-decoration: none; }
  a:hover { text-decoration: underline; }
  code { font-family: var(--vscode-editor-font-family); color: inherit; padding: 1px 4px; border-radius: 3px;
    background: var(--vscode-textCodeBlock-background); }
  pre { padding: 12px; overflow: auto; border-radius: 3px; background: var(--vscode-textCodeBlock-background); }
  pre code { padding: 0; background: none; }
`;

const SCRIPT = `
  const vscode = acquireVsCodeApi();
  const main = document.querySelector("main");
  addEventListener("message", ({ data }) => { main.innerHTML = data.html; });
  addEventListener("click", (event) => {
    const link = event.target.closest("a");
    if (!link) return;
    event.preventDefault();
    event.stopPropagation();
    vscode.postMessage({ link: link.dataset.href ?? link.getAttribute("href") });
  }, true);
  vscode.postMessage({});
`;

export function pageHtml(): string {
  const nonce = randomBytes(16).toString("hex");
  const policy = `default-src 'none'; style-src 'nonce-${nonce}'; script-src 'nonce-${nonce}'`;
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<style nonce="${nonce}">${STYLE}</style>
</head>
<body>
<main></main>
<script nonce="${nonce}">${SCRIPT}</script>
</body>
</html>`;
}

/** Markdown as it is written, for an editor that cannot render it. */
export function renderedPlainly(markdown: string): string {
  const escaped = markdown.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
  return `<pre>${escaped}</pre>`;
}
