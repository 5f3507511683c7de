// Loaded before Pulumi's runner of policy packs (NODE_OPTIONS), which loads TypeScript and ts-node for every pack: 0.4 s of each
// preview. A pack that is JavaScript already needs neither (@pulumi/pulumi, cmd/run-policy-pack/index.js: typeScript is always on).
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
  const unused = { typescript: { version: "5" }, "ts-node": { VERSION: "10", register: () => undefined } };
  const load = Module._load;
  Module._load = (name, ...rest) => unused[name] ?? load(name, ...rest);
}
