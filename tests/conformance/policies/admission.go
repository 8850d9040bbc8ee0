package main

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	admissionv1 "k8s.io/api/admissionregistration/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	utiljson "k8s.io/apimachinery/pkg/util/json"
	"k8s.io/apimachinery/pkg/util/version"
	apiadmission "k8s.io/apiserver/pkg/admission"
	"k8s.io/apiserver/pkg/admission/plugin/cel"
	"k8s.io/apiserver/pkg/admission/plugin/policy/validating"
	"k8s.io/apiserver/pkg/admission/plugin/webhook/matchconditions"
	celconfig "k8s.io/apiserver/pkg/apis/cel"
	"k8s.io/apiserver/pkg/authentication/user"
	"k8s.io/apiserver/pkg/cel/environment"
	"k8s.io/client-go/kubernetes/scheme"
)

// The oldest Kubernetes that has admission policies, whose library new policies are compiled with, and this one.
var releases = []*version.Version{version.MajorMinor(1, 30), version.MajorMinor(1, 37)}

// asServed is an object as the API server has it; nil where it refuses it.
func asServed(object map[string]any) map[string]any {
	typed, err := decode(object)
	if err != nil {
		return nil
	}
	served, err := runtime.DefaultUnstructuredConverter.ToUnstructured(typed)
	check(err)
	if incomplete(served) {
		return nil
	}
	return served
}

// Incomplete is true of what validation refuses before any policy sees it.
func incomplete(part any) bool {
	switch part := part.(type) {
	case map[string]any:
		for name, field := range part {
			if (name == "containers" || name == "verbs") && field == nil || incomplete(field) {
				return true
			}
		}
	case []any:
		return slices.ContainsFunc(part, incomplete)
	}
	return false
}

// Decode gives an object of a kind of Kubernetes in its type, and all others as they are.
func decode(object map[string]any) (runtime.Object, error) {
	text, err := json.Marshal(object)
	check(err)
	untyped := &unstructured.Unstructured{}
	if err := utiljson.Unmarshal(text, &untyped.Object); err != nil {
		return nil, err
	}
	typed, err := scheme.Scheme.New(untyped.GroupVersionKind())
	if err != nil {
		return untyped, nil
	}
	return typed, utiljson.Unmarshal(text, typed)
}

// Admission evaluates policies as the API server does; the first of the objects is the policy.
func admission(objects []json.RawMessage) func(object, old map[string]any) ([]string, error) {
	policy := &admissionv1.ValidatingAdmissionPolicy{}
	check(json.Unmarshal(objects[0], policy))
	validators := make([]validating.Validator, len(releases))
	for i, release := range releases {
		validators[i] = compiled(policy, release)
	}
	return func(object, old map[string]any) ([]string, error) {
		attributes := attributesOf(object, old)
		if !asked(policy, attributes) {
			return nil, nil
		}
		var found []string
		for i, validator := range validators {
			messages, err := decisions(validator, attributes)
			if err != nil {
				return nil, err
			}
			if i > 0 && strings.Join(found, "\n") != strings.Join(messages, "\n") {
				return nil, fmt.Errorf("releases differ: %v", found)
			}
			found = messages
		}
		return found, nil
	}
}

// Asked is whether the policy is about the resource. Ours are named as most are; the judge has no cluster to ask for the plural.
func asked(policy *admissionv1.ValidatingAdmissionPolicy, attributes *apiadmission.VersionedAttributes) bool {
	resource := attributes.GetResource()
	listed := func(list []string, name string) bool {
		return slices.Contains(list, "*") || slices.Contains(list, name)
	}
	return slices.ContainsFunc(policy.Spec.MatchConstraints.ResourceRules, func(rule admissionv1.NamedRuleWithOperations) bool {
		return listed(rule.APIGroups, resource.Group) && listed(rule.APIVersions, resource.Version) && listed(rule.Resources, resource.Resource)
	})
}

func compiled(policy *admissionv1.ValidatingAdmissionPolicy, release *version.Version) validating.Validator {
	compiler, err := cel.NewCompositedCompiler(environment.MustBaseEnvSet(release))
	check(err)
	declared := cel.OptionalVariableDeclarations{HasAuthorizer: true}
	for _, variable := range policy.Spec.Variables {
		result := compiler.CompileAndStoreVariable(&validating.Variable{Name: variable.Name, Expression: variable.Expression}, declared, environment.NewExpressions)
		if result.Error != nil {
			fail(fmt.Sprintf("%s: variable %s: %v\n%s", policy.Name, variable.Name, result.Error, variable.Expression))
		}
	}
	var validations, messages []cel.ExpressionAccessor
	for _, validation := range policy.Spec.Validations {
		validations = append(validations, &validating.ValidationCondition{Expression: validation.Expression, Message: validation.Message})
		messages = append(messages, nil)
	}
	var conditions []cel.ExpressionAccessor
	for i := range policy.Spec.MatchConditions {
		conditions = append(conditions, (*matchconditions.MatchCondition)(&policy.Spec.MatchConditions[i]))
	}
	validation := compiler.CompileCondition(validations, declared, environment.NewExpressions)
	condition := compiler.CompileCondition(conditions, declared, environment.NewExpressions)
	for _, err := range append(validation.CompilationErrors(), condition.CompilationErrors()...) {
		fail(fmt.Sprintf("%s: Kubernetes %s: %v", policy.Name, release, err))
	}
	matcher := matchconditions.NewMatcher(condition, policy.Spec.FailurePolicy, "policy", "validate", policy.Name)
	none := compiler.CompileCondition(messages, declared, environment.NewExpressions)
	return validating.NewValidator(validation, matcher, compiler.CompileCondition(nil, declared, environment.NewExpressions), none, policy.Spec.FailurePolicy, nil)
}

func attributesOf(object, old map[string]any) *apiadmission.VersionedAttributes {
	typed, err := decode(object)
	check(err)
	kind := schema.FromAPIVersionAndKind(object["apiVersion"].(string), object["kind"].(string))
	resource := kind.GroupVersion().WithResource(strings.ToLower(kind.Kind) + "s")
	operation := apiadmission.Create
	var before runtime.Object
	if old != nil {
		old = copied(old)
		old["apiVersion"], old["kind"] = object["apiVersion"], object["kind"]
		before, err = decode(old)
		check(err)
		operation = apiadmission.Update
	}
	record := apiadmission.NewAttributesRecord(typed, before, kind, "shop", "a", resource, "", operation, &metav1.CreateOptions{}, false, &user.DefaultInfo{Name: "somebody"})
	attributes := &apiadmission.VersionedAttributes{Attributes: record, VersionedKind: kind, VersionedObject: apiadmission.NewLazyObject(typed)}
	if before != nil {
		attributes.VersionedOldObject = apiadmission.NewLazyObject(before)
	}
	return attributes
}

func decisions(validator validating.Validator, attributes *apiadmission.VersionedAttributes) ([]string, error) {
	result := validator.Validate(context.Background(), attributes.GetResource(), attributes, nil, &corev1.Namespace{}, celconfig.RuntimeCELCostBudget, nil)
	var messages []string
	for _, decision := range result.Decisions {
		switch decision.Evaluation {
		case validating.EvalError:
			return nil, fmt.Errorf("%s", decision.Message)
		case validating.EvalDeny:
			messages = append(messages, decision.Message)
		}
	}
	return messages, nil
}
