import { buildSync } from "esbuild";

/** What the package ships, each bundled into one file: the ready pack, what other packs import, and the command. */
buildSync({
  absWorkingDir: __dirname,
  entryPoints: { pack: "pack.ts", index: "index.ts", "istio-guard": "cli.ts" },
  bundle: true,
  platform: "node",
  target: "node20",
  outdir: "bin",
  logLevel: "warning",
  // What the CLI's messages are made of.
  external: ["@pulumi/pulumi", "google-protobuf"],
});
