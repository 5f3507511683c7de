module istio-mesh/tools/openshift-crds

go 1.26.8

// Only files are copied from these modules and nothing is compiled, so `go mod tidy` would drop them.
require (
	github.com/openshift/api v0.0.0-20230720094506-afcbe27aec7c // The CRD of Route.
	github.com/operator-framework/api v0.30.0 // The CRDs of the Operator Lifecycle Manager.
)
