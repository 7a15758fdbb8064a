package main

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"sigs.k8s.io/yaml"
)

// chart is a chart's folder. Templates hold the text of files in templates/, by their path in the chart.
type chart struct {
	Metadata  map[string]interface{}
	Values    map[string]interface{}
	Schema    []byte
	Templates map[string]string
	Files     files
	name      string
}

func loadChart(folder string) (*chart, error) {
	loaded := &chart{Templates: map[string]string{}, Files: files{}}
	err := filepath.WalkDir(folder, func(file string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		text, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		relative, err := filepath.Rel(folder, file)
		if err != nil {
			return err
		}
		return loaded.add(filepath.ToSlash(relative), text)
	})
	if err != nil {
		return nil, err
	}
	loaded.name, _ = loaded.Metadata["Name"].(string)
	return loaded, nil
}

func (c *chart) add(name string, text []byte) error {
	switch {
	case name == "Chart.yaml":
		return c.readMetadata(text)
	case name == "values.yaml":
		return yaml.Unmarshal(text, &c.Values)
	case name == "values.schema.json":
		c.Schema = text
	case strings.HasPrefix(name, "templates/"):
		c.Templates[name] = string(text)
	default:
		c.Files[name] = text
	}
	return nil
}

// Templates say .Chart.AppVersion for what the file calls appVersion.
func (c *chart) readMetadata(text []byte) error {
	var fields map[string]interface{}
	if err := yaml.Unmarshal(text, &fields); err != nil {
		return err
	}
	c.Metadata = map[string]interface{}{}
	for key, value := range fields {
		c.Metadata[strings.ToUpper(key[:1])+key[1:]] = value
	}
	return nil
}

// files is `.Files` of the templates.
type files map[string][]byte

func (f files) Get(name string) string      { return string(f[name]) }
func (f files) GetBytes(name string) []byte { return f[name] }

func (f files) Lines(name string) []string {
	text := strings.TrimSuffix(string(f[name]), "\n")
	if text == "" {
		return []string{}
	}
	return strings.Split(text, "\n")
}

func (f files) Glob(pattern string) files {
	found := files{}
	for name, text := range f {
		if match, err := filepath.Match(pattern, name); err == nil && match {
			found[name] = text
		}
	}
	return found
}

func (f files) AsConfig() string {
	texts := map[string]string{}
	for name, text := range f {
		texts[filepath.Base(name)] = string(text)
	}
	return toYAML(texts)
}
