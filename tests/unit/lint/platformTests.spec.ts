import assert from "node:assert/strict";
import type { Linter } from "eslint";
import { ESLint } from "eslint";
import tseslint from "typescript-eslint";
import { root } from "../../../config/target";

describe("The lint rule that keeps platforms and kinds of mesh in one place", () => {
  // The rule needs no types, and those of the whole program take long.
  const eslint = new ESLint({ cwd: root, overrideConfig: tseslint.configs.disableTypeChecked as Linter.Config });

  /** Whether it fires on a text that stands in the place of a file of the project. */
  const fires = async (file: string, text: string) => {
    const [result] = await eslint.lintText(text, { filePath: file });
    const { messages } = result!;
    assert.ok(!messages.some(({ fatal }) => fatal), messages.map(({ message }) => message).join("\n"));
    return messages.some(({ ruleId }) => ruleId === "no-restricted-syntax");
  };

  const tests = [
    'export const a = (settings: { platform: string }) => settings.platform === "openshift";',
    'export const a = (args: { settings: { platform: string } }) => args.settings.platform + "!";',
    'export const a = (settings: Record<string, string>) => settings["platform"];',
    'import type { Settings } from "../../config";\nexport const a = (s: Settings) => s.platform;',
    "export function a(schema: { parse: () => { platform: string } }) {\n  const { platform } = schema.parse();\n  return platform;\n}",
    "export function a(settings: { platform: string }) {\n  const { platform } = settings;\n  return platform;\n}",
    "export const a = ({ settings: { platform } }: { settings: { platform: string } }) => platform;",
    'import type { Settings } from "../../config";\nexport const a = ({ platform }: Settings) => platform;',
    "export const a = (platform: { name: string }) => platform.name;",
    "export const a = (args: { platform: { name: string } }) => args.platform.name;",
    "export const a = ({ platform: { name } }: { platform: { name: string } }) => name;",
    "export function a(platform: { name: string }) {\n  const { name } = platform;\n  return name;\n}",
    'export const a = (kind: string) => kind !== "kubernetes";',
    'export const a = (kind: string) => ["openshift"].includes(kind);',
    'export function a(kind: string) {\n  switch (kind) {\n    case "openshift":\n      return 1;\n  }\n  return 2;\n}',
    "export const a = (platforms: { openshift: object }, mine: object) => mine === platforms.openshift;",
    'import { openshift } from "../platforms/openshift";\nexport const a = openshift;',
  ];

  for (const [index, text] of tests.entries()) {
    it(`fires on a test of the platform in an app: ${index + 1}`, async () => {
      assert.equal(await fires("components/apps/app.ts", text), true, text);
    });
  }

  const kindTests = [
    'export const a = (settings: { mesh: { kind: string } }) => settings.mesh.kind === "maistra";',
    'export const a = (mesh: { kind: string }) => mesh.kind === "maistra";',
    "export function a(mesh: { kind: string }) {\n  const { kind } = mesh;\n  return kind;\n}",
    "export const a = ({ mesh: { kind } }: { mesh: { kind: string } }) => kind;",
    'export const a = (m: { kind: string }) => m.kind === "maistra";',
    'export const a = (kind: string) => ["sail", "maistra"].includes(kind);',
    'export function a(kind: string) {\n  switch (kind) {\n    case "legacyIstio":\n      return 1;\n  }\n  return 2;\n}',
    'import type { MeshSettings } from "../../config";\nexport const a = ({ kind }: MeshSettings) => kind;',
  ];

  for (const [index, text] of kindTests.entries()) {
    it(`fires on a test of the kind of mesh in an app, not in a control plane: ${index + 1}`, async () => {
      assert.equal(await fires("components/apps/app.ts", text), true, text);
      assert.equal(await fires("components/mesh/index.ts", text), false, text);
    });
  }

  it("fires in the program, the settings, the commands and the lessons as well", async () => {
    for (const file of ["index.ts", "components/traffic/ingress.ts", "config/merge.ts", "commands/rollOut.ts"]) {
      assert.equal(await fires(file, tests[0]!), true, file);
    }
    assert.equal(await fires("scenarios/needs.ts", tests[0]!), true);
  });

  it("lets the platforms, the control planes, the rules between keys and the preflight ask", async () => {
    for (const file of [
      "components/platforms/index.ts",
      "components/mesh/istio.ts",
      "config/routesRules.ts",
      "config/mesh/sailRules.ts",
      "commands/preflight.ts",
      "commands/preflight/rights.ts",
    ]) {
      assert.equal(await fires(file, tests[0]!), false, file);
    }
  });

  it("lets everybody take a platform and use what it gives", async () => {
    for (const text of [
      "export const a = ({ platform }: { platform: { needsCni: boolean } }) => platform.needsCni;",
      "export function a(args: { platform: { needsCni: boolean } }) {\n  const { platform } = args;\n  return platform.needsCni;\n}",
      "export const a = process.platform;",
      'import * as k8s from "@pulumi/kubernetes";\nexport const a = k8s;',
      'import { platformOf } from "../platforms";\nexport const a = platformOf;',
      'export const a = { platform: "openshift" };',
    ]) {
      assert.equal(await fires("components/apps/app.ts", text), false, text);
    }
  });
});
