import type { Finding, Rule } from "../rule";
import { maistra } from "./maistra";
import { memberRules } from "./maistraMembers";
import { maistraRule } from "./kindRule";

const platform = maistraRule(["platform"], (settings) => {
  const allowed = "openshift while mesh.kind is maistra";
  const todo = "its operator is for OpenShift; mesh.kind: istio installs Istio by its charts anywhere";
  return settings.platform === "openshift" ? [] : [{ path: ["platform"], found: settings.platform, allowed, todo }];
});

const operatorKeys = Object.keys(maistra.parse({}).operators).map((key) => `mesh.maistra.operators.${key}`);
const operatorNamespaces = operatorKeys.map((key) => `${key}.namespace.name`);

/** The operator refuses a mesh beside itself (istio-operator: webhooks/validation/controlplane.go). */
const besideOperators = maistraRule(["mesh.namespace.name", ...operatorNamespaces], ({ mesh }, { operators }) => {
  const { name } = mesh.namespace;
  const taken = Object.values(operators).some(({ namespace }) => namespace.name === name);
  const allowed = "a namespace that none of the operators is in";
  return taken ? [{ path: ["mesh", "namespace", "name"], found: name, allowed }] : [];
});

const owning = operatorKeys.flatMap((key) => [`${key}.install`, `${key}.namespace.owned`]);

/** Each would make the namespace, and delete it with the other's operator in it. */
const ownNamespaces = maistraRule([...owning, ...operatorNamespaces], (_, { operators }) => {
  const owned = Object.entries(operators).filter(([, { install, namespace }]) => install && namespace.owned);
  return owned.flatMap(([key, { namespace }], index): Finding[] => {
    const before = owned.slice(0, index).find(([, other]) => other.namespace.name === namespace.name);
    const path = ["mesh", "maistra", "operators", key, "namespace", "owned"];
    const allowed = `false: mesh.maistra.operators.${before?.[0]} owns ${namespace.name} already`;
    return before ? [{ path, found: true, allowed }] : [];
  });
});

const gatewayKeys = ["name", "serviceType", "httpPort", "httpNodePort"];

/** The operator makes the gateway and its Service; the router is the way in. */
const gateway = maistraRule(
  gatewayKeys.map((key) => `mesh.gateway.${key}`),
  ({ mesh }) => {
    const { name, serviceType, httpPort, httpNodePort } = mesh.gateway;
    const keys: [key: keyof typeof mesh.gateway, isMade: boolean, made: string][] = [
      ["name", name === "istio-ingressgateway", "istio-ingressgateway"],
      // LoadBalancer stands there when nobody says anything.
      ["serviceType", serviceType !== "NodePort", "ClusterIP"],
      ["httpPort", httpPort === 80, "80"],
      ["httpNodePort", httpNodePort === undefined, "nothing"],
    ];
    const todo = "the operator makes the gateway; mesh.maistra.spec has what else can be set";
    return keys
      .filter(([, isMade]) => !isMade)
      .map(([key, , made]): Finding => {
        const allowed = `${made} while mesh.kind is maistra`;
        return { path: ["mesh", "gateway", key], found: mesh.gateway[key], allowed, todo };
      });
  },
);

/** A value of Mixer's, which the second API does not have. */
const mixer = maistraRule(["mesh.maistra.version", "mesh.maistra.disablePolicyChecks"], (_, own) => {
  const { version, disablePolicyChecks: found } = own;
  const allowed = `nothing while mesh.maistra.version is ${version}`;
  const todo = "a setting of v1.1, whose Mixer checks policies";
  return found === undefined || version === "v1.1"
    ? []
    : [{ path: ["mesh", "maistra", "disablePolicyChecks"], found, allowed, todo }];
});

/**
 * The gateway of 1.1 reads certificates from Secrets by a program beside it (its chart: gateways, `sds`), of which neither Red Hat nor
 * Maistra has an image (istio-operator: pkg/controller/common/config.go, v1_1ImageNames). Its pod would never start.
 */
const certificates = maistraRule(
  ["mesh.maistra.version", "sockShop.tls", "bookinfo.tls", "apps", "services"],
  ({ sockShop, bookinfo, apps, services }, { version }) => {
    if (version !== "v1.1") return [];
    const allowed = "nothing while mesh.maistra.version is v1.1";
    const todo =
      "its operator has no image for what reads the Secret; the router ends TLS where routes.termination is edge";
    const check = (path: Finding["path"], { tls }: { tls?: object }): Finding[] =>
      tls ? [{ path: [...path, "tls"], allowed, todo }] : [];
    return [
      ...(sockShop?.enabled ? check(["sockShop"], sockShop) : []),
      ...(bookinfo?.enabled ? check(["bookinfo"], bookinfo) : []),
      ...apps.flatMap((app, index) => check(["apps", index], app)),
      ...services.flatMap((service, index) => check(["services", index], service)),
    ];
  },
);

/** The version decides in which API the control plane is written. */
const versionOfSpec = maistraRule(["mesh.maistra.spec"], (_, { spec: { version: found } }) => {
  const allowed = "nothing: mesh.maistra.version says it";
  return found === undefined ? [] : [{ path: ["mesh", "maistra", "spec", "version"], found, allowed }];
});

/** What only shows between `mesh.maistra` and other keys. */
export const maistraRules: Rule[] = [
  platform,
  besideOperators,
  ownNamespaces,
  ...memberRules,
  gateway,
  mixer,
  certificates,
  versionOfSpec,
];
