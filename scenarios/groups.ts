import type { Sample } from "./scenario";

/** Pods whose arrivals are counted, and the counter in their sidecar or gateway. */
export interface PodGroup {
  of: Sample | "egressGateway";
  labels: Record<string, string>;
  /** Envoy's counter of the requests; a regular expression over its name. */
  counter: RegExp;
}

const inbound = /^cluster\.inbound\|\d+\|\|;?\.upstream_rq_total$/;

const pods = (of: Sample, app: string, version: string): PodGroup => ({
  of,
  labels: { app, version },
  counter: inbound,
});

/** The groups that expectations may name. */
export const podGroups: Record<string, PodGroup> = {
  "front-end v1": pods("sockShop", "front-end", "v1"),
  "front-end v2": pods("sockShop", "front-end", "v2"),
  productpage: pods("bookinfo", "productpage", "v1"),
  "reviews v1": pods("bookinfo", "reviews", "v1"),
  "reviews v2": pods("bookinfo", "reviews", "v2"),
  "reviews v3": pods("bookinfo", "reviews", "v3"),
  "the egress gateway": {
    of: "egressGateway",
    labels: {},
    counter: /^cluster\.outbound\|80\|\|partner\..*;?\.upstream_rq_total$/,
  },
};
