import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { clusterFolder, inCluster } from "./layout";

export const profileNames = ["standard", "openshift", "legacy"] as const;
/** A kind of local cluster; what each is: profiles.ts. */
export type ProfileName = (typeof profileNames)[number];

/** What of a stack's settings says which cluster it is for: of the settings, or as its file has them, checked or not. */
export interface Stack {
  platform?: unknown;
  mesh?: { kind?: unknown };
}

const profileFile = inCluster("profile");

/** The kind of cluster that a stack is for. */
export function profileFor({ platform, mesh }: Stack): ProfileName {
  if (platform === "openshift") return "openshift";
  return mesh?.kind === "legacyIstio" ? "legacy" : "standard";
}

/** Why a stack cannot go to the local cluster that is there; undefined: it can. */
export function profileProblem(stack: Stack, there: ProfileName | undefined): string | undefined {
  const needed = profileFor(stack);
  if (!there || there === needed) return undefined;
  return (
    `This stack is for a local cluster of profile ${needed}, and the one here has profile ${there}. ` +
    "Run `make cluster-down` first, or point KUBECONFIG at your own cluster."
  );
}

/** The profile of this checkout's cluster, also while it does not run: etcd's data are that profile's. */
export function ownProfile(): ProfileName | undefined {
  if (!existsSync(clusterFolder)) return undefined;
  return existsSync(profileFile) ? named(readFileSync(profileFile, "utf8"), profileFile) : "standard";
}

/** Marks the cluster's folder before anything else is put there. */
export function keepProfile(profile: ProfileName): void {
  mkdirSync(clusterFolder, { recursive: true });
  writeFileSync(`${profileFile}.new`, profile);
  renameSync(`${profileFile}.new`, profileFile);
}

/**
 * The profile to start: the one that is wished for by name, else the one that is there, else what the stack asks for. One that is
 * there is not turned into another.
 * @param wish PROFILE; empty or undefined: none
 */
export function chooseProfile(wish: string | undefined, there: ProfileName | undefined, settings?: Stack): ProfileName {
  const wished = wish ? named(wish, "PROFILE") : undefined;
  if (there && wished && wished !== there) {
    throw new Error(
      `PROFILE=${wished}: the local cluster here has profile ${there}, and there can be one. Run \`make cluster-down\` first.`,
    );
  }
  return there ?? wished ?? (settings ? profileFor(settings) : "standard");
}

function named(name: string, where: string): ProfileName {
  const profile = profileNames.find((known) => known === name);
  if (profile) return profile;
  throw new Error(`${where}=${name}: no such profile of the local cluster; there are ${profileNames.join(", ")}.`);
}
