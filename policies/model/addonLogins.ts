import type { Mesh } from "../mesh";
import { addonsOf, isAnonymousKiali } from "./addonReleases";
import type { Addon } from "./addons";
import { ifKnown } from "./known";
import { isVague } from "./lookups";
import { containersOf, workloadOf } from "./workloads";

/** Whether the stack shows that the addon asks for a login itself: Kiali and Grafana do, unless they are told not to. */
export function asksForLogin(mesh: Mesh, addon: Addon): boolean {
  if (addon !== "kiali" && addon !== "grafana") return false;
  if (isVague(mesh, ...KINDS) || mesh.releases.some(({ chart }) => chart === "")) return true;
  const anonymous = mesh.once(`addon logins: ${addon}`, () => placesOf(mesh, addon).map((read) => ifKnown(read)));
  return anonymous.length > 0 && !anonymous.includes(true);
}

const KINDS = ["kiali.io/Kiali", "helm.sh/Release", "core/ConfigMap", "apps/Deployment"];

/** Of each place in the stack that configures the addon: whether it lets people in without a name. */
function placesOf(mesh: Mesh, addon: "kiali" | "grafana"): (() => boolean)[] {
  const parts = mesh.releases.flatMap(addonsOf).filter((part) => part.addon === addon);
  return [...parts.flatMap(({ anonymous }) => anonymous ?? []), ...(addon === "kiali" ? kialis(mesh) : grafanas(mesh))];
}

function kialis(mesh: Mesh): (() => boolean)[] {
  const maps = mesh.ofKind("core", "ConfigMap").filter((one) => one.name === "kiali");
  return [
    ...mesh.ofKind("kiali.io", "Kiali").map((kiali) => () => isAnonymousKiali(kiali.spec)),
    ...maps.map((map) => () => /\bstrategy: *"?anonymous/.test(map.root.at("data", "config.yaml").text ?? "")),
  ];
}

function grafanas(mesh: Mesh): (() => boolean)[] {
  const deployments = mesh.ofKind("apps", "Deployment").filter((one) => one.name === "grafana");
  return deployments.map((deployment) => () => {
    const containers = containersOf(workloadOf(deployment)?.pod ?? deployment.spec);
    const variables = containers.flatMap((container) => container.get("env").items());
    return variables.some(
      (one) => one.get("name").text === "GF_AUTH_ANONYMOUS_ENABLED" && one.get("value").scalar === "true",
    );
  });
}
