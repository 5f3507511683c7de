import { getPublicSuffix } from "tldts";

const LABEL = "[a-z0-9_](?:[-a-z0-9_]*[a-z0-9_])?";
const HOST_NAME = new RegExp(`^${LABEL}(?:\\.${LABEL})*$`);

/** Lower case and without the dot that may end a full name: host names are compared so. */
export function normalized(host: string): string {
  return host.toLowerCase().replace(/\.$/, "");
}

/** A name without wildcards. Underscores pass, as in Istio's own `outbound_.80_._.host` names. */
export function isHostName(host: string): boolean {
  return HOST_NAME.test(host);
}

/** Why nobody may own all hosts under this domain; undefined if somebody can. */
export function tooBroad(domain: string): string | undefined {
  if (/^(svc\.)?cluster(set)?\.local$/.test(domain)) return "it covers the services of every namespace";
  // Private suffixes (github.io, herokuapp.com) count: their hosts belong to different people. https://publicsuffix.org
  if (getPublicSuffix(domain, { allowPrivateDomains: true, validateHostname: false }) === domain) {
    return `"${domain}" is a public suffix, its hosts belong to different owners`;
  }
  return undefined;
}
