package main

import (
	"os"
	"regexp"
	"strings"

	"sigs.k8s.io/yaml"
)

var separator = regexp.MustCompile(`(?m)^---[ \t]*(#.*)?$`)

// documents takes a text of several YAML documents apart.
func documents(text string) []string {
	found := []string{}
	for _, document := range separator.Split(text, -1) {
		if strings.TrimSpace(document) != "" {
			found = append(found, document)
		}
	}
	return found
}

// yamlCommand writes files as JSON: for each one the array of its documents.
func yamlCommand(names []string) {
	all := map[string][]interface{}{}
	for _, name := range names {
		text, err := os.ReadFile(name)
		check(3, err)
		all[name] = []interface{}{}
		for _, document := range documents(string(text)) {
			var value interface{}
			if err := yaml.Unmarshal([]byte(document), &value); err != nil {
				fail(1, name+": "+err.Error())
			}
			if value != nil {
				all[name] = append(all[name], value)
			}
		}
	}
	write(all)
}
