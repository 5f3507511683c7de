import type { LoadApp } from "./apps";
import type { Entrance } from "./entrance";
import { callTimeout } from "./fortio";
import type { LoadInput } from "./input";

/** fortio's options for exactly these calls, as fast as they are answered, and the address. */
export function fortioArgs(
  { calls, concurrency, path, ca }: LoadInput,
  app: LoadApp,
  { host, port }: Pick<Entrance, "host" | "port">,
): string[] {
  const at = path ?? app.path;
  return [
    ...["-timeout", `${callTimeout}s`, "-c", `${concurrency}`, "-n", `${calls}`, "-qps", "0"],
    ...["-H", `Host: ${app.host}`],
    // With TLS the name stands in the address, where the gateway chooses the certificate by it.
    ...(app.tls
      ? [...(ca ? ["-cacert", ca] : ["-k"]), "-resolve", host, `https://${app.host}:${port}${at}`]
      : [`http://${host}:${port}${at}`]),
  ];
}
