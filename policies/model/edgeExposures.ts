import { hasService } from "./addons";
import type { Exposure } from "./exposure";
import { annotationsAt, ANY_HOST, MARKS } from "./exposure";
import type { Field } from "./field";
import { isUnder } from "./hosts";
import type { MeshObject } from "./object";
import type { Mesh } from "../mesh";

/** Of Services that the stack does not hold, their operators may make such a Route themselves, with a proxy before them. */
export function* openshiftRoutesOf(route: MeshObject, mesh: Mesh): Iterable<Exposure> {
  const { home: namespace, spec } = route;
  const plain = () => (isPlain(spec.get("tls")) ? "by a Route" : undefined);
  for (const to of [spec.get("to"), ...spec.get("alternateBackends").items()]) {
    const name = to.get("name");
    if (name.text === undefined || !hasService(mesh, namespace, name.text)) continue;
    const hosts = () => [spec.get("host").text?.toLowerCase() ?? "*"];
    yield { field: name, namespace, name: name.text, direct: false, hosts, open: () => "by a Route", plain };
  }
}

function isPlain(tls: Field): boolean {
  return !tls.get("termination").text || tls.get("insecureEdgeTerminationPolicy").text === "Allow";
}

/** What an Ingress leads to: Services that the stack holds, or that its Releases make. */
export function* ingressesOf(ingress: MeshObject, mesh: Mesh): Iterable<Exposure> {
  const { home: namespace, spec } = ingress;
  const annotations = () => annotationsAt(ingress.root.at("metadata", "annotations"));
  for (const { host, backend } of backendsOf(spec)) {
    const name = backend.at("service", "name");
    if (name.text === undefined || !hasService(mesh, namespace, name.text)) continue;
    yield {
      field: name,
      namespace,
      name: name.text,
      direct: false,
      hosts: () => (host === undefined ? ANY_HOST : [host]),
      open: () => (annotations().some(([name]) => MARKS.asking.test(name)) ? undefined : "by an Ingress"),
      plain: () => (hasCertificate(spec, host) || marksTls(annotations()) ? undefined : "by an Ingress"),
    };
  }
}

function backendsOf(spec: Field): { host: string | undefined; backend: Field }[] {
  const rules = spec.get("rules").items();
  const paths = rules.flatMap((rule) => {
    const host = rule.get("host").text?.toLowerCase();
    const all = rule.at("http", "paths").items();
    return all.map((path) => ({ host, backend: path.get("backend") }));
  });
  return [{ host: undefined, backend: spec.get("defaultBackend") }, ...paths];
}

/** Whether the Ingress has a certificate for the host; one that names no host is for all. */
function hasCertificate(spec: Field, host: string | undefined): boolean {
  return spec
    .get("tls")
    .items()
    .some((tls) => {
      const hosts = tls.get("hosts").texts();
      return hosts.length === 0 || host === undefined || hosts.some((one) => isUnder(host, one.toLowerCase()));
    });
}

/** Certificates that annotations name, as those of some clouds do. */
export function marksTls(annotations: readonly [string, string][]): boolean {
  return annotations.some(([name]) => MARKS.encrypted.test(name));
}
