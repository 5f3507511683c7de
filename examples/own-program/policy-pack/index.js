const { IstioGuard } = require("istio-guard");

new IstioGuard({
  // Another stack of this team installs the gateway and the certificates.
  "gateway-tls": "advisory",
  "explicit-hosts": { allowedWildcardDomains: ["apps.example.com"] },
});
