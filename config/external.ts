import { z } from "zod";
import { flag, host, label, oneOf, port, section } from "./leaves";
import { trafficSettings } from "./traffic/schema";

const externalPort = section({
  number: port(),
  targetPort: port().optional(),
  protocol: oneOf(["HTTP", "HTTPS", "TLS", "TCP"]),
});

/** A host outside of the mesh that its workloads may call. */
export const externalService = section({
  name: label("a name for its objects"),
  namespace: label("the name of one of the stack's namespaces"),
  host: host(),
  ports: z
    .array(externalPort, { error: "a list of ports, each with number and protocol" })
    .min(1, { error: "at least one port" })
    .default([{ number: 443, protocol: "HTTPS" }]),
  endpoint: host().optional(),
  egressGateway: flag().default(false),
  traffic: trafficSettings.optional(),
});
