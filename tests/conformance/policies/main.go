// Holds rules against the code of the engines that enforce them: Kubernetes' own admission policies and Pod Security, Open Policy
// Agent, and Gatekeeper.
//
//	policies canonical FOLDER   writes, for each FOLDER/*/objects.json, canonical.json: the objects as the API server has them
//	policies verdicts FOLDER    judges each FOLDER/*/policy.json by wanted.json
//	policies images FOLDER      judges each FOLDER/*/images.json: who has to have signed images
//	policies standards FOLDER   judges each FOLDER/*/standards.json by the checks of Pod Security
//
// The API server drops what is null, what is unknown, and what is empty in a field that cannot be empty; it rewrites quantities. So
// what a rule says of an object is asked of what the first mode gives; null stands for what the API server refuses.
package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// Printed is what was printed.
type printed struct {
	Native     []json.RawMessage `json:"native"`
	Gatekeeper []json.RawMessage `json:"gatekeeper"`
}

// Wanted is an object, and the messages of the rules that it does not pass.
type wanted struct {
	Object map[string]any `json:"object"`
	Fails  []string       `json:"fails"`
}

func main() {
	if len(os.Args) != 3 {
		fail("canonical, verdicts, images or standards, and a folder")
	}
	folders, err := filepath.Glob(filepath.Join(os.Args[2], "*"))
	check(err)
	mode := map[string]func(string) int{"canonical": canonicalise, "verdicts": judge, "standards": podSecurity, "images": images}[os.Args[1]]
	if mode == nil {
		fail("no such mode: " + os.Args[1])
	}
	count := 0
	for _, folder := range folders {
		count += mode(folder)
	}
	fmt.Println(count)
}

func canonicalise(folder string) int {
	var objects []map[string]any
	read(filepath.Join(folder, "objects.json"), &objects)
	canonical := make([]map[string]any, len(objects))
	count := 0
	for i, object := range objects {
		if canonical[i] = asServed(object); canonical[i] != nil {
			count++
		}
	}
	text, err := json.Marshal(canonical)
	check(err)
	check(os.WriteFile(filepath.Join(folder, "canonical.json"), text, 0o644))
	return count
}

func judge(folder string) int {
	var policy printed
	var objects []wanted
	read(filepath.Join(folder, "policy.json"), &policy)
	read(filepath.Join(folder, "wanted.json"), &objects)
	engines := map[string]func(object, old map[string]any) ([]string, error){
		"Kubernetes": admission(policy.Native),
		"OPA":        opa(policy.Gatekeeper),
	}
	// A policy that reads whole objects looks at each update.
	skips := strings.Contains(string(policy.Native[0]), `"name":"changed"`)
	for name, evaluate := range engines {
		for _, one := range objects {
			expect(folder, name+", created", one.Object, one.Fails, evaluate, nil)
			if skips {
				// Nothing that a rule reads has changed.
				expect(folder, name+", unchanged", one.Object, nil, evaluate, one.Object)
			}
			// What is being deleted is left alone, whatever else changes.
			expect(folder, name+", deleted", deleted(one.Object), nil, evaluate, map[string]any{"metadata": map[string]any{}})
		}
	}
	for i, found := range gatekeeper(policy.Gatekeeper, objects) {
		again := func(_, _ map[string]any) ([]string, error) { return found, nil }
		expect(folder, "Gatekeeper", objects[i].Object, objects[i].Fails, again, nil)
	}
	return len(objects) * (len(engines) + 1)
}

func expect(folder, how string, object map[string]any, want []string, evaluate func(object, old map[string]any) ([]string, error), old map[string]any) {
	found, err := evaluate(object, old)
	slices.Sort(found)
	slices.Sort(want)
	if err != nil || !slices.Equal(found, want) {
		text, _ := json.Marshal(object)
		fail(fmt.Sprintf("%s: %s: %v, not %v (%v)\n%s", folder, how, found, want, err, text))
	}
}

func deleted(object map[string]any) map[string]any {
	changed := copied(object)
	changed["metadata"].(map[string]any)["deletionTimestamp"] = "2024-01-01T00:00:00Z"
	return changed
}

func copied(object map[string]any) map[string]any {
	text, err := json.Marshal(object)
	check(err)
	var copy map[string]any
	check(json.Unmarshal(text, &copy))
	return copy
}

func read(path string, into any) {
	text, err := os.ReadFile(path)
	check(err)
	check(json.Unmarshal(text, into))
}

func check(err error) {
	if err != nil {
		fail(err.Error())
	}
}

func fail(message string) {
	fmt.Println(message)
	os.Exit(1)
}
