import type { Tool } from "../tools/tool";
import { clusterTools, profileTools } from "../tools/catalog";
import type { Daemon } from "./daemon";
import type { ImageSet } from "./images";
import { current, ofOldIstio } from "./kubernetes";
import { legacyMesh } from "./legacy/images";
import { legacyOverlay } from "./legacy/overlay";
import { kwok, prepareSimulatedNode } from "./legacy/simulatedNode";
import { todaysMesh } from "./meshImages";
import { apiserverFlags, openshiftDaemons, openshiftOverlay, prepareOpenshift } from "./openshift";
import { overlay } from "./overlay";
import type { Machinery } from "./processes";
import type { ProfileName } from "./profile";

/** A kind of local cluster. */
export interface Profile extends Machinery {
  /** What is built before it starts. */
  tools: Tool[];
  /** What pods may run on the real node beside names and apps; none where there is no such node. */
  images?: ImageSet;
  /** Whether addons of a stack run there (addons/localAddons.ts). Not said: they do not. */
  runsAddons?: boolean;
  /** Once the API server serves: what must be there before `daemons` start. Done again whenever a process was started. */
  prepare: () => void | Promise<void>;
  /** What runs beside Kubernetes, in the order of starting. */
  daemons: () => Daemon[];
  /** What the policy pack lets pass here, because the profile cannot be otherwise (.local/policy-config.json). */
  exceptions?: object;
  /** What is laid beneath a stack's own settings (.local/stack.yaml). */
  overlay: () => object;
}

const nothing = () => undefined;

/** The kinds of local cluster: `make cluster PROFILE=…`. */
export const profiles: Record<ProfileName, Profile> = {
  /** Kubernetes of today, for Istio's charts of today. */
  standard: {
    kubernetes: current,
    node: true,
    apiserverFlags: {},
    tools: clusterTools,
    images: todaysMesh,
    runsAddons: true,
    prepare: nothing,
    daemons: () => [],
    overlay,
  },
  /** What OpenShift Service Mesh 2 needs of OpenShift, and the real operator: no pod runs. */
  openshift: {
    kubernetes: ofOldIstio,
    node: false,
    apiserverFlags,
    tools: profileTools.openshift,
    prepare: prepareOpenshift,
    daemons: openshiftDaemons,
    overlay: openshiftOverlay,
    // Its operator knows no control plane of today.
    exceptions: { "maistra-control-plane": "advisory" },
  },
  /** Kubernetes of the time of Istio's charts istio-init and istio. */
  legacy: {
    kubernetes: ofOldIstio,
    node: true,
    apiserverFlags: {},
    tools: profileTools.legacy,
    images: legacyMesh,
    prepare: prepareSimulatedNode,
    daemons: () => [kwok()],
    overlay: legacyOverlay,
  },
};
