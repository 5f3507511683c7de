import type { AddonsSettings, MeshSettings } from "../../config";
import { extensionProviders } from "./extensionProviders";

/** What the settings say in the mesh config of an istiod of today. */
export const meshConfig = (mesh: MeshSettings, addons: AddonsSettings): Record<string, unknown> => ({
  ...(mesh.accessLogs ? { accessLogFile: "/dev/stdout" } : {}),
  ...(mesh.outboundTraffic === "REGISTRY_ONLY" ? { outboundTrafficPolicy: { mode: mesh.outboundTraffic } } : {}),
  extensionProviders: extensionProviders(mesh, addons),
});

/** Its charts pass a trace sampling of 0 over, and istiod then traces 1 % unless this tells it (istio: pilot/pkg/features/telemetry.go). */
export const noTraces = { PILOT_TRACE_SAMPLING: "0" };
