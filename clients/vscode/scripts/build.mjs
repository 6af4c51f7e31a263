// Bundles the extension into dist/ (or, with --tests, each test into out/) and writes beside it
// the licenses of the packages that ended up in the bundle.
import { build } from "esbuild";
import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

const common = { bundle: true, platform: "node", target: "node20", format: "cjs", logLevel: "warning" };

if (process.argv.includes("--tests")) {
  rmSync("out", { recursive: true, force: true });
  const tests = readdirSync("test").filter((name) => name.endsWith(".test.ts"));
  await build({
    ...common,
    entryPoints: tests.map((name) => join("test", name)),
    outdir: "out",
    outExtension: { ".js": ".cjs" },
    external: ["vscode", "vscode-oniguruma", "vscode-textmate"],
    sourcemap: "inline",
  });
} else {
  rmSync("dist", { recursive: true, force: true });
  const { metafile } = await build({
    ...common,
    entryPoints: ["src/extension.ts"],
    outfile: "dist/extension.js",
    external: ["vscode"],
    mainFields: ["module", "main"],
    minify: true,
    keepNames: true,
    metafile: true,
  });
  writeFileSync("dist/THIRD_PARTY.txt", notices(Object.keys(metafile.inputs)));
}

/** The license files of the packages that own `inputs`, one after the other. */
function notices(inputs) {
  const folders = new Set(inputs.map(packageFolder).filter(Boolean));
  return [...folders].sort().map(notice).join(`\n${"=".repeat(80)}\n\n`);
}

function packageFolder(input) {
  const match = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(input);
  return match?.[1];
}

function notice(folder) {
  const about = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const file = readdirSync(folder).find((name) => /^licen[cs]e/i.test(name));
  const text = file ? readFileSync(join(folder, file), "utf8") : `License: ${about.license}\n`;
  if (!file && !about.license) throw new Error(`${dirname(folder)}: no license found for ${about.name}`);
  return `${about.name} ${about.version}\n\n${text}`;
}
