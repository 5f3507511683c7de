// Loaded before Pulumi's runner of policy packs (NODE_OPTIONS). The runner loads TypeScript, ts-node and the runtime of Pulumi programs
// for every pack: half a second of each preview. A pack that is bundled JavaScript needs none of them, so it is loaded at once
// (@pulumi/pulumi, cmd/run-policy-pack/index.js).
const { readFileSync } = require("node:fs");
const Module = require("node:module");

function isBundled() {
  try {
    return JSON.parse(readFileSync("package.json", "utf8")).main.endsWith(".js");
  } catch {
    return false;
  }
}

if (process.argv[1]?.includes("run-policy-pack") && isBundled()) {
  const load = Module._load;
  const instead = {
    "./run": { run: () => Promise.resolve(load(process.cwd(), module, false)) },
    "../../runtime/closure/v8Hooks": { isInitializedAsync: () => Promise.resolve() },
    "source-map-support/register": {},
  };
  Module._load = (name, parent, ...rest) =>
    (parent?.filename?.includes("run-policy-pack") && instead[name]) || load(name, parent, ...rest);
}
