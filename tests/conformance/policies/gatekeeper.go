package main

import (
	"context"
	"encoding/json"

	templates "github.com/open-policy-agent/frameworks/constraint/pkg/apis/templates/v1"
	"github.com/open-policy-agent/frameworks/constraint/pkg/client"
	"github.com/open-policy-agent/frameworks/constraint/pkg/client/drivers/rego"
	"github.com/open-policy-agent/frameworks/constraint/pkg/client/reviews"
	"github.com/open-policy-agent/gatekeeper/v3/pkg/target"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	utiljson "k8s.io/apimachinery/pkg/util/json"
)

// The point at which Gatekeeper evaluates what is not admitted at the moment: constraints are for all points where they name none.
const point = "audit.gatekeeper.sh"

// Gatekeeper gives what Gatekeeper says of each object: it reads the template and the constraint, and matches the kinds itself.
// Chance gives objects namespaces that no constraint may name, so this one holds in all.
func gatekeeper(printed []json.RawMessage, objects []wanted) [][]string {
	untyped := func(text json.RawMessage) *unstructured.Unstructured {
		object := &unstructured.Unstructured{}
		check(utiljson.Unmarshal(text, &object.Object))
		return object
	}
	constraint := untyped(printed[1])
	all := make([]*unstructured.Unstructured, len(objects))
	for i, one := range objects {
		text, err := json.Marshal(one.Object)
		check(err)
		all[i] = untyped(text)
	}
	check(unstructured.SetNestedStringSlice(constraint.Object, []string{"*"}, "spec", "match", "namespaces"))
	enforcing := withPolicy(printed[0], constraint)
	messages := make([][]string, len(objects))
	for i, object := range all {
		review := target.AugmentedUnstructured{Object: *object, Operation: "CREATE"}
		responses, err := enforcing.Review(context.Background(), review, reviews.EnforcementPoint(point))
		check(err)
		for _, result := range responses.Results() {
			messages[i] = append(messages[i], result.Msg)
		}
	}
	return messages
}

func withPolicy(template json.RawMessage, constraint *unstructured.Unstructured) *client.Client {
	var versioned templates.ConstraintTemplate
	check(json.Unmarshal(template, &versioned))
	versionless, err := versioned.ToVersionless()
	check(err)
	driver, err := rego.New()
	check(err)
	enforcing, err := client.NewClient(client.Targets(&target.K8sValidationTarget{}), client.Driver(driver), client.EnforcementPoints(point))
	check(err)
	_, err = enforcing.AddTemplate(context.Background(), versionless)
	check(err)
	_, err = enforcing.AddConstraint(context.Background(), constraint)
	check(err)
	return enforcing
}
