import * as z from "zod";
import type { Mesh } from "../mesh";
import { isKnownAt, isNamed, knownGet, knownText } from "./known";
import { anyOf } from "./references";
import { bringsUnlisted, gatewayReleaseOf } from "./unlisted";
import type { Workload } from "./workloads";

/** A setting of the rules that ask for service accounts: those that others make. */
export const accountsElsewhere = z
  .array(z.string())
  .default([])
  .describe('Service accounts that others make in namespaces of this stack, as "namespace/name".');

/** Kubernetes makes it in every namespace. */
const DEFAULT = "default";
/** Those that OpenShift makes in every namespace. */
const BY_OPENSHIFT = ["builder", "deployer", "pipeline"];

/** `"a", "b" or "c"`: what is there instead, where a namespace surely has no such service account; undefined if it has, or may have. */
export function insteadOf(account: string, namespace: string, mesh: Mesh): string | undefined {
  if (!mesh.holds(namespace) || bringsUnlisted(mesh, namespace) || bringsItsOwn(namespace, mesh)) return undefined;
  const { names, sure } = mesh.once("accounts", () => listed(mesh));
  const there = names.get(namespace) ?? new Set([DEFAULT]);
  if (!sure || there.has(account) || BY_OPENSHIFT.includes(account)) return undefined;
  return mesh.once(`accounts of ${namespace}`, () => anyOf(there));
}

/** Control planes, and Gateways of the Gateway API, come with service accounts whose names depend on much. */
function bringsItsOwn(namespace: string, mesh: Mesh): boolean {
  const index = mesh.once("accounts: brought", () => {
    const planes = mesh.controlPlanes.map((one) => one.namespace);
    const charts = mesh.releases.filter(({ chart }) => chart !== "gateway").map((one) => one.namespace);
    const gateways = mesh.ofKind("gateway.networking.k8s.io", "Gateway").map((one) => one.home);
    return new Set([...planes, ...charts, ...gateways, mesh.rootNamespace]);
  });
  return index.has(namespace);
}

/** By namespace: the ServiceAccounts, and the accounts of workloads, which cannot run without; sure if all of them are known. */
function listed(mesh: Mesh) {
  const accounts = mesh.ofKind("core", "ServiceAccount");
  const used = mesh.workloads.map((workload) => ({ workload, names: accountsOf(workload, mesh) }));
  const names = new Map<string, Set<string>>();
  const add = (namespace: string, name: string) => {
    const all = names.get(namespace) ?? new Set([DEFAULT]);
    names.set(namespace, all.add(name));
  };
  for (const { home, name } of accounts) add(home, name);
  for (const { workload, names } of used) for (const name of names ?? []) add(workload.namespace, name);
  return { names, sure: accounts.every(isNamed) && used.every((one) => one.names !== undefined) };
}

/** The accounts that a workload runs as; undefined while that is not known. */
function accountsOf({ object, pod }: Workload, mesh: Mesh): string[] | undefined {
  if (object.derived) {
    const account = gatewayReleaseOf(object, mesh)?.serviceAccount;
    return account === undefined ? undefined : [account];
  }
  const fields = ["serviceAccountName", "serviceAccount"];
  const paths = [["template"], ["jobTemplate", "spec", "template"]];
  if (!isNamed(object) || !paths.every((steps) => isKnownAt(object.root, "spec", ...steps, "spec"))) return undefined;
  if (pod.unknown || fields.some((name) => knownGet(pod, name).unknown)) return undefined;
  return fields.flatMap((name) => knownText(knownGet(pod, name)) ?? []);
}
