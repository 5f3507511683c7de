import type { AddonsSettings, MeshSettings } from "../../config";
import { extensionProviders } from "./extensionProviders";

/** What the settings say in the mesh config of an istiod of today. */
export const meshConfig = (mesh: MeshSettings, addons: AddonsSettings): Record<string, unknown> => ({
  ...(mesh.accessLogs ? { accessLogFile: "/dev/stdout" } : {}),
  ...(mesh.outboundTraffic === "REGISTRY_ONLY" ? { outboundTrafficPolicy: { mode: mesh.outboundTraffic } } : {}),
  extensionProviders: extensionProviders(mesh, addons),
});

/**
 * Istio's charts pass a trace sampling of 0 over, Maistra's too. istiod then traces 1 %, Pilot of old everything, unless this tells it
 * (istio: pilot/pkg/features/telemetry.go).
 */
export const noTraces = { PILOT_TRACE_SAMPLING: "0" };
