import type { Finding, Rule } from "./rule";

/** A place in a chart's values that a stack's file may not fill, or only with the name of a Secret. */
interface Place {
  addon: "grafana" | "kiali";
  /** Its keys, joined by dots. */
  at: RegExp;
  /** How a value there names a Secret; default: in no way. */
  names?: RegExp;
  allowed: string;
  todo: string;
}

const open = "it would lie open in the stack's file and state";
const adminSecret = "name a Secret that has it in addons.grafana.adminSecret";

const places: Place[] = [
  {
    addon: "grafana",
    at: /^(adminPassword|env\.GF_SECURITY_ADMIN_PASSWORD|grafana\.ini\.security\.admin_password)$/,
    allowed: `nothing: ${open}`,
    todo: adminSecret,
  },
  {
    addon: "grafana",
    at: /^(admin\.(existingSecret|userKey|passwordKey)|env\.GF_SECURITY_ADMIN_(USER|PASSWORD)__FILE)$/,
    allowed: "nothing: Kiali, which logs in too, would look for it elsewhere",
    todo: adminSecret,
  },
  {
    addon: "grafana",
    at: /^envRenderSecret\./,
    allowed: `nothing: ${open}`,
    todo: "make the Secret yourself, and name it in addons.grafana.values.envFromSecret",
  },
  {
    addon: "grafana",
    at: /^datasources\..*\.secureJsonData\./,
    names: /^\$/,
    allowed: `a variable, $NAME: else ${open}`,
    todo: "name a Secret that has the variable in addons.grafana.values.envFromSecret",
  },
  {
    addon: "kiali",
    at: /^(external_services\..*\.(password|token)|login_token\.signing_key)$/,
    names: /^secret:[^:]+:[^:]+$/,
    allowed: `secret:NAME:KEY, a key of a Secret in the control plane's namespace: else ${open}`,
    todo: "make that Secret yourself",
  },
];

/** What stands in a stack's file stands in its state and in Helm's record, too. */
export const addonSecrets: Rule[] = places.map(({ addon, at, names, allowed, todo }) => ({
  reads: [`addons.${addon}.values`],
  findings: ({ addons: { [addon]: settings } }) =>
    [...filled(settings?.values)].flatMap(({ path, value }): Finding[] =>
      at.test(path.join(".")) && !names?.test(String(value))
        ? [{ path: ["addons", addon, "values", ...path], found: "(not shown)", allowed, todo }]
        : [],
    ),
}));

/** Every value that says something, with the keys that lead to it. */
function* filled(value: unknown, path: string[] = []): Iterable<{ path: string[]; value: unknown }> {
  if (typeof value === "object" && value !== null) {
    for (const [key, inner] of Object.entries(value)) yield* filled(inner, [...path, key]);
  } else if (value !== undefined && value !== null && value !== "") {
    yield { path, value };
  }
}
