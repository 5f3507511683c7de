import type { Finding } from "../finding";
import { found } from "../finding";
import type { Field } from "./field";
import type { MeshObject } from "./object";
import * as syntax from "./syntax";

/** What Istio refuses of a Sidecar's listener, beyond its schema; `seen` are the ports of the listeners before it. */
export function* refusedListener(sidecar: MeshObject, listener: Field, seen: Set<number>): Iterable<Finding> {
  const port = listener.get("port");
  const [number, protocol, name, target] = ["number", "protocol", "name", "targetPort"].map((one) => port.get(one)) as [
    Field,
    Field,
    Field,
    Field,
  ];
  if (protocol.text && !syntax.isProtocol(protocol.text)) {
    const allowed = syntax.PROTOCOLS;
    yield found(sidecar, protocol, {
      problem: "which is no protocol that Istio knows",
      allowed,
      fix: "write one of these",
    });
  }
  if (name.text && !syntax.isLabel(name.text)) {
    const allowed = "letters, digits and -, at most 63";
    yield found(sidecar, name, { problem: "which is no port's name", allowed, fix: "write the port's name" });
  }
  if ((target.number ?? 0) > 0) {
    const why = { problem: "which has no effect at a Sidecar", allowed: "no targetPort", fix: "remove it" };
    yield found(sidecar, target, why);
  }
  const value = number.number ?? 0;
  if (value > 0 && seen.has(value)) {
    const why = { problem: "which another listener has", allowed: "each port once", fix: "put them into one listener" };
    yield found(sidecar, number, why);
  }
  seen.add(value);
}

/** Of the place where it listens: a socket is for egress only. */
export function* refusedBind(sidecar: MeshObject, listener: Field, maySocket: boolean): Iterable<Finding> {
  const [bind, number] = [listener.get("bind"), listener.get("port").get("number")];
  const text = bind.text ?? "";
  const port = number.number ?? 0;
  const socket = maySocket && port === 0;
  const allowed = maySocket ? 'an IP address with a port, or "unix:///path" with port 0' : "an IP address";
  if (!socket && !syntax.isPort(port)) {
    yield found(sidecar, number, { problem: "which is no port", allowed: "1 to 65535", fix: "write the port" });
  }
  if (socket ? !syntax.isUnix(text) || !syntax.isUnixSocket(text) : text !== "" && !syntax.isAddress(text)) {
    yield found(sidecar, bind, { problem: "which is no place to listen at", allowed, fix: "write the address" });
  }
}
