import type { HostTls, Settings } from "../../config";

/** An app of the stack that is called by a host at the ingress gateway. */
export interface LoadApp {
  /** As APP names it. */
  name: string;
  title: string;
  host: string;
  tls?: HostTls;
  /** Its page. */
  path: string;
}

/** The apps of a stack that have a host, the samples first. */
export function appsOf({ sockShop, bookinfo, apps }: Pick<Settings, "sockShop" | "bookinfo" | "apps">): LoadApp[] {
  return [
    ...(sockShop?.enabled ? [{ name: "sockShop", title: "Sock Shop", path: "/", ...entry(sockShop) }] : []),
    ...(bookinfo?.enabled ? [{ name: "bookinfo", title: "Bookinfo", path: "/productpage", ...entry(bookinfo) }] : []),
    ...apps.flatMap(({ name, host, tls }) => (host ? [{ name, title: name, path: "/", host, tls }] : [])),
  ];
}

const entry = ({ host, tls }: { host: string; tls?: HostTls }) => ({ host, tls });

/** The app of that name, else the first; refused where there is none, or none that can be called. */
export function chooseApp(apps: readonly LoadApp[], name: string | undefined, stack: string): LoadApp {
  const names = apps.map((app) => app.name);
  const first = apps[0];
  if (!first) {
    throw new Error(
      `Stack ${stack} has no app with a host, so there is nothing to call: ` +
        "set istio-mesh:sockShop, istio-mesh:bookinfo, or `host` of one of istio-mesh:apps.",
    );
  }
  const app = name === undefined ? first : apps.find((one) => one.name === name);
  if (!app) throw new Error(`APP=${name}: no such app with a host in stack ${stack}; there are: ${names.join(", ")}`);
  if (app.tls?.clientCertificates) {
    const others = apps.filter(({ tls }) => !tls?.clientCertificates).map((one) => one.name);
    const instead = others.length > 0 ? `; without one go: ${others.join(", ")}` : "";
    throw new Error(
      `APP=${app.name}: ${app.host} asks callers for a certificate, which this command has none of${instead}`,
    );
  }
  return app;
}
