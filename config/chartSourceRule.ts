import type { Finding } from "./rule";

/** The keys that say where charts come from. */
export interface ChartSource {
  from: "repository" | "oci" | "folder";
  url?: string;
  path?: string;
}

/** Keys of a chart source that a rule reads. */
export const chartSourceKeys = (at: string) => ["from", "url", "path"].map((key) => `${at}.${key}`);

/**
 * What does not fit together in a chart source.
 * @param at where it stands, such as mesh.charts
 * @param folder what its folder must be, as a message says it
 */
export function chartSourceFindings(at: string, { from, url, path }: ChartSource, folder: string): Finding[] {
  const finding = (key: "url" | "path", found: unknown, allowed: string): Finding[] => [
    { path: [...at.split("."), key], found, allowed },
  ];
  if (from === "folder") {
    return [
      ...(path ? [] : finding("path", path, `${folder}, because ${at}.from is folder`)),
      ...(url ? finding("url", url, `nothing while ${at}.from is folder`) : []),
    ];
  }
  const scheme = from === "oci" ? /^oci:\/\// : /^https?:\/\//;
  return [
    ...(path ? finding("path", path, `nothing unless ${at}.from is folder`) : []),
    ...(url && !scheme.test(url)
      ? finding("url", url, `an ${from === "oci" ? "oci" : "https"}:// address while ${at}.from is ${from}`)
      : []),
  ];
}
