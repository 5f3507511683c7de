import { nodeName } from "../layout";
import { simulated } from "./simulatedNode";
import { ofLegacyIstio } from "./tool";

const small = { requests: { cpu: "10m", memory: "48Mi" } };

/** For the programs that run for real: the charts' templates let a component's own selector win over the default one. */
const real = { nodeSelector: { "kubernetes.io/hostname": nodeName }, resources: small };

/**
 * What the profile `legacy` needs of a stack's settings: the charts of the pinned module, small requests, the simulated node for
 * every program that cannot be had here, and no way in from outside, since no real gateway is behind it.
 */
export const legacyOverlay = (): object => ({
  mesh: {
    gateway: { serviceType: "ClusterIP" },
    legacyIstio: {
      charts: { from: "folder", path: ofLegacyIstio("charts") },
      values: {
        istio: {
          global: {
            defaultNodeSelector: { [simulated]: "true" },
            defaultTolerations: [{ key: simulated, operator: "Exists", effect: "NoSchedule" }],
            proxy: { resources: small },
          },
          galley: real,
          security: real,
          sidecarInjectorWebhook: real,
        },
      },
    },
  },
});
