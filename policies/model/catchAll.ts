import type { Field } from "./field";
import type { MeshObject } from "./object";
import { gatewayName } from "./virtualServices";

/** Whether a VirtualService has an http route of its own that takes every request at a gateway. */
export function takesEverything(service: MeshObject, gateway: string): boolean {
  const rules = service.spec.get("http").items();
  return rules.some((rule) => {
    if (!rule.isObject || !rule.get("delegate").missing) return false;
    const matches = rule.get("match").items();
    return (
      matches.length === 0 || matches.some((match) => match.isObject && matchesEverything(match, gateway, service.home))
    );
  });
}

function matchesEverything(match: Field, gateway: string, home: string): boolean {
  return match.entries().every(([name, field]) => {
    if (name === "gateways") return field.texts().some((one) => gatewayName(one, home) === gateway);
    if (name === "uri") return field.entries().length === 1 && field.get("prefix").text === "/";
    return name === "name" || field.missing;
  });
}
