import { z } from "zod";
import { stepNames } from "../scenarios";
import { bookinfoImages, sockShopImages } from "../versions";
import { addons } from "./addons";
import { externalService } from "./external";
import { flag, host, image, imagesOf, label, oneOf, percent, port, section, text } from "./leaves";
import { chartKeys } from "./mesh/istio";
import { legacyIstio } from "./mesh/legacyIstio";
import { maistra } from "./mesh/maistra";
import { sail } from "./mesh/sail";
import { tracing } from "./mesh/tracing";
import { routes } from "./routes";
import { crossCheck } from "./rules";
import { app, hostTls, service } from "./services";
import { trafficSettings } from "./traffic/schema";

export { type Component, components } from "./mesh/istio";

/** The ways to get a control plane: Istio's charts of today, those of 1.1 to 1.5, and OpenShift's operators. */
export const meshKinds = ["istio", "legacyIstio", "maistra", "sail"] as const;

const controlPlaneNamespace = section({
  name: label("a namespace name").default("istio-system"),
  owned: flag().default(true),
});

const gateway = section({
  name: label("a release name")
    .max(53, { error: "a release name of at most 53 characters" })
    .default("istio-ingressgateway"),
  serviceType: oneOf(["LoadBalancer", "NodePort", "ClusterIP"]).default("LoadBalancer"),
  httpPort: port().default(80),
  httpNodePort: port().optional(),
});

const outbound = () => oneOf(["ALLOW_ANY", "REGISTRY_ONLY"]);

const mesh = section({
  kind: oneOf(meshKinds).default("istio"),
  ...chartKeys,
  namespace: controlPlaneNamespace.prefault({}),
  mtls: oneOf(["STRICT", "PERMISSIVE"]).default("STRICT"),
  traceSampling: percent().default(1),
  accessLogs: flag().default(false),
  tracing: tracing.optional(),
  outboundTraffic: outbound().default("ALLOW_ANY"),
  gateway: gateway.prefault({}),
  legacyIstio: legacyIstio.optional(),
  maistra: maistra.optional(),
  sail: sail.optional(),
});

/** What one namespace has otherwise than the mesh; what is not set stays as the mesh has it. */
const telemetry = section({ traceSampling: percent().optional(), accessLogs: flag().optional() });

const injectionAllowed = "enabled, disabled, or a control plane revision as { revision: NAME }";
const namespace = section({
  name: label("a namespace name"),
  environment: oneOf(["development", "staging", "production"]).optional(),
  injection: z
    .union([z.enum(["enabled", "disabled"]), section({ revision: text("the name of a control plane revision") })], {
      error: injectionAllowed,
    })
    .default("enabled"),
  owned: flag().default(true),
  outboundTraffic: outbound().optional(),
  telemetry: telemetry.optional(),
});

const home = () => label("the name of one of the stack's namespaces");

/** Rules for some of an app's services. */
const trafficOf = <const Name extends string>(names: readonly Name[]) =>
  section(
    Object.fromEntries(names.map((name) => [name, trafficSettings.optional()])) as Record<
      Name,
      z.ZodOptional<typeof trafficSettings>
    >,
  );

const sockShop = section({
  enabled: flag().default(true),
  namespace: home(),
  host: host(),
  tls: hostTls.optional(),
  images: imagesOf(sockShopImages).prefault({}),
  frontEndV2: flag().default(false),
  faultyCarts: flag().default(false),
  traffic: trafficOf(["front-end", "carts", "catalogue", "user", "payment", "orders"]).prefault({}),
});

const bookinfo = section({
  enabled: flag().default(true),
  namespace: home(),
  host: host(),
  tls: hostTls.optional(),
  images: imagesOf(bookinfoImages).prefault({}),
  traffic: trafficOf(["productpage", "details", "ratings", "reviews"]).prefault({}),
});

const loadGenerator = section({ namespace: home(), image: image().optional() });

const stack = section({
  platform: oneOf(["kubernetes", "openshift"]).default("kubernetes"),
  kubeconfig: text("the path of a kubeconfig file").optional(),
  context: text("the name of a context in the kubeconfig").optional(),
  mesh: mesh.prefault({}),
  addons: addons.prefault({}),
  routes: routes.optional(),
  namespaces: z.array(namespace, { error: "a list of namespaces, each with at least a name" }).default([]),
  sockShop: sockShop.optional(),
  bookinfo: bookinfo.optional(),
  loadGenerator: loadGenerator.optional(),
  outsider: loadGenerator.optional(),
  apps: z.array(app, { error: "a list of apps, each with name, namespace and image" }).default([]),
  services: z.array(service, { error: "a list of services, each with name, namespace and traffic" }).default([]),
  externalServices: z.array(externalService, { error: "a list of hosts outside the mesh" }).default([]),
  scenario: oneOf(stepNames).optional(),
});

export type Settings = z.output<typeof stack>;
export type MeshSettings = Settings["mesh"];
export type NamespaceSettings = Settings["namespaces"][number];
export type SockShopSettings = NonNullable<Settings["sockShop"]>;
export type BookinfoSettings = NonNullable<Settings["bookinfo"]>;
export type HostTls = z.output<typeof hostTls>;
export type ServiceSettings = Settings["services"][number];
export type AppSettings = Settings["apps"][number];
export type ExternalServiceSettings = Settings["externalServices"][number];
export type TelemetrySettings = NonNullable<NamespaceSettings["telemetry"]>;
/** How pods of a namespace get their sidecar: always, never, or from the control plane of one revision. */
export type Injection = NamespaceSettings["injection"];

/** The settings of a stack: its `istio-mesh:*` keys. docs/configuration.md says what each means. */
export const schema = stack.superRefine(crossCheck, { when: () => true });
