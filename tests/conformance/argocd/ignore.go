package main

import (
	"reflect"
	"slices"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"

	"github.com/argoproj/argo-cd/v3/pkg/apis/application/v1alpha1"
	"github.com/argoproj/argo-cd/v3/util/argo/normalizers"
)

// ignores reports rules on differences that are about nothing, or do not hide what somebody else writes, and scaled workloads
// without a rule.
func (j *judge) ignores(tree string, application v1alpha1.Application) {
	objects := j.manifests(tree, application)
	for _, rule := range application.Spec.IgnoreDifferences {
		about := 0
		for _, object := range objects {
			if object.GetName() != rule.Name || object.GroupVersionKind().Group != rule.Group || object.GetKind() != rule.Kind ||
				rule.Namespace != "" && object.GetNamespace() != rule.Namespace {
				continue
			}
			about++
			live := *object.DeepCopy()
			overwrite(live.Object)
			if slices.Contains(rule.JSONPointers, "/spec/replicas") {
				_ = unstructured.SetNestedField(live.Object, int64(77), "spec", "replicas")
			}
			if !j.same(application, object, live) {
				j.wrong("%s compares what others write of %s %s", application.Name, rule.Kind, rule.Name)
			}
			live.SetLabels(map[string]string{"changed": "by-hand"})
			if j.same(application, object, live) {
				j.wrong("%s compares nothing of %s %s", application.Name, rule.Kind, rule.Name)
			}
		}
		if about != 1 {
			j.wrong("a rule of %s is about %d objects: %s %s", application.Name, about, rule.Kind, rule.Name)
		}
	}
	for _, scaler := range objects {
		target, found, _ := unstructured.NestedStringMap(scaler.Object, "spec", "scaleTargetRef")
		if !found || scaler.GetKind() != "HorizontalPodAutoscaler" {
			continue
		}
		for _, object := range objects {
			if object.GetKind() != target["kind"] || object.GetName() != target["name"] || object.GetNamespace() != scaler.GetNamespace() {
				continue
			}
			live := *object.DeepCopy()
			_ = unstructured.SetNestedField(live.Object, int64(77), "spec", "replicas")
			if !j.same(application, object, live) {
				j.wrong("%s compares the number of copies of %s %s, which is scaled", application.Name, object.GetKind(), object.GetName())
			}
			if !application.Spec.SyncPolicy.SyncOptions.HasOption("RespectIgnoreDifferences=true") && !freezes(application) {
				j.wrong("a sync of %s sets the number of copies of %s", application.Name, object.GetName())
			}
		}
	}
}

// same is whether an application compares two objects as equal.
func (j *judge) same(application v1alpha1.Application, one, other unstructured.Unstructured) bool {
	normalizer, err := normalizers.NewIgnoreNormalizer(application.Spec.IgnoreDifferences, nil, normalizers.IgnoreNormalizerOpts{})
	if err != nil {
		j.wrong("%s: %v", application.Name, err)
		return true
	}
	left, right := one.DeepCopy(), other.DeepCopy()
	for _, object := range []*unstructured.Unstructured{left, right} {
		if err := normalizer.Normalize(object); err != nil {
			j.wrong("%s: %v", application.Name, err)
		}
	}
	return reflect.DeepEqual(left.Object, right.Object)
}

// freezes is whether a sync that left alone what is not compared would leave whole lists of a custom resource alone.
func freezes(application v1alpha1.Application) bool {
	for _, rule := range application.Spec.IgnoreDifferences {
		if len(rule.JQPathExpressions) > 0 && (rule.Kind == "VirtualService" || rule.Kind == "HTTPRoute" || rule.Kind == "GRPCRoute") {
			return true
		}
	}
	return false
}

// overwrite changes what controllers write, wherever it is.
func overwrite(value any) {
	switch value := value.(type) {
	case map[string]any:
		for key, inner := range value {
			switch key {
			case "weight":
				value[key] = int64(77)
			case "caBundle":
				value[key] = "b3RoZXI="
			default:
				overwrite(inner)
			}
		}
	case []any:
		for _, inner := range value {
			overwrite(inner)
		}
	}
}
