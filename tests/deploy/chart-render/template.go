package main

import (
	"flag"
	"os"
	"path"
	"sort"
	"strings"

	"sigs.k8s.io/yaml"
)

type manifest struct {
	Source string                 `json:"source"`
	Object map[string]interface{} `json:"object"`
}

func templateCommand(arguments []string) {
	flags := flag.NewFlagSet("template", flag.ExitOnError)
	folder := flags.String("chart", "", "the chart's folder")
	name := flags.String("name", "fc", "the release's name")
	namespace := flags.String("namespace", "fincluster", "the release's namespace")
	var files, sets, apis texts
	flags.Var(&files, "values", "a file of values")
	flags.Var(&sets, "set-json", "values as a JSON object, after those of the files")
	flags.Var(&apis, "api-version", "an API that the cluster has beside the built-in ones")
	check(3, flags.Parse(arguments))

	chart, err := loadChart(*folder)
	check(3, err)
	values := chart.Values
	for _, file := range files {
		text, err := os.ReadFile(file)
		check(3, err)
		values = mergeText(values, text)
	}
	for _, set := range sets {
		values = mergeText(values, []byte(set))
	}
	if problems := chart.checkValues(values); len(problems) > 0 {
		fail(2, strings.Join(problems, "\n"))
	}
	rendered, err := render(chart, map[string]interface{}{
		"Values": values,
		"Chart":  chart.Metadata,
		"Release": map[string]interface{}{
			"Name": *name, "Namespace": *namespace, "Service": "Helm", "Revision": 1, "IsInstall": true, "IsUpgrade": false,
		},
		"Capabilities": capabilities(apis),
		"Files":        chart.Files,
	})
	check(1, err)
	write(result(rendered))
}

// result takes the rendered files apart into manifests, as Helm does before it sends them.
func result(rendered map[string]string) map[string]interface{} {
	names := make([]string, 0, len(rendered))
	for name := range rendered {
		names = append(names, name)
	}
	sort.Strings(names)
	manifests := []manifest{}
	notes := ""
	for _, name := range names {
		if path.Base(name) == "NOTES.txt" {
			notes = rendered[name]
			continue
		}
		for _, document := range documents(rendered[name]) {
			var object map[string]interface{}
			if err := yaml.Unmarshal([]byte(document), &object); err != nil {
				fail(1, name+": "+err.Error()+"\n"+document)
			}
			if len(object) > 0 {
				manifests = append(manifests, manifest{name, object})
			}
		}
	}
	return map[string]interface{}{"manifests": manifests, "notes": notes}
}

func mergeText(values map[string]interface{}, text []byte) map[string]interface{} {
	var more map[string]interface{}
	check(3, yaml.Unmarshal(text, &more))
	return merge(values, more)
}

// merge lays values over others. A null takes a default away, as with Helm.
func merge(below, above map[string]interface{}) map[string]interface{} {
	merged := map[string]interface{}{}
	for key, value := range below {
		merged[key] = value
	}
	for key, value := range above {
		inner, isMap := value.(map[string]interface{})
		under, wasMap := merged[key].(map[string]interface{})
		switch {
		case value == nil:
			delete(merged, key)
		case isMap && wasMap:
			merged[key] = merge(under, inner)
		default:
			merged[key] = value
		}
	}
	return merged
}
