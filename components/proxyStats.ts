/**
 * A pod annotation by which its proxy also keeps the statistics whose whole names match one of these (RE2); Istio keeps few.
 * https://istio.io/latest/docs/ops/configuration/telemetry/envoy-stats/
 */
export function keepStats(...inclusionRegexps: string[]): Readonly<Record<string, string>> {
  return { "proxy.istio.io/config": JSON.stringify({ proxyStatsMatcher: { inclusionRegexps } }) };
}
