import type { ComponentResourceOptions } from "@pulumi/pulumi";
import type { Settings } from "../../config";
import { appTraffic } from "../traffic/appTraffic";
import type { Platform } from "../platforms";
import { IstioMesh } from "./istio";
import { LegacyIstioMesh } from "./legacyIstio";
import { MaistraMesh } from "./maistra/maistraMesh";
import type { Mesh } from "./mesh";
import { SailMesh } from "./sail/sailMesh";

export interface InstallMeshArgs {
  settings: Settings;
  platform: Platform;
}

/** The control plane of the kind that the settings name. Each kind gives the same Mesh: nothing else asks which it is. */
export function installMesh({ settings, platform }: InstallMeshArgs, opts: ComponentResourceOptions): Mesh {
  const { mesh, addons } = settings;
  switch (mesh.kind) {
    case "istio":
      return new IstioMesh("istio", { mesh, addons, platform }, opts);
    case "legacyIstio": {
      const servesTls = appTraffic(settings).some(({ tls }) => tls !== undefined);
      return new LegacyIstioMesh("istio", { mesh, addons, servesTls }, opts);
    }
    case "maistra":
      return new MaistraMesh("istio", { mesh, addons }, opts);
    case "sail":
      return new SailMesh("istio", { mesh, addons, platform }, opts);
  }
}
