// Command etcd is etcd's server: its own main lives in a module that only wraps this call.
package main

import (
	"os"

	"go.etcd.io/etcd/server/v3/etcdmain"
)

func main() { etcdmain.Main(os.Args) }
