import type { Rule } from "../rule";
import { addonExposure } from "./addon-exposure";
import { addonTls } from "./addon-tls";
import { ambientTargetRefs } from "./ambient-target-refs";
import { appProtocol } from "./app-protocol";
import { authorizationNeedsMtls } from "./authorization-needs-mtls";
import { authorizationPatterns } from "./authorization-patterns";
import { authorizationPolicySemantics } from "./authorization-policy-semantics";
import { caCertificates } from "./ca-certificates";
import { chartSource } from "./chart-source";
import { clientTlsSemantics } from "./client-tls-semantics";
import { controlPlaneCharts } from "./control-plane-charts";
import { controlPlaneSecurity } from "./control-plane-security";
import { credentialExists } from "./credential-exists";
import { defaultDeny } from "./default-deny";
import { deprecatedFields } from "./deprecated-fields";
import { destinationExists } from "./destination-exists";
import { destinationPort } from "./destination-port";
import { destinationRuleConflict } from "./destination-rule-conflict";
import { destinationRuleHost } from "./destination-rule-host";
import { destinationRuleOverride } from "./destination-rule-override";
import { destinationRuleSemantics } from "./destination-rule-semantics";
import { duplicateCertificate } from "./duplicate-certificate";
import { duplicateMatch } from "./duplicate-match";
import { effectiveSelector } from "./effective-selector";
import { entryMutual } from "./entry-mutual";
import { envoyFilterOperation } from "./envoy-filter-operation";
import { envoyFilterRelative } from "./envoy-filter-relative";
import { envoyFilterRisk } from "./envoy-filter-risk";
import { envoyFilterSemantics } from "./envoy-filter-semantics";
import { envoyFilterWarnings } from "./envoy-filter-warnings";
import { explicitHosts } from "./explicit-hosts";
import { exportToNamespace } from "./export-to-namespace";
import { externalControlPlane } from "./external-control-plane";
import { externalNamePort } from "./external-name-port";
import { faultInjection } from "./fault-injection";
import { gatewayApiCrds } from "./gateway-api-crds";
import { gatewayClass } from "./gateway-class";
import { gatewayConflict } from "./gateway-conflict";
import { gatewayExists } from "./gateway-exists";
import { gatewayHttps } from "./gateway-https";
import { gatewayNamespaceHosts } from "./gateway-namespace-hosts";
import { gatewayPort } from "./gateway-port";
import { gatewayReferenceForm } from "./gateway-reference-form";
import { gatewaySemantics } from "./gateway-semantics";
import { gatewayTls } from "./gateway-tls";
import { hostInGateway } from "./host-in-gateway";
import { httpMatchSemantics } from "./http-match-semantics";
import { httpPolicySemantics } from "./http-policy-semantics";
import { httpRouteSemantics } from "./http-route-semantics";
import { imageAuto } from "./image-auto";
import { ingressRouteRules } from "./ingress-route-rules";
import { injectedByDefault } from "./injected-by-default";
import { injectedPods } from "./injected-pods";
import { injectionLabels } from "./injection-labels";
import { internalGateway } from "./internal-gateway";
import { istioAnnotations } from "./istio-annotations";
import { istioMutual } from "./istio-mutual";
import { istioSchema } from "./istio-schema";
import { istioWarnings } from "./istio-warnings";
import { jwksUriEgress } from "./jwks-uri-egress";
import { jwtClaimRouting } from "./jwt-claim-routing";
import { kubernetesGatewayConflict } from "./kubernetes-gateway-conflict";
import { kubernetesVersion } from "./kubernetes-version";
import { listenerNames } from "./listener-names";
import { listenerWarnings } from "./listener-warnings";
import { maistraControlPlane } from "./maistra-control-plane";
import { memberRoll } from "./member-roll";
import { meshHostConflict } from "./mesh-host-conflict";
import { meshNetworks } from "./mesh-networks";
import { meshStrictMtls } from "./mesh-strict-mtls";
import { mirrorPercentage } from "./mirror-percentage";
import { mtlsConsistency } from "./mtls-consistency";
import { namespaceInjection } from "./namespace-injection";
import { openshiftRoute } from "./openshift-route";
import { openshiftRouteTls } from "./openshift-route-tls";
import { operatorSubscription } from "./operator-subscription";
import { outboundHosts } from "./outbound-hosts";
import { outboundPolicy } from "./outbound-policy";
import { outlierDetection } from "./outlier-detection";
import { pinnedCharts } from "./pinned-charts";
import { pinnedImages } from "./pinned-images";
import { policyHost } from "./policy-host";
import { policyMethod } from "./policy-method";
import { policyTargetKinds } from "./policy-target-kinds";
import { proxyUid } from "./proxy-uid";
import { reasonedExceptions } from "./reasoned-exceptions";
import { referenceGrant } from "./reference-grant";
import { requestAuthenticationEnforced } from "./request-authentication-enforced";
import { requestAuthenticationSemantics } from "./request-authentication-semantics";
import { retryBudget } from "./retry-budget";
import { rootSidecarSelector } from "./root-sidecar-selector";
import { routeBackend } from "./route-backend";
import { routeGateway } from "./route-gateway";
import { routeTimeout } from "./route-timeout";
import { routeWeights } from "./route-weights";
import { sailControlPlane } from "./sail-control-plane";
import { selectorConflict } from "./selector-conflict";
import { selectorMatches } from "./selector-matches";
import { serviceEnrolled } from "./service-enrolled";
import { serviceEntryAddresses } from "./service-entry-addresses";
import { serviceEntryDuplicate } from "./service-entry-duplicate";
import { serviceEntryProtocol } from "./service-entry-protocol";
import { serviceEntrySemantics } from "./service-entry-semantics";
import { servicePortConflict } from "./service-port-conflict";
import { servicePortNames } from "./service-port-names";
import { serviceTargetPort } from "./service-target-port";
import { sidecarEgressHost } from "./sidecar-egress-host";
import { sidecarInAmbient } from "./sidecar-in-ambient";
import { sidecarIngressSemantics } from "./sidecar-ingress-semantics";
import { sidecarOutboundMode } from "./sidecar-outbound-mode";
import { sidecarSemantics } from "./sidecar-semantics";
import { sourceNamespace } from "./source-namespace";
import { sourcePrincipal } from "./source-principal";
import { strictMtls } from "./strict-mtls";
import { subsetExists } from "./subset-exists";
import { subsetLabels } from "./subset-labels";
import { subsetSelectsPods } from "./subset-selects-pods";
import { supportedVersion } from "./supported-version";
import { telemetryConflict } from "./telemetry-conflict";
import { telemetryProvider } from "./telemetry-provider";
import { telemetrySemantics } from "./telemetry-semantics";
import { traceSampling } from "./trace-sampling";
import { trafficPolicySemantics } from "./traffic-policy-semantics";
import { trafficWarnings } from "./traffic-warnings";
import { unreachableRoute } from "./unreachable-route";
import { virtualServiceSemantics } from "./virtual-service-semantics";
import { waypointLabel } from "./waypoint-label";
import { waypointNeeded } from "./waypoint-needed";
import { webhookService } from "./webhook-service";
import { workloadAuthorization } from "./workload-authorization";
import { workloadEntrySemantics } from "./workload-entry-semantics";
import { workloadGroupAccount } from "./workload-group-account";
import { workloadGroupDuplicate } from "./workload-group-duplicate";

/** Every rule of the pack, in the order of their names. */
export const rules: readonly Rule[] = [
  addonExposure,
  addonTls,
  ambientTargetRefs,
  appProtocol,
  authorizationNeedsMtls,
  authorizationPatterns,
  authorizationPolicySemantics,
  caCertificates,
  chartSource,
  clientTlsSemantics,
  controlPlaneCharts,
  controlPlaneSecurity,
  credentialExists,
  defaultDeny,
  deprecatedFields,
  destinationExists,
  destinationPort,
  destinationRuleConflict,
  destinationRuleHost,
  destinationRuleOverride,
  destinationRuleSemantics,
  duplicateCertificate,
  duplicateMatch,
  effectiveSelector,
  entryMutual,
  envoyFilterOperation,
  envoyFilterRelative,
  envoyFilterRisk,
  envoyFilterSemantics,
  envoyFilterWarnings,
  explicitHosts,
  exportToNamespace,
  externalControlPlane,
  externalNamePort,
  faultInjection,
  gatewayApiCrds,
  gatewayClass,
  gatewayConflict,
  gatewayExists,
  gatewayHttps,
  gatewayNamespaceHosts,
  gatewayPort,
  gatewayReferenceForm,
  gatewaySemantics,
  gatewayTls,
  hostInGateway,
  httpMatchSemantics,
  httpPolicySemantics,
  httpRouteSemantics,
  imageAuto,
  ingressRouteRules,
  injectedByDefault,
  injectedPods,
  injectionLabels,
  internalGateway,
  istioAnnotations,
  istioMutual,
  istioSchema,
  istioWarnings,
  jwksUriEgress,
  jwtClaimRouting,
  kubernetesGatewayConflict,
  kubernetesVersion,
  listenerNames,
  listenerWarnings,
  maistraControlPlane,
  memberRoll,
  meshHostConflict,
  meshNetworks,
  meshStrictMtls,
  mirrorPercentage,
  mtlsConsistency,
  namespaceInjection,
  openshiftRoute,
  openshiftRouteTls,
  operatorSubscription,
  outboundHosts,
  outboundPolicy,
  outlierDetection,
  pinnedCharts,
  pinnedImages,
  policyHost,
  policyMethod,
  policyTargetKinds,
  proxyUid,
  reasonedExceptions,
  referenceGrant,
  requestAuthenticationEnforced,
  requestAuthenticationSemantics,
  retryBudget,
  rootSidecarSelector,
  routeBackend,
  routeGateway,
  routeTimeout,
  routeWeights,
  sailControlPlane,
  selectorConflict,
  selectorMatches,
  serviceEnrolled,
  serviceEntryAddresses,
  serviceEntryDuplicate,
  serviceEntryProtocol,
  serviceEntrySemantics,
  servicePortConflict,
  servicePortNames,
  serviceTargetPort,
  sidecarEgressHost,
  sidecarInAmbient,
  sidecarIngressSemantics,
  sidecarOutboundMode,
  sidecarSemantics,
  sourceNamespace,
  sourcePrincipal,
  strictMtls,
  subsetExists,
  subsetLabels,
  subsetSelectsPods,
  supportedVersion,
  telemetryConflict,
  telemetryProvider,
  telemetrySemantics,
  traceSampling,
  trafficPolicySemantics,
  trafficWarnings,
  unreachableRoute,
  virtualServiceSemantics,
  waypointLabel,
  waypointNeeded,
  webhookService,
  workloadAuthorization,
  workloadEntrySemantics,
  workloadGroupAccount,
  workloadGroupDuplicate,
];
