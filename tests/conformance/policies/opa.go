package main

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/rego"
)

type template struct {
	Spec struct {
		Targets []struct {
			Code []struct {
				Engine string `json:"engine"`
				Source struct {
					Version string `json:"version"`
					Rego    string `json:"rego"`
				} `json:"source"`
			} `json:"code"`
		} `json:"targets"`
	} `json:"spec"`
}

type constraint struct {
	Spec struct {
		Parameters map[string]any `json:"parameters"`
	} `json:"spec"`
}

// Opa evaluates the Rego of a ConstraintTemplate, the first of the objects, with the parameters of a constraint, the second. What an
// engine would pass over, as a call of a function with what it does not take, is an error here.
func opa(objects []json.RawMessage) func(object, old map[string]any) ([]string, error) {
	var printed template
	var instance constraint
	check(json.Unmarshal(objects[0], &printed))
	check(json.Unmarshal(objects[1], &instance))
	code := printed.Spec.Targets[0].Code[0]
	if code.Engine != "Rego" || code.Source.Version != "v1" {
		fail("the template is not in Rego v1")
	}
	query, err := rego.New(
		rego.Query("data.o8.violation"),
		rego.SetRegoVersion(ast.RegoV1),
		rego.Strict(true),
		rego.StrictBuiltinErrors(true),
		rego.Module("policy.rego", code.Source.Rego),
	).PrepareForEval(context.Background())
	if err != nil {
		fail(fmt.Sprintf("%v\n%s", err, code.Source.Rego))
	}
	return func(object, old map[string]any) ([]string, error) {
		review := map[string]any{"object": object, "operation": "CREATE"}
		if old != nil {
			review["operation"], review["oldObject"] = "UPDATE", old
		}
		input := map[string]any{"review": review, "parameters": instance.Spec.Parameters}
		results, err := query.Eval(context.Background(), rego.EvalInput(input))
		if err != nil {
			return nil, err
		}
		var messages []string
		for _, found := range results[0].Expressions[0].Value.([]any) {
			messages = append(messages, found.(map[string]any)["msg"].(string))
		}
		return messages, nil
	}
}
