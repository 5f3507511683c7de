// Command pulumi-resource-kubernetes is the Pulumi provider for Kubernetes, built from its published module.
// The module's own main embeds two generated files that are not part of the module: the schema, which only
// `pulumi package` and SDK generators ask for, and the Terraform mapping, which only `pulumi convert` asks for.
package main

import "github.com/pulumi/pulumi-kubernetes/provider/v4/pkg/provider"

// version is set by the linker (see tools/catalog.ts).
var version = "0.0.0"

func main() {
	provider.Serve("kubernetes", version, []byte("{}"), []byte("{}"))
}
