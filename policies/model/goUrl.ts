import { isIP } from "node:net";

/** Each % begins an escape of two digits. */
const ESCAPED = /^(?:[^%]|%[0-9a-f]{2})*$/i;
const USER = /^[\w.~!$&'()*+,;=:%@-]*$/;
/** A name, in which only bytes that are not ASCII may be escaped, and a port. */
const NAMED = /^(?:[\w.~!$&'()*+,;=\]<>"\u0080-\uffff-]|%[89a-f][0-9a-f])*(?::\d*)?$/i;
const NUMBERED = /^\[([0-9a-f:.]+)(?:%25[^%\]]+)?\](?::\d*)?$/i;

/** Whether Go's net/url reads it, as istioctl does: https://pkg.go.dev/net/url#Parse */
export function isUrl(url: string): boolean {
  // eslint-disable-next-line no-control-regex
  if (/[\x00-\x1f\x7f]/.test(url) || url.startsWith(":")) return false;
  const [, before = "", fragment = ""] = /^([^#]*)(.*)$/.exec(url) ?? [];
  const rest = before.replace(/^[a-z][a-z0-9+.-]*:/i, "").replace(/\?.*$/, "");
  const [, authority, path = rest] = /^\/\/([^/]*)(.*)$/.exec(rest) ?? [];
  if (!ESCAPED.test(fragment) || !ESCAPED.test(path)) return false;
  // Without a scheme, a colon in the first segment would look like one.
  if (authority === undefined) return /^[a-z][a-z0-9+.-]*:/i.test(before) || !/^[^/]*:/.test(rest);
  const user = authority.slice(0, authority.lastIndexOf("@") + 1);
  return USER.test(user) && ESCAPED.test(user) && isHost(withoutUser(authority));
}

function isHost(host: string): boolean {
  if (!host.startsWith("[")) return NAMED.test(host);
  const [, address] = NUMBERED.exec(host) ?? [];
  return address !== undefined && isIP(address) === 6;
}

/** What a URL says; `extra`: it has a user, a query or a fragment. */
export function partsOf(url: string): { scheme: string; host: string; extra: boolean } {
  const [, scheme = "", authority = ""] = /^(?:([a-z][a-z0-9+.-]*):)?(?:\/\/([^/?#]*))?/i.exec(url) ?? [];
  const host = withoutUser(authority)
    .replace(/:\d*$/, "")
    .replace(/^\[(.*)\]$/, "$1");
  return { scheme: scheme.toLowerCase(), host, extra: authority.includes("@") || /[?#]/.test(url) };
}

function withoutUser(authority: string): string {
  return authority.slice(authority.lastIndexOf("@") + 1);
}
