import type { Document } from "yaml";
import { parseDocument } from "yaml";
import { isRange } from "./syntax";

type Problem = string | undefined;

function listed(text: string, right: (one: string) => boolean, problem: (one: string) => string): Problem {
  const wrong = text === "" ? undefined : text.split(",").find((one) => !right(one));
  return wrong === undefined ? undefined : problem(wrong);
}

const isPort = (text: string) => /^\d{1,6}$/.test(text.trim()) && Number(text) <= 65535;
const ports = (text: string) => listed(text.trim(), isPort, (one) => `in which "${one}" is no port`);
const ranges = (text: string) => listed(text, isRange, (one) => `in which "${one}" is no range such as 10.0.0.0/8`);

const interfaces = (text: string) =>
  listed(
    text,
    (one) => /^[a-zA-Z][a-zA-Z0-9_.-]{0,14}$/.test(one.trim()),
    (one) => `in which "${one}" is no name of a network interface`,
  );

const number = (text: string) =>
  /^\d{1,10}$/.test(text) && Number(text) < 2 ** 32 ? undefined : "which is no whole number";

/** https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/ */
const quantity = (text: string) =>
  /^[+-]?(\d+(\.\d*)?|\.\d+)([KMGTPE]i|[numkMGTPE]|[eE][+-]?\d+)?$/.test(text)
    ? undefined
    : "which is no quantity such as 100m or 128Mi";

/** The fields of ProxyConfig whose type is easily missed. */
const PROXY_FIELDS: Readonly<Record<string, (value: unknown) => boolean>> = {
  concurrency: Number.isInteger,
  statusPort: Number.isInteger,
  proxyAdminPort: Number.isInteger,
  proxyMetadata: (value) => isObject(value) && Object.values(value).every((one) => typeof one === "string"),
  tracing: isObject,
  holdApplicationUntilProxyStarts: (value) => typeof value === "boolean",
};

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** An alias to nothing, or too many of them, is no data. */
function asData(document: Document): unknown {
  try {
    return document.toJS() as unknown;
  } catch {
    return undefined;
  }
}

function proxyConfig(text: string): Problem {
  const document = parseDocument(text);
  if (document.errors.length > 0) return "which is no YAML";
  const config = asData(document);
  if (config === null) return undefined;
  if (!isObject(config)) return "which is no object";
  const wrong = Object.entries(config).find(([name, value]) => {
    const right = Object.hasOwn(PROXY_FIELDS, name) ? PROXY_FIELDS[name] : undefined;
    return right && value !== null && !right(value);
  });
  return wrong && `in which ${wrong[0]} has a value of another type`;
}

/** What the sidecar injector asks of the values of its annotations: a problem, or undefined. */
export const VALUES: Readonly<Record<string, (text: string) => Problem>> = {
  "sidecar.istio.io/interceptionMode": (text) =>
    ["REDIRECT", "TPROXY", "NONE"].includes(text) ? undefined : "which is none of REDIRECT, TPROXY and NONE",
  "status.sidecar.istio.io/port": (text) => (isPort(text) ? undefined : "which is no port"),
  "readiness.status.sidecar.istio.io/initialDelaySeconds": number,
  "readiness.status.sidecar.istio.io/periodSeconds": number,
  "readiness.status.sidecar.istio.io/failureThreshold": number,
  "traffic.sidecar.istio.io/includeOutboundIPRanges": (text) => (text === "*" ? undefined : ranges(text)),
  "traffic.sidecar.istio.io/excludeOutboundIPRanges": ranges,
  "traffic.sidecar.istio.io/includeInboundPorts": (text) => (text === "*" ? undefined : ports(text)),
  "traffic.sidecar.istio.io/excludeInboundPorts": ports,
  "traffic.sidecar.istio.io/excludeOutboundPorts": ports,
  "traffic.sidecar.istio.io/excludeInterfaces": interfaces,
  "traffic.sidecar.istio.io/kubevirtInterfaces": interfaces,
  "istio.io/reroute-virtual-interfaces": interfaces,
  "prometheus.istio.io/merge-metrics": (text) =>
    /^(1|0|t|f|T|F|true|false|TRUE|FALSE|True|False)$/.test(text) ? undefined : "which is neither true nor false",
  "proxy.istio.io/config": proxyConfig,
  "sidecar.istio.io/proxyCPU": quantity,
  "sidecar.istio.io/proxyMemory": quantity,
  "sidecar.istio.io/proxyCPULimit": quantity,
  "sidecar.istio.io/proxyMemoryLimit": quantity,
};
