module istio-mesh/tools/stand-in

go 1.25
