/** Istio's rules for host names and gateway names (istio: pkg/config/host, pilot/pkg/model/config.go). */

/** Whether all that `host` stands for is covered by `pattern`; either may begin with "*". */
export function covers(pattern: string, host: string): boolean {
  if (!pattern.startsWith("*")) return pattern === host;
  const long = !host.startsWith("*") || host.length >= pattern.length;
  return long && host.endsWith(pattern.slice(1));
}

/** The names that both lists cover: of each pair the narrower one. */
export function intersection(some: string[], others: string[]): string[] {
  const narrower = (a: string, b: string) => (covers(b, a) ? [a] : covers(a, b) ? [b] : []);
  return [...new Set(some.flatMap((a) => others.flatMap((b) => narrower(a, b))))];
}

/** Which of a Gateway server's hosts ("host", "namespace/host", "./host") are open to VirtualServices of a namespace. */
export function hostsFor(namespace: string, hosts: string[], gatewayNamespace: string): string[] {
  return hosts.flatMap((host) => {
    const [home, name] = host.includes("/") ? (host.split("/") as [string, string]) : ["*", host];
    return home === "*" || (home === "." ? gatewayNamespace : home) === namespace ? [name] : [];
  });
}

/** The "namespace/name" that a VirtualService of a namespace means by a gateway: a short name is one beside it. */
export function gatewayReference(reference: string, namespace: string): string {
  const [home, name] = reference.split("/");
  if (name !== undefined) return `${home === "." ? namespace : home}/${name}`;
  const [short, of] = reference.split(".");
  return of === undefined ? `${namespace}/${reference}` : `${of}/${short}`;
}

/** The host of an Envoy virtual host's domain, which may carry a port ("host:80", "host:*"). */
export const hostOf = (domain: string): string => domain.replace(/:(\d+|\*)$/, "").toLowerCase();
