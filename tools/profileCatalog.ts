import { withOpenApi } from "./kubernetes-1.21/prepare";
import { kubernetesVersion, nodeBinaries } from "./kubernetesBuild";
import { defaultLegacyIstioVersion } from "../versions";
import type { Tool } from "./tool";

const kubernetes = "1.21.14";
const maistra = "github.com/maistra/istio-operator";
const olm = "github.com/operator-framework/api";
const istio = "istio.io/istio";

/** What the operator needs at run time: its place in the tool's folder → where the module has it. Laid out as its image does. */
const maistraFiles = {
  "resources/helm/v1.0": "resources/helm/v1.0",
  "resources/helm/v1.1": "resources/helm/v1.1",
  "resources/helm/v2.0": "resources/helm/v2.0",
  "resources/default-templates/v1.0/base": "resources/smcp-templates/v1.0/base",
  "resources/default-templates/v1.0/default": "resources/smcp-templates/v1.0/maistra",
  "resources/default-templates/v1.1/base": "resources/smcp-templates/v1.1/base",
  "resources/default-templates/v1.1/default": "resources/smcp-templates/v1.1/maistra",
  "resources/default-templates/v2.0/base": "resources/smcp-templates/v2.0/base",
  "resources/default-templates/v2.0/default": "resources/smcp-templates/v2.0/maistra",
  "resources/default-templates/v2.0/small": "resources/smcp-templates/v2.0/small",
  "deploy/maistra-operator.yaml": "deploy/maistra-operator.yaml",
  manifests: "manifests-maistra/2.0.0",
};

/**
 * What only the profiles `legacy` and `openshift` of the local cluster need, built when one of them is asked for. None is ever
 * taken from PATH: each profile is about exactly these versions.
 */
export const profileCatalog: Tool[] = [
  {
    // Its binaries are named like those of the tool `kubernetes`: ask for them by toolBinary.
    name: "kubernetes-1.21",
    source: "k8s.io/kubernetes",
    version: kubernetes,
    binaries: nodeBinaries.map((name) => ({ name })),
    build: {
      packages: nodeBinaries.map((name) => `k8s.io/kubernetes/cmd/${name}`),
      set: kubernetesVersion(kubernetes),
      prepare: withOpenApi,
    },
  },
  {
    name: "kwok",
    source: "sigs.k8s.io/kwok",
    version: "0.7.0",
    binaries: [{ name: "kwok" }],
    build: { packages: ["sigs.k8s.io/kwok/cmd/kwok"] },
  },
  {
    // In its folder: `resources`, for its flags --resourceDir, --chartsDir and --defaultTemplatesDir; `deploy`, with its RBAC and, as
    // annotations, its configuration; `manifests`, with its CRDs and its ClusterServiceVersion.
    name: "maistra-operator",
    source: maistra,
    version: "2.0.0",
    binaries: [{ name: "manager" }],
    build: {
      packages: [`${maistra}/cmd/manager`],
      set: {
        [`${maistra}/pkg/version.buildVersion`]: "2.0.0",
        [`${maistra}/pkg/version.buildGitRevision`]: "64d0fff69dbe",
      },
      copies: Object.entries(maistraFiles).map(([as, path]) => [maistra, path, as]),
    },
  },
  {
    // The programs of Istio 1.5 that answer its webhooks, and its two charts; of the others there are only simulations. The module's
    // commit is one of the branch that 1.5.10 was released from.
    name: "istio-1.5",
    source: istio,
    version: defaultLegacyIstioVersion,
    binaries: ["galley", "istio_ca", "sidecar-injector"].map((name) => ({ name })),
    build: {
      packages: ["galley/cmd/galley", "security/cmd/istio_ca", "sidecar-injector/cmd/sidecar-injector"].map(
        (path) => `${istio}/${path}`,
      ),
      copies: ["istio-init", "istio"].map((chart) => [istio, `install/kubernetes/helm/${chart}`, `charts/${chart}`]),
    },
  },
  {
    // The CRDs of Route and of the Operator Lifecycle Manager, and no binary.
    name: "openshift-crds",
    source: "github.com/openshift/api",
    version: "0.0.0-20230720094506-afcbe27aec7c",
    binaries: [],
    build: {
      packages: [],
      copies: [
        ["github.com/openshift/api", "route/v1/route.crd.yaml"],
        ...[
          "catalogsources",
          "clusterserviceversions",
          "installplans",
          "operatorgroups",
          "subscriptions",
          "operators",
        ].map((kind): [string, string] => [olm, `crds/operators.coreos.com_${kind}.yaml`]),
      ],
    },
  },
];
