// What Pulumi runs (`main` in Pulumi.yaml): bin/program.js, the program bundled into one file by `npm run build`, as
// long as no source is newer, because it starts a second sooner; else index.ts by ts-node, so that nothing ever runs
// that is not what the sources say.
const { existsSync, readdirSync, statSync } = require("node:fs");
const { join } = require("node:path");

const bundle = join(__dirname, "bin", "program.js");
const sources = ["index.ts", "versions.ts", "config", "components", "scenarios", "package-lock.json"];

function newest(path) {
  const { mtimeMs } = statSync(path);
  const inside = statSync(path).isDirectory() ? readdirSync(path).map((name) => newest(join(path, name))) : [];
  return Math.max(mtimeMs, ...inside);
}

const built = existsSync(bundle) ? statSync(bundle).mtimeMs : 0;
const current = sources.every((source) => newest(join(__dirname, source)) <= built);
// Stack traces are not mapped back to TypeScript: Pulumi takes one for each resource, and mapping costs half a second.
Error.prepareStackTrace = undefined;
module.exports = require(current ? bundle : "./index");
