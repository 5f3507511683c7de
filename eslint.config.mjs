import js from "@eslint/js";
import tseslint from "typescript-eslint";

/** A word itself, compared with whatever. */
const compared = (words) => [
  `BinaryExpression > Literal[value=/^(${words})$/]`,
  `SwitchCase > Literal[value=/^(${words})$/]`,
  `CallExpression[callee.property.name='includes'] Literal[value=/^(${words})$/]`,
];

/**
 * What differs between kinds of cluster stands in one place, components/platforms/, and what a control plane makes of it in
 * components/mesh/; everything else takes a Platform and asks nothing. No type tells such a question from another one, so
 * these are the forms that it has. They do not see settings that go by another name when they are taken apart:
 * `const { platform } = stack`, which is how components get their Platform.
 */
const platformTests = [
  // The setting: settings.platform, { platform } = settings, ({ platform }: Settings).
  "MemberExpression[property.name='platform']:not([object.name='process'])",
  "MemberExpression[property.value='platform']",
  "VariableDeclarator[init.name='settings'] > ObjectPattern > Property[key.name='platform']",
  "VariableDeclarator[init.type!='Identifier'] > ObjectPattern > Property[key.name='platform']",
  "Property[key.name='settings'] > ObjectPattern > Property[key.name='platform']",
  "ObjectPattern[typeAnnotation.typeAnnotation.typeName.name='Settings'] > Property[key.name='platform']",
  // A platform's name.
  "MemberExpression[property.name='name'][object.name='platform']",
  "VariableDeclarator[init.name='platform'] > ObjectPattern > Property[key.name='name']",
  "Property[key.name='platform'] > ObjectPattern > Property[key.name='name']",
  ...compared("kubernetes|openshift"),
  // One platform by itself, to compare with.
  "MemberExpression[object.name='platforms']",
  "ImportDeclaration[source.value=/platforms.(kubernetes|openshift)$/]",
].map((selector) => ({
  selector,
  message: "Ask no platform here: what differs belongs into components/platforms/, as a part of Platform.",
}));

/** The same of kinds of control plane: each gives the same Mesh, and what differs is a part of that. */
const kindTests = [
  "MemberExpression[property.name='kind'][object.name='mesh']",
  "MemberExpression[property.name='kind'][object.property.name='mesh']",
  "VariableDeclarator[init.name='mesh'] > ObjectPattern > Property[key.name='kind']",
  "VariableDeclarator[init.property.name='mesh'] > ObjectPattern > Property[key.name='kind']",
  "Property[key.name='mesh'] > ObjectPattern > Property[key.name='kind']",
  "ObjectPattern[typeAnnotation.typeAnnotation.typeName.name='MeshSettings'] > Property[key.name='kind']",
  ...compared("istio|legacyIstio|maistra|sail"),
].map((selector) => ({
  selector,
  message: "Ask no kind of mesh here: what differs belongs into components/mesh/, as a part of Mesh.",
}));

export default tseslint.config(
  { ignores: ["**/bin/", ".local/", "components/istio/types/"] },
  js.configs.recommended,
  {
    // What Node runs as it is, without ts-node: the entry that Pulumi starts, and the tests' unsafe program.
    files: ["**/*.js"],
    languageOptions: {
      sourceType: "commonjs",
      globals: { process: "readonly", __dirname: "readonly", require: "readonly" },
    },
  },
  {
    files: ["**/*.ts"],
    extends: [...tseslint.configs.recommendedTypeChecked, ...tseslint.configs.stylistic],
    languageOptions: { parserOptions: { projectService: true } },
    rules: {
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/no-floating-promises": "error",
      "@typescript-eslint/switch-exhaustiveness-check": "error",
    },
  },
  {
    files: ["index.ts", "components/**/*.ts", "config/**/*.ts", "commands/**/*.ts", "scenarios/**/*.ts"],
    ignores: [
      "components/platforms/**",
      "components/mesh/**",
      // Rules between keys refuse what a platform does not have; they decide nothing else.
      "config/**/*Rules.ts",
      // Asks the cluster, before there is a program, whether it is what the stack says.
      "commands/preflight.ts",
      "commands/preflight/**",
    ],
    rules: { "no-restricted-syntax": ["error", ...platformTests] },
  },
  {
    files: ["components/**/*.ts"],
    ignores: ["components/platforms/**", "components/mesh/**"],
    rules: { "no-restricted-syntax": ["error", ...platformTests, ...kindTests] },
  },
);
