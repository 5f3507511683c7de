/** A kind that an operator looks after. */
export interface OwnedKind {
  /** Of its CRD. */
  name: string;
  kind: string;
  version: string;
}

/** A package of the simulated catalogs. */
export interface Package {
  /** The catalog that has it. */
  source: string;
  /** What the names of its versions begin with. */
  csvPrefix: string;
  /** The version that a Subscription without startingCSV gets. */
  version: string;
  displayName: string;
  /** Of those that there are here; that of Elasticsearch is not. */
  owned: readonly OwnedKind[];
}

const meshKinds: readonly OwnedKind[] = [
  { name: "servicemeshcontrolplanes.maistra.io", kind: "ServiceMeshControlPlane", version: "v2" },
  { name: "servicemeshmemberrolls.maistra.io", kind: "ServiceMeshMemberRoll", version: "v1" },
  { name: "servicemeshmembers.maistra.io", kind: "ServiceMeshMember", version: "v1" },
];

/**
 * The packages of the guides, by their names in Red Hat's catalog, and Maistra's of the community's. Every channel has them: which
 * channels there are changed with each release of OpenShift. servicemeshoperator3 and sailoperator are not among them, because
 * no operator for them can be had here.
 */
export const packages: Readonly<Record<string, Package>> = {
  "elasticsearch-operator": {
    source: "redhat-operators",
    csvPrefix: "elasticsearch-operator.",
    version: "v4.6.0",
    displayName: "Elasticsearch Operator",
    owned: [],
  },
  "jaeger-product": {
    source: "redhat-operators",
    csvPrefix: "jaeger-operator.",
    version: "v1.20.0",
    displayName: "Red Hat OpenShift Jaeger",
    owned: [{ name: "jaegers.jaegertracing.io", kind: "Jaeger", version: "v1" }],
  },
  "kiali-ossm": {
    source: "redhat-operators",
    csvPrefix: "kiali-operator.",
    version: "v1.24.0",
    displayName: "Kiali Operator",
    owned: [{ name: "kialis.kiali.io", kind: "Kiali", version: "v1alpha1" }],
  },
  servicemeshoperator: {
    source: "redhat-operators",
    csvPrefix: "servicemeshoperator.",
    version: "v2.0.0",
    displayName: "Red Hat OpenShift Service Mesh",
    owned: meshKinds,
  },
  maistraoperator: {
    source: "community-operators",
    csvPrefix: "maistraoperator.",
    version: "v2.0.0",
    displayName: "Maistra Service Mesh",
    owned: meshKinds,
  },
};

/** The catalogs, as the objects that a Subscription names. */
export const catalogs = [...new Set(Object.values(packages).map(({ source }) => source))];

/** The package whose operator really runs here, once its CSV is there. */
export const isMeshOperator = (csv: string): boolean => /^(servicemeshoperator|maistraoperator)\./.test(csv);
