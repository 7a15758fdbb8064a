package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"

	"github.com/xeipuuv/gojsonschema"
)

// checkValues returns what breaks values.schema.json; nothing when the chart has none.
func (c *chart) checkValues(values map[string]interface{}) []string {
	if c.Schema == nil {
		return nil
	}
	schema, err := gojsonschema.NewSchema(gojsonschema.NewBytesLoader(c.Schema))
	check(3, err)
	return problems(schema, values)
}

// validateCommand reads a JSON array of objects with apiVersion and kind, and writes what is wrong with each. A kind's schema is the
// definition that `kinds` of one of the files names for it; a kind that has none is an error of the object.
func validateCommand(names []string) {
	if len(names) == 0 {
		fail(3, "usage: chart-render validate SCHEMA… < objects.json")
	}
	var file struct {
		Kinds       map[string]string          `json:"kinds"`
		Definitions map[string]json.RawMessage `json:"definitions"`
	}
	for _, name := range names {
		text, err := os.ReadFile(name)
		check(3, err)
		check(3, json.Unmarshal(text, &file))
	}
	input, err := io.ReadAll(os.Stdin)
	check(3, err)
	var objects []map[string]interface{}
	check(3, json.Unmarshal(input, &objects))

	schemas := map[string]*gojsonschema.Schema{}
	found := make([][]string, len(objects))
	for i, object := range objects {
		kind := fmt.Sprint(object["apiVersion"], "/", object["kind"])
		definition, known := file.Kinds[kind]
		if !known {
			found[i] = []string{"there is no schema of " + kind}
			continue
		}
		if schemas[kind] == nil {
			whole, err := json.Marshal(map[string]interface{}{
				"$ref": "#/definitions/" + definition, "definitions": file.Definitions,
			})
			check(3, err)
			schemas[kind], err = gojsonschema.NewSchema(gojsonschema.NewBytesLoader(whole))
			check(3, err)
		}
		found[i] = problems(schemas[kind], object)
	}
	write(found)
}

func problems(schema *gojsonschema.Schema, value interface{}) []string {
	outcome, err := schema.Validate(gojsonschema.NewGoLoader(value))
	check(3, err)
	found := []string{}
	for _, problem := range outcome.Errors() {
		found = append(found, problem.String())
	}
	return found
}
