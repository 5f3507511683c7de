// Command stand-in takes the place of an application's image on the local cluster, where none can be pulled: it
// listens on the ports of the real one, answers with its name and version, and calls downstream as the real one does.
//
// Environment (set in each image, see cluster/standIns.ts):
//
//	STAND_IN_NAME, STAND_IN_VERSION  who it says it is
//	STAND_IN_HTTP, STAND_IN_TCP      ports to listen on, "80" or "5672,15672"
//	STAND_IN_CALLS                   "/orders=http://carts/carts,http://user/customers;/cart=http://carts/carts":
//	                                 a request whose path starts so is answered after those calls, in that order
//
// `stand-in pause` only waits: it is what holds a pod's namespaces.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"
)

// traceHeaders are passed on so that the spans of a call chain join into one trace
// (https://istio.io/latest/docs/tasks/observability/distributed-tracing/overview/); end-user is Bookinfo's.
var traceHeaders = []string{
	"x-request-id", "x-b3-traceid", "x-b3-spanid", "x-b3-parentspanid", "x-b3-sampled", "x-b3-flags", "b3",
	"traceparent", "tracestate", "x-ot-span-context", "x-datadog-trace-id", "x-datadog-parent-id",
	"x-datadog-sampling-priority", "x-cloud-trace-context", "grpc-trace-bin", "end-user",
}

type call struct {
	URL    string          `json:"url"`
	Status int             `json:"status"`
	Answer json.RawMessage `json:"answer,omitempty"`
	Error  string          `json:"error,omitempty"`
}

type answer struct {
	Service string `json:"service"`
	Version string `json:"version"`
	Pod     string `json:"pod"`
	Path    string `json:"path"`
	Calls   []call `json:"calls,omitempty"`
}

type route struct {
	prefix string
	urls   []string
}

func main() {
	done, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, syscall.SIGINT)
	defer stop()
	if len(os.Args) == 2 && os.Args[1] == "pause" {
		<-done.Done()
		return
	}
	name, version := os.Getenv("STAND_IN_NAME"), os.Getenv("STAND_IN_VERSION")
	routes := parseRoutes(os.Getenv("STAND_IN_CALLS"))
	var servers []*http.Server
	for _, port := range ports("STAND_IN_HTTP") {
		server := &http.Server{Addr: ":" + port, Handler: handler(name, version, routes), ReadHeaderTimeout: time.Minute}
		servers = append(servers, server)
		go func() {
			if err := server.ListenAndServe(); err != http.ErrServerClosed {
				log.Fatalf("%s: %v", name, err)
			}
		}()
	}
	for _, port := range ports("STAND_IN_TCP") {
		listener, err := net.Listen("tcp", ":"+port)
		if err != nil {
			log.Fatalf("%s: %v", name, err)
		}
		go greet(listener, fmt.Sprintf("%s %s\n", name, version), port == "3306")
	}
	log.Printf("stand-in for %s %s", name, version)
	<-done.Done()
	grace, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	for _, server := range servers {
		_ = server.Shutdown(grace)
	}
}

func ports(variable string) []string {
	return strings.FieldsFunc(os.Getenv(variable), func(r rune) bool { return r == ',' })
}

func parseRoutes(text string) (routes []route) {
	for _, part := range strings.FieldsFunc(text, func(r rune) bool { return r == ';' }) {
		prefix, urls, _ := strings.Cut(part, "=")
		routes = append(routes, route{prefix, strings.Split(urls, ",")})
	}
	return routes
}

func handler(name, version string, routes []route) http.HandlerFunc {
	pod, _ := os.Hostname()
	return func(w http.ResponseWriter, r *http.Request) {
		out := answer{Service: name, Version: version, Pod: pod, Path: r.URL.Path}
		status := http.StatusOK
		for _, route := range routes {
			if !strings.HasPrefix(r.URL.Path, route.prefix) {
				continue
			}
			for _, url := range route.urls {
				made := get(r, url)
				out.Calls = append(out.Calls, made)
				if made.Status >= 400 && status == http.StatusOK {
					status = made.Status
				}
			}
			break
		}
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(status)
		_ = json.NewEncoder(w).Encode(out)
	}
}

// get calls downstream without a time limit of its own, as the real applications do: limits are the mesh's work.
func get(in *http.Request, url string) call {
	made := call{URL: url, Status: http.StatusBadGateway}
	request, err := http.NewRequestWithContext(in.Context(), http.MethodGet, url, nil)
	if err == nil {
		for _, header := range traceHeaders {
			if value := in.Header.Get(header); value != "" {
				request.Header.Set(header, value)
			}
		}
		var response *http.Response
		if response, err = http.DefaultClient.Do(request); err == nil {
			defer response.Body.Close()
			body, _ := io.ReadAll(response.Body)
			made.Status = response.StatusCode
			if json.Valid(body) {
				made.Answer = body
			}
		}
	}
	if err != nil {
		made.Error = err.Error()
	}
	return made
}

// greet answers on a port of a protocol that is not HTTP: at once where the server speaks first (MySQL), else when
// the client has said something.
func greet(listener net.Listener, line string, first bool) {
	for {
		connection, err := listener.Accept()
		if err != nil {
			log.Fatal(err)
		}
		go func() {
			defer connection.Close()
			buffer := make([]byte, 4096)
			if !first {
				if _, err := connection.Read(buffer); err != nil {
					return
				}
			}
			if _, err := io.WriteString(connection, line); err == nil {
				_, _ = io.Copy(io.Discard, connection)
			}
		}()
	}
}
