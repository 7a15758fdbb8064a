// chart-render does for the tests what `helm template` does: it merges values, checks them against values.schema.json, and runs the
// templates with the libraries that Helm itself uses (text/template, sprig, sigs.k8s.io/yaml, gojsonschema). Results are JSON on standard output.
//
//	chart-render template --chart DIR [--values FILE]... [--set-json JSON]... [--name NAME] [--namespace NS] [--api-version V]...
//	chart-render yaml FILE...
//	chart-render validate SCHEMA < objects.json
//
// The exit code is 1 when a template fails, 2 when the values break the schema, and 3 for wrong use.
package main

import (
	"encoding/json"
	"fmt"
	"os"
	"strings"
)

type texts []string

func (t *texts) String() string         { return strings.Join(*t, ",") }
func (t *texts) Set(value string) error { *t = append(*t, value); return nil }

func main() {
	if len(os.Args) < 2 {
		fail(3, "usage: chart-render template|yaml|validate …")
	}
	switch command, arguments := os.Args[1], os.Args[2:]; command {
	case "template":
		templateCommand(arguments)
	case "yaml":
		yamlCommand(arguments)
	case "validate":
		validateCommand(arguments)
	default:
		fail(3, "there is no command "+command)
	}
}

func write(value interface{}) {
	encoder := json.NewEncoder(os.Stdout)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(value); err != nil {
		fail(3, err.Error())
	}
}

func fail(code int, message string) {
	fmt.Fprintln(os.Stderr, message)
	os.Exit(code)
}

func check(code int, err error) {
	if err != nil {
		fail(code, err.Error())
	}
}
