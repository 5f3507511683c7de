// Command istio-analyze runs every analyzer of `istioctl analyze` over files, those of Services, workloads, Namespaces and
// Secrets too, which istioctl leaves out with --use-kube=false. It reads file names, one a line, and answers each with a line of
// JSON: {"file": …, "messages": [{"code", "level", "message", "origin", …}], "error": …}. A file's neighbour <name>.mesh is its MeshConfig.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"

	"istio.io/istio/pkg/config/analysis/analyzers"
	"istio.io/istio/pkg/config/analysis/diag"
	"istio.io/istio/pkg/config/analysis/local"
	"istio.io/istio/pkg/config/resource"
	"istio.io/istio/pkg/log"
)

type answer struct {
	File     string        `json:"file"`
	Messages diag.Messages `json:"messages"`
	Error    string        `json:"error,omitempty"`
}

func main() {
	// Istio logs to standard output unless it is told otherwise.
	quiet := log.DefaultOptions()
	quiet.OutputPaths = []string{"stderr"}
	quiet.SetDefaultOutputLevel(log.OverrideScopeName, log.ErrorLevel)
	if err := log.Configure(quiet); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	out := json.NewEncoder(os.Stdout)
	in := bufio.NewScanner(os.Stdin)
	for in.Scan() {
		messages, err := analyze(in.Text())
		one := answer{File: in.Text(), Messages: messages}
		if err != nil {
			one.Error = err.Error()
		}
		if err := out.Encode(one); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
	}
}

func analyze(name string) (messages diag.Messages, err error) {
	// Some analyzers trust that the API server has seen their objects before.
	defer func() {
		if broken := recover(); broken != nil {
			err = fmt.Errorf("an analyzer broke: %v", broken)
		}
	}()
	analyzer := local.NewIstiodAnalyzer(analyzers.AllCombined(), resource.Namespace(""), resource.Namespace("istio-system"), nil)
	if mesh := name + ".mesh"; exists(mesh) {
		if err := analyzer.AddFileKubeMeshConfig(mesh); err != nil {
			return nil, err
		}
	}
	file, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	// What cannot be decoded is left out, as istioctl does, and named in the error.
	unread := analyzer.AddTestReaderKubeSource([]local.ReaderSource{{Name: name, Reader: file}})
	stop := make(chan struct{})
	defer close(stop)
	result, err := analyzer.Analyze(stop)
	if err != nil {
		return nil, err
	}
	return result.Messages, unread
}

func exists(name string) bool {
	_, err := os.Stat(name)
	return err == nil
}
