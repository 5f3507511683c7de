import { stack } from "../environment";

/** A make command for this stack, as a person types it. */
export const make = (target: string, of = stack): string => `make ${target}${of === "dev" ? "" : ` STACK=${of}`}`;

/** Makes anew what is gone from the cluster: without a look, Pulumi believes that it is still there. */
export const lookAgain = (): string => `${make("up")} OPTIONS=--refresh`;

/**
 * Makes anew what somebody deleted of a Helm release, from Helm's own record of it. Pulumi knows only the release, so
 * `make up` sees no difference.
 */
export function restore(release: string, namespace: string): string {
  const record = `kubectl get secret -n ${namespace} -l owner=helm,status=deployed,name=${release}`;
  const unpacked = `-o go-template='{{range .items}}{{.data.release | base64decode | base64decode}}{{end}}' | gunzip`;
  const manifest = `node -p 'JSON.parse(fs.readFileSync(0)).manifest'`;
  return `${record} ${unpacked} | ${manifest} | kubectl create -n ${namespace} -f - # AlreadyExists of the others is right`;
}
