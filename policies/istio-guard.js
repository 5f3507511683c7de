#!/usr/bin/env node
// A file of the repository, since npm links a command only if its file is there when packages are installed: the build comes later.
require("./bin/istio-guard.js");
